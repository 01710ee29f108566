"""Follows the keys of an Access-style export, where tables name the rows of other tables instead of saying things.

A table without a column of staff (pay and roles, keyed by ContractID alone) gets the staff number of the row that it
names. A number that names the row of a list of words (EthnicityID) is put as the word. The raw tables are left as they
are: a copy gets the column or the words, and a note says so.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from converters.matching.evidence.second_keys import with_first_keys
from converters.matching.headings import Headings, headings_of
from converters.matching.relations import Confidence, Relation, find_relations, first_row_headings, key_of, related_rows
from converters.recipe.keys import relation_key
from converters.recipe.question import Question
from converters.sources.table import Cell, Table
from swf_desktop.collection import Collection
from swf_desktop.words import counted

NONE: Final = "none"
"""The answer to `relation_key` that leaves a table alone."""

WIDEST_LIST, LONGEST_LIST = 4, 1000
"""A list of words has few columns (key, code, words, order); the longest list of the census has some hundred rows."""

_ID_AT_END: Final = re.compile(r"[ _]?(?:ID|Id|id|Key|No)$")
_PERSON: Final = "staff.PersonRef"
LIST_OF_WORDS: Final = "a list of words that other tables name; not read by itself."
"""What is said of a table that gives the keys of others their words: it is used, though no row of it is a record."""

_CERTAIN: Final = (Confidence.SURE, Confidence.LIKELY)


def with_people(
    tables: Sequence[Table], collection: Collection, answers: Mapping[str, str]
) -> tuple[list[Table], list[str], list[Question]]:
    """Return the tables with what their keys name, without the lists that were only there to be named.

    With them, notes for people and questions.

    Only tables of one folder, archive, workbook or database are related, and files that were chosen one by one.
    """
    groups: dict[str, list[int]] = {}
    for index, table in enumerate(tables):
        # Files that were chosen one by one are one source too; the sheets of a workbook are one by themselves.
        source = table.file.rpartition("/")[0] or (table.file if table.sheet is not None else "")
        groups.setdefault(source, []).append(index)
    found = list(tables)
    notes: list[str] = []
    headings = headings_of(collection)
    for indexes in groups.values():
        if len(indexes) > 2:
            group = [found[index] for index in indexes]
            for place, table, note in _worded(group, headings, answers):
                found[indexes[place]] = group[place] = table
                notes.append(note)
            for place, table, note in _looked_up(group, headings, answers):
                found[indexes[place]] = table
                notes.append(note)
    found, looked_up, questions = with_first_keys(found, headings, answers)
    notes += looked_up
    # A list of words was emptied above; a table that was empty as it came is for the planner to tell of.
    tables = [table for table, before in zip(found, tables, strict=True) if table.height or not before.height]
    return tables, notes, questions


def _worded(group: list[Table], headings: Headings, answers: Mapping[str, str]) -> Iterable[tuple[int, Table, str]]:
    """Yield tables whose numbers are put as the words that they name, and the lists of words as empty tables."""
    names = first_row_headings(group)
    relations = [one for one in find_relations(group) if one.confidence in _CERTAIN and len(one.child_columns) == 1]
    children = {one.child for one in relations}
    changed: dict[int, Table] = {}
    for relation in relations:
        table, words = group[relation.child], group[relation.parent]
        column = _words_of(words, relation, names[relation.parent])
        heading = names[relation.child][relation.child_columns[0]]
        if column is None or relation.parent in children or not relation.unique or _is_person(heading, headings):
            continue
        if answers.get(relation_key(table.place)) == NONE:
            continue
        changed[relation.child] = _with_words(changed.get(relation.child, table), words, column, relation, group)
        yield (
            relation.child,
            changed[relation.child],
            f"{table.place}: {heading} was put as {names[relation.parent][column]} of {words.place}; of "
            f"{counted(relation.rows, 'row')}, {relation.matched} found theirs. To leave it alone, answer "
            f'"{relation_key(table.place)}" = "{NONE}" in the recipe.',
        )
        yield (
            relation.parent,
            replace(words, columns=[], height=0, styles=None),
            f"{words.place}: {LIST_OF_WORDS}",
        )


def _words_of(table: Table, relation: Relation, names: Sequence[str]) -> int | None:
    """Return the column of a list of words that says what each key means: codes before words; None where it is none."""
    if not 2 <= table.width <= WIDEST_LIST or table.height > LONGEST_LIST:
        return None
    texts = [
        column
        for column in range(table.width)
        if column not in relation.parent_columns
        and all(
            isinstance(cell, str) and not cell.isdecimal() for cell in table.columns[column][1:] if cell is not None
        )
        and len({cell for cell in table.columns[column][1:] if cell is not None}) == table.height - 1
    ]
    return next((column for column in texts if "code" in names[column].casefold()), texts[0] if texts else None)


def _with_words(table: Table, words: Table, column: int, relation: Relation, group: Sequence[Table]) -> Table:
    """Return a copy of the table with words for the keys; its heading loses the ID at its end."""
    rows = related_rows(relation, group)
    place = relation.child_columns[0]
    heading = table.columns[place][0]
    cells: list[Cell] = [_ID_AT_END.sub("", heading) or heading if isinstance(heading, str) else heading]
    for row in range(1, table.height):
        key = key_of(table, (place,), row)
        there = rows.get(key, [None])[0] if key is not None else None
        # What names no row stays, and is reported as no code.
        cells.append(table.columns[place][row] if there is None else words.columns[column][there])
    return replace(table, columns=[*table.columns[:place], cells, *table.columns[place + 1 :]])


def _looked_up(group: list[Table], headings: Headings, answers: Mapping[str, str]) -> Iterable[tuple[int, Table, str]]:
    """Yield the place in the group, the table with its new column, and what was done."""
    names = first_row_headings(group)
    if all(any(_is_plainly_person(name, headings) for name in own) for own in names):
        return
    relations = [one for one in find_relations(group) if one.confidence in _CERTAIN and len(one.child_columns) == 1]
    to_people = {
        one.child: one
        for one in relations
        if _is_person(names[one.child][one.child_columns[0]], headings)
        or _is_person(names[one.parent][one.parent_columns[0]], headings)
    }
    people = {one.parent for one in to_people.values()}
    for relation in relations:
        table, parent = group[relation.child], to_people.get(relation.parent)
        if relation.child in to_people or relation.child in people or parent is None or not relation.unique:
            continue
        if any(_is_plainly_person(name, headings) for name in names[relation.child]):
            continue
        if answers.get(relation_key(table.place)) == NONE:
            continue
        to_people[relation.child] = parent
        column = parent.child_columns[0]
        heading = names[relation.parent][column]
        note = (
            f"{table.place}: {heading} was looked up in {group[relation.parent].place} by "
            f"{names[relation.child][relation.child_columns[0]]}; of "
            f"{counted(relation.rows, 'row')}, {relation.matched} found "
            f'theirs. To leave it alone, answer "{relation_key(table.place)}" = "{NONE}" in the recipe.'
        )
        yield relation.child, _with_column(table, group[relation.parent], column, relation, group), note


def _is_person(heading: str, headings: Headings) -> bool:
    candidates = headings.candidates(heading, "person")
    return bool(candidates) and candidates[0].target == _PERSON


def _is_plainly_person(heading: str, headings: Headings) -> bool:
    """Whether a heading means the staff number, and not any number at all: `ID` is that of the row."""
    return heading.casefold() not in ("id", "no", "number", "ref") and _is_person(heading, headings)


def _with_column(table: Table, parent: Table, column: int, relation: Relation, group: Sequence[Table]) -> Table:
    """Return a copy of the table with the parent's column at its end, each cell that of the row that it names."""
    rows = related_rows(relation, group)
    cells: list[Cell] = [parent.columns[column][0]]
    styles = array("H", [0])
    formats = list(table.formats)
    for row in range(1, table.height):
        key = key_of(table, relation.child_columns, row)
        there = rows.get(key, [None])[0] if key is not None else None
        cells.append(None if there is None else parent.columns[column][there])
        form = "General" if there is None or parent.styles is None else parent.formats[parent.styles[column][there]]
        if form not in formats:
            formats.append(form)
        styles.append(formats.index(form))
    own = table.styles or [array("H", [0] * table.height) for _ in table.columns]
    return replace(table, columns=[*table.columns, cells], styles=[*own, styles], formats=formats)
