"""When the program itself makes a mistake: a report without personal data, and a box that says what to do."""

from __future__ import annotations

import faulthandler
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from PySide6.QtWidgets import QApplication

from swf_desktop import __version__
from swf_desktop.files.writing import write_text
from ui.settings import folder

LOG: Final = "problems.txt"
FAULTS: Final = "crash.txt"
_MOST: Final = 60_000

_open: list[IO[str]] = []
_telling: list[bool] = []


def watch() -> None:
    """Keep a trace where the program crashes, and tell the user of errors; called once, at the start."""
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        if (place / FAULTS).exists() and (place / FAULTS).stat().st_size > _MOST:
            (place / FAULTS).unlink()
        faults = (place / FAULTS).open("a", encoding="utf-8")
    except OSError:
        faulthandler.enable()
    else:
        _open.append(faults)
        faulthandler.enable(faults)
    sys.excepthook = _unexpected


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    from ui.worker.process import trace_of

    keep(trace_of(error.with_traceback(trace)))
    if QApplication.instance() is None or _telling:
        print(f"{kind.__name__}: see {folder() / LOG}", file=sys.stderr)  # noqa: T201 - there is no window to tell it in
        return
    _telling.append(True)
    try:
        tell(kind.__name__)
    finally:
        _telling.clear()


def tell(name: str) -> None:
    """Say that the program made a mistake, and what to do."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle("The program made a mistake")
    box.setText(
        "Something went wrong inside the program. Your work is safe: every change was saved as you made it.\n\n"
        "You can go on. If things look odd, close the window and open the return again: it stands where you left it."
    )
    box.setInformativeText(
        "To report it, choose Help, Report a problem: the report holds no names, numbers of persons or pay."
    )
    box.setDetailedText(name)
    box.exec()


def keep(trace: str) -> None:
    """Add a trace to the file of problems; it holds places in the program only, no data."""
    try:
        path = folder() / LOG
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8")[-_MOST:] if path.exists() else ""
        now = time.strftime("%d/%m/%Y %H:%M")
        write_text(path, f"{before}{now} version {__version__}\n{trace}\n\n", own=True)
    except OSError:
        pass


def report_text() -> str:
    """Return the report that a user may send: versions and traces, without names of files or people."""
    # Loaded here, as in the functions above: no start should wait for what is wanted after a mistake.
    import platform

    from PySide6.QtCore import qVersion

    parts = [
        f"swf-desktop {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        "",
    ]
    for name in (LOG, FAULTS):
        path = Path(folder() / name)
        if path.exists():
            parts += [name, path.read_text(encoding="utf-8", errors="replace")[-_MOST:]]
    return "\n".join(parts)
