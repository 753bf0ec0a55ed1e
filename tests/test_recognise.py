"""One home for what a column holds: headers in nine languages, and what each use makes of them (recognise.csv).

A row of the table: how a language calls a column, what it holds (`kind`), some of its values, and what is said of it:
`reader`, the meanings for which a play takes it; `inventory`: identifies (it makes a file one about people), describes
(two such columns do), special, or no; `outsiders`: what the re-identification play makes of it. The rows at the end
are false friends, and columns of which only the values tell. Labelled by hand.
"""

import csv
import re
import shutil
import tomllib
from pathlib import Path

import in_process
import pandas as pd
import pytest

from ethical_data.playbook import catalogue
from ethical_data.playbook.catalogue import Input, InputColumn
from ethical_data.playbook.reading import exports as known_exports
from ethical_data.playbook.reading import matching
from ethical_data.playbook.reading.exports import exports
from ethical_data.recognise import inventory, outsiders, values, vocabulary

with Path(__file__).with_name("recognise.csv").open(encoding="utf-8", newline="") as lines:
    TABLE = list(csv.DictReader(lines))
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv")
VALUES = {
    "email": "ann@example.com;bo@example.com;cy@example.com",
    "given name": "Anna;Maria;Peter",
    "family name": "Vos;Rossi;Ek",
    "full name": "Anna Vos;Maria Rossi;Peter Ek",
    "phone": "+44 1632 960123;+44 1632 960124;+44 1632 960125",
    "street address": "Mill Lane 1;Mill Lane 2;Mill Lane 3",
    "postcode": "10115;20095;80331",
    "town": "Aue;Ayr;Pisa",
    "home town": "Aue;Ayr;Pisa",
    "country": "IT;NL;SE",
    "date of birth": "1985-11-03;1950-01-09;2001-07-30",
    "age": "31;44;52",
    "sex": "m;f;m",
    "customer number": "C0417;C0418;C0561",
    "bank account": "DE89370400440532013000;GB29NWBK60161331926819;FR1420041010050500013M02606",
    "card": "4111 1111 1111 1111;5500 0000 0000 0004;4012 8888 8888 1881",
    "ip address": "192.0.2.1;192.0.2.2;198.51.100.7",
    "income": "31000;28000;45500",
    "amount": "12.50;80.00;9.95",
    **dict.fromkeys(
        ("day of sale", "consent time", "withdrawn", "order time", "sent"), "2025-03-01;2025-03-02;2025-05-04"
    ),
    "consent": "yes;no;yes",
}
MEANINGS = sorted({m for play in catalogue.plays().values() for t in play.inputs for c in t.columns for m in c.means})
MEANINGS = sorted({*MEANINGS, *(mean for export in exports() for mean in export.means)})
ROWS = [pytest.param(row, id=f"{row['language']}-{row['header']}-{row['kind']}") for row in TABLE]


def column(row) -> list[str]:
    """What stands below a header; of what is nobody's to say, three words."""
    return (row["values"] or VALUES.get(row["kind"], "one;two;three")).split(";")


def read(header: str) -> set[str]:
    """The meanings for which a play takes a column of this name."""
    taken = set()
    for meaning in MEANINGS:
        wanted = Input("mine", "", "", (InputColumn("the play's own", "text", "", means=(meaning,)),))
        taken |= {meaning for found in matching.match([header], wanted, {})[0] if found.sure}
    return taken


def level(row) -> str:
    """What the inventory makes of a column: alone, beside something about a person, and beside a person's number."""
    mine = {row["header"]: column(row)}

    def said(**beside: list[str]) -> str:
        table = pd.DataFrame(mine | {name: (v * 3)[: len(column(row))] for name, v in beside.items()}, dtype="str")
        found = inventory.inventory({"a.csv": table})
        return dict(zip(found["column"], found["personal"]))[row["header"]]

    if said(customer_id=["C1", "C2", "C3"]) == inventory.SPECIAL:
        return "special"
    if said() != inventory.NO:
        return "identifies"
    return "describes" if said(hobbies=["chess", "rowing", "tea"]) != inventory.NO else "no"


def to_others(row) -> str:
    """What the re-identification play makes of a column."""
    (found,) = outsiders.by_column(pd.DataFrame({row["header"]: column(row)}, dtype="str")).values()
    return " ".join(sorted(found)) or "no"


@pytest.mark.parametrize("row", ROWS)
def test_every_use_knows_the_same_column_in_every_language(row):
    assert (" ".join(sorted(read(row["header"]))), level(row), to_others(row)) == (
        row["reader"],
        row["inventory"],
        row["outsiders"],
    )


def test_the_table_has_every_kind_in_every_language():
    kinds = {row["kind"] for row in TABLE if row["language"] == "pl" and not row["values"]}
    assert len(kinds) > 30
    assert {(row["language"], row["kind"]) for row in TABLE} >= {(one, kind) for one in LANGUAGES for kind in kinds}


# The plays themselves

FILES = {
    "nl": (("Geboortedatum", "Geslacht", "Postcode"), ("03-11-1985", "M", "3511 AB"), ("04-11-1985", "V", "2611 CD")),
    "it": (("Data di nascita", "Sesso", "CAP"), ("03/11/1985", "M", "00184"), ("04/11/1985", "F", "20121")),
    "pt": (
        ("Data de nascimento", "Sexo", "Código postal"),
        ("3/11/1985", "M", "1000-001"),
        ("1/2/1950", "F", "4000-002"),
    ),
    "sv": (("Födelsedatum", "Kön", "Postnummer"), ("1985-11-03", "man", "111 22"), ("1985-11-04", "kvinna", "411 05")),
    "pl": (("Data urodzenia", "Płeć", "Kod pocztowy"), ("03.11.1985", "K", "00-950"), ("04.11.1985", "M", "31-042")),
}


@pytest.mark.parametrize("language", FILES)
def test_a_list_with_birth_sex_and_postcode_is_about_people_and_all_three_can_single_somebody_out(language, tmp_path):
    header, *rows = FILES[language]
    table = pd.DataFrame(rows, columns=header, dtype="str")
    assert set(inventory.inventory({"a.csv": table})["personal"]) == {inventory.YES}
    table.to_csv(tmp_path / "a.csv", index=False)
    content = in_process.content("reidentification-risk", people=tmp_path / "a.csv")
    alone = next(f for f in content["findings"] if f["id"] == "alone")
    assert alone["count"] == 2 and f"by {' + '.join(header)}." in alone["says"]


# The vocabulary's own files


def phrases(name: str):
    """Part, language and phrase of all that one of the files holds."""
    told = tomllib.loads(Path(vocabulary.__file__).with_name(f"{name}.toml").read_text("utf-8"))
    for part, said in told.items():
        for key in {"other", *LANGUAGES} & said.keys():
            yield from ((part, key, " ".join(one.split())) for one in said[key].split(","))


def test_what_the_files_say_can_be_used():
    told = tomllib.loads(Path(vocabulary.__file__).with_name("headers.toml").read_text("utf-8"))
    levels = {"identifies", "describes", "numbers", "special", "name", "party"}
    for name, said in told.items():
        assert set(said) <= {"what", "inventory", "outsiders", "values", "other", *LANGUAGES}, name
        assert said.get("inventory", "name") in levels, name
        assert said.get("outsiders", "named") in {"named", "known", "sensitive", "nothing"}, name
        assert said.get("inventory", "name") in ("name", "party") or said["what"], name
    for part, language, phrase in [*phrases("headers"), *phrases("texts")]:
        assert vocabulary.joined(phrase), f"{part}, {language}: nothing between two commas"
        assert not re.search(r"\w[*?]+ ?\w", phrase), f"{part}, {language}: {phrase}: a sign inside of a word"


def test_capitals_accents_and_what_parts_words_make_no_difference():
    for _, _, phrase in phrases("headers"):
        parts = re.findall(r"[^\W_]+", phrase)
        for spelled in (
            phrase.upper(),
            "_".join(parts),
            "-".join(parts),
            vocabulary.bare(phrase),
            " ".join(parts).title(),
        ):
            assert vocabulary.joined(spelled) == vocabulary.joined(phrase), spelled
    assert vocabulary.joined("DateDeNaissance") == vocabulary.joined("date de naissance")
    assert {kind.name for kind in vocabulary.told_by("Foedelsedatum", vocabulary.INVENTORY)} == {"date_of_birth"}
    assert vocabulary.told_by("", vocabulary.INVENTORY) == vocabulary.told_by("名前", vocabulary.OUTSIDERS) == ()


def test_every_part_has_words_in_all_nine_languages_but_where_one_language_needs_it():
    said: dict[str, set[str]] = {}
    for part, language, _ in [*phrases("headers"), *phrases("texts")]:
        said.setdefault(part, set()).add(language)
    of_some = {
        "cleaned_at", "hash", "credit_score", "union_alone", "race", "address_part", "address_part_alone", "diet",
        "salutation", "member_number", "phone_beside", "postcode_beside", "not_health",
    }  # fmt: skip
    assert {part for part, languages in said.items() if not set(LANGUAGES) <= languages} == of_some


ILL = ["I have a nut allergy", "Ich bin krank", "je suis enceinte", "tengo fiebre", "ho la febbre", "ik ben ziek",
       "jestem w ciąży", "estou doente", "jag är sjuk"]  # fmt: skip
WELL = ["The chronicle of a hospitable town", "Bitte um Rückruf", "Le pain est bon", "La mesa es grande",
        "Grazie mille", "Het brood is lekker", "Dziękuję bardzo", "Obrigado", "Tack så mycket"]  # fmt: skip


def test_health_is_read_in_running_text_in_nine_languages():
    assert values.find(pd.Series(ILL)).rows["health word"].all()
    assert not values.find(pd.Series(WELL)).rows["health word"].any()


def test_delicate_words_are_looked_for_in_nine_languages_unless_words_are_given(tmp_path):
    subjects = ["Leven met kanker", "Affrontare un lutto", "Skilsmässa för nybörjare", "Sauerteig für alle", "Il pane"]
    mails = pd.DataFrame({"person": "a@example.com", "sent_at": "2025-03-01T09:00Z", "subject": subjects})
    mails.to_csv(tmp_path / "mails.csv", index=False)

    def found(**settings: str) -> int:
        content = in_process.content("personalisation-check", mails=tmp_path / "mails.csv", **settings)
        return next(f for f in content["findings"] if f["id"] == "subject-word")["count"]

    assert found() == 3 and found(sensitive_words="pane") == 1
    assert "skilsmassa" in vocabulary.delicate_words("sv") and "kanker" not in vocabulary.delicate_words("en")


# What may be written into these files; all else is refused


@pytest.fixture
def mended(tmp_path, monkeypatch):
    """A copy of the vocabulary and of the exports in which one text is another; what was read before is forgotten."""
    monkeypatch.setattr(known_exports, "FILE", tmp_path / "exports.toml")
    shutil.copy(Path(known_exports.__file__).with_name("exports.toml"), tmp_path)
    for path in Path(vocabulary.__file__).parent.glob("*.toml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(vocabulary, "_HERE", tmp_path)
    vocabulary._file.cache_clear()

    def mend(name: str, old: str, new: str, form: str = "utf-8") -> None:
        path = tmp_path / f"{name}.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_bytes(text.replace(old, new, 1).encode(form))
        vocabulary._file.cache_clear()

    yield mend
    vocabulary._file.cache_clear()


def load(name: str):
    """What stands in a file, read afresh."""
    if name == "exports":
        return known_exports.exports.__wrapped__()
    return vocabulary.kinds.__wrapped__() if name == "headers" else vocabulary._file(name)


FIRST = '[email]\nwhat = "mail address"\ninventory = "identifies"\noutsiders = "named"\nen = """email,'
UNSUBSCRIBED = 'needs = ["Email Address", "UNSUB_TIME"]'
REFUSED_WORDS = {
    # no TOML: the line
    "typographic quotation marks": (
        "headers",
        'what = "given name"',
        "what = “given name”",
        "headers.toml, line .*left d",
    ),
    "an open text": ("words", 'nl = "', "nl = ", "words.toml, line "),
    "a language twice": ("texts", 'sv = "nej"', 'pl = "nej"', "texts.toml, line .*twice"),
    "a kind twice": ("headers", "[given_name]", "[email]", "headers.toml, line "),
    "a conflict": ("texts", "[sexes]", "=======\n[sexes]", "texts.toml, line "),
    # parts
    "a part renamed": ("words", "[roles]", "[role]", r"words.toml: \[roles\] is missing"),
    "a part lost": ("texts", "[sexes]", "[sex]", r"texts.toml: \[sexes\] is missing"),
    "a kind that code asks for": (
        "headers",
        "[house_number]",
        "[house_no]",
        r"headers.toml: \[house_number\] is missing",
    ),
    "a part that no code knows": ("words", "[roles]", '[pets]\nen = "dog"\n[roles]', "words.toml, pets: nothing asks"),
    "a kind of system without its words": (
        "words",
        "[roles]",
        '[strong_pets]\nen = "x"\n[roles]',
        "strong_pets: nothing",
    ),
    "no heading": ("texts", "# Health and", 'health_too = "x"\n# Health and', "health_too: expected a heading"),
    "an unknown language": ("texts", 'sv = "nej"', 'se = "nej"', "texts.toml, yes_no: expected se to be one of en, de"),
    "a key misspelt": ("headers", 'what = "given', 'wath = "given', "given_name: expected wath to be one of"),
    "words in brackets": ("texts", 'sv = "nej"', 'sv = ["nej"]', "yes_no: expected sv .* a text in quotation marks"),
    "a language that must be there": ("texts", 'pt = """vício', 'other = """vício', "delicate: no words in pt"),
    "a kind without words": ("headers", "[email]", '[mine]\nwhat = "x"\n[email]', "mine: no words in any language"),
    "an unknown level": ("headers", 'inventory = "identifies"', 'inventory = "identify"', "email: inventory is one of"),
    "an unknown level for others": (
        "headers",
        'outsiders = "named"',
        'outsiders = "name"',
        "email: outsiders is one of",
    ),
    "nothing to call it": ("headers", 'what = "mail address"\n', "", "email: the inventory has nothing to call it"),
    "values that are no expression": ("headers", 'what = "mail', 'values = "(a"\nwhat = "mail', "values is no regular"),
    "a word in two kinds": ("headers", FIRST, FIRST + " postcode,", "'postcode' is a word of email too"),
    # words
    "a comma among blanks": (
        "words",
        "customer client",
        "customer, client",
        "roles, en: 'customer,': expected words of",
    ),
    "a hyphen": ("words", "customer client", "customer-client", "roles, en: 'customer-client': expected"),
    "a star where none counts": ("words", "customer client", "customer* client", "roles, en: 'customer[*]': expected"),
    "a semicolon": ("headers", FIRST, FIRST + " a; b,", "email, en: 'a; b': expected words, parted by commas"),
    "a star alone": ("headers", FIRST, FIRST + " *,", "email, en: '[*]': expected words"),
    "a question mark alone": ("headers", FIRST, FIRST + " ?,", "email, en: '[?]': expected words"),
    "a dash alone": ("headers", FIRST, FIRST + " –,", "email, en: '–': expected words"),
    "a star inside": ("headers", FIRST, FIRST + " pass*word,", "email, en: 'pass[*]word': expected words"),
    "a comma lost after a ?": (
        "headers",
        "recipient?,",
        "recipient?",
        "email, en: 'recipient[?] recipient email': exp",
    ),
    "another comma": ("headers", FIRST, FIRST + " a، b,", "email, en: 'a، b': expected"),
    "a star alone in health": ("texts", "allerg*", "*", "health, en: '[*]': expected single words"),
    "two words in health": ("texts", "allerg*", "nut allergy", "health, en: 'nut allergy': expected single words"),
    "a comma lost in health": ("texts", "allerg*,", "allerg*", "health, en: 'allerg[*] anaphyla[*]': expected single"),
    "an expression": ("texts", "allerg*", "allerg(y|ic)", "health, en: 'allerg.y.ic.': expected single words"),
    "a star in delicate": ("texts", "addiction,", "addict*,", "delicate, en: 'addict[*]': expected words"),
    "a typographic apostrophe": ("texts", "garde d'enfants", "garde d’enfants", "right single quotation mark"),
    # exports
    "one bracket": ("exports", "[[export]]", "[export]", "exports.toml, line "),
    "something else": ("exports", "# Exports", 'more = "x"\n# Exports', "exports.toml: expected .*double brackets"),
    "an unknown field": ("exports", "key =", "keys =", r"export 1 \(Shopify orders\): keys is unknown"),
    "needs misspelt": ("exports", "needs =", "need =", r"export 1 \(Shopify orders\): need is unknown"),
    "no name": ("exports", 'name = "Shopify orders"\n', "", r"export 1 \(without a name\): name is missing"),
    "no means": ("exports", "[export.means]\norder", "[export.says]\norder", "export 1 .*: means is missing"),
    "needs nothing": ("exports", UNSUBSCRIBED, "needs = []", r"Mailchimp.*\): needs is missing or empty"),
    "needs a text": ("exports", UNSUBSCRIBED, 'needs = "Email"', "needs is unknown, or is not of its form"),
    "means a text": ("exports", 'email = ["Email"]', 'email = "Email"', "email: expected headers in brackets"),
    "means nothing": ("exports", 'email = ["Email"]', "email = []", "email: expected headers in brackets"),
    "means a number": ("exports", 'email = ["Email"]', "email = [3]", "email: expected headers in brackets"),
    "an empty header": ("exports", 'email = ["Email"]', 'email = [""]', "email: expected headers in brackets"),
    "a blank at the end": ("exports", 'email = ["Email"]', 'email = ["Email "]', "email: expected headers in brackets"),
    "says a number": ("exports", '= "unsubscribed"', "= 0", "says: expected texts"),
    "a key that is no header": ("exports", 'key = "Name"', 'key = "Nam"', "key is one of the headers"),
    "a key without parts": ("exports", 'parts = "Lineitem"\n', "", "key is one of the headers that it needs"),
    "an export that is never reached": (
        "exports",
        '"CLEAN_TIME"]',
        '"CLEAN_TIME", "UNSUB_TIME"]',
        "is taken for Mailchimp audience, unsubscribed",
    ),
}


@pytest.mark.parametrize("name, old, new, says", REFUSED_WORDS.values(), ids=REFUSED_WORDS)
def test_what_is_wrong_in_a_file_of_words_is_refused_with_its_line_or_entry(mended, name, old, new, says):
    mended(name, old, new)
    bad = known_exports.BadExports if name == "exports" else vocabulary.BadVocabulary
    with pytest.raises(bad, match=says) as refused:
        load(name)
    assert f"{name}.toml" in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["headers", "words", "texts", "exports"])
def test_an_empty_file_of_words_and_one_that_is_not_utf_8_are_refused(mended, name, tmp_path):
    bad = known_exports.BadExports if name == "exports" else vocabulary.BadVocabulary
    mended(name, "[", "[", "utf-16")
    with pytest.raises(bad, match=rf"{name}\.toml, line 1: this is not UTF-8"):
        load(name)
    (tmp_path / f"{name}.toml").write_bytes(b'# 1\n# caf\xe9\n[a]\nb = "c"\n')
    with pytest.raises(bad, match=rf"{name}\.toml, line 2: this is not UTF-8"):
        load(name)
    (tmp_path / f"{name}.toml").write_bytes(b"")
    with pytest.raises(bad, match=rf"{name}\.toml: "):
        load(name)


@pytest.mark.parametrize("name", ["headers", "words", "texts", "exports"])
@pytest.mark.parametrize("form, ends", [("utf-8-sig", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\r\n")])
def test_it_does_not_matter_how_an_editor_saves_words(mended, name, form, ends, tmp_path):
    def told():
        return {k: (v.sure, v.unsure) for k, v in load(name).items()} if name == "headers" else load(name)

    expected = told()
    path = tmp_path / f"{name}.toml"
    path.write_bytes(path.read_text("utf-8").replace("\n", ends).encode(form))
    vocabulary._file.cache_clear()
    assert told() == expected


@pytest.mark.parametrize(
    "word",
    ["Straßenmusik*", "ma\u00f1ana?", "man\u0303ana", "l’essai", "*\u00a0essai", "essai n°", "essai (un)", "e‑essai"],
)
def test_a_word_as_an_editor_writes_it_is_taken(mended, word):
    mended("headers", FIRST, f"{FIRST} {word},")
    email, whole = load("headers")["email"], vocabulary.joined(word)
    assert whole in email.sure | email.unsure or email.open.fullmatch(whole)


def test_every_kind_is_asked_for_by_somebody():
    """By the inventory, the re-identification play, a play's column or an export; all but two."""
    idle = {kind.name for kind in vocabulary.kinds().values() if not kind.inventory and not kind.outsiders}
    assert idle - {*MEANINGS} == {"house_number", "country"}
