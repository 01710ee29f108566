"""What is to decide of columns and sheets, as cards: sample cells, the reason, and the likely answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converters.recipe.target import IGNORE
from swf_desktop.words import counted
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.steps.columns.column_panel import samples_of
from ui.widgets.deck import Asked, answer_card

if TYPE_CHECKING:
    from converters.recipe.question import Question
    from ui.worker.views import ColumnView, SheetView

NOT_NEEDED = "It is not needed"


def cards_of(session: Session) -> list[Asked]:
    """Return the open questions about sheets and columns: those about whole sheets first."""
    asked = session.questions_of("columns")
    others = [answer_card(one, session) for one in asked if one.kind != "column"]
    return [*others, *(column_card(one, session) for one in asked if one.kind == "column")]


def column_of(question: Question, session: Session) -> tuple[SheetView, ColumnView] | None:
    """Return the sheet and column that a question is about, None where neither is there any more."""
    for sheet in session.built.sheets if session.built is not None else ():
        if sheet.place == question.scope:
            for column in sheet.columns:
                if column.heading == question.key:
                    return sheet, column
    return None


def column_card(question: Question, session: Session) -> Asked:
    """Return the card of a column that is to decide."""
    found = column_of(question, session)
    column = found[1] if found is not None else None
    reasons = {one.target: one.reason for one in column.proposals} if column is not None else {}
    answers = [
        (answer, words, reasons.get(answer, "")) for answer, words in question.choices if answer not in (IGNORE, "")
    ]
    samples: tuple[str, ...] = question.examples
    if column is not None and session.collection is not None:
        shown = samples_of(column, session, session.collection)
        samples = (HIDDEN,) if shown == HIDDEN else column.samples
    letter = question.source.column if question.source is not None else None
    place = f"{question.scope}, column {letter}" if letter else question.scope
    return Asked(
        f"column {question.scope}/{question.key}",
        (question,),
        f"What is the column “{question.key}”?",
        f"{place}. {counted(question.count, 'cell')} filled.",
        question.key,
        samples,
        column.reason[:1].upper() + column.reason[1:] + "." if column is not None and column.reason else "",
        (*answers[:5], (IGNORE, NOT_NEEDED, "")),
        "another field",
        # Where two columns look like one and the same field, none of them is likelier.
        likely=bool(answers) and not (column is not None and column.reason.endswith("both look like it")),
    )
