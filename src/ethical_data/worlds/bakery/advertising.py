"""Advertising: the campaigns, their emails, and what a supplier would add to the loyalty list."""

import numpy as np
import pandas as pd

from ..streams import Sizes, choose, iso, numbered, stream, take
from .loyalty import switchers
from .shop import WORDS

CAMPAIGN = ["campaign_id", "name", "channel", "starts_on", "ends_on", "cost_cents", "vouchers_used", "new_members"]
MATCHED, FREE_FROM, CONTRADICTED = 1_015, 87, 61


def planted(size: Sizes) -> dict[str, int]:
    """What an audit must find, by truth."""
    return {"matched": size(MATCHED), "free-from": size(FREE_FROM), "contradicted": size(CONTRADICTED)}


def campaigns() -> pd.DataFrame:
    """What was advertised, where and for how much."""
    return pd.DataFrame(WORDS["campaigns"], columns=CAMPAIGN)


def emails(loyalty: pd.DataFrame, campaigns: pd.DataFrame) -> pd.DataFrame:
    """The emails of four campaigns to the members who said yes."""
    rng, willing = stream("bakery", "emails"), loyalty[loyalty["offers"] == "yes"]
    parts = []
    for campaign in campaigns[campaigns["channel"] == "email"].itertuples():
        yes = willing.loc[willing["joined_on"] <= campaign.starts_on, "member_id"].to_numpy()
        at = np.datetime64(f"{campaign.starts_on}T09:00:00") + rng.integers(0, 20, len(yes)) * 60
        parts.append(pd.DataFrame({"campaign_id": campaign.campaign_id, "member_id": yes, "at": at}))
    sent, never = pd.concat(parts, ignore_index=True), np.datetime64("NaT")
    n, at = len(sent), sent["at"].to_numpy()
    opened = rng.integers(0, 100, n) < 34
    clicked = opened & (rng.integers(0, 100, n) < 9)
    opened_at = at + rng.integers(2, 2000, n) * 60
    device = choose(rng, {"phone": 68, "computer": 26, "tablet": 6}, n)
    return sent.assign(
        mail_id=numbered("E", range(n), 5),
        sent_at=iso(at, "m", ""),
        device=np.where(opened, device, ""),
        opened_at=iso(np.where(opened, opened_at, never), "m", ""),
        clicked_at=iso(np.where(clicked, opened_at + rng.integers(1, 9, n) * 60, never), "m", ""),
    )


def enrichment(loyalty: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """What the supplier would add for the members whom it finds; some of it against what they said themselves."""
    rng, four = stream("bakery", "enrichment"), np.array(switchers(loyalty), dtype=int)
    others = take(rng, np.setdiff1d(np.arange(len(loyalty)), four), size(MATCHED) - len(four))
    # the first, Ruth, is among those labelled free-from
    found = np.concatenate([four[:1], rng.permutation(np.concatenate([others, four[1:]]))])
    alone = (loyalty["household_size"] == 1).fillna(False).to_numpy(dtype=bool)[found]
    wrong = np.isin(found, found[alone][: size(CONTRADICTED)])
    ways = {"busy family": 30, "young renters": 24, "comfortable retired": 26, "bargain hunters": 20}
    free_from = ["free-from and health"] * size(FREE_FROM)
    made = pd.DataFrame({"place": found})
    made["lifestyle"] = [*free_from, *choose(rng, ways, len(found) - len(free_from))]
    made["income"] = choose(rng, {"lower": 30, "middle": 45, "higher": 25}, len(found))
    made["children_at_home"] = np.where(wrong | (~alone & (rng.integers(0, 10, len(found)) < 4)), "yes", "no")
    made["member_id"] = loyalty["member_id"].to_numpy()[found]
    return made.sort_values("place", kind="stable", ignore_index=True)
