"""The way back from question sheets: answers by record and item as edits, and decisions for the recipe."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from converters.papers.question_sheet import (
    ADDRESSEES,
    CHOICES_KEY,
    DECISION_COLUMNS,
    GAP_COLUMNS,
    GRID_COLUMNS,
    HAVE,
    HEADING_ROW,
    KEYS_ROW,
    NEW,
    TICK,
)
from converters.recipe.asking import addressee_in, asked_key
from converters.recipe.recipe import Recipe, SheetRecipe
from converters.request import Request
from converters.sources.table import Cell, SourceError, Table
from converters.values.cells import raw_text
from converters.values.field_reader import FieldReader
from swf_desktop.collection import Collection
from swf_desktop.words import counted
from swf_desktop.workspace.journal import HAND, Added, Change, Edit, Entry, FieldChange, RecordChange

_GAPS: Final = [heading for heading, _ in GAP_COLUMNS]
_DECISIONS: Final = [heading for heading, _ in DECISION_COLUMNS]
_GRID: Final = [heading for heading, _ in GRID_COLUMNS]
_NO_ANSWER: Final = frozenset(
    {
        "?",
        "-",
        "don't know",
        "dont know",
        "do not know",
        "not known",
        "unknown",
        "none",
        "n/a",
        "na",
        "nil",
        "no answer",
    }
)
"""What people write where they have no answer: the item stays as it is, and is asked again."""


@dataclass(slots=True)
class Answers:
    """What came back. edits: of the overlay, each with who answered as its reason. added: records that an answer needs.

    decisions: (kind, scope, key) of a question of the recipe to its answer. notes: sentences on what could not be
    taken, with its row. rows: how many rows had an answer.
    """

    edits: list[Edit] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    decisions: dict[tuple[str, str, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    def __repr__(self) -> str:
        return f"<Answers: {len(self.edits)} edits, {len(self.decisions)} decisions>"


def read_answers(tables: Iterable[Table], collection: Collection) -> Answers:
    """Read the sheets of question workbooks that came back.

    Raises SourceError where no sheet is one of them.
    """
    answers = Answers()
    seen = False
    tables = list(tables)
    for table in tables:
        headings = _headings(table)
        if set(_GAPS) <= set(headings):
            seen = True
            _read_gaps(table, headings, collection, answers)
        elif set(_DECISIONS) <= set(headings):
            seen = True
            _read_decisions(table, headings, answers)
        elif set(_GRID) <= set(headings):
            seen = True
            _read_grid(table, headings, collection, answers)
    if not seen:
        raise SourceError(
            tables[0].file if tables else "the file",
            "It is no question sheet: the headings of one are missing.",
            "Choose the workbook of questions that was sent out, with the answers filled in.",
        )
    return answers


def with_answers(
    request: Request, answers: Answers, places: Mapping[str, tuple[str, str | None]] = MappingProxyType({})
) -> Request:
    """Return the request with the answers laid over it: they stand above edits made before, and above the recipe.

    places: how people name a sheet to its file and name, for what is decided of a sheet that the recipe has nothing of.
    """
    replaced = {(edit.record, edit.field) for edit in answers.edits}
    kept = [edit for edit in request.overlay if (edit.record, edit.field) not in replaced]
    known = {added.key for added in request.added}
    return replace(
        request,
        overlay=(*kept, *answers.edits),
        added=(*request.added, *(added for added in answers.added if added.key not in known)),
        recipe=decided(request.recipe, answers.decisions, places),
    )


def as_step(answers: Answers, overlay: Iterable[Edit], added: Iterable[Added]) -> Entry | None:
    """Return the answers as one step of a workspace's journal, None where there are none to enter.

    overlay, added: what the workspace has now.
    """
    before = {(edit.record, edit.field): edit for edit in overlay}
    known = {one.key for one in added}
    changes: list[Change] = [RecordChange(one.key, None, one) for one in answers.added if one.key not in known]
    changes += [
        FieldChange(edit.record, edit.field, before.get((edit.record, edit.field)), edit)
        for edit in answers.edits
        if before.get((edit.record, edit.field)) != edit
    ]
    return (
        Entry(counted(len(answers.edits), "answer to a question", "answers to questions"), tuple(changes))
        if changes
        else None
    )


def decided(
    recipe: Recipe,
    decisions: Mapping[tuple[str, str, str], str],
    places: Mapping[str, tuple[str, str | None]],
) -> Recipe:
    """Return the recipe with decisions; a question that is passed on stays open, and waits for whom it names."""
    codes = {name: dict(texts) for name, texts in recipe.codes.items()}
    settled = dict(recipe.answers)
    sheets = list(recipe.sheets)
    asked = dict(recipe.asked)
    for (kind, scope, key), answer in decisions.items():
        who = addressee_in(answer)
        asked.pop(asked_key(kind, scope, key), None)
        if who:
            asked[asked_key(kind, scope, key)] = who
        elif kind == "code":
            codes.setdefault(scope, {})[key] = answer
        elif kind == "answer":
            settled[key] = answer
        else:
            if scope in places and all(one.place != scope for one in sheets):
                sheets.append(SheetRecipe(*places[scope]))
            sheets = [
                replace(one, columns={**one.columns, key: answer}) if one.place == scope else one for one in sheets
            ]
    return replace(recipe, codes=codes, answers=settled, sheets=tuple(sheets), asked=asked)


def _headings(table: Table) -> list[str]:
    if table.height < HEADING_ROW:
        return []
    return [cell.strip() if isinstance(cell, str) else "" for cell in table.row(HEADING_ROW - 1)]


def _said_by(table: Table) -> str:
    """Return who answered, and in which file: `answered by payroll, questions for payroll.xlsx`."""
    name = table.file.rpartition("/")[2]
    title = table.row(0)[0]
    known = title.casefold() if isinstance(title, str) else name.casefold()
    who = next(
        (one for one in ADDRESSEES if f"questions for {one.casefold()}" in known.replace("the head", "head")), ""
    )
    return f"answered by {who}, {name}" if who else f"answered in {name}"


def _read_gaps(table: Table, headings: list[str], collection: Collection, answers: Answers) -> None:
    columns = {heading: headings.index(heading) for heading in _GAPS}
    readers: dict[str, FieldReader] = {}
    reason = _said_by(table)
    for row in range(HEADING_ROW, table.height):
        cells = table.row(row)
        cell = cells[columns["Answer"]]
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if TICK in headings and raw_text(cells[headings.index(TICK)]).strip().casefold() in ("no", "n", "false"):
                answers.notes.append(
                    f"{table.place}, row {row + 1}: ticked as not right, and nothing says what is. Ask, and enter it."
                )
            continue
        key, name = cells[columns["Record key"]], cells[columns["Item key"]]
        item = collection.fields.get(name) if isinstance(name, str) else None
        if not isinstance(key, str) or item is None:
            answers.notes.append(
                f"{table.place}, row {row + 1}: the hidden columns do not say whose item it is, so the answer was not "
                "taken. Copy rows whole, or enter it by hand."
            )
            continue
        reader = readers.setdefault(item.name, FieldReader(item, collection))
        _take(table, row, columns["Answer"], key, reader, answers, reason)


def _take(table: Table, row: int, column: int, key: str, reader: FieldReader, answers: Answers, reason: str) -> None:
    """Take one answer about an item as an edit of its record."""
    item = reader.field
    cell = table.columns[column][row]
    read = reader.read(cell, _cell_format(table, row, column))
    # "None" may be a code's word, and "Unknown" one of another; of a number or a name they say nothing.
    taken = read.value is not None and read.problem is None and item.type in ("code", "boolean")
    if read.value is None or (_is_no_answer(cell) and not taken):
        answers.notes.append(f"{table.place}, row {row + 1}: {item.label}: no answer yet.")
        return
    if read.problem is not None or read.value.typed is None:
        answers.notes.append(
            f"{table.place}, row {row + 1}: {item.label}: the answer could not be read and is taken as it stands; the "
            "checks report it."
        )
    answers.rows += 1
    sent = read.value.sent
    text = sent if isinstance(sent, str) else "; ".join(sent)
    answers.edits.append(Edit(_record_for(key, item.kind, answers), item.name, text, reason))


def _read_grid(table: Table, headings: list[str], collection: Collection, answers: Answers) -> None:
    """Read a grid of people by missing items; its items are known by the hidden row, else by their labels."""
    person, contract = headings.index("Person key"), headings.index("Contract key")
    # “Post” is a column of its own, and may be a missing item as well.
    by_label = {
        field.label: name
        for name, field in collection.fields.items()
        if field.sent and field.kind in ("contract", "staff")
    }
    reason = _said_by(table)
    readers: dict[int, FieldReader] = {}
    for column, heading in enumerate(headings):
        name = raw_text(table.columns[column][KEYS_ROW - 1]).strip()
        item = collection.fields.get(name) or collection.fields.get(by_label.get(heading, ""))
        if item is not None and (name or heading not in _GRID):
            readers[column] = FieldReader(item, collection)
    for row in range(HEADING_ROW, table.height):
        cells = table.row(row)
        for column, reader in readers.items():
            text = raw_text(cells[column]).strip()
            if not text or text == HAVE:
                continue
            key = raw_text(cells[person if reader.field.kind == "staff" else contract]).strip()
            if not key:
                answers.notes.append(
                    f"{table.place}, row {row + 1}: the hidden columns do not say whose {reader.field.label} it is, so "
                    "the answer was not taken. Copy rows whole, or enter it by hand."
                )
                continue
            _take(table, row, column, key, reader, answers, reason)


def _cell_format(table: Table, row: int, column: int) -> str:
    return "General" if table.styles is None else table.formats[table.styles[column][row]]


def _is_no_answer(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold().rstrip(".") in _NO_ANSWER


def _record_for(key: str, kind: str, answers: Answers) -> str:
    """Return the key of the record that an answer is about; one that is to be made is added under its parent."""
    if not key.startswith(NEW):
        return key
    parent = key.removeprefix(NEW)
    made = Added(f"{HAND}{kind}:{parent}", kind, parent)
    if made not in answers.added:
        answers.added.append(made)
    return made.key


def _read_decisions(table: Table, headings: list[str], answers: Answers) -> None:
    columns = {heading: headings.index(heading) for heading in _DECISIONS}
    for row in range(HEADING_ROW, table.height):
        cells = table.row(row)
        answer = raw_text(cells[columns["Answer"]]).strip()
        if not answer or _is_no_answer(answer):
            continue
        key = tuple(raw_text(cells[columns[name]]) for name in ("Kind key", "Scope key", "Question key"))
        if key[0] not in ("answer", "code", "column") or not key[2]:
            answers.notes.append(
                f"{table.place}, row {row + 1}: the hidden columns do not say which question it is, so the answer was "
                "not taken. Copy rows whole, or answer it in the recipe."
            )
            continue
        answers.rows += 1
        answers.decisions[key[0], key[1], key[2]] = _stands_for(cells, headings, answer)


def _stands_for(cells: Sequence[Cell], headings: list[str], answer: str) -> str:
    """Return what the recipe takes for an answer in words; one of the user's own, or of an older sheet, stays."""
    heading, _ = CHOICES_KEY
    if heading not in headings:
        return answer
    try:
        choices = json.loads(raw_text(cells[headings.index(heading)]))
    except ValueError:
        return answer
    said = " ".join(answer.split()).casefold()
    for words, taken in choices.items() if isinstance(choices, dict) else ():
        if said in (" ".join(str(words).split()).casefold(), str(taken).casefold()):
            return str(taken)
    return answer
