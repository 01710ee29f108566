"""The pay picture: a dot for each teacher, clicked or walked through by keyboard, and the table that says the same.

A lane for each scale and region, the year's range drawn as a band. Dots that would lie on one another are stacked; a
stack too high for its lane ends in how many more there are, and a click on it goes on to the next of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSplitter, QVBoxLayout, QWidget

from ui.steps.pay.picture_model import Dot, Lane, Picture, picture_of
from ui.steps.pay.rows import PayRow
from ui.widgets.announce import announce
from ui.widgets.basic import button, label, named, scrolling
from ui.widgets.look import colour, look
from ui.widgets.row_views import RowView
from ui.widgets.table_model import Column, RowsModel

if TYPE_CHECKING:
    from swf_desktop.collection import Collection

MOST_HIGH: Final = 6
"""Dots of one stack that are drawn one above the other."""


class Stack(NamedTuple):
    """Dots whose places are nearer than a dot is wide. at: across, pixels; base: y of the lowest."""

    at: float
    base: float
    dots: tuple[Dot, ...]


class PayDots(QWidget):
    """The picture. moved: another dot is the current one; opened: Enter or a double click on one."""

    moved = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = Picture((), "")
        self.current: Dot | None = None
        self._columns_made: list[tuple[int, float, tuple[Dot, ...]]] = []
        self._drawn_for: tuple[tuple[int, int], Picture] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        named(self, "Picture of every teacher's full-time pay")

    def show_picture(self, picture: Picture) -> None:
        """Draw another picture; the current dot stays the current one where it is still there."""
        key = self.current.key if self.current is not None else None
        self.picture = picture
        self.current = next((dot for dot in picture.dots if dot.key == key), None)
        self._describe()
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.update()

    def select(self, key: str) -> None:
        """Make the dot of a contract the current one; nobody is told."""
        self.current = next((dot for dot in self.picture.dots if dot.key == key), self.current)
        self._describe()
        self.update()

    def _describe(self) -> None:
        said = self.current.says if self.current is not None else self.picture.says
        self.setAccessibleDescription(said)
        self.setToolTip("")

    def _go(self, dot: Dot | None) -> None:
        if dot is None:
            return
        self.current = dot
        self._describe()
        announce(self, dot.says)
        self.update()
        self.moved.emit(dot)

    # Where things lie

    @property
    def _radius(self) -> float:
        return max(4.0, self.fontMetrics().height() * 0.28)

    def _heights(self) -> list[float]:
        """Return how high each lane is: its title, its highest stack, the band and the figures below it."""
        high = [1] * len(self.picture.lanes)
        for lane, _, dots in self._columns():
            # What stands above a full stack in figures has a line of its own.
            high[lane] = max(high[lane], min(len(dots), MOST_HIGH) + (2 if len(dots) > MOST_HIGH else 0))
        return [self.fontMetrics().height() * 2.6 + 8 + 2 * self._radius * one for one in high]

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(
            self.fontMetrics().averageCharWidth() * 40,
            round(sum(self._heights(), self.fontMetrics().height() * 1.0)),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setMinimumHeight(self.minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self.minimumSizeHint()

    def _span(self) -> tuple[Decimal, Decimal]:
        """Return the sums at the left and the right edge: all dots, and of the ranges what lies near them."""
        amounts = [dot.amount for dot in self.picture.dots]
        lows = [lane.low for lane in self.picture.lanes if lane.low is not None]
        highs = [lane.high for lane in self.picture.lanes if lane.high is not None]
        least, most = min(amounts), max(amounts)
        low = min(least, max(min(lows), least * Decimal("0.9"))) if lows else least
        high = max(most, min(max(highs), most * Decimal("1.15"))) if highs else most
        return low, max(high, low + 1)

    def _across(self, amount: Decimal) -> float:
        low, high = self._span()
        side = self.fontMetrics().averageCharWidth() * 5
        share = float((amount - low) / (high - low))
        return side + min(max(share, -0.02), 1.02) * (self.width() - 2 * side)

    def _tops(self) -> list[float]:
        """Return the y of each lane's top, and of the end of the last."""
        tops = [0.0]
        for height in self._heights():
            tops.append(tops[-1] + height)
        return tops

    def _columns(self) -> list[tuple[int, float, tuple[Dot, ...]]]:
        """Return the dots whose places are nearer than a dot is wide: lane, place across, dots."""
        size = (self.width(), self.fontMetrics().height())
        if self._drawn_for is not None and self._drawn_for[0] == size and self._drawn_for[1] is self.picture:
            return self._columns_made
        found: list[tuple[int, float, tuple[Dot, ...]]] = []
        if self.picture.dots:
            low, high = self._span()
            side = self.fontMetrics().averageCharWidth() * 5
            scale = (self.width() - 2 * side) / float(high - low)
            for at, lane in enumerate(self.picture.lanes):
                place: float = -1e9
                together: list[Dot] = []
                for dot in lane.dots:
                    x = side + float(dot.amount - low) * scale
                    if x - place >= self._radius * 2:
                        if together:
                            found.append((at, place, tuple(together)))
                        place, together = x, []
                    together.append(dot)
                if together:
                    found.append((at, place, tuple(together)))
        self._columns_made, self._drawn_for = found, (size, self.picture)
        return found

    def stacks(self) -> list[Stack]:
        """Return the stacks as they are drawn."""
        tops = self._tops()
        return [Stack(at, self._line(tops, lane) - self._radius - 3, dots) for lane, at, dots in self._columns()]

    def _line(self, tops: list[float], at: int) -> float:
        """Return the y of a lane's band."""
        return tops[at + 1] - self.fontMetrics().height() * 1.4

    def place_of(self, dot: Dot) -> QPointF | None:
        """Return where a dot is drawn, None for one that is not in the picture."""
        for stack in self.stacks():
            at = next((at for at, one in enumerate(stack.dots) if one.key == dot.key), -1)
            if at >= 0:
                return QPointF(stack.at, stack.base - min(at, MOST_HIGH - 1) * 2 * self._radius)
        return None

    def dot_at(self, point: QPointF) -> Dot | None:
        """Return the dot at a place; of a stack that is higher than drawn, at its top, the one after the current."""
        reach = self._radius * 1.6
        for stack in self.stacks():
            if abs(point.x() - stack.at) > reach:
                continue
            up = (stack.base - point.y()) / (2 * self._radius)
            high = min(len(stack.dots), MOST_HIGH)
            if not -0.9 <= up <= high - 0.1:
                continue
            at = min(max(round(up), 0), high - 1)
            if at < MOST_HIGH - 1 or len(stack.dots) <= MOST_HIGH:
                return stack.dots[at]
            upper = stack.dots[MOST_HIGH - 1 :]
            key = self.current.key if self.current is not None else None
            here = next((place for place, one in enumerate(upper) if one.key == key), -1)
            return upper[(here + 1) % len(upper)]
        return None

    # Keys and mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self._go(self.dot_at(event.position()))
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self.current is not None and self.dot_at(event.position()) is not None:
            self.opened.emit(self.current)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusInEvent(event)
        if self.current is None and self.picture.dots:
            self._go(next((dot for dot in self.picture.dots if dot.off), self.picture.dots[0]))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and Right go by pay, Up and Down between the scales, Home and End to the ends, Enter to the person."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current is not None:
                self.opened.emit(self.current)
            return
        to = self._beside(Qt.Key(event.key()))
        if to is None:
            super().keyPressEvent(event)
            return
        self._go(to)

    def _beside(self, key: Qt.Key) -> Dot | None:
        lanes = self.picture.lanes
        here = self.current
        if here is None or not lanes:
            return None
        lane = lanes[here.lane].dots
        at = next((at for at, one in enumerate(lane) if one.key == here.key), 0)
        if key == Qt.Key.Key_Left:
            return lane[max(at - 1, 0)]
        if key == Qt.Key.Key_Right:
            return lane[min(at + 1, len(lane) - 1)]
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return lane[0 if key == Qt.Key.Key_Home else -1]
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            to = min(max(here.lane + (1 if key == Qt.Key.Key_Down else -1), 0), len(lanes) - 1)
            return here if to == here.lane else min(lanes[to].dots, key=lambda dot: abs(dot.amount - here.amount))
        return None

    # Drawing

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(ink)
        if not self.picture.lanes:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.picture.says)
            painter.end()
            return
        tops = self._tops()
        for at, lane in enumerate(self.picture.lanes):
            self._paint_lane(painter, tops[at], self._line(tops, at), lane, ink)
        accent, error = colour("accent"), colour("error")
        # Where the counts of neighbours would run together a plus alone says that there are more.
        ends: dict[float, float] = {}
        for stack in self.stacks():
            more = f"+{len(stack.dots) - MOST_HIGH:,}" if len(stack.dots) > MOST_HIGH else ""
            half = painter.fontMetrics().horizontalAdvance(more) / 2
            if more and stack.at - half < ends.get(stack.base, -1e9):
                more, half = "+", painter.fontMetrics().horizontalAdvance("+") / 2
            ends[stack.base] = max(stack.at + half + 4, ends.get(stack.base, -1e9)) if more else -1e9
            self._paint_stack(painter, stack, more, accent, error)
        if self.current is not None:
            place = self.place_of(self.current)
            if place is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(ink, 2.5 if self.hasFocus() else 1.5))
                painter.drawEllipse(place, self._radius * 1.7, self._radius * 1.7)
        painter.end()

    def _paint_lane(self, painter: QPainter, top: float, line: float, lane: Lane, ink: QColor) -> None:
        height = self.fontMetrics().height()
        painter.setPen(ink)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        outside = sum(1 for dot in lane.dots if dot.off)
        title = f"{lane.title}: {len(lane.dots):,}" + (f", ▲ {outside:,} outside" if outside else "")
        painter.drawText(QRectF(0, top, self.width(), height), Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(self.font())
        if lane.low is None or lane.high is None:
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(0, line), QPointF(self.width(), line))
            painter.setPen(ink)
            painter.drawText(
                QRectF(0, line + 3, self.width(), height), Qt.AlignmentFlag.AlignLeft, "No range of the year is known"
            )
            return
        left, right = self._across(lane.low), self._across(lane.high)
        painter.setPen(QPen(ink, 1))
        # In high contrast there is no shade between text and ground: the band is its edge, so that dots stand out.
        painter.setBrush(colour("line") if look().colours else Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left, line - 3, max(right - left, 2), 6))
        for _, figure in lane.points:
            tick = self._across(figure)
            painter.drawLine(QPointF(tick, line - 3), QPointF(tick, line + 6))
        low, high = f"{lane.low:,.0f}", f"{lane.high:,.0f}"
        if lane.high > self._span()[1]:
            high = f"to {high} →"
        if lane.low < self._span()[0]:
            low = f"← from {low}"
        taken = self._figure(painter, left, line + 5, low, after=0.0)
        self._figure(painter, right, line + 5, high, after=taken)

    def _figure(self, painter: QPainter, at: float, top: float, text: str, *, after: float) -> float:
        """Write a figure below the band, to the right of what is written there; return where it ends."""
        wide = painter.fontMetrics().horizontalAdvance(text) + 2
        start = max(min(max(at - wide / 2, 0), self.width() - wide), after)
        painter.drawText(QRectF(start, top, wide, painter.fontMetrics().height()), Qt.AlignmentFlag.AlignCenter, text)
        return start + wide + painter.fontMetrics().averageCharWidth()

    def _paint_stack(self, painter: QPainter, stack: Stack, more: str, accent: QColor, error: QColor) -> None:
        radius = self._radius
        for at, dot in enumerate(stack.dots[:MOST_HIGH]):
            place = QPointF(stack.at, stack.base - at * 2 * radius)
            painter.setPen(Qt.PenStyle.NoPen)
            if dot.off:
                # A shape of its own: nothing is told by colour alone.
                painter.setBrush(error)
                up = QPolygonF(
                    [
                        place + QPointF(0, -radius),
                        place + QPointF(radius, radius * 0.8),
                        place + QPointF(-radius, radius * 0.8),
                    ]
                )
                painter.drawPolygon(up)
                continue
            painter.setBrush(accent if dot.known else Qt.BrushStyle.NoBrush)
            if not dot.known:
                painter.setPen(QPen(accent, 1.5))
            painter.drawEllipse(place, radius * 0.85, radius * 0.85)
        if more:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            top = stack.base - (MOST_HIGH - 0.5) * 2 * radius - self.fontMetrics().height()
            painter.drawText(
                QRectF(stack.at - 60, top, 120, self.fontMetrics().height()), Qt.AlignmentFlag.AlignCenter, more
            )


def picture_columns() -> list[Column[Dot]]:
    """Return the columns of the table that says what the picture shows."""
    return [
        Column("Person", lambda dot: dot.row.name, tip=lambda dot: dot.says),
        Column("Stands", lambda dot: f"▲ {dot.stands}" if dot.off else dot.stands, sort=lambda dot: -abs(dot.off)),
        Column("Full time, £", lambda dot: f"{dot.amount:,.2f}", sort=lambda dot: dot.amount, right=True),
        Column("Scale and region", lambda dot: _lane_words(dot)),
        Column("Contract", lambda dot: dot.row.post),
    ]


def _lane_words(dot: Dot) -> str:
    result = dot.row.pay.result
    return " ".join(part for part in (result.scale, result.region) if part) or "not known"


class PicturePage(QWidget):
    """The picture, who the current dot is, and the same as a table. moved, opened: key of a contract."""

    moved = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dots = PayDots()
        self.says = named(label(""), "What the picture shows")
        self.who = named(label(""), "The person of the dot")
        self.go = button("Go to the p&erson", self._open, tip="Opens the person's card (Enter, or a double click)")
        self.table: RowsModel[Dot] = RowsModel(picture_columns(), self)
        self.list = RowView(self.table, "Every teacher's pay as a table", lambda dot: dot.key, most={0: 24, 4: 24})
        self.list.show_at_least(3)
        self._rows: Sequence[PayRow] = ()
        self._collection: Collection | None = None
        self._stale = True
        self._following = False
        self.dots.moved.connect(self._dot_moved)
        self.dots.opened.connect(lambda dot: self.opened.emit(dot.key))
        self.list.moved.connect(self._row_moved)
        self.list.opened.connect(lambda dot: self.opened.emit(dot.key))
        self.area = scrolling(self.dots)
        below = QWidget()
        under = QVBoxLayout(below)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.who)
        under.addWidget(self.go)
        under.addWidget(self.list, 1)
        self.parts = QSplitter(Qt.Orientation.Vertical)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self.area)
        self.parts.addWidget(below)
        self.parts.setStretchFactor(0, 3)
        self.parts.setStretchFactor(1, 2)
        self.parts.setSizes([300, 200])
        self.parts.handle(1).setAccessibleName("Divider between picture and table")
        layout = QVBoxLayout(self)
        layout.addWidget(self.says)
        layout.addWidget(self.parts, 1)
        self.setFocusProxy(self.dots)

    def set_rows(self, rows: Sequence[PayRow], collection: Collection | None) -> None:
        """Take the pay sheet's rows; the picture is made when it is looked at."""
        self._rows, self._collection, self._stale = rows, collection, True
        if self.isVisible():
            self.make()

    def make(self) -> None:
        """Make the picture of the rows as they are now."""
        if not self._stale:
            return
        self._stale = False
        picture = picture_of(self._rows, self._collection)
        self._following = True
        self.dots.show_picture(picture)
        self.list.show_rows(picture.dots)
        self._following = False
        self.says.setText(picture.says)
        self._show_who(self.dots.current)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make it now."""
        super().showEvent(event)
        self.make()

    def select(self, key: str) -> None:
        """Follow the pay sheet to a contract."""
        if self._following or self._stale:
            return
        self._following = True
        self.dots.select(key)
        self.list.go_to_key(key)
        self._following = False
        self._show_who(self.dots.current)

    def _dot_moved(self, dot: Dot) -> None:
        if self._following:
            return
        self._following = True
        self.list.go_to_key(dot.key)
        place = self.dots.place_of(dot)
        if place is not None:
            self.area.ensureVisible(round(place.x()), round(place.y()), 40, 40)
        self.moved.emit(dot.key)
        self._following = False
        self._show_who(dot)

    def _row_moved(self) -> None:
        dot = self.list.current()
        if self._following or dot is None:
            return
        self._following = True
        self.dots.select(dot.key)
        self.moved.emit(dot.key)
        self._following = False
        self._show_who(dot)

    def _show_who(self, dot: Dot | None) -> None:
        self.who.setText(dot.says if dot is not None else "Click a dot, or go between them with the arrows.")
        self.go.setEnabled(dot is not None)

    def _open(self) -> None:
        if self.dots.current is not None:
            self.opened.emit(self.dots.current.key)
