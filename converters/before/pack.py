"""The census-day pack: calendar, sheet of counts and checking slips, to print, with the workbook and the .ics file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from converters.before.dates import calendar, ics
from converters.before.slips import slips, write_slips_workbook
from swf_desktop.collection import Collection
from swf_desktop.files.writing import write_text
from swf_desktop.practice import SENTENCE
from swf_desktop.record import Return
from swf_desktop.words import kind_words
from validation.reports.page import Heading, render

CALENDAR, COUNTS, SLIPS = "calendar.html", "counts on the day.html", "checking slips.html"
WORKBOOK, ICS = "checking slips.xlsx", "census dates.ics"


def write_pack(return_: Return | None, collection: Collection, folder: Path, now: datetime) -> list[Path]:
    """Write the pack into a folder (made if missing). return_: as the slips are filled from; None writes no slips.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    heading = Heading.of(collection, return_)
    mark = SENTENCE if return_ is not None and return_.practice else ""
    days = calendar(collection)
    pages = {
        CALENDAR: render("census_calendar.html", heading=heading, days=days, collection=collection, sentence=mark),
        COUNTS: counts_page(heading, mark),
    }
    if return_ is not None:
        made = slips(return_, collection)
        pages[SLIPS] = render("census_slips.html", heading=heading, slips=made, sentence=mark)
    written = []
    for name, text in pages.items():
        written.append(write_text(folder / name, text))
    if return_ is not None:
        written.append(write_slips_workbook(return_, collection, folder / WORKBOOK))
    return [*written, write_text(folder / ICS, ics(days, collection, now))]


def counts_page(heading: Heading, sentence: str = "") -> str:
    """Return the sheet of counts for census day as HTML, to be filled in by hand. sentence: that it is practice."""
    collection = heading.collection
    field = collection.fields.get("headcount.AgencyTPsupportCategory")
    code_set = None if field is None else collection.code_sets.get(field.code_set)
    categories = (
        [] if code_set is None else [kind_words(code.code, code.description) for code in code_set.codes.values()]
    )
    return render("census_counts.html", heading=heading, categories=categories, sentence=sentence)
