"""Of what time a sum of money is: words of a period in cells and headings."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_PERIOD_WORDS: Final = {
    "annual": ("a", "year", "annual", "annually", "yearly", "pa", "p a", "per annum", "yr", "y", "annum", "per year"),
    "termly": ("t", "term", "termly", "per term"),
    "monthly": (
        "m",
        "month",
        "monthly",
        "mth",
        "mthly",
        "pm",
        "p m",
        "per month",
        "calendar month",
        "calendar monthly",
    ),
    "four_weekly": (
        "4w",
        "4 weekly",
        "four weekly",
        "4 weeks",
        "four weeks",
        "lunar",
        "lunar month",
        "4wk",
        "4 wkly",
        "4weekly",
    ),
    "fortnightly": ("f", "fortnight", "fortnightly", "2w", "2 weekly", "two weekly", "2 weeks", "2wk", "two weeks"),
    "weekly": ("w", "week", "weekly", "wk", "wkly", "pw", "p w", "per week"),
    "daily": ("d", "day", "daily", "per day"),
    "hourly": ("h", "hour", "hourly", "hr", "hrly", "ph", "p h", "per hour", "hrs", "hours"),
}


_PERIOD_OF: Final = {words: period for period, names in _PERIOD_WORDS.items() for words in names}


def read_period(text: str) -> str | None:
    """Return the figure's kind that a period's text means (`monthly`), None where it is not certain."""
    return _PERIOD_OF.get(words_of(text))


_PERIOD_IN_HEADING: Final = {
    "annual": r"annual|annually|yearly|per annum|pa",
    "monthly": r"monthly|per month|this month",
    "four_weekly": r"(?:4|four) weekly",
    "fortnightly": r"fortnightly",
    "weekly": r"weekly|per week",
    "daily": r"daily|per day",
    "hourly": r"hourly|per hour",
}


def period_in_heading(heading: str) -> str | None:
    """Return the period that the heading of a column of amounts names (`Monthly Amount`), None where it names none."""
    text = words_of(heading)
    return next((kind for kind, words in _PERIOD_IN_HEADING.items() if re.search(rf"\b(?:{words})\b", text)), None)


@cache
def words_of(text: str) -> str:
    """Return the words of a text in small letters, separated by single spaces; `&` is `and`."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("&", " and ").replace("'", "").replace("’", "")))
