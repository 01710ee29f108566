"""The way into the window. Before it shows, only Qt, sqlite3 and the standard library are loaded."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui import crashes
from ui.settings import Settings, use_year_packs
from ui.widgets.look import apply
from ui.window.main_window import MainWindow

_WARM: Final = (
    "converters.payroll.apply",
    "converters.recipe.recipe",
    "converters.values.field_reader",
    "validation.engine",
    "ui.worker.jobs",
)


def run(arguments: Sequence[str]) -> int:
    """Open the window, with the files named (a return, or files for a new one); return the exit code."""
    if getattr(sys, "frozen", False):
        # In the packaged program the worker process begins here too; elsewhere nobody waits for loading it.
        import multiprocessing

        multiprocessing.freeze_support()
    crashes.watch()
    settings = Settings()
    before = settings.get("open"), settings.get("step")
    app = make_application(arguments)
    window = MainWindow(settings)
    window.show()
    paths = [Path(name).resolve() for name in arguments if not name.startswith("-")]
    QTimer.singleShot(0, window, lambda: _after_show(window, paths, before))
    code = app.exec()
    window.deleteLater()
    return int(code)


def make_application(arguments: Sequence[str]) -> QApplication:
    """Return the application, made with its name and style where there is none yet."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        # The style as an argument: `setStyle` hands back the style, and wrapping that takes as long as a page.
        app = QApplication([sys.argv[0] if sys.argv else "swf-desktop", "-style", "Fusion", *arguments])
    if not app.property("look"):
        apply(app)
    app.setApplicationName("swf-desktop")
    app.setApplicationDisplayName("School Workforce Census")
    return app


def _after_show(window: MainWindow, paths: list[Path], before: tuple[str, str]) -> None:
    use_year_packs()
    window.make_the_rest()
    window.session.worker.start()
    threading.Thread(target=_warm_up, daemon=True).start()
    if paths:
        window.take_paths(paths)
    elif before[0]:
        window.open_again(Path(before[0]), before[1])


def _warm_up() -> None:
    for name in _WARM:
        importlib.import_module(name)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
