"""The inventory: what is personal is found by column, on the course's data and on files labelled by hand."""

import io
import json
from pathlib import Path

import hand_labelled
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethical_data import home
from ethical_data.documents import processing_record
from ethical_data.recognise import corrections, inventory, retention, values

EXPORTS = Path(__file__).parent / "exports"
# By hand, before the first run, a letter for each column: y(es), s(pecial), n(o). All were right at once but goods of
# Shopify, whose column Handle was taken for a person's: from that came the rule for article numbers.
LABELS = {
    "shopify_customers.csv": "y" * 17 + "s" + "yy", "shopify_products.csv": "n" * 15, "hubspot_contacts.csv": "y" * 15,
    "kundenliste.csv": "n" + "y" * 13 + "s", "buchungen.csv": "n" * 9, "square_items.csv": "n" * 16,
}  # fmt: skip
WORDS = {"y": "yes", "s": "special", "*": "special", "n": "no"}


def course():
    """For each business of the course its tables as text and what its datapackage says of each column."""
    for path in sorted(home.data_folder().glob("*/datapackage.json")):
        resources = json.loads(path.read_text("utf-8"))["resources"]
        tables = {
            r["path"]: pd.read_csv(path.parent / r["path"], dtype=str, keep_default_na=False, na_values=[""])
            for r in resources
        }
        yield (
            path.parent.name,
            tables,
            {(r["path"], f["name"]): f["personal"] for r in resources for f in r["schema"]["fields"]},
        )


def table(**columns):
    return pd.DataFrame(columns).astype(object).replace("", np.nan)


def answers(tables):
    found = inventory.inventory(tables)
    return {(row.file, row.column): row.personal for row in found.itertuples()}


# The course's data


def test_precision_and_recall_by_column_stay_above_95_per_cent():
    right = wrong = missed = 0
    for _, tables, truth in course():
        found = answers(tables)
        assert found.keys() == truth.keys()
        right += sum(truth[c] != "no" and found[c] != "no" for c in truth)
        wrong += sum(truth[c] == "no" and found[c] != "no" for c in truth)
        missed += sum(truth[c] != "no" and found[c] == "no" for c in truth)
    assert right > 80 and right / (right + wrong) > 0.95 and right / (right + missed) > 0.95


@pytest.mark.parametrize("files", [hand_labelled.SHOPS, hand_labelled.OTHERS], ids=["shops", "others"])
def test_small_files_of_many_trades_labelled_by_hand(files):
    found = answers({file: pd.read_csv(io.StringIO(text.strip()), dtype=str) for file, (_, text) in files.items()})
    wanted = [letter for labels, _ in files.values() for letter in labels]
    assert len(wanted) == len(found)
    wrong = [place for place, letter in zip(found, wanted) if letter != "?" and WORDS[letter] != found[place]]
    assert len(wrong) <= 0.02 * len(found), wrong


def test_kinds_follow_the_system_that_a_file_is_from():
    names = {
        "loyalty.csv": "customer interaction",
        "chatbot.csv": "customer interaction",
        "till.csv": "operations",
        "ovens.csv": "operations",
        "campaigns.csv": "marketing and sales",
        "ledger.csv": "finance",
    }
    assert {f.file: f.kind for f in inventory.inventory({n: table(x=["a"]) for n in names}).itertuples()} == names


@pytest.mark.parametrize("name", LABELS)
def test_exports_in_the_shape_of_real_ones(name):
    mine = pd.read_csv(EXPORTS / name, sep=None, engine="python", dtype=str)
    found = list(answers({name: mine}).values())
    assert found == [WORDS[letter] for letter in LABELS[name]]


# How it is decided


def test_a_file_that_holds_a_person_is_about_people_and_one_that_does_not_is_not():
    found = answers(
        {
            "a.csv": table(customer_id=["C1", "C2"], pan=["steel", "iron"]),
            "b.csv": table(oven=["1", "2"], degrees=["230", "180"]),
        }
    )
    assert found == {
        ("a.csv", "customer_id"): "yes",
        ("a.csv", "pan"): "yes",
        ("b.csv", "oven"): "no",
        ("b.csv", "degrees"): "no",
    }


def test_a_file_that_points_at_people_is_about_them_and_so_along_the_keys():
    farms = table(farm_id=["F1", "F2"], given_name=["Ann", "Bo"])
    fields = table(field_id=["P1", "P2", "P3"], farm_id=["F1", "F1", "F2"], acres=["3", "4", "5"])
    crops = table(field_id=["P1", "P1", "P3"], crop=["oats", "rye", "oats"])
    soil = table(soil=["clay", "loam"], drains=["no", "yes"])
    found = answers({"farms.csv": farms, "fields.csv": fields, "crops.csv": crops, "soil.csv": soil})
    assert found["fields.csv", "acres"] == found["crops.csv", "crop"] == "yes" and found["soil.csv", "drains"] == "no"
    assert set(answers({"crops.csv": crops}).values()) == {"no"}


def test_what_people_buy_does_not_make_the_list_of_goods_personal():
    orders = table(order_id=["1", "2"], customer_id=["C1", "C2"], product_id=["P1", "P2"])
    products = table(product_id=["P1", "P2"], price=["3", "4"])
    found = answers({"orders.csv": orders, "products.csv": products})
    assert found["orders.csv", "product_id"] == "yes" and found["products.csv", "product_id"] == "no"


def test_a_list_without_names_is_about_people_and_statistics_are_not():
    release = table(area=["QE1", "QE2"], born=["1960s", "1970s"], gender=["male", "female"])
    assert set(answers({"release.csv": release}).values()) == {"yes"}
    assert set(answers({"town.csv": release.assign(people=["12", "7"])}).values()) == {"no"}
    assert answers({"a.csv": table(joined_on=["x"], date_of_birth=["1980-01-02"])})["a.csv", "joined_on"] == "yes"


def test_a_file_of_appointments_is_about_people_and_one_of_their_number_is_not():
    assert set(answers({"appointments.csv": table(day=["2025-01-01"], topic=["teeth"])}).values()) == {"yes"}
    assert set(answers({"appointments.csv": table(day=["2025-01-01"], count=["14"])}).values()) == {"no"}


def test_a_suppliers_office_is_nobody_and_the_van_is_not_the_customer():
    found = answers(
        {
            "suppliers.csv": table(
                supplier_id=["S1", "S2"], email=["info@a.example", "sales@b.example"], phone=["01632 960001", ""]
            )
        }
    )
    assert set(found.values()) == {"no"}
    assert (
        answers({"a.csv": table(customer=["Ann Moss", "Bo Lind", "Cy Hall"], van_mileage=["1", "2", "3"])})[
            "a.csv", "van_mileage"
        ]
        == "no"
    )


def test_lines_counted_are_not_personal():
    found = answers({"a.csv": table(row=["1", "2", "3"], email=["a@b.example", "c@d.example", "e@f.example"])})
    assert found == {("a.csv", "row"): "no", ("a.csv", "email"): "yes"}


def test_allergens_of_goods_are_not_special_and_allergies_of_members_are():
    assert answers({"goods.csv": table(sku=["1", "2"], allergens=["nuts", "milk"])})["goods.csv", "allergens"] == "no"
    assert answers({"m.csv": table(member_id=["1", "2"], allergy=["nuts", ""])})["m.csv", "allergy"] == "special"


def test_notes_are_special_when_several_speak_of_health_and_personal_when_they_hold_two_numbers():
    quiet = ["thanks for the order today"] * 30
    found = answers({"a.csv": table(note=[*quiet, "ring 07700 900123", "or ring 07700 900124 then"])})
    assert found["a.csv", "note"] == "yes"
    assert (
        answers({"a.csv": table(note=[*quiet, "our line: 07700 900123", "call us on 07700 900123"])})["a.csv", "note"]
        == "no"
    )
    assert answers({"a.csv": table(note=[*quiet, *["he has a nut allergy"] * 3])})["a.csv", "note"] == "special"


def test_figures_that_fit_a_card_by_chance_are_no_cards():
    numbers = pd.Series(np.random.default_rng(3).integers(4 * 10**15, 5 * 10**15, 500).astype(str))
    found = inventory.inventory({"a.csv": table(serial=list(numbers))})
    assert found.loc[0, "personal"] == "no" and found.loc[0, "what"] != "card number"


def test_each_row_says_how_full_how_old_and_never_a_value():
    secret = ["Zebulon Quackenbush", "Yolanda Pfeffernuss", "", "Xaver Unverwechselbar"]
    found = inventory.inventory(
        {"a.csv": table(full_name=secret, joined=["2024-05-01", "", "2023-01-31", "2025-12-24T10:00Z"])}
    )
    assert found["filled"].tolist() == [0.75, 0.75] and found["distinct"].tolist() == [3, 3]
    assert found.loc[1, ["oldest", "newest"]].tolist() == ["2023-01-31", "2025-12-24"]
    assert not any(part in found.to_csv() for name in secret for part in name.split())
    assert found.loc[0, "sample"] == "Aaaaa Aaaaaaaaaaaaaaa"


def test_of_many_values_a_stated_number_votes_and_texts_are_searched_on_every_row():
    many = pd.DataFrame({"note": ["nothing to see here today"] * 9_999 + ["ring ann@example.com or 07700 900123"]})
    found, texts = inventory.both({"a.csv": many})
    assert texts.loc[0, ["rows with text", "mail address", "phone number"]].tolist() == [10_000, 1, 1]
    assert (
        f"of {inventory.LOOKED_AT:,}"
        in inventory.inventory({"a.csv": pd.DataFrame({"email": ["a@b.example"] * 9_999})}).loc[0, "why"]
    )


NOTHING = {
    "all missing": table(a=["", ""], b=["", ""]),
    "one row": table(a=["x"], b=["1"]),
    "constant": table(a=["x"] * 9),
    "mixed": table(a=["1", "x", "2025-01-01", "a@b.example", "£3", "yes"]),
    "no rows": table(a=[], b=[]),
}


@pytest.mark.parametrize("name", NOTHING)
def test_thin_and_mixed_columns_have_a_row_each(name):
    found, texts = inventory.both({"a.csv": NOTHING[name]})
    assert list(found["column"]) == list(NOTHING[name].columns) and set(found["kind"]) <= set(inventory.KINDS)
    assert set(found["personal"]) <= set(inventory.PERSONAL) and list(texts.columns[3:]) == list(values.FOUND)


def test_two_columns_of_one_name_and_one_file_in_two_folders_are_told_apart():
    twice = pd.DataFrame([["a@b.example", "steel"]], columns=["x", "x"])
    found = inventory.inventory({"north/a.csv": twice, "south/a.csv": table(x=["1", "2"])})
    assert found["personal"].tolist() == ["yes", "yes", "no"] and found["file"].nunique() == 2


HEADERS = st.one_of(
    st.text(max_size=20), st.sampled_from(["email", "customer_id", "note", "id", "name", "Geburtsdatum", "age", "sku"])
)
VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["a@b.example", "2025-01-01", "4111111111111111", "ill", "C1", "1"]),
)
TABLES = st.dictionaries(st.text(max_size=12), st.lists(HEADERS, min_size=1, max_size=4, unique=True).flatmap(
    lambda names: st.lists(st.lists(VALUES, min_size=len(names), max_size=len(names)), min_size=1, max_size=6).map(
        lambda rows: pd.DataFrame(rows, columns=names, dtype=object))), min_size=1, max_size=3)  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES, st.randoms(use_true_random=False))
def test_any_tables_give_a_result_in_whatever_order(tables, chance):
    found = inventory.inventory(tables)
    assert list(found.columns) == list(inventory.COLUMNS) and len(found) == sum(t.shape[1] for t in tables.values())
    mixed = {}
    for file in chance.sample(sorted(tables), len(tables)):
        names = chance.sample(list(tables[file].columns), tables[file].shape[1])
        mixed[file] = tables[file][names].set_axis(range(7, 7 + len(tables[file])))
    key = ["file", "column"]
    pd.testing.assert_frame_equal(*(f.sort_values(key, ignore_index=True) for f in (found, inventory.inventory(mixed))))


# Corrections, dates, the record


ORDERS = {
    "orders.csv": table(
        customer_id=["C1", "C2", "C3"], ordered_at=["2020-01-31", "2025-01-31", ""], gift=["yes", "no", "no"]
    )
}
DAY = pd.Timestamp("2026-01-31")


def correct(**changes):
    fresh = corrections.to_correct(inventory.inventory(ORDERS))
    for column, new in changes.items():
        fresh[column] = new
    return corrections.corrected(inventory.inventory(ORDERS), fresh.astype(object).replace("", np.nan))


@given(
    st.lists(st.sampled_from(["yes", "no", "special", "YES", ""]), min_size=3, max_size=3),
    st.lists(st.sampled_from([*inventory.KINDS, ""]), min_size=3, max_size=3),
)
@settings(deadline=None, max_examples=30)
def test_what_the_owner_says_wins(said, kinds):
    held, ours = correct(personal=said, kind=kinds), inventory.inventory(ORDERS)
    for i in range(3):
        assert held.loc[i, "personal"] == (said[i].lower() or ours.loc[i, "personal"])
        assert held.loc[i, "kind"] == (kinds[i] or ours.loc[i, "kind"])
        differs = held.loc[i, "personal"] != ours.loc[i, "personal"] or held.loc[i, "kind"] != ours.loc[i, "kind"]
        assert bool(held.loc[i, "overruled"]) == differs


def test_periods_count_from_each_rows_day_and_say_what_has_none():
    held = correct(kept_until=["24 months", "2026-01-30", "as long as needed"])
    assert held["counted_from"].tolist() == ["ordered_at"] * 3
    late = retention.past(ORDERS, held, DAY).set_index("column")
    assert late.loc["customer_id", ["values", "past", "undated"]].tolist() == [3, 1, 1]
    assert late.loc["ordered_at", ["values", "past"]].tolist() == [2, 2]
    assert pd.isna(late.loc["gift", "past"]) and "neither a day nor a period alone" in late.loc["gift", "says"]
    assert "counted_from" in retention.past(ORDERS, held.assign(counted_from="gone"), DAY).loc[0, "says"]
    assert retention.past({}, held, DAY)["says"].tolist() == ["the file was not given"] * 3


@pytest.mark.parametrize(
    "text, last",
    [
        ("2027-12-31", "2027-12-31"),
        ("31.12.2027", "2027-12-31"),
        ("03.04.2027", "2027-04-03"),
        ("31/12/2027", "2027-12-31"),
        ("03/04/2027", None),
        ("24 months", "2024-01-31"),
        ("2 years after the last order", None),
        ("90 days", "2025-11-02"),
        ("zwei Wochen", None),
        ("2 Wochen", "2026-01-17"),
        ("3 mois", "2025-10-31"),
        ("1 año", "2025-01-31"),
        ("6 miesięcy", "2025-07-31"),
        ("two years", "2024-01-31"),
        ("as long as the card", None),
        ("24", None),
        ("2027-13-40", None),
        ("99999 years", None),
        ("", None),
    ],
)
def test_kept_until_is_a_day_or_a_period_or_neither(text, last):
    until = retention.keeping(text)
    day = until if isinstance(until, pd.Timestamp) or until is None else DAY - until
    assert (day if day is None else str(day.date())) == last


def test_new_and_gone_columns_are_told():
    said = corrections.to_correct(inventory.inventory(ORDERS))
    said.loc[2, "column"] = "colour"
    held = corrections.corrected(inventory.inventory(ORDERS), said)
    assert held["state"].tolist() == ["in both", "in both", "new", "gone"] and held.loc[3, "column"] == "colour"


def test_corrections_that_cannot_be_used_say_where():
    good = corrections.to_correct(inventory.inventory(ORDERS))
    for wrong, says in (
        (good.assign(personal="perhaps"), "'perhaps' is none of yes"),
        (good.assign(kind="sales"), "'sales' is none of"),
        (pd.concat([good, good.head(1)]), "stands there twice"),
        (good.drop(columns="file"), "no column 'file'"),
        (good.assign(file=""), "no row names a file"),
    ):
        with pytest.raises(ValueError, match=says):
            corrections.corrected(inventory.inventory(ORDERS), wrong)


def test_the_record_invents_nothing():
    empty = processing_record.record(correct())
    known = {"categories of people", "categories of data", "special categories", "files"}
    assert len(empty) == 1 and set(empty.drop(columns=list(known)).iloc[0]) == {processing_record.TO_FILL}
    full = processing_record.record(
        correct(purpose=["delivery", "delivery", "gifts"], lawful_basis="contract", shared_with=["courier", "", ""])
    )
    assert full["purpose"].tolist() == ["delivery", "gifts"] and full["lawful basis"].tolist() == ["contract"] * 2
    assert full["recipients"].tolist() == ["courier; to fill in for some", "to fill in"] and set(
        full["transfers abroad"]
    ) == {"to fill in"}
    page = processing_record.page(full, "<script>x</script>", "2026-01-31")
    assert "<script" not in page and "&lt;script&gt;" in page and "default-src 'none'" in page
