"""The online store's pop-up shop before Christmas, which writes things down in its own way: for the transfer task."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..people import people
from ..streams import Sizes, iso, moments, stream, take

GROUPS = {"in-force": 150, "after-withdrawal": 17, "other-purpose": 24, "invalid-form": 31, "never-asked": 18}
MAILED = np.datetime64("2025-11-28T17:30:00")


def tables(hours: Sequence[int], size: Sizes) -> dict[str, pd.DataFrame]:
    """What was said and what was mailed; `hours` are the weights of the hours at which people write."""
    rng = stream("store", "pop-up")
    group = np.repeat(list(GROUPS), list(size.each(GROUPS).values()))
    address = people(rng, len(group))["email"].to_numpy()
    asked, left = group != "never-asked", group == "after-withdrawal"
    said_yes = pd.DataFrame(
        {
            "at": moments(rng, "2025-11-01", "2025-11-20", asked.sum(), hours=hours),
            "address": address[asked],
            "topic": np.where(group[asked] == "other-purpose", "workshop", "offers"),
            "said": "yes",
            "sheet": np.where(group[asked] == "invalid-form", "paper", "tablet"),
        }
    )
    at = moments(rng, "2025-11-21", "2025-11-28", left.sum(), hours=hours)
    said_stop = pd.DataFrame({"at": at, "address": address[left], "topic": "offers", "said": "stop", "sheet": "link"})
    log = pd.concat([said_yes, said_stop]).sort_values(["at", "address"], kind="stable", ignore_index=True)
    capital = rng.integers(0, np.where(log["said"] == "stop", 3, 9)) == 0
    typed = np.where(capital, log["address"].str.capitalize(), log["address"])
    log = log.assign(row=log.index + 1, time=_wall(log["at"].to_numpy()), address=typed)
    mails = pd.DataFrame({"address": take(rng, address, len(address))})
    at = np.sort(MAILED + rng.integers(0, 12, len(mails)) * 60)
    return {"popup_log": log, "popup_mails": mails.assign(row=mails.index + 1, time=_wall(at))}


def _wall(times: np.ndarray) -> np.ndarray:
    """Times as one reads them from the clock on the wall."""
    return np.char.replace(iso(times, "m", "").astype(str), "T", " ")


def planted(size: Sizes) -> dict[str, int]:
    """Mails about offers by what is known of each person's yes."""
    return {f"popup-{group}": size(count) for group, count in GROUPS.items()}
