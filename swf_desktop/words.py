"""Words that people read in many places, said once: counts, lists, rows, sheets, steps, and how bad a finding is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from resources import resource


def counted(number: int, one: str, many: str = "") -> str:
    """Return a count with its noun, and what goes with it: `1 row`, `1,234 rows`, `2 rows are`.

    many: what stands for any number but one, where it is not `one` with an s.
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def people(number: int) -> str:
    """Return `1 person`, `14 people`."""
    return counted(number, "person", "people")


def listed(names: Iterable[str], most: int = 30) -> str:
    """Return names with commas between them; very many are counted: `a.csv, b.csv and 4 more`."""
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def quoted(names: Iterable[str], most: int = 30) -> str:
    """Return names as `listed` does, each in quotation marks."""
    return listed([f"'{name}'" for name in names], most)


def row_words(rows: Sequence[int], most: int = 6) -> str:
    """Return rows, counted from 1, as people say them: `row 4`, `rows 4, 7, 9`, `rows 1, 2, 3, 4, 5, 6 and 12 more`."""
    return f"{'row' if len(rows) == 1 else 'rows'} {listed(map(str, rows), most)}"


def sheet_words(file: str, sheet: str | None) -> str:
    """Return how people name a sheet: `payroll.xlsx, sheet Pay`; a file without sheets by its name alone.

    A table lower in such a file is named by where it begins: `payroll.csv (from row 30)`.
    """
    if sheet is None:
        return file
    return f"{file} {sheet}" if sheet.startswith("(from row ") else f"{file}, sheet {sheet}"


_PART: Final = re.compile(r"(?: |^)\(from row \d+\)$")


def part_name(sheet: str | None, row: int) -> str:
    """Return the name of a table that begins lower on a sheet; `row` counts from 0."""
    return f"{'' if sheet is None else f'{sheet} '}(from row {row + 1})"


def whole_sheet(sheet: str | None) -> str | None:
    """Return the name of the sheet that a part of it, by its name, stands on; any other name as it is."""
    return None if sheet is None else _PART.sub("", sheet) or None


class SeverityWords(NamedTuple):
    """What findings of one severity are called: one, several, a mark that needs no colour, and what it means."""

    one: str
    many: str
    mark: str
    meaning: str


SEVERITIES: Final = {
    "schema": SeverityWords(
        *("Structure fault", "Structure faults", "▲"),
        "the file is not built as the census message must be; COLLECT may refuse to load it",
    ),
    "error": SeverityWords("Error", "Errors", "■", "must be fixed before the return can be authorised"),
    "query": SeverityWords("Query", "Queries", "□", "unusual: fix it, or explain it in a note in COLLECT"),
    "question": SeverityWords("Question", "Questions", "○", "this program needs your answer to read the files"),
    "repair": SeverityWords(
        *("Repair", "Repairs", "·"),
        "a value was read in another form than the file has it; check that it is right",
    ),
}
"""By the name of a severity, worst first: the window knows them before it loads what checks a return."""


def severity_count(severity: str, number: int) -> str:
    """Return `1 error`, `12 queries`."""
    words = SEVERITIES[severity]
    return counted(number, words.one.lower(), words.many.lower())


NOT_RIGHT_YET: Final = "This cannot be right yet"
"""How it begins wherever something shows that a return as a whole cannot be right."""


def readiness(errors: int, queries: int, questions: int, waits: str = "", *, doubtful: bool = False) -> tuple[str, str]:
    """Return how ready a return is: the name of its mark (`error`, `question`, `done`), and one plain sentence.

    The same wherever it is said: in the window, in the summary, on the page of findings. waits: who is waited for, as a
    sentence; empty where nobody is. doubtful: something shows that the return as a whole cannot be right, so that it is
    never said to be ready.
    """
    if errors:
        return "error", f"Not ready: {counted(errors, 'error', 'errors')}"
    if questions:
        words = f"Not ready: {counted(questions, 'question', 'questions')} to answer"
        return "question", f"{words}; {waits.rstrip('.')}" if waits else words
    if doubtful:
        return "error", f"Not ready: {NOT_RIGHT_YET[0].lower()}{NOT_RIGHT_YET[1:]}"
    if queries:
        return "done", f"Ready, with {counted(queries, 'query', 'queries')} to explain in COLLECT"
    return "done", "Ready: nothing left that this program can check"


# The steps of the window


@cache
def step_titles() -> dict[str, str]:
    """Return the title of each step by its name, which is its page's package (`resources/design/steps.csv`)."""
    lines = resource("design", "steps.csv").read_text(encoding="utf-8").splitlines()
    # Split by hand: the first window waits for this, and no name or title has a comma.
    return {line.split(",", 1)[0]: line.split(",", 1)[1] for line in lines[1:] if line}


OLD_NUMBERS: Final = ("start", "sources", "columns", "codes", "people", "pay", "check", "headcounts", "finish")
"""The steps as version 0.1.0 numbered them from 1: a lesson written then says "7 Check and fix"."""


def step_of(text: str) -> str | None:
    """Return the name of the step that a text means: its name, its title, or the number of 0.1.0; None for no step."""
    number = text.partition(" ")[0]
    if number.isdigit() and 1 <= int(number) <= len(OLD_NUMBERS):
        return OLD_NUMBERS[int(number) - 1]
    by_title = {title.casefold(): name for name, title in step_titles().items()}
    return text if text in step_titles() else by_title.get(text.casefold())


def with_titles(text: str) -> str:
    """Return a text in which `{sources}` and its like stand for the titles of the steps, in quotation marks."""
    for name, title in step_titles().items():
        text = text.replace(f"{{{name}}}", f"“{title}”")
    return text


# Sorting

_SORTED_AS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ı": "i", "’": "'"}
)


def sort_key(text: str) -> str:
    """Return what a text is sorted by: without case and accents, so that Ø stands with O and É with E."""
    if text.isascii():
        return text.casefold()
    # Loaded here: the first window has no use for it.
    import unicodedata

    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SORTED_AS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_KINDS_PLAIN: Final = {
    "CATER": "Catering staff",
    "CLEAN": "Cleaning staff",
    "GRDPREM": "Grounds and premises staff, without cleaners",
    "OTHTP": "Other support staff whom somebody else employs",
    "SCHLA": "Support staff of the school or authority, here for less than a month",
}

KINDS_LISTED: Final = 8
"""Of so many kinds each is asked for; of the long list of roles of later years only those are given that there were."""


def kind_words(code: str, description: str) -> str:
    """Return a kind in plain words; later years, whose kinds are roles, have them already."""
    return _KINDS_PLAIN.get(code, description)


def day_for_people(text: str) -> str:
    """Return a text as people read it: a day of the message (`2026-09-01`) as `01/09/2026`, all else as it is."""
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(text) == 10 and [len(part) for part in parts] == [4, 2, 2] else text
