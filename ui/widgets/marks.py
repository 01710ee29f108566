"""The marks beside what needs looking at: always a shape, a word and a colour, so that none is needed alone."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

EDITED: Final = "edited"
TWO_VALUES: Final = "two values"


class Mark(NamedTuple):
    """word: as it stands beside one; many: the word for several; shape, sign: what is drawn; light, dark: colours."""

    word: str
    many: str
    shape: str
    sign: str
    light: str
    dark: str


MARKS: Final = {
    "schema": Mark("Structure", "structure faults", "", "", "#8a1c1c", "#ff9b8f"),
    "error": Mark("Error", "errors", "", "", "#b3261e", "#ff8a80"),
    "query": Mark("Query", "queries", "", "", "#8a5300", "#ffc46b"),
    "question": Mark("Question", "questions", "", "", "#0b57a4", "#8ab8ff"),
    "repair": Mark("Repaired", "repairs", "", "", "#4a5a2a", "#c3d68b"),
    EDITED: Mark("Changed", "changed", "diamond", "", "#5b3f8c", "#c9a8ff"),
    TWO_VALUES: Mark("Two values", "with two values", "square", "2", "#0b57a4", "#8ab8ff"),
}
"""By severity of a finding, and two more for fields."""

ORDER: Final = {name: place for place, name in enumerate(MARKS)}


def word_for(name: str, count: int = 1) -> str:
    """Return `Error`, or with a count `3 errors`, `1 error`."""
    mark = MARKS[name]
    if count == 1:
        return mark.word
    return mark.many


def counted(name: str, count: int) -> str:
    """Return `1 error`, `3 errors`, `2 queries`."""
    mark = MARKS[name]
    return f"{count:,} {mark.word.lower() if count == 1 else mark.many}"


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


_SEVERITY = {
    "error": ("MessageBoxCritical", "Error"),
    "schema": ("MessageBoxCritical", "Structure"),
    "query": ("MessageBoxWarning", "Query"),
    "question": ("MessageBoxQuestion", "Question"),
    "repair": ("MessageBoxInformation", "Repair"),
}


def severity_icon(severity: str) -> QIcon:
    """Return the icon of a severity; always shown with its word."""
    return standard_icon(_SEVERITY[severity][0])


def severity_word(severity: str) -> str:
    """Return a severity in one word."""
    return _SEVERITY[severity][1]
