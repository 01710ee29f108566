"""Pages to paper and PDF: HTML laid out as one long strip, and cut where no line of text and no row of a table is hurt.

Qt's own pagination cuts a row of a table at any line of its text, and writes the head of a table once. Here a cut lies
between two rows, a heading stays with what follows it, the head of a table stands on each of its pages, and so do the
title and the number of the page. Reports keep to the styles that a text document knows.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlock,
    QTextBlockFormat,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from swf_desktop.files.writing import write_bytes

_MARGINS = QMarginsF(15, 15, 15, 15)
_FINE: Final = 4
"""Dots of a drawing for each of its units: a unit is a 96th of an inch on paper."""
_SVG: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SMALL: Final = 0.4
"""A table lower than this share of the page's width is small."""
_FOOT: Final = 2.0
"""Height of the foot of a page in lines of its text: the line itself and the space above it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the strip that stays whole, from `top` to `bottom`.

    head: where the head of its table stands, if it has one. new_page: begins a page. glued: stays with the next piece.
    """

    top: float
    bottom: float
    head: tuple[float, float] | None = None
    new_page: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the part of the strip from `top` to `bottom`. head: of a table that began on an earlier page."""

    top: float
    bottom: float
    head: tuple[float, float] | None


def html_to_pdf(html: str, path: Path, title: str, *, own: bool = False) -> Path:
    """Write a page of HTML as an A4 PDF. title: stands at the foot of each page.

    own: a file that is there was asked about. Raises OSError where the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(data)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    _draw(html, writer, title)
    # It writes the end of the file when it goes.
    del writer
    return write_bytes(path, bytes(data.data().data()), own=own)


def pdf_without_window(html: str, path: Path, title: str) -> Path:
    """Write a page as `html_to_pdf` does, for a command: no window, and no screen wanted. Raises OSError."""
    if QGuiApplication.instance() is None:
        if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QGuiApplication(["swf-desktop"])
        try:
            return html_to_pdf(html, path, title)
        finally:
            application.shutdown()
    return html_to_pdf(html, path, title)


def print_html(parent: QWidget, html: str, title: str) -> bool:
    """Ask for a printer and print a page of HTML; returns whether it was sent. title: as in `html_to_pdf`."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"Print {title}")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    _draw(html, printer, title)
    return True


def strip_of(html: str, device: QPagedPaintDevice) -> QTextDocument:
    """Return HTML laid out as one strip as wide as the device's page, in its units; its drawings become pictures."""
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    document.setDocumentMargin(0)
    document.setHtml(_SVG.sub(lambda found: _picture(document, found[0]), html))
    document.setTextWidth(device.width())
    return document


def _picture(document: QTextDocument, svg: str) -> str:
    """Draw an SVG as a picture that the document keeps, and return the element that shows it."""
    # Loaded here: few pages have a drawing.
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")))
    size = renderer.defaultSize()
    image = QImage(size * _FINE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    url = QUrl(f"drawing:{image.cacheKey()}")
    document.addResource(QTextDocument.ResourceType.ImageResource, url, image)
    return f'<img src="{url.toString()}" width="{size.width()}" height="{size.height()}">'


def pages_of(document: QTextDocument, height: float) -> list[Page]:
    """Cut a strip into pages of at most a height; a piece that is higher than a page is cut where the page ends."""
    pieces = sorted(_of_frame(document, document.rootFrame()), key=lambda piece: piece.top)
    pages: list[Page] = []
    top, head = 0.0, None
    room = height
    for number, piece in enumerate(pieces):
        last = number
        while pieces[last].glued and last + 1 < len(pieces) and not pieces[last + 1].new_page:
            last += 1
        needed = pieces[last].bottom - top
        if piece.top > top and (piece.new_page or (needed > room and pieces[last].bottom - piece.top <= height)):
            pages.append(Page(top, piece.top, head))
            top, head = piece.top, piece.head if piece.head and piece.head[0] < piece.top else None
            room = height - (head[1] - head[0] if head else 0)
        while piece.bottom - top > room:
            pages.append(Page(top, top + room, head))
            top, head, room = top + room, None, height
    end = document.size().height()
    if end > top or not pages:
        pages.append(Page(top, min(end, top + room), head))
    return pages


def _of_frame(document: QTextDocument, frame: QTextFrame) -> Iterator[_Piece]:
    layout = document.documentLayout()
    parts: list[QTextFrame | QTextBlock] = []
    children = frame.begin()
    # The iterator of a frame gives its blocks and frames in their order.
    while not children.atEnd():
        # The stubs do not say that there is no frame where there is a block.
        inner: QTextFrame | None = children.currentFrame()
        block = children.currentBlock()
        if inner is not None:
            parts.append(inner)
        elif block.isValid() and block.text():
            # Qt puts an empty paragraph after a table, over its last row.
            parts.append(block)
        children += 1
    for number, part in enumerate(parts):
        if isinstance(part, QTextTable):
            yield from _of_table(document, part)
        elif isinstance(part, QTextFrame):
            yield from _of_frame(document, part)
        else:
            heads_table = parts[number + 1 : number + 2] and isinstance(parts[number + 1], QTextTable)
            leads = bool(heads_table and number and _is_heading(parts[number - 1]))
            yield from _of_block(layout.blockBoundingRect(part), part, leads or _is_heading(part))


def _is_heading(part: QTextFrame | QTextBlock) -> bool:
    return isinstance(part, QTextBlock) and part.blockFormat().headingLevel() > 0


def _begins_page(form: QTextBlockFormat | QTextFrameFormat) -> bool:
    return bool(form.pageBreakPolicy() & QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)


def _of_block(rect: QRectF, block: QTextBlock, glued: bool) -> Iterator[_Piece]:
    """Give the lines of a paragraph. glued: they stay with what follows (a heading; words between one and a table)."""
    lines = block.layout()
    edges = [
        rect.top(),
        *(rect.top() + lines.lineAt(number).y() for number in range(1, lines.lineCount())),
        rect.bottom(),
    ]
    for number, (top, bottom) in enumerate(pairwise(edges)):
        yield _Piece(top, bottom, None, number == 0 and _begins_page(block.blockFormat()), glued)


def _of_table(document: QTextDocument, table: QTextTable) -> Iterator[_Piece]:
    layout = document.documentLayout()
    tops, bottoms = [], []
    for row in range(table.rows()):
        cells = [table.cellAt(row, column) for column in range(table.columns())]
        own = [cell for cell in cells if cell.row() == row] or cells
        tops.append(min(layout.blockBoundingRect(cell.firstCursorPosition().block()).top() for cell in own))
        bottoms.append(max(layout.blockBoundingRect(cell.lastCursorPosition().block()).bottom() for cell in cells))
    if not tops:
        return
    whole = layout.frameBoundingRect(table)
    # The line between two rows lies half-way between the text of one and that of the next.
    edges = [
        whole.top(),
        *((below + above) / 2 for below, above in zip(bottoms, tops[1:], strict=False)),
        whole.bottom(),
    ]
    heads = table.format().headerRowCount()
    small = whole.height() < document.textWidth() * _SMALL
    head = (edges[0], edges[heads]) if 0 < heads < table.rows() else None
    for row, (top, bottom) in enumerate(pairwise(edges)):
        # A small table stays whole; neither the head of a larger one nor its last row (often a total) stands alone.
        glued = row < table.rows() - 1 and (small or row < heads or row == table.rows() - 2)
        yield _Piece(top, max(top, bottom), head, row == 0 and _begins_page(table.format()), glued)


def _draw(html: str, device: QPagedPaintDevice, title: str) -> None:
    document = strip_of(html, device)
    painter = QPainter(device)
    try:
        foot = painter.fontMetrics().height() * _FOOT
        pages = pages_of(document, device.height() - foot)
        for number, page in enumerate(pages, 1):
            if number > 1:
                device.newPage()
            down = 0.0
            if page.head is not None:
                down = page.head[1] - page.head[0]
                _paint(document, painter, page.head[0], page.head[1], 0)
            _paint(document, painter, page.top, page.bottom, down)
            line = QRectF(0, device.height() - foot, device.width(), foot)
            painter.drawText(line, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, title)
            painter.drawText(
                line, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, f"Page {number} of {len(pages)}"
            )
    finally:
        painter.end()


def _paint(document: QTextDocument, painter: QPainter, top: float, bottom: float, at: float) -> None:
    """Paint the strip from top to bottom so that it begins at a height of the page."""
    # PySide's stubs leave out the members of this one.
    context: Any = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    context.clip = QRectF(0, top, document.size().width(), bottom - top)
    painter.save()
    painter.translate(0, at - top)
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)
    painter.restore()
