"""The look of the window, from the tokens of `resources/design`: colours, style sheet, icons (see docs/design.md)."""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

LIGHT, DARK, SYSTEM = "light", "dark", "system"
"""SYSTEM: high contrast, in which the user's own colours of the system stand, and none of ours."""

_ROLES: Final = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "paper",
    QPalette.ColorRole.AlternateBase: "stripe",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "paper",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.ToolTipBase: "paper",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.PlaceholderText: "quiet",
    QPalette.ColorRole.Highlight: "chosen",
    QPalette.ColorRole.HighlightedText: "on chosen",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.BrightText: "error",
}


class Look(NamedTuple):
    """One look. colours: by name, empty for SYSTEM. row, space, radius: in pixels at the usual size of text."""

    name: str
    colours: dict[str, str]
    row: int
    space: int
    radius: int


@cache
def tokens() -> dict[str, Any]:
    """Return the design tokens."""
    read: dict[str, Any] = json.loads(resources.resource("design", "tokens.json").read_text(encoding="utf-8"))
    return read


def look(name: str = "") -> Look:
    """Return a look by its name, or the one in use."""
    app = QApplication.instance()
    name = name or (app.property("look") if app is not None else "") or LIGHT
    read = tokens()
    return Look(name, read.get(name, {}) if name != SYSTEM else {}, read["row"], read["space"], read["radius"])


def wanted_look() -> str:
    """Return which look the system asks for: its colour scheme, or high contrast where that is on."""
    if _high_contrast():
        return SYSTEM
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def _high_contrast() -> bool:
    """Whether the user wants high contrast. SWF_HIGH_CONTRAST=1 says so where the system cannot be asked."""
    if os.environ.get("SWF_HIGH_CONTRAST"):
        return True
    if sys.platform == "win32":
        import ctypes

        class HighContrast(ctypes.Structure):
            _fields_ = (("size", ctypes.c_uint), ("flags", ctypes.c_uint), ("scheme", ctypes.c_wchar_p))

        said = HighContrast(ctypes.sizeof(HighContrast))
        get_high_contrast, is_on = 0x0042, 0x0001
        found = ctypes.windll.user32.SystemParametersInfoW(get_high_contrast, said.size, ctypes.byref(said), 0)
        return bool(found and said.flags & is_on)
    return False


def palette_of(colours: dict[str, str]) -> QPalette:
    """Return the palette of a look."""
    palette = QPalette(QColor(colours["ground"]))
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(colours[name]))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["quiet"]))
    return palette


def sheet_of(colours: dict[str, str], radius: int) -> str:
    """Return the few rules that a palette cannot say."""
    c = colours
    return f"""
QPushButton {{ background: {c["paper"]}; color: {c["ink"]}; border: 1px solid {c["line"]}; border-radius: {radius}px;
  padding: 5px 14px; }}
QPushButton:hover {{ border-color: {c["accent"]}; }}
QPushButton:pressed {{ background: {c["chosen"]}; }}
QPushButton:focus {{ outline: none; border: 2px solid {c["accent"]}; padding: 4px 13px; }}
QPushButton:disabled {{ color: {c["quiet"]}; background: {c["ground"]}; }}
QPushButton[main="true"] {{ background: {c["accent"]}; color: {c["on accent"]}; border-color: {c["accent"]}; }}
QPushButton[main="true"]:focus {{ border-color: {c["ink"]}; }}
QPushButton[main="true"]:disabled {{ background: {c["ground"]}; color: {c["quiet"]}; border-color: {c["line"]}; }}
QPushButton[answer="true"] {{ text-align: left; padding: 8px 14px; }}
QPushButton[answer="true"]:focus {{ border: 2px solid {c["accent"]}; padding: 7px 13px; background: {c["chosen"]};
  color: {c["on chosen"]}; }}
QLabel[cells="true"] {{ background: {c["stripe"]}; border-left: 3px solid {c["line"]}; padding: 6px 12px; }}
QPushButton[way="true"] {{ text-align: left; padding: 18px 20px; font-size: 16px; }}
QPushButton[link="true"] {{ border: none; background: transparent; color: {c["accent"]}; padding: 6px 10px 6px 2px;
  text-align: left; text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 2px solid {c["accent"]}; padding: 4px 8px 4px 0; }}
QPushButton[first="true"] {{ text-align: left; padding: 8px 12px; border-radius: 0; border: none;
  border-bottom: 1px solid {c["line"]}; background: {c["ground"]}; color: {c["accent"]}; font-weight: bold; }}
QPushButton[first="true"]:focus {{ border: 2px solid {c["accent"]}; padding: 6px 10px; }}
QFrame[drop="true"] {{ border: 2px dashed {c["line"]}; border-radius: {radius}px; }}
QFrame[drop="true"] > QLabel {{ border: none; color: {c["quiet"]}; }}
QFrame[card="true"] {{ background: {c["paper"]}; border: 1px solid {c["line"]}; border-radius: {radius}px; }}
QFrame[card="true"]:focus {{ border: 2px solid {c["accent"]}; }}
QFrame[card="true"] > QLabel {{ background: transparent; border: none; }}
QHeaderView::section {{ background: {c["ground"]}; color: {c["quiet"]}; border: none;
  border-bottom: 1px solid {c["line"]}; padding: 4px 6px; }}
QTableView, QTreeView {{ border: 1px solid {c["line"]}; }}
QTableView[part="true"] {{ border: none; }}
QToolButton {{ background: {c["paper"]}; color: {c["ink"]}; border: 1px solid {c["line"]}; border-radius: {radius}px;
  padding: 4px 10px; }}
QToolButton:hover {{ border-color: {c["accent"]}; }}
QToolButton:focus {{ border: 2px solid {c["accent"]}; padding: 3px 9px; }}
QToolButton[autoRaise="true"] {{ background: transparent; border: none; padding: 2px; }}
QToolButton[popupMode="2"] {{ padding-right: 18px; }}
QTableView[rail="true"] {{ outline: none; background: {c["ground"]}; border: none; border-right: 1px solid {c["line"]};
  padding-top: 4px; }}
QTableView[rail="true"]::item {{ padding-left: 10px; }}
QTableView[rail="true"]::item:selected {{ background: {c["chosen"]}; color: {c["on chosen"]}; }}
QGroupBox {{ border: none; margin-top: 26px; padding: 0; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 0; padding: 0; }}
QStatusBar::item {{ border: none; }}
"""


def apply(app: QApplication, name: str = "") -> None:
    """Give the program a look, by its name or else as the system asks for."""
    name = name or wanted_look()
    # Else a style sheet keeps a larger text from reaching what stands inside.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles, True)
    app.setProperty("look", name)
    now = look(name)
    if name == SYSTEM:
        app.setStyleSheet("")
        app.setPalette(QPalette())
    else:
        app.setPalette(palette_of(now.colours))
        app.setStyleSheet(sheet_of(now.colours, now.radius))
    icon.cache_clear()


def colour(name: str) -> QColor:
    """Return a colour of the look in use; in high contrast that of the system's text."""
    colours = look().colours
    return QColor(colours[name]) if name in colours else QApplication.palette().color(QPalette.ColorRole.WindowText)


@cache
def icon(name: str, tint: str = "") -> QIcon:
    """Return one of the program's own icons (`resources/icons`) in a colour of the look in use."""
    # Loaded with the first icon: the first window has none.
    from PySide6.QtCore import QByteArray, QSize
    from PySide6.QtGui import QIcon, QPainter, QPixmap
    from PySide6.QtSvg import QSvgRenderer

    drawn = resources.resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    shade = colour(tint or name).name()
    renderer = QSvgRenderer(QByteArray(drawn.replace("#000000", shade).encode("ascii")))
    made = QIcon()
    for side in (16, 20, 24, 32, 48):
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        # The same on a chosen row and where it is disabled: a tint would make the marks alike.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
            made.addPixmap(pixmap, mode)
    return made
