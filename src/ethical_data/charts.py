"""One theme, and a renderer that needs no network.

Importing this module switches both on. A chart carries its title (the finding) and a top-level `description` (the same
for somebody who cannot see it); one without a description raises ValueError when it is shown.
"""

import functools
import html
from collections.abc import Collection

import altair as alt
import pandas as pd

BLUE, VERMILION, GREEN, GREY, BLACK = (
    "#0072B2",
    "#D55E00",
    "#007A5A",
    "#6B6B6B",
    "#1B1B1B",
)  # after Okabe and Ito; ≥ 3:1 on white
MIME = "application/vnd.vegalite.v5+json"  # JupyterLab 4 carries Vega-Lite 5
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.20.1.json"
# No menu of actions: it has no name for a screen reader, and its editor is on the network. (`actions: false` would take
# the chart's own name off the element that carries its role.)
EMBED = {"defaultStyle": False, "actions": dict.fromkeys(("export", "source", "compiled", "editor"), False)}
WIDTH = 420


@alt.theme.register("ethical_data", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Large plain text, left-aligned titles, no frame, on white in dark mode too."""
    text = {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelColor": BLACK,
        "titleColor": BLACK,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    }
    return alt.theme.ThemeConfig(
        {
            "config": {
                "background": "white",
                "font": "sans-serif",
                "padding": 10,
                "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": 240},
                "title": {
                    "anchor": "start",
                    "fontSize": 15,
                    "subtitleFontSize": 13,
                    "color": BLACK,
                    "subtitleColor": BLACK,
                    "offset": 12,
                },
                "axis": {**text, "gridColor": "#E2E2E2", "domainColor": GREY, "tickColor": GREY},
                "legend": {**text, "orient": "bottom"},
                "header": text,
                "range": {"category": [BLUE, VERMILION, GREEN, GREY, BLACK]},
                "bar": {"color": BLUE},
                "line": {"color": BLUE, "strokeWidth": 2.5},
                "point": {"color": BLUE, "size": 70, "filled": True},
                "rule": {"color": BLACK},
                "text": {"color": BLACK, "fontSize": 13},
            }
        }
    )


def spec(chart: alt.TopLevelMixin) -> dict:
    """The chart as a Vega-Lite 5 specification; ValueError without a description."""
    return _offline(chart.to_dict())


def svg(chart: alt.TopLevelMixin) -> str:
    """The chart as one static SVG with its description as text alternative."""
    return drawn(spec(chart))


def drawn(made: dict) -> str:
    """What `spec` made, as `svg` gives it; not checked against the schema once more."""
    import vl_convert

    text = vl_convert.vegalite_to_svg(made, vl_version="5.20")
    return text.replace("<svg ", f'<svg role="img" aria-label="{html.escape(made["description"], quote=True)}" ', 1)


def _offline(made: dict) -> dict:
    if not str(made.get("description", "")).strip():
        raise ValueError("A chart without a description: add .properties(description='…') to the outermost chart.")
    return {**made, "$schema": SCHEMA, "usermeta": {"embedOptions": EMBED}}


def _render(made: dict, **_) -> dict:
    made = _offline(made)
    return {MIME: made, "text/plain": made["description"]}


alt.renderers.register("ethical_data", _render)
alt.renderers.enable("ethical_data")


def bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    *,
    title: str,
    axis: str,
    description: str = "",
    low: str | None = None,
    high: str | None = None,
    strong: Collection[str] = (),
    form: str = ",d",
    width: int = WIDTH,
) -> alt.LayerChart:
    """Horizontal bars from zero in the table's order, each with its number; `strong` labels stand out, in bold too.

    `low` and `high` name the columns of an interval, drawn as a line; `form` is a d3 number format. Without a
    `description` the title and the numbers are one.
    """
    order, strong = [str(entry) for entry in table[label]], {str(entry) for entry in strong}
    if not description:
        numbers = (
            f"{row[label]} {row[value]:,}" + (f" ({row[low]:,} to {row[high]:,})" if low and high else "")
            for row in table.to_dict("records")
        )
        description = f"{title}. Bars, {axis}: {'; '.join(numbers)}."
    kept = [column for column in (label, value, low, high) if column]
    shown = table[kept].assign(**{label: order, "strong": [entry in strong for entry in order]})
    base = alt.Chart(shown).encode(
        y=alt.Y(f"{label}:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    )
    x = functools.partial(alt.X, title=axis, axis=alt.Axis(format=form, tickCount=5), scale=alt.Scale(zero=True))
    pick = alt.condition("datum.strong", alt.value(VERMILION), alt.value(BLUE))
    tips = [alt.Tooltip(f"{label}:N"), alt.Tooltip(f"{value}:Q", format=form)]
    layers = [base.mark_bar(height=20).encode(x=x(f"{value}:Q"), color=pick, tooltip=tips)]
    if low and high:
        layers.append(base.mark_rule(strokeWidth=2).encode(x=x(f"{low}:Q"), x2=f"{high}:Q"))
    end = f"{high}:Q" if high else f"{value}:Q"
    for bold in (False, True):
        layers.append(
            base.transform_filter(alt.datum.strong == bold)
            .mark_text(align="left", dx=6, fontWeight="bold" if bold else "normal")
            .encode(x=x(end), text=alt.Text(f"{value}:Q", format=form))
        )
    return alt.layer(*layers).properties(
        title=title, description=description, width=width, height=34 * max(len(order), 1)
    )


def dots(table: pd.DataFrame, time: str, label: str, *, title: str, width: int = WIDTH) -> alt.Chart:
    """A line of dots for each label, from the first that comes up to the last: one dot for each day on which it stands.

    `time` is a column of timestamps. The description is the title, and from when to when each label stands.
    """
    days = table.assign(day=table[time].dt.strftime("%Y-%m-%d"))[["day", label]].drop_duplicates().sort_values("day")
    spans = days.groupby(label, sort=False)["day"].agg(["min", "max"])
    told = (f"{name} {first} to {last}" for name, first, last in spans.itertuples())
    return (
        alt.Chart(days)
        .mark_point()
        .encode(x=alt.X("day:T", title=None), y=alt.Y(f"{label}:N", title=None, sort=list(spans.index)))
        .properties(title=title, description=f"{title}. Dots: {'; '.join(told)}.", width=width, height=55 * len(spans))
    )


def intervals(
    table: pd.DataFrame,
    label: str,
    value: str,
    low: str,
    high: str,
    *,
    title: str,
    axis: str,
    reference: float = 0,
    form: str = ".1f",
    width: int = WIDTH,
) -> alt.LayerChart:
    """Points with their intervals in the table's order, each with its number, and a dashed line at `reference`.

    `low` and `high` name the ends of each interval; `form` is a d3 number format. The description is made of the title
    and the numbers.
    """
    order = [str(entry) for entry in table[label]]
    told = (f"{row[label]} {row[value]:,} ({row[low]:,} to {row[high]:,})" for row in table.to_dict("records"))
    base = alt.Chart(table[[label, value, low, high]].assign(**{label: order})).encode(
        y=alt.Y(f"{label}:N", sort=order, title=None)
    )
    at = base.encode(x=f"{value}:Q")
    layers = [
        alt.Chart(pd.DataFrame({"at": [reference]})).mark_rule(strokeDash=[4, 3]).encode(x="at:Q"),
        base.mark_rule(strokeWidth=2).encode(x=alt.X(f"{low}:Q", title=axis), x2=f"{high}:Q"),
        at.mark_point(),
        at.mark_text(dy=-12).encode(text=alt.Text(f"{value}:Q", format=form)),
    ]
    return alt.layer(*layers).properties(
        title=title,
        description=f"{title}. Points with lines, {axis}: {'; '.join(told)}.",
        width=width,
        height=42 * max(len(order), 1),
    )
