"""Every sheet as plain tables: told by what stands in it which shape it has, turned, and said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from converters.matching.headings import headings_of
from converters.matching.turned.bare_years import bare_years
from converters.matching.turned.calendars import absence_calendar, absences_by_month
from converters.matching.turned.lessons import lessons_by_period
from converters.matching.turned.made import Ground, Shape
from converters.matching.turned.pay_by_month import pay_by_month
from converters.matching.turned.second_tables import parted
from converters.matching.turned.side_by_side import contracts_side_by_side
from converters.matching.turned.two_lines import person_over_two_lines
from converters.matching.turned.two_values import two_values_in_a_cell
from converters.matching.turned.units import in_other_units
from converters.matching.turned.wrapped import wrapped_lines
from converters.recipe.keys import AS_IT_STANDS, shape_key
from converters.recipe.question import Question
from converters.recipe.recipe import Recipe
from converters.sources.table import SourceError, Table
from swf_desktop.collection import Collection

Recogniser = Callable[[Table, Ground, Mapping[str, str]], Shape | None]

SHAPES: Final[tuple[Recogniser, ...]] = (
    wrapped_lines,
    two_values_in_a_cell,
    bare_years,
    lessons_by_period,
    absence_calendar,
    absences_by_month,
    pay_by_month,
    contracts_side_by_side,
    in_other_units,
)
"""What each sheet is tried as, one after another: how a page was printed first, then what it holds."""


@dataclass(slots=True)
class Shaped:
    """The plain tables, with the sentences and questions on how sheets of other shapes were turned into them."""

    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def plain_tables(tables: Sequence[Table], collection: Collection, recipe: Recipe) -> Shaped:
    """Return plain tables for all sheets: those that are plain as they are, the others turned.

    A sheet that the recipe leaves out, or whose shape it says is `AS_IT_STANDS`, is not touched. Raises SourceError
    where no sheet holds anything that could be sent.
    """
    ground = Ground(headings_of(collection))
    answers = recipe.answered()
    left_out = {(one.file, one.sheet) for one in recipe.sheets if not one.use}
    result = Shaped()
    for table in tables:
        if table.hidden or not table.height or (table.file, table.sheet) in left_out:
            result.tables.append(table)
            continue
        if answers.get(shape_key(table.place)) == AS_IT_STANDS:
            result.tables.append(table)
            continue
        lines = person_over_two_lines(table, ground, answers)
        if lines is not None and lines.table is not None:
            # Its headings on the next page would look like those of another table.
            result.notes.append(f"{table.place}: read as {lines.said}{_back(table)}")
            table = lines.table
        parts = parted(table, ground)
        if len(parts) > 1:
            lower = ", ".join(f"row {part.number_of(0)}" for part in parts[1:])
            result.notes.append(
                f"{table.place}: read as {len(parts)} tables, one below another (from {lower}).{_back(table)}"
            )
        for part in parts:
            _add(part, ground, answers, left_out, result)
    if tables and not result.tables:
        files = ", ".join(dict.fromkeys(table.file for table in tables))
        found = " ".join(f"{said.partition('. To have it')[0]}." for said in result.notes)
        answers_to = [
            f"{question.text} Answer it in the recipe, under answers: “{question.key}”."
            for question in result.questions
        ]
        raise SourceError(files, found.replace("..", "."), " ".join(answers_to) or "Give the file that has the staff.")
    return result


def _add(
    table: Table, ground: Ground, answers: Mapping[str, str], left_out: set[tuple[str, str | None]], result: Shaped
) -> None:
    if (table.file, table.sheet) not in left_out and answers.get(shape_key(table.place)) != AS_IT_STANDS:
        for recognise in SHAPES:
            shape = recognise(table, ground, answers)
            if shape is None:
                continue
            result.questions.extend(shape.questions)
            if shape.table is None:
                result.notes.append(f"{table.place} is not used: it is {shape.said}{_back(table)}")
                return
            result.notes.append(f"{table.place}: read as {shape.said}{_back(table)}")
            table = shape.table
    result.tables.append(table)


def _back(table: Table) -> str:
    return f' To have it read as it stands, answer "{shape_key(table.place)}" = "{AS_IT_STANDS}" in the recipe.'
