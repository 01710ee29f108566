"""Two parts of a page: side by side where there is room for both, else one below the other."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

LINES = 14
"""How many lines of text each part shows at least where they stand one below the other."""


class Parts(QSplitter):
    """A splitter that turns, so that with large text on a small screen nothing runs off the right edge."""

    def __init__(self, left: QWidget, right: QWidget, divider: str, share: tuple[int, int]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._share = share
        self._laid_out = False
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self.handle(1).setAccessibleName(divider)

    def _sides(self) -> list[QSize]:
        return [self.widget(at).minimumSizeHint().expandedTo(self._least(at)) for at in range(2)]

    def _least(self, at: int) -> QSize:
        """Return what was asked of a part by hand, but for the height that this splitter gives it."""
        return QSize(self.widget(at).minimumWidth(), 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the width of the wider part: where there is no room for both, they stand one below the other."""
        wide = max(side.width() for side in self._sides())
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Turn where the width asks for it, and share the room the first time and after each turn."""
        beside = sum(side.width() for side in self._sides()) + self.handleWidth() <= event.size().width()
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        turned = wanted != self.orientation()
        if turned:
            self.setOrientation(wanted)
            for at in range(2):
                part = self.widget(at)
                part.setMinimumHeight(0)
                if not beside:
                    part.setMinimumHeight(
                        max(
                            self.fontMetrics().height() * LINES,
                            part.minimumSizeHint().height(),
                            part.heightForWidth(event.size().width()),
                        )
                    )
            self.updateGeometry()
        super().resizeEvent(event)
        if turned or not self._laid_out:
            self._laid_out = True
            self.setSizes([self._share[0] * 100, self._share[1] * 100])

    def bring(self, widget: QWidget) -> None:
        """Scroll the page to a part of it, where it has to be scrolled for that."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 0, 0)
