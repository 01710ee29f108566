"""Commands on census years: which there are and how sure, what changed, pay tables, a new year, and year packs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from converters.joining.last_year import read_last_year
from converters.papers.roll_forward import roll_forward, write_start
from converters.papers.year_papers import teach
from converters.request import CannotRun
from converters.workspace import is_workspace
from swf_desktop.certainty import PARTS, plain_sentence
from swf_desktop.collection import Collection, clock, collection_years, wanted_year
from swf_desktop.new_year import check_skeleton, make_skeleton
from swf_desktop.packs import SUFFIX, PackError, export, install, installed, sum_of, take_into_use
from swf_desktop.pay.checks import annex5_table
from swf_desktop.workspace.workspace import Workspace
from swf_desktop.year_changes import differences
from ui.cli.console import console, print_table
from ui.cli.look_up import print_annex5
from ui.cli.outcome import OK, print_json
from ui.settings import packs_folder

ANNEX: Final = "Annex 5"


def collection_of(year: int) -> Collection:
    """Return a collection. Raises CannotRun, with the years there are, for one that is not held."""
    try:
        return Collection.load(year)
    except LookupError as error:
        raise CannotRun(str(error.args[0]), "swf-desktop collections lists them.") from error


def newest_words(today: date | None = None) -> str:
    """Say which collection a new return starts with, and where the one of the day is not held."""
    wanted, newest = wanted_year(today or clock()), Collection.newest(today)
    said = f"A new return starts with the collection of {newest.year}."
    if newest.year == wanted:
        return said
    return f"{said} That of {wanted} is not held by this program, or cannot be written: ask for a year pack."


def print_collections(*, today: date | None, as_json: bool) -> None:
    """Print the years with their dates, and how sure each part of them is."""
    held = [Collection.load(year) for year in collection_years()]
    if as_json:
        print_json(
            [
                {
                    "year": one.year,
                    "census_day": one.reference_date.isoformat(),
                    "deadline": one.deadline.isoformat(),
                    "contracts_from": one.contracts_from.isoformat(),
                    "absences_from": one.absences_from.isoformat(),
                    "absences_until": one.absences_until.isoformat(),
                    "payments_from": one.payments_from.isoformat(),
                    "written": one.written,
                    "changes": one.changes,
                    "certainty": {
                        part: {"level": said.level, "text": said.text} for part, said in one.certainty.items()
                    },
                }
                for one in held
            ]
        )
        return
    rows = [
        (
            str(one.year),
            f"{one.reference_date:%d/%m/%Y}",
            f"{one.deadline:%d/%m/%Y}",
            "written" if one.written else "read only",
            *(one.certainty[part].level for part in PARTS),
        )
        for one in held
    ]
    print_table(("Year", "Census day", "Deadline", "Use", *PARTS.values()), rows)
    out = console()
    for one in held:
        out.print(f"\n{one.year}: {one.changes}")
        out.print(
            f"  Contracts open on {one.reference_date:%d/%m/%Y} or ended since {one.contracts_from:%d/%m/%Y}; absences "
            f"{one.absences_from:%d/%m/%Y} to {one.absences_until:%d/%m/%Y}; additional payments since "
            f"{one.payments_from:%d/%m/%Y}."
        )
        for part, label in PARTS.items():
            out.print(f"  {label}: {one.certainty[part].level}. {one.certainty[part].text}")
    newest = Collection.newest(today)
    out.print(f"\n{newest_words(today)}")
    if sentence := plain_sentence(newest):
        out.print(sentence)


def print_differences(before: int, after: int, *, as_json: bool) -> None:
    """Print what changed between two years."""
    found = differences(collection_of(before), collection_of(after))
    if as_json:
        print_json([one._asdict() for one in found])
        return
    out = console()
    for part in dict.fromkeys(one.part for one in found):
        rows = [(one.what, one.before or "-", one.after or "-") for one in found if one.part == part]
        print_table(("What", str(before), str(after)), rows, title=part)
        out.print()
    if not found:
        out.print(f"Nothing differs between {before} and {after}.")


def roll(last: Path, out: Path | None, year: int) -> int:
    """Write the workbook that last year's return starts this year's with; return the exit code."""
    if not last.is_file():
        raise CannotRun(f"{last}: there is no such file.", "Give last year's .xml or .swfreturn.")
    after = collection_of(year)
    if is_workspace(last):
        with Workspace.open(last, new=False) as workspace:
            held = workspace.setting("year")
            before = collection_of(int(held)) if held.isdigit() else after
            return_ = workspace.load_return(before)
        if return_ is None:
            raise CannotRun(f"{last} holds no return yet.", "Write its .xml, and give that.")
    else:
        loaded = read_last_year(last)
        return_, before = loaded.return_, loaded.collection
    if before.year >= year:
        raise CannotRun(
            f"{last} is a return of {before.year}, and {year} is to be made from it.",
            "Give the return of an earlier year, or name the later one with --collection.",
        )
    rolled = roll_forward(return_, before, after)
    path = write_start(rolled, after, out or Path(f"start {year}.xlsx"))
    console_ = console()
    console_.print(f"Written: {path}")
    console_.print(
        f"  {len(rolled.return_.staff)} people with the contracts that were open on {before.reference_date:%d/%m/%Y}; "
        f"{len(rolled.gone)} who had left by then are not carried."
    )
    for note in rolled.notes:
        console_.print(f"  {note}")
    for question in rolled.questions:
        console_.print(f"  To decide: {question.text}")
    for label, count in rolled.asked_again.items():
        console_.print(f"  To be asked again: {label} of {count}.")
    console_.print(
        "  Who left since: fill in the last day, destination and leaving reason. Pay, hours and absences are not "
        "carried: give this year's payroll beside the workbook."
    )
    return OK


def learn_from(path: Path, out: Path | None, year: int | None, *, use: bool = False) -> int:
    """Write what a file teaches of its year as a year pack's folder; return the exit code.

    The file: a return that COLLECT accepted, the department's schema, rule workbook or Common Basic Data Set.
    use: the pack is taken into use at once.
    """
    if not path.is_file():
        raise CannotRun(f"{path}: there is no such file.", "Give the .xml, .xsd or .xlsx.")
    said = console()
    taught = teach(path, collection_of(year) if year is not None else Collection.newest(), out)
    for file in taught.written:
        said.print(f"Written: {file}")
    for line in taught.said:
        said.print(f"  {line}", markup=False)
    if use:
        place = take_into_use(taught.folder, packs_folder())
        said.print(f"In use from now on: {place.name} (sum {sum_of(place)[:16]}).")
    else:
        said.print("To use it, run this again with --use; to give it on:")
        said.print(f"swf-desktop year-pack export {taught.folder} FILE{SUFFIX}", markup=False)
    return OK


def annex_year() -> int:
    """Return the newest year whose pay tables stand in Annex 5, the name they had to 2013."""
    years = [
        year
        for year in collection_years()
        if any(point.where.startswith(ANNEX) for point in Collection.load(year).pay_points.values())
    ]
    return max(years, default=Collection.newest().year)


def print_pay_tables(year: int, region: str | None, scale: str | None) -> None:
    """Print the points of a year, advisory from 2014, and the ranges of its scales and payments."""
    collection = collection_of(year)
    if annex5_table(collection, region=region, scale=scale):
        print_annex5(year, region, scale)
    ranges = [
        (name, place, f"{low:,.0f}", f"{high:,.0f}")
        for (name, place), (low, high) in sorted(collection.pay_ranges.items())
        if scale in (None, name) and region in (None, place)
    ]
    if not ranges:
        raise CannotRun(
            f"There is no such table of {year}.",
            "Regions are LI, LO, LF and EW; swf-desktop pay-tables alone lists all of a year.",
        )
    print_table(("Range", "Region", "Minimum", "Maximum"), ranges, title=f"Ranges of {year}")
    console().print(f"  Pay: {collection.certainty['pay'].level}. {collection.certainty['pay'].text}")
    for name, wage in collection.wages.items():
        age = "" if wage.from_age is None else f" from the age of {wage.from_age}"
        console().print(f"  Minimum wage, {name}{age}: {wage.hourly} an hour.")


def make_year(year: int, before: int, folder: Path) -> int:
    """Make or check the folder of a new year; return the exit code."""
    collection_of(before)
    if year in collection_years() and year_is_ours(year, folder):
        raise CannotRun(f"The program holds {year} already.", "Choose a year it does not hold.")
    written = make_skeleton(folder, year, before)
    out = console()
    for path in written:
        out.print(f"Written: {path}")
    lacking = check_skeleton(folder, year)
    if lacking:
        out.print(f"\nStill to be filled in for {year}:")
        for number, one in enumerate(lacking, 1):
            out.print(f"  {number}. {one.text}{'  (nothing works before this)' if one.stops else ''}")
        out.print("\nThe guide: docs/new-year.md. Run the same command again to check.")
    else:
        out.print(f"\nEverything of {year} is filled in.")
    out.print(f"To give it on: swf-desktop year-pack export {folder} {year}{SUFFIX}")
    return OK


def year_is_ours(year: int, folder: Path) -> bool:
    """Whether a year that is held comes from the program itself and not from the folder that is worked on."""
    return not (folder / str(year) / "collection.toml").is_file()


def year_pack(action: str, source: Path | None, target: Path | None) -> int:
    """List, export or install year packs; return the exit code."""
    out = console()
    try:
        if action == "list":
            found = installed(packs_folder())
            for folder in found:
                out.print(f"{folder.name}  {sum_of(folder)[:16]}  {folder}")
            if not found:
                out.print(f"No year pack is installed. They would lie in {packs_folder()}.")
        elif action == "export":
            if source is None or target is None:
                raise CannotRun("It takes a folder and a file.", f"swf-desktop year-pack export FOLDER FILE{SUFFIX}")
            out.print(f"Written: {export(source, target)}  (sum {sum_of(source)[:16]})")
        else:
            if source is None:
                raise CannotRun("It takes a file.", f"swf-desktop year-pack install FILE{SUFFIX}")
            if not source.is_file():
                raise CannotRun(f"There is no file {source}.", f"Give the {SUFFIX} file.")
            folder = install(source, packs_folder())
            out.print(f"Installed: {folder}  (sum {sum_of(folder)[:16]})")
    except PackError as error:
        raise CannotRun(f"{error.path}: {error.found}", error.remedy) from error
    return OK
