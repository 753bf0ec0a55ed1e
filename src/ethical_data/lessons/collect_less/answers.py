"""Answers of lesson 03: what could we stop collecting?"""

import functools

import pandas as pd

from ...data import load

_AGES = ("age", "birth_year", "school_year")  # any of them tells the workshop how old somebody is


# ---- the welcome form: for how many forms does a decision change without a field?


def changed_without_household() -> int:
    return _forms_changed("household")


def changed_without_interest() -> int:
    return _forms_changed("interest")


def changed_without_email() -> int:
    return _forms_changed("email")


def changed_without_mail_often() -> int:
    return _forms_changed("mail_often")


def changed_without_birth_date_and_age_band() -> int:
    return _forms_changed("birth_date", "age_band")


def changed_by_age_band_on_top() -> int:
    return changed_without_birth_date_and_age_band() - _forms_changed("birth_date")


def same_without_household() -> int:
    return _forms() - changed_without_household()


def same_without_interest() -> int:
    return _forms() - changed_without_interest()


def ticked_something() -> int:
    return _filled("interest")


def ticked_nothing() -> int:
    return _forms() - ticked_something()


def ticked_cookware() -> int:
    return len(load("online_store", "signups").query("interest == 'cookware'"))


def all_but_cookware() -> int:
    return _forms() - ticked_cookware()


def gave_an_age_band() -> int:
    return _filled("age_band")


def _forms() -> int:
    return len(load("online_store", "signups"))


def _filled(field: str) -> int:
    return int(load("online_store", "signups")[field].count())


@functools.cache
def _forms_changed(*fields: str) -> int:
    form = load("online_store", "signups")
    return _rows_that_differ(_decided(form), _decided(_emptied(form, *fields)))


def _decided(form: pd.DataFrame) -> pd.DataFrame:
    """What the shop decides by a welcome form: offer, delivery promise, birthday offer, rhythm of emails."""
    zones = load("online_store", "delivery_zones").set_index("place")["delivery"]
    area = form["postcode"].str[:2]
    promise = area.map(zones).fillna(form["town"].map(zones)).fillna(form["region"].map(zones))
    size = form["household"].isin(["3", "4", "5+"]).map({True: " for a family", False: " for two"})
    decisions = {
        "offer": form["interest"].fillna("cookware") + size,
        "promise": promise.fillna("two days"),
        "birthday": form["birth_date"].dt.strftime("%m-%d").fillna("none"),
        "rhythm": form["mail_often"].fillna("monthly"),
    }
    return pd.DataFrame(decisions).where(form["email"].notna(), "no email at all")


def _emptied(rows: pd.DataFrame, *fields: str) -> pd.DataFrame:
    """The rows as if nobody had filled these fields in."""
    rows = rows.copy()
    for field in fields:
        rows[field] = rows[field].mask(rows[field].notna())
    return rows


def _rows_that_differ(one: pd.DataFrame, other: pd.DataFrame) -> int:
    return int((one != other).any(axis=1).sum())


# ---- the workshop: the same question


def bookings() -> int:
    return len(load("online_store", "workshop_bookings"))


def seats_changed_without_left_handed() -> int:
    return _seats_changed("left_handed")


def seats_same_without_left_handed() -> int:
    return bookings() - seats_changed_without_left_handed()


def seats_changed_without_any_age() -> int:
    return _seats_changed(*_AGES)


def seats_changed_by_each_age_and_by_all() -> list[int]:
    return [*(_seats_changed(age) for age in _AGES), seats_changed_without_any_age()]


def no_seat_changed() -> list[int]:
    return [0, 0, 0, 0]


def all_ages_first() -> list[int]:
    return [seats_changed_without_any_age(), 0, 0, 0]


def every_seat_changed_at_last() -> list[int]:
    return [0, 0, 0, bookings()]


@functools.cache
def _seats_changed(*fields: str) -> int:
    rows = load("online_store", "workshop_bookings")
    return _rows_that_differ(_seats(rows), _seats(_emptied(rows, *fields)))


def _seats(rows: pd.DataFrame) -> pd.DataFrame:
    """Table and knife of each booking: age from the first of age, year of birth, year at school; else grown up."""
    by_birth = 2025 - rows["birth_year"]
    by_school = pd.to_numeric(rows["school_year"], errors="coerce") + 5
    age = rows["age"].astype("Float64").fillna(by_birth).fillna(by_school).fillna(99)
    return pd.DataFrame({"under 12": age < 12, "grown up": age >= 18, "left": rows["left_handed"] == "yes"})


# ---- the test of the short form, in points of 100 visits


def phones_short_less_long() -> float:
    return round(_short_less_long("phone"), 1)


def phones_long_less_short() -> float:
    return round(-_short_less_long("phone"), 1)


def phones_as_a_share_of_one() -> float:
    return round(_short_less_long("phone") / 100, 3)


def desktops_short_less_long() -> float:
    return round(_short_less_long("desktop"), 1)


def phones_short() -> float:
    return round(_sent("phone", "short"), 1)


def phones_long() -> float:
    return round(_sent("phone", "long"), 1)


def _short_less_long(device: str) -> float:
    return _sent(device, "short") - _sent(device, "long")


def _sent(device: str, form: str) -> float:
    visits = load("online_store", "form_test").query("period == 'test' and device == @device and form == @form")
    return float(100 * visits["completed"].mean())


# ---- what the analytics tool stored, by what the visitor had answered


def views_without_a_yes() -> int:
    return views_after_a_no() + views_without_an_answer()


def views_after_a_no() -> int:
    return _stored("action == 'view' and answer == 'no'")


def views_without_an_answer() -> int:
    return _stored("action == 'view' and answer == 'none'")


def views_after_a_yes() -> int:
    return _stored("action == 'view' and answer == 'yes'")


def anything_without_a_yes() -> int:
    return _stored("answer != 'yes'")


def _stored(which: str) -> int:
    return len(load("online_store", "browsing").query(which))


# ---- rows past their date


def browsing_past_3_months() -> int:
    return _past("browsing", 3)


def browsing_past_6_months() -> int:
    return _past("browsing", 6)


def browsing_that_may_stay() -> int:
    return len(load("online_store", "browsing")) - browsing_past_3_months()


def signups_past_3_months() -> int:
    return _past("signups", 3)


def opens_past_3_months() -> int:
    return _past("mail_opens", 3)


def all_three_past_3_months() -> int:
    return browsing_past_3_months() + signups_past_3_months() + opens_past_3_months()


def opens_past_in_april() -> int:
    return _past("mail_opens", 3, "2026-04-01")


def opens_due_since_january() -> int:
    return opens_past_in_april() - opens_past_3_months()


def _past(table: str, months: int, today: str = "2026-01-01") -> int:
    """Rows of a table that are older than `months` on `today`."""
    column = load("online_store", "retention").set_index("table").loc[table, "date_column"]
    cut = pd.Timestamp(today, tz="UTC") - pd.DateOffset(months=months)
    return int((load("online_store", table)[column] < cut).sum())
