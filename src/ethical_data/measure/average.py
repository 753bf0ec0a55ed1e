"""The difference of two means, with its interval.

Groups of unequal spread: Welch (1947), Biometrika 34, 28-35. The caller gives the quantile: 1.96 for large groups and a
level of 95 %, for smaller ones that of Student's t.
"""

import pandas as pd


def difference(a: pd.Series, b: pd.Series, quantile: float = 1.96) -> tuple[float, float, float]:
    """Mean of a less mean of b, and the ends of its interval, in the unit of the values.

    Missing values are left out. ValueError where a group has fewer than two values: then its spread cannot be told.
    """
    a, b = a.dropna(), b.dropna()
    if min(len(a), len(b)) < 2:
        raise ValueError(f"The groups have {len(a)} and {len(b)} values; a spread needs two.")
    gap = float(a.mean() - b.mean())
    half = quantile * float(a.var() / len(a) + b.var() / len(b)) ** 0.5
    return gap, gap - half, gap + half
