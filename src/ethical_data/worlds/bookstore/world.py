"""The bookshop: members and what they bought, a year of suggestion mails, orders with a promised day, and a mail test.

Delicate titles are bought only by members who have a CONCERN. Who gets a mail whose subject names such a title, who
gets one after switching suggestions off, and which order was late without a word are quotas, so an audit's counts are
exact.
"""

import numpy as np
import pandas as pd

from ..dictionary import Truth
from ..package import World
from ..people import draw, people
from ..streams import iso, moments, quota, stream, weighted

LESSON = "06-helpful-not-creepy"
MEMBERS, TITLES, PURCHASES, MAILS, ORDERS = 2500, 2400, 20_000, 3000, 1600
OFF = {"website": 290, "till": 82, "mail": 40}  # switched suggestions off and stayed off: 412
BACK = 25  # switched off, and on again
AFTER_OFF = 57  # suggestion mails to members who had switched off: all of them at the till
EXPOSING = {"bought": 24, "suggested": 14}  # subjects that name a delicate title: one bought, or one suggested
SHARED, EXPOSED_AT_HOME = 130, 7  # addresses that two members share; exposing mails to such an address
CONCERNS = {"": 2240, "health": 90, "divorce": 60, "debt": 40, "faith": 40, "sexuality": 30}
LATE = {"silent, foreseen": 71, "silent, not foreseen": 25, "told in time": 61, "told too late": 23}
FALSE_ALARMS, NOT_DUE, STILL_OPEN = 19, 20, 14
ARM, UNSUBSCRIBED, BOUGHT = 1000, {"tailored": 12, "mass": 28}, {"tailored": 82, "mass": 70}
LENDING = {"both": 2, "after a stop": 9, "delicate": 4, "neither": 105}
TEST_AT, UNTIL = np.datetime64("2025-11-11T09:00:00"), np.datetime64("2025-12-31")
MAILINGS = tuple(
    np.datetime64(f"2025-{month:02d}-{day:02d}T08:05:00")
    for month, day in ((2, 4), (3, 4), (4, 8), (5, 6), (6, 3), (7, 8), (9, 2), (10, 7), (11, 4), (12, 2))
)

GENRES = {  # weight, patterns with an invented place
    "crime": (
        22,
        (
            "Murder at {}",
            "The {} Inheritance",
            "A Body in {}",
            "The Last Train to {}",
            "Silence over {}",
            "The {} Alibi",
            "Nobody Leaves {}",
            "The Magistrate of {}",
            "Cold Harbour, {}",
        ),
    ),
    "novels": (
        22,
        (
            "The Sisters of {}",
            "A Winter in {}",
            "The {} Letters",
            "Leaving {}",
            "The House above {}",
            "Tea with the {} Widows",
            "What We Kept in {}",
            "The Clockmaker's Son of {}",
        ),
    ),
    "children": (
        16,
        (
            "Otter and Bean go to {}",
            "The Dragon under {}",
            "Who Stole the {} Bell?",
            "Miss Pim's {} School",
            "The {} Night Bus",
            "Ten Small Ghosts of {}",
        ),
    ),
    "cooking": (
        10,
        ("The {} Bread Book", "Suppers from {}", "The {} Kitchen Garden", "Preserves of {}", "One Pot in {}"),
    ),
    "history": (
        10,
        ("A Short History of {}", "The Weavers of {}", "{} in the War Years", "The Mapmakers of {}", "Roads to {}"),
    ),
    "nature": (8, ("The Birds of {}", "Walking the {} Fells", "A Year on the {} Marsh", "Moths of {}", "The {} Oak")),
    "far worlds": (
        8,
        ("The {} Orbit", "Engines of {}", "The Last Cartographer of {}", "Salt Moon over {}", "{} Rising"),
    ),
    "poems": (4, ("{} Songs", "Poems from {}", "Rain, {}", "The {} Hours")),
}
FIRST = (
    "Pell Harrow Tarn Sall Brack Ottel Merrin Wend Quill Ash Thorn Gorse Fenn Lark Hob Dunna Ister Kest Mallo Nether "
    "Orle Penna Rook Stave Tolle Ulver Varro Whin Yarl Cobb Drum Ember Farl Grisk Hexa Inker Jessa Loam Murr Nib"
).split()
SECOND = "by combe hithe wick ford stead mere low dale thwaite".split()
DELICATE = {
    "health": (
        "Living with Crohn's Disease",
        "Depression: the First Hundred Days",
        "Diabetes without Fear",
        "The Menopause Notebook",
        "Dementia at Our Table",
        "Cancer: Questions for Your Doctor",
        "Anxiety, Drawn",
        "HIV Today",
        "Addiction and the Family",
        "What the Scan Said",
        "The Long Waiting Room",
        "One Day Dry",
        "The Shaking Hand",
        "Counting to Four",
    ),
    "faith": (
        "Islam for the Newly Curious",
        "Raising Children in a Jewish Home",
        "Becoming Christian at Forty",
        "A Hindu Prayer Book for Travellers",
        "Leaving the Pew",
        "Doubt, Kindly",
        "Thirty Fasts",
        "The Empty Font",
    ),
    "sexuality": (
        "Coming Out after Forty",
        "Gay Fathers",
        "A Lesbian Almanac",
        "Transgender Lives: a First Reader",
        "Bisexual, Actually",
        "Telling Mum and Dad",
        "Two Brides, One Cake",
        "The Second Wardrobe",
    ),
    "divorce": (
        "The Divorce Handbook",
        "Divorce and the House",
        "Separation with Small Children",
        "Divorced at Sixty",
        "Custody: a Parent's Map",
        "Two Homes, One Week",
        "After the Ring Comes Off",
        "Half the Bookshelf",
        "Sundays with Dad",
        "The Spare Key",
    ),
    "debt": (
        "Out of Debt in Ordinary Steps",
        "Bankruptcy, Explained",
        "Talking about Debt",
        "Insolvency: Your First Week",
        "The Brown Envelopes",
        "When the Bailiff Rings",
        "Paying Them Back",
        "Less Than Nothing",
    ),
}
NOVELS_THAT_SOUND = (  # not delicate: a list of words accuses them
    "The Divorce of Lady Merrinby",
    "A Debt of Honour at Sallwick",
    "The Church Mice of Brackford",
    "A Prayer for the Wednesday Bus",
    "The Cancer Constellation",
    "Gay Ribbons of Pellmere",
    "The Bankruptcy of Uncle Ott",
    "The Christian Quillcombe Mysteries",
    "Debt Collectors of Tarnlow",
    "The Islam Street Bakery",
    "Anxiety of a Lighthouse Keeper",
    "Separation Creek",
)
BUY_MONTHS, WEEKDAYS, HOURS = (
    (7, 6, 7, 7, 7, 7, 8, 8, 8, 9, 11, 15),
    (9, 9, 10, 10, 12, 18, 5),
    (0,) * 9 + (6, 9, 11, 12, 11, 10, 11, 12, 10, 4) + (0,) * 5,
)
RUTH, OWEN = 0, 1

_CARD, _TWO = "member card: points, receipts, suggestions", "two years after the last purchase"


def build(scale: float = 1.0) -> World:
    """The bookshop at `scale` times its usual size (quotas are scaled and rounded; the titles stay)."""

    def size(count: int) -> int:
        return round(count * scale)

    titles = _titles()
    crowd = _crowd(size)
    bought = _purchases(crowd, titles, size)
    switched = _choices(crowd, size)
    mails = _mails(crowd, titles, bought, switched, size)
    tables = {
        "members": crowd.assign(member_id=_id("M", crowd.index)),
        "titles": titles,
        "purchases": bought,
        "choices": switched,
        "mails": mails,
        "orders": _orders(len(crowd), size),
        "mail_test": _test(crowd, size),
        **_lending(size),
    }
    for name in ("purchases", "choices", "mails", "orders", "mail_test"):
        tables[name] = tables[name].assign(member_id=_id("M", tables[name]["person"]))
    for name, key, letter, time in (
        ("purchases", "purchase_id", "P", "at"),
        ("choices", "choice_id", "C", "at"),
        ("mails", "mail_id", "S", "at"),
        ("orders", "order_id", "O", "ordered_on"),
    ):
        table = tables[name].sort_values([time, "person"], kind="stable").reset_index(drop=True)
        tables[name] = table.assign(**{key: _id(letter, table.index, 5)})
    for name, column in (
        ("purchases", "bought_at"),
        ("choices", "changed_at"),
        ("mails", "sent_at"),
        ("mail_test", "sent_at"),
    ):
        tables[name] = tables[name].assign(**{column: iso(tables[name]["at"].to_numpy(), "m")})
    return World(tables, {truth.id: truth.value for truth in _truths(size)})


def _id(letter: str, numbers, digits: int = 4) -> list[str]:
    return [f"{letter}{number + 1:0{digits}d}" for number in numbers]


def _titles() -> pd.DataFrame:
    """All titles, most popular first within a genre (`weight`)."""
    rng = stream("bookshop", "titles")
    places = [first + second for first in FIRST for second in SECOND]
    delicate = [(title, "guides", topic) for topic, titles in DELICATE.items() for title in titles]
    rest = TITLES - len(delicate) - len(NOVELS_THAT_SOUND)
    share = {genre: rest * weight // 100 for genre, (weight, _) in GENRES.items()}
    share["crime"] += rest - sum(share.values())
    rows = []
    for genre, (_, patterns) in GENRES.items():
        every = [pattern.format(place) for pattern in patterns for place in places]
        mine = [(every[i], genre, "") for i in rng.permutation(len(every))[: share[genre]]]
        rows += (
            mine if genre != "novels" else mine[:40] + [(title, genre, "") for title in NOVELS_THAT_SOUND] + mine[40:]
        )
    table = pd.DataFrame(rows + delicate, columns=["title", "genre", "topic"])
    n = len(table)
    family = np.array(places, dtype=object)[rng.integers(0, len(places), n)]
    table["author"] = draw(rng, "given", np.repeat("en_GB", n)) + " " + family
    table["price_cents"] = np.array([699, 799, 899, 999, 1099, 1299, 1499, 1699, 1899, 2200])[rng.integers(0, 10, n)]
    table["sensitive"] = np.where(table["topic"] != "", "true", "false")
    table["weight"] = 1_000_000 // (table.groupby("genre").cumcount() + 4)
    table.loc[table["title"] == "Two Homes, One Week", "weight"] *= 4
    numbers = rng.permutation(n)
    return table.assign(title_id=_id("T", numbers)).iloc[np.argsort(numbers)].reset_index(drop=True)


def _crowd(size) -> pd.DataFrame:
    """Members; the first 2 × SHARED live in pairs that share an address."""
    crowd = people(stream("bookshop", "people"), size(MEMBERS))
    pairs = size(SHARED)
    for k in range(pairs):
        one, two = 2 * k, 2 * k + 1
        crowd.loc[two, "family_name"] = crowd.loc[one, "family_name"]
        crowd.loc[[one, two], "email"] = "home." + crowd.loc[one, "email"]
    crowd.loc[RUTH, ["given_name", "family_name"]] = ["Ruth", "Bellamy"]
    crowd.loc[OWEN, ["given_name", "family_name"]] = ["Owen", "Bellamy"]
    crowd.loc[[RUTH, OWEN], "email"] = "the.bellamys@example.org"
    rng = stream("bookshop", "concerns")
    some = {name: size(count) for name, count in CONCERNS.items() if name}
    some[""] = len(crowd) - sum(some.values())
    crowd["concern"] = quota(rng, some)
    here = np.flatnonzero(crowd["concern"] == "divorce")
    if crowd.loc[RUTH, "concern"] != "divorce":
        crowd.loc[here[-1], "concern"], crowd.loc[RUTH, "concern"] = crowd.loc[RUTH, "concern"], "divorce"
    if crowd.loc[OWEN, "concern"]:
        free = np.flatnonzero(crowd["concern"] == "")[-1]
        crowd.loc[free, "concern"], crowd.loc[OWEN, "concern"] = crowd.loc[OWEN, "concern"], ""
    crowd["town"] = draw(stream("bookshop", "towns"), "town", np.repeat("en_GB", len(crowd)))
    crowd.loc[1 : 2 * pairs : 2, "town"] = crowd.loc[0 : 2 * pairs - 1 : 2, "town"].to_numpy()
    return crowd


def _purchases(crowd: pd.DataFrame, titles: pd.DataFrame, size) -> pd.DataFrame:
    """Purchases (person, title row, at); nobody buys a title twice with the card."""
    rng = stream("bookshop", "purchases")
    genres = list(GENRES)
    liked = weighted(rng, [GENRES[g][0] for g in genres], 2 * len(crowd)).reshape(2, -1)
    delicate_person, delicate_title = [], []
    for topic in DELICATE:
        shelf = titles.index[titles["topic"] == topic].to_numpy()
        weights = titles.loc[shelf, "weight"].to_numpy()
        for person in np.flatnonzero(crowd["concern"] == topic):
            mine = list(dict.fromkeys(shelf[weighted(rng, weights, int(rng.integers(2, 6)))].tolist()))
            delicate_person += [person] * len(mine)
            delicate_title += mine
    two_homes = int(titles.index[titles["title"] == "Two Homes, One Week"][0])
    kept = [(p, t) for p, t in zip(delicate_person, delicate_title) if p != RUTH] + [(RUTH, two_homes)]
    delicate = pd.DataFrame(kept, columns=["person", "title"])
    n = size(PURCHASES) * 3 // 2
    eager = np.array([1, 1, 1, 2, 2, 3, 4, 6])[rng.integers(0, 8, len(crowd))]
    who = np.concatenate([np.arange(len(crowd)), weighted(rng, eager, n)])
    mood = rng.integers(0, 100, len(who))
    anything = weighted(rng, [GENRES[g][0] for g in genres], len(who))
    genre = np.where(mood < 50, liked[0][who], np.where(mood < 75, liked[1][who], anything))
    title = np.zeros(len(who), dtype=np.int64)
    for number, name in enumerate(genres):
        shelf, here = titles.index[titles["genre"] == name].to_numpy(), np.flatnonzero(genre == number)
        title[here] = shelf[weighted(rng, titles.loc[shelf, "weight"].to_numpy(), len(here))]
    rest = pd.DataFrame({"person": who, "title": title}).drop_duplicates()
    table = pd.concat([delicate, rest.iloc[: size(PURCHASES) - len(delicate)]], ignore_index=True)
    table["at"] = moments(rng, "2024-01-02", "2025-12-31", len(table), BUY_MONTHS, WEEKDAYS, HOURS)
    hers = (table["person"] == RUTH) & (table["title"] == two_homes)
    table.loc[hers, "at"] = np.datetime64("2025-09-20T11:42:00")
    table.loc[table["title"].isin(titles.index[titles["topic"] != ""]) & ~hers, "at"] = moments(
        rng, "2024-01-02", "2025-12-31", int(len(delicate) - 1), BUY_MONTHS, WEEKDAYS, HOURS
    )
    return table.assign(title_id=titles["title_id"].to_numpy()[table["title"]])


def _choices(crowd: pd.DataFrame, size) -> pd.DataFrame:
    """Switches (person, at, suggestions, where). Members of the till, the website and the mail's link never overlap."""
    rng = stream("bookshop", "choices")
    order = np.setdiff1d(np.arange(len(crowd)), [RUTH, OWEN])[rng.permutation(len(crowd) - 2)]
    till, website, back = size(OFF["till"]) - 1, size(OFF["website"]), size(BACK)
    at_till, online, returned = (
        order[:till],
        order[till : till + website],
        order[till + website : till + website + back],
    )
    at_till = np.concatenate([[RUTH], at_till])
    tested = _in_test(crowd, size)
    tail = tested.loc[tested["unsubscribed"], "person"].to_numpy()
    off_till = moments(rng, "2025-01-06", "2025-10-20", len(at_till), BUY_MONTHS, WEEKDAYS, HOURS)
    off_till[0] = np.datetime64("2025-10-11T10:20:00")
    first, again = (
        moments(rng, "2024-09-01", "2025-04-01", back, hours=HOURS),
        moments(rng, "2025-04-02", "2025-09-01", back, hours=HOURS),
    )
    parts = [
        (at_till, off_till, "off", "till"),
        (online, moments(rng, "2024-06-01", "2025-12-20", website, hours=HOURS), "off", "website"),
        (returned, first, "off", "website"),
        (returned, again, "on", "website"),
        (tail, TEST_AT + rng.integers(600, 13 * 86_400, len(tail)), "off", "mail"),
    ]
    return pd.concat(
        [
            pd.DataFrame({"person": who, "at": at, "suggestions": said, "where": where})
            for who, at, said, where in parts
        ],
        ignore_index=True,
    )


def _off_people(crowd: pd.DataFrame, size) -> np.ndarray:
    """Everybody who switches at the till or on the website (the same draw as in `_choices`), and the Bellamys."""
    rng = stream("bookshop", "choices")
    order = np.setdiff1d(np.arange(len(crowd)), [RUTH, OWEN])[rng.permutation(len(crowd) - 2)]
    return np.concatenate([[RUTH, OWEN], order[: size(OFF["till"]) - 1 + size(OFF["website"]) + size(BACK)]])


def _in_test(crowd: pd.DataFrame, size) -> pd.DataFrame:
    """The mail test (person, arm, unsubscribed, bought): members who never touched the switch before."""
    rng = stream("bookshop", "test")
    free = np.setdiff1d(np.arange(len(crowd)), _off_people(crowd, size))
    who = free[rng.permutation(len(free))][: 2 * size(ARM)]
    arm = quota(rng, {name: size(ARM) for name in UNSUBSCRIBED})
    table = pd.DataFrame({"person": who, "arm": arm, "unsubscribed": False, "bought": False})
    for name in UNSUBSCRIBED:
        here = np.flatnonzero(arm == name)
        table.loc[here[rng.permutation(len(here))[: size(UNSUBSCRIBED[name])]], "unsubscribed"] = True
        keen = here[~table["unsubscribed"].to_numpy()[here]]
        table.loc[keen[rng.permutation(len(keen))[: size(BOUGHT[name])]], "bought"] = True
    return table


def _test(crowd: pd.DataFrame, size) -> pd.DataFrame:
    table = _in_test(crowd, size).sort_values("person", kind="stable").reset_index(drop=True)
    words = {column: np.where(table[column], "true", "false") for column in ("unsubscribed", "bought")}
    return table.assign(at=np.repeat(TEST_AT, len(table)), **words)


def _mails(
    crowd: pd.DataFrame, titles: pd.DataFrame, bought: pd.DataFrame, switched: pd.DataFrame, size
) -> pd.DataFrame:
    """Suggestion mails (person, at, subject, because_of, suggested), one a member and mailing at the most."""
    rng = stream("bookshop", "mails")
    delicate = (titles["topic"] != "").to_numpy()
    name, topic = titles["title"].to_numpy(), titles["topic"].to_numpy()
    number, genre = titles["title_id"].to_numpy(), titles["genre"].to_numpy()
    mine = {person: rows for person, rows in bought.groupby("person")}
    events = {person: rows.sort_values("at") for person, rows in switched.groupby("person")}
    eager = titles["weight"] * (titles["weight"] // 1000)  # the tool prefers what sells: the square of popularity
    shelves = {
        g: (titles.index[titles["genre"] == g].to_numpy(), eager[titles["genre"] == g].to_numpy()) for g in GENRES
    }
    shelves |= {
        t: (titles.index[titles["topic"] == t].to_numpy(), titles.loc[titles["topic"] == t, "weight"].to_numpy())
        for t in DELICATE
    }

    def on(person: int, at) -> bool:
        before = events[person]["at"].to_numpy() < at if person in events else np.zeros(0, dtype=bool)
        return not before.any() or events[person]["suggestions"].to_numpy()[before][-1] == "on"

    def had(person: int, at, fragile: bool) -> np.ndarray:
        rows = mine[person]
        early = rows["title"].to_numpy()[rows["at"].to_numpy() < at - np.timedelta64(1, "D")]
        return early[delicate[early] == fragile]

    def another(person: int, shelf) -> int:
        owned = set(mine[person]["title"])
        while True:
            pick = int(shelf[0][weighted(rng, shelf[1], 1)[0]])
            if pick not in owned:
                return pick

    rows, taken = [], set()

    def send(person: int, at, named: str, fragile: bool) -> bool:
        """One mail whose subject names the title bought or suggested; delicate only where `fragile`."""
        reasons = had(person, at, fragile)
        if (person, at) in taken or not len(reasons):
            return False
        reason = int(reasons[rng.integers(0, len(reasons))])
        other = another(person, shelves[topic[reason] if fragile else genre[reason]])
        subject = f"Because you bought {name[reason]}" if named == "bought" else f"You may like {name[other]}"
        taken.add((person, at))
        rows.append(
            (person, at + np.timedelta64(int(rng.integers(0, 40)), "m"), subject, number[reason], number[other])
        )
        return True

    october, november = MAILINGS[7], MAILINGS[8]
    send(RUTH, october, "bought", True)
    send(RUTH, november, "suggested", True)
    shared = size(SHARED) * 2
    concerned = np.flatnonzero((crowd["concern"] != "").to_numpy())
    concerned = concerned[concerned > OWEN][rng.permutation(int((concerned > OWEN).sum()))]
    wanted = np.repeat(list(EXPOSING), [size(count) for count in EXPOSING.values()]).tolist()
    wanted.remove("bought")
    wanted.remove("suggested")
    at_home = size(EXPOSED_AT_HOME) - 2
    for person in concerned:
        household = person < shared
        if not wanted or (household and at_home <= 0) or (not household and len(wanted) <= at_home):
            continue
        at = MAILINGS[int(rng.integers(3, len(MAILINGS)))]
        if on(person, at) and send(person, at, wanted[0], True):
            wanted.pop(0)
            at_home -= household
    till = switched[switched["where"] == "till"].set_index("person")["at"]
    stopped, still = np.setdiff1d(till.index.to_numpy(), [RUTH]), size(AFTER_OFF) - 1
    while still > 0:
        person, at = int(stopped[rng.integers(0, len(stopped))]), MAILINGS[int(rng.integers(0, len(MAILINGS)))]
        if till[person] < at:
            still -= send(person, at, ("bought", "suggested")[int(rng.integers(0, 2))], False)
    left = size(MAILS) - len(rows)
    while left > 0:
        person, at = int(rng.integers(0, len(crowd))), MAILINGS[int(rng.integers(0, len(MAILINGS)))]
        if person != RUTH and on(person, at):
            left -= send(person, at, ("bought", "suggested")[int(rng.integers(0, 2))], False)
    return pd.DataFrame(rows, columns=["person", "at", "subject", "because_of", "suggested"])


def _orders(members: int, size) -> pd.DataFrame:
    """Orders by what happened to them; days as ISO text, an empty one for never."""
    rng = stream("bookshop", "orders")
    counts = {kind: size(count) for kind, count in LATE.items()} | {
        "false alarm": size(FALSE_ALARMS),
        "not due": size(NOT_DUE),
    }
    counts["in time"] = size(ORDERS) - sum(counts.values())
    kind = quota(rng, counts)
    n, day = len(kind), np.timedelta64(1, "D")
    ordered = moments(rng, "2025-01-02", "2025-12-01", n, BUY_MONTHS, WEEKDAYS, HOURS).astype("datetime64[D]")
    notice = rng.integers(8, 15, n)
    promised = ordered + notice * day
    not_due = kind == "not due"
    ordered[not_due] = np.datetime64("2025-12-22") + rng.integers(0, 8, int(not_due.sum())) * day
    promised[not_due] = np.datetime64("2026-01-03") + rng.integers(0, 8, int(not_due.sum())) * day
    days_late = rng.integers(2, 15, n)
    late = np.isin(kind, list(LATE))
    delivered = promised + np.where(late, days_late, -rng.integers(0, 5, n)) * day
    silent = np.flatnonzero(np.char.startswith(kind.astype(str), "silent"))
    waiting = silent[rng.permutation(len(silent))[: size(STILL_OPEN)]]
    nat = np.datetime64("NaT", "D")
    ordered[waiting] = np.datetime64("2025-12-05") + rng.integers(0, 6, len(waiting)) * day
    promised[waiting] = ordered[waiting] + rng.integers(8, 15, len(waiting)) * day
    delivered[waiting] = nat
    delivered[not_due] = nat
    foreseen = np.isin(kind, ["silent, foreseen", "told in time", "false alarm"])
    said = np.where(foreseen, promised - rng.integers(2, 8, n) * day, nat)
    says = np.where(foreseen, promised + days_late * day, nat)
    told = np.where(
        kind == "told in time",
        said + day,
        np.where(kind == "told too late", promised + rng.integers(1, 3, n) * day, nat),
    )
    return pd.DataFrame(
        {
            "person": rng.integers(0, members, n),
            "ordered_on": iso(ordered, "D", ""),
            "promised_on": iso(promised, "D", ""),
            "supplier_said_on": iso(said, "D", ""),
            "supplier_says": iso(says, "D", ""),
            "delivered_on": iso(delivered, "D", ""),
            "told_on": iso(told, "D", ""),
        }
    )


def _lending(size) -> dict[str, pd.DataFrame]:
    """The lending shelf: other names for everything, addresses typed in two ways."""
    rng = stream("bookshop", "lending")
    readers = people(stream("bookshop", "lending people"), size(60))["email"].to_numpy()
    care = (
        "Waking at Four",
        "The Other Sunday School",
        "A Flat of Her Own",
        "Nothing Left on the Card",
        "Letters to a Doctor",
    )
    plain = (
        "Goose Fair",
        "The Tinsmith's Ladder",
        "A Cup of Fog",
        "Hedges",
        "Nine Wet Picnics",
        "The Owl Accounts",
        "Postcards from the Weir",
        "Marmalade Weather",
        "The Longest Ferry",
        "Sixpence Hill",
    )
    stopped, returned = readers[: size(14)], readers[size(14) : size(20)]
    words = [(r, "2025-09-05", "no more") for r in (*stopped, *returned)] + [
        (r, "2025-09-25", "please") for r in returned
    ]
    words += [(r, "2025-09-12", "please") for r in readers[size(30) : size(45)]]
    kind = quota(rng, {name: size(count) for name, count in LENDING.items()})
    notes, on = [], readers[size(14) :]
    for i, what in enumerate(kind):
        ended = what in ("both", "after a stop")
        books = care if what in ("both", "delicate") else plain
        early = what == "neither" and i % 5 == 0  # before the stop: no fault
        reader = (stopped if ended or early else on)[int(rng.integers(0, len(stopped if ended or early else on)))]
        start = "2025-08-20" if early else "2025-10-01"
        at = np.datetime64(f"{start}T09:00:00") + np.timedelta64(int(rng.integers(0, 14 if early else 60)), "D")
        typed = reader.capitalize() if ended and rng.integers(0, 3) == 0 else reader
        form = ("{} is back on the shelf", "Did you enjoy {}?")[int(rng.integers(0, 2))]
        notes.append((at, typed, form.format(books[int(rng.integers(0, len(books)))])))
    notes.sort(key=lambda row: (row[0], row[1]))
    words.sort(key=lambda row: (row[1], row[0]))
    return {
        "lending_books": (
            pd.DataFrame({"book": sorted((*care, *plain))}).assign(
                handle_with_care=lambda t: np.where(t["book"].isin(care), "yes", "no")
            )
        ),
        "lending_notes": pd.DataFrame(
            {
                "row": range(1, len(notes) + 1),
                "day": iso(np.array([row[0] for row in notes]), "m"),
                "reader": [row[1] for row in notes],
                "headline": [row[2] for row in notes],
            }
        ),
        "lending_words": pd.DataFrame(
            {
                "row": range(1, len(words) + 1),
                "day": iso(np.array([np.datetime64(f"{row[1]}T17:00:00") for row in words]), "m"),
                "reader": [row[0] for row in words],
                "said": [row[2] for row in words],
            }
        ),
    }


def _truths(size) -> list[Truth]:
    def counted(id: str, says: str, value: int, table: str) -> Truth:
        return Truth(id, LESSON, "counted", says, value, table)

    def estimated(id: str, says: str, planted: dict[str, int], estimand: str, width: float) -> Truth:
        value = round((planted["tailored"] - planted["mass"]) / ARM, 6)
        return Truth(
            id,
            LESSON,
            "estimated",
            says,
            value,
            "mail_test",
            estimand,
            f"{size(ARM):,} members in each arm, by lot",
            width,
        )

    silent = size(LATE["silent, foreseen"]) + size(LATE["silent, not foreseen"])
    return [
        counted(
            "switched-off", "Members whose last word on suggestions is off.", sum(map(size, OFF.values())), "choices"
        ),
        counted("off-at-the-till", "Of those: switched off at the till.", size(OFF["till"]), "choices"),
        counted("off-and-back", "Members who switched off and on again.", size(BACK), "choices"),
        counted(
            "mails-after-off",
            "Suggestion mails to members who had switched off before, all of them at the till.",
            size(AFTER_OFF),
            "mails",
        ),
        counted(
            "exposing-subjects",
            "Suggestion mails whose subject names a delicate title.",
            sum(map(size, EXPOSING.values())),
            "mails",
        ),
        counted(
            "exposing-bought",
            "Of those: the subject names a title that the reader bought.",
            size(EXPOSING["bought"]),
            "mails",
        ),
        counted(
            "exposed-at-home", "Of those: sent to an address that two members share.", size(EXPOSED_AT_HOME), "mails"
        ),
        counted("shared-addresses", "Mail addresses that two members share.", size(SHARED), "members"),
        counted("delicate-titles", "Titles marked as delicate (2 in 100).", sum(map(len, DELICATE.values())), "titles"),
        counted(
            "late-silent", "Orders late by 31 December 2025 of which the customer was never told.", silent, "orders"
        ),
        counted(
            "late-silent-foreseen",
            "Of those: the wholesaler had named a later date before the promised day.",
            size(LATE["silent, foreseen"]),
            "orders",
        ),
        counted(
            "late-silent-open",
            "Of those late and never told: still not there on 31 December 2025.",
            size(STILL_OPEN),
            "orders",
        ),
        counted(
            "late-told-too-late",
            "Late orders of which the customer was told only after the promised day.",
            size(LATE["told too late"]),
            "orders",
        ),
        counted(
            "late-told-in-time",
            "Late orders of which the customer was told before the promised day.",
            size(LATE["told in time"]),
            "orders",
        ),
        counted(
            "false-alarms",
            "Orders that the wholesaler announced as late and that came in time.",
            size(FALSE_ALARMS),
            "orders",
        ),
        estimated(
            "tailored-unsubscribes",
            "Tailored mail makes fewer readers unsubscribe.",
            UNSUBSCRIBED,
            "share who unsubscribed within 14 days, tailored minus mass, members with suggestions on",
            0.026,
        ),
        estimated(
            "tailored-purchases",
            "Tailored mail sells a little more: too little to be told from this test.",
            BOUGHT,
            "share who bought through the link within 14 days, tailored minus mass, members with suggestions on",
            0.048,
        ),
        counted(
            "lending-after-stop",
            "Lending shelf: notes after the reader's last word was no more.",
            size(LENDING["both"]) + size(LENDING["after a stop"]),
            "lending_notes",
        ),
        counted(
            "lending-delicate",
            "Lending shelf: notes whose headline names a book marked handle with care.",
            size(LENDING["both"]) + size(LENDING["delicate"]),
            "lending_notes",
        ),
        counted("lending-both", "Lending shelf: notes with both faults.", size(LENDING["both"]), "lending_notes"),
    ]
