"""The skeleton of a census year that the program does not hold yet, and what is still to be filled in.

A year is a folder with a `collection.toml` and rows beside it, in the shape of `resources/census`: a year pack.
`swf-desktop new-year` makes it from an earlier year and checks it; docs/new-year.md walks through it.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from swf_desktop.catalogue import write_year
from swf_desktop.collection import Collection, collection_years
from swf_desktop.files.writing import write_text
from swf_desktop.pay.tables import pay_rows
from swf_desktop.tables import add_root, remove_root, table, year_folder

DEADLINE_DAYS: Final = 29
"""Days from census day to the department's deadline: so in every year that was read."""

TABLES: Final = ("elements.csv", "fields.csv", "codes.csv", "rules.csv", "pay.csv", "wages.csv", "posts.csv")
"""Tables that a year may add rows to."""

TO_DO: Final = "TO DO"
"""What stands in a certainty that nobody has filled in."""

_THURSDAY: Final = 3


class Lacking(NamedTuple):
    """Something to fill in or put right. stops: the year cannot be used before."""

    text: str
    stops: bool = False


def census_day(year: int) -> date:
    """Return the first Thursday of November, which census day was in all years read but one (2018)."""
    return next(day for n in range(1, 8) if (day := date(year, 11, n)).weekday() == _THURSDAY)


def make_skeleton(folder: Path, year: int, before: int) -> list[Path]:
    """Write the skeleton of a year into a folder, without touching what is there; return what was written.

    before: the year it is made from. Raises LookupError where that is not held, OSError.
    """
    earlier = Collection.load(before)
    own = folder / str(year)
    own.mkdir(parents=True, exist_ok=True)
    written = []
    head = own / "collection.toml"
    if not head.exists():
        write_text(head, _head(earlier, year))
        written.append(head)
    for name in TABLES:
        path = folder / name
        if not path.exists():
            line = io.StringIO(newline="")
            csv.writer(line, lineterminator="\n").writerow(table(name)[0])
            write_text(path, line.getvalue())
            written.append(path)
    return written


def _head(earlier: Collection, year: int) -> str:
    """Return the earlier year's collection.toml with the dates of the new one and nothing taken for certain."""
    day = census_day(year)
    text = year_folder(earlier.year).joinpath("collection.toml").read_text(encoding="utf-8")
    payments_from = earlier.reference_date + timedelta(1) if earlier.year == year - 1 else census_day(year - 1)
    for name, value in (
        ("year", str(year)),
        ("reference_date", day.isoformat()),
        ("deadline", (day + timedelta(DEADLINE_DAYS)).isoformat()),
        ("contracts_from", date(year - 1, 9, 1).isoformat()),
        ("absences_from", date(year - 1, 9, 1).isoformat()),
        ("absences_until", date(year, 8, 31).isoformat()),
        ("payments_from", payments_from.isoformat()),
        ("written", "false"),
        ("changes", f'"{TO_DO}: what the department changed from {earlier.year}."'),
    ):
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", text, count=1)
    for part in earlier.certainty:
        level, said = "inferred", f"as in {earlier.year}."
        if part == "dates":
            level, said = "likely", "the first Thursday of November."
        said = f"{TO_DO}: {said}"
        text = re.sub(rf"(?m)^{part} = .*$", f'{part} = {{ level = "{level}", text = "{said}" }}', text, count=1)
    first, _, rest = text.partition("\n")
    return f"{first.replace(str(earlier.year), str(year))}\n{rest}"


def check_skeleton(folder: Path, year: int) -> list[Lacking]:
    """Return what is still lacking in a year's folder, after writing its schema and catalogue from the rows."""
    add_root(folder)
    try:
        return list(_lacking(folder, year))
    finally:
        remove_root(folder)


def _lacking(folder: Path, year: int) -> list[Lacking]:
    if not (folder / str(year) / "collection.toml").is_file():
        return [Lacking(f"There is no {year}/collection.toml in {folder}.", stops=True)]
    try:
        write_year(folder / str(year), year)
        collection = Collection.load(year)
    except (LookupError, ValueError, TypeError, KeyError) as error:
        return [Lacking(f"The year cannot be read: {error.args[0] if error.args else error}.", stops=True)]
    found = []
    day = collection.reference_date
    if day.year != year:
        found.append(Lacking(f"Census day is {day:%d/%m/%Y}, which is not in {year}.", stops=True))
    elif day != census_day(year):
        found.append(Lacking(f"Census day is {day:%d/%m/%Y}; the first Thursday of November is the usual one."))
    for part, one in collection.certainty.items():
        if one.text.startswith(TO_DO):
            found.append(Lacking(f"{part}: say how it is known ([certainty] in collection.toml). {one.text}"))
    if collection.changes.startswith(TO_DO):
        found.append(Lacking("changes: say in a sentence what the department changed, or that nothing did."))
    if not any(row["effective_from"].startswith(str(year)) for row in pay_rows(date(year, 12, 31))):
        found.append(Lacking(f"pay.csv has no figures from September {year}: those of the year before are compared."))
    if not any(row["effective_from"].startswith(str(year)) for row in table("wages.csv")):
        found.append(Lacking(f"wages.csv has no minimum wages from April {year}."))
    if not collection.written:
        found.append(Lacking("written = false: set it to true in collection.toml when the year may be written."))
    known = [held for held in collection_years() if held != year]
    if known and year < min(known):
        found.append(Lacking(f"The program holds nothing before {min(known)}; codes of that time are not known."))
    return found
