"""How sure the year of the return is, and which is meant where the files are plainly of another: on the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.session.session import Session
from ui.widgets.basic import button, label, named, row

if TYPE_CHECKING:
    from converters.members.missing import Missing


def how_sure(session: Session) -> str:
    """Return the one sentence on what could go wrong with the file of this year; whatever else is said."""
    if session.collection is None:
        return ""
    from swf_desktop.certainty import plain_sentence

    return plain_sentence(session.collection)


def year_doubt(session: Session) -> Missing | None:
    """Return the sign that the files are of another year than the return, None without one."""
    if session.built is None:
        return None
    from converters.members.missing import OTHER_YEAR

    return next((one for one in session.built.missing if one.id.startswith(OTHER_YEAR)), None)


class OtherYear(QWidget):
    """The question with its two answers; whoever shows it asks `year_doubt` whether it is open."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.text = named(label(""), "The files are of another year")
        # Each has a name before the years are known, too: a screen reader may meet it while it is hidden.
        self.take = button("It is the return of the other year", self._take, main=True)
        self.keep = button("The year is right", self._keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addWidget(row(self.take, self.keep))

    def show_now(self) -> None:
        """Show the question as it is now."""
        doubt, collection = year_doubt(self.session), self.session.collection
        if doubt is None or collection is None:
            return
        self.text.setText(f"{doubt.text} Which return is this?")
        for made, text in (
            (self.take, f"It is the return of November {self._meant()}"),
            (self.keep, f"November {collection.year} is right"),
        ):
            made.setText(text)
            made.setAccessibleName(text)

    def _meant(self) -> str:
        doubt = year_doubt(self.session)
        return "" if doubt is None else doubt.id.rpartition(" ")[2]

    def _take(self) -> None:
        self.session.decisions.change_setting("Census year", "year", self._meant())

    def _keep(self) -> None:
        from converters.members.missing import YEAR_ANSWER

        if self.session.collection is not None:
            self.session.decisions.set_answer(YEAR_ANSWER, str(self.session.collection.year), "Census year")
