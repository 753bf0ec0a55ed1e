"""Tasks of the start page: run, change, turn, read an error; four kinds of data."""

_PRICE, _SOLD, _MORE, _A_TRAY, TRAYS = 3, 25, 30, 24, 7  # as the page's cells have them


def try_right():
    return _PRICE * _SOLD


def try_wrong1():
    return _PRICE + _SOLD


def try_wrong2():
    return _PRICE


def try_wrong3():
    return _SOLD


def change_right():
    return _PRICE * _MORE


def change_wrong2():
    return _MORE


def trays_right():
    return TRAYS * _A_TRAY


def trays_wrong1():
    return 3 * _A_TRAY
