"""The few boxes that are the system's own: choosing files and folders; and one question. Kept together for tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.session.events import SUFFIX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

TABLES = (
    "Files with staff data (*.xlsx *.xls *.xlsm *.xlsb *.ods *.csv *.txt *.tsv *.mdb *.accdb *.zip *.xml "
    "*.htm *.html *.mht *.fods *.dbf *.prn *.lst);;"
    "All files (*)"
)


def ask_new_return(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where a new return is to be kept."""
    name, _ = _system().getSaveFileName(
        parent,
        "Where shall I keep your work? (This is not yet the file for COLLECT.)",
        str(suggestion),
        f"Returns (*{SUFFIX})",
    )
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() == SUFFIX:
        return path
    whole = path.with_name(path.name + SUFFIX)
    # The system asked about the name without its ending.
    question = f"{whole.name} is there already, in {whole.parent}. What is in it now is lost when it is replaced."
    return None if whole.exists() and not ask_sure(parent, "Replace it?", question, "Replace it") else whole


def ask_return(parent: QWidget, folder: Path) -> Path | None:
    """Ask which return to open."""
    name, _ = _system().getOpenFileName(parent, "Open a return", str(folder), f"Returns (*{SUFFIX});;All files (*)")
    return Path(name) if name else None


def ask_files(parent: QWidget, folder: Path) -> list[Path]:
    """Ask for files with staff data."""
    names, _ = _system().getOpenFileNames(parent, "Add files with staff data", str(folder), TABLES)
    return [Path(name) for name in names]


def ask_folder(parent: QWidget, title: str, folder: Path) -> Path | None:
    """Ask for a folder."""
    name = _system().getExistingDirectory(parent, title, str(folder))
    return Path(name) if name else None


def ask_save(parent: QWidget, title: str, suggestion: Path, kinds: str) -> Path | None:
    """Ask where to save a file; the system itself asks before one is replaced."""
    name, _ = _system().getSaveFileName(parent, title, str(suggestion), kinds)
    return Path(name) if name else None


def ask_open(parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
    """Ask for one file."""
    name, _ = _system().getOpenFileName(parent, title, str(folder), kinds)
    return Path(name) if name else None


def ask_sure(parent: QWidget, title: str, question: str, yes: str) -> bool:
    """Ask something that is done only where the answer is yes: Enter and Esc say no. yes: the button's words."""
    # Loaded with the first that is shown, as in `_system`.
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Question, title, question, QMessageBox.StandardButton.Cancel, parent)
    # Names of files are no markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.setEscapeButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.buttonRole(box.clickedButton()) == QMessageBox.ButtonRole.AcceptRole


def _system() -> type[QFileDialog]:
    """Return the system's own box; loaded with the first that is shown, as the first window shows none."""
    from PySide6.QtWidgets import QFileDialog

    return QFileDialog
