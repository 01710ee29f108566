"""The marks beside what needs looking at: always a shape, a word and a colour, so that none is needed alone."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from swf_desktop.words import SEVERITIES, counted
from ui.widgets.look import colour, icon

EDITED: Final = "edited"
TWO_VALUES: Final = "two values"


class Mark(NamedTuple):
    """word: as it stands beside one; many: the word for several; tint: its colour among the tokens; shape, sign."""

    word: str
    many: str
    tint: str
    shape: str = ""
    sign: str = ""


def _of_severity(name: str, tint: str) -> Mark:
    said = SEVERITIES[name]
    return Mark(said.one, said.many.lower(), tint)


MARKS: Final = {
    "schema": _of_severity("schema", "error"),
    "error": _of_severity("error", "error"),
    "query": _of_severity("query", "query"),
    "question": _of_severity("question", "question"),
    "repair": _of_severity("repair", "repair"),
    EDITED: Mark("Changed", "changed", "changed", "diamond"),
    TWO_VALUES: Mark("Two values", "with two values", "question", "square", "2"),
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


def icon_size(widget: QWidget) -> QSize:
    """Return how large icons are beside a widget's text."""
    side = max(round(widget.fontMetrics().height() * 1.05), 16)
    return QSize(side, side)


def mark_colour(name: str) -> QColor:
    """Return a mark's colour in the look in use."""
    return colour(MARKS[name].tint)


def mark_icon(name: str) -> QIcon:
    """Return a mark's icon: a severity has the same one everywhere in the window."""
    mark = MARKS[name]
    return _drawn(name, mark_colour(name).name(), colour("paper").name()) if mark.shape else icon(name, mark.tint)


@cache
def _drawn(name: str, ink: str, paper: str) -> QIcon:
    made = QIcon()
    for side in (16, 24, 32, 48):
        pixmap = _pixmap(MARKS[name], QColor(ink), QColor(paper), side)
        # The same on a chosen row: tinted with its colour the marks could not be told apart.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            made.addPixmap(pixmap, mode)
    return made


def _pixmap(mark: Mark, ink: QColor, paper: QColor, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink))
    painter.setBrush(QBrush(ink))
    painter.drawPath(_outline(mark.shape, side))
    if mark.sign:
        font = QFont()
        font.setBold(True)
        font.setPixelSize(max(8, round(side * 0.66)))
        painter.setFont(font)
        painter.setPen(QPen(paper))
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
