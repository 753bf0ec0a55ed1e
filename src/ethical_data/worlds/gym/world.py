"""The gym: two systems that know the same people under two ids, and one member who asks to see, correct and leave.

The front desk knows a membership number, the app an app id. Some app accounts carry the number, the others join by mail
address, and that fails where somebody changed the address or two people share one. All counts are exact quotas.
"""

import numpy as np
import pandas as pd

from .. import dictionary
from ..dictionary import Column, Truth
from ..package import World
from ..people import draw, people
from ..streams import bell, choose, iso, moments, quota, stream

LESSON = "08-open-books"
MEMBERS = 1200
#: App accounts by how they can be joined to a member.
ACCOUNTS = {"number": 268, "number-changed-mail": 23, "mail": 170, "shared-number": 14, "shared-mail": 5, "nobody": 11}
PAIRS = 19  # pairs of members with one mail address between them; each has one app account
VISITS, WORKOUTS, SUPPRESSED, ERASED_BEFORE = 18_600, 5_200, 96, 14
NORA = {"visits": 15, "invoices": 6, "notes": 2, "app_accounts": 1, "workouts": 13}  # 37 rows besides her own
NOTES = {"locker": 170, "freeze": 90, "health": 41, "partner": 60, "complaint": 35, "phone": 24}
MENTIONS, HER_PARTNER, PARTNERS_OF_HER = 2, 4, 3  # notes of others that name Nora; workouts that name an app id
SHARED_WORKOUTS = 140
QUIET = np.datetime64("2025-11-09T06:40:00")  # a Sunday on which three members were in
LATE, REQUESTS = 3, 12
PLANS = {"off-peak": 2900, "standard": 4200, "full": 5600}
HOURS = (0, 0, 0, 0, 0, 0, 5, 9, 7, 5, 5, 4, 6, 5, 3, 4, 7, 12, 14, 11, 6, 2, 0, 0)
NUMBER_OF_NORA, APP_OF_NORA = "M0417", "A20731"

_DESK, _APP, _MAIL = "to run the membership", "to show you your training", "to keep to your wish for no mail"
_CARE, _OPEN = "to look after you when you train", "to let you into the app"
_END, _TAX = "30 days after the membership ends", "six years after the invoice (UK tax law)"
_WHO, _NOBODY = ("front desk", "trainers"), "nobody could say"


def _column(name, type_, says, personal="yes", purpose=_DESK, kept=_END, **more):
    return Column(name, type_, says, personal, purpose, kept, **more)


def build(scale: float = 1.0) -> World:
    """The gym; it is as large as it is, whatever `scale` says, for every count belongs to one person."""
    crowd = _crowd()
    accounts = _accounts(crowd)
    workouts = _workouts(accounts)
    tables = {
        "members": crowd[
            [
                "member_no",
                "given_name",
                "family_name",
                "birth_date",
                "email",
                "phone",
                "town",
                "occupation",
                "plan",
                "joined_on",
            ]
        ],
        "visits": _visits(crowd),
        "invoices": _invoices(crowd),
        "notes": _notes(crowd),
        "app_accounts": accounts,
        "workouts": workouts,
        "do_not_mail": _do_not_mail(crowd),
        "requests": _requests(crowd),
        "inventory": _inventory(),
        **_pool(),
    }
    return World(tables, {truth.id: truth.value for truth in _truths(tables)})


def _crowd() -> pd.DataFrame:
    """Everybody, by membership number; the group says how the app account joins, `partner` who shares a mail."""
    rng = stream("gym", "people")
    crowd = people(rng, MEMBERS)
    crowd["member_no"] = [f"M{n:04d}" for n in range(1, MEMBERS + 1)]
    nora, derek, priya = 416, 911, 520
    for row, given, family in ((nora, "Nora", "Whitfield"), (derek, "Derek", "Holt"), (priya, "Priya", "Raman")):
        crowd.loc[row, ["given_name", "family_name", "email"]] = [
            given,
            family,
            f"{given}.{family}@example.com".lower(),
        ]
    ages = 18 + (rng.integers(0, 40, MEMBERS) + rng.integers(0, 28, MEMBERS))
    days = rng.integers(0, 365, MEMBERS)
    birth = (np.datetime64("2025-06-30") - ages * 365 - days).astype("datetime64[D]")
    crowd["birth_date"] = np.datetime_as_string(birth)
    crowd["phone"] = [f"07700 900{n:03d}" for n in rng.integers(0, 1000, MEMBERS)]
    crowd["town"] = draw(rng, "town", np.repeat("en_GB", MEMBERS))
    crowd["occupation"] = choose(
        rng, {"": 5, "office": 6, "teacher": 3, "nurse": 2, "student": 4, "retired": 2, "builder": 2}, MEMBERS
    )
    crowd["plan"] = choose(rng, {"off-peak": 3, "standard": 5, "full": 2}, MEMBERS)
    crowd["joined_on"] = iso(
        moments(rng, "2021-01-04", "2025-06-20", MEMBERS, (14, 9, 9, 8, 8, 7, 7, 7, 10, 8, 7, 6)), "D", ""
    )
    crowd.loc[nora, ["birth_date", "plan", "joined_on", "town"]] = ["1968-05-14", "standard", "2024-09-02", "Leeds"]
    crowd.loc[nora, "phone"] = "07700 900417"
    groups = quota(rng, ACCOUNTS | {"none": MEMBERS - sum(ACCOUNTS.values()) + ACCOUNTS["nobody"], "nobody": 0})
    keep = [nora, derek, priya]
    spare = np.setdiff1d(np.arange(MEMBERS), keep)
    crowd["group"] = ""
    wanted = ["number-changed-mail", "none", "number"]
    rest = list(groups)
    for name in wanted:
        rest.remove(name)
    crowd.loc[keep, "group"], crowd.loc[spare, "group"] = wanted, rest
    shared = crowd.index[crowd["group"].isin(["shared-number", "shared-mail"])].to_numpy()
    other = crowd.index[(crowd["group"] == "none") & ~crowd.index.isin(keep)].to_numpy()[: len(shared)]
    crowd["partner"] = -1
    crowd.loc[other, "partner"] = shared
    crowd.loc[other, "email"] = crowd.loc[shared, "email"].to_numpy()
    return crowd


def _accounts(crowd: pd.DataFrame) -> pd.DataFrame:
    rng = stream("gym", "app")
    has = crowd[~crowd["group"].isin(["none"])]
    strangers = people(stream("gym", "strangers"), ACCOUNTS["nobody"])
    strangers = strangers.assign(
        group="nobody", birth_date="1990-01-01", email="old." + strangers["email"], member_no=""
    )
    strangers["birth_date"] = [
        f"{year}-0{1 + year % 9}-1{year % 7}" for year in rng.integers(1960, 2004, len(strangers))
    ]
    table = pd.concat([has, strangers], ignore_index=True)
    group = table["group"]
    number = table["member_no"].where(group.isin(["number", "number-changed-mail", "shared-number"]), "")
    mail = table["email"].where(group != "number-changed-mail", table["email"].str.replace("@", ".old@"))
    made = pd.DataFrame(
        {
            "email": mail,
            "full_name": table["given_name"] + " " + table["family_name"],
            "birth_date": table["birth_date"],
            "member_no": number,
            "opened_on": iso(moments(rng, "2024-01-08", "2025-09-25", len(table)), "D", ""),
            "group": group,
            "person": table["member_no"],
        }
    )
    made = made.iloc[rng.permutation(len(made))].reset_index(drop=True)
    made["app_id"] = [f"A{20000 + n}" for n in np.sort(rng.permutation(1500)[: len(made)])]
    old = made.index[made["person"] == NUMBER_OF_NORA][0]
    taken = made.index[made["app_id"] == APP_OF_NORA]
    if len(taken):
        made.loc[taken[0], "app_id"] = made.loc[old, "app_id"]
    made.loc[old, ["app_id", "email", "opened_on"]] = [APP_OF_NORA, "nora.whitfield.old@example.com", "2024-09-04"]
    return made.sort_values("app_id", ignore_index=True)


def _workouts(accounts: pd.DataFrame) -> pd.DataFrame:
    rng = stream("gym", "workouts")
    others = accounts[accounts["app_id"] != APP_OF_NORA]
    who = rng.integers(0, len(others), WORKOUTS - NORA["workouts"])
    app = np.r_[others["app_id"].to_numpy()[who], np.repeat(APP_OF_NORA, NORA["workouts"])]
    birth = accounts.set_index("app_id")["birth_date"].reindex(app).to_numpy()
    at = moments(rng, "2025-10-02", "2025-12-31", WORKOUTS, hours=HOURS)
    age = np.array([_age(b, day) for b, day in zip(birth, np.datetime_as_string(at, unit="D"))])
    rate = np.clip(np.round((220 - age) * (0.74 + 0.08 * bell(rng, WORKOUTS))).astype(int), 84, 196)
    hers = np.flatnonzero(app == APP_OF_NORA)
    rate[hers] = [151, 156, 158, 149, 161, 154, 157, 139, 152, 159, 155, 144, 153]
    kind = choose(rng, {"run": 4, "row": 2, "cycle": 3, "strength": 3}, WORKOUTS)
    minutes = 20 + 5 * rng.integers(0, 12, WORKOUTS)
    mate = np.full(WORKOUTS, "", dtype=object)
    priya = accounts.loc[accounts["person"] == "M0521", "app_id"].iloc[0]
    mate[hers[:HER_PARTNER]] = priya
    # two trackers met: the other one is anybody with an account but the owner of the row
    theirs = np.flatnonzero((app != APP_OF_NORA) & (app != priya))
    met = rng.permutation(theirs)[: SHARED_WORKOUTS - HER_PARTNER - PARTNERS_OF_HER]
    drawn = others["app_id"].to_numpy()[rng.integers(0, len(others), len(met))]
    following = dict(zip(others["app_id"], np.roll(others["app_id"].to_numpy(), -1)))
    mate[met] = [following[d] if d == app[row] else d for d, row in zip(drawn, met)]
    hers_of_priya = np.flatnonzero(app == priya)
    if len(hers_of_priya) < PARTNERS_OF_HER:
        raise ValueError("Priya Raman has too few workouts.")
    mate[hers_of_priya[:PARTNERS_OF_HER]] = APP_OF_NORA
    table = pd.DataFrame(
        {
            "app_id": app,
            "started_at": iso(at),
            "kind": kind,
            "minutes": minutes,
            "mean_heart_rate": rate,
            "age_used": age,
            "with_app_id": mate,
        }
    )
    table["flag"] = np.where(10 * rate > 9 * (220 - age), "too high", "")
    table = table.sort_values(["started_at", "app_id"], kind="stable", ignore_index=True)
    return table.assign(workout_id=[f"W{n:05d}" for n in range(1, len(table) + 1)])


def _age(birth: str, day: str) -> int:
    return int(day[:4]) - int(birth[:4]) - (day[5:] < birth[5:])


def _visits(crowd: pd.DataFrame) -> pd.DataFrame:
    rng = stream("gym", "visits")
    others = crowd.loc[crowd["member_no"] != NUMBER_OF_NORA, "member_no"].to_numpy()
    eager = rng.integers(1, 6, len(others))
    who = others[np.searchsorted(np.cumsum(eager), rng.integers(0, eager.sum(), VISITS), side="right")]
    at = moments(rng, "2025-10-02", "2025-12-31", VISITS, weekdays=(12, 12, 11, 11, 9, 7, 6), hours=HOURS)
    # the quiet Sunday: whoever came that day before eight comes a day later
    early = (at >= np.datetime64("2025-11-09T00:00:00")) & (at < np.datetime64("2025-11-09T09:00:00"))
    at[early] += 86_400
    hers = moments(rng, "2025-10-02", "2025-12-20", NORA["visits"] - 1, hours=HOURS)
    hers = np.where(
        (hers >= np.datetime64("2025-11-09")) & (hers < np.datetime64("2025-11-10")), hers + 2 * 86_400, hers
    )
    quiet = [QUIET, QUIET + 7 * 60, QUIET + 12 * 60]
    table = pd.DataFrame(
        {
            "member_no": np.r_[who, np.repeat(NUMBER_OF_NORA, len(hers)), [NUMBER_OF_NORA, "M0912", "M0077"]],
            "at": np.r_[at, hers, np.array(quiet)],
        }
    )
    table = table.sort_values(["at", "member_no"], kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "visit_id": [f"V{n:05d}" for n in range(1, len(table) + 1)],
            "member_no": table["member_no"],
            "entered_at": iso(table["at"].to_numpy(), "m"),
        }
    )


def _invoices(crowd: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for month in range(7, 13):
        for member, given, family, plan in crowd[["member_no", "given_name", "family_name", "plan"]].itertuples(
            index=False
        ):
            rows.append((member, f"{given} {family}", f"2025-{month:02d}-01", PLANS[plan]))
    table = pd.DataFrame(rows, columns=["member_no", "billed_to", "issued_on", "amount_pence"])
    return table.assign(invoice_no=[f"25-{n:05d}" for n in range(1, len(table) + 1)])


def _notes(crowd: pd.DataFrame) -> pd.DataFrame:
    rng = stream("gym", "notes")
    ours = crowd[~crowd["member_no"].isin([NUMBER_OF_NORA, "M0912", "M0521"])]
    kinds = quota(rng, NOTES)
    at = moments(rng, "2025-07-01", "2025-12-30", len(kinds), hours=HOURS)
    about, other = ours.iloc[rng.integers(0, len(ours) // 2, len(kinds))], ours.iloc[len(ours) // 2 :]
    other = other.iloc[rng.integers(0, len(other), len(kinds))]
    words = {
        "locker": (
            "Locker key lost, gave the spare one.",
            "Asked for a locker near the door.",
            "Locker left open twice.",
        ),
        "freeze": ("Asked to freeze the membership in August.", "Wants to change to off-peak from next month."),
        "health": (
            "Knee injury, no squats until March.",
            "Told us she is pregnant, wants gentle classes.",
            "High blood pressure, doctor says light training.",
            "Asthma, keeps an inhaler in the locker.",
        ),
        "partner": (
            "Trains with {name} on Tuesdays.",
            "Shares a locker with {name} ({number}).",
            "Would like the same trainer as {name}.",
        ),
        "complaint": (
            "{name} ({mail}) says the music in the corner is too loud because of this member.",
            "{name} complained: weights left on the floor. Spoke to both.",
        ),
        "phone": ("If unwell, call {name}, {phone}.",),
    }
    rows = []
    names = about["member_no"].tolist()
    for n, (kind, who) in enumerate(zip(kinds, names)):
        person = other.iloc[n]
        text = words[kind][int(rng.integers(0, len(words[kind])))].format(
            name=f"{person['given_name']} {person['family_name']}",
            number=person["member_no"],
            mail=person["email"],
            phone=person["phone"],
        )
        rows.append((who, at[n], _WHO[int(rng.integers(0, 2))], text))
    rows += [
        (
            NUMBER_OF_NORA,
            QUIET + 95 * 60,
            "front desk",
            (
                "Derek Holt (M0912, derek.holt@example.com) complained: she left "
                "weights on the floor and was rude about it. Spoke to both."
            ),
        ),
        (
            NUMBER_OF_NORA,
            np.datetime64("2025-10-28T18:05:00"),
            "trainers",
            "App says her heart rate is too high for her age (57). Told her to stop running and see a doctor.",
        ),
        (
            "M0521",
            np.datetime64("2025-10-14T17:30:00"),
            "trainers",
            "Trains with Nora Whitfield. Knee injury since August, no jumps.",
        ),
        (
            "M0912",
            np.datetime64("2025-11-09T08:20:00"),
            "front desk",
            "Had words with Nora Whitfield about the weights. Says it was not the first time.",
        ),
    ]
    table = pd.DataFrame(rows, columns=["member_no", "at", "by", "text"])
    table = table.sort_values(["at", "member_no"], kind="stable", ignore_index=True)
    return table.assign(
        note_no=[f"N{n:04d}" for n in range(1, len(table) + 1)], written_at=iso(table["at"].to_numpy(), "m")
    )


def _do_not_mail(crowd: pd.DataFrame) -> pd.DataFrame:
    rng = stream("gym", "stops")
    alone = crowd[(~crowd["email"].duplicated(keep=False)) & (crowd["member_no"] != NUMBER_OF_NORA)]
    here = alone["email"].to_numpy()[rng.permutation(len(alone))[: SUPPRESSED - ERASED_BEFORE - 1]]
    gone = "former." + people(stream("gym", "gone"), ERASED_BEFORE)["email"].to_numpy()
    email = np.sort(np.r_[here, gone, ["nora.whitfield@example.com"]].astype(object))
    return pd.DataFrame(
        {"email": email, "stopped_on": iso(moments(rng, "2023-02-01", "2025-11-20", len(email)), "D", "")}
    )


def _requests(crowd: pd.DataFrame) -> pd.DataFrame:
    rows = [  # received, asks for, answered; late: R03, R07, R10
        ("2025-01-31", "access", "2025-02-28"),
        ("2025-03-10", "correction", "2025-03-12"),
        ("2025-03-31", "access", "2025-05-02"),
        ("2025-05-05", "erasure", "2025-06-04"),
        ("2025-06-16", "access", "2025-07-16"),
        ("2025-07-21", "portability", "2025-08-11"),
        ("2025-08-18", "erasure", "2025-09-25"),
        ("2025-08-29", "access", "2025-09-29"),
        ("2025-09-12", "correction", "2025-09-15"),
        ("2025-10-30", "access", "2025-12-08"),
        ("2025-11-24", "erasure", "2025-12-19"),
    ]
    members = ["M0102", "M0333", "M0714", "M0059", "M0850", "M0291", "M1003", "M0640", "M0188", "M1120", "M0475"]
    table = pd.DataFrame(rows, columns=["received_on", "asks_for", "answered_on"]).assign(member_no=members)
    table.loc[len(table)] = ["2025-12-30", "access", "", "M0745"]
    return table.assign(request_no=[f"R{n:02d}" for n in range(1, len(table) + 1)])


_KINDS = {
    "members": "customer interaction",
    "visits": "operations",
    "invoices": "finance",
    "notes": "customer interaction",
    "app_accounts": "customer interaction",
    "workouts": "customer interaction",
    "do_not_mail": "marketing and sales",
    "requests": "operations",
}
_BASIS = {
    "members": "contract",
    "visits": "contract",
    "invoices": "legal obligation",
    "notes": "legitimate interests",
    "app_accounts": "contract",
    "workouts": "explicit consent",
    "do_not_mail": "legitimate interests",
    "requests": "legitimate interests",
}
_USERS = {
    "members": "front desk",
    "visits": "front desk",
    "invoices": "our accountant",
    "notes": "front desk and trainers",
    "app_accounts": "the firm that runs the app",
    "workouts": "you and the trainer you choose",
    "do_not_mail": "whoever sends our mail",
    "requests": "the manager",
}


def _inventory() -> pd.DataFrame:
    rows = []
    for table in dictionary.business("gym").tables:
        for column in table.columns if table.name in _KINDS else ():
            bare = column.purpose == _NOBODY
            rows.append(
                (
                    f"{table.name}.csv",
                    column.name,
                    _KINDS[table.name],
                    column.personal,
                    "" if bare else column.purpose,
                    "" if bare or column.personal == "no" else _BASIS[table.name],
                    "" if bare else _USERS[table.name],
                    "" if bare else column.retention,
                )
            )
    table = pd.DataFrame(
        rows, columns=["file", "column", "kind", "personal", "purpose", "lawful_basis", "used_by", "kept_until"]
    )
    return table.assign(row=table.index + 1)


POOL = {"swims": 8, "lessons": 6, "receipts": 5}  # of Marek Zielinski


def _pool() -> dict[str, pd.DataFrame]:
    rng = stream("gym", "pool")
    crowd = people(stream("gym", "pool people"), 60)
    crowd.loc[0, ["given_name", "family_name", "email"]] = ["Marek", "Zielinski", "marek.zielinski@example.org"]
    cards = pd.DataFrame(
        {
            "card": [f"P{n}" for n in range(101, 161)],
            "name": crowd["given_name"] + " " + crowd["family_name"],
            "mail": crowd["email"],
        }
    )
    pupils = [f"K{n}" for n in range(31, 61)]

    def days(n):
        return iso(moments(rng, "2025-09-01", "2025-12-20", n), "D", "")

    swims = np.r_[np.repeat("P101", POOL["swims"]), cards["card"].to_numpy()[rng.integers(1, 60, 232)]]
    lessons = np.r_[np.repeat("K31", POOL["lessons"]), np.array(pupils, dtype=object)[rng.integers(1, 30, 114)]]
    mail = dict(zip(pupils, crowd["email"]))
    typed = [mail[p].capitalize() if n % 3 == 0 else mail[p] for n, p in enumerate(lessons)]
    remark = choose(
        rng, {"": 6, "Afraid of deep water.": 1, "Ear infection, no diving.": 1, "Good progress.": 4}, len(lessons)
    )
    paid = np.r_[np.repeat("K31", POOL["receipts"]), np.array(pupils, dtype=object)[rng.integers(1, 30, 85)]]
    tables = {
        "pool_swims": pd.DataFrame({"card": swims, "day": days(len(swims))}),
        "pool_lessons": pd.DataFrame({"pupil": lessons, "mail": typed, "day": days(len(lessons)), "remark": remark}),
        "pool_receipts": pd.DataFrame({"pupil": paid, "day": days(len(paid)), "amount_pence": 1400}),
    }
    keys = {"pool_swims": ("swim", "S"), "pool_lessons": ("lesson", "L"), "pool_receipts": ("receipt", "Q")}
    for name, (key, letter) in keys.items():
        table = tables[name].sort_values("day", kind="stable", ignore_index=True)
        tables[name] = table.assign(**{key: [f"{letter}{n:03d}" for n in range(1, len(table) + 1)]})
    return {"pool_cards": cards, **tables}


def _truths(tables: dict[str, pd.DataFrame]) -> list[Truth]:
    def counted(name: str, says: str, value: int, table: str) -> Truth:
        return Truth(name, LESSON, "counted", says, value, table)

    joined = {
        "number": ACCOUNTS["number"] + ACCOUNTS["number-changed-mail"] + ACCOUNTS["shared-number"],
        "mail": ACCOUNTS["mail"],
        "shared": ACCOUNTS["shared-mail"],
        "nobody": ACCOUNTS["nobody"],
    }
    return [
        counted("accounts-number", "App accounts that carry a membership number.", joined["number"], "app_accounts"),
        counted(
            "accounts-mail",
            "App accounts without one, whose address belongs to exactly one member.",
            joined["mail"],
            "app_accounts",
        ),
        counted(
            "accounts-shared",
            "App accounts without one, whose address two members share: whose cannot be told.",
            joined["shared"],
            "app_accounts",
        ),
        counted(
            "accounts-nobody",
            "App accounts without one, whose address no member has.",
            joined["nobody"],
            "app_accounts",
        ),
        counted(
            "changed-mail",
            "App accounts with a number whose address is another than the desk's.",
            ACCOUNTS["number-changed-mail"],
            "app_accounts",
        ),
        counted("pairs", "Pairs of members with one address.", PAIRS, "members"),
        counted(
            "nora-tables",
            "Tables that hold rows about Nora Whitfield (M0417, A20731) under one of her two ids.",
            6,
            "members",
        ),
        counted(
            "orphans",
            "Rows that point at nobody when Nora is deleted from members alone: visits, invoices and notes by "
            "number, her app account, and the workouts of that account.",
            sum(NORA.values()),
            "members",
        ),
        counted(
            "orphans-by-number",
            "Of these, rows that carry her number.",
            NORA["visits"] + NORA["invoices"] + NORA["notes"] + NORA["app_accounts"],
            "members",
        ),
        counted(
            "invoices-that-stay", "Nora's invoices, which UK tax law keeps for six years.", NORA["invoices"], "invoices"
        ),
        counted("stop-that-stays", "Nora's row on the do-not-mail list.", 1, "do_not_mail"),
        counted(
            "stops-of-former-members",
            "Addresses on the do-not-mail list that no member has.",
            ERASED_BEFORE,
            "do_not_mail",
        ),
        counted(
            "wrong-birth-year",
            "Places that hold Nora's wrong birth date, or the age reckoned from it: members 1, app "
            "account 1, workouts 13, notes 1.",
            2 + NORA["workouts"] + 1,
            "members",
        ),
        counted("flags-from-it", "Nora's workouts that the app flags only because of the wrong age.", 11, "workouts"),
        counted("notes-naming-nora", "Notes filed under other members that name Nora.", MENTIONS, "notes"),
        counted("workouts-naming-another", "Nora's workouts that name another app id.", HER_PARTNER, "workouts"),
        counted("workouts-naming-nora", "Workouts of others that name Nora's app id.", PARTNERS_OF_HER, "workouts"),
        counted(
            "notes-naming-another",
            "Notes that name a second member.",
            NOTES["partner"] + NOTES["complaint"] + NOTES["phone"] + 1 + MENTIONS,
            "notes",
        ),
        counted(
            "health-notes",
            "Notes of the old sort with a word on somebody's health (drawn from four sentences).",
            NOTES["health"],
            "notes",
        ),
        counted("in-on-the-quiet-sunday", "Members let in before nine on 9 November 2025.", 3, "visits"),
        counted("late-answers", "Requests answered more than one month after they came.", LATE, "requests"),
        counted("columns-without-purpose", "Personal columns of the inventory without a purpose.", 2, "inventory"),
        counted(
            "pool-rows",
            "Rows about Marek Zielinski in the pool's four tables, under card P101 and pupil K31.",
            1 + sum(POOL.values()),
            "pool_cards",
        ),
        counted("pool-receipts", "Of these, receipts that stay.", POOL["receipts"], "pool_receipts"),
    ]
