"""What a plan says in words.

Questions about columns and sheets, notes on what was left out, and why nothing could be used.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from converters.matching.columns.column import CERTAIN, Column, choices
from converters.matching.evidence.cells import TELLING, recognise
from converters.matching.headings import Headings
from converters.matching.look import SAMPLE, Look, against, look_at
from converters.matching.shape import Layout, filled_cells
from converters.recipe.grains import GRAIN_LABELS, GRAINS, IDENTITY
from converters.recipe.keys import grain_key, hidden_key
from converters.recipe.question import Question
from converters.recipe.recipe import SheetRecipe
from converters.recipe.target import IGNORE, OPEN, describe, parse_targets
from converters.sources.table import SourceError, Table, is_blank
from swf_desktop.record import Source, column_letter
from swf_desktop.words import counted, listed, quoted, row_words, sheet_words

if TYPE_CHECKING:
    from converters.matching.plan import SheetPlan

NOT_NEEDED: Final = "leave out"
"""The answer to what one row is that the sheet is not needed."""

MARK: Final = "stop"
"""The answer that a sheet without headings is needed, and will be changed."""

_ROWS_LOOKED_AT: Final = 50
MOST_EXAMPLES: Final = 3
_MOSTLY: Final = 0.8
_FEW_WORDS: Final = 6
_MOST_NAMED: Final = 2

MOST_ASKED: Final = 100
"""Columns of one sheet that are asked about; the others are counted in a note."""


def recipe_place(sheet: SheetRecipe) -> str:
    """Return how people name the sheet of a recipe."""
    return sheet_words(sheet.file, sheet.sheet)


def column_questions(
    plan: SheetPlan, columns: Sequence[Column], layout: Layout, lost: Mapping[str, str], headings: Headings
) -> list[Question]:
    """Ask once about each column that is open.

    Lost: headings that the recipe knows and the sheet has no more, with their targets.
    """
    free = {heading: text for heading, text in lost.items() if not is_filled(text, columns)}
    questions: list[Question] = []
    for column in columns:
        if column.decided != OPEN or not column.heading or len(questions) == MOST_ASKED:
            continue
        gone = {heading: text for heading, text in free.items() if _could_be(column, text, headings)}
        questions.append(
            Question(
                "column",
                column.heading,
                plan.place,
                _question_text(plan, column, gone, headings),
                choices(column, headings, gone.values()),
                _examples(column.look),
                column.look.filled,
                _heading_place(plan.table, layout, column.index),
                step="columns",
            )
        )
    return questions


def _heading_place(table: Table, layout: Layout, column: int) -> Source:
    row = layout.header_rows[-1]
    there = table.column_on_sheet(column, row)
    letter = None if there is None else column_letter(there)
    return Source(table.file, table.sheet, table.number_of(row), letter)


def is_filled(text: str, columns: Sequence[Column]) -> bool:
    """Whether some column has one of these targets."""
    wanted = set(parse_targets(text))
    return any(wanted & set(column.targets) for column in columns)


def _could_be(column: Column, text: str, headings: Headings) -> bool:
    fields = [headings.collection.fields[target.field] for target in parse_targets(text)]
    return not any(against(field_, column.look, headings.collection) for field_ in fields)


def _question_text(plan: SheetPlan, column: Column, gone: Mapping[str, str], headings: Headings) -> str:
    where = f"{plan.place}, column {column_letter(column.index)}, is headed '{column.heading}'."
    if gone:
        before, text = next(iter(gone.items()))
        what = describe(text, headings.collection)
        return f"{where} The recipe knows no such heading, and '{before}' ({what}) is gone. What is this column?"
    if column.reason.endswith("both look like it") or "cannot both be it" in column.reason:
        return f"{where} {column.reason[0].upper()}{column.reason[1:]}. What is this column?"
    likely = [one for one in column.proposals if one.target != IGNORE]
    if likely:
        best = likely[0]
        what = describe(best.target, headings.collection).lower()
        return f"{where} It may be {what}: {best.reason}. What is this column?"
    return f"{where} Nothing like that is known. What is this column?"


def _examples(look: Look) -> tuple[str, ...]:
    """Return up to three cells, where they show neither pay nor a name: dates, yes and no, and texts that repeat."""
    repeating = look.numbers < 0.5 and look.filled >= 6 and len(look.texts) <= look.filled / 3
    if look.dates >= 0.8 or look.yes_no >= 0.8 or repeating:
        return tuple(text[:40] for text in look.texts[:MOST_EXAMPLES])
    return ()


def grain_question(table: Table, columns: Sequence[Column], headings: Headings) -> Question | None:
    """Ask what a row is, where several headings mean something but make no known kind of sheet.

    None where too few do.
    """
    known = 0
    for column in columns:
        if column.heading and column.look.filled:
            best = [found[0] for grain in GRAINS if (found := headings.candidates(column.heading, grain))]
            known += any(one.target != IGNORE and one.worth >= CERTAIN for one in best)
    if known < 2:
        return None
    return Question(
        "answer",
        grain_key(table.place),
        "",
        f"{table.place} has headings that are known, but they do not say what one row is (there may be no name or "
        "number of a person, for instance). What is one row?",
        (*((grain, GRAIN_LABELS[grain]) for grain in reversed(GRAINS)), (NOT_NEEDED, "the sheet is not needed")),
        count=table.height,
        source=Source(table.file, table.sheet, None, None),
        step="columns",
    )


_FEWEST_ROWS: Final = 3
_FEWEST_COLUMNS: Final = 3
"""Smaller tables are titles, keys and remarks, and are told in a note."""


def sheet_question(table: Table, layout: Layout | None, *, wanted: bool = False) -> Question | None:
    """Ask whether a sheet is needed of which no row is used; None where it holds too little to be a list.

    wanted: it is asked however little there is, because the user put it to somebody.
    """
    rows = layout.rows if layout is not None else [row for row in range(table.height) if filled_cells(table, row) > 1]
    columns = sum(any(not is_blank(column[row]) for row in rows[:_ROWS_LOOKED_AT]) for column in table.columns)
    if not wanted and (len(rows) < _FEWEST_ROWS or columns < _FEWEST_COLUMNS):
        return None
    why = (
        "no row with headings was found in it"
        if layout is None
        else f"its headings ({quoted([one for one in layout.headings if one], 6)}) are not about staff, absences or "
        "the school's figures"
    )
    kinds = [] if layout is None else [(grain, GRAIN_LABELS[grain]) for grain in reversed(GRAINS)]
    choices = (
        (NOT_NEEDED, "the sheet is not needed"),
        *(kinds or [(MARK, "it is needed: put a row of headings above its data, then run again")]),
    )
    return Question(
        "answer",
        grain_key(table.place),
        "",
        f"Nothing of {table.place} is used, though it has {counted(len(rows), 'row')}: {why}. Is it needed, and what "
        "is one row?",
        choices,
        count=len(rows),
        source=Source(table.file, table.sheet, None, None),
        step="columns",
    )


READ: Final = "read"


def hidden_question(table: Table, layout: Layout, headings: Headings, held: Container[str]) -> Question | None:
    """Ask whether a hidden sheet is read that has of people what no other sheet has; None where it has nothing new.

    held: the fields that the sheets in use have.
    """
    if len(layout.rows) < 2:
        return None
    has = {
        best.target: None
        for heading in layout.headings
        if heading
        for grain in ("person", "contract")
        if (found := headings.candidates(heading, grain)) and (best := found[0]).worth >= CERTAIN
    }
    for index, heading in enumerate(layout.headings):
        if heading and not any(headings.candidates(heading, grain) for grain in ("person", "contract")):
            seen = recognise(look_at(table.columns[index], layout.rows), headings.collection)
            has |= {one.field: None for one in seen[:1] if one.strength >= TELLING}
    new = [target for target in has if target in headings.collection.fields and target not in held]
    if not IDENTITY & has.keys() or not (
        told := [target for target in new if target not in IDENTITY or target in SENT]
    ):
        return None
    return Question(
        "answer",
        hidden_key(table.place),
        "",
        f"{table.place} is a hidden sheet. It has {listed(describe(one, headings.collection) for one in told)} in "
        f"{counted(len(layout.rows), 'row')}, which no other sheet has. Is it read?",
        ((READ, "it is used like the other sheets"), (NOT_NEEDED, "it is old, or not needed")),
        count=len(layout.rows),
        source=Source(table.file, table.sheet, None, None),
        step="columns",
    )


SENT: Final = frozenset({"staff.NINumber", "staff.TeacherNumber"})
"""What tells people apart and is sent besides."""


def notes_on(plan: SheetPlan, columns: Sequence[Column], layout: Layout, lost: Mapping[str, str]) -> list[str]:
    """Return what people should know of how a sheet is read.

    Where its data stand, and all that is left out, with the reason.
    """
    place = plan.place
    what = GRAIN_LABELS[plan.grain]
    number_of = plan.table.number_of
    top = row_words([number_of(row) for row in layout.header_rows])
    notes = [f"{place}: headings in {top}, {counted(len(plan.rows), 'row')} of data, one row is {what}."]
    by_reason: dict[str, list[int]] = {}
    for row, reason in layout.skipped:
        by_reason.setdefault(reason, []).append(number_of(row))
    if by_reason:
        parts = [f"{reason} ({row_words(rows)})" for reason, rows in by_reason.items()]
        notes.append(f"{place}: rows left out: {'; '.join(parts)}.")
    if layout.cut_at is not None:
        notes.append(
            f"{place}: another table seems to begin in row {number_of(layout.cut_at)}. Only the first one is read: "
            "put the other on a sheet of its own."
        )
    notes.extend(f"{place}: not used: {listed(names, 30)}: {reason}." for reason, names in _ignored(columns).items())
    unasked = sum(column.decided == OPEN and bool(column.heading) for column in columns) - MOST_ASKED
    if unasked > 0:
        notes.append(
            f"{place}: not used and not asked about: {counted(unasked, 'more column')} with a heading that nobody "
            "knows."
        )
    notes.extend(_hidden(plan))
    if plan.fill_down:
        filled = quoted([plan.headings[column] for column in sorted(plan.fill_down)])
        notes.append(f"{place}: taken from the row above where blank: {filled}.")
    for heading, text in lost.items():
        if not is_filled(text, columns):
            notes.append(f"{place}: the recipe expects a column '{heading}' ({text}), which is gone.")
    if plan.as_at is not None:
        notes.append(f"{place}: the state at {plan.as_at:%d/%m/%Y}, as its title says.")
    return notes


def _ignored(columns: Sequence[Column]) -> dict[str, list[str]]:
    """Return the columns that are set aside, with what they hold, by the reason."""
    ignored: dict[str, list[str]] = {}
    for column in columns:
        if column.decided == IGNORE and (column.heading or column.look.filled):
            name = f"'{column.heading}'" if column.heading else f"column {column_letter(column.index)}"
            ignored.setdefault(column.reason, []).append(f"{name} ({holds(column.look)})")
    return ignored


def holds(look: Look) -> str:
    """Return in words what the cells of a column are: words that repeat by name, pay and names only by their kind."""
    if not look.filled:
        return "empty"
    if look.dates >= _MOSTLY:
        return f"holds {counted(look.filled, 'date')}" + _more(look)
    if look.numbers >= _MOSTLY:
        return f"holds {counted(look.filled, 'figure')}" + _more(look)
    few = len(look.texts) <= _FEW_WORDS or len(look.texts) <= look.filled / 3 or look.yes_no >= _MOSTLY
    private = look.letters < _MOSTLY or (look.filled > len(look.texts) > _FEW_WORDS and not few)
    if few and not private and look.filled > len(look.texts):
        rest = len(look.texts) - _MOST_NAMED
        named = quoted([text[:30] for text in look.texts[:_MOST_NAMED]])
        return f"holds {named}" + (f" and {rest} more" if rest > 0 else "")
    return f"holds {counted(len(look.texts), 'text')}" + _more(look)


def _more(look: Look) -> str:
    return " and more" if look.filled >= SAMPLE else ""


def _hidden(plan: SheetPlan) -> list[str]:
    notes = []
    rows = len(set(plan.table.hidden_rows) & set(plan.rows))
    if rows:
        notes.append(f"{plan.place}: hidden in the file, used all the same: {counted(rows, 'row')} of data.")
    columns = [plan.headings[column] for column in plan.table.hidden_columns if column in plan.columns]
    if columns:
        notes.append(f"{plan.place}: hidden in the file, used all the same: {quoted(columns)}.")
    return notes


def nothing_usable(tables: Sequence[Table], unusable: Sequence[str], empty: Sequence[str]) -> SourceError:
    """Return the error for files of which no sheet can be used: what was found, and what to do."""
    files = ", ".join(dict.fromkeys(table.file for table in tables)) or "(no file)"
    if not any(table.height for table in tables):
        return SourceError(
            files, "There is nothing in it.", "Give the file that has the staff list or the payroll report."
        )
    if empty:
        return SourceError(
            files,
            f"There are headings, but nothing is filled in below them ({', '.join(empty[:5])}).",
            "Fill in a row for each person, contract and so on, and save the file.",
        )
    if not unusable:
        return SourceError(
            files,
            "No sheet of it is used (hidden, empty below the headings, or left out by the recipe).",
            "Choose another file, or change the recipe.",
        )
    return SourceError(
        files,
        f"No recognisable headings were found ({', '.join(unusable[:5])}).",
        "There should be a row of headings such as Payroll Number, Surname, Date of Birth, and below it one row for "
        "each person, contract or pay element.",
    )
