"""The gym: two systems that know the same people under two ids, and one member who asks to see, correct and leave.

The front desk knows a membership number, the app an app id. Some app accounts carry the number, the others join by mail
address, and that fails where somebody changed the address or two people share one. All counts are exact quotas.
"""

import numpy as np
import pandas as pd

from .. import dictionary
from ..package import World
from ..people import draw, people
from ..streams import bell, choose, iso, moments, numbered, quota, stream, take, weighted

WORDS = dictionary.words("gym")

# ---- the cast: Nora asks, Derek complains about her, Priya trains with her
NORA, DEREK, PRIYA = "M0417", "M0912", "M0521"
APP_OF_NORA = "A20731"
CAST = {  # name, and how the app account joins
    NORA: ("Nora", "Whitfield", "number-changed-mail"),
    DEREK: ("Derek", "Holt", "none"),
    PRIYA: ("Priya", "Raman", "number"),
}

# ---- how many
MEMBERS, VISITS, WORKOUTS = 1200, 18_600, 5_200
ACCOUNTS = {  # app accounts by how they can be joined to a member
    "number": 268,
    "number-changed-mail": 23,
    "mail": 170,
    "shared-number": 14,  # of one of two members who share an address
    "shared-mail": 5,  # the same, without a number: whose it is cannot be told
    "nobody": 11,
}
SHARED = ("shared-number", "shared-mail")
NORAS = {"visits": 15, "invoices": 6, "notes": 2, "app_accounts": 1, "workouts": 13}  # 37 rows besides her own
NOTES = {"locker": 170, "freeze": 90, "health": 41, "partner": 60, "complaint": 35, "phone": 24}  # by sort
SHARED_WORKOUTS = 140  # workouts that name the app id of another, because two trackers met
NORA_NAMES, NAME_NORA = 4, 3  # of these: Nora's, which name Priya; Priya's, which name Nora
SUPPRESSED, ERASED_BEFORE = 96, 14  # addresses on the do-not-mail list; of these, of former members
NORAS_HEART = (151, 156, 158, 149, 161, 154, 157, 139, 152, 159, 155, 144, 153)  # mean beats a minute
FLAGS_FROM_AGE = 11  # of these: flagged, but not at her true age

# ---- the quiet Sunday on which three members were in, and the notes of the story
QUIET = np.datetime64("2025-11-09T06:40:00")
QUIET_VISITS = {NORA: 0, DEREK: 7, "M0077": 12}  # minutes later
STORY = (  # under whom, when, by whom, and which text
    (NORA, np.datetime64("2025-11-09T08:15:00"), "front desk", "complaint_about_nora"),
    (NORA, np.datetime64("2025-10-28T18:05:00"), "trainers", "nora_is_flagged"),
    (PRIYA, np.datetime64("2025-10-14T17:30:00"), "trainers", "priya_trains_with_nora"),
    (DEREK, np.datetime64("2025-11-09T08:20:00"), "front desk", "derek_and_nora"),
)
REQUESTS = (  # received, who, asks for, answered
    ("2025-01-31", "M0102", "access", "2025-02-28"),
    ("2025-03-10", "M0333", "correction", "2025-03-12"),
    ("2025-03-31", "M0714", "access", "2025-05-02"),  # late
    ("2025-05-05", "M0059", "erasure", "2025-06-04"),
    ("2025-06-16", "M0850", "access", "2025-07-16"),
    ("2025-07-21", "M0291", "portability", "2025-08-11"),
    ("2025-08-18", "M1003", "erasure", "2025-09-25"),  # late
    ("2025-08-29", "M0640", "access", "2025-09-29"),
    ("2025-09-12", "M0188", "correction", "2025-09-15"),
    ("2025-10-30", "M1120", "access", "2025-12-08"),  # late
    ("2025-11-24", "M0475", "erasure", "2025-12-19"),
    ("2025-12-30", "M0745", "access", ""),  # open
)
LATE = 3

# ---- rhythms and weights
PLANS = {"off-peak": 2900, "standard": 4200, "full": 5600}  # pence a month
PLAN_WEIGHTS = {"off-peak": 3, "standard": 5, "full": 2}
OCCUPATIONS = {"": 5, "office": 6, "teacher": 3, "nurse": 2, "student": 4, "retired": 2, "builder": 2}
KINDS = {"run": 4, "row": 2, "cycle": 3, "strength": 3}
JOINING = (14, 9, 9, 8, 8, 7, 7, 7, 10, 8, 7, 6)  # months, from January
WEEKDAYS = (12, 12, 11, 11, 9, 7, 6)  # from Monday
HOURS = (0, 0, 0, 0, 0, 0, 5, 9, 7, 5, 5, 4, 6, 5, 3, 4, 7, 12, 14, 11, 6, 2, 0, 0)
FROM, TO = "2025-10-02", "2025-12-31"  # what the door and the app still hold: 90 days
DAY = np.timedelta64(1, "D")

# ---- the pool across the road: 60 cards, 30 pupils, and Marek Zielinski, who is the first of both
POOL, MAREKS = {"swims": 240, "lessons": 120, "receipts": 90}, {"swims": 8, "lessons": 6, "receipts": 5}
REMARKS = (6, 1, 1, 4)  # weights of the remarks in words.toml
LESSON_PENCE = 1400


def build(scale: float = 1.0) -> World:
    """The gym; it is as large as it is, whatever `scale` says, for every count belongs to one person."""
    members = _members()
    accounts = _accounts(members)
    inventory = _inventory()
    tables = {
        "members": members,
        "visits": _visits(members),
        "invoices": _invoices(members),
        "notes": _notes(members),
        "app_accounts": accounts,
        "workouts": _workouts(accounts),
        "do_not_mail": _do_not_mail(members),
        "requests": _requests(),
        "inventory": inventory,
        **_pool(),
    }
    return World(tables, _planted(inventory))


def _planted(inventory: pd.DataFrame) -> dict[str, float]:
    """The value of each truth that dictionary.toml puts into words."""
    under_others = [text for member, _, _, text in STORY if member != NORA]
    return {
        "accounts-number": ACCOUNTS["number"] + ACCOUNTS["number-changed-mail"] + ACCOUNTS["shared-number"],
        "accounts-mail": ACCOUNTS["mail"],
        "accounts-shared": ACCOUNTS["shared-mail"],
        "accounts-nobody": ACCOUNTS["nobody"],
        "changed-mail": ACCOUNTS["number-changed-mail"],
        "pairs": sum(ACCOUNTS[kind] for kind in SHARED),
        "nora-tables": 1 + len(NORAS),
        "orphans": sum(NORAS.values()),
        "orphans-by-number": sum(NORAS.values()) - NORAS["workouts"],
        "invoices-that-stay": NORAS["invoices"],
        "stop-that-stays": 1,
        "stops-of-former-members": ERASED_BEFORE,
        "wrong-birth-year": 1 + NORAS["app_accounts"] + NORAS["workouts"] + 1,  # members, and the note with her age
        "flags-from-it": FLAGS_FROM_AGE,
        "notes-naming-nora": len(under_others),
        "workouts-naming-another": NORA_NAMES,
        "workouts-naming-nora": NAME_NORA,
        "notes-naming-another": NOTES["partner"] + NOTES["complaint"] + NOTES["phone"] + 1 + len(under_others),
        "health-notes": NOTES["health"],
        "in-on-the-quiet-sunday": len(QUIET_VISITS),
        "late-answers": LATE,
        "columns-without-purpose": int(((inventory["personal"] != "no") & (inventory["purpose"] == "")).sum()),
        "pool-rows": 1 + sum(MAREKS.values()),
        "pool-receipts": MAREKS["receipts"],
    }


def _in_order(table: pd.DataFrame, by: list[str], key: str, letter: str, digits: int = 5) -> pd.DataFrame:
    """The rows in order, each with its number."""
    rows = table.sort_values(by, kind="stable", ignore_index=True)
    return rows.assign(**{key: numbered(letter, rows.index, digits)})


# ---- the front desk


def _members() -> pd.DataFrame:
    """Everybody, by membership number; `group` says how the app account joins, "none" that there is none."""
    rng = stream("gym", "people")
    members = people(rng, MEMBERS)
    members["member_no"] = numbered("M", members.index)
    ages = 18 + (rng.integers(0, 40, MEMBERS) + rng.integers(0, 28, MEMBERS))
    birth = np.datetime64("2025-06-30") - ages * 365 - rng.integers(0, 365, MEMBERS)
    members["birth_date"] = np.datetime_as_string(birth.astype("datetime64[D]"))
    members["phone"] = [f"07700 900{n:03d}" for n in rng.integers(0, 1000, MEMBERS)]
    members["town"] = draw(rng, "town", np.repeat("en_GB", MEMBERS))
    members["occupation"] = choose(rng, OCCUPATIONS, MEMBERS)
    members["plan"] = choose(rng, PLAN_WEIGHTS, MEMBERS)
    members["joined_on"] = iso(moments(rng, "2021-01-04", "2025-06-20", MEMBERS, JOINING), "D", "")
    cast = members.index[members["member_no"].isin(CAST)]
    for row, number in zip(cast, members.loc[cast, "member_no"]):
        given, family, _ = CAST[number]
        mail = f"{given}.{family}@example.com".lower()
        members.loc[row, ["given_name", "family_name", "email"]] = [given, family, mail]
    nora = members["member_no"] == NORA
    hers = {"birth_date": "1968-05-14", "plan": "standard", "joined_on": "2024-09-02", "town": "Leeds"}
    members.loc[nora, [*hers, "phone"]] = [*hers.values(), "07700 900417"]
    members["group"] = _groups(rng, members["member_no"])
    shared = members.index[members["group"].isin(SHARED)]
    partners = members.index[(members["group"] == "none") & ~members.index.isin(cast)][: len(shared)]
    members.loc[partners, "email"] = members.loc[shared, "email"].to_numpy()
    return members


def _groups(rng: np.random.Generator, numbers: pd.Series) -> pd.Series:
    """How each member's app account joins, in random order but for the cast."""
    counts = {kind: count for kind, count in ACCOUNTS.items() if kind != "nobody"}
    labels = list(quota(rng, counts | {"none": MEMBERS - sum(counts.values())}))
    fixed = {number: kind for number, (_, _, kind) in CAST.items()}
    for kind in fixed.values():
        labels.remove(kind)
    rest = iter(labels)
    return numbers.map(lambda number: fixed.get(number) or next(rest))


def _visits(members: pd.DataFrame) -> pd.DataFrame:
    rng = stream("gym", "visits")
    others = members.loc[members["member_no"] != NORA, "member_no"].to_numpy()
    who = others[weighted(rng, rng.integers(1, 6, len(others)), VISITS)]
    at = moments(rng, FROM, TO, VISITS, weekdays=WEEKDAYS, hours=HOURS)
    # whoever came on the quiet Sunday before nine comes a day later; Nora, whenever she came, two days later
    sunday = QUIET.astype("datetime64[D]")
    at[(at >= sunday) & (at < np.datetime64("2025-11-09T09:00:00"))] += DAY
    hers = moments(rng, FROM, "2025-12-20", NORAS["visits"] - 1, hours=HOURS)
    hers[hers.astype("datetime64[D]") == sunday] += 2 * DAY
    quiet = QUIET + np.array(list(QUIET_VISITS.values())) * 60
    table = pd.DataFrame(
        {"member_no": np.r_[who, np.repeat(NORA, len(hers)), list(QUIET_VISITS)], "at": np.r_[at, hers, quiet]}
    )
    table = _in_order(table, ["at", "member_no"], "visit_id", "V")
    return table.assign(entered_at=iso(table["at"].to_numpy(), "m"))


def _invoices(members: pd.DataFrame) -> pd.DataFrame:
    """One for everybody on the first of each month, July to December."""
    rows = pd.concat([members.assign(issued_on=f"2025-{month:02d}-01") for month in range(7, 13)], ignore_index=True)
    return rows.assign(
        invoice_no=numbered("25-", rows.index, 5),
        billed_to=rows["given_name"] + " " + rows["family_name"],
        amount_pence=rows["plan"].map(PLANS),
    )


def _notes(members: pd.DataFrame) -> pd.DataFrame:
    """Notes about members of the first half of the numbers, some naming one of the second half; and the story's."""
    rng = stream("gym", "notes")
    free = members[~members["member_no"].isin(CAST)]
    half = len(free) // 2
    kinds = quota(rng, NOTES)
    n = len(kinds)
    at = moments(rng, "2025-07-01", "2025-12-30", n, hours=HOURS)
    about = free["member_no"].to_numpy()[rng.integers(0, half, n)]
    others = free.iloc[half + rng.integers(0, len(free) - half, n)]
    rows = []
    for member, when, kind, other in zip(about, at, kinds, others.itertuples()):
        texts = WORDS["notes"][kind]
        text = dictionary.put_into(
            texts[int(rng.integers(0, len(texts)))],
            name=f"{other.given_name} {other.family_name}",
            number=other.member_no,
            mail=other.email,
            phone=other.phone,
        )
        rows.append((member, when, WORDS["written_by"][int(rng.integers(0, 2))], text))
    rows += [(member, when, by, WORDS["notes_of_the_story"][text]) for member, when, by, text in STORY]
    table = pd.DataFrame(rows, columns=["member_no", "at", "by", "text"])
    table = _in_order(table, ["at", "member_no"], "note_no", "N", 4)
    return table.assign(written_at=iso(table["at"].to_numpy(), "m"))


def _do_not_mail(members: pd.DataFrame) -> pd.DataFrame:
    """Addresses of one member each, Nora's, and those of people who left."""
    rng = stream("gym", "stops")
    nora = members["member_no"] == NORA
    alone = members.loc[~members["email"].duplicated(keep=False) & ~nora, "email"].to_numpy()
    here = take(rng, alone, SUPPRESSED - ERASED_BEFORE - 1)
    gone = "former." + people(stream("gym", "gone"), ERASED_BEFORE)["email"].to_numpy()
    email = np.sort(np.r_[here, gone, members.loc[nora, "email"]].astype(object))
    stopped = moments(rng, "2023-02-01", "2025-11-20", len(email))
    return pd.DataFrame({"email": email, "stopped_on": iso(stopped, "D", "")})


def _requests() -> pd.DataFrame:
    table = pd.DataFrame(REQUESTS, columns=["received_on", "member_no", "asks_for", "answered_on"])
    return table.assign(request_no=numbered("R", table.index, 2))


# ---- the app


def _accounts(members: pd.DataFrame) -> pd.DataFrame:
    """App accounts, each with its owner's number in `person`, which the app does not know of all of them."""
    rng = stream("gym", "app")
    strangers = people(stream("gym", "strangers"), ACCOUNTS["nobody"])
    years = rng.integers(1960, 2004, len(strangers))
    strangers = strangers.assign(
        group="nobody",
        member_no="",
        email="old." + strangers["email"],
        birth_date=[f"{year}-0{1 + year % 9}-1{year % 7}" for year in years],
    )
    owners = pd.concat([members[members["group"] != "none"], strangers], ignore_index=True)
    changed = owners["group"] == "number-changed-mail"
    table = pd.DataFrame(
        {
            "email": owners["email"].mask(changed, owners["email"].str.replace("@", ".old@")),
            "full_name": owners["given_name"] + " " + owners["family_name"],
            "birth_date": owners["birth_date"],
            "member_no": owners["member_no"].where(owners["group"].isin(["number", "shared-number"]) | changed, ""),
            "opened_on": iso(moments(rng, "2024-01-08", "2025-09-25", len(owners)), "D", ""),
            "person": owners["member_no"],
        }
    )
    table = table.iloc[take(rng, table.index, len(table))].reset_index(drop=True)
    table["app_id"] = [f"A{20_000 + n}" for n in np.sort(take(rng, range(1500), len(table)))]
    hers = table["person"] == NORA
    table.loc[table["app_id"] == APP_OF_NORA, "app_id"] = table.loc[hers, "app_id"].iloc[0]  # they change places
    old = "nora.whitfield.old@example.com"
    table.loc[hers, ["app_id", "email", "opened_on"]] = [APP_OF_NORA, old, "2024-09-04"]
    return table.sort_values("app_id", ignore_index=True)


def _workouts(accounts: pd.DataFrame) -> pd.DataFrame:
    """Workouts; the app flags a heart that beats faster than 90 % of 220 less the age it reckons with."""
    rng = stream("gym", "workouts")
    others = accounts.loc[accounts["app_id"] != APP_OF_NORA, "app_id"].to_numpy()
    who = others[rng.integers(0, len(others), WORKOUTS - NORAS["workouts"])]
    app = np.r_[who, np.repeat(APP_OF_NORA, NORAS["workouts"])]
    at = moments(rng, FROM, TO, WORKOUTS, hours=HOURS)
    birth = accounts.set_index("app_id")["birth_date"].reindex(app)
    age = np.array([_age(born, day) for born, day in zip(birth, np.datetime_as_string(at, unit="D"))])
    rate = np.clip(np.round((220 - age) * (0.74 + 0.08 * bell(rng, WORKOUTS))).astype(int), 84, 196)
    rate[app == APP_OF_NORA] = NORAS_HEART
    table = pd.DataFrame(
        {
            "app_id": app,
            "started_at": iso(at),
            "kind": choose(rng, KINDS, WORKOUTS),
            "minutes": 20 + 5 * rng.integers(0, 12, WORKOUTS),
            "mean_heart_rate": rate,
            "age_used": age,
            "flag": np.where(10 * rate > 9 * (220 - age), "too high", ""),
            "with_app_id": _met(rng, app, others, accounts.loc[accounts["person"] == PRIYA, "app_id"].iloc[0]),
        }
    )
    return _in_order(table, ["started_at", "app_id"], "workout_id", "W")


def _age(birth: str, day: str) -> int:
    return int(day[:4]) - int(birth[:4]) - (day[5:] < birth[5:])


def _met(rng: np.random.Generator, app: np.ndarray, others: np.ndarray, priya: str) -> np.ndarray:
    """The app id that each workout names besides its owner's, mostly none; Nora and Priya name each other only."""
    mate = np.full(len(app), "", dtype=object)
    noras, priyas = np.flatnonzero(app == APP_OF_NORA), np.flatnonzero(app == priya)
    if len(priyas) < NAME_NORA:
        raise ValueError("Priya Raman has too few workouts.")
    mate[noras[:NORA_NAMES]], mate[priyas[:NAME_NORA]] = priya, APP_OF_NORA
    theirs = np.flatnonzero((app != APP_OF_NORA) & (app != priya))
    met = take(rng, theirs, SHARED_WORKOUTS - NORA_NAMES - NAME_NORA)
    drawn = others[rng.integers(0, len(others), len(met))]
    following = dict(zip(others, np.roll(others, -1)))  # for who would have met themselves
    mate[met] = [following[other] if other == own else other for other, own in zip(drawn, app[met])]
    return mate


# ---- what the gym says it holds, and the pool


def _inventory() -> pd.DataFrame:
    """One row for each column of the gym's tables; where nobody could say what for, all that hangs on it is empty."""
    unknown, _ = dictionary.read("gym")["kept"]["nobody_knows"]
    rows = []
    for table in dictionary.business("gym").tables:
        for column in table.columns if table.name in WORDS["inventory"] else ():
            kind, basis, users = WORDS["inventory"][table.name]
            said = column.purpose, basis if column.personal != "no" else "", users, column.retention
            said = ("",) * 4 if column.purpose == unknown else said
            rows.append((f"{table.name}.csv", column.name, kind, column.personal, *said))
    names = ["file", "column", "kind", "personal", "purpose", "lawful_basis", "used_by", "kept_until"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(row=table.index + 1)


def _pool() -> dict[str, pd.DataFrame]:
    """The pool's four tables: cards and pupils are the same people, who are joined by mail address alone."""
    rng = stream("gym", "pool")
    crowd = people(stream("gym", "pool people"), 60)
    crowd.loc[0, ["given_name", "family_name", "email"]] = ["Marek", "Zielinski", "marek.zielinski@example.org"]
    cards, pupils = numbered("P", range(100, 160), 3), numbered("K", range(30, 60), 2)
    mail = dict(zip(pupils, crowd["email"]))

    def whose(what: str, ids: list[str]) -> np.ndarray:
        """Marek's rows, then the others', each of any id but his."""
        rest = rng.integers(1, len(ids), POOL[what] - MAREKS[what])
        return np.array(ids, dtype=object)[np.r_[np.zeros(MAREKS[what], dtype=np.int64), rest]]

    def days(what: str) -> np.ndarray:
        return iso(moments(rng, "2025-09-01", "2025-12-20", POOL[what]), "D", "")

    swims, lessons = whose("swims", cards), whose("lessons", pupils)
    remarks = np.array(WORDS["pool"]["remarks"], dtype=object)[weighted(rng, REMARKS, POOL["lessons"])]
    receipts = whose("receipts", pupils)
    typed = [mail[pupil].capitalize() if n % 3 == 0 else mail[pupil] for n, pupil in enumerate(lessons)]
    made = {
        "swim": pd.DataFrame({"card": swims, "day": days("swims")}),
        "lesson": pd.DataFrame({"pupil": lessons, "mail": typed, "day": days("lessons"), "remark": remarks}),
        "receipt": pd.DataFrame({"pupil": receipts, "day": days("receipts"), "amount_pence": LESSON_PENCE}),
    }
    letters = {"swim": "S", "lesson": "L", "receipt": "Q"}
    tables = {f"pool_{key}s": _in_order(table, ["day"], key, letters[key], 3) for key, table in made.items()}
    names = crowd["given_name"] + " " + crowd["family_name"]
    return {"pool_cards": pd.DataFrame({"card": cards, "name": names, "mail": crowd["email"]}), **tables}
