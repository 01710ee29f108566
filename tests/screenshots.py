"""Pictures of every step with the sample school, to be looked at: `python -m tests.screenshots FOLDER`.

Needs a screen, or Xvfb: `xvfb-run -s "-screen 0 1920x1080x24" python -m tests.screenshots out/screenshots`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from converters.sample.big import big_school
from converters.sample.later import write_sample_of
from swf_desktop.collection import Collection
from ui.app import make_application
from ui.settings import Settings
from ui.widgets.look import DARK, LIGHT, SYSTEM, apply
from ui.widgets.text_size import scale_text
from ui.window.main_window import MainWindow

LOOKS = {
    "small": ((1366, 768), 100, LIGHT),
    "large": ((1920, 1080), 100, LIGHT),
    "dark": ((1366, 768), 100, DARK),
    "contrast": ((1366, 768), 100, SYSTEM),
    "quarter": ((1366, 768), 125, LIGHT),
    "double": ((1920, 1080), 200, LIGHT),
    "double-small": ((1366, 768), 200, LIGHT),
}
PATIENCE = 120
BIG = "big.xlsx"


def wait(until: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Let the window work until something holds. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to rest")
        QApplication.processEvents()
        time.sleep(0.005)


def rest(window: MainWindow) -> None:
    """Let the window come to rest: nothing under way, and everything drawn."""
    session = window.session
    wait(lambda: not session.busy and not session.builder.waiting)
    end = time.monotonic() + 0.4
    wait(lambda: time.monotonic() > end)


def take(window: MainWindow, folder: Path, look: str, files: list[Path], steps: list[str]) -> None:
    """Take the pictures of one look, of all steps or of some."""

    def shot(name: str) -> None:
        rest(window)
        window.grab().save(str(folder / f"{look}-{name}.png"))

    shot("0-empty")
    window.session.open(folder / f"{look}.swfreturn")
    window.session.decisions.change_setting("Name of the school", "school name", "Harbour Lane Primary")
    if files[0].name == BIG:
        # The made school is one of the year whose points the pay tables have all.
        window.session.decisions.change_settings("School and year", year="2013", lea="999", estab="2999")
    window.session.files.add(files)
    rest(window)
    for number, step in enumerate(window.steps, 1):
        if steps and step.name not in steps:
            continue
        window.go_to(step.name)
        step.set_up_focus()
        window.bar.clear()
        shot(f"{number}-{step.name}")
        if step.name == "pay":
            step._show_tab(4)  # type: ignore[attr-defined]
            shot(f"{number}-{step.name}-picture")
    if steps:
        return
    window.help_dock.show()
    window.help.show_rule("4430")
    shot("help")
    window.help_dock.hide()


def main() -> int:
    """Take the pictures that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--look", choices=LOOKS, action="append", help="only this look (may be given several times)")
    parser.add_argument("--step", action="append", default=[], help="only this step (may be given several times)")
    parser.add_argument("--staff", type=int, default=0, help="a made school of so many staff, in place of the sample")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    app = make_application([])
    with tempfile.TemporaryDirectory() as kept:
        if asked.staff:
            files = [Path(kept) / BIG]
            big_school(files[0], asked.staff)
        else:
            files = write_sample_of(Path(kept) / "sample", Collection.newest().year)
        for look in asked.look or LOOKS:
            size, scale, dressed = LOOKS[look]
            apply(app, dressed)
            (asked.folder / f"{look}.swfreturn").unlink(missing_ok=True)
            window = MainWindow(Settings(Path(kept) / f"{look}.json"))
            window.resize(*size)
            window.show()
            scale_text(window, scale)
            take(window, asked.folder, look, files, asked.step)
            window.close()
            scale_text(window, 100)
            window.deleteLater()
            (asked.folder / f"{look}.swfreturn").unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
