"""Answers of lesson 00, the start page: what its cells say, and what they say when misread."""

_PRICE, _SOLD, _MORE, _A_TRAY = 3, 25, 30, 24  # as the page's cells have them


def price_of_25() -> int:
    return _PRICE * _SOLD


def price_of_30() -> int:
    return _PRICE * _MORE


def price_plus_croissants() -> int:
    return _PRICE + _SOLD


def croissants_on_7_trays() -> int:
    return 7 * _A_TRAY


def croissants_on_3_trays() -> int:
    return 3 * _A_TRAY
