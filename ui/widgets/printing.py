"""Pages to paper and PDF: HTML through a text document, so reports keep to simple styles."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

_MARGINS = QMarginsF(15, 15, 15, 15)


def html_to_pdf(html: str, path: Path, title: str) -> Path:
    """Write a page of HTML as an A4 PDF. Raises OSError where the file cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The writer itself does not say whether it could open the file.
    with path.open("wb"):
        pass
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(html)
    document.print_(writer)
    return path


def print_html(parent: QWidget, html: str, title: str) -> bool:
    """Ask for a printer and print a page of HTML; returns whether it was sent."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"Print {title}")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    document = QTextDocument()
    document.setHtml(html)
    document.print_(printer)
    return True
