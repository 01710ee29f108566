"""The truth of the sample school: the tables of `resources/sample/harbour_lane`, and how its files put each code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import cache

from resources import resource

TABLES = {
    "staff": "staff",
    "contract": "contracts",
    "role": "roles",
    "payment": "payments",
    "absence": "absences",
    "curriculum": "curriculum",
    "qualification": "qualifications",
    "school": "school",
    "vacancy": "vacancies",
    "headcount": "headcounts",
}
"""Kind of record to the name of its table."""

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """Read one table of the sample school whole, with the columns that only say how the files put things."""
    text = resource("sample", "harbour_lane", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def truth() -> dict[str, list[Row]]:
    """Return the sample school as it should come out: kind of record to rows of tag to text as it is sent.

    Blank fields are absent; several values of one field are joined by `|`. `PersonRef` and `ContractRef` relate rows.
    Every text has the form of the message (dates CCYY-MM-DD, money with pence), so rows compare with `Value.sent`.
    """
    return {
        kind: [{tag: text for tag, text in row.items() if text and tag[0].isupper()} for row in table(name)]
        for kind, name in TABLES.items()
    }


def pay_cases() -> dict[int, list[str]]:
    """Return the number of each worked pay record to the references of its contracts."""
    cases: dict[int, list[str]] = {}
    for row in table("contracts"):
        if row["case"]:
            cases.setdefault(int(row["case"]), []).append(row["ContractRef"])
    return dict(sorted(cases.items()))


@cache
def _words() -> dict[tuple[str, str], list[str]]:
    return {(row["field"], row["code"]): row["words"].split("|") for row in table("words")}


def word(field: str, code: str, turn: int = 0) -> str:
    """Return how the files put a code; `turn` chooses among several ways. Blank stays blank. Raises KeyError."""
    if not code:
        return ""
    ways = _words()[field, code]
    return ways[turn % len(ways)]


def by_ref(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Group rows by a reference, in the order they come."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row[column], []).append(row)
    return grouped


def uk_date(iso: str) -> str:
    """Return CCYY-MM-DD as dd/mm/yyyy; blank stays blank."""
    return "/".join(reversed(iso.split("-")))


def payroll_name(person: Row) -> str:
    """Return a name as payroll prints it: `SMITH, Jane A (Mrs)`."""
    given, *others = person["PersonGivenName"].split("|")
    initials = "".join(f" {other[0]}" for other in others)
    return f"{person['PersonFamilyName'].upper()}, {given}{initials} ({person['title']})"
