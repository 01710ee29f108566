"""Who may be missing from the files: no leavers, no heads, an extract older than census day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from converters.matching.plan import SheetPlan
from converters.matching.questions import NOT_NEEDED
from converters.recipe.keys import grain_key
from converters.sources.table import Table
from swf_desktop.collection import Collection, wanted_year
from swf_desktop.facts import SERVICE_AGREEMENTS, is_open
from swf_desktop.record import Record, Return
from swf_desktop.words import counted, people

HEADS: Final = frozenset({"HDT", "EXH"})


MUCH: Final = 0.15
"""A change of the number of staff from last year that is worth a look."""


class Missing(NamedTuple):
    """A sign that somebody or something is missing. id: short and stable. text: what was found; action: what to do."""

    id: str
    text: str
    action: str


CANNOT_BE_RIGHT: Final = "cannot be right: "
"""How the id begins of what shows that a return as a whole cannot be right: then nobody is told that it is valid."""

FAR_BELOW: Final = 0.5
"""So small a share of last year's records of a part is no change but a file that is missing."""

_PARTS: Final = {
    "contract": "contracts",
    "absence": "absences",
    "curriculum": "curriculum records",
    "qualification": "qualifications",
}


def gave_nothing(tables: Iterable[Table], plans: Iterable[SheetPlan], answers: Mapping[str, str]) -> list[Missing]:
    """Name each file with rows of which no sheet gives anything, unless somebody said that it is not needed.

    tables: those of which something was expected, without lists that only say what the keys of others mean.
    """
    used = {plan.table.file for plan in plans if plan.columns or plan.cells}
    files: dict[str, list[Table]] = {}
    for table in tables:
        if not table.hidden and table.height >= _ROWS_OF_DATA and len(table.columns) > 1:
            files.setdefault(table.file, []).append(table)
    found = []
    for file, own in files.items():
        if file in used or all(answers.get(grain_key(table.place)) == NOT_NEEDED for table in own):
            continue
        key = grain_key(own[0].place)
        found.append(
            Missing(
                f"{CANNOT_BE_RIGHT}file {file}",
                f"{file} gave nothing: no column of it is used.",
                "Say under Columns what it is, or that it is not needed (in the recipe, under answers: "
                f"“{key}” = “{NOT_NEEDED}”).",
            )
        )
    return found


_ROWS_OF_DATA: Final = 3
"""Of fewer rows there is nothing that a census could want."""


def cannot_be_right(return_: Return, collection: Collection, last_year: Return | None = None) -> list[Missing]:
    """Say what shows that a return as a whole cannot be right, whatever the checks of its single items say.

    Nobody with an open contract, or with a contract at all; so many without any pay; a part that is empty or far below
    last year's.
    """
    contracts = [contract for staff in return_.staff for contract in staff.of("contract")]
    found = []
    open_ = [contract for contract in contracts if is_open(contract, collection)]
    day = f"{collection.reference_date:%d/%m/%Y}"
    if not open_:
        found.append(
            Missing(
                f"{CANNOT_BE_RIGHT}open contracts",
                f"Nobody has a contract that is open on {day}.",
                "Look at how starts and ends of contracts were read, and whether the list of current staff is among "
                "the files.",
            )
        )
    own = [contract for contract in open_ if contract.code("ContractType") not in SERVICE_AGREEMENTS]
    unpaid = sum(not _has_pay(contract) for contract in own)
    if len(own) >= FEWEST_OF_A_SCHOOL and unpaid >= UNPAID * len(own):
        found.append(
            Missing(
                f"{CANNOT_BE_RIGHT}pay",
                f"{unpaid:,} of {counted(len(own), 'open contract')} have no pay.",
                "Add the payroll report, or answer the questions about pay first.",
            )
        )
    if last_year is None:
        staff = sum(any(is_open(one, collection) for one in person.of("contract")) for person in return_.staff)
        if staff >= FEWEST_OF_A_SCHOOL and not any(person.of("absence") for person in return_.staff):
            found.append(
                Missing(
                    f"{CANNOT_BE_RIGHT}absence",
                    f"There are no absences, though {people(staff)} have an open contract.",
                    "Add the list of absences of the last school year.",
                )
            )
        return found
    for kind, words in _PARTS.items():
        before, now = (sum(len(staff.of(kind)) for staff in one.staff) for one in (last_year, return_))
        if before >= FEWEST_OF_A_PART and now < FAR_BELOW * before:
            found.append(
                Missing(
                    f"{CANNOT_BE_RIGHT}{kind}",
                    f"There {'are no' if not now else f'are {now:,}'} {words}; last year's return has {before:,}.",
                    "Find the file that has them, or say in COLLECT why there are so few.",
                )
            )
    return found


OTHER_YEAR: Final = f"{CANNOT_BE_RIGHT}year "
"""How the id begins of files that are of another year than the return; that year follows."""

YEAR_ANSWER: Final = "census year"
"""The answer of a recipe that the year of the return is meant, whatever the files' dates say."""

_YEARS_APART: Final = 2
"""So many years from the census, the newest start, absence and extract of a school are not of its year."""


def of_another_year(
    return_: Return, collection: Collection, drawn: Iterable[date], answers: Mapping[str, str]
) -> list[Missing]:
    """Say where files are plainly of another year's census than the return.

    drawn: the days that files say they were drawn up. By them, else by the newest start of a contract and the newest
    absence where there are people enough.
    """
    if answers.get(YEAR_ANSWER) == str(collection.year):
        return []
    newest = max(drawn, default=None)
    if newest is None and len(return_.staff) >= FEWEST_OF_A_SCHOOL:
        newest = max(
            (
                day
                for staff in return_.staff
                for kind, tag in (("contract", "ContractStart"), ("absence", "FirstDayOfAbsence"))
                for record in staff.of(kind)
                if isinstance(day := record.typed(tag), date)
            ),
            default=None,
        )
    if newest is None or abs(newest.year - collection.year) < _YEARS_APART:
        return []
    meant = wanted_year(newest)
    return [
        Missing(
            f"{OTHER_YEAR}{meant}",
            f"The newest date of these files is {newest:%d/%m/%Y}, and the return is of November {collection.year}.",
            f"If it is the return of November {meant}, choose that collection (School and year in the window, "
            f'--collection {meant} in the command). If {collection.year} is right, say so: "{YEAR_ANSWER}" = '
            f'"{collection.year}" under answers in the recipe, or the button on School and year.',
        )
    ]


def _has_pay(contract: Record) -> bool:
    return any(record.has(tag) for record in (contract, *contract.of("role")) for tag in _PAY)


_PAY: Final = ("BasePay", "SpinePoint", "DailyRate")

FEWEST_OF_A_PART: Final = 5
"""Of fewer records last year a share says nothing."""

FEWEST_OF_A_SCHOOL: Final = 20
"""Of fewer people it may well be that nobody was away, or that half wait for an answer about pay."""

UNPAID: Final = 0.5
"""So large a share of open contracts without any pay is a file that is missing and no slip."""


def missing_people(
    return_: Return,
    collection: Collection,
    as_at: Mapping[str, date] | None = None,
    *,
    control_total: int | None = None,
    last_year: int | None = None,
) -> list[Missing]:
    """Say who may be missing from a school's return.

    as_at: place of a sheet to the date of its extract. control_total: the number of people on payroll's control
    report. last_year: the number of people with an open contract in last year's return.
    """
    contracts = [contract for staff in return_.staff for contract in staff.of("contract")]
    if not contracts:
        return []
    day, since = collection.reference_date, collection.contracts_from
    open_ = [contract for contract in contracts if is_open(contract, collection)]
    ends = [end for contract in contracts if isinstance(end := contract.typed("ContractEnd"), date)]
    found = []
    if not any(since <= end < day for end in ends):
        found.append(
            Missing(
                "no leavers",
                f"No contract ended since {since:%d/%m/%Y}: a list of current staff has no leavers.",
                f"Ask for everybody who left from {since:%d/%m/%Y} to {day:%d/%m/%Y}, with leaving date and "
                "destination.",
            )
        )
    for place, extracted in (as_at or {}).items():
        if extracted < day:
            found.append(
                Missing(
                    f"extract date: {place}",
                    f"{place} is as at {extracted:%d/%m/%Y}, before census day: later starters and leavers are "
                    "missing.",
                    f"Ask for the same report as at {day:%d/%m/%Y}, or add who started or left since.",
                )
            )
    if not any(contract.code("Post") in HEADS for contract in open_):
        found.append(
            Missing(
                "no head teacher",
                "Nobody has an open contract as head teacher.",
                "Add the head (an acting head with a contract of their own counts, too), or note in COLLECT why "
                "there is none.",
            )
        )
    if not any(contract.code("ContractType") in SERVICE_AGREEMENTS for contract in open_):
        found.append(
            Missing(
                "no agency staff",
                "No agency or service agreement teacher is listed: they are on no payroll.",
                "If any taught here for 28 days or more up to census day, add them as teachers on a service agreement.",
            )
        )
    school = return_.school
    if school is not None and not school.of("headcount"):
        found.append(
            Missing(
                "no third-party support",
                "No third-party support staff (catering, cleaning, grounds) are counted.",
                "Count those in school on census day whom somebody else employs.",
            )
        )
    here = sum(1 for staff in return_.staff if any(is_open(contract, collection) for contract in staff.of("contract")))
    for name, total in (("payroll's control total", control_total), ("last year's return", last_year)):
        if total is not None and total != here and (name != "last year's return" or abs(total - here) > MUCH * total):
            found.append(
                Missing(
                    name,
                    f"{counted(here, 'person has', 'people have')} an open contract; {name} has {total}.",
                    "Find out who is missing or too many.",
                )
            )
    return found
