"""Outlines around the controls that a lesson's step names, with a few words beside each; they can be sent away.

Nothing is in the way of the mouse or the keyboard: the outlines are drawn over the window and take no part in it. Where
the window is at another step, the way there is outlined. A screen reader is told what is outlined, once for each place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from swf_desktop.words import step_titles
from ui.widgets.announce import announce
from ui.widgets.basic import named
from ui.widgets.look import colour

if TYPE_CHECKING:
    from converters.practice.lesson import Pointer
    from ui.steps.step import Step
    from ui.window.lesson_panel import LessonPanel

LOOK_MS: Final = 150
"""How often it is looked where the controls are now: they move when a panel opens, a table fills, a page scrolls."""
_LINE: Final = 3
_GAP: Final = 4
_LARGE: Final = 6
"""A list or card so many times as high as the words has them inside: around it they would cover its neighbours."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One outline. at: in the window. words: beside it."""

    at: QRect
    words: str


class Outlines(QWidget):
    """What is drawn over the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        named(self, "What the lesson points at")
        self.marks: list[Mark] = []
        self.hide()

    def show_marks(self, marks: list[Mark]) -> None:
        """Show these outlines, or none."""
        if marks == self.marks and (not marks or self.geometry() == self._window.rect()):
            return
        self.marks = marks
        self.setGeometry(self._window.rect())
        self.setVisible(bool(marks))
        self.raise_()
        self.update()

    def label_rect(self, mark: Mark) -> QRect:
        """Return where the words of an outline stand: low inside of what is large, else below it or above it."""
        metrics = self.fontMetrics()
        size = metrics.size(0, mark.words).grownBy(self.contentsMargins())
        wide, high = size.width() + 2 * metrics.averageCharWidth(), size.height() + _GAP
        if mark.at.height() > _LARGE * high:
            return QRect(mark.at.right() - wide - high, mark.at.bottom() - 2 * high, wide, high)
        left = min(max(mark.at.left(), 0), max(self.width() - wide, 0))
        below = QRect(QPoint(left, mark.at.bottom() + _LINE), QPoint(left + wide, mark.at.bottom() + _LINE + high))
        if below.bottom() < self.height():
            return below
        return QRect(left, mark.at.top() - _LINE - high, wide, high)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the outlines and their words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent, paper = colour("accent"), self.palette().base().color()
        for mark in self.marks:
            # A pale line around it, so that it is seen on any ground.
            for pen in (QPen(paper, _LINE + 3), QPen(accent, _LINE)):
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(mark.at, _GAP, _GAP)
        for mark in self.marks:
            box = self.label_rect(mark)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawRoundedRect(box, _GAP, _GAP)
            painter.setPen(paper)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.words)


class Guide(QObject):
    """Keeps the outlines on what the lesson's step names.

    page: gives the page on show. rail_row: gives where a step, by its name, stands in the rail.
    """

    def __init__(
        self, window: QWidget, panel: LessonPanel, page: Callable[[], Step], rail_row: Callable[[str], QRect]
    ) -> None:
        super().__init__(panel)
        self._window, self._panel, self._page, self._rail_row = window, panel, page, rail_row
        self.outlines = Outlines(window)
        self._told: tuple[str, ...] = ()
        self._shown_into_view: tuple[int, str] = (0, "")
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        panel.pointed.connect(self.look)
        panel.installEventFilter(self)
        self.look()

    @property
    def is_on(self) -> bool:
        """Whether something is outlined now."""
        return self.outlines.isVisible()

    def dismiss(self) -> None:
        """Send the outlines away; the panel's button brings them back."""
        self._panel.point.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the panel: no outlines without it."""
        if watched is self._panel and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            QTimer.singleShot(0, self, self.look)
        return False

    def look(self) -> None:
        """Put the outlines where the controls are now."""
        wanted = self._panel.pointers() if self._panel.isVisible() and self._panel.point.isChecked() else ()
        # Nothing is looked for while nothing is wanted.
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()
        marks = self._marks(wanted) if wanted else []
        self.outlines.show_marks(marks)
        self._tell(tuple(mark.words for mark in marks))

    def _tell(self, words: tuple[str, ...]) -> None:
        if words == self._told:
            return
        self._told = words
        if words:
            said = f"Outlined: {', then '.join(words)}. Escape sends the outlines away."
            self.outlines.setAccessibleDescription(said)
            announce(self.outlines, said)

    def _marks(self, wanted: tuple[Pointer, ...]) -> list[Mark]:
        page = self._page()
        here = [one for one in wanted if one.step == page.name]
        if not here:
            first = wanted[0].step
            at = self._rail_row(first)
            return [Mark(at, f"Go to “{step_titles()[first]}”")] if not at.isEmpty() else []
        marks = []
        for number, one in enumerate(here):
            widget = page.findChild(QWidget, one.control)
            if widget is None:
                continue
            if number == 0:
                self._bring_into_view(widget, one.control)
            at = self._place_of(widget)
            if not at.isEmpty():
                marks.append(Mark(at.adjusted(-_GAP, -_GAP, _GAP, _GAP), one.words))
        return marks

    def _bring_into_view(self, widget: QWidget, name: str) -> None:
        """Scroll to a control, once for each step: afterwards the trainee scrolls where they like."""
        if self._shown_into_view == (self._panel.current, name) or not widget.isVisible():
            return
        self._shown_into_view = (self._panel.current, name)
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea) and above.widget() is not None and above.widget().isAncestorOf(widget):
                above.ensureWidgetVisible(widget, 0, 0)
            above = above.parentWidget()

    def _place_of(self, widget: QWidget) -> QRect:
        """Return what of a control is on show, in the window; of one behind a tab, the tab; else nothing."""
        if widget.isVisible():
            seen, inside = widget.rect(), widget
            # Step by step: what a page that scrolls cuts off is not on show.
            while inside is not self._window and (around := inside.parentWidget()) is not None:
                seen = seen.translated(inside.pos()).intersected(around.rect())
                inside = around
            return seen
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QTabWidget) and above.isVisible():
                bar = above.tabBar()
                for place in range(above.count()):
                    page = above.widget(place)
                    if page is widget or page.isAncestorOf(widget):
                        tab = bar.tabRect(place)
                        return QRect(bar.mapTo(self._window, tab.topLeft()), tab.size())
            above = above.parentWidget()
        return QRect()
