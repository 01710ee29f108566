"""One box in which a finding is mended: Enter takes what is typed, and what cannot be taken is said below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.findings.ways import Way
from ui.session.session import Session
from ui.widgets.basic import button, label
from ui.widgets.editors import ChoiceEdit, CodeEdit, Editor, edit_text, make_editor


class Mending(QWidget):
    """The words of a way out, its editor and the button to take it.

    gone_to: the item is to be shown in its step.
    """

    gone_to = Signal(object)
    """The Way."""

    def __init__(self, session: Session, way: Way, *, alone: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.way = session, way
        item = way.field
        assert session.collection is not None  # noqa: S101 - a way is of a collection's field
        self.editor: Editor = make_editor(item, session.collection, self)
        self.before = edit_text(item, way.record.values.get(item.tag))
        self.editor.set_value_text(self.before)
        if way.words != item.label:
            self.editor.setAccessibleName(f"{way.words} {item.label}")
        self.words = label(way.words if way.words.endswith("?") else f"{way.words}:")
        self.words.setBuddy(self.editor)
        self.change = button("C&hange" if alone else "Change", self.apply, main=alone)
        self.change.setAccessibleName(f"Change {item.label}")
        self.problem = label("")
        self.problem.setProperty("problem", True)
        self.problem.hide()
        line = QHBoxLayout()
        line.addWidget(self.editor, 1)
        line.addWidget(self.change)
        if not alone:
            go = button("Go to it", lambda: self.gone_to.emit(self.way), tip=f"Go to {item.label}")
            go.setAccessibleName(f"Go to {item.label}")
            line.addWidget(go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        layout.addLayout(line)
        layout.addWidget(self.problem)
        QWidget.setTabOrder(self.editor, self.change)
        self.editor.installEventFilter(self)
        if isinstance(self.editor, ChoiceEdit):
            self.editor.currentTextChanged.connect(lambda _text: self.problem.hide())
            return
        self.editor.textChanged.connect(lambda _text: self.problem.hide())
        self.editor.returnPressed.connect(self.apply)
        # What is chosen in a list or a calendar is meant: nothing more has to be pressed. Where several codes are
        # given, another may follow, so that only Enter takes them.
        taken = self.editor.entered if isinstance(self.editor, CodeEdit) and item.repeats else self.editor.done
        # The list is closed first: what is on show changes with the finding.
        taken.connect(lambda: QTimer.singleShot(0, self, self.apply))

    @property
    def typed(self) -> bool:
        """Whether something stands in the box that was not taken."""
        return self.editor.value_text().strip() != self.before.strip()

    def apply(self) -> bool:
        """Change the item to what was typed; where that cannot be, say why at the box. Whether it was changed."""
        way, text = self.way, self.editor.value_text()
        if not self.typed:
            self.say("Nothing was changed: that is what stands there already." if text.strip() else "Nothing is typed.")
            return False
        typed = self.session.edits.read(way.record, way.field.tag, text)
        if typed.problem:
            meant = f" Did you mean {' or '.join(typed.choices[:3])}?" if typed.choices else ""
            self.say(f"Not changed. {typed.problem}{meant}")
            return False
        self.before = text
        self.session.edits.change_field(way.record, way.field.tag, text)
        return True

    def say(self, text: str) -> None:
        """Say something below the box."""
        self.problem.setText(text)
        self.problem.show()
        self.updateGeometry()
        self.editor.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Escape puts back what stood there; Enter makes the change from a list of Yes and No, too."""
        if watched is self.editor and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.typed:
                self.editor.set_value_text(self.before)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.editor, ChoiceEdit):
                self.apply()
                return True
        return super().eventFilter(watched, event)
