"""The tasks of lesson 06: every answer is counted again, every wrong answer has a message of its own."""

import re
from collections import Counter, defaultdict
from itertools import permutations

import pytest
from test_bookstore import after_off, exposing, late, lending, newcombe, read, shared, switches

from ethical_data.learn import tasks
from ethical_data.recognise.vocabulary import delicate_words

TASKS = tasks.of_lesson("06")
CHECKED = [name for name, task in TASKS.items() if task.kind in ("number", "table", "choice")]


@pytest.fixture(autouse=True)
def work(monkeypatch, tmp_path):
    monkeypatch.setenv("ETHICAL_DATA_WORK", str(tmp_path))


@pytest.fixture(scope="module")
def world():
    return read()


@pytest.fixture(scope="module")
def shop(world):
    """What is bought together, counted slowly: suggestions of each member by count, with at least `least`."""
    names = {t["title_id"]: t["title"] for t in world["titles"]}
    baskets = defaultdict(set)
    for p in world["purchases"]:
        baskets[p["member_id"]].add(names[p["title_id"]])

    def suggested(least, leave=frozenset()):
        kept = {who: items - leave for who, items in baskets.items()}
        buyers = Counter(title for items in kept.values() for title in items)
        pairs = Counter(pair for items in kept.values() for pair in permutations(items, 2))
        order = {pair: (-n, -n / buyers[pair[1]], pair[1], pair[0]) for pair, n in pairs.items() if n >= least}
        partners, found = defaultdict(list), {}
        for one, other in sorted(order, key=order.get):
            partners[one].append(other)
        for who, items in kept.items():
            every = sorted((order[one, other], other) for one in items for other in partners[one] if other not in items)
            found[who] = list(dict.fromkeys(other for _, other in every))[:3]
        return found

    return suggested


def has_word(subject):
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", subject.lower()) for word in delicate_words("en"))


def answers(world, shop):
    delicate = {t["title"] for t in world["titles"] if t["sensitive"] == "true"}
    names = {t["title_id"]: t["title"] for t in world["titles"]}
    named, homes = [m for m, _ in exposing(world)], shared(world)
    address = {m["member_id"]: m["email"].lower() for m in world["members"]}
    three, ten, clean = shop(3), shop(10), shop(3, frozenset(delicate))
    sold = Counter(names[p["title_id"]] for p in world["purchases"])
    best = {title for title, _ in sorted(sold.items(), key=lambda row: (-row[1], row[0]))[:24]}
    every = [title for titles in three.values() for title in titles]
    silent = [o for o in late(world) if not o["told_on"]]
    alarms = [o for o in world["orders"] if "" < o["supplier_said_on"] < o["promised_on"] < o["supplier_says"]]
    stopped, care = lending(world)
    return {
        "06.inbox": sum(address[m["member_id"]] == "the.bellamys@example.org" for m in named),
        "06.popular": round(100 * sum(title in best for title in every) / len(every), 1),
        "06.home": sum(address[m["member_id"]] in homes for m in named),
        "06.back-unique": "c",
        "06.filter": len(every) - sum(map(len, clean.values())),
        "06.off": len(after_off(world)),
        "06.foreseen": sum(o in alarms for o in silent),
        "06.test": "c",
        "06.ex-reach": len({title for titles in ten.values() for title in titles}),
        "06.ex-words": sum(not has_word(m["subject"]) for m in named),
        "06.ex-december": sum(m["sent_at"].startswith("2025-12-02") for m, _ in after_off(world)),
        "06.ex-alarm": sum(o not in late(world) for o in alarms),
        "06.ex-subject": "c",
        "06.ex-lending": sum(stopped),
        "06.ex-lending-table": [sum(stopped), sum(care), sum(a and b for a, b in zip(stopped, care))],
    }


def test_every_answer_is_the_one_that_another_audit_finds(world, shop):
    assert answers(world, shop) == {name: tasks.right_answer(name) for name in CHECKED}


# ---- what the texts build on


def test_ruth_is_the_only_buyer_in_her_town(world):
    (book,) = [t["title_id"] for t in world["titles"] if t["title"] == "Two Homes, One Week"]
    towns = {m["member_id"]: m["town"] for m in world["members"]}
    (ruth,) = [m for m in world["members"] if m["given_name"] == "Ruth" and m["family_name"] == "Bellamy"]
    buyers = [p["member_id"] for p in world["purchases"] if p["title_id"] == book]
    assert [b for b in buyers if towns[b] == ruth["town"]] == [ruth["member_id"]] and len(buyers) > 10


def test_every_mail_after_a_stop_in_december_is_weeks_after_it(world):
    december = [(m, c) for m, c in after_off(world) if m["sent_at"].startswith("2025-12-02")]
    assert december and all(c["where"] == "till" and c["changed_at"] < "2025-11-01" for _, c in december)
    assert len(switches(world)) > 412  # some switched off and on again


def test_one_interval_leaves_out_zero_and_the_other_holds_it(world):
    arms = Counter(r["arm"] for r in world["mail_test"])
    for column, told in (("unsubscribed", True), ("bought", False)):
        yes = Counter(r["arm"] for r in world["mail_test"] if r[column] == "true")
        low, high = newcombe(yes["tailored"], arms["tailored"], yes["mass"], arms["mass"])
        assert (low < high < 0) == told and (low < 0 < high) != told
