"""In a browser (Pyodide) numpy's own whole number has 32 bits: codes and positions come so, and products run over.

Each measure that multiplies codes is run here as it runs there, on so many rows that 32 bits are too few, and must
give the answer that 64 bits give.
"""

from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from ethical_data.measure import consent, identifiability, release, suggestions

#: What numpy and pandas answer with a whole number as wide as a position in memory.
POSITIONS = {
    "arange", "argsort", "bincount", "cumsum", "diff", "factorize", "flatnonzero", "lexsort", "ravel_multi_index",
    "searchsorted", "unravel_index",
}  # fmt: skip
MANY = 50_000  # MANY * MANY is beyond 32 bits


def narrowed(answer):
    """The same, with whole numbers of 32 bits."""
    if isinstance(answer, tuple):
        return tuple(map(narrowed, answer))
    wide = isinstance(answer, np.ndarray) and answer.dtype == np.int64
    return answer.astype(np.int32) if wide else answer


class Narrow:
    """A module whose functions answer as they do where a position has 32 bits."""

    def __init__(self, module: ModuleType):
        self.module = module

    def __getattr__(self, name: str):
        real = getattr(self.module, name)

        def answer(*given, **more):
            # What is 64 bits wide on the way in (a product of codes) stays so on the way out.
            same = name in ("cumsum", "diff") and getattr(given[0], "dtype", None) == np.int64
            found = real(*given, **more)
            return found if same else narrowed(found)

        return answer if name in POSITIONS else real


class NarrowIndex:
    """A pandas index whose positions have 32 bits."""

    def __init__(self, values):
        self.index = pd.Index(values)

    def __len__(self) -> int:
        return len(self.index)

    def get_indexer(self, wanted) -> np.ndarray:
        return narrowed(self.index.get_indexer(wanted))


@pytest.fixture
def narrow(monkeypatch):
    """Switches the measures to 32 bits when it is called."""

    def switch() -> None:
        for measure in (consent, identifiability, release, suggestions):
            monkeypatch.setattr(measure, "np", Narrow(np))
            monkeypatch.setattr(measure, "pd", Narrow(pd))
        monkeypatch.setattr(consent.pd, "Index", NarrowIndex, raising=False)

    return switch


def times(*days: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(days), utc=True))


def test_the_last_word_of_consent(narrow):
    consents = pd.DataFrame({"person": ["a", "b", "a", "b"], "purpose": "news", "action": ["grant"] * 3 + ["withdraw"]})
    consents["recorded_at"] = times("2025-01-01", "2025-01-02", "2025-03-01", "2025-03-01")
    sends = pd.DataFrame({"person": ["a", "b", "b", "c"], "purpose": "news"})
    sends["sent_at"] = times("2025-02-01", "2025-02-01", "2025-04-01", "2025-02-01")
    contacts = pd.DataFrame({"person": ["a", "b"], "subscribed": pd.array([True, False], "boolean")})
    contacts["yes_at"], contacts["stop_at"] = times("2025-01-01", "2025-01-02"), times("2025-06-01", "2025-03-01")
    contacts["cleaned_at"] = pd.Series([pd.NaT] * 2).dt.tz_localize("UTC")
    causes, listed = consent.causes(sends, consents), consent.on_lists(sends, contacts)
    assert causes["cause"].tolist() == ["in-force", "in-force", "after-withdrawal", "never-asked"]
    narrow()
    pd.testing.assert_frame_equal(consent.causes(sends, consents), causes)
    pd.testing.assert_frame_equal(consent.on_lists(sends, contacts), listed)


def test_classes_of_people_who_are_each_alone(narrow):
    row = np.arange(MANY)
    table = pd.DataFrame({"number": row, "street": row[::-1] % (MANY - 1), "town": row % 7, "illness": row})
    columns = ["number", "street", "town"]
    found = identifiability.classes(table, columns, "illness")
    assert len(found) == MANY and found["distinct"].eq(1).all()
    sizes = identifiability.class_sizes(table.assign(number=row // 2, street=row // 2, town=0), columns)
    assert sizes.eq(2).all()
    narrow()
    pd.testing.assert_frame_equal(identifiability.classes(table, columns, "illness"), found, check_dtype=False)
    again = identifiability.class_sizes(table.assign(number=row // 2, street=row // 2, town=0), columns)
    pd.testing.assert_series_equal(again, sizes, check_dtype=False)


def test_cells_with_their_members(narrow):
    """9,000 cells and 300,000 members: each member is in one cell, and is counted there once."""
    row = np.arange(300_000)
    table = pd.DataFrame({"town": row % 90, "crop": row // 90 % 100, "farm": row})
    found = release.suppress(table, ["town", "crop"], "farm", 2, total="all")
    assert found["entities"].max() == len(row)
    narrow()
    pd.testing.assert_frame_equal(release.suppress(table, ["town", "crop"], "farm", 2, total="all"), found)


def test_what_is_bought_together(narrow):
    row = np.arange(MANY)
    bought = pd.DataFrame({"who": np.repeat(row, 2), "what": np.column_stack([row, (row + 1) % MANY]).ravel()})
    found = [suggestions.together(bought, "who", "what"), suggestions.suggest(bought, "who", "what", least=1)]
    assert len(found[0]) == 2 * MANY and len(found[1]) == 2 * MANY
    narrow()
    again = [suggestions.together(bought, "who", "what"), suggestions.suggest(bought, "who", "what", least=1)]
    for before, after in zip(found, again):
        pd.testing.assert_frame_equal(before, after, check_dtype=False)
