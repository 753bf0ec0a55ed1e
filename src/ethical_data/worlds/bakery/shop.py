"""The shop as it is: its days and hours, who works there, what it sells."""

import numpy as np

from ..dictionary import words
from ..streams import weighted

WORDS = words("bakery")
FIRST_DAY, LAST_DAY = "2025-09-15", "2025-12-06"
HOURS = {
    False: (0,) * 7 + (14, 20, 16, 13, 11, 12, 8, 6, 5, 4),
    True: (0,) * 7 + (10, 19, 22, 20, 14, 6, 4, 3, 1, 1),
}  # Saturday?: how busy each hour is
STAFF = {"sam": 26, "priya": 24, "joan": 18, "tomek": 16, "lily": 10, "greg": 6}
PRICES = {product: price for product, price, _ in WORDS["products"]}  # in cents
GLUTEN_FREE = [product for product, _, gluten_free in WORDS["products"] if gluten_free == "yes"]


def saturday(days: np.ndarray) -> np.ndarray:
    """Which of these days (datetime64[D]) are Saturdays."""
    return (days.astype(int) + 3) % 7 == 5


OPEN = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY) + 1)
OPEN = OPEN[(OPEN.astype(int) + 3) % 7 < 6]  # closed on Sundays
SATURDAYS = OPEN[saturday(OPEN)]


def moments_of_day(rng: np.random.Generator, day: np.datetime64, n: int) -> np.ndarray:
    """`n` moments of one day, to the minute and in order, as busy as the shop's hours are."""
    at = weighted(rng, HOURS[bool(saturday(day))], n) * 60 + rng.integers(0, 60, n)
    return day.astype("datetime64[s]") + np.sort(at) * 60


def moments(rng: np.random.Generator, n: int, until: int, days: np.ndarray = OPEN) -> np.ndarray:
    """`n` moments to the minute, in any order, on any of these days from seven o'clock `until` that hour."""
    return days[rng.integers(0, len(days), n)].astype("datetime64[s]") + rng.integers(7 * 60, until * 60, n) * 60
