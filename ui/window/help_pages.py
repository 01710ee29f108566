"""The program's offline help without a window: which page is whose, and searching it.

The pages are made by `nox -s docs` (`docs/build_help.py`) and stand in `resources/help`; links in them are relative.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final, NamedTuple

from resources import resource

INDEX: Final = "index.html"

STEPS: Final = (
    "steps/school-and-year.html",
    "steps/your-files.html",
    "steps/what-columns-are.html",
    "steps/what-words-mean.html",
    "steps/people-and-contracts.html",
    "steps/pay.html",
    "steps/headcounts.html",
    "steps/to-fix.html",
    "steps/finish.html",
    "steps/after-the-upload.html",
)
"""The page of each step of the window, in order."""

_WORD: Final = re.compile(r"[^\W_]+")


class HelpPage(NamedTuple):
    """One page. page: its path within `resources/help`. headings, words: those in headings and of all, without case."""

    page: str
    title: str
    headings: frozenset[str]
    words: frozenset[str]


@cache
def help_pages() -> tuple[HelpPage, ...]:
    """Return all pages of the help, read once."""
    entries = json.loads(resource("help", "search.json").read_text(encoding="utf-8"))
    return tuple(
        HelpPage(entry["page"], entry["title"], frozenset(entry["headings"].split()), frozenset(entry["words"].split()))
        for entry in entries
    )


def page_text(page: str) -> str:
    """Return a page's HTML. Raises LookupError for one that is not there."""
    if page not in {one.page for one in help_pages()}:
        raise LookupError(f"There is no page {page} in the help.")
    return resource("help", *page.split("/")).read_text(encoding="utf-8")


def rule_page(number: str) -> str:
    """Return the page of a rule by its number, as findings have it; the list of rules for what is no numbered rule."""
    page = f"rules/{number}.html"
    return page if any(one.page == page for one in help_pages()) else "rules.html"


def search(text: str) -> list[HelpPage]:
    """Return the pages that hold every word of a text, or one that begins with it. Nothing for a text without words.

    Those with more of the words in title and headings come first, guides before rules, else in the order of the help.
    """
    wanted = [word.casefold() for word in _WORD.findall(text)]
    if not wanted:
        return []
    found = [one for one in help_pages() if all(_among(word, one.words) for word in wanted)]
    return sorted(found, key=lambda one: (-_weight(wanted, one), one.page.startswith("rules/")))


def _among(beginning: str, words: frozenset[str]) -> bool:
    return beginning in words or any(word.startswith(beginning) for word in words)


def _weight(wanted: list[str], one: HelpPage) -> int:
    title = frozenset(word.casefold() for word in _WORD.findall(one.title))
    return sum(2 * _among(word, title) + _among(word, one.headings) for word in wanted)
