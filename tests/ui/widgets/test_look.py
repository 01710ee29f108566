"""The look and the words of the window, held to docs/design.md."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resources import resource
from tests.places import ROOT
from ui.session.events import TITLES
from ui.widgets import look
from ui.widgets.marks import MARKS, mark_icon

LEAST = 4.5
GROUNDS = ("ground", "paper", "stripe")
TEXTS = ("ink", "quiet", "accent", "error", "query", "question", "done", "repair", "changed")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((text, "chosen") for text in ("on chosen", "ink", "error", "query", "question", "done", "changed")),
    ("on accent", "accent"),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", [look.LIGHT, look.DARK])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_can_be_read_on_every_ground(name: str, text: str, ground: str) -> None:
    colours = look.look(name).colours
    assert contrast(colours[text], colours[ground]) >= LEAST


@pytest.mark.parametrize("name", [look.LIGHT, look.DARK])
def test_the_palette_that_qt_gets_can_be_read(qtbot: QtBot, name: str) -> None:
    palette = look.palette_of(look.look(name).colours)
    role = QPalette.ColorRole
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for text, ground in (
            (role.WindowText, role.Window),
            (role.Text, role.Base),
            (role.Text, role.AlternateBase),
            (role.ButtonText, role.Button),
            (role.HighlightedText, role.Highlight),
            (role.PlaceholderText, role.Base),
            (role.ToolTipText, role.ToolTipBase),
            (role.Link, role.Base),
        ):
            assert contrast(palette.color(group, text).name(), palette.color(group, ground).name()) >= LEAST, text


def test_high_contrast_takes_the_systems_own_colours(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    monkeypatch.setenv("SWF_HIGH_CONTRAST", "1")
    before = str(app.property("look") or look.LIGHT)
    try:
        look.apply(app)
        assert look.look().name == look.SYSTEM
        assert not app.styleSheet()
        assert look.colour("error") == app.palette().color(QPalette.ColorRole.WindowText)
    finally:
        look.apply(app, before)


def test_each_severity_has_an_icon_of_its_own(qtbot: QtBot) -> None:
    drawn = {name: mark_icon(name).pixmap(24, 24).toImage() for name in MARKS}
    names = list(drawn)
    for place, name in enumerate(names):
        assert not drawn[name].isNull()
        assert all(drawn[name] != drawn[other] for other in names[place + 1 :]), name


def test_icons_are_drawn_in_one_line_weight() -> None:
    for icon in ("error", "schema", "query", "question", "repair", "done", "open", "later", "info", "close"):
        text = resource("icons", f"{icon}.svg").read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in text
        assert re.findall(r'stroke-width="([^"]*)"', text) == ["2"]


def not_to_be_said() -> list[str]:
    """Return the words at the left of the table in docs/design.md."""
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").partition("## Words")[2]
    rows = [line.strip("| ").split(" | ")[0] for line in page.splitlines() if line.startswith("| ")]
    return [word for row in rows[1:] for word in row.split(", ")]


def texts_of(path: Path) -> list[tuple[int, str]]:
    """Return the texts of a Python file that people may see: its strings, but for docstrings and names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    strings = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
    return [
        (node.lineno, str(node.value)) for node in strings if " " in str(node.value) or str(node.value)[:1].isupper()
    ]


def test_the_window_speaks_as_the_design_says() -> None:
    words = not_to_be_said()
    assert "mend" in words
    patterns = [re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE if word.islower() else 0) for word in words]
    patterns.append(re.compile(r"\bstep \d", re.IGNORECASE))
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:60]}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if "cli" not in path.parts and "worker" not in path.parts
        for line, text in texts_of(path)
        for pattern in patterns
        if pattern.search(text.replace("&", ""))
    ]
    assert found == []


def test_headcounts_stand_before_what_is_to_fix() -> None:
    names = list(TITLES)
    assert names.index("headcounts") < names.index("check") < names.index("finish")
