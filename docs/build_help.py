"""Build the rule table and the program's offline help: `nox -s docs`, or `python docs/build_help.py`.

Writes `docs/rules.md`, and in `resources/help` a page for each page of docs and for each rule, and `search.json`. The
HTML is the plain kind that Qt's rich text shows: no style sheets, tables with their lines given as attributes, so that
it follows the window's own font and colours. What it makes is kept in the repository; a test compares the two.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from swf_desktop.collection import Collection, collection_years
from validation.reports.rule_pages import corpus_cases, rule_index, rule_page, rule_table

ROOT: Final = Path(__file__).parent.parent
DOCS: Final = ROOT / "docs"
HELP: Final = ROOT / "resources" / "help"
CORPUS: Final = ROOT / "resources" / "corpus"
YEAR: Final = max(year for year in collection_years() if Collection.load(year).written)
NO_HELP: Final = ("design.md",)
"""Pages for those who work on the program, of no use to those who work with it."""

RULES: Final = "rules.md"
"""The page that is made: the full table in docs, and in the help the short list that leads to each rule's page."""

SEARCH: Final = "search.json"

_RULE_LINK: Final = re.compile(r"rules\.md#(\d{4}Q?|X\d{2})")
_WORD: Final = re.compile(r"[^\W_]+")
_TABLE: Final = "margin-top: 8px; margin-bottom: 8px"
# Long lines wrap: a reader should not have to scroll sideways for the end of a message.
_CODE: Final = "white-space: pre-wrap; margin-left: 16px; margin-top: 4px; margin-bottom: 8px"
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_MADE: Final = "<!-- Made by nox -s docs: do not edit. -->"


def _code(_renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    """Render a block of code without the line end that Qt shows as a blank line."""
    return f'<pre style="{_CODE}">{escape(tokens[index].content.rstrip())}</pre>\n'


_MARKDOWN.add_render_rule("fence", _code)
_MARKDOWN.add_render_rule("code_block", _code)


def rules_markdown() -> str:
    """Return `docs/rules.md`."""
    return rule_table(Collection.load(YEAR).rules.values(), corpus_cases(CORPUS), YEAR)


def help_files(docs: Path = DOCS) -> dict[str, str]:
    """Return every file of the help: its path within `resources/help`, and its text."""
    collection = Collection.load(YEAR)
    sources = {
        path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(docs.rglob("*.md"))
        if path.relative_to(docs).as_posix() not in (RULES, *NO_HELP)
    }
    rows = collection.rules.values()
    sources[RULES] = rule_index(rows, YEAR, lambda row: f"rules/{row.number}.md")
    for row in rows:
        sources[f"rules/{row.number}.md"] = rule_page(row, collection, index="../rules.md")
    pages = {_html_name(name): page(text, name) for name, text in sorted(sources.items())}
    return {**pages, SEARCH: search_index(pages)}


def page(text: str, name: str) -> str:
    """Return one page as HTML. name: its path within docs, from which links to the index are told."""
    tokens = _MARKDOWN.parse(text)
    titles = [
        tokens[index + 1].content for index, token in enumerate(tokens) if token.tag == "h1" and token.nesting == 1
    ]
    if len(titles) != 1:
        raise ValueError(f"{name} has {len(titles)} titles; it should have one.")
    _for_qt(tokens)
    body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    home = posixpath.relpath("index.html", posixpath.dirname(name) or ".")
    back = "" if name == "index.md" else f'<p><a href="{home}">Help</a></p>\n'
    title = escape(_plain(titles[0]))
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n'
        f"{_MADE}\n{back}{body}</body>\n</html>\n"
    )


def search_index(pages: Mapping[str, str]) -> str:
    """Return the search index: for each page its path, title, and every word once, without case, in order.

    headings: the words that stand in a heading, so that a page about a thing comes before one that mentions it.
    """
    entries = []
    for name, html in pages.items():
        reader = _Reader()
        reader.feed(html)
        entry = {
            "page": name,
            "title": " ".join(reader.title),
            "headings": _words(reader.headings),
            "words": _words(reader.body),
        }
        entries.append(json.dumps(entry, ensure_ascii=False))
    return "[\n" + ",\n".join(entries) + "\n]\n"


def _words(texts: Sequence[str]) -> str:
    return " ".join(sorted({word.casefold() for word in _WORD.findall(" ".join(texts)) if len(word) > 1}))


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files into a folder and take out what was there before and is not among them."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _for_qt(tokens: Sequence[Token]) -> None:
    """Make the tokens ones that Qt's rich text shows well: lines of tables, anchors in headings, links to HTML."""
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrs = {"border": "1", "cellspacing": "0", "cellpadding": "4", "width": "100%", "style": _TABLE}
        elif token.type in ("th_open", "td_open"):
            token.attrs = {"align": "left", "valign": "top"}
        elif token.type == "inline":
            children = token.children or []
            for child in children:
                if child.type == "link_open":
                    child.attrs["href"] = _html_link(str(child.attrs["href"]))
            if tokens[index - 1].type == "heading_open":
                anchor = Token("link_open", "a", 1, attrs={"name": slug(token.content)})
                token.children = [anchor, *children, Token("link_close", "a", -1)]


def slug(heading: str) -> str:
    """Return a heading's anchor, as hosts of Markdown make it, so that one link serves both."""
    kept = re.sub(r"[^\w\- ]", "", _plain(heading).casefold())
    return kept.replace(" ", "-")


def _html_link(target: str) -> str:
    """Return where a link leads in the help. A rule named after the table's address leads to its own page."""
    if "://" in target:
        return target
    target = _RULE_LINK.sub(r"rules/\1.md", target)
    path, mark, anchor = target.partition("#")
    return _html_name(path) + mark + anchor


def _html_name(name: str) -> str:
    return name.removesuffix(".md") + ".html" if name.endswith(".md") else name


def _plain(inline: str) -> str:
    """Return Markdown of one line without its marks."""
    tokens = _MARKDOWN.parseInline(inline)
    return "".join(child.content for token in tokens for child in token.children or [])


class _Reader(HTMLParser):
    """Collects the words of a page: of its title, of its headings, and of all that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.title: list[str] = []
        self.headings: list[str] = []
        self.body: list[str] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as called
        if tag in ("title", "h1", "h2", "h3"):
            self._in = tag

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if text and self._in == "title":
            self.title.append(text)
        elif text:
            self.body.append(text)
            if self._in:
                self.headings.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = ""


def main() -> int:
    """Write the rule table and the help, and say how much it is."""
    (DOCS / RULES).write_text(rules_markdown(), encoding="utf-8", newline="\n")
    files = help_files()
    write(files, HELP)
    size = sum(len(text.encode("utf-8")) for text in files.values())
    sys.stdout.write(f"Written: {DOCS / RULES}\nWritten: {HELP}: {len(files)} files, {size / 1024:,.0f} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
