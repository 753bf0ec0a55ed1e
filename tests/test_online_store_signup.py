"""What lesson 03 plants in the online store is found again, by code that shares nothing with it."""

import csv
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from math import sqrt

import pytest
from test_online_store import FOLDER, at, read

from ethical_data.worlds import package

FIELDS = (
    "email given_name family_name phone gender birth_date age_band postcode town region household interest "
    "mail_often how_heard"
).split()
ALONE = ["email", "birth_date", "household", "interest", "mail_often"]
PLACE = ["postcode", "town", "region"]
MINE = "signups form_fields delivery_zones form_test browsing mail_opens retention workshop_bookings".split()


@pytest.fixture(scope="module")
def world():
    return read()


@pytest.fixture(scope="module")
def truths():
    stored = json.loads((FOLDER / "datapackage.json").read_text("utf-8"))
    return {t["id"]: t for t in stored["ethical_data"]["planted_truths"] if t["lesson"].startswith("03")}


def promise(row, zones):
    """The delivery promise from the first of postcode, town and region that is there; two days if none is."""
    for field, key in (("postcode", row["postcode"][:2]), ("town", row["town"]), ("region", row["region"])):
        if row[field]:
            return zones[field, key]
    return "two days"


def decided(row, zones):
    if not row["email"]:
        return ("nothing is sent",)
    offer = (
        row["interest"] or "cookware",
        "family" if row["household"] in ("3", "4", "5+") else "two",
    )
    return offer, promise(row, zones), row["birth_date"][5:], row["mail_often"] or "monthly"


def changed(world, *fields):
    zones = {(z["kind"], z["place"]): z["delivery"] for z in world["delivery_zones"]}
    gone = dict.fromkeys(fields, "")
    return sum(decided(r, zones) != decided(r | gone, zones) for r in world["signups"])


def bookings_changed(rows, *fields):
    def seat(row):
        if row["age"]:
            age = int(row["age"])
        elif row["birth_year"]:
            age = 2025 - int(row["birth_year"])
        else:
            age = int(row["school_year"]) + 5 if row["school_year"].isdigit() else 99
        return "low" if age < 12 else "middle" if age < 18 else "adult", row["left_handed"] == "yes"

    return sum(seat(r) != seat(r | dict.fromkeys(fields, "")) for r in rows)


def months_before_new_year(months):
    year, month = divmod(2026 * 12 - months, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)


def past(world):
    return {
        rule["table"]: sum(
            at(row[rule["date_column"]]) < months_before_new_year(int(rule["kept_months"]))
            for row in world[rule["table"]]
        )
        for rule in world["retention"]
    }


def counted(world):
    views = Counter(r["answer"] for r in world["browsing"] if r["action"] == "view")
    found = {f"changed-without-{field}": changed(world, field) for field in ALONE}
    found["changed-without-any-other-field"] = max(changed(world, f) for f in FIELDS if f not in ALONE)
    found["changed-without-the-place"] = changed(world, *PLACE)
    found["typed-new-year"] = sum(r["birth_date"].endswith("-01-01") for r in world["signups"])
    found |= {f"past-{table}": count for table, count in past(world).items() if count}
    found |= {f"views-answer-{answer}": views[answer] for answer in ("yes", "no", "none")}
    bookings = world["workshop_bookings"]
    found["workshop-without-age-group"] = bookings_changed(bookings, "age", "birth_year", "school_year")
    return found | {"workshop-without-left-handed": bookings_changed(bookings, "left_handed")}


def test_every_counted_truth_is_recovered_exactly(world, truths):
    assert counted(world) == {name: t["value"] for name, t in truths.items() if t["kind"] == "counted"}


def test_five_fields_alone_change_a_decision_and_nine_none(world):
    assert len(FIELDS) == 14 == len(world["form_fields"])
    assert [f for f in FIELDS if changed(world, f)] == [f for f in FIELDS if f in ALONE]


def test_of_the_nine_only_the_three_places_matter_together_and_any_one_of_them_is_enough(world, truths):
    nine = [f for f in FIELDS if f not in ALONE]
    assert changed(world, *(f for f in nine if f not in PLACE)) == 0
    for kept in PLACE:
        assert changed(world, *(f for f in nine if f != kept)) == 0
    assert changed(world, *nine) == changed(world, *PLACE) == truths["changed-without-the-place"]["value"]


def test_the_form_says_which_decision_reads_a_field(world):
    assert [r["column"] for r in world["form_fields"]] == FIELDS
    assert {r["column"] for r in world["form_fields"] if r["used_by"]} == {*ALONE, *PLACE}


def test_1240_rows_are_past_their_date(world, truths):
    found = past(world)
    assert sum(found.values()) == 1240 and found["orders"] == found["form_test"] == 0


def test_the_recorded_decisions_are_those_of_the_rule(world):
    zones = {(z["kind"], z["place"]): z["delivery"] for z in world["delivery_zones"]}
    for row in world["signups"]:
        (goods, size), delivery, *_ = decided(row, zones)
        assert row["delivery"] == delivery
        assert row["welcome_offer"] == f"{goods} for {'a family' if size == 'family' else 'two'}"


def test_the_interval_of_the_randomised_test_covers_the_planted_difference_and_is_narrow(world, truths):
    shown = defaultdict(list)
    for row in world["form_test"]:
        if row["period"] == "test":
            shown[row["form"]].append(row["completed"] == "true")
    (a, n), (b, m) = [(sum(shown[f]), len(shown[f])) for f in ("short", "long")]
    half = 1.96 * sqrt(a / n * (1 - a / n) / n + b / m * (1 - b / m) / m)
    truth = truths["short-against-long"]
    assert abs(a / n - b / m - truth["value"]) < half and 2 * half <= truth["width"]


def test_before_the_test_each_device_had_its_own_form_and_the_comparison_misleads(world):
    rows = [r for r in world["form_test"] if r["period"] == "before"]
    assert {(r["device"], r["form"]) for r in rows} == {("phone", "short"), ("desktop", "long")}
    sent = Counter(r["form"] for r in rows if r["completed"] == "true")
    n = Counter(r["form"] for r in rows)
    assert abs(sent["short"] / n["short"] - sent["long"] / n["long"]) < 0.05


def test_the_draw_gave_each_device_each_form_equally_often(world):
    test = Counter((r["device"], r["form"]) for r in world["form_test"] if r["period"] == "test")
    assert set(test.values()) == {1000} and len(test) == 4


def test_sign_ups_are_customers_of_the_store_at_the_time_of_their_account(world):
    of = {r["customer_id"]: r for r in world["customers"]}
    for row in world["signups"]:
        account = of[row["customer_id"]]
        assert all(row[c] == account[c] for c in ("email", "given_name", "town"))
        assert 0 < (at(row["signed_up_at"]) - at(account["created_at"])).total_seconds() < 1000
    assert any(r["email"] == "emma.clarke@example.com" for r in world["signups"])


def test_every_purchase_on_the_garden_pages_is_an_order_of_that_minute(world):
    orders = {r["order_id"]: r for r in world["orders"]}
    bought = [r for r in world["browsing"] if r["action"] == "purchase"]
    assert bought and all(orders[r["order_id"]]["ordered_at"] == r["at"] for r in bought)
    assert all(orders[r["order_id"]]["category"] == "garden" for r in bought)
    assert not any(r["order_id"] for r in world["browsing"] if r["action"] != "purchase")


def test_a_visit_runs_from_view_over_basket_to_purchase(world):
    visits = defaultdict(list)
    for row in world["browsing"]:
        visits[row["cookie"]].append((at(row["at"]), row["action"]))
    order = ["view", "basket", "purchase"]
    for events in visits.values():
        actions = [order.index(a) for _, a in sorted(events, key=lambda e: (e[0], order.index(e[1])))]
        assert actions == sorted(actions)


def test_every_open_is_of_a_mail_that_had_left_and_comes_from_an_address_kept_for_examples(world):
    sent = {r["send_id"]: at(r["sent_at"]) for r in world["sends"]}
    nets = [ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
    for row in world["mail_opens"]:
        assert at(row["opened_at"]) > sent[row["send_id"]]
        assert any(ip_address(row["ip"]) in net for net in nets)
    assert len({r["send_id"] for r in world["mail_opens"]}) == len(world["mail_opens"])


def test_nobody_was_ever_asked_about_the_pixel(world):
    assert not {r["purpose"] for r in world["consents"]} - {
        "offers",
        "newsletter",
        "prize_draw",
        "restock_alert",
        "all",
    }


def test_one_changed_row_moves_a_count(truths):
    def shift(table, change):
        world = read()
        before = counted(world)
        change(world[table])
        return {name for name, value in counted(world).items() if value != before[name]}

    def drop(rows, **wanted):
        rows.remove(next(r for r in rows if all(r[k] == v for k, v in wanted.items())))

    def edit(rows, column, was, now):
        next(r for r in rows if r[column] == was)[column] = now

    assert "changed-without-the-place" in shift("signups", lambda rows: drop(rows, delivery="next day"))
    assert shift("signups", lambda rows: edit(rows, "mail_often", "weekly", "monthly")) == {
        "changed-without-mail_often"
    }
    assert "views-answer-none" in shift("browsing", lambda rows: drop(rows, answer="none", action="view"))
    assert shift("workshop_bookings", lambda rows: edit(rows, "left_handed", "yes", "no")) == {
        "workshop-without-left-handed"
    }
    assert shift("mail_opens", lambda rows: rows.pop(0)) == {"past-mail_opens"}


def test_at_twice_the_size_every_count_doubles(tmp_path, truths):
    package.write("online_store", tmp_path, 2.0)
    assert counted(read(tmp_path)) == {name: 2 * t["value"] for name, t in truths.items() if t["kind"] == "counted"}


@pytest.mark.parametrize("scale", [0.1, 0.5, 3])
def test_other_sizes_can_be_built(tmp_path, scale):
    package.write("online_store", tmp_path, scale)
    with (tmp_path / "signups.csv").open(encoding="utf-8", newline="") as file:
        assert abs(len(list(csv.DictReader(file))) - 2000 * scale) <= 6
