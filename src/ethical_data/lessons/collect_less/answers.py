"""Tasks of lesson 03: what could we stop collecting?"""

import functools

import pandas as pd

from ...data import load

PLACE = ("postcode", "town", "region")
TODAY = "2026-01-01"


def decide(form: pd.DataFrame) -> pd.DataFrame:
    """What the shop decides by a welcome form: offer, delivery promise, birthday offer, rhythm of mails."""
    zones = load("online_store", "delivery_zones").set_index("place")["delivery"]
    promise = form["postcode"].str[:2].map(zones).fillna(form["town"].map(zones)).fillna(form["region"].map(zones))
    family = form["household"].isin(["3", "4", "5+"]).map({True: " for a family", False: " for two"})
    found = pd.DataFrame(
        {
            "welcome offer": form["interest"].fillna("cookware") + family,
            "delivery promise": promise.fillna("two days"),
            "birthday offer": form["birth_date"].dt.strftime("%m-%d").fillna("none"),
            "rhythm of mails": form["mail_often"].fillna("monthly"),
        }
    )
    return found.where(form["email"].notna(), "no mail at all")


@functools.cache
def _changed(*fields: str) -> int:
    """Forms for which a decision changes when these fields are taken away."""
    form = load("online_store", "signups")
    gone = form.assign(**{field: form[field].mask(form[field].notna()) for field in fields})
    return int((decide(form) != decide(gone)).any(axis=1).sum())


def _with(field: str, *values: str) -> int:
    return int(load("online_store", "signups")[field].isin(values).sum())


def _fields() -> list[str]:
    return load("online_store", "form_fields")["column"].tolist()


def _alone() -> int:
    """How many fields change a decision when taken away alone."""
    return sum(_changed(field) > 0 for field in _fields())


def _views(*answers: str, actions: tuple[str, ...] = ("view",)) -> int:
    log = load("online_store", "browsing")
    return int((log["answer"].isin(answers) & log["action"].isin(actions)).sum())


def _past(table: str, months: int, today: str = TODAY) -> int:
    """Rows of a table that are older than `months` on `today`."""
    column = load("online_store", "retention").set_index("table").loc[table, "date_column"]
    cut = pd.Timestamp(today, tz="UTC") - pd.DateOffset(months=months)
    return int((load("online_store", table)[column] < cut).sum())


def _points(device: str, period: str = "test") -> float:
    """Short less long form, in points of 100, among visits of one device."""
    test = load("online_store", "form_test").query("device == @device and period == @period")
    sent = 100 * test.groupby("form")["completed"].mean()
    return float(sent["short"] - sent["long"])


def _sent(device: str, form: str) -> float:
    return float(
        100
        * load("online_store", "form_test")
        .query("device == @device and form == @form and period == 'test'")["completed"]
        .mean()
    )


def seat(rows: pd.DataFrame) -> pd.DataFrame:
    """Table and knife of each booking: age is read from the first of age, year of birth, year at school."""
    age = (
        rows["age"]
        .astype("Float64")
        .fillna(2025 - rows["birth_year"])
        .fillna(pd.to_numeric(rows["school_year"], errors="coerce") + 5)
    )
    table = pd.cut(
        age.fillna(99).astype(float), [0, 12, 18, 200], right=False, labels=["low", "middle", "adult"]
    ).astype(str)
    return pd.DataFrame({"table": table, "knife": rows["left_handed"].eq("yes").map({True: "left", False: "right"})})


@functools.cache
def _bookings(*fields: str) -> int:
    rows = load("online_store", "workshop_bookings")
    gone = rows.assign(**{field: rows[field].mask(rows[field].notna()) for field in fields})
    return int((seat(rows) != seat(gone)).any(axis=1).sum())


AGES = ("age", "birth_year", "school_year")


def household_right():
    return _changed("household")


def household_wrong1():
    return _changed("interest")


def household_wrong2():
    return _changed("email")


def household_wrong3():
    return _changed("mail_often")


def household_wrong4():
    return len(load("online_store", "signups")) - _changed("household")


def before_yes_right():
    return _views("no", "none")


def before_yes_wrong1():
    return _views("no")


def before_yes_wrong2():
    return _views("none")


def before_yes_wrong3():
    return _views("yes")


def before_yes_wrong4():
    return _views("no", "none", actions=("view", "basket", "purchase"))


def clock_right():
    return _past("browsing", 3)


def clock_wrong1():
    return _past("browsing", 6)


def clock_wrong2():
    return _past("mail_opens", 3)


def clock_wrong3():
    return sum(_past(table, 3) for table in ("signups", "browsing", "mail_opens"))


def clock_wrong4():
    return _past("signups", 3)


def clock_wrong5():
    return len(load("online_store", "browsing")) - _past("browsing", 3)


def ex_interest_wrong2():
    return len(load("online_store", "signups")) - _with("interest", "cookware")


def ex_interest_wrong3():
    return len(load("online_store", "signups")) - _changed("interest")


def ex_interest_wrong4():
    return int(load("online_store", "signups")["interest"].isna().sum())


def ex_interest_wrong5():
    return int(load("online_store", "signups")["interest"].notna().sum())


def ex_interest_wrong6():
    return _with("interest", "cookware")


def ex_age_right():
    return _changed("birth_date", "age_band") - _changed("birth_date")


def ex_age_wrong1():
    return _changed("birth_date", "age_band")


def ex_age_wrong2():
    return int(load("online_store", "signups")["age_band"].notna().sum())


def ex_phones_right():
    return round(_points("phone"), 1)


def ex_phones_wrong1():
    return round(_points("desktop"), 1)


def ex_phones_wrong2():
    return round(_sent("phone", "short"), 1)


def ex_phones_wrong3():
    return round(_sent("phone", "long"), 1)


def ex_phones_wrong4():
    return round(-_points("phone"), 1)


def ex_phones_wrong5():
    return round(_points("phone") / 100, 3)


def ex_opens_right():
    return _past("mail_opens", 3, "2026-04-01")


def ex_opens_wrong2():
    return len(load("online_store", "mail_opens")) - _past("mail_opens", 3)


def ex_left_right():
    return _bookings("left_handed")


def ex_left_wrong1():
    return _bookings(*AGES)


def ex_left_wrong2():
    return len(load("online_store", "workshop_bookings")) - _bookings("left_handed")


def ex_left_wrong4():
    return len(load("online_store", "workshop_bookings"))


def ex_workshop_right():
    return [_bookings("age"), _bookings("birth_year"), _bookings("school_year"), _bookings(*AGES)]


def ex_workshop_wrong1():
    return [0, 0, 0, 0]


def ex_workshop_wrong2():
    return [_bookings(*AGES), 0, 0, 0]


def ex_workshop_wrong3():
    return [0, 0, 0, len(load("online_store", "workshop_bookings"))]
