"""The bookshop: members and what they bought, a year of suggestion mails, orders with a promised day, and a mail test.

Delicate titles are bought only by members who have a concern. Who gets a mail whose subject names such a title, who
gets one after switching suggestions off, and which order was late without a word are quotas, so an audit's counts are
exact.

`build` tells the story; each table comes from a function of its own, with a stream of its own. While it is made, a
member is a row of `members` (column `person`) and a title a row of `titles`: the shop's own numbers come at the end.
"""

import numpy as np
import pandas as pd

from .. import dictionary
from ..package import World
from ..people import draw, people
from ..streams import Sizes, iso, moments, numbered, quota, stream, take, weighted

WORDS = dictionary.words("bookstore")

# ---- how many: all but the titles grow with the scale
MEMBERS, TITLES, PURCHASES, MAILS, ORDERS = 2500, 2400, 20_000, 3000, 1600
SHARED = 130  # mail addresses that two members share
CONCERNS = {"health": 90, "divorce": 60, "debt": 40, "faith": 40, "sexuality": 30}  # members who have one; no other has

# ---- the switch for suggestions, and the mails that should have kept to it
OFF = {"website": 290, "till": 82, "mail": 40}  # switched off and stayed off, by where: 412
BACK = 25  # switched off on the website, and on again
AFTER_OFF = 57  # suggestion mails to members who had switched off: all of them at the till
EXPOSING = {"bought": 24, "suggested": 14}  # mails whose subject names a delicate title, the bought or the suggested
EXPOSED_AT_HOME = 7  # of these: to an address that two members share

# ---- orders by what happened: late ones by whether the wholesaler foresaw it and the customer was told
LATE = {"silent, foreseen": 71, "silent, not foreseen": 25, "told in time": 61, "told too late": 23}
FORESEEN = ("silent, foreseen", "told in time", "false alarm")  # the wholesaler named a later day before the promised
FALSE_ALARMS = 19  # named late by the wholesaler, and in time
NOT_DUE = 20  # promised for January: neither late nor there
STILL_OPEN = 14  # of the silent ones: not there on 31 December

# ---- the mail test, and the lending shelf
ARM = 1000  # members in each arm
UNSUBSCRIBED, BOUGHT = {"tailored": 12, "mass": 28}, {"tailored": 82, "mass": 70}
LENDING = {"both": 2, "after a stop": 9, "delicate": 4, "neither": 105}  # notes by their fault
READERS = 60  # of the lending shelf
SAID = {"no more": (0, 14), "no more, then please": (14, 20), "please": (30, 45)}  # from which reader to which

# ---- when
MAILED_ON = "02-04 03-04 04-08 05-06 06-03 07-08 09-02 10-07 11-04 12-02".split()
MAILINGS = tuple(np.datetime64(f"2025-{day}T08:05:00") for day in MAILED_ON)
OCTOBER, NOVEMBER = MAILINGS[7:9]
EXPOSING_FROM = 3  # the place of the mailing of May: no earlier subject exposes anybody
TEST_AT = np.datetime64("2025-11-11T09:00:00")
BUYING = {  # weights of months from January, of weekdays from Monday, of hours
    "months": (7, 6, 7, 7, 7, 7, 8, 8, 8, 9, 11, 15),
    "weekdays": (9, 9, 10, 10, 12, 18, 5),
    "hours": (0,) * 9 + (6, 9, 11, 12, 11, 10, 11, 12, 10, 4) + (0,) * 5,
}
DAY, MINUTE, NEVER = np.timedelta64(1, "D"), np.timedelta64(1, "m"), np.datetime64("NaT", "D")

# ---- what is read
SHELVES = {  # weight of a shelf in a hundred titles, and in what is bought
    "crime": 22, "novels": 22, "children": 16, "cooking": 10, "history": 10, "nature": 8, "far worlds": 8, "poems": 4,
}  # fmt: skip
PRICES = (699, 799, 899, 999, 1099, 1299, 1499, 1699, 1899, 2200)  # cents
EAGER = (1, 1, 1, 2, 2, 3, 4, 6)  # weights of members: one of these each

# ---- the Bellamys, who share an address: she has a concern, buys a book on a Saturday, and says no more at the till
RUTH, OWEN = 0, 1
RUTHS_BOOK, RUTH_BUYS = WORDS["ruths_book"], np.datetime64("2025-09-20T11:42:00")
RUTH_SWITCHES_OFF = np.datetime64("2025-10-11T10:20:00")  # after the mail of October, before that of November


def build(scale: float = 1.0) -> World:
    """The bookshop at `scale` times its usual size (quotas are scaled and rounded; the titles stay)."""
    size = Sizes(scale)
    titles = _titles()
    members = _members(size)
    purchases = _purchases(members, titles, size)
    switching = stream("bookshop", "choices")
    switchers = _switchers(switching, len(members), size)
    test = _mail_test(len(members), switchers, size)
    choices = _choices(switching, switchers, test)
    mails = _mails(_MailTool(titles, purchases, choices), members, choices, size)
    orders = _orders(len(members), size)
    tables = {
        "members": members.assign(member_id=numbered("M", members.index)),
        "titles": titles,
        "purchases": _kept(purchases, "at", "purchase_id", "P").assign(bought_at=_minutes),
        "choices": _kept(choices, "at", "choice_id", "C").assign(changed_at=_minutes),
        "mails": _kept(mails, "at", "mail_id", "S").assign(sent_at=_minutes),
        "orders": _kept(orders, "ordered_on", "order_id", "O"),
        "mail_test": _test_as_stored(test),
        **_lending(size),
    }
    return World(tables, _planted(size), {"members_in_an_arm": size(ARM)})


def _planted(size: Sizes) -> dict[str, float]:
    """The value of each truth that dictionary.toml puts into words."""
    off, exposing, late, lending = (size.each(counts) for counts in (OFF, EXPOSING, LATE, LENDING))
    return {
        "switched-off": sum(off.values()),
        "off-at-the-till": off["till"],
        "off-and-back": size(BACK),
        "mails-after-off": size(AFTER_OFF),
        "exposing-subjects": sum(exposing.values()),
        "exposing-bought": exposing["bought"],
        "exposed-at-home": size(EXPOSED_AT_HOME),
        "shared-addresses": size(SHARED),
        "delicate-titles": sum(map(len, WORDS["delicate"].values())),
        "late-silent": late["silent, foreseen"] + late["silent, not foreseen"],
        "late-silent-foreseen": late["silent, foreseen"],
        "late-silent-open": size(STILL_OPEN),
        "late-told-too-late": late["told too late"],
        "late-told-in-time": late["told in time"],
        "false-alarms": size(FALSE_ALARMS),
        "tailored-unsubscribes": round((UNSUBSCRIBED["tailored"] - UNSUBSCRIBED["mass"]) / ARM, 6),
        "tailored-purchases": round((BOUGHT["tailored"] - BOUGHT["mass"]) / ARM, 6),
        "lending-after-stop": lending["both"] + lending["after a stop"],
        "lending-delicate": lending["both"] + lending["delicate"],
        "lending-both": lending["both"],
    }


# ---- as the shop stores it


def _kept(table: pd.DataFrame, by: str, key: str, letter: str) -> pd.DataFrame:
    """The rows in order of time, each with its own number and its member's."""
    rows = table.sort_values([by, "person"], kind="stable", ignore_index=True)
    return rows.assign(**{key: numbered(letter, rows.index, 5), "member_id": numbered("M", rows["person"])})


def _minutes(table: pd.DataFrame) -> np.ndarray:
    return iso(table["at"].to_numpy(), "m")


def _true_or_false(flags: pd.Series) -> np.ndarray:
    return np.where(flags, "true", "false")


# ---- the tables, in the order of the story


def _titles() -> pd.DataFrame:
    """All titles by number; `weight` says how popular each is, falling with its place on the shelf."""
    rng = stream("bookshop", "titles")
    places = [one + two for one in WORDS["first_parts_of_places"] for two in WORDS["second_parts_of_places"]]
    delicate = [(title, "guides", topic) for topic, titles in WORDS["delicate"].items() for title in titles]
    rows = [(title, shelf, "") for shelf, titles in _shelves(rng, places, TITLES - len(delicate)) for title in titles]
    table = pd.DataFrame(rows + delicate, columns=["title", "genre", "topic"])
    n = len(table)
    family = np.array(places, dtype=object)[rng.integers(0, len(places), n)]
    table["author"] = draw(rng, "given", np.repeat("en_GB", n)) + " " + family
    table["price_cents"] = np.array(PRICES)[rng.integers(0, len(PRICES), n)]
    table["sensitive"] = _true_or_false(table["topic"] != "")
    table["weight"] = 1_000_000 // (table.groupby("genre").cumcount() + 4)
    table.loc[table["title"] == RUTHS_BOOK, "weight"] *= 4
    numbers = rng.permutation(n)
    return table.assign(title_id=numbered("T", numbers)).iloc[np.argsort(numbers)].reset_index(drop=True)


def _shelves(rng: np.random.Generator, places: list[str], n: int) -> list[tuple[str, list[str]]]:
    """`n` titles that are not delicate, by shelf, the most popular first."""
    drawn = n - len(WORDS["novels_that_sound_delicate"])
    share = {shelf: drawn * weight // 100 for shelf, weight in SHELVES.items()}
    share["crime"] += drawn - sum(share.values())
    made = {}
    for shelf, count in share.items():
        every = [dictionary.put_into(pattern, place) for pattern in WORDS["shelves"][shelf] for place in places]
        made[shelf] = take(rng, every, count).tolist()
    made["novels"][40:40] = WORDS["novels_that_sound_delicate"]
    return list(made.items())


def _members(size: Sizes) -> pd.DataFrame:
    """Members; the first 2 × SHARED live in pairs that share an address, a family name and a town."""
    members = people(stream("bookshop", "people"), size(MEMBERS))
    one = np.arange(size(SHARED)) * 2
    two = one + 1
    members.loc[two, "family_name"] = members.loc[one, "family_name"].to_numpy()
    home = "home." + members.loc[one, "email"].to_numpy()
    members.loc[one, "email"] = members.loc[two, "email"] = home
    members.loc[RUTH, ["given_name", "family_name"]] = ["Ruth", "Bellamy"]
    members.loc[OWEN, ["given_name", "family_name"]] = ["Owen", "Bellamy"]
    members.loc[[RUTH, OWEN], "email"] = "the.bellamys@example.org"
    members["concern"] = _concerns(len(members), size)
    members["town"] = draw(stream("bookshop", "towns"), "town", np.repeat("en_GB", len(members)))
    members.loc[two, "town"] = members.loc[one, "town"].to_numpy()
    return members


def _concerns(n: int, size: Sizes) -> np.ndarray:
    """What each member has on their mind, mostly nothing; Ruth has a divorce before her, and Owen nothing."""
    counts = size.each(CONCERNS)
    labels = quota(stream("bookshop", "concerns"), counts | {"": n - sum(counts.values())})
    for person, wanted in ((RUTH, "divorce"), (OWEN, "")):
        if labels[person] != wanted:  # they change places with somebody, so that the counts stay
            other = np.flatnonzero(labels == wanted)[-1]
            labels[other], labels[person] = labels[person], wanted
    return labels


def _purchases(members: pd.DataFrame, titles: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """Purchases (person, title row, at); nobody buys a title twice with the card."""
    rng = stream("bookshop", "purchases")
    liked = weighted(rng, list(SHELVES.values()), 2 * len(members)).reshape(2, -1)
    delicate = _delicate_purchases(rng, members, titles)
    rest = _other_purchases(rng, liked, titles, size(PURCHASES) * 3 // 2).iloc[: size(PURCHASES) - len(delicate)]
    table = pd.concat([delicate, rest], ignore_index=True)
    ruths = len(delicate) - 1  # the last of the delicate ones
    at = moments(rng, "2024-01-02", "2025-12-31", len(table), **BUYING)
    at[:ruths] = moments(rng, "2024-01-02", "2025-12-31", ruths, **BUYING)
    at[ruths] = RUTH_BUYS
    return table.assign(at=at, title_id=titles["title_id"].to_numpy()[table["title"]])


def _delicate_purchases(rng: np.random.Generator, members: pd.DataFrame, titles: pd.DataFrame) -> pd.DataFrame:
    """One to five titles on their topic for everybody with a concern; of Ruth, in the last row, only her book."""
    rows = []
    for topic in WORDS["delicate"]:
        shelf = titles[titles["topic"] == topic]
        for person in np.flatnonzero(members["concern"] == topic):
            drawn = shelf.index[weighted(rng, shelf["weight"].to_numpy(), int(rng.integers(2, 6)))]
            rows += [(person, title) for title in dict.fromkeys(drawn) if person != RUTH]
    rows.append((RUTH, int(titles.index[titles["title"] == RUTHS_BOOK][0])))
    return pd.DataFrame(rows, columns=["person", "title"])


def _other_purchases(rng: np.random.Generator, liked: np.ndarray, titles: pd.DataFrame, n: int) -> pd.DataFrame:
    """One purchase each and `n` more, less what comes twice: half from the shelf liked most, a quarter from the next.

    `liked`: the number of the shelf liked most, and of the next, of each member.
    """
    members = liked.shape[1]
    eager = np.array(EAGER)[rng.integers(0, len(EAGER), members)]
    who = np.concatenate([np.arange(members), weighted(rng, eager, n)])
    mood = rng.integers(0, 100, len(who))
    anything = weighted(rng, list(SHELVES.values()), len(who))
    chosen = np.where(mood < 50, liked[0][who], np.where(mood < 75, liked[1][who], anything))
    title = np.zeros(len(who), dtype=np.int64)
    for number, name in enumerate(SHELVES):
        shelf, here = titles[titles["genre"] == name], np.flatnonzero(chosen == number)
        title[here] = shelf.index[weighted(rng, shelf["weight"].to_numpy(), len(here))]
    return pd.DataFrame({"person": who, "title": title}).drop_duplicates()


def _switchers(rng: np.random.Generator, n: int, size: Sizes) -> dict[str, np.ndarray]:
    """Who switches at the till (Ruth first), on the website, and there and back; nobody twice, and never Owen."""
    others = np.setdiff1d(np.arange(n), [RUTH, OWEN])
    till, website = size(OFF["till"]) - 1, size(OFF["website"])
    parts = np.split(take(rng, others, len(others)), np.cumsum([till, website, size(BACK)]))
    return {"till": np.concatenate([[RUTH], parts[0]]), "website": parts[1], "there and back": parts[2]}


def _mail_test(n: int, switchers: dict[str, np.ndarray], size: Sizes) -> pd.DataFrame:
    """The mail test (person, arm, unsubscribed, bought): members who never touched the switch before."""
    rng = stream("bookshop", "test")
    free = np.setdiff1d(np.arange(n), np.concatenate([[OWEN], *switchers.values()]))
    who = take(rng, free, 2 * size(ARM))
    arm = quota(rng, {name: size(ARM) for name in UNSUBSCRIBED})
    table = pd.DataFrame({"person": who, "arm": arm, "unsubscribed": False, "bought": False})
    for name in UNSUBSCRIBED:
        here = np.flatnonzero(arm == name)
        table.loc[take(rng, here, size(UNSUBSCRIBED[name])), "unsubscribed"] = True
        stayed = here[~table["unsubscribed"].to_numpy()[here]]
        table.loc[take(rng, stayed, size(BOUGHT[name])), "bought"] = True
    return table


def _test_as_stored(test: pd.DataFrame) -> pd.DataFrame:
    rows = test.sort_values("person", kind="stable", ignore_index=True)
    flags = {name: _true_or_false(rows[name]) for name in ("unsubscribed", "bought")}
    return rows.assign(at=TEST_AT, member_id=numbered("M", rows["person"]), **flags).assign(sent_at=_minutes)


def _choices(rng: np.random.Generator, switchers: dict[str, np.ndarray], test: pd.DataFrame) -> pd.DataFrame:
    """Switches (person, at, suggestions, where): those of `switchers`, and who clicked stop in the test."""
    till, website, back = switchers.values()
    hours = BUYING["hours"]
    till_at = moments(rng, "2025-01-06", "2025-10-20", len(till), **BUYING)
    till_at[0] = RUTH_SWITCHES_OFF
    there_at = moments(rng, "2024-09-01", "2025-04-01", len(back), hours=hours)
    back_at = moments(rng, "2025-04-02", "2025-09-01", len(back), hours=hours)
    website_at = moments(rng, "2024-06-01", "2025-12-20", len(website), hours=hours)
    stopped = test.loc[test["unsubscribed"], "person"].to_numpy()
    stopped_at = TEST_AT + rng.integers(600, 13 * 86_400, len(stopped))
    parts = [
        (till, till_at, "off", "till"),
        (website, website_at, "off", "website"),
        (back, there_at, "off", "website"),
        (back, back_at, "on", "website"),
        (stopped, stopped_at, "off", "mail"),
    ]
    columns = ("person", "at", "suggestions", "where")
    return pd.concat([pd.DataFrame(dict(zip(columns, part))) for part in parts], ignore_index=True)


class _MailTool:
    """What sends suggestions. It knows what a member bought, and (if asked) whether suggestions are on."""

    def __init__(self, titles: pd.DataFrame, purchases: pd.DataFrame, choices: pd.DataFrame) -> None:
        self.rng = stream("bookshop", "mails")
        self.sent: list[tuple] = []
        self.titles = {column: titles[column].to_numpy() for column in ("title", "title_id", "genre", "topic")}
        self._taken: set[tuple] = set()  # member and mailing
        self._bought = {person: rows for person, rows in purchases.groupby("person")}
        self._switched = {person: rows.sort_values("at") for person, rows in choices.groupby("person")}
        # it prefers what sells: the square of popularity, but on the few titles of a topic
        eager = titles["weight"] * (titles["weight"] // 1000)
        self._shelves = {name: (rows.index, eager[rows.index]) for name, rows in titles.groupby("genre")}
        self._shelves |= {name: (rows.index, rows["weight"]) for name, rows in titles.groupby("topic") if name}

    def mailing(self, first: int = 0) -> np.datetime64:
        """Any of the year's mailings from the one numbered `first` on."""
        return MAILINGS[int(self.rng.integers(first, len(MAILINGS)))]

    def either(self) -> str:
        """Which of the two titles the subject names."""
        return tuple(EXPOSING)[int(self.rng.integers(0, len(EXPOSING)))]

    def is_on(self, person: int, at: np.datetime64) -> bool:
        """Whether the member's last word before `at` lets suggestions come."""
        if person not in self._switched:
            return True
        before = self._switched[person]["at"].to_numpy() < at
        return not before.any() or self._switched[person]["suggestions"].to_numpy()[before][-1] == "on"

    def send(self, person: int, at: np.datetime64, named: str, delicate: bool) -> bool:
        """One mail whose subject names the title `named`, delicate or not; False if there is no such, or one went."""
        reasons = self._reasons(person, at, delicate)
        if (person, at) in self._taken or not len(reasons):
            return False
        reason = int(reasons[self.rng.integers(0, len(reasons))])
        other = self._another(person, self.titles["topic" if delicate else "genre"][reason])
        title = self.titles["title"][reason if named == "bought" else other]
        subject = dictionary.put_into(WORDS["subjects"][named], title)
        numbers = self.titles["title_id"]
        self._taken.add((person, at))
        self.sent.append((person, at + self.rng.integers(0, 40) * MINUTE, subject, numbers[reason], numbers[other]))
        return True

    def _reasons(self, person: int, at: np.datetime64, delicate: bool) -> np.ndarray:
        """Titles, delicate or not, that the member bought at least a day before."""
        rows = self._bought[person]
        early = rows["title"].to_numpy()[rows["at"].to_numpy() < at - DAY]
        return early[(self.titles["topic"][early] != "") == delicate]

    def _another(self, person: int, shelf: str) -> int:
        """A title of the same shelf or topic that the member did not buy."""
        owned = set(self._bought[person]["title"])
        titles, weights = self._shelves[shelf]
        while True:
            pick = int(titles[weighted(self.rng, weights, 1)[0]])
            if pick not in owned:
                return pick


def _mails(tool: _MailTool, members: pd.DataFrame, choices: pd.DataFrame, size: Sizes) -> pd.DataFrame:
    """Suggestion mails (person, at, subject, because_of, suggested), one a member and mailing at the most."""
    tool.send(RUTH, OCTOBER, "bought", True)
    tool.send(RUTH, NOVEMBER, "suggested", True)  # exposing, and after she had switched off at the till
    _expose(tool, members["concern"].to_numpy(), size)
    _mail_after_off(tool, choices, size(AFTER_OFF) - 1)
    left = size(MAILS) - len(tool.sent)
    while left > 0:
        person, at = int(tool.rng.integers(0, len(members))), tool.mailing()
        if person != RUTH and tool.is_on(person, at):
            left -= tool.send(person, at, tool.either(), False)
    return pd.DataFrame(tool.sent, columns=["person", "at", "subject", "because_of", "suggested"])


def _expose(tool: _MailTool, concerns: np.ndarray, size: Sizes) -> None:
    """The other mails whose subject names a delicate title: one each, so many of them to a shared address."""
    wanted = [named for named, count in EXPOSING.items() for _ in range(size(count) - 1)]  # but for Ruth's two
    at_home = size(EXPOSED_AT_HOME) - 2
    concerned = np.flatnonzero(concerns != "")
    concerned = concerned[concerned > OWEN]
    for person in take(tool.rng, concerned, len(concerned)):
        household = person < 2 * size(SHARED)
        if not wanted or (household and at_home <= 0) or (not household and len(wanted) <= at_home):
            continue
        at = tool.mailing(EXPOSING_FROM)
        if tool.is_on(person, at) and tool.send(person, at, wanted[0], True):
            wanted.pop(0)
            at_home -= household


def _mail_after_off(tool: _MailTool, choices: pd.DataFrame, left: int) -> None:
    """`left` mails more to members who had switched off at the till, where nobody told the tool."""
    off_at = choices[choices["where"] == "till"].set_index("person")["at"]
    stopped = np.setdiff1d(off_at.index, [RUTH])
    while left > 0:
        person, at = int(stopped[tool.rng.integers(0, len(stopped))]), tool.mailing()
        if off_at[person] < at:
            left -= tool.send(person, at, tool.either(), False)


def _orders(members: int, size: Sizes) -> pd.DataFrame:
    """Orders by what happened to them; days as ISO text, an empty one for never."""
    rng = stream("bookshop", "orders")
    counts = size.each(LATE | {"false alarm": FALSE_ALARMS, "not due": NOT_DUE})
    kind = quota(rng, counts | {"in time": size(ORDERS) - sum(counts.values())})
    n = len(kind)

    def days(low: int, high: int, count: int = n) -> np.ndarray:
        """A number of days for each of `count` orders, from `low` to `high`."""
        return rng.integers(low, high + 1, count) * DAY

    ordered = moments(rng, "2025-01-02", "2025-12-01", n, **BUYING).astype("datetime64[D]")
    promised = ordered + days(8, 14)
    not_due = np.flatnonzero(kind == "not due")
    ordered[not_due] = np.datetime64("2025-12-22") + days(0, 7, len(not_due))
    promised[not_due] = np.datetime64("2026-01-03") + days(0, 7, len(not_due))
    late_by = days(2, 14)
    delivered = promised + np.where(np.isin(kind, list(LATE)), late_by, -days(0, 4))
    silent = np.flatnonzero(np.char.startswith(kind.astype(str), "silent"))
    waiting = take(rng, silent, size(STILL_OPEN))
    ordered[waiting] = np.datetime64("2025-12-05") + days(0, 5, len(waiting))
    promised[waiting] = ordered[waiting] + days(8, 14, len(waiting))
    delivered[np.concatenate([waiting, not_due])] = NEVER
    foreseen = np.isin(kind, FORESEEN)
    supplier_said = np.where(foreseen, promised - days(2, 7), NEVER)
    told_too_late = np.where(kind == "told too late", promised + days(1, 2), NEVER)
    columns = {
        "ordered_on": ordered,
        "promised_on": promised,
        "supplier_said_on": supplier_said,
        "supplier_says": np.where(foreseen, promised + late_by, NEVER),
        "delivered_on": delivered,
        "told_on": np.where(kind == "told in time", supplier_said + DAY, told_too_late),
    }
    person = rng.integers(0, members, n)
    return pd.DataFrame({"person": person} | {name: iso(day, "D", "") for name, day in columns.items()})


def _lending(size: Sizes) -> dict[str, pd.DataFrame]:
    """The lending shelf: other names for everything, addresses typed in two ways."""
    readers = people(stream("bookshop", "lending people"), size(READERS))["email"].to_numpy()
    stopped, again, more = (readers[size(first) : size(end)] for first, end in SAID.values())
    words = [("2025-09-05", reader, "no more") for reader in (*stopped, *again)]
    words += [("2025-09-12", reader, "please") for reader in more]
    words += [("2025-09-25", reader, "please") for reader in again]
    words = [(np.datetime64(f"{day}T17:00:00"), reader, said) for day, reader, said in sorted(words)]
    notes = _lending_notes(stopped, readers[len(stopped) :], size)
    care = WORDS["lending"]["care"]
    books = sorted((*care, *WORDS["lending"]["plain"]))
    marks = ["yes" if book in care else "no" for book in books]
    return {
        "lending_books": pd.DataFrame({"book": books, "handle_with_care": marks}),
        "lending_notes": _list_by_day(notes, "headline"),
        "lending_words": _list_by_day(words, "said"),
    }


def _lending_notes(stopped: np.ndarray, on: np.ndarray, size: Sizes) -> list[tuple]:
    """Notes (at, reader as typed, headline), by time and reader."""
    rng = stream("bookshop", "lending")
    notes = []
    for i, fault in enumerate(quota(rng, size.each(LENDING))):
        after_a_stop = fault in ("both", "after a stop")
        before_it = fault == "neither" and i % 5 == 0  # who said no more later: no fault
        readers = stopped if after_a_stop or before_it else on
        books = WORDS["lending"]["care" if fault in ("both", "delicate") else "plain"]
        reader = readers[int(rng.integers(0, len(readers)))]
        first, span = ("2025-08-20", 14) if before_it else ("2025-10-01", 60)
        at = np.datetime64(f"{first}T09:00:00") + rng.integers(0, span) * DAY
        typed = reader.capitalize() if after_a_stop and rng.integers(0, 3) == 0 else reader
        headline = WORDS["lending"]["headlines"][int(rng.integers(0, 2))]
        notes.append((at, typed, dictionary.put_into(headline, books[int(rng.integers(0, len(books)))])))
    return sorted(notes, key=lambda note: note[:2])


def _list_by_day(rows: list[tuple], last: str) -> pd.DataFrame:
    """A list that somebody keeps by hand: row, day, reader, and what is said."""
    at, reader, said = zip(*rows)
    return pd.DataFrame({"row": range(1, len(rows) + 1), "day": iso(np.array(at), "m"), "reader": reader, last: said})
