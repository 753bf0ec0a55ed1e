"""Draws that come out the same, to the byte, on every machine and every Python.

Only `random`, `integers` and `permutation` of a named PCG64 stream are used: numpy keeps these stable.
Whatever needs another shape is an inverse distribution over integer weights, or a sum of uniform draws:
`exp` and `log` may differ in their last bit from one processor to the next.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

ROOT = 20_251_231


def stream(*names: str, root: int = ROOT) -> np.random.Generator:
    """A generator of its own for each name, so that a change in one table moves no other."""
    digest = hashlib.sha256("/".join(names).encode()).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([root, int.from_bytes(digest[:8], "little")])))


def weighted(rng: np.random.Generator, weights: Sequence[int], n: int) -> np.ndarray:
    """`n` positions 0..len(weights)-1, drawn with the given integer weights."""
    edges = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.searchsorted(edges, rng.integers(0, edges[-1], n), side="right")


def choose(rng: np.random.Generator, weights: Mapping[str, int], n: int) -> np.ndarray:
    """`n` labels, drawn with the integer weights of a mapping label -> weight."""
    return np.array(list(weights), dtype=object)[weighted(rng, list(weights.values()), n)]


def quota(rng: np.random.Generator, counts: Mapping[str, int]) -> np.ndarray:
    """Labels in random order, each exactly as often as `counts` says."""
    labels = np.repeat(np.array(list(counts), dtype=object), list(counts.values()))
    return labels[rng.permutation(len(labels))]


def bell(rng: np.random.Generator, n: int) -> np.ndarray:
    """Nearly normal, mean 0 and standard deviation 1: twelve uniform draws added, less six (never beyond ±6)."""
    total = np.full(n, -6.0)
    for _ in range(12):
        total += rng.random(n)
    return total


def moments(
    rng: np.random.Generator,
    start: str,
    stop: str,
    n: int,
    months: Sequence[int] = (1,) * 12,
    weekdays: Sequence[int] = (1,) * 7,
    hours: Sequence[int] = (1,) * 24,
) -> np.ndarray:
    """`n` times (datetime64[s], UTC) from `start` to `stop` (dates, `stop` not included), in a trade's rhythm.

    `months`, `weekdays` (from Monday) and `hours` are integer weights.
    """
    days = np.arange(np.datetime64(start), np.datetime64(stop))
    month = days.astype("datetime64[M]").astype(int) % 12
    weekday = (days.astype(int) + 3) % 7  # 1 January 1970 was a Thursday
    day = days[weighted(rng, np.asarray(months)[month] * np.asarray(weekdays)[weekday], n)]
    seconds = weighted(rng, hours, n) * 3600 + rng.integers(0, 3600, n)
    return day.astype("datetime64[s]") + seconds


def iso(times: np.ndarray, unit: str = "s", suffix: str = "Z") -> np.ndarray:
    """ISO 8601 text of UTC times; a missing time stays empty."""
    times = np.asarray(times, dtype="datetime64[s]")
    text = np.char.add(np.datetime_as_string(times, unit=unit), suffix).astype(object)
    text[np.isnat(times)] = ""
    return text


def take(rng: np.random.Generator, of: Sequence | np.ndarray, n: int) -> np.ndarray:
    """`n` different ones of `of`, in random order; all of them where there are not so many."""
    there = np.asarray(of)
    return there[rng.permutation(len(there))[:n]]


def numbered(letter: str, numbers: Iterable[int], digits: int = 4) -> list[str]:
    """Numbers of rows, from 0, as a firm writes them, from 1: 0 becomes "M0001"."""
    return [f"{letter}{number + 1:0{digits}d}" for number in numbers]


@dataclass(frozen=True)
class Sizes:
    """Counts at `scale` times their usual size, each rounded by itself."""

    scale: float = 1.0

    def __call__(self, count: float) -> int:
        return round(count * self.scale)

    def each(self, counts: Mapping[str, float]) -> dict[str, int]:
        return {name: self(count) for name, count in counts.items()}

    def total(self, counts: Iterable[float]) -> int:
        """What the counts are together once each is rounded."""
        return sum(map(self, counts))
