"""Help in the window, readable offline: the page of the step or rule, a search over all pages, and the shortcuts."""

from __future__ import annotations

import html
import posixpath

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from ui.widgets.basic import button, named, row
from ui.widgets.boxes import SearchBox
from ui.window import help_pages, licence_pages


def shortcuts_page(actions: list[tuple[str, list[QAction]]]) -> str:
    """Return the list of shortcuts, menu by menu, as HTML."""
    parts = ["<h2>Keyboard shortcuts</h2><p>Alt and the underlined letter opens a menu or presses a button.</p>"]
    for title, of_menu in actions:
        rows = [
            f"<tr><td>{html.escape(action.text().replace('&', ''))}&nbsp;&nbsp;</td>"
            f"<td><b>{html.escape(action.shortcut().toString())}</b></td></tr>"
            for action in of_menu
            if not action.shortcut().isEmpty()
        ]
        if rows:
            parts.append(
                f"<h3>{html.escape(title.replace('&', ''))}</h3><table cellspacing='2'>{''.join(rows)}</table>"
            )
    return "".join(parts)


class HelpView(QWidget):
    """The help. Links lead from page to page; nothing outside the program is ever opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = ""
        self.text = named(QTextBrowser(), "Help")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.search = SearchBox("Find in help", "Find a word or a rule's number", self.text)
        self.search.textChanged.connect(self._find)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.addWidget(row(self.search, button("Contents", lambda: self.show_page(help_pages.INDEX)), stretch=False))
        layout.addWidget(self.text, 1)

    def show_page(self, page: str) -> None:
        """Show a page by its path within the help, the contents where there is no such page."""
        try:
            text = help_pages.page_text(page)
        except LookupError:
            page, text = help_pages.INDEX, help_pages.page_text(help_pages.INDEX)
        self.page = page
        self.text.setHtml(text)

    def show_html(self, text: str) -> None:
        """Show a page that the program makes itself."""
        self.page = ""
        self.text.setHtml(text)

    def show_rule(self, number: str) -> None:
        """Show the page of a rule by its number."""
        self.show_page(help_pages.rule_page(number))

    def show_licences(self, number: str = "") -> None:
        """Show what the program is made of, or (number of a part in that list) the texts of one part's licence."""
        try:
            self.show_html(licence_pages.part_page(int(number)) if number else licence_pages.list_page())
        except (LookupError, ValueError):
            self.show_html(licence_pages.list_page())

    def _find(self, text: str) -> None:
        if not text.strip():
            return
        found = help_pages.search(text)
        items = "".join(f"<li><a href='{html.escape(one.page)}'>{html.escape(one.title)}</a></li>" for one in found)
        listed = f"<ul>{items}</ul>" if items else "<p>Nothing was found. Try fewer words.</p>"
        self.show_html(f"<h2>{len(found)} found</h2>{listed}")

    def _follow(self, url: QUrl) -> None:
        target = url.toString()
        if target.startswith(licence_pages.LINK):
            self.show_licences(target.removeprefix(licence_pages.LINK))
            return
        page, _, part = target.partition("#")
        if page:
            self.show_page(posixpath.normpath(posixpath.join(posixpath.dirname(self.page), page)))
        if part:
            self.text.scrollToAnchor(part)
