"""One finding in full: what is wrong, what to do, the field to mend in place, and where it comes from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from swf_desktop.record import place_words
from ui.findings.mending import Mending
from ui.findings.ways import Way, ways_out
from ui.findings.words import finding_rule, finding_text, finding_who
from ui.session.session import Session
from ui.widgets.basic import button, heading, label, named
from ui.widgets.editors import Editor
from ui.widgets.marks import mark_icon, word_for
from ui.widgets.source_cell import SourceCell

if TYPE_CHECKING:
    from validation.finding import Finding


class FindingPanel(QScrollArea):
    """The panel beside the list of findings."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        named(self, "The finding")
        self.finding: Finding | None = None
        self.mendings: list[Mending] = []
        self.icon = QLabel()
        self.icon.setAccessibleName("How grave the finding is")
        self.title = heading("", 2)
        self.message = label("")
        self.action = label("")
        self.rule = label("")
        self.go = button("&Go to the field", self._go, tip="Go to the field (Enter in the list)")
        self.place = label("")
        self.show_button = button("Show the &cell", self.show_cell, tip="Show the cell in the file")
        self.cell = SourceCell(session)
        self.cell.filled.connect(self._fit)
        inner = named(QWidget(), "The finding")
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(6, 6, 6, 6)
        top = QHBoxLayout()
        top.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.title, 1)
        self._inner.addLayout(top)
        self._inner.addWidget(self.message)
        self._inner.addWidget(self.action)
        self._boxes = QVBoxLayout()
        self._inner.addLayout(self._boxes)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go)
        buttons.addWidget(self.show_button)
        buttons.addStretch(1)
        self._inner.addLayout(buttons)
        self._inner.addWidget(self.place)
        self._inner.addWidget(self.cell)
        self._inner.addWidget(self.rule)
        self._inner.addStretch(1)
        self.setWidget(inner)
        self.show_finding(None)

    def show_finding(self, finding: Finding | None) -> None:
        """Show a finding, or that there is none."""
        same = finding is not None and finding is self.finding
        self.finding = finding
        if not same:
            self.cell.hide()
        self._new_editors()
        parts = (self.icon, self.action, self.rule, self.go, self.place, self.show_button)
        for widget in parts:
            widget.setVisible(finding is not None)
        if finding is None:
            self.title.setText("Nothing is chosen")
            self.message.setText("Choose a finding in the list to see what is wrong and what to do.")
            self._fit()
            return
        word = word_for(str(finding.severity))
        side = self.fontMetrics().height() + 4
        self.icon.setPixmap(mark_icon(str(finding.severity)).pixmap(QSize(side, side)))
        self.title.setText(": ".join(part for part in (word, finding_who(self.session, finding)) if part))
        if self.session.private:
            self.message.setText(finding_text(self.session, finding))
            self.action.hide()
        else:
            self.message.setText(finding.message)
            self.action.setText(finding.action)
        rule = finding_rule(finding)
        self.rule.setText(f"Rule {rule}" if rule else "")
        self.rule.setVisible(bool(rule))
        source = finding.source
        self.place.setText(f"From {place_words(source)}" if source is not None else "")
        self.place.setVisible(source is not None)
        self.show_button.setVisible(source is not None and source.row is not None)
        self.go.setText("&Answer it" if self.session.checking.question_of(finding) is not None else "&Go to the field")
        asked = self.session.checking.question_of(finding) is not None
        # Where there are several ways out, each has its own button.
        self.go.setVisible(asked or (finding.record is not None and len(self.mendings) < 2))
        self._fit()

    @property
    def editor(self) -> Editor | None:
        """The editor of the first item in which the finding can be mended."""
        return self.mendings[0].editor if self.mendings else None

    @property
    def typed(self) -> bool:
        """Whether something was typed here and not taken."""
        return any(mending.typed for mending in self.mendings)

    def _new_editors(self) -> None:
        self._take_what_is_left()
        for mending in self.mendings:
            self._boxes.removeWidget(mending)
            mending.hide()
            mending.deleteLater()
        self.mendings = []
        finding, session = self.finding, self.session
        if finding is None or session.collection is None or session.locked:
            return
        ways = [
            way
            for way in ways_out(finding, session.collection)
            if not (session.private and session.shown.is_private(way.field.kind, way.field.tag, way.field.type))
        ]
        for way in ways:
            mending = Mending(session, way, alone=len(ways) == 1, parent=self)
            mending.gone_to.connect(self._go_to_way)
            self._boxes.addWidget(mending)
            # At once, and not with the next round of events: the focus may be wanted in it.
            mending.show()
            self.mendings.append(mending)

    def _take_what_is_left(self) -> None:
        """Take what was typed and not taken before another finding is shown, or say that it was not."""
        for mending in self.mendings:
            if not mending.typed or self.session.locked:
                continue
            way, text, opened = mending.way, mending.editor.value_text(), self.session.workspace
            # Not now: the list is being gone through, and would change below the one who goes through it.
            QTimer.singleShot(0, self, partial(self._take_left, way, text, opened))

    def _take_left(self, way: Way, text: str, opened: object) -> None:
        session = self.session
        record = session.shown.record(way.record.key)
        if session.workspace is not opened or session.locked or record is None:
            return
        typed = session.edits.read(record, way.field.tag, text)
        person = record.person()
        whose = f"{way.field.label} of {session.shown.name_of(person)}" if person is not None else way.field.label
        if typed.problem:
            session.tell(f"{whose}: what was typed was not taken. {typed.problem}", "problem")
            return
        session.edits.change_field(record, way.field.tag, text)
        session.tell(f"{whose} was changed to what was typed. Undo (Ctrl+Z) takes it back.", "done")

    def _go_to_way(self, way: Way) -> None:
        self.session.show(way.record, way.field.tag)

    def apply(self) -> None:
        """Change the first item to what was typed."""
        if self.mendings:
            self.mendings[0].apply()
            self._fit()

    def to_editor(self) -> None:
        """Put the focus where the finding is mended."""
        if self.editor is not None:
            self.editor.setFocus()
        elif self.go.isVisible():
            self.go.setFocus()

    def _go(self) -> None:
        if self.finding is not None:
            self.session.checking.go_to(self.finding)

    def show_cell(self) -> None:
        """Show the cell that it comes from."""
        if self.finding is not None:
            self.cell.show()
            self.cell.show_source(self.finding.source)
            self._fit()

    def _fit(self) -> None:
        inner = self.widget()
        if inner is not None:
            inner.setMinimumHeight(self._inner.heightForWidth(self.viewport().width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrap the texts anew."""
        super().resizeEvent(event)
        self._fit()
