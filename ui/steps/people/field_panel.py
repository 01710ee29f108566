"""What there is to know of the field that has the focus: what it is, what is wrong, what else was said, where from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from swf_desktop.record import place_words
from ui.findings.rule_page import rule_html
from ui.findings.words import finding_rule, finding_text
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.steps.people.card_model import Line, Section, lost_values
from ui.widgets.basic import button, heading, label, named
from ui.widgets.marks import EDITED, mark_icon, word_for
from ui.widgets.source_cell import SourceCell

if TYPE_CHECKING:
    from validation.finding import Finding


class FieldPanel(QScrollArea):
    """The panel below the card. asked_for_cell: the source cell is to be shown, for which there must be room."""

    asked_for_cell = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        named(self, "About this item")
        self.line: Line | None = None
        self._place: tuple[str, str] | None = None
        self.cell = SourceCell(session)
        self.cell.hide()
        self.cell.filled.connect(self._cell_filled)
        self._words = QWidget()
        inner = named(QWidget(), "About this item")
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(8, 6, 8, 6)
        self._inner.addWidget(self._words)
        self._inner.addWidget(self.cell)
        self._inner.addStretch(1)
        self.setWidget(inner)
        self.show_line(None, None)

    def show_line(self, line: Line | None, section: Section | None) -> None:
        """Show what there is to know of a line, of a section, or of nothing."""
        self.line = line
        place = (line.record.key, line.tag) if line is not None else None
        if place != self._place:
            self._place = place
            self.cell.hide()
        words = QWidget()
        layout = QVBoxLayout(words)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if line is not None:
            self._fill(layout, line)
        elif section is not None:
            layout.addWidget(heading(section.title, 2))
            for finding in section.findings:
                layout.addWidget(self._finding(finding))
            source = section.record.source()
            if source is not None:
                layout.addWidget(label(f"From {place_words(source)}"))
        self._inner.replaceWidget(self._words, words)
        self._words.hide()
        self._words.deleteLater()
        self._words = words
        words.show()
        self._fit()

    def _fit(self) -> None:
        """Make the inner part as high as its wrapped texts need at this width: a scroll area does not ask for that."""
        inner = self.widget()
        width = self.viewport().width()
        inner.setMinimumHeight(self._inner.heightForWidth(width) if self._inner.hasHeightForWidth() else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrap the texts anew."""
        super().resizeEvent(event)
        self._fit()

    def _fill(self, layout: QVBoxLayout, line: Line) -> None:
        item = line.field
        layout.addWidget(heading(item.label, 2))
        for finding in line.findings:
            layout.addWidget(self._finding(finding))
        words = [item.help]
        if item.required in ("yes", "open"):
            words.append("Needed." if item.required == "yes" else "Needed where the contract is open on census day.")
        if not item.sent:
            words.append("Not sent: the program works with it.")
        if item.example:
            words.append(f"For example {item.example}.")
        layout.addWidget(label(" ".join(words)))
        self._others(layout, line)
        self._source(layout, line)

    def _finding(self, finding: Finding) -> QWidget:
        icon = QLabel()
        side = self.fontMetrics().height() + 2
        icon.setPixmap(mark_icon(str(finding.severity)).pixmap(QSize(side, side)))
        rule = finding_rule(finding)
        word = word_for(str(finding.severity))
        text = label(f"{word}: {finding_text(self.session, finding)}" + (f" ({rule})" if rule else ""))
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, 0, 1)
        collection = self.session.collection
        if collection is not None and rule in collection.rules:
            page = QLabel(rule_html(collection, rule))
            page.setTextFormat(Qt.TextFormat.RichText)
            page.setWordWrap(True)
            page.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            page.hide()
            grid.addWidget(page, 1, 1, 1, 2)
            explain = button("E&xplain", lambda: self._open(page), tip=f"Explain rule {rule}")
            grid.addWidget(explain, 0, 2, Qt.AlignmentFlag.AlignTop)
        named(made, text.text())
        return made

    def _others(self, layout: QVBoxLayout, line: Line) -> None:
        session, record, tag = self.session, line.record, line.tag
        hidden = session.private and session.shown.is_private(line.field.kind, tag, line.field.type)
        edit = session.edits.edit_of(record, tag)
        if edit is not None:
            reason = f" Reason: {edit.reason}." if edit.reason else ""
            text = label(f"{word_for(EDITED)} here: what the files say is not used.{reason}")
            back = button(
                "Take the change back",
                lambda: session.edits.withdraw([(record, tag)], f"{line.field.label} as in the files"),
                tip="Use what the files say again",
            )
            layout.addWidget(beside(text, back))
        for lost in lost_values(session, record, tag):
            place = place_words(lost.source) if lost.source is not None else "elsewhere"
            said = HIDDEN if hidden else lost.shown or "nothing"
            text = label(f"Not used: “{said}”, from {place}")

            def use(value: str = lost.text) -> None:
                session.edits.edit_many([(record, tag, value)], f"{line.field.label}: the other value", reason="chosen")

            layout.addWidget(beside(text, button("Use this instead", use, tip=f"Use “{said}” for {line.field.label}")))

    def _source(self, layout: QVBoxLayout, line: Line) -> None:
        source = line.record.source(line.tag)
        if source is None:
            layout.addWidget(label("From no file: typed here."))
            return
        show = button(
            "Show the &cell", self.asked_for_cell.emit, tip="Show the cell in the file, with the rows around it"
        )
        if source.column is None:
            layout.addWidget(beside(label(f"Worked out from {place_words(source)}"), show))
        else:
            layout.addWidget(beside(label(f"From {place_words(source)}"), show))

    def _open(self, page: QWidget) -> None:
        page.setVisible(page.isHidden())
        self._fit()

    def _cell_filled(self) -> None:
        self._fit()
        self.ensureWidgetVisible(self.cell)

    def show_cell(self) -> None:
        """Show the cell that the value came from."""
        if self.line is not None:
            self.cell.show_source(self.line.record.source(self.line.tag))
            self.cell.show()
            self._fit()
            self.ensureWidgetVisible(self.cell)


def beside(text: QWidget, *others: QWidget) -> QWidget:
    """Return a text that takes the room there is, with buttons at its end."""
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(text, 1)
    for other in others:
        layout.addWidget(other, 0, Qt.AlignmentFlag.AlignTop)
    return made
