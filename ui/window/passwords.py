"""The dialogs about a return's password, its recovery key, and its removal: together, so that tests answer them."""

from __future__ import annotations

import html
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.widgets import dialogs
from ui.widgets.basic import button, label, named, row, text_width


class PasswordDialog(QDialog):
    """Asks for the password of a return, or its recovery key."""

    def __init__(self, parent: QWidget | None, name: str, why: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Password")
        self.field = _secret("Password or recovery key")
        self.shown = QCheckBox("Show what is typed")
        self.shown.toggled.connect(lambda on: _show(on, self.field))
        buttons = _buttons(self, "Open")
        layout = QVBoxLayout(self)
        for each in (label(why), label(f"Password of {name}, or its recovery key:"), self.field, self.shown, buttons):
            layout.addWidget(each)
        layout.itemAt(0).widget().setVisible(bool(why))
        self.setMinimumWidth(text_width(self, 60))


class NewPasswordDialog(QDialog):
    """Asks for a new password twice, once it was read what losing it means."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        from swf_desktop.workspace.keys import SHORTEST
        from swf_desktop.workspace.protection import FINAL

        super().__init__(parent)
        self.setWindowTitle("Protect with a password")
        self._shortest = SHORTEST
        self.first, self.second = _secret("New password"), _secret("The same again")
        self.shown = QCheckBox("Show what is typed")
        self.understood = QCheckBox("I have understood this")
        self.said = label("")
        self.buttons = _buttons(self, "Protect")
        self.shown.toggled.connect(lambda on: _show(on, self.first, self.second))
        self.understood.toggled.connect(self._look)
        layout = QVBoxLayout(self)
        for each in (
            label(
                f"{name} and the copies of it that the program keeps are encrypted. Other files, such as the .xml "
                "and the reports, are not."
            ),
            label(FINAL),
            self.understood,
            label(f"New password, at least {SHORTEST} letters. Three words that do not belong together are good:"),
            self.first,
            label("The same again:"),
            self.second,
            self.shown,
            self.said,
            self.buttons,
        ):
            layout.addWidget(each)
        for field in (self.first, self.second):
            field.textChanged.connect(self._look)
        self.setMinimumWidth(text_width(self, 70))
        self._look()

    def _look(self) -> None:
        first, second = self.first.text(), self.second.text()
        wrong = ""
        if first and len(first.strip()) < self._shortest:
            wrong = f"It has at least {self._shortest} letters."
        elif second and first != second:
            wrong = "The two are not the same."
        self.said.setText(wrong)
        good = self.understood.isChecked() and first == second and len(first.strip()) >= self._shortest
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(good)


class PageDialog(QDialog):
    """Shows a page of text, to be printed or saved."""

    def __init__(self, parent: QWidget | None, title: str, page: str, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._title, self._page, self._name = title, page, name
        self.text = named(QPlainTextEdit(page), title)
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.said = label("")
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(self.said)
        layout.addWidget(
            row(
                button("Print …", self.print, main=True),
                button("Save as text …", self.save),
                button("Close", self.accept),
            )
        )
        self.resize(680, 420)

    def print(self) -> None:
        """Print the page on a printer that the user chooses."""
        from ui.printing import print_html

        lines = "<br>".join(html.escape(line) for line in self._page.splitlines())
        if print_html(self, f"<p style='font-family: monospace'>{lines}</p>", self._title):
            self.said.setText("Sent to the printer.")

    def save(self) -> None:
        """Save the page where the user says."""
        from swf_desktop.files.writing import write_text

        path = dialogs.ask_save(self, self._title, Path.home() / self._name, "Text (*.txt)")
        if path is None:
            return
        try:
            # The dialog asked about a file that is there.
            write_text(path, self._page, own=True)
        except OSError as error:
            self.said.setText(f"It could not be saved: {error.strerror}.")
        else:
            self.said.setText(f"Saved as {path}.")


class RemovalDialog(QDialog):
    """Shows all that goes with a return before it goes, and what stays; nothing is done until it is said twice."""

    def __init__(self, parent: QWidget | None, name: str, lines: list[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Remove this return completely")
        self.text = named(QPlainTextEdit("\n".join(lines)), "What is removed, and what is not")
        self.text.setReadOnly(True)
        self.sure = QCheckBox(f"Remove {name} and everything listed above. It cannot be undone")
        self.buttons = _buttons(self, "Remove")
        remove = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        remove.setEnabled(False)
        self.sure.toggled.connect(remove.setEnabled)
        layout = QVBoxLayout(self)
        for each in (label("This would be removed from this computer:"), self.text, self.sure, self.buttons):
            layout.addWidget(each)
        self.resize(760, 460)


def ask_password(parent: QWidget | None, name: str, why: str) -> str | None:
    """Ask for the password of a return; None where nothing is given."""
    dialog = PasswordDialog(parent, name, why)
    return (dialog.field.text() or None) if dialog.exec() else None


def ask_new_password(parent: QWidget | None, name: str) -> str | None:
    """Ask for a new password; None where the user does not want one."""
    dialog = NewPasswordDialog(parent, name)
    return dialog.first.text() if dialog.exec() else None


def ask_removal(parent: QWidget | None, name: str, lines: list[str]) -> bool:
    """Show what is removed, and ask whether it shall be."""
    return bool(RemovalDialog(parent, name, lines).exec())


def show_page(parent: QWidget | None, title: str, page: str, name: str) -> None:
    """Show a page that is to be printed or saved. name: the file's proposed one."""
    PageDialog(parent, title, page, name).exec()


def now() -> datetime:
    """Return the user's time."""
    return datetime.now()  # noqa: DTZ005 - printed for the user, whose clock it is


def _secret(name: str) -> QLineEdit:
    field = named(QLineEdit(), name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _show(on: bool, *fields: QLineEdit) -> None:
    for field in fields:
        field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)


def _buttons(dialog: QDialog, good: str) -> QDialogButtonBox:
    made = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    made.button(QDialogButtonBox.StandardButton.Ok).setText(good)
    made.accepted.connect(dialog.accept)
    made.rejected.connect(dialog.reject)
    return made
