"""What a school needs for its return, and from whom, with the e-mails that ask for it, ready to copy."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from ui.session.session import Session
from ui.widgets import dialogs
from ui.widgets.basic import button, empty, heading, label, named, row

if TYPE_CHECKING:
    from swf_desktop.collection import Collection

LAST_YEAR: Final = (
    "Last year's return is a file whose name holds your authority's and school's number, SWF and the year: "
    "{example}. Look where you keep what was sent, in the program that made it (its own School Workforce Census "
    "screen), or ask whoever uploaded it. If nobody has it, go on without: it saves typing, and nothing depends on it."
)


_WORKBOOK: Final = "Workbook (*.xlsx)"


class NeedPanel(QFrame):
    """Who is asked for what; made when it is first wanted."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("card", True)
        named(self, "What you need, and from whom")
        self._year = 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 16, 24, 16)
        self._layout.setSpacing(6)
        self.text = named(QPlainTextEdit(), "The e-mail")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)

    def show_for(self, collection: Collection) -> None:
        """Show what the return of a collection needs."""
        if collection.year == self._year:
            return
        from converters.before.need import LETTERS, WHOM, needs

        self._year = collection.year
        self.text.setParent(None)
        empty(self._layout)
        self._layout.addWidget(heading(f"What you need for November {collection.year}, and from whom", 2))
        wanted = needs(collection)
        for whom, who in WHOM.items():
            own = [one for one in wanted if one.whom == whom]
            for one in own:
                self._layout.addWidget(heading(f"{who}: {one.what}", 3))
                self._layout.addWidget(label("    " + "; ".join(one.items) + "."))
            if whom in LETTERS:
                self._layout.addWidget(
                    row(
                        button(f"Copy the e-mail to {who}", partial(self.copy, whom)),
                        button(f"Show the e-mail to {who}", partial(self.show_letter, whom)),
                    )
                )
        self._layout.addWidget(
            row(
                button("Save an empty workbook to fill in …", self.save_template, tip="A sheet for each kind of record")
            )
        )
        example = f"9992999_SWF_999LL{(collection.year - 1) % 100}_001.xml"
        self._layout.addWidget(label(LAST_YEAR.format(example=example)))
        self._layout.addWidget(self.text)
        self.text.hide()

    def save_template(self) -> None:
        """Ask where an empty workbook for the year goes, and write it there."""
        where = self.session.folder if self.session.is_open else Path.home()
        path = dialogs.ask_save(self, "An empty workbook to fill in", where / "staff data template.xlsx", _WORKBOOK)
        if path is not None:
            self.session.files.run_job(
                "ui.worker.papers:template",
                str(path),
                self._year,
                title="Writing the workbook",
                then=lambda _path: self.session.tell(f"{path.name} written to {path.parent}.", "done"),
            )

    def _letter(self, whom: str) -> tuple[str, str]:
        from converters.before.need import letter
        from swf_desktop.collection import Collection

        return letter(whom, Collection.load(self._year))

    def copy(self, whom: str) -> None:
        """Put an e-mail on the clipboard."""
        subject, text = self._letter(whom)
        QApplication.clipboard().setText(f"{subject}\n\n{text}")
        self.session.tell("The e-mail is copied, its subject in the first line. Paste it into your mail.", "done")

    def show_letter(self, whom: str) -> None:
        """Show an e-mail to read and change before it is copied by hand."""
        subject, text = self._letter(whom)
        self.text.setPlainText(f"{subject}\n\n{text}")
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * 22)
        self.text.show()
        self.text.setFocus()
