"""Starts on which files differ, or that too many contracts share: a take-on by a new payroll, or a change of terms.

Each is one question, and its answer settles every conflict that it caused; while it is open the records stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from converters.joining.assembly import Conflict, place_of
from converters.recipe.keys import starts_key, take_on_key
from converters.recipe.question import Question
from swf_desktop.record import Origin, Record, Return, Value
from swf_desktop.words import counted

FEWEST_FOR_TAKE_ON: Final = 8
TAKE_ON_SHARE: Final = 0.6
"""So many contracts, and such a share of them, that begin on one day are no coincidence."""


def settle_take_on(
    return_: Return, answers: Mapping[str, str], conflicts: list[Conflict] | None = None
) -> list[Question]:
    """Deal with a file in which most contracts start on one day that is no 1 September.

    A take-on by a new payroll or employer, whichever file was read first. Where the user says so, a start that another
    file has and that is earlier is taken instead. That other files differ from this day is the same question: such
    `conflicts` are taken out of the list.
    """
    starts: dict[str, Counter[date]] = {}
    contracts = [contract for staff in return_.staff for contract in staff.of("contract")]
    for contract in contracts:
        for value, origin in _starts_said(contract):
            if isinstance(value.typed, date):
                starts.setdefault(place_of(origin), Counter())[value.typed] += 1
    found = [
        (place, *of_sheet.most_common(1)[0])
        for place, of_sheet in starts.items()
        if of_sheet.total() >= FEWEST_FOR_TAKE_ON
    ]
    taken = [
        (count, place, day)
        for place, day, count in found
        if count >= TAKE_ON_SHARE * starts[place].total() and (day.month, day.day) != (9, 1)
    ]
    if not taken:
        return []
    count, place, day = max(taken)
    mine = [one for one in contracts if any(value.typed == day for value, _ in _starts_said(one))]
    if conflicts is not None:
        ours = set(map(id, mine))
        conflicts[:] = [one for one in conflicts if one.tag != "ContractStart" or id(one.record) not in ours]
    key = take_on_key(day)
    answer = answers.get(key)
    for contract in mine if answer in ("take-on", "arrival", "start") else ():
        if answer == "start":
            _take_start(contract, lambda value, _: value == day)
        elif not _take_start(contract, lambda value, _: value < day) and answer == "arrival":
            _arrival_as_start(contract, day)
    if answer in ("take-on", "arrival", "start"):
        return []
    text = (
        f"Did a new payroll set everyone's start to {day:%d/%m/%Y}? {count} of "
        f"{counted(starts[place].total(), 'contract')} of {place or 'the return'} start on that day. It looks like the "
        "day on which a new payroll or employer took them over: the census wants the original start and arrival, and "
        "nobody left on the day before."
    )
    choices = [("take-on", "yes: earlier starts in other files are used, the rest is to be looked up")]
    if any(_arrived_before(contract, day) for contract in mine):
        choices.append(("arrival", "yes: earlier starts in other files are used, else the day of arrival in school"))
    choices.append(("start", "no: it is the real start of all of them"))
    source = mine[0].source("ContractStart")
    return [Question("answer", key, "", text, tuple(choices), count=count, source=source)]


def _starts_said(contract: Record) -> list[tuple[Value, Origin | None]]:
    """Return every start that the files say of a contract, the one that stands first, with its row."""
    standing = contract.values.get("ContractStart")
    lost = contract.lost("ContractStart")
    return list(lost) if standing is None else [(standing, contract.origin_of("ContractStart")), *lost]


def _arrived_before(contract: Record, day: date) -> bool:
    arrived = contract.typed("SchoolArrivalDate")
    return isinstance(arrived, date) and arrived < day


def _arrival_as_start(contract: Record, day: date) -> None:
    if _arrived_before(contract, day):
        arrived = contract.values["SchoolArrivalDate"]
        contract.withdraw("ContractStart")
        contract.put("ContractStart", arrived, contract.origin_of("SchoolArrivalDate"))


def _take_start(contract: Record, wanted: Callable[[date, str], bool]) -> bool:
    """Take the earliest start of those said that is wanted, by its day and sheet; returns whether there is one."""
    said = _starts_said(contract)
    fitting = [
        (value.typed, index)
        for index, (value, origin) in enumerate(said)
        if isinstance(value.typed, date) and wanted(value.typed, place_of(origin))
    ]
    if not fitting:
        return False
    _, index = min(fitting)
    standing = int(contract.has("ContractStart"))
    if index >= standing:
        value, origin = contract.lost("ContractStart").pop(index - standing)
        contract.withdraw("ContractStart")
        contract.put("ContractStart", value, origin)
    return True


FEWEST_THAT_DIFFER: Final = 2
EARLIER: Final = "earlier"


def settle_starts(conflicts: list[Conflict], answers: Mapping[str, str]) -> list[Question]:
    """Ask once for all starts on which the same two sheets differ, and take the conflicts of it out of the list.

    Payroll dates a change of hours or of a point as it dates a contract, and a list by HR the contract alone.
    """
    pairs: dict[tuple[str, str], list[Conflict]] = {}
    for conflict in conflicts:
        places = {place_of(origin) for _, origin in _starts_said(conflict.record)} - {""}
        if conflict.tag == "ContractStart" and len(places) == 2:
            first, second = sorted(places)
            pairs.setdefault((first, second), []).append(conflict)
    questions = []
    for (first, second), found in pairs.items():
        records = list({id(one.record): one.record for one in found}.values())
        if len(records) < FEWEST_THAT_DIFFER:
            continue
        ours = set(map(id, found))
        conflicts[:] = [one for one in conflicts if id(one) not in ours]
        key = starts_key(first, second)
        answer = answers.get(key, "")
        if answer in (EARLIER, first, second):
            for record in records:
                _take_start(record, _from(answer))
            continue
        questions.append(_starts_question(key, records, first, second))
    return questions


def _from(answer: str) -> Callable[[date, str], bool]:
    return lambda _, place: answer in (EARLIER, place)


def _starts_question(key: str, records: list[Record], first: str, second: str) -> Question:
    later = Counter(max(dated)[1] for record in records if len(dated := _dated(record)) > 1)
    place, most = later.most_common(1)[0] if later else ("", 0)
    mostly = f" {place} has the later one for {most}, as where it dates a change of hours or pay." if most else ""
    text = (
        f"{first} and {second} have different starts for {counted(len(records), 'contract')}.{mostly} Which is the "
        "start of the contract?"
    )
    choices = (
        (EARLIER, "the earlier of the two, for each: the later one is a change of terms, which is no new contract"),
        (first, "the start on this sheet"),
        (second, "the start on this sheet"),
    )
    source = records[0].source("ContractStart")
    return Question("answer", key, "", text, choices, count=len(records), source=source)


def _dated(record: Record) -> list[tuple[date, str]]:
    return [(value.typed, place_of(origin)) for value, origin in _starts_said(record) if isinstance(value.typed, date)]
