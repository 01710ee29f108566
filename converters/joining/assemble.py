"""From planned sheets to the records of one return.

Rows are read, joined and kept with the place each value came from.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from converters.joining.absences import join_days
from converters.joining.assembly import CONTRACT_GRAINS, PERSON_CHILDREN, Assembly, Conflict, sent
from converters.joining.contract_joiner import ContractJoiner
from converters.joining.people_joiner import PeopleJoiner
from converters.matching.planner import SheetPlan
from converters.members.posts import LEAVE_OUT, fill_posts, fill_schools
from converters.recipe.question import Question
from converters.rows.doubts import NO_LAST_LETTER
from converters.rows.parts import Part, SheetRows
from converters.rows.read_rows import read_rows
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Return, Value

__all__ = ["Assembly", "Conflict", "assemble", "no_collector"]

CONTRACT_ORDER: Final[tuple[tuple[str, ...], ...]] = (
    ("contract", "element"),
    ("role", "payment"),
    ("person", *PERSON_CHILDREN),
)
"""Sheets that are about contracts first, then those that add to them, then those that mention them by the way."""

PEOPLE_ORDER: Final[tuple[tuple[str, ...], ...]] = (("person",), CONTRACT_GRAINS, PERSON_CHILDREN)
_NO_LETTER: Final = re.compile(r"[A-Z]{2}\d{6}")
SCHOOL_GRAINS: Final = ("school", "vacancy", "headcount", "la")


@contextmanager
def no_collector() -> Iterator[None]:
    """Hold the garbage collector off while hundreds of thousands of lasting records are made or gone through.

    It would only walk them again and again. Also a decorator, as `@no_collector()`.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def assemble(plans: Iterable[SheetPlan], collection: Collection, answers: Mapping[str, str]) -> Assembly:
    """Join the rows of all sheets to one return.

    People come first, from sheets of people and then from the others; then contracts, from the sheets that are about
    contracts; then what belongs to a person or a contract; then the school. `answers` are those of the recipe.
    """
    with no_collector():
        plans = list(plans)
        result = _join([read_rows(plan, collection) for plan in plans], collection, answers)
        titles, schools = (
            {text: code for plan in plans for text, code in plan.codes.get(name, {}).items()}
            for name in ("contract.JobTitle", "contract.SchoolName")
        )
        kept = frozenset(
            key.removeprefix(LEAVE_OUT)
            for key, answer in answers.items()
            if key.startswith(LEAVE_OUT) and answer == "keep"
        )
        result.questions = _without_settled_suffixes(result)
        result.questions.extend(fill_posts(result.return_, collection, titles, kept))
        result.questions.extend(fill_schools(result.return_, collection, schools))
        questions, notes = join_days(result.return_, answers)
        result.questions.extend(questions)
        result.notes.extend((note, None) for note in notes)
        result.as_at.update({plan.place: plan.as_at for plan in plans if plan.as_at is not None})
        return result


def _without_settled_suffixes(result: Assembly) -> list[Question]:
    """Return the questions without those on NI numbers that lack the last letter, where another file has it for all."""
    open_ = any(_NO_LETTER.fullmatch(staff.code("NINumber") or "") for staff in result.return_.staff)
    return [one for one in result.questions if open_ or not one.key.startswith(NO_LAST_LETTER)]


def _join(sheets: list[SheetRows], collection: Collection, answers: Mapping[str, str]) -> Assembly:
    result = Assembly(Return(), sheets=sheets)
    result.questions.extend(_once_for_each_text(sheets))
    for sheet in sheets:
        result.repairs.extend(sheet.repairs)
        result.problems.extend(sheet.problems)
        result.notes.extend((note, None) for note in sheet.notes)
    people = PeopleJoiner(collection, answers, result)
    # The sheet that says most of people goes first, so that their records are its rows.
    by_detail = sorted(sheets, key=_detail, reverse=True)
    for grains in PEOPLE_ORDER:
        for sheet in by_detail:
            if sheet.grain in grains:
                people.join(sheet)
    contracts = ContractJoiner(collection, answers, result, people)
    for grains in CONTRACT_ORDER:
        for sheet in sheets:
            if sheet.grain in grains:
                contracts.join(sheet)
    for sheet in sheets:
        contracts.add_children_of_people(sheet)
    for person in people.people.records:
        result.return_.message.add(person)
    people.write_capitals()
    _SchoolJoiner(result).join(sheets)
    _authority(result, sheets, collection)
    for sheet in sheets:
        for part in sheet.parts:
            part.forget_rows()
    return result


class _SchoolJoiner:
    """The school's own record, or several schools' by their establishment numbers, with vacancies and head counts."""

    def __init__(self, result: Assembly) -> None:
        self.result = result
        self.message = result.return_.message
        self.schools: dict[str, Record] = {}

    def join(self, sheets: list[SheetRows]) -> None:
        """Take in what the sheets about the school say."""
        for sheet in sheets:
            if sheet.grain in SCHOOL_GRAINS:
                for part in sheet.parts:
                    for index, values in enumerate(part.rows()):
                        if values:
                            self._row(part, index, values)

    def _row(self, part: Part, index: int, values: dict[str, Value]) -> None:
        origin = part.origin(index)
        if part.kind == "message":
            self._fill(self.message, part, index, values)
        elif part.kind == "la":
            la = self.result.return_.la or self.message.add(Record("la", origin=origin))
            self._fill(la, part, index, values)
        elif part.kind == "school":
            self._fill(self._school(sent(values, "Estab"), origin), part, index, values)
        elif part.kind in ("vacancy", "headcount"):
            record = self._school("", origin).add(Record(part.kind, origin=origin))
            record.values = values

    def _school(self, estab: str, origin: Origin) -> Record:
        """Return the record of a school.

        What names none is about the first, and the first that is named is the nameless one.
        """
        schools = self.schools
        if estab not in schools and "" in schools:
            schools[estab] = schools.pop("")
        if not estab and schools:
            return next(iter(schools.values()))
        if estab not in schools:
            schools[estab] = self.message.add(Record("school", origin=origin))
        return schools[estab]

    def _fill(self, record: Record, part: Part, index: int, values: Mapping[str, Value]) -> None:
        for tag, value in values.items():
            self.result.merge(record, {tag: value}, part.origin(index, tag))


def _authority(result: Assembly, sheets: list[SheetRows], collection: Collection) -> None:
    """Take the LA number that a list of staff has, or that stands before establishment numbers.

    Only where it is one and the same on all sheets, and nothing else says it.
    """
    leas = {lea for sheet in sheets for lea in sheet.leas}
    for sheet in sheets:
        part = sheet.part("message")
        if part is not None and sheet.grain not in SCHOOL_GRAINS:
            leas |= {sent(values, "LEA") for values in part.rows() if "LEA" in values}
    message = result.return_.message
    if len(leas) == 1 and not message.has("LEA"):
        message.values["LEA"] = value_of(collection.fields["message.LEA"], leas.pop())


def _detail(sheet: SheetRows) -> int:
    """Say how much a sheet says of people: fields with columns of their own."""
    part = sheet.part("staff")
    if part is None:
        return 0
    own = {column for tag in part.tags if (column := part.sheet.columns.get(f"staff.{tag}")) is not None}
    return len(own)


def _once_for_each_text(sheets: list[SheetRows]) -> list[Question]:
    """Return the questions of all sheets; a text that several sheets have is asked once, with the count of all."""
    asked: dict[tuple[str, str, str], Question] = {}
    for sheet in sheets:
        for question in sheet.questions:
            key = question.kind, question.scope, question.key
            before = asked.get(key)
            asked[key] = question if before is None else replace(before, count=before.count + question.count)
    return list(asked.values())
