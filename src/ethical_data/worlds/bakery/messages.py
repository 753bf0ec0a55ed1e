"""What people write to the shop through its chatbot and on social media."""

import numpy as np
import pandas as pd

from ..streams import Sizes, iso, numbered, stream
from .loyalty import SWITCHERS, full_names
from .shop import WORDS, moments, saturday
from .wording import spread

MESSAGES, ASKED_AFTER, ILLNESS = 330, 41, 14
SWITCHERS_WRITE = np.array(["2025-11-19T19:42:00", "2025-11-20T08:15:00", "2025-11-22T20:03:00"], dtype="datetime64[s]")


def planted(size: Sizes) -> dict[str, int]:
    """What an audit must find, by truth."""
    return {"messages-illness": size(ILLNESS), "asked-after": size(ASKED_AFTER)}


def received(loyalty: pd.DataFrame, trays: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """One row for each message, in the order in which they came."""
    rng, n = stream("bakery", "messages"), size(MESSAGES)
    made = _texts(rng, n, loyalty, trays, size)
    known = made["place"] >= 0
    joined = loyalty["joined_on"].to_numpy().astype("datetime64[s]")
    signed = np.where(known, made["place"], np.where(rng.integers(0, 4, n) == 0, rng.integers(0, len(loyalty), n), -1))
    signed = np.where(joined[signed] <= made["at"].to_numpy(), signed, -1)
    shown = np.where(signed >= 0, signed, rng.integers(0, len(loyalty), n))
    chat = (rng.integers(0, 10, n) < 6) | known
    name = full_names(loyalty).to_numpy()[shown]
    handle = np.array([f"@{email.split('@')[0]}" for email in loyalty["email"].to_numpy()[shown]], dtype=object)
    made["sender"] = np.where(chat, name, handle)
    made["member_id"] = np.append(loyalty["member_id"].to_numpy(), "")[np.where(chat, signed, -1)]
    made["channel"] = np.where(chat, "chatbot", "social media")
    made["answered_by"] = np.where(chat & (rng.integers(0, 10, n) < 7), "bot", "staff")
    made["followers"] = pd.Series(rng.integers(3, 1500, n)).astype("Int64").mask(pd.Series(chat))
    made["message_id"] = numbered("W", range(n))
    return made.assign(sent_at=iso(made["at"].to_numpy(), "m", ""))


def _texts(rng: np.random.Generator, n: int, loyalty: pd.DataFrame, trays: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """text, at, and place: which member wrote it, where that is planted (-1: anybody)."""
    said = WORDS["messages"]
    on_saturday = saturday(trays["day"].to_numpy().astype("datetime64[D]"))
    empty = trays[(trays["product"] == "croissant") & on_saturday & trays["gone"].notna()]
    gone = empty["gone"].to_numpy().astype("datetime64[s]")[np.arange(size(ASKED_AFTER)) % len(empty)]
    asked = pd.DataFrame({"at": gone + rng.integers(4, 170, len(gone)) * 60, "place": -1})
    asked["text"] = spread(rng, said["croissants"], len(asked))
    ill = spread(rng, said["illness"], size(ILLNESS) - 1)  # one more is Ruth's own
    own = [(place, text) for place, text in zip(SWITCHERS, said["switchers"]) if place < len(loyalty)]
    rest = spread(rng, said["other"], n - len(asked) - len(ill) - len(own))
    other = pd.DataFrame({"text": ill + rest, "place": -1})
    other["at"] = moments(rng, len(other), until=21)
    theirs = pd.DataFrame(own, columns=["place", "text"])
    theirs["at"] = SWITCHERS_WRITE[: len(own)]
    return pd.concat([asked, other, theirs], ignore_index=True).sort_values("at", kind="stable", ignore_index=True)
