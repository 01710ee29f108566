"""Small widgets that all steps share. Sizes follow the font, so that text can be twice as large."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

if TYPE_CHECKING:
    pass

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def named(widget: AnyWidget, name: str, tip: str = "") -> AnyWidget:
    """Give a widget its accessible name (and tip) and return it."""
    widget.setAccessibleName(name)
    if tip:
        widget.setToolTip(tip)
        widget.setAccessibleDescription(tip)
    return widget


def known(widget: AnyWidget, name: str) -> AnyWidget:
    """Give a widget the name by which lessons point at it (`resources/lessons/controls.csv`) and return it."""
    widget.setObjectName(name)
    return widget


def text_width(widget: QWidget, characters: int) -> int:
    """Return how wide so many characters are, in the widget's font."""
    return widget.fontMetrics().averageCharWidth() * characters


def row_height(widget: QWidget) -> int:
    """Return how high a row of a table is: 30 pixels or a little more at the usual size of text."""
    return round(widget.fontMetrics().height() * 1.25) + 10


def label(text: str, *, wrap: bool = True) -> QLabel:
    """Return a text that wraps and can be selected with the mouse."""
    made = QLabel(text)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def heading(text: str, level: int = 1) -> QLabel:
    """Return a heading: level 1 for a page, 2 for a part of it, 3 for a line in it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    Scaled(made, {1: 1.5, 2: 1.15}.get(level, 1.0), bold=level > 1)
    made.setAccessibleName(text)
    return made


def wide(widget: AnyWidget, characters: int, *, fixed: bool = False) -> AnyWidget:
    """Make a widget at least (or just) so many characters wide, in any size of text, and return it."""
    widget.setProperty("characters wide", characters)
    widget.setProperty("width is fixed", fixed)
    _widen(widget)
    return widget


def _widen(widget: QWidget) -> None:
    width = text_width(widget, int(widget.property("characters wide")))
    if widget.property("width is fixed"):
        widget.setFixedWidth(width)
    else:
        widget.setMinimumWidth(width)


class Scaled:
    """Keeps a widget's font a multiple of the application's, also when that changes."""

    def __init__(self, widget: QWidget, factor: float, *, bold: bool = False) -> None:
        font = QFont(QApplication.font())
        font.setPointSizeF(font.pointSizeF() * factor)
        font.setBold(bold)
        widget.setFont(font)
        widget.setProperty("font factor", factor)
        widget.setProperty("font bold", bold)

    @staticmethod
    def again(top: QWidget) -> None:
        """Scale all such widgets below `top` to the application's font of now."""
        for widget in top.findChildren(QWidget):
            factor = widget.property("font factor")
            if factor:
                Scaled(widget, float(factor), bold=bool(widget.property("font bold")))
            if widget.property("characters wide"):
                _widen(widget)


def button(text: str, call: Callable[[], object], *, tip: str = "", main: bool = False) -> QPushButton:
    """Return a button; `&` in the text marks its key with Alt. main: the one that is usually pressed."""
    made = QPushButton(text)
    made.clicked.connect(lambda _checked=False: call())
    named(made, text.replace("&", ""), tip)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if main:
        made.setDefault(True)
        made.setProperty("main", True)
    return made


def set_main(made: QPushButton, main: bool) -> None:
    """Make a button the one that is usually pressed, or one like others; it is drawn so in every look."""
    if bool(made.property("main")) == main and made.isDefault() == main:
        return
    made.setDefault(main)
    made.setProperty("main", main)
    if not made.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        # Not drawn yet: it takes its look when it is. Asking for the style costs the first window as much as a page.
        return
    made.style().unpolish(made)
    made.style().polish(made)


def row(*widgets: QWidget, stretch: bool = True) -> QWidget:
    """Return widgets side by side."""
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    if stretch:
        layout.addStretch(1)
    return made


def scrolling(inner: QWidget) -> QScrollArea:
    """Return a scroll area around a page that may be higher than the window; the keyboard never stops at it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inner)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return area


def empty(layout: QLayout) -> None:
    """Take all widgets out of a layout and let them go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
