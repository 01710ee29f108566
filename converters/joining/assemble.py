"""From planned sheets to the records of one return.

Rows are read, joined and kept with the place each value came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Final

from converters.collector import no_collector
from converters.joining.absences import join_days
from converters.joining.assembly import CONTRACT_GRAINS, PERSON_CHILDREN, STAFF_GRAINS, Assembly
from converters.joining.central import take_central_words
from converters.joining.contract_joiner import ContractJoiner, tells_contracts
from converters.joining.order import Order, in_order
from converters.joining.people_joiner import PeopleJoiner
from converters.joining.piece_dates import says_only_dates
from converters.joining.school_joiner import SchoolJoiner, authority_of
from converters.matching.plan import SheetPlan
from converters.members.leaving_out import KEEP
from converters.members.posts import fill_posts, fill_schools
from converters.recipe.keys import answered_patterns, is_no_last_letter
from converters.recipe.question import Question
from converters.rows.parts import SheetRows
from converters.rows.read_rows import read_rows
from swf_desktop.collection import Collection
from swf_desktop.record import Return

CONTRACT_ORDER: Final[tuple[tuple[str, ...], ...]] = (
    ("contract", "element"),
    ("role", "payment"),
    ("person", *PERSON_CHILDREN),
)
"""Sheets that are about contracts first, then those that add to them, then those that mention them by the way."""

PEOPLE_ORDER: Final[tuple[tuple[str, ...], ...]] = (("person",), CONTRACT_GRAINS, PERSON_CHILDREN)
_NO_LETTER: Final = re.compile(r"[A-Z]{2}\d{6}")


def assemble(plans: Iterable[SheetPlan], collection: Collection, answers: Mapping[str, str]) -> Assembly:
    """Join the rows of all sheets to one return.

    People come first, from sheets of people and then from the others; then contracts, from the sheets that are about
    contracts; then what belongs to a person or a contract; then the school. `answers` are those of the recipe.
    """
    with no_collector():
        plans = list(plans)
        order = in_order(plans, [read_rows(plan, collection) for plan in plans], answers)
        as_at = {plan.place: plan.as_at for plan in plans if plan.as_at is not None}
        result = _join(order, as_at, collection, answers)
        result.agency = frozenset(plan.place for plan in plans if _is_of_agency(plan))
        titles, schools = (
            {text: code for plan in plans for text, code in plan.codes.get(name, {}).items()}
            for name in ("contract.JobTitle", "contract.SchoolName")
        )
        kept = answered_patterns(answers, KEEP)
        result.questions = _without_settled_suffixes(result)
        result.questions.extend(fill_posts(result.return_, collection, titles, kept))
        take_central_words(result, collection)
        result.questions.extend(fill_schools(result.return_, collection, schools))
        questions, notes = join_days(result.return_, answers)
        result.questions.extend(questions)
        result.notes.extend((note, None) for note in notes)
        return result


_AGENCY: Final = re.compile(r"\b(?:agency|agencies|supply)\b", re.IGNORECASE)


def _is_of_agency(plan: SheetPlan) -> bool:
    """Whether a sheet of staff calls itself a list of agency or supply staff, in its name or a title."""
    titles = plan.layout.titles if plan.layout is not None else []
    names = (plan.table.sheet or PurePath(plan.table.file).stem, *titles)
    return plan.grain in STAFF_GRAINS and any(_AGENCY.search(name.replace("_", " ")) for name in names)


def _without_settled_suffixes(result: Assembly) -> list[Question]:
    """Return the questions without those on NI numbers that lack the last letter, where another file has it for all."""
    open_ = any(_NO_LETTER.fullmatch(staff.code("NINumber") or "") for staff in result.return_.staff)
    return [one for one in result.questions if open_ or not is_no_last_letter(one.key)]


def _join(order: Order, as_at: dict[str, date], collection: Collection, answers: Mapping[str, str]) -> Assembly:
    sheets = order.sheets
    result = Assembly(Return(), sheets=sheets, older=order.older, undated=frozenset(order.open), as_at=as_at)
    result.questions.extend(_once_for_each_text(sheets))
    result.notes.extend((note, None) for note in order.notes)
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
    # Of several lists of people, that with their contracts goes first: one with roles alone adds to those.
    by_contracts = sorted(sheets, key=lambda sheet: (not tells_contracts(sheet), says_only_dates(sheet)))
    for grains in CONTRACT_ORDER:
        for sheet in by_contracts:
            if sheet.grain in grains:
                contracts.join(sheet)
    for sheet in sheets:
        contracts.add_children_of_people(sheet)
    for person in people.people.records:
        result.return_.message.add(person)
    people.write_capitals()
    SchoolJoiner(result).join(sheets)
    authority_of(result, sheets, collection)
    result.questions.extend(question for place, question in order.open.items() if result.superseded[place])
    result.notes.extend(
        (f"{place}: {count} values differ from those of a newer sheet, which stand.", None)
        for place, count in result.superseded.items()
    )
    for sheet in sheets:
        for part in sheet.parts:
            part.forget_rows()
    return result


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
