"""Make `icon.ico` and `icon.png` from `resources/icons/icon.svg`: `python packaging/make_icons.py`.

Run by hand after the drawing changed; the results are kept in the repository, so a build needs no renderer.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Pixels: what Windows asks for at 100 to 250 percent in title bars, lists, the task bar and large tiles."""


def main() -> None:
    """Draw each size and write both files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    _application = QGuiApplication([])
    entries = [(size, png(size) if size == 256 else bitmap(size)) for size in SIZES]
    (ICONS / "icon.ico").write_bytes(icon_file(entries))
    (ICONS / "icon.png").write_bytes(png(256))


def drawn(size: int) -> QImage:
    """Return the icon as a QImage of `size` by `size` pixels, red, green, blue and alpha."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(ICONS / "icon.svg")).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def png(size: int) -> bytes:
    """Return the icon as a PNG file."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn(size).save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, the call for text
    return bytes(data.data())


def bitmap(size: int) -> bytes:
    """Return the icon as the headless bitmap that .ico files hold: rows upwards, then a mask of one bit a pixel.

    Small sizes are bitmaps because some programs (older installers among them) read a PNG only at 256 pixels.
    """
    image = drawn(size)
    pixels = bytes(image.constBits())
    line = size * 4
    rows = b"".join(pixels[row * line : (row + 1) * line] for row in reversed(range(size)))
    mask = bytes((size + 31) // 32 * 4 * size)
    head = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(rows) + len(mask), 0, 0, 0, 0)
    return head + rows + mask


def icon_file(entries: list[tuple[int, bytes]]) -> bytes:
    """Return an .ico file of (pixels, image) pairs."""
    offset = 6 + 16 * len(entries)
    listed = b""
    for size, data in entries:
        listed += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return struct.pack("<HHH", 0, 1, len(entries)) + listed + b"".join(data for _, data in entries)


if __name__ == "__main__":
    main()
