"""The offline help: what is in the repository is what the command makes, every link leads somewhere, search finds."""

from __future__ import annotations

import importlib.util
import json
import posixpath
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from resources import resource
from swf_desktop.collection import Collection, collection_years
from tests.places import ROOT
from ui.session.events import TITLES
from ui.window import help_pages
from validation.rule import REGISTRY

HELP = ROOT / "resources" / "help"
MOST_BYTES = 1_500_000
# What Qt's rich text knows, of what Markdown can become.
TAGS = {
    *("html", "head", "meta", "title", "body", "h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "code", "pre"),
    *("a", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "br"),
}


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_help", ROOT / "docs" / "build_help.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILDER = builder()
MADE: dict[str, str] = BUILDER.help_files()
PAGES = [name for name in MADE if name.endswith(".html")]


class Page(HTMLParser):
    """The tags, links and anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "href" and value is not None:
                self.links.append(value)
            if tag == "a" and name == "name" and value is not None:
                self.anchors.add(value)


PARSED = {name: Page(MADE[name]) for name in PAGES}


def test_what_is_kept_is_what_the_command_makes() -> None:
    kept = {path.relative_to(HELP).as_posix() for path in HELP.rglob("*") if path.is_file()}
    assert kept == set(MADE), "run nox -s docs"
    stale = [name for name, text in MADE.items() if (HELP / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run nox -s docs"
    assert sum(len(text.encode("utf-8")) for text in MADE.values()) < MOST_BYTES


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    for link in PARSED[name].links:
        if link.startswith(("https://", "http://")):
            assert name.startswith("rules/"), "only what a rule rests on may be outside"
            continue
        path, _, anchor = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        assert target in PARSED, f"{link} leads nowhere"
        assert not anchor or anchor in PARSED[target].anchors, f"{link}: no such heading"


@pytest.mark.parametrize("name", PAGES)
def test_pages_hold_only_what_qt_shows(name: str) -> None:
    assert PARSED[name].tags - TAGS == set()
    assert "<script" not in MADE[name]


def test_every_rule_and_every_step_has_its_page() -> None:
    rules = Collection.load(collection_years()[-1]).rules
    assert {help_pages.rule_page(number) for number in rules} == {f"rules/{number}.html" for number in rules}
    assert {help_pages.rule_page(number) for number in REGISTRY} <= set(PAGES)
    assert sorted(help_pages.STEPS) == [name for name in sorted(PAGES) if name.startswith("steps/")]
    for title, page in zip(TITLES.values(), help_pages.STEPS, strict=True):
        assert f"<title>{title}</title>" in help_pages.page_text(page)
    assert help_pages.page_text(help_pages.INDEX) == MADE["index.html"]


@pytest.mark.parametrize("rule", ["schema", "DfE schema", "conflict", "../index", "9999"])
def test_what_is_no_rule_leads_to_the_list(rule: str) -> None:
    assert help_pages.rule_page(rule) == "rules.html"


def test_no_other_file_is_read_as_a_page() -> None:
    with pytest.raises(LookupError):
        help_pages.page_text("../census/rules.csv")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("privacy", "privacy.html"),
        ("PAY annex", "pay.html"),
        ("4505", "rules/4505.html"),
        ("safeguarded calculator", "pay.html"),
        ("refused collect", "after-the-upload.html"),
        ("headc", "steps/headcounts.html"),
    ],
)
def test_search_finds(text: str, first: str) -> None:
    assert help_pages.search(text)[0].page == first


@pytest.mark.parametrize("text", ["", "  ", "?!", "zebra crossing"])
def test_search_for_nothing_finds_nothing(text: str) -> None:
    assert help_pages.search(text) == []


def test_search_asks_for_every_word() -> None:
    found = help_pages.search("payroll password")
    assert found
    assert all({"payroll", "password"} <= page.words for page in found)
    assert len(found) < len(help_pages.search("payroll"))


def test_the_program_has_the_help_as_installed() -> None:
    assert resource("help", "index.html").is_file()


@pytest.mark.parametrize("name", ["index.html", "pay.html", "troubleshooting.html", "rules.html", "rules/4505.html"])
def test_qt_shows_a_page_and_follows_a_link(qtbot: QtBot, name: str) -> None:
    browser = QTextBrowser()
    qtbot.addWidget(browser)
    browser.setSource(QUrl.fromLocalFile(str(HELP / name)))
    text = browser.toPlainText()
    assert len(text) > 300
    inside = next(link for link in PARSED[name].links if "://" not in link and "#" not in link)
    browser.setSource(browser.source().resolved(QUrl(inside)))
    assert browser.toPlainText() != text
    assert browser.toPlainText()


# The builder's own parts


def test_a_heading_gets_the_anchor_that_hosts_of_markdown_give_it() -> None:
    assert BUILDER.slug("COLLECT refused my file") == "collect-refused-my-file"
    assert BUILDER.slug("Base pay, point or `both`?") == "base-pay-point-or-both"


def test_links_to_pages_and_rules_become_links_within_the_help() -> None:
    html = BUILDER.page("# T\n\n[a](pay.md#x) [b](../rules.md#4160Q) [c](https://x.org/a.md)\n", "steps/t.md")
    assert 'href="pay.html#x"' in html
    assert 'href="../rules/4160Q.html"' in html
    assert 'href="https://x.org/a.md"' in html
    assert '<a href="../index.html">Help</a>' in html


def test_a_page_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="0 titles"):
        BUILDER.page("text\n", "t.md")


def test_raw_html_stays_text() -> None:
    assert "&lt;script&gt;" in BUILDER.page("# T\n\n<script>x</script>\n", "t.md")


def test_writing_takes_out_pages_that_are_gone(tmp_path: Path) -> None:
    BUILDER.write({"a.html": "1", "rules/b.html": "2"}, tmp_path)
    BUILDER.write({"rules/c.html": "3"}, tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")] == ["rules/c.html"]


def test_search_index_holds_each_word_once_without_case() -> None:
    html = BUILDER.page("# Pay & point\n\nPay PAY pays, 4160Q.\n", "t.md")
    entry = {"page": "t.html", "title": "Pay & point", "headings": "pay point", "words": "4160q help pay pays point"}
    assert json.loads(BUILDER.search_index({"t.html": html})) == [entry]
