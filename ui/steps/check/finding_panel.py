"""One finding in full: what is wrong, what to do, the field to mend in place, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from swf_desktop.record import place_words
from ui.findings.words import finding_rule, finding_text, finding_who
from ui.session.session import Session
from ui.widgets.basic import button, heading, label, named
from ui.widgets.editors import ChoiceEdit, Editor, edit_text, make_editor
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
        self.editor: Editor | None = None
        self.icon = QLabel()
        self.icon.setAccessibleName("How grave the finding is")
        self.title = heading("", 2)
        self.message = label("")
        self.action = label("")
        self.rule = label("")
        self.editor_label = label("", wrap=False)
        self.change = button("C&hange", self.apply, main=True)
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
        self._line = QHBoxLayout()
        self._line.addWidget(self.editor_label)
        self._line.addWidget(self.change)
        self._inner.addLayout(self._line)
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
        self._new_editor()
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
        self.go.setVisible(finding.record is not None or self.session.checking.question_of(finding) is not None)
        self._fit()

    def _new_editor(self) -> None:
        if self.editor is not None:
            self._line.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
        finding, session = self.finding, self.session
        item = session.collection.fields.get(finding.field or "") if finding and session.collection else None
        record = finding.record if finding is not None else None
        usable = (
            item is not None
            and record is not None
            and record.kind == item.kind
            and item.kind != "message"
            and not session.locked
            and not (session.private and session.shown.is_private(item.kind, item.tag, item.type))
        )
        self.editor_label.setVisible(usable)
        self.change.setVisible(usable)
        if not usable or item is None or record is None or session.collection is None:
            return
        self.editor = make_editor(item, session.collection, self)
        self.editor.set_value_text(edit_text(item, record.values.get(item.tag)))
        self.editor_label.setText(f"{item.label}:")
        self.editor_label.setBuddy(self.editor)
        self._line.insertWidget(1, self.editor, 1)
        if not isinstance(self.editor, ChoiceEdit):
            self.editor.done.connect(self.editor.setFocus)
            self.editor.returnPressed.connect(self.apply)
        QWidget.setTabOrder(self.editor, self.change)

    def apply(self) -> None:
        """Change the field to what was typed."""
        finding = self.finding
        if finding is None or finding.record is None or self.editor is None or finding.field is None:
            return
        self.session.edits.change_field(finding.record, finding.field.partition(".")[2], self.editor.value_text())

    def to_editor(self) -> None:
        """Put the focus where the field is mended."""
        if self.editor is not None:
            self.editor.setFocus()
        elif self.go.isVisible():
            self.go.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter makes the change from a list of Yes and No, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.editor, ChoiceEdit):
            if self.editor.hasFocus():
                self.apply()
            return
        super().keyPressEvent(event)

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
