"""What a school needs for its return, and from whom; and letters that ask for it, ready to send.

What is asked for stands in `resources/census/needed.csv`; the days are those of the collection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final, NamedTuple

from resources import resource
from swf_desktop.collection import Collection

WHOM: Final = {"payroll": "Payroll", "hr": "HR", "head": "The head", "office": "The school office"}
"""Who is asked, as `needed.csv` names them, and as people do; in the order in which they are asked."""

LETTERS: Final = ("payroll", "hr")
"""Who is written to; the others are in the house."""


class Need(NamedTuple):
    """One thing that is needed. whom: a key of WHOM. what: the list or report. items: what stands in it."""

    whom: str
    what: str
    items: tuple[str, ...]

    @property
    def whom_words(self) -> str:
        """Who has it."""
        return WHOM[self.whom]


class Letter(NamedTuple):
    """An e-mail: subject and text, with plain line breaks."""

    subject: str
    text: str


def needs(collection: Collection) -> list[Need]:
    """Return what a return of this collection needs, in the order of WHOM."""
    text = resource("census", "needed.csv").read_text(encoding="utf-8")
    days = {
        "day": f"{collection.reference_date:%d/%m/%Y}",
        "month": f"{collection.reference_date:%B %Y}",
        "from": f"{collection.contracts_from:%d/%m/%Y}",
        "absences from": f"{collection.absences_from:%d/%m/%Y}",
        "absences until": f"{collection.absences_until:%d/%m/%Y}",
    }
    found = [
        Need(row["whom"], row["what"].format_map(days), tuple(part.strip() for part in row["items"].split(";")))
        for row in csv.DictReader(io.StringIO(text))
        if int(row["from"]) <= collection.year <= int(row["until"] or collection.year)
    ]
    order = list(WHOM)
    return sorted(found, key=lambda one: order.index(one.whom))


def letter(whom: str, collection: Collection, needed: Iterable[Need] | None = None) -> Letter:
    """Return the e-mail that asks payroll or HR for what they have. It names nobody, so that it can go anywhere."""
    wanted = [one for one in (needed if needed is not None else needs(collection)) if one.whom == whom]
    lines = [
        "Hello,",
        "",
        f"for the School Workforce Census (census day {collection.reference_date:%d/%m/%Y}) we need from you, please:",
    ]
    for number, one in enumerate(wanted, 1):
        lines += ["", f"{number}. {one.what}", *(f"   - {item}" for item in one.items)]
    lines += [
        "",
        "A report as your system makes it is best: please do not retype or tidy it. One file or several, as a "
        "spreadsheet (.xlsx, .xls), .csv or database. Columns that we do not need do no harm.",
        "",
        "It is personal data: please send it in the way that our data protection rules allow, with a password or over "
        "a shared folder.",
        "",
        f"The return is due on {collection.deadline:%d/%m/%Y}; we would be glad to have it two weeks before.",
        "",
        "Thank you",
    ]
    return Letter(f"School Workforce Census {collection.year}: data from {WHOM[whom]}", "\n".join(lines))
