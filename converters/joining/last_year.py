"""Last year's return fills what this year's files lack: only blanks, each from a known line, and asked about once.

People are matched as rows are (see `converters.joining.people`): by a number with the name or birth date, else by
name with birth date. A person or contract that does not match for certain gets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from converters.joining.contracts import matching
from converters.joining.people import People
from converters.recipe.keys import BY_NAME_LAST_YEAR, last_year_key, last_year_tag
from converters.recipe.question import Question
from converters.sources.message import LoadedMessage, message_year, read_message
from converters.sources.table import SourceError
from converters.values.names import fold
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Origin, Record, Return, Value
from swf_desktop.words import counted, people

PERSON_TAGS: Final = (
    *("TeacherNumber", "NINumber", "FormerFamilyName", "GenderCurrent", "PersonBirthDate", "Ethnicity", "Disability"),
    *("QTStatus", "QTLS", "EYTS", "HLTAStatus", "QTSRoute", "SLT"),
)
CONTRACT_TAGS: Final = ("SchoolArrivalDate", "Origin")
QUALIFICATIONS: Final = "qualification"
YES, NO = "yes", "no"
MAY_CHANGE: Final = frozenset({"Disability", "QTStatus", "QTLS", "EYTS", "HLTAStatus", "GenderCurrent", "SLT"})
"""What may well be different a year later, so that the question says so."""


class Filled(NamedTuple):
    """One blank that last year's return filled, or the qualifications of one person.

    record: of this year. field: full name; for qualifications `qualification`. origin: the line of last year's return.
    """

    record: Record
    field: str
    origin: Origin | None

    def __repr__(self) -> str:
        # Never the record's values: a repr ends up in logs.
        return f"<Filled {self.field}>"


@dataclass(slots=True)
class LastYear:
    """What came of last year's return.

    filled: each blank that was filled. matched: people of this year found in it. new: people of this year who are not
    in it. gone: people of last year, with a contract then open, who are not in this year's files (records of last
    year). questions: one for each field that was filled and not yet confirmed. notes: sentences for people.
    """

    filled: list[Filled] = field(default_factory=list)
    matched: int = 0
    new: list[Record] = field(default_factory=list)
    gone: list[Record] = field(default_factory=list)
    staff: int = 0
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_last_year(path: Path, collection: Collection | None = None) -> LoadedMessage:
    """Read last year's message by its own year's tables; one of a year that is not held by those of the year nearest.

    collection: to read it by, None for that of its header. Raises SourceError where it is no message.
    """
    if collection is None:
        year = message_year(path)
        # The shape changed little from year to year, and what has no place in this one is not needed to fill blanks.
        nearest = min(collection_years(), key=lambda held: (abs(held - year) if year is not None else -held, held))
        collection = Collection.load(nearest)
    loaded = read_message(path, collection)
    said = loaded.return_.message.code("Collection") or ""
    if said.casefold() != collection.name.casefold():
        raise SourceError(
            str(path),
            f"It is a return for another collection: {said[:100] or 'its header names none'}.",
            "Choose the .xml file of last year's School Workforce Census.",
        )
    return loaded


def fill_from_last_year(
    return_: Return, last: Return, collection: Collection, answers: Mapping[str, str] | None = None
) -> LastYear:
    """Fill the blanks of `return_` from last year's return, which is left as it is.

    answers: the recipe's; `no` for a field leaves its blanks, `yes` fills them without asking. A field in which this
    year's files disagree is no blank.
    """
    said = answers or {}
    refused = {tag for key, given in said.items() if given == NO and (tag := last_year_tag(key)) is not None}
    result = LastYear()
    matches, unmatched = _matches(return_, last)
    by_name = _by_name_alone(return_, unmatched, matches)
    answer = (answers or {}).get(BY_NAME_LAST_YEAR)
    if answer == YES:
        matches |= by_name
    elif answer is None and by_name:
        result.questions.append(_ask_about_names(return_, by_name))
    found = set(map(id, matches.values()))
    result.gone = [
        # Open then, or ended since the window began: this year's return should have it.
        person
        for person in unmatched
        if id(person) not in found
        and any(_open_until(contract, collection.contracts_from) for contract in person.of("contract"))
    ]
    day = last.message.typed("ReferenceDate")
    result.staff = sum(
        1
        for person in last.staff
        if any(_open_until(contract, day if isinstance(day, date) else None) for contract in person.of("contract"))
    )
    for person in return_.staff:
        before = matches.get(id(person))
        if before is None:
            result.new.append(person)
            continue
        result.matched += 1
        result.filled += _fill_person(person, before, refused, collection)
        result.filled += _fill_contracts(person, before, refused)
        if QUALIFICATIONS not in refused:
            result.filled += _fill_qualifications(person, before)
    result.questions += _questions(result.filled, collection, answers or {})
    result.notes.append(
        f"{last.name}: of {people(len(return_.staff))}, {result.matched} were found in last year's return; "
        f"{counted(len(result.filled), 'blank was', 'blanks were')} filled from it. "
        f"{counted(len(result.gone), 'person of last year is', 'people of last year are')} in none of this year's "
        "files."
    )
    return result


def _matches(return_: Return, last: Return) -> tuple[dict[int, Record], list[Record]]:
    """Return `id()` of a person of this year to the person of last year, and who of last year was not found."""
    people = _indexed(return_)
    found: dict[int, Record] = {}
    unmatched = []
    taken: set[int] = set()
    for person in last.staff:
        match = people.find(person.values, not_among=taken).person
        if match is None:
            unmatched.append(person)
        else:
            taken.add(id(match))
            found[id(match)] = person
    return found, unmatched


def _indexed(return_: Return) -> People:
    people = People()
    for person in return_.staff:
        people.index(person, person.values)
        # Who had another number in another file, or a NI number in doubt, is still found by it.
        for tag in person.losers or ():
            for value, _ in person.lost(tag):
                people.index(person, {tag: value})
    return people


def _by_name_alone(return_: Return, unmatched: list[Record], matches: Mapping[int, Record]) -> dict[int, Record]:
    """Return who of last year has the name of just one person of this year of whom the files say too little.

    A payroll report has neither birth dates nor, of support staff, a number that last year's return has too.
    """
    people = _indexed(return_)
    found: dict[int, list[Record]] = {}
    for person in unmatched:
        here = [one for one in people.by_name(person.values) if id(one) not in matches]
        if len(here) == 1 and not _comparable(here[0], person):
            found.setdefault(id(here[0]), []).append(person)
    return {key: people_then[0] for key, people_then in found.items() if len(people_then) == 1}


def _comparable(person: Record, then: Record) -> bool:
    """Whether both have a number or birth date of one kind, which then says that they are two people."""
    return any(person.has(tag) and then.has(tag) for tag in ("TeacherNumber", "NINumber", "PersonBirthDate"))


def _ask_about_names(return_: Return, by_name: Mapping[int, Record]) -> Question:
    first = next(person for person in return_.staff if id(person) in by_name)
    return Question(
        "answer",
        BY_NAME_LAST_YEAR,
        "",
        f"{counted(len(by_name), 'person has', 'people have')} the name of just one person in last year's return, "
        "and no "
        "number or date of birth to compare. Fill blanks by the name alone?",
        ((YES, "they are the same people"), (NO, "leave them out")),
        count=len(by_name),
        source=first.source(),
    )


def _open_until(contract: Record, day: date | None) -> bool:
    """Whether a contract goes on until a day or longer; without a day, whether it has no end."""
    end = contract.typed("ContractEnd")
    return not isinstance(end, date) or (day is not None and end >= day)


def _blank(record: Record, tag: str) -> bool:
    return not record.has(tag) and not record.lost(tag)


def _take(record: Record, tag: str, value: Value, origin: Origin | None) -> Filled:
    record.put(tag, value, origin)
    return Filled(record, f"{record.kind}.{tag}", origin)


def _fill_person(person: Record, before: Record, refused: set[str], collection: Collection) -> list[Filled]:
    filled = []
    for tag in PERSON_TAGS:
        value = before.values.get(tag)
        if value is None or value.typed is None or tag in refused or not _blank(person, tag):
            continue
        if f"staff.{tag}" not in collection.fields:
            continue
        if tag == "FormerFamilyName" and _is_name_now(person, value):
            continue
        filled.append(_take(person, tag, value, before.origin_of(tag)))
    now, then = person.values.get("PersonFamilyName"), before.values.get("PersonFamilyName")
    if (
        now is not None
        and then is not None
        and fold(str(now.sent)) != fold(str(then.sent))
        and "FormerFamilyName" not in refused
        and _blank(person, "FormerFamilyName")
    ):
        # Numbers or birth date say that it is one person: the name of last year is a former one now.
        name = str(then.sent)
        filled.append(
            _take(person, "FormerFamilyName", Value(name, (name,), (name,)), before.origin_of("PersonFamilyName"))
        )
    return filled


def _is_name_now(person: Record, value: Value) -> bool:
    now = person.code("PersonFamilyName")
    names = value.sent if isinstance(value.sent, tuple) else (value.sent,)
    return now is not None and fold(now) in map(fold, names)


def _fill_contracts(person: Record, before: Record, refused: set[str]) -> list[Filled]:
    contracts = person.of("contract")
    filled = []
    taken: set[int] = set()
    for then in before.of("contract"):
        contract = matching(person, then.values, len(before.of("contract")), taken, by_reference=False)
        if contract is None:
            continue
        taken.add(id(contract))
        filled += [
            _take(contract, tag, value, then.origin_of(tag))
            for tag in CONTRACT_TAGS
            if (value := then.values.get(tag)) is not None
            and value.typed is not None
            and tag not in refused
            and _blank(contract, tag)
        ]
    if "SchoolArrivalDate" not in refused:
        filled += _fill_arrival(contracts, before)
    return filled


def _fill_arrival(contracts: Iterable[Record], before: Record) -> list[Filled]:
    """Fill the arrival date of contracts that began since: a person arrives at a school once, whatever the contract."""
    arrivals = {
        str(value.sent): then
        for then in before.of("contract")
        if (value := then.values.get("SchoolArrivalDate")) is not None and isinstance(value.typed, date)
    }
    if len(arrivals) != 1:
        return []
    ((_, then),) = arrivals.items()
    value = then.values["SchoolArrivalDate"]
    filled = []
    for contract in contracts:
        start, estab, estab_then = contract.typed("ContractStart"), contract.code("Estab"), then.code("Estab")
        same_school = estab is None or estab_then is None or estab == estab_then
        if (
            same_school
            and isinstance(start, date)
            and isinstance(value.typed, date)
            and value.typed <= start
            and _blank(contract, "SchoolArrivalDate")
        ):
            filled.append(_take(contract, "SchoolArrivalDate", value, then.origin_of("SchoolArrivalDate")))
    return filled


def _fill_qualifications(person: Record, before: Record) -> list[Filled]:
    if person.of(QUALIFICATIONS) or not before.of(QUALIFICATIONS):
        return []
    for then in before.of(QUALIFICATIONS):
        copied = person.add(Record(QUALIFICATIONS, origin=then.origin))
        # The school is this year's, which every record gets.
        copied.values = {tag: value for tag, value in then.values.items() if tag != "Estab"}
        copied.field_origins = dict(then.field_origins) if then.field_origins else None
    return [Filled(person, QUALIFICATIONS, before.of(QUALIFICATIONS)[0].origin)]


def _questions(filled: list[Filled], collection: Collection, answers: Mapping[str, str]) -> list[Question]:
    """Return one question for each field that was filled and that no answer confirms."""
    by_field: dict[str, list[Filled]] = {}
    for one in filled:
        by_field.setdefault(one.field, []).append(one)
    questions = []
    for name, some in by_field.items():
        key = last_year_key(name.rpartition(".")[2])
        if key in answers:
            continue
        label = "Qualifications" if name == QUALIFICATIONS else collection.fields[name].label
        whose = counted(len(some), "contract") if name.startswith("contract.") else people(len(some))
        change = " It may have changed since." if name.rpartition(".")[2] in MAY_CHANGE else ""
        first = some[0].record.of(QUALIFICATIONS)[0] if name == QUALIFICATIONS else some[0].record
        questions.append(
            Question(
                "answer",
                key,
                "",
                f"{label} of {whose} is from last year: this year's files do not say it.{change} Is it still right?",
                ((YES, "send it"), (NO, "leave it blank")),
                count=len(some),
                source=first.source(None if name == QUALIFICATIONS else name.rpartition(".")[2]),
            )
        )
    return questions
