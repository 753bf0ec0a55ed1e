"""The online store holds what it says: an audit that shares no code with the course reads the CSVs."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
import raw_world

from ethical_data.worlds import package

FOLDER = raw_world.DATA / "online_store"
SPRING, LATE = "C04", timedelta(days=3)
CAUSES = ("after-withdrawal", "in-force", "soft-opt-in", "invalid-form", "other-purpose", "never-asked")
TEN = 10  # business days


def read(folder=FOLDER):
    return raw_world.tables(folder)


@pytest.fixture(scope="module")
def stored():
    return raw_world.described(FOLDER)


@pytest.fixture(scope="module")
def truths(stored):
    return {truth["id"]: truth["value"] for truth in of_lesson_02(stored)}


def of_lesson_02(stored):
    """What is planted for lesson 02; what other lessons plant in this store has tests of its own."""
    return [t for t in stored["ethical_data"]["planted_truths"] if t["lesson"].startswith("02")]


@pytest.fixture
def world():
    return read()


# ---- the audit


def at(text):
    """An instant; a clock without an offset is in UTC."""
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def minute(time):
    return time.replace(second=0, microsecond=0)


def address(row):
    return row["email"].strip().lower()


def by_person(rows, key, time):
    """Person -> rows in the order of time; each row gets its instant under "at"."""
    found = defaultdict(list)
    for row in sorted(({**row, "at": at(row[time])} for row in rows), key=lambda row: row["at"]):
        found[key(row)].append(row)
    return found


def verdict(when, purpose, words, sales, ticked_forms):
    """Cause of one mail, the word that it rests on, and whether the person met a pre-ticked form."""
    about = [w for w in words if w["purpose"] in (purpose, "all") and minute(w["at"]) < when]
    ticked = [w for w in about if w["action"] == "grant" and w["form_version"] in ticked_forms]
    spoken = [w for w in about if w not in ticked]
    other = [w for w in words if w["action"] == "grant" and w["purpose"] not in (purpose, "all") and w["at"] < when]
    if spoken:
        cause = "after-withdrawal" if spoken[-1]["action"] == "withdraw" else "in-force"
    elif any(minute(s["at"]) < when for s in sales):
        cause = "soft-opt-in"
    else:
        cause = "invalid-form" if ticked else "other-purpose" if other else "never-asked"
    return cause, spoken[-1] if spoken else None, bool(ticked)


def business_days(start, end):
    """Mondays to Fridays from `start` up to the day before `end`."""
    return sum((start + timedelta(days=i)).weekday() < 5 for i in range((end - start).days))


def all_four(sales, when, campaign):
    return campaign["unsubscribe_link"] == "true" and any(
        minute(s["at"]) < when and s["category"] == campaign["advertises"] and s["refusal_offered"] == "yes"
        for s in sales
    )


def judged(world, key=address):
    """Each mail with its cause and what that rests on, people told apart by `key`."""
    emails = {row["customer_id"]: row["email"] for row in world["customers"]}
    campaigns = {row["campaign_id"]: row for row in world["campaigns"]}
    forms = {row["form_version"] for row in world["forms"] if row["pre_ticked"] == "true"}
    words = by_person(world["consents"], key, "recorded_at")
    sales = by_person([{**o, "email": emails[o["customer_id"]]} for o in world["orders"]], key, "ordered_at")
    found = []
    for row in world["sends"]:
        campaign, who = campaigns[row["campaign_id"]], key(row)
        when, service = minute(at(row["sent_at"])), campaign["purpose"] == "service"
        cause, last, ticked = verdict(when, "offers" if service else campaign["purpose"], words[who], sales[who], forms)
        found.append(
            {
                "send": row,
                "who": who,
                "when": when,
                "campaign": campaign,
                "service": service,
                "cause": cause,
                "last": last,
                "ticked": ticked,
                "words": words[who],
                "sales": sales[who],
            }
        )
    return found


def counted(world):
    """Every counted truth of the store, counted again."""
    mails = judged(world)
    spring = [m for m in mails if m["send"]["campaign_id"] == SPRING]
    exported = at(next(c for c in world["campaigns"] if c["campaign_id"] == SPRING)["list_exported_at"])
    left = [m for m in spring if m["cause"] == "after-withdrawal"]
    accounts = {m["send"]["send_id"]: m["cause"] for m in judged(world, lambda row: row["customer_id"])}

    def stops(mail):
        return [w for w in mail["words"] if w["action"] == "withdraw"]

    held = [m for m in spring if m["cause"] == "in-force"]
    rest = [m for m in mails if not m["service"] and m["send"]["campaign_id"] != SPRING]
    return (
        Counter(m["cause"] for m in spring)
        | popup(world)
        | {
            "two-faults": sum(m["ticked"] for m in left),
            "second-account": sum(accounts[m["send"]["send_id"]] != "after-withdrawal" for m in left),
            "last-ten-business-days": sum(business_days(m["last"]["at"].date(), m["when"].date()) <= TEN for m in left),
            "soft-opt-in-evidence": sum(
                all_four(m["sales"], m["when"], m["campaign"]) for m in spring if m["cause"] == "soft-opt-in"
            ),
            "quick": sum(
                any(m["when"] < minute(w["at"]) <= m["when"] + timedelta(hours=1) for w in stops(m)) for m in held
            ),
            "same-minute": sum(any(minute(w["at"]) == m["when"] for w in stops(m)) for m in spring),
            "came-back": sum(
                m["last"]["at"] < exported and any(w["at"] < m["last"]["at"] for w in stops(m)) for m in held
            ),
            "bought-later": sum(m["cause"] == "invalid-form" and bool(m["sales"]) for m in spring),
            "delayed": sum(
                m["cause"] == "after-withdrawal" for m in rest if not m["last"] or m["when"] - m["last"]["at"] <= LATE
            ),
            "service-that-sells": sum(
                m["cause"] == "after-withdrawal" for m in mails if m["service"] and m["campaign"]["advertises"]
            ),
        }
    )


def popup(world):
    """The mails of the pop-up shop by cause."""
    key, names = (lambda row: row["address"].strip().lower()), {"yes": "grant", "stop": "withdraw"}
    words = by_person(
        [
            {**row, "purpose": row["topic"], "action": names[row["said"]], "form_version": row["sheet"]}
            for row in world["popup_log"]
        ],
        key,
        "time",
    )
    return Counter(
        "popup-" + verdict(at(m["time"]), "offers", words[key(m)], [], {"paper"})[0] for m in world["popup_mails"]
    )


def test_every_counted_truth_is_recovered_exactly(world, truths, stored):
    assert {truth["kind"] for truth in of_lesson_02(stored)} == {"counted"}
    assert counted(world) == truths
    assert sum(truths[cause] for cause in CAUSES) == 2310


def test_the_rest_of_the_year_is_clean_but_for_the_delay(world, truths):
    rest = [m for m in judged(world) if not m["service"] and m["send"]["campaign_id"] != SPRING]
    assert Counter(m["cause"] for m in rest) == {
        "in-force": len(rest) - truths["delayed"],
        "after-withdrawal": truths["delayed"],
    }
    assert all(m["when"] - m["last"]["at"] < LATE for m in rest if m["cause"] == "after-withdrawal")


def test_the_old_list_is_the_culprit(world):
    exported = at(next(c for c in world["campaigns"] if c["campaign_id"] == SPRING)["list_exported_at"])
    left = [m for m in judged(world) if m["send"]["campaign_id"] == SPRING and m["cause"] == "after-withdrawal"]
    assert left and all(exported < m["last"]["at"] < m["when"] - LATE for m in left)


def test_clocks_without_their_offsets_accuse_more_mails_than_are_late(world, truths):
    def bare(text):
        return text[:16]

    stops = by_person([w for w in world["consents"] if w["action"] == "withdraw"], address, "recorded_at")
    late = [
        m
        for m in judged(world)
        if m["send"]["campaign_id"] == SPRING
        and m["cause"] in ("in-force", "after-withdrawal")
        and any(bare(w["recorded_at"]) < bare(m["send"]["sent_at"]) for w in stops[m["who"]])
    ]
    careless = truths["after-withdrawal"] + truths["came-back"] + truths["quick"] + truths["same-minute"]
    assert len(late) == careless


def test_emma_clarke_got_two_mails_after_she_said_stop(world):
    hers = [m for m in judged(world) if m["who"] == "emma.clarke@example.com"]
    (stop,) = {w["at"] for m in hers for w in m["words"] if w["action"] == "withdraw"}
    assert stop == datetime(2025, 3, 3, 9, 12, 40, tzinfo=UTC)
    assert [m["send"]["campaign_id"] for m in hers if m["when"] > stop] == [SPRING, "S02"]


def row(rows, **wanted):
    return next(r for r in rows if all(r[k] == v for k, v in wanted.items()))


def spring_mail(world, cause, holds=lambda mail: True):
    return next(m for m in judged(world) if m["send"]["campaign_id"] == SPRING and m["cause"] == cause and holds(m))


def lose_a_withdrawal(world):
    stop = spring_mail(world, "after-withdrawal", lambda m: not m["ticked"])["last"]["event_id"]
    world["consents"].remove(row(world["consents"], event_id=stop))


def untick_a_box(world):
    grant = spring_mail(world, "invalid-form")["words"][0]["event_id"]
    row(world["consents"], event_id=grant)["form_version"] = "signup-v2"


def send_at_the_wrong_offset(world):
    mail = spring_mail(world, "in-force", lambda m: any(minute(w["at"]) == m["when"] for w in m["words"]))
    sent = row(world["sends"], send_id=mail["send"]["send_id"])
    sent["sent_at"] = sent["sent_at"].replace("+01:00", "+00:00")


def let_a_buyer_refuse(world):
    mail = spring_mail(
        world,
        "soft-opt-in",
        lambda m: [(o["refusal_offered"], o["category"]) for o in m["sales"]] == [("no", "cookware")],
    )
    row(world["orders"], order_id=mail["sales"][0]["order_id"])["refusal_offered"] = "yes"


def lose_an_order(world):
    mail = spring_mail(world, "soft-opt-in", lambda m: len(m["sales"]) == 1)
    world["orders"].remove(row(world["orders"], order_id=mail["sales"][0]["order_id"]))


def lose_a_second_account(world):
    twice = Counter(address(r) for r in world["customers"])
    event = next(w for w in world["consents"] if w["action"] == "withdraw" and twice[address(w)] == 2)
    event["customer_id"] = next(r for r in world["customers"] if address(r) == address(event))["customer_id"]


PLANTED = {
    "a withdrawal lost": (lose_a_withdrawal, {"after-withdrawal", "in-force"}),
    "a box unticked": (untick_a_box, {"invalid-form", "in-force"}),
    "a mail an hour later": (send_at_the_wrong_offset, {"same-minute", "after-withdrawal", "in-force"}),
    "a buyer who could refuse": (let_a_buyer_refuse, {"soft-opt-in-evidence"}),
    "a stop on the first account": (lose_a_second_account, {"second-account"}),
    "a mail lost": (lambda w: w["sends"].remove(row(w["sends"], campaign_id=SPRING)), set()),
    "an order lost": (lose_an_order, {"soft-opt-in"}),
    "a form ticked": (
        lambda w: row(w["forms"], form_version="footer-v1").update(pre_ticked="true"),
        {"in-force"},
    ),
    "a stop at the pop-up shop lost": (
        lambda w: w["popup_log"].remove(row(w["popup_log"], said="stop")),
        {"popup-after-withdrawal", "popup-in-force"},
    ),
    "a service that sells nothing": (
        lambda w: row(w["campaigns"], campaign_id="S02").update(advertises=""),
        {"service-that-sells"},
    ),
}


@pytest.mark.parametrize("plant, moves", PLANTED.values(), ids=list(PLANTED))
def test_one_changed_row_moves_a_count(world, truths, plant, moves):
    plant(world)
    found = counted(world)
    changed = {name for name in truths if found.get(name, 0) != truths[name]}
    assert changed and moves <= changed


# ---- relations


def test_a_mail_and_a_word_carry_the_address_of_their_account(world):
    of = {r["customer_id"]: address(r) for r in world["customers"]}
    assert all(of[r["customer_id"]] == address(r) for name in ("sends", "consents") for r in world[name])


def test_every_account_is_made_before_its_first_event(world):
    made = {r["customer_id"]: at(r["created_at"]) for r in world["customers"]}
    for name, column in (("orders", "ordered_at"), ("consents", "recorded_at"), ("sends", "sent_at")):
        early = [r for r in world[name] if at(r[column]) < made[r["customer_id"]]]
        assert early == [], f"{name}: {len(early)} before their account was made"


def test_nobody_gets_a_campaign_twice(world):
    assert max(Counter((r["campaign_id"], address(r)) for r in world["sends"]).values()) == 1


def test_two_accounts_of_one_address_belong_to_one_person(world):
    of = defaultdict(list)
    for r in world["customers"]:
        of[address(r)].append(r)
    assert max(map(len, of.values())) == 2
    assert all(len({(r["given_name"], r["family_name"]) for r in rows}) == 1 for rows in of.values())


def test_each_form_is_used_only_on_its_days(world):
    forms = {r["form_version"]: r for r in world["forms"]}
    for event in world["consents"]:
        form, day = forms[event["form_version"]], event["recorded_at"][:10]
        assert form["from"] <= day <= (form["to"] or "9999"), event
        assert event["purpose"] in form["purposes"] or event["purpose"] == form["purposes"]


def test_no_mail_leaves_before_its_list_is_drawn(world):
    drawn = {r["campaign_id"]: at(r["list_exported_at"]) for r in world["campaigns"]}
    assert all(drawn[r["campaign_id"]] < at(r["sent_at"]) for r in world["sends"])


def test_the_offsets_are_those_of_a_clock_in_london(world):
    for r in world["sends"]:
        summer = datetime(2025, 3, 30, 1, tzinfo=UTC) <= at(r["sent_at"]) < datetime(2025, 10, 26, 1, tzinfo=UTC)
        assert r["sent_at"].endswith("+01:00" if summer else "+00:00")
    assert {r["sent_at"][-6:] for r in world["sends"]} == {"+01:00", "+00:00"}


# ---- a shop of this kind


def test_orders_have_the_seasons_and_the_size_of_the_trade(world, stored):
    months = Counter(r["ordered_at"][:7] for r in world["orders"])
    assert len(months) == 24 and len(world["orders"]) / 24 == 800
    assert all(
        stored["ethical_data"]["starts"] <= r["ordered_at"][:10] <= stored["ethical_data"]["ends"]
        for r in world["orders"]
    )
    for year in ("2024", "2025"):
        ranked = sorted((m for m in months if m.startswith(year)), key=months.get)
        assert set(ranked[-2:]) == {f"{year}-11", f"{year}-12"}
        assert months[ranked[-1]] > 1.3 * months[ranked[0]]
    values = [int(r["amount_cents"]) / 100 for r in world["orders"]]
    assert 70 <= sum(values) / len(values) <= 100
    assert sorted(values)[len(values) // 2] < sum(values) / len(values)  # a tail to the right
    assert min(values) > 5 and max(values) < 1000


def test_people_order_by_day_and_in_the_evening(world):
    hours = Counter(at(r["ordered_at"]).hour for r in world["orders"])
    assert hours.most_common(1)[0][0] in (19, 20, 21)
    assert sum(hours[hour] for hour in range(1, 6)) < 0.05 * len(world["orders"])


def test_some_buy_once_and_a_few_often(world):
    bought = sorted(Counter(r["customer_id"] for r in world["orders"]).values())
    assert bought[0] == 1 and bought[len(bought) // 2] >= 2 and bought[-1] >= 4 * bought[len(bought) // 2]


# ---- the build


def test_at_twice_the_size_every_count_doubles(tmp_path, truths):
    package.write("online_store", tmp_path, 2.0)
    double = {name: 2 * value for name, value in truths.items()}
    assert counted(read(tmp_path)) == double
    said = of_lesson_02(json.loads((tmp_path / "datapackage.json").read_text("utf-8")))
    assert {truth["id"]: truth["value"] for truth in said} == double
