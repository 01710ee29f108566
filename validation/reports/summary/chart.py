"""Charts as SVG: bars in grey with their figures, nothing fetched, the same bytes for the same figures."""

from __future__ import annotations

import sys
import warnings
from functools import cache
from importlib import import_module
from typing import Any, Final

from lxml import etree

from validation.reports.summary.counted import Chart

_WIDTH: Final = 640
_BAR: Final = 22
_MARGIN: Final = 60

_FONT: Final = {"font-family": "DejaVu Sans, Arial, sans-serif", "font-size": "11px", "fill": "#000000"}
# How each class of element looks, as attributes: a printer of simple pages (Qt's) reads no style sheet in an SVG, and
# a style sheet within a page would hold for the rest of the page as well.
_LOOKS: Final[dict[str, dict[str, str]]] = {
    "background": {"fill": "#ffffff", "stroke": "none"},
    "rect": {"fill": "#666666", "stroke": "none"},
    "title": {**_FONT, "font-size": "13px", "text-anchor": "middle"},
    "value": {**_FONT, "text-anchor": "start"},
}
_AXIS: Final = {**_FONT, "text-anchor": "end"}
# What the library adds for pages that can hover, and lines that say nothing about bars with figures.
_UNWANTED: Final = (
    "//*[local-name()='script' or local-name()='style' or local-name()='desc'] | //comment()"
    " | //*[local-name()='path'] | //*[local-name()='title'] | //*[@class='tooltip']"
)


def draw(chart: Chart) -> str:
    """Return a chart as SVG. Needs no script, style sheet or font of its own."""
    pygal, style = _library()
    drawn = pygal.HorizontalBar(
        # For the library's reckoning of room; how things look stands above.
        style=style.Style(label_font_size=11, major_label_font_size=11, value_font_size=11, title_font_size=13),
        width=_WIDTH,
        height=_MARGIN + _BAR * len(chart.labels),
        title=chart.title,
        show_legend=False,
        print_values=True,
        print_values_position="top",
        show_x_guides=False,
        show_y_guides=False,
        show_x_labels=False,
        js=(),
        no_prefix=True,
        explicit_size=True,
    )
    # The first bar of a horizontal chart is the lowest; people read from the top.
    drawn.x_labels = list(reversed(chart.labels))
    drawn.add("", [float(value) for value in reversed(chart.values)], formatter=lambda value: f"{value:g}")
    root = drawn.render_tree()
    for unwanted in root.xpath(_UNWANTED):
        unwanted.getparent().remove(unwanted)
    del root.attrib["id"]
    for element in root.iter("{*}rect", "{*}text"):
        for name, value in _look(element).items():
            element.set(name, value)
    return str(etree.tostring(root, encoding="unicode"))


def _look(element: etree._Element) -> dict[str, str]:
    """Return the attributes of a shape or a text, by its class."""
    for name in str(element.get("class", "")).split():
        if name in _LOOKS:
            return _LOOKS[name]
    return _AXIS


@cache
def _library() -> tuple[Any, Any]:
    """Return pygal and its styles; imported when the first chart is drawn (0.1 s)."""
    with warnings.catch_warnings():
        # It puts an import hook of the old kind in place, for old names of its plug-ins; each import that fails after
        # that would warn of it. We use no plug-ins, so the hook goes again.
        warnings.simplefilter("ignore", ImportWarning)
        library = import_module("pygal"), import_module("pygal.style")
        sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    return library
