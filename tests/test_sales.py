"""Which rows of an export are sales: what was taken back is none, and a word that nobody knows is named."""

import json
from datetime import date, timedelta

import pandas as pd
import pytest
from in_process import content

from ethical_data.recognise import sales, vocabulary

BACK = [
    "Void", "VOIDED", "cancelled", "Canceled", "refunded", "Payment Refund", "wc-cancelled", "General Withdrawal",
    "storniert", "Rückzahlung", "remboursé", "Annulé", "reembolsado", "rimborsato", "terugbetaald", "zwrot",
    "återbetald", "Gift card", "Tip", "FAILED",
]  # fmt: skip
SOLD = ["paid", "Completed", "partially_refunded", "", "Bezahlt", "payé", "wc-completed", "Express Checkout Payment"]


@pytest.mark.parametrize("text", BACK)
def test_what_was_taken_back_is_no_sale(text):
    assert sales.not_sold(pd.Series([None], dtype="str"), pd.Series([text])).tolist() == [True]
    assert sales.unknown(pd.Series([text])) == []


@pytest.mark.parametrize("text", SOLD)
def test_what_was_paid_is_a_sale(text):
    assert sales.not_sold(pd.Series([None], dtype="str"), pd.Series([text])).tolist() == [False]
    assert sales.unknown(pd.Series([text])) == []


@pytest.mark.parametrize(
    "text, back",
    [("true", True), ("Yes", True), ("2025-03-03 10:00", True), ("12.50", True), ("false", False), ("No", False),
     ("0.00", False), ("$0.00", False), ("0", False), ("nein", False), ("", False)],
)  # fmt: skip
def test_a_column_of_what_was_taken_back(text, back):
    nothing = pd.Series([None], dtype="str")
    assert sales.not_sold(pd.Series([text]), nothing, nothing).tolist() == [back]


def test_unknown_words_count_as_sold_and_are_named_most_frequent_first():
    status = pd.Series(["dine in", "parked", "parked", "paid", None], dtype="str")
    assert sales.unknown(status) == ["parked", "dine in"]
    assert not sales.not_sold(pd.Series([None] * 5, dtype="str"), status).any()


def weeks(rows):
    """Eight Mondays, each with these lines."""
    days = [date(2025, 3, 3) + timedelta(weeks=at) for at in range(8)]
    return "\n".join(line.format(day=day, n=n) for n, day in enumerate(days) for line in rows) + "\n"


@pytest.mark.parametrize(
    "header, rows",
    [
        ("sold at,item,quantity,Void?", ["{day},soup,3,false", "{day},soup,4,true"]),
        ("sold at,item,quantity,Status", ["{day},soup,3,Completed", "{day},soup,4,Refunded"]),
        ("Bestelldatum;Artikel;Menge;Zahlungsstatus", ["{day};soup;3;bezahlt", "{day};soup;4;storniert"]),
        ("Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Cancelled at",
         ["#{n},a@example.com,paid,{day} 10:00:00 +0000,3,soup,",
          "#9{n},a@example.com,refunded,{day} 10:00:00 +0000,2,soup,",
          "#9{n},a@example.com,,,2,soup,"]),
        ("Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Event Type",
         ["{day},10:00:00,London,Food,soup,3,Regular,1,$4.00,Payment",
          "{day},10:00:00,London,Food,soup,4,Regular,1,$4,Refund"]),
    ],
)  # fmt: skip
def test_a_plan_does_not_bake_what_was_taken_back(tmp_path, header, rows):
    path = tmp_path / "sales.csv"
    path.write_text(f"{header}\n{weeks(rows)}", "utf-8")
    report = content("order-plan", sales=path)
    assert any("do not count as sold" in limit for limit in report["limits"])
    assert report["tables"]["next-week"][0]["Mon 28 Apr"] == "3 (3 to 3)"


def test_one_line_of_an_order_that_was_voided_takes_no_other_with_it(tmp_path):
    path = tmp_path / "sales.csv"
    rows = ["{n},{day},soup,3,", "{n},{day},bread,4,yes", "{n},{day},cake,2,"]
    path.write_text("order id,sold at,item,quantity,Void?\n" + weeks(rows), "utf-8")
    plan = {row["item"]: row["Mon 28 Apr"] for row in content("order-plan", sales=path)["tables"]["next-week"]}
    assert plan == {"soup": "3 (3 to 3)", "cake": "2 (2 to 2)"}


@pytest.mark.parametrize("text", ["Bank transfer", "Virement", "Delivery fee", "dine in"])
def test_a_word_that_can_mean_a_way_to_pay_takes_no_sale_away_and_is_named(text):
    assert not sales.not_sold(pd.Series([None], dtype="str"), pd.Series([text])).any()
    assert sales.unknown(pd.Series([text])) == [text]


def test_no_word_is_both_and_every_language_has_words():
    for part in ("sold", "not_sold"):
        assert set(vocabulary.spoken(part)) >= set(vocabulary.LANGUAGES)
    assert not sales._said("sold") & sales._said("not_sold")


def test_a_status_nobody_knows_is_named_in_the_report(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("sold at,item,quantity,order status\n" + weeks(["{day},soup,3,parked"]), "utf-8")
    assert any("don't know these words: parked" in limit for limit in content("order-plan", sales=path)["limits"])


def test_a_refund_is_no_purchase_that_excuses_an_email(tmp_path):
    texts = {
        "sends": "email,sent_at\na@example.com,2025-05-05 09:00\nb@example.com,2025-05-05 09:00\n",
        "consents": "email,recorded_at,action\nz@example.com,2025-01-01 10:00,yes\n",
        "purchases": "email,ordered_at,Type,Status\na@example.com,2025-02-01 10:00,Payment Refund,Completed\n"
        "b@example.com,2025-02-01 10:00,Website Payment,Completed\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    report = content("consent-audit", **{name: tmp_path / f"{name}.csv" for name in texts})
    counts = {one["id"]: one["count"] for one in report["findings"]}
    assert counts["soft-opt-in"] == 1 and counts["never-asked"] == 1
    assert "Refund" not in json.dumps(report["tables"])
