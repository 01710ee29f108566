"""The year's pay tables with a person's point marked, and a small picture of their pay against the scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from swf_desktop.words import counted
from ui.steps.pay.rows import PayRow
from ui.widgets.basic import label
from ui.widgets.boxes import ChoiceBox
from ui.widgets.row_views import RowView
from ui.widgets.table_model import AnyIndex, Column, RowsModel

if TYPE_CHECKING:
    from swf_desktop.collection import Collection
    from swf_desktop.pay.checks import PayTable

PointLine = tuple[str, tuple[Any, ...]]
MARK: Final = "► "


class PointsModel(RowsModel[PointLine]):
    """One pay scale: a row a point, a column a region. The cell of `marked` (point, region) has a mark and is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__([Column("Point", lambda line: line[0])], parent)
        self.marked: tuple[str, str] = ("", "")
        self.regions: tuple[str, ...] = ()
        self._bold = QFont()
        self._bold.setBold(True)

    def show_table(self, table: PayTable | None, region_words: dict[str, str]) -> None:
        """Show a scale."""
        self.regions = table.regions if table is not None else ()
        columns: list[Column[PointLine]] = [Column("Point", self._point)]
        for at, region in enumerate(self.regions):
            columns.append(self._column(at, region, region_words.get(region, region)))
        self.set_columns(columns)
        self.set_rows(table.rows if table is not None else [])

    def _point(self, line: PointLine) -> str:
        return f"{MARK}{line[0]}" if line[0] == self.marked[0] else line[0]

    def _column(self, at: int, region: str, words: str) -> Column[PointLine]:
        def text(line: PointLine) -> str:
            figure = line[1][at]
            if figure is None:
                return "–"
            mark = MARK if (line[0], region) == self.marked else ""
            note = f" {figure.mark}" if figure.mark else ""
            return f"{mark}{figure.annual:,.0f}{note}"

        def tip(line: PointLine) -> str:
            figure = line[1][at]
            return "" if figure is None else f"{line[0]} in {words}: {figure.document}, {figure.evidence}"

        def order(line: PointLine) -> Decimal:
            figure = line[1][at]
            return Decimal(0) if figure is None else figure.annual

        return Column(region, text, sort=order, tip=tip, right=True, help=words)

    def mark(self, point: str, region: str) -> None:
        """Mark a cell."""
        self.marked = (point, region)
        self.redraw()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if role == Qt.ItemDataRole.FontRole and index.isValid() and index.row() < len(self.visible):
            at_region = index.column() == 0 or self.regions[index.column() - 1] == self.marked[1]
            return self._bold if at_region and self.row_at(index)[0] == self.marked[0] else None
        return super().data(index, role)


class ScalePicture(QWidget):
    """Pay against the points of a scale: a tick for each point, a diamond for the person, rings for the others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: list[tuple[str, Decimal]] = []
        self.own: Decimal | None = None
        self.point = ""
        self.others: list[Decimal] = []
        self.says = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Picture of pay against the scale")

    def show_pay(
        self,
        points: Sequence[tuple[str, Decimal]],
        own: Decimal | None,
        point: str,
        others: Sequence[Decimal],
        says: str,
    ) -> None:
        """Draw a scale. own: the person's pay for full time; others: that of the others on the scale and region."""
        self.points, self.own, self.point, self.others, self.says = list(points), own, point, list(others), says
        self.setAccessibleDescription(says)
        self.setToolTip(says)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(self.fontMetrics().averageCharWidth() * 40, int(self.fontMetrics().height() * 5.2))

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(self.fontMetrics().averageCharWidth() * 20, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self.fontMetrics().height()
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(ink))
        figures = [figure for _, figure in self.points] + ([self.own] if self.own is not None else [])
        if not self.points or not figures:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.says)
            painter.end()
            return
        low, high = min(figures), max(figures)
        room = high - low or Decimal(1)
        side = self.fontMetrics().averageCharWidth() * 6

        def across(figure: Decimal) -> float:
            return side + float((figure - low) / room) * (self.width() - 2 * side)

        line = height * 2.9
        painter.drawLine(QPointF(across(low), line), QPointF(across(high), line))
        self._ticks(painter, across, line, height)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for other in self.others:
            painter.drawEllipse(QPointF(across(other), line), height * 0.24, height * 0.24)
        if self.own is not None:
            at, half = across(self.own), height * 0.42
            painter.setBrush(ink)
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(at, line - half),
                        QPointF(at + half, line),
                        QPointF(at, line + half),
                        QPointF(at - half, line),
                    ]
                )
            )
            self._words(painter, at, height * 1.1, f"{self.own:,.0f}", strong=True)
            painter.drawLine(QPointF(at, height * 1.6), QPointF(at, line - half))
        painter.end()

    def _ticks(self, painter: QPainter, across: Any, line: float, height: int) -> None:
        named = {self.points[0][0], self.points[-1][0], self.point}
        # Ends and the person's own point first, so that their names always have room.
        order = sorted(self.points, key=lambda one: (one[0] not in named, one[1]))
        written: list[float] = []
        for name, figure in order:
            at = across(figure)
            own = name == self.point
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 2.5 if own else 1.0))
            painter.drawLine(QPointF(at, line - height * 0.3), QPointF(at, line + height * 0.3))
            wide = painter.fontMetrics().horizontalAdvance(f"  {name}  ")
            if all(abs(at - other) >= wide for other in written):
                written.append(at)
                self._words(painter, at, line + height * 1.0, name, strong=own)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText)))
        ends = (self.points[0][1], self.points[-1][1])
        for figure in ends:
            self._words(painter, across(figure), line + height * 1.9, f"{figure:,.0f}", strong=False)

    def _words(self, painter: QPainter, at: float, middle: float, text: str, *, strong: bool) -> None:
        font = self.font()
        font.setBold(strong)
        painter.setFont(font)
        wide = painter.fontMetrics().horizontalAdvance(text) + 4
        height = painter.fontMetrics().height()
        start = min(max(at - wide / 2, 0), self.width() - wide)
        painter.drawText(QRectF(start, middle - height / 2, wide, height), Qt.AlignmentFlag.AlignCenter, text)


class ScalePage(QWidget):
    """The table of one scale, and the picture below it. It follows the current row until another scale is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: dict[str, PayTable] = {}
        self._regions: dict[str, str] = {}
        self._year = 0
        self.scale = ChoiceBox("Pay scale")
        self.scale.picked.connect(lambda _: self._show_scale())
        self.model = PointsModel(self)
        self.points = RowView(self.model, "Points of the scale", lambda line: line[0])
        self.points.show_at_least(4)
        self.about = label("")
        self.about.setAccessibleName("About this table")
        self.picture = ScalePicture()
        line = QHBoxLayout()
        before = QLabel("Sca&le")
        before.setBuddy(self.scale)
        line.addWidget(before)
        line.addWidget(self.scale, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(line)
        layout.addWidget(self.points, 1)
        layout.addWidget(self.about)
        layout.addWidget(self.picture)

    def set_collection(self, collection: Collection) -> None:
        """Take the tables of a census year."""
        if collection.year == self._year:
            return
        from swf_desktop.pay.checks import annex5_table

        self._year = collection.year
        self._tables = {table.scale: table for table in annex5_table(collection)}
        regions = collection.code_sets[collection.fields["contract.RegionSpine"].code_set].codes
        self._regions = {code: row.description for code, row in regions.items()}
        self.scale.set_choices([(scale, f"{scale}: {table.title}") for scale, table in self._tables.items()])
        self._show_scale()

    def _show_scale(self) -> None:
        table = self._tables.get(self.scale.value())
        self.model.show_table(table, self._regions)
        marks = "± 1: worked out, within a pound. " if table is not None and _has_marks(table) else ""
        about = f"{table.name}; {', '.join(table.documents)}. Pounds a year, full time. {marks}" if table else ""
        self.about.setText(f"{about}Regions: {_words(self._regions)}." if table else "There is no table of this scale.")
        self.points.select_place(max(self.model.place_of(lambda line: line[0] == self.model.marked[0]), 0))

    def show_row(self, row: PayRow | None, rows: Sequence[PayRow]) -> None:
        """Mark the point of a row, and draw its pay against its scale."""
        result = row.pay.result if row is not None else None
        scale, region, point = (
            (result.scale or "", result.region or "", result.point or "") if result is not None else ("", "", "")
        )
        if scale in self._tables:
            self.scale.set_value(scale)
        self.model.marked = (point, region) if scale in self._tables else ("", "")
        self._show_scale()
        self._draw(row, rows, scale, region, point)

    def _draw(self, row: PayRow | None, rows: Sequence[PayRow], scale: str, region: str, point: str) -> None:
        table = self._tables.get(scale)
        own = row.pay.result.full_time if row is not None else None
        points: list[tuple[str, Decimal]] = []
        if table is not None and region in table.regions:
            at = table.regions.index(region)
            points = [(name, figure.annual) for name, found in table.rows if (figure := found[at]) is not None]
        if row is None or row.hidden or not points or own is None:
            says = (
                "No contract is chosen."
                if row is None
                else "Pay is hidden."
                if row.hidden
                else "This pay is not on a scale with points, or its region is not known."
                if not points
                else "What full-time pay would be is not known."
            )
            self.picture.show_pay([], None, "", [], says)
            return
        everybody = [
            other.pay.result.full_time
            for other in rows
            if other.key != row.key
            and (other.pay.result.scale, other.pay.result.region) == (scale, region)
            and other.pay.result.full_time is not None
        ]
        # Thousands may have the same pay: one ring is drawn for each sum.
        others = sorted(set(everybody))
        low, high = points[0], points[-1]
        says = (
            f"Full-time pay {own:,.2f} on scale {scale}, region {region}: from {low[0]} {low[1]:,.0f} to {high[0]} "
            f"{high[1]:,.0f}. {'The point is ' + point + '. ' if point else ''}"
            f"Rings: {counted(len(everybody), 'other')} on this scale."
        )
        self.picture.show_pay(points, own, point, others, says)


def _has_marks(table: PayTable) -> bool:
    return any(figure is not None and figure.mark for _, figures in table.rows for figure in figures)


def _words(regions: dict[str, str]) -> str:
    return ", ".join(f"{code} {words}" for code, words in regions.items())
