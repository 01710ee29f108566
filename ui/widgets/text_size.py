"""The size of all text of the program, in percent of the usual one."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.basic import Scaled

SCALES: Final = (100, 110, 125, 150, 175, 200)


def scale_text(window: QWidget, percent: int) -> None:
    """Make all text of the program so many percent of the usual size."""
    app = QApplication.instance()
    if app is None:
        return
    usual = app.property("usual point size")
    if not usual:
        usual = QApplication.font().pointSizeF()
        app.setProperty("usual point size", usual)
    font = QApplication.font()
    font.setPointSizeF(float(usual) * percent / 100)
    QApplication.setFont(font)
    # The stubs ask for bytes, which PySide then refuses.
    QApplication.setFont(font, "QDockWidgetTitle")  # type: ignore[arg-type]
    window.setFont(font)
    Scaled.again(window)
