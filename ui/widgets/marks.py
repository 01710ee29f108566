"""The marks beside what needs looking at: always a shape, a word and a colour, so that none is needed alone."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from swf_desktop.words import SEVERITIES, counted

EDITED: Final = "edited"
TWO_VALUES: Final = "two values"


class Mark(NamedTuple):
    """word: as it stands beside one; many: the word for several; shape, sign: what is drawn; light, dark: colours.

    icon: the style's own icon for it, where nothing is drawn.
    """

    word: str
    many: str
    shape: str
    sign: str
    light: str
    dark: str
    icon: str = ""


def _of_severity(name: str, light: str, dark: str, icon: str) -> Mark:
    said = SEVERITIES[name]
    return Mark(said.one, said.many.lower(), "", "", light, dark, icon)


MARKS: Final = {
    "schema": _of_severity("schema", "#8a1c1c", "#ff9b8f", "MessageBoxCritical"),
    "error": _of_severity("error", "#b3261e", "#ff8a80", "MessageBoxCritical"),
    "query": _of_severity("query", "#8a5300", "#ffc46b", "MessageBoxWarning"),
    "question": _of_severity("question", "#0b57a4", "#8ab8ff", "MessageBoxQuestion"),
    "repair": _of_severity("repair", "#4a5a2a", "#c3d68b", "MessageBoxInformation"),
    EDITED: Mark("Changed", "changed", "diamond", "", "#5b3f8c", "#c9a8ff"),
    TWO_VALUES: Mark("Two values", "with two values", "square", "2", "#0b57a4", "#8ab8ff"),
}
"""By severity of a finding, and two more for fields."""

ORDER: Final = {name: place for place, name in enumerate(MARKS)}


def word_for(name: str) -> str:
    """Return a mark in a word: `Error`."""
    return MARKS[name].word


def count_words(name: str, count: int) -> str:
    """Return `1 error`, `3 errors`, `2 queries`."""
    mark = MARKS[name]
    return counted(count, mark.word.lower(), mark.many)


def is_dark(palette: QPalette | None = None) -> bool:
    """Whether text is light on a dark ground."""
    found = palette if palette is not None else QGuiApplication.palette()
    return found.color(QPalette.ColorRole.Window).lightness() < found.color(QPalette.ColorRole.WindowText).lightness()


def icon_size(widget: QWidget) -> QSize:
    """Return how large icons are beside a widget's text."""
    side = max(round(widget.fontMetrics().height() * 1.05), 16)
    return QSize(side, side)


def mark_colour(name: str) -> QColor:
    """Return a mark's colour for the palette in use; both have a contrast of 4.5 or more to their ground."""
    mark = MARKS[name]
    return QColor(mark.dark if is_dark() else mark.light)


def mark_icon(name: str) -> QIcon:
    """Return a mark's icon: a severity has the same one everywhere in the window."""
    return _icon(name, is_dark())


@cache
def _icon(name: str, dark: bool) -> QIcon:
    icon = QIcon()
    for side in (16, 24, 32, 48):
        own = name in (EDITED, TWO_VALUES)
        pixmap = _pixmap(name, dark, side) if own else severity_icon(name).pixmap(side, side)
        # The same on a chosen row: tinted with its colour the marks could not be told apart.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(pixmap, mode)
    return icon


def _pixmap(name: str, dark: bool, side: int) -> QPixmap:
    mark = MARKS[name]
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(mark.dark if dark else mark.light)
    painter.setPen(QPen(colour))
    painter.setBrush(QBrush(colour))
    painter.drawPath(_outline(mark.shape, side))
    if mark.sign:
        font = QFont()
        font.setBold(True)
        font.setPixelSize(max(8, round(side * 0.66)))
        painter.setFont(font)
        painter.setPen(QPen(QColor("#1b1b1b" if dark else "#ffffff")))
        painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, mark.sign)
    painter.end()
    return pixmap


def _outline(shape: str, side: int) -> QPainterPath:
    path = QPainterPath()
    edge = side * 0.06
    far, middle = side - edge, side / 2
    if shape == "square":
        path.addRoundedRect(QRectF(edge, edge, far - edge, far - edge), side * 0.12, side * 0.12)
        return path
    path.moveTo(QPointF(middle, edge))
    for corner in ((far, middle), (middle, far), (edge, middle)):
        path.lineTo(QPointF(*corner))
    path.closeSubpath()
    return path


def standard_icon(name: str) -> QIcon:
    """Return one of the style's own icons, by its name in QStyle.StandardPixmap without `SP_`."""
    # Loaded with the first icon: its many names take a while, and the first window has none.
    from PySide6.QtWidgets import QStyle

    return QApplication.style().standardIcon(QStyle.StandardPixmap[f"SP_{name}"])


def severity_icon(severity: str) -> QIcon:
    """Return the icon of a severity; always shown with its word."""
    return standard_icon(MARKS[severity].icon)
