"""The tasks of lesson 02 say nothing that the data does not hold: every number and claim is counted again."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from test_online_store import CAUSES, LATE, SPRING, address, at, counted, judged, minute, read

from ethical_data.learn import tasks
from ethical_data.learn.tasks import Task, Wrong

TASKS = tasks.of_lesson("02")
SOURCES = ("C-673/17", "Art. 7(2)", "7(4)")  # law may be cited
MONTHS = "January February March April May June July August September October November December".split()
DATE = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})(?: \d{{4}})?|in 20\d\d"
TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
TEENS = {word: n for n, word in enumerate("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 13)}
UNITS = {word: n for n, word in enumerate("one two three four five six seven eight nine".split(), 1)}


@pytest.fixture(scope="module")
def world():
    return read()


@pytest.fixture(scope="module")
def mails(world):
    return judged(world)


@pytest.fixture(scope="module")
def truths(world):
    return counted(world)


@pytest.fixture(scope="module")
def spring(mails):
    return [m for m in mails if m["send"]["campaign_id"] == SPRING]


@pytest.fixture(scope="module")
def evidence(spring):
    """For each mail that rests on a purchase alone, what the best purchase says of the chance to refuse."""

    def best(mail):
        sales = [s for s in mail["sales"] if minute(s["at"]) < mail["when"]]
        similar = [s for s in sales if s["category"] == mail["campaign"]["advertises"]] or sales
        said = {s["refusal_offered"] for s in similar}
        return next(word for word in ("yes", "", "no") if word in said)

    return Counter(best(m) for m in spring if m["cause"] == "soft-opt-in")


def texts(task):
    return [
        task.asks,
        task.why,
        *(w.says for w in task.wrong),
        *(o.text for o in task.options),
        *(o.says for o in task.options),
        *task.hints,
        task.solution,
        *task.rubric,
    ]


def numbers(text):
    """Every number of 13 or more in a text, in digits or words; dates and sources left out."""
    for source in SOURCES:
        text = text.replace(source, "")
    text = re.sub(DATE, "", text)
    words = [
        TENS[t.lower()] + UNITS.get(u.lower(), 0)
        for t, u in re.findall(rf"(?i)\b({'|'.join(TENS)})(?:-({'|'.join(UNITS)}))?\b", text)
    ]
    words += [TEENS[word.lower()] for word in re.findall(rf"(?i)\b({'|'.join(TEENS)})\b", text)]
    words += [100] * len(re.findall(r"(?i)\bhundred\b", text)) + [1000] * len(re.findall(r"(?i)\bthousand\b", text))
    digits = [float(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?", text)]
    return [n for n in words + digits if n >= 13]


def dates(text):
    return re.findall(DATE, text)


def allowed(truths):
    """What the tasks of this lesson may say: planted truths, and what is computed from them."""
    return {
        *truths.values(),
        sum(truths[cause] for cause in CAUSES),  # everybody on the list of the spring sale
        truths["invalid-form"] + truths["never-asked"],  # addresses that gave no permission
        sum(truths[f"popup-{cause}"] for cause in CAUSES[3:])
        + truths["popup-after-withdrawal"],  # the same, pop-up shop
    }


def strange(task, truths):
    return [n for text in texts(task) for n in numbers(text) if n not in allowed(truths)]


@pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))
def test_every_number_in_a_task_is_planted_or_computed_from_what_is(task, truths):
    assert strange(task, truths) == []


@pytest.mark.parametrize(
    "text",
    [
        "144 mails",
        "some 331 addresses",
        "1,458 of them",
        "twenty-five readers",
        "nineteen",
        "a hundred",
        "14.5 %",
        "C-674/18",
    ],
)
def test_a_number_that_nobody_planted_is_found(text, truths):
    assert strange(Task("02.x", "number", "How many?", wrong=(Wrong(1, f"There were {text}."),)), truths)


@pytest.mark.parametrize(
    "text", ["143", "330", "Twenty-three", "3 March 2025", "C-673/17", "2,310", "C11", "seventeen"]
)
def test_a_number_that_may_stand_is_left_alone(text, truths):
    assert not strange(Task("02.x", "number", f"There were {text}."), truths)


@pytest.mark.parametrize("task", TASKS.values(), ids=list(TASKS))
def test_every_date_in_a_task_is_one_of_the_data(task, world, mails):
    hers = [m for m in mails if m["who"] == "emma.clarke@example.com"]
    known = {w["at"] for m in hers for w in m["words"]} | {m["when"] for m in hers}
    known |= {at(c["list_exported_at"]) for c in world["campaigns"]}
    days = {f"{day.day} {day:%B}{year}" for day in known for year in ("", f" {day.year}")}
    days |= {f"in {m['when'].year}" for m in mails}
    assert [date for text in texts(task) for date in dates(text) if date not in days] == []


def answers(mails, spring, truths, evidence):
    """The right answer of each task, counted again."""
    november = [m for m in mails if m["send"]["campaign_id"] == "C11"]
    rest = [
        m for m in mails if not m["service"] and m["send"]["campaign_id"] != SPRING and m["cause"] == "after-withdrawal"
    ]
    longest = max(m["when"] - m["last"]["at"] for m in rest)
    return {
        "02.emma": 2,
        "02.two-faults": truths["two-faults"],
        "02.culprit": "b",
        "02.kind": "a",
        "02.clocks": truths["quick"] + truths["same-minute"],
        "02.place": truths["after-withdrawal"] - truths["last-ten-business-days"],
        "02.ex-november": sum(m["cause"] == "after-withdrawal" for m in november),
        "02.ex-longest": longest // timedelta(hours=1),
        "02.ex-refuse": evidence["no"] + evidence[""],
        "02.ex-form": "c",
        "02.ex-popup": truths["popup-after-withdrawal"],
        "02.ex-popup-table": [truths.get(f"popup-{cause}", 0) for cause in CAUSES],
    }


def test_every_answer_is_the_one_that_another_audit_finds(mails, spring, truths, evidence):
    found = answers(mails, spring, truths, evidence)
    assert found == {
        name: tasks.right_answer(name) for name, task in TASKS.items() if task.kind not in ("predict", "decide")
    }


# ---- what the texts build on


def test_in_spring_every_stop_fell_between_the_old_list_and_the_mail(world, spring, truths):
    campaign = next(c for c in world["campaigns"] if c["campaign_id"] == SPRING)
    left = [m for m in spring if m["cause"] == "after-withdrawal"]
    gaps = [m["when"] - m["last"]["at"] for m in left]
    assert all(at(campaign["list_exported_at"]) < m["last"]["at"] < m["when"] for m in left)
    assert min(gaps) > LATE and sum(gap > timedelta(weeks=1) for gap in gaps) > len(gaps) / 2  # most are weeks
    assert sum(c["purpose"] != "service" and c is not campaign for c in world["campaigns"]) == 11


def test_elsewhere_every_late_mail_came_within_three_days(mails, truths):
    late = [m for m in mails if m["cause"] == "after-withdrawal" and not m["service"]]
    late = [m for m in late if m["send"]["campaign_id"] != SPRING]
    assert len(late) == truths["delayed"] == 37 and max(m["when"] - m["last"]["at"] for m in late) < LATE
    assert 1 < sum(m["send"]["campaign_id"] == "C11" for m in late) < 12  # a handful in November


def test_emma_clarke_got_the_spring_sale_and_the_delivery_update_after_her_stop(mails):
    hers = [m for m in mails if m["who"] == "emma.clarke@example.com"]
    (stop,) = {w["at"] for m in hers for w in m["words"] if w["action"] == "withdraw"}
    after = [(m["send"]["campaign_id"], f"{m['when'].day} {m['when']:%B}") for m in hers if m["when"] > stop]
    assert after == [(SPRING, "14 April"), ("S02", "20 May")] and f"{stop.day} {stop:%B %Y}" == "3 March 2025"
    assert len(hers) > 2  # so that counting every mail is a wrong answer
    assert all(day in TASKS["02.emma"].solution for _, day in after)


def test_at_the_pop_up_shop_fewer_than_two_in_three_had_consent_and_some_typed_a_capital(world, truths):
    everybody = sum(n for name, n in truths.items() if name.startswith("popup-"))
    assert truths["popup-in-force"] < everybody * 2 / 3
    typed = {r["address"] for r in world["popup_log"] if r["said"] == "stop"}
    assert sum(m["address"] in typed for m in world["popup_mails"]) < truths["popup-after-withdrawal"]


def test_clocks_without_offsets_accuse_readers_who_left_after_the_mail(spring, truths):
    held = [m for m in spring if m["cause"] == "in-force"]
    stops = [
        m["when"] <= minute(w["at"]) <= m["when"] + timedelta(hours=1)
        for m in held
        for w in m["words"]
        if w["action"] == "withdraw"
    ]
    assert sum(stops) == truths["quick"] + truths["same-minute"] == 23 + 3


def test_the_evidence_is_that_of_the_300_and_not_all_of_it_can_be_shown(evidence, truths):
    assert evidence.total() == truths["soft-opt-in"] == 300
    assert evidence["yes"] > truths["soft-opt-in-evidence"] and evidence["no"] and evidence[""]


def test_a_kept_list_holds_the_addresses_of_both_groups(spring):
    assert len({address(m["send"]) for m in spring if m["cause"] in ("invalid-form", "never-asked")}) == 330
