"""The play order-plan: on the course's data as counted by hand, and honest on anybody's sales."""

import csv
import json
import math
from collections import defaultdict
from datetime import date, timedelta

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethical_data import cli, home
from ethical_data.errors import InputError
from ethical_data.playbook import report

NOTEBOOK = nbformat.read(home.checkout() / "notebooks/playbook/order-plan.ipynb", 4)
CELLS = [c.source for c in NOTEBOOK.cells if c.cell_type == "code"]
MONDAY = date(2025, 3, 3)


@pytest.fixture
def run(tmp_path):
    def run(lines=None, **settings):
        """The names that the play leaves behind, and the content of its report, on these lines of text."""
        names: dict = {}
        exec(CELLS[0], names)
        if lines is not None:
            path = tmp_path / "sales.csv"
            path.write_text("\n".join(lines) + "\n", "utf-8")
            names["sales"] = str(path)
        names |= settings
        for source in CELLS[1:-1]:
            exec(source, names)
        return names, eval(CELLS[-1], names).content

    return run


def found(content):
    return {finding["id"]: finding for finding in content["findings"]}


def weeks_of(*amounts, item="soup", first=MONDAY):
    """A line a week: item sold on Mondays."""
    return [f"{first + timedelta(weeks=at)},{item},{amount}" for at, amount in enumerate(amounts)]


# ---- on the course's data


def course_rows():
    path = home.checkout() / "data/restaurant/sales.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [r for r in csv.DictReader(file)]


def by_hand(weeks, price):
    """The trial on the last four weeks and next week's plan, day by day, in plain Python."""
    rows = course_rows()
    last = max(date.fromisoformat(r["day"]) for r in rows)
    history, misses, planned = defaultdict(list), defaultdict(list), {}
    thrown = vain = 0
    fixed: dict = {}

    def least(values):
        return min(sorted(set(values)), key=lambda n: sum(max(n - v, 0) + price * max(v - n, 0) for v in values))

    for row in rows:
        day, item = date.fromisoformat(row["day"]), row["dish"]
        wanted = int(row["sold"]) + int(row["asked_in_vain"] or 0)
        before = history[item, day.weekday()]
        if day > last - timedelta(days=28):
            fixed = fixed or {name: least(values) for name, values in misses.items()}
        if len(before) >= 4:
            base = math.floor(sum(before[-weeks:]) / len(before[-weeks:]) + 0.5)
            if day > last - timedelta(days=28) and row["left_over"]:
                plan = max(base + fixed[item], 0)
                thrown, vain = thrown + max(plan - wanted, 0), vain + max(wanted - plan, 0)
            misses[item].append(wanted - base)
        before.append(wanted)
    for (item, weekday), values in history.items():
        base = math.floor(sum(values[-weeks:]) / weeks + 0.5)
        planned[item, weekday] = (
            max(base + least(misses[item]), 0),
            min(values[-weeks:]),
            max(values[-weeks:]),
        )
    return thrown, vain, planned


@pytest.mark.parametrize("weeks, price", [(8, 1), (4, 3), (12, 0.5)])
def test_on_the_courses_data_it_counts_what_a_count_by_hand_finds(run, weeks, price):
    names, content = run(weeks=weeks, gone_without=price)
    thrown, vain, planned = by_hand(weeks, price)
    mine = content["tables"]["tried"][0]
    if price in (1, 3):  # at a price of a half two quantities may cost the same
        assert (mine["thrown away"], mine["asked in vain"]) == (thrown, vain)
    for row in names["week"].to_dict("records"):
        prepare, low, high = planned[row["item"], row["weekday"]]
        assert (row["least"], row["most"]) == (low, high) and (price == 0.5 or row["prepare"] == prepare)


def test_on_the_courses_data_the_planted_truths_are_found(run):
    from ethical_data.data import truths

    planted = {name: truth["value"] for name, truth in truths("restaurant").items()}
    content = run()[1]
    told = found(content)
    assert content["on_course_data"] and told["sold-out"]["count"] == planted["sold-out"]
    assert sum(row["asked in vain"] for row in content["tables"]["sold-out"]) == planted["asked-in-vain"]
    assert told["tried"]["status"] == "look" and "cheaper" in told["tried"]["says"]
    assert told["too-few-weeks"]["count"] == 0
    ways = {row["way"]: row["thrown away"] for row in content["tables"]["tried"]}
    assert ways["this plan"] < ways["the same weekday of the week before"] < ways["what was done"]


# ---- on own files


def test_a_plan_its_range_and_on_how_many_weeks_it_rests(run):
    names, content = run(["day,product,qty", *weeks_of(10, 12, 8, 11, 13, 10)])
    (row,) = names["week"].to_dict("records")
    assert (row["least"], row["most"], row["weeks"]) == (8, 13, 6) and row["prepare"] == 11
    assert row["day"].date() == MONDAY + timedelta(weeks=6)
    assert content["tables"]["next-week"][0][row["day"].strftime("%a %d %b")] == "11 (8 to 13)"


def test_fewer_than_four_weeks_cannot_tell(run):
    names, content = run(["day,item,quantity", *weeks_of(5, 6, 7)])
    assert names["week"]["prepare"].isna().all()
    assert {f["id"]: f["status"] for f in content["findings"]} == {
        "too-few-weeks": "cannot-tell",
        "tried": "cannot-tell",
        "sold-out": "cannot-tell",
    }
    assert "? (5 to 7)" in json.dumps(content["tables"])


def test_sold_out_days_make_it_a_least_number(run):
    lines = [
        "day,item,quantity,sold_out",
        *(f"{line},{'19:10' if at % 2 else 'no'}" for at, line in enumerate(weeks_of(*[9] * 8))),
    ]
    names, content = run(lines)
    told = found(content)
    assert told["sold-out"]["count"] == 4 and "cannot be told" in told["sold-out"]["says"]
    assert told["often-out"]["count"] == 1 and names["week"]["says"].iloc[0].startswith("at least")
    assert any("left out of the trial. What was done fell short there" in limit for limit in content["limits"])


def test_who_asked_in_vain_is_added_to_what_was_sold(run):
    lines = ["day,item,quantity,sold_out,asked_in_vain", *(f"{line},yes,3" for line in weeks_of(*[9] * 8))]
    names, content = run(lines)
    assert names["week"]["prepare"].iloc[0] == 12 and "At least 24" in found(content)["sold-out"]["says"]


def test_nothing_left_over_may_have_sold_out(run):
    lines = [
        "day,item,quantity,left_over",
        *(f"{line},{at % 2}" for at, line in enumerate(weeks_of(*[9] * 8))),
    ]
    assert found(run(lines)[1])["sold-out"]["count"] == 4


def test_the_price_moves_the_plan(run):
    amounts = [10, 6, 14, 8, 12, 10, 9, 11, 5, 15, 10, 13, 7, 10]
    plans = [
        run(["day,item,quantity", *weeks_of(*amounts)], gone_without=price)[0]["week"]["prepare"].iloc[0]
        for price in (0.2, 1, 8)
    ]
    assert plans[0] < plans[1] < plans[2]


def test_days_without_a_sale_are_none_and_closed_days_do_not_count(run):
    every = [
        "day,item,quantity",
        *weeks_of(*[4] * 8, item="bread"),
        *weeks_of(8, 8, 8, 8, 0, 0, 8, 8)[:4],
        *weeks_of(*[8] * 8)[6:],
    ]
    names, _ = run(every)
    soup = names["week"].set_index("item").loc["soup"]
    assert (soup["least"], soup["most"], soup["weeks"]) == (0, 8, 8)
    assert set(names["week"]["weekday"]) == {0}  # never open on other days
    assert len(run(every, closed=str(MONDAY + timedelta(weeks=8)))[0]["week"]) == 0


def test_what_has_not_sold_for_four_weeks_is_not_planned(run):
    names, content = run(["day,item,quantity", *weeks_of(*[4] * 12, item="bread"), *weeks_of(5, 5, 5, 5, 5)])
    assert set(names["week"]["item"]) == {"bread"} and any(
        "1 of 2 items are not planned" in limit for limit in content["limits"]
    )


def test_no_staff_stands_in_the_report(run):
    lines = ["day,item,quantity,cashier", *(f"{line},Ines Duarte" for line in weeks_of(*[9] * 8))]
    names, content = run(lines)
    words = report.to_text(content) + report.to_html(content) + json.dumps(content) + names["plan"].to_csv()
    assert "Ines" not in words and any("hangs on no name" in limit for limit in content["limits"])


def test_a_row_for_each_sale_and_days_of_the_time_zone(run):
    lines = [
        "sold_at,item",
        *(f"{MONDAY + timedelta(weeks=at)}T23:30+00:00,tea" for at in range(6) for _ in range(3)),
    ]
    names, content = run(lines, time_zone="Europe/Berlin")
    (row,) = names["week"].to_dict("records")
    assert (row["weekday"], row["prepare"]) == (1, 3)  # Tuesday, half past midnight
    assert any("each row counts as one" in limit for limit in content["limits"])


@pytest.mark.parametrize(
    "header, row, export",
    [
        (
            "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name",
            "#{n},a@example.com,paid,{day} 10:00:00 +0000,2,{item}",
            "Shopify orders",
        ),
        (
            "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales",
            "{day},10:00:00,London,Food,{item},2,Regular,1,$4.00",
            "Square item sales",
        ),
        (
            "order_id,order_number,date,status,billing_email,item_name,item_quantity",
            "{n},{n},{day} 10:00:00,completed,a@example.com,{item},2",
            "WooCommerce orders",
        ),
    ],
)
def test_known_exports_keep_every_line_of_an_order(run, header, row, export):
    lines = [
        row.format(n=at, day=MONDAY + timedelta(weeks=at), item=item) for at in range(8) for item in ("soup", "bread")
    ]
    names, content = run([header, *lines])
    assert dict(zip(names["week"]["item"], names["week"]["prepare"])) == {"soup": 2, "bread": 2}
    assert any(f"recognised as the export {export}" in limit for limit in content["limits"])


def test_an_order_that_names_its_time_on_the_first_line_alone(run):
    lines = [f"{at},{MONDAY + timedelta(weeks=at)},soup,2\n{at},,bread,1" for at in range(8)]
    names, _ = run(["order_id,day,item,quantity", *lines])
    assert dict(zip(names["week"]["item"], names["week"]["prepare"])) == {"soup": 2, "bread": 1}


@pytest.mark.parametrize(
    "lines, chosen, says",
    [
        (weeks_of(5), {"weeks": 2}, "from 4 to 52"),
        (weeks_of(5), {"weeks": 4.5}, "from 4 to 52"),
        (weeks_of(5), {"gone_without": 0}, "above 0"),
        (weeks_of(5), {"first_day": "soon"}, "'soon' is not a day"),
        (weeks_of(5), {"closed": "2025-13-01"}, "not a day"),
        (weeks_of(0, 0), {}, "nothing was sold"),
        (["2025-03-03,,4", "2025-03-10,,4"], {}, "no row has"),
        (["soon,soup,4"], {}, "sold_at|day"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_message(run, lines, chosen, says):
    with pytest.raises(InputError, match=says) as caught:
        run(["day,item,quantity", *lines], **chosen)
    assert "\n" not in str(caught.value)


def test_a_file_without_items_says_what_to_do(run):
    with pytest.raises(InputError, match="--set sales_item="):
        run(["day,what,quantity", *weeks_of(5)])


def test_one_row_ends_in_a_report(run):
    names, content = run(["day,item,quantity", *weeks_of(5)])
    assert found(content)["tried"]["status"] == "cannot-tell" and len(names["week"]) == 1


def test_returns_and_missing_numbers_are_said(run):
    lines = ["day,item,quantity", *weeks_of(5, 5, 5, 5, 5, 5), f"{MONDAY},soup,-2", f"{MONDAY},soup,"]
    names, content = run(lines)
    assert names["week"]["least"].iloc[0] == 3 and any(
        limit.startswith("1 of 8 rows lack") for limit in content["limits"]
    )


def test_a_day_on_which_more_came_back_than_went_is_a_day_with_sales(run):
    names, content = run(["day,item,quantity", f"{MONDAY},soup,1", f"{MONDAY},pie,-3"])
    assert found(content)["tried"]["status"] == "cannot-tell" and list(names["week"]["item"]) == ["soup"]


def test_with_many_sold_out_days_left_out_it_does_not_say_which_is_better(run):
    amounts = [(20, 1, "no"), (30, 0, "yes")] * 8
    lines = [f"{line},{left},{out}" for line, (_, left, out) in zip(weeks_of(*[n for n, *_ in amounts]), amounts)]
    told = found(run(["day,item,quantity,left_over,sold_out", *lines])[1])["tried"]
    assert told["status"] == "cannot-tell" and "left out" in told["says"] and told["count"] is not None


def test_weights_are_planned_in_whole_numbers_and_that_is_said(run):
    names, content = run(["day,item,quantity", *weeks_of(2.5, 2.5, 2.5, 2.5, 2.5)])
    assert names["week"]["prepare"].iloc[0] == 3
    assert any("whole ones" in limit for limit in content["limits"])


def test_the_plan_is_written_beside_the_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text("\n".join(["day,item,quantity", *weeks_of(*[9] * 8, item="=1+1")]) + "\n", "utf-8")
    assert cli.main(["run", "order-plan", "--set", "sales=s.csv", "--out", "reports"]) == 0
    with (tmp_path / "reports" / "order-plan-week.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["prepare"] == "9" and row["weekday"] == "Monday" and not row["item"].startswith("=")


AMOUNT = st.one_of(st.integers(-3, 60).map(str), st.just(""))
ROW = st.tuples(
    st.integers(0, 80),
    st.sampled_from(["tea", "pie", "", "=x"]),
    AMOUNT,
    AMOUNT,
    st.sampled_from(["", "no", "yes", "19:00"]),
    AMOUNT,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=120), weeks=st.integers(4, 10), price=st.sampled_from([0.1, 1, 7]))
def test_any_sales_give_a_report_or_one_message(run, rows, weeks, price):
    lines = [f"{MONDAY + timedelta(days=day)},{item},{n},{left},{out},{vain}" for day, item, n, left, out, vain in rows]
    try:
        names, content = run(
            ["day,item,quantity,left_over,sold_out,asked_in_vain", *lines], weeks=weeks, gone_without=price
        )
    except InputError as refusal:
        assert "\n" not in str(refusal)
        return
    week = names["week"]
    assert {"tried", "sold-out"} <= set(found(content))
    assert (
        (week["least"] <= week["most"]).all()
        and (week["prepare"].dropna() >= 0).all()
        and (week["prepare"].isna() == (week["weeks"] < 4)).all()
    )
