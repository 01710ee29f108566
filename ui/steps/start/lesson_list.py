"""The lessons to choose from, and a practice return of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from swf_desktop.words import listed
from ui.session.session import Session
from ui.widgets.basic import button, heading, label, named, row
from ui.widgets.opening import Opening
from ui.widgets.table_model import Column, RowsModel
from ui.widgets.tables import Table

if TYPE_CHECKING:
    from converters.practice.lesson import Lesson


class LessonList(QFrame):
    """All lessons that come with the program; made when it is first wanted."""

    def __init__(self, session: Session, opening: Opening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from converters.practice.lesson import built_in

        self.session, self._opening = session, opening
        self.setProperty("card", True)
        named(self, "Learn with a lesson")
        self.model: RowsModel[tuple[int, Lesson]] = RowsModel(
            [
                Column("", lambda one: str(one[0])),
                Column("Lesson", lambda one: one[1].title, wide=True),
                Column("Minutes", lambda one: str(one[1].minutes), right=True),
                Column("For", lambda one: listed(map(str, one[1].years)) or "every year"),
                Column("", lambda one: "begun" if self._begun(one[1]) else ""),
            ],
            self,
        )
        self.model.set_rows(list(enumerate(built_in().values(), 1)))
        self.table = Table(self.model, "Lessons")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.opened.connect(self._begin)
        self.begin = button("&Begin, or go on", lambda: self._begin(self.table.current()), main=True)
        self.practice = button(
            "A practice return of your own …",
            opening.practice,
            tip="Marked for good in window and file: it can never become a real one",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addWidget(heading("Learn with a lesson", 2))
        layout.addWidget(label("Made people, no real school. A panel says what to do, and checks each step."))
        layout.addWidget(self.table)
        layout.addWidget(row(self.begin, self.practice))
        self.table.fit_height(most=10)
        self.table.select_place(0)

    def _begun(self, lesson: Lesson) -> bool:
        return self._opening.lessons_folder(lesson.name).is_dir()

    def _begin(self, one: tuple[int, Lesson] | None) -> None:
        if one is not None:
            self._opening.lesson(one[1].name)
