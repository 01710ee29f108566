"""The way into the window. Before it shows, only Qt, sqlite3 and the standard library are loaded."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui import crashes
from ui.settings import Settings, use_copies_folder, use_year_packs
from ui.widgets.look import apply
from ui.window.main_window import MainWindow

_WARM: Final = (
    "converters.payroll.apply",
    "converters.recipe.recipe",
    "converters.values.field_reader",
    "validation.engine",
    "ui.worker.jobs",
)


CANNOT_SHOW: Final = 2

_XCB: Final = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""The libraries that Qt's xcb platform loads and a bare Debian lacks, and Debian's packages of them."""


def missing_packages() -> list[str]:
    """Return the packages that are missing for a window on X11; none elsewhere, or where another platform is chosen."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] != "xcb":
        return []
    if not os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return []
    import ctypes

    missing = []
    for library, package in _XCB.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def run(arguments: Sequence[str]) -> int:
    """Open the window, with the files named (a return, or files for a new one); return the exit code."""
    if getattr(sys, "frozen", False):
        # In the packaged program the worker process begins here too; elsewhere nobody waits for loading it.
        import multiprocessing

        multiprocessing.freeze_support()
    missing = missing_packages()
    if missing:
        # Qt itself would end the program here without a word that helps.
        sys.stderr.write(
            f"The window needs system libraries that are not installed. Install them, then start again:\n"
            f"  sudo apt install {' '.join(missing)}\n"
        )
        return CANNOT_SHOW
    crashes.watch()
    settings = Settings()
    use_copies_folder()
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
