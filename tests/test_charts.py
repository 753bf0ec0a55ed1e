"""Promises of ethical_data.charts: drawn without a network, and told to those who cannot see them."""

import json
import re
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

from ethical_data import charts

CAUSES = pd.DataFrame({"cause": ["in-force", "after-withdrawal", "never-asked"], "sends": [1457, 143, 120]})
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart():
    return charts.bars(
        CAUSES,
        "cause",
        "sends",
        title="One send in sixteen came after the goodbye",
        axis="mails",
        strong=["after-withdrawal"],
    )


def strings(value):
    """Every text in a specification, with its key."""
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, (dict, list)):
            yield from strings(one)
        elif isinstance(one, str):
            yield key, one


def values(made):
    return next(iter(made["datasets"].values()))


def marks(made, kind):
    return [layer for layer in made["layer"] if layer["mark"]["type"] == kind]


def contrast(colour, ground="#FFFFFF"):
    """WCAG 2.2 contrast ratio of two colours."""

    def luminance(text):
        parts = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))

    light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# ---- the renderer


@pytest.mark.parametrize("description", [None, "", "  "])
def test_a_chart_without_a_description_is_refused(description):
    bare = alt.Chart(CAUSES).mark_bar().encode(x="sends:Q", y="cause:N").properties(title="A title is not enough")
    if description is not None:
        bare = bare.properties(description=description)
    for show in (lambda: bare._repr_mimebundle_(), lambda: charts.spec(bare), lambda: charts.svg(bare)):
        with pytest.raises(ValueError, match="without a description"):
            show()


def test_a_description_on_an_inner_chart_is_not_enough():
    inner = alt.Chart(CAUSES).mark_bar().encode(x="sends:Q", y="cause:N").properties(description="Bars")
    with pytest.raises(ValueError, match="outermost"):
        charts.spec(alt.layer(inner, inner))
    with pytest.raises(ValueError, match="outermost"):
        charts.spec(inner | inner)
    assert charts.spec((inner | inner).properties(description="Both"))["description"] == "Both"


def test_a_chart_is_shown_as_vega_lite_5_and_as_its_description(chart):
    bundle = chart._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert set(bundle) == {"application/vnd.vegalite.v5+json", "text/plain"}
    made = bundle["application/vnd.vegalite.v5+json"]
    assert made == charts.spec(chart) and re.search(r"/vega-lite/v5\.[\d.]+json$", made["$schema"])
    assert bundle["text/plain"] == made["description"]


def test_importing_the_charts_switches_theme_and_renderer_on():
    assert alt.renderers.active == "ethical_data" and alt.theme.active == "ethical_data"


def test_nothing_is_fetched_from_elsewhere(chart):
    made = charts.spec(chart)
    outside = [(key, text) for key, text in strings(made) if re.search(r"(?:https?:)?//", text)]
    assert outside == [("$schema", charts.SCHEMA)]
    assert "url" not in {key for key, _ in strings(made)}


# ---- the picture


def test_a_picture_is_an_image_with_its_description_as_text_alternative(chart):
    said = 'He said "stop" & left: 3 < 4 > 2, d\'accord'
    drawn = charts.svg(chart.properties(description=said))
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img" and root.get("aria-label") == said
    words = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert {
        "One send in sixteen came after the goodbye",
        "1,457",
        "143",
        "after-withdrawal",
        "mails",
    } <= words


def test_a_picture_loads_nothing(chart):
    drawn = charts.svg(chart)
    assert "<script" not in drawn and "<image" not in drawn and "@import" not in drawn
    assert set(re.findall(r"https?://[^\"' ]+", drawn)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


# ---- bars


def test_the_description_is_built_from_the_title_and_the_numbers(chart):
    assert charts.spec(chart)["description"] == (
        "One send in sixteen came after the goodbye. Bars, mails: "
        "in-force 1,457; after-withdrawal 143; never-asked 120."
    )


def test_the_description_tells_the_interval_too():
    table = pd.DataFrame(
        {"area": ["north", "south"], "rate": [0.6, 0.42], "low": [0.502, 0.294], "high": [0.691, 0.558]}
    )
    made = charts.spec(charts.bars(table, "area", "rate", title="T", axis="share", low="low", high="high", form=".0%"))
    assert made["description"] == "T. Bars, share: north 0.6 (0.502 to 0.691); south 0.42 (0.294 to 0.558)."
    (rule,) = marks(made, "rule")
    assert (rule["encoding"]["x"]["field"], rule["encoding"]["x2"]["field"]) == ("low", "high")
    assert all(layer["encoding"]["x"]["field"] == "high" for layer in marks(made, "text"))  # beside it, not on it


def test_a_description_of_ones_own_is_kept(chart):
    own = charts.bars(CAUSES, "cause", "sends", title="T", axis="mails", description="Most were fine.")
    assert charts.spec(own)["description"] == "Most were fine."


def test_bars_start_at_zero_and_stand_in_the_order_of_the_table(chart):
    made = charts.spec(chart)
    (bar,) = marks(made, "bar")
    assert bar["encoding"]["x"]["scale"] == {"zero": True} and bar["encoding"]["x"]["title"] == "mails"
    assert bar["encoding"]["y"]["sort"] == CAUSES["cause"].tolist()
    assert [row["sends"] for row in values(made)] == CAUSES["sends"].tolist()


def test_what_stands_out_does_so_by_more_than_its_colour(chart):
    made = charts.spec(chart)
    assert [row["strong"] for row in values(made)] == [False, True, False]
    colour = marks(made, "bar")[0]["encoding"]["color"]
    assert colour["condition"] == {"test": "datum.strong", "value": charts.VERMILION}
    assert colour["value"] == charts.BLUE
    weights = {str(layer["transform"][0]["filter"]): layer["mark"]["fontWeight"] for layer in marks(made, "text")}
    assert weights == {"(datum.strong === true)": "bold", "(datum.strong === false)": "normal"}


@pytest.mark.parametrize("strong", [["3"], [3]])
def test_labels_that_are_numbers_can_stand_out(strong):
    table = pd.DataFrame({"month": [1, 2, 3], "sends": [5, 6, 7]})
    made = charts.spec(charts.bars(table, "month", "sends", title="T", axis="mails", strong=strong))
    assert [row["strong"] for row in values(made)] == [False, False, True]


def test_the_table_of_a_chart_is_not_changed(chart):
    before = CAUSES.copy(deep=True)
    charts.bars(CAUSES, "cause", "sends", title="T", axis="mails", strong=["in-force"])
    pd.testing.assert_frame_equal(CAUSES, before)


def test_a_chart_holds_no_column_that_it_does_not_show(chart):
    people = CAUSES.assign(email="emma.clarke@example.com")
    made = charts.spec(charts.bars(people, "cause", "sends", title="T", axis="mails"))
    assert set(values(made)[0]) == {"cause", "sends", "strong"}


def test_a_chart_is_no_wider_than_a_page(chart):
    root = ElementTree.fromstring(charts.svg(chart))
    assert float(root.get("width")) <= 600


# ---- the theme


def colours():
    return {text for _, text in strings(charts.theme()["config"]) if re.fullmatch("#[0-9A-Fa-f]{6}", text)}


def test_the_contrast_is_that_of_the_guidelines():
    assert contrast("#000000") == pytest.approx(21) and contrast("#777777") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["BLUE", "VERMILION", "GREEN", "GREY", "BLACK"])
def test_every_mark_can_be_seen_on_white(colour):
    assert contrast(getattr(charts, colour)) >= 3


def test_every_text_can_be_read_on_white():
    config = charts.theme()["config"]
    assert config["background"] == "white"
    read = {text for key, text in strings(config) if re.search("(?i)^(label|title|subtitle)color$", str(key))}
    read |= {config["title"]["color"], config["text"]["color"]}
    assert read and all(contrast(colour) >= 4.5 for colour in read)


def test_only_the_grid_is_fainter_than_a_mark():
    faint = {colour for colour in colours() if contrast(colour) < 3}
    assert faint == {charts.theme()["config"]["axis"]["gridColor"]}


def test_a_scale_of_kinds_uses_the_colours_of_the_course():
    assert charts.theme()["config"]["range"]["category"] == [
        charts.BLUE,
        charts.VERMILION,
        charts.GREEN,
        charts.GREY,
        charts.BLACK,
    ]


def test_a_specification_is_plain_json(chart):
    assert json.loads(json.dumps(charts.spec(chart))) == charts.spec(chart)


def test_dots_stand_once_a_day_and_tell_from_when_to_when():
    times = pd.to_datetime(["2025-10-01T09:00Z", "2025-10-01T12:00Z", "2025-10-08T09:00Z", "2025-10-09T09:00Z"])
    table = pd.DataFrame({"at": times, "food": ["with gluten", "with gluten", "with gluten", "gluten-free"]})
    made = charts.spec(charts.dots(table, "at", "food", title="Then none"))
    assert [(row["day"], row["food"]) for row in values(made)] == [
        ("2025-10-01", "with gluten"),
        ("2025-10-08", "with gluten"),
        ("2025-10-09", "gluten-free"),
    ]
    assert made["description"] == (
        "Then none. Dots: with gluten 2025-10-01 to 2025-10-08; gluten-free 2025-10-09 to 2025-10-09."
    )
    assert list(table.columns) == ["at", "food"]


def test_an_interval_is_a_point_on_its_line_beside_the_reference_and_is_told_in_words():
    table = pd.DataFrame({"who": ["b", "a"], "gap": [2.0, -1.5], "from": [0.5, -4.0], "to": [3.5, 1.0]})
    made = charts.spec(charts.intervals(table, "who", "gap", "from", "to", title="One is sure", axis="points"))
    assert made["description"] == "One is sure. Points with lines, points: b 2.0 (0.5 to 3.5); a -1.5 (-4.0 to 1.0)."
    line, spread, point, text = made["layer"]
    assert line["mark"]["strokeDash"] and next(iter(made["datasets"][line["data"]["name"]]))["at"] == 0
    assert (spread["encoding"]["x"]["field"], spread["encoding"]["x2"]["field"]) == ("from", "to")
    assert point["encoding"]["x"]["field"] == text["encoding"]["text"]["field"] == "gap"
    assert point["encoding"]["y"]["sort"] == ["b", "a"]
