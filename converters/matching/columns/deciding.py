"""What each column of a sheet is: decided for all of them together, so that no two fill one field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from converters.matching.columns.borne_out import against_reason
from converters.matching.columns.by_figures import by_figures
from converters.matching.columns.candidates import POST_AND_ROLE, offers, propose, seen_of
from converters.matching.columns.column import CERTAIN, Column, Proposal
from converters.matching.evidence.arithmetic import Sheet
from converters.matching.evidence.cells import SAYS_WEEKS
from converters.matching.headings import Headings
from converters.matching.look import ENOUGH, irrelevant
from converters.recipe.target import IGNORE, OPEN, Target
from converters.sources.table import Cell
from converters.values.codes import matcher_for
from converters.values.job_titles import fits_a_pattern, job_title

MOST_SEARCHED: Final = 200
"""Columns of one sheet that are compared with all known headings.

A sheet may have 16,384, and no list of staff has 200.
"""

_ONE_IS_ENOUGH: Final = frozenset(
    {
        *(
            "staff.PersonRef",
            "staff.FullName",
            "staff.Initials",
            "contract.JobTitle",
            "contract.StaffGroup",
            "contract.SchoolName",
        ),
        *("contract.ContractRef", "element.ElementName", "element.ElementPeriod", "contract.PayPeriod"),
    }
)
"""Working items of which a second column adds nothing that the census asks for."""

_SPEAKS_AGAINST: Final = 0.8
"""Cells of this strength speak against setting a column aside."""


def decide(
    columns: list[Column], headings: Headings, grain: str, cells: Sequence[Sequence[Cell]], rows: Sequence[int]
) -> None:
    """Decide every column that the recipe has not settled; two columns never fill one field.

    columns: with `settled` where the recipe decided. cells: the columns of the table; rows: its rows of data.
    """
    searched = 0
    for column in columns:
        if column.settled:
            continue
        if not column.heading and not column.look.filled:
            column.decided, column.reason = IGNORE, "it has no heading and no cells"
            continue
        searched += 1
        found = propose(column, headings, grain, thorough=searched <= MOST_SEARCHED)
        column.proposals = [Proposal(one.target, round(one.worth, 2), one.reason) for one in found]
        best = found[0] if found else None
        if best is not None and best.worth >= CERTAIN:
            column.decided, column.reason, column.confidence = best.target, best.reason, best.worth
            column.spare, column.later = best.spare, best.later
        elif not column.look.filled:
            column.decided, column.reason = IGNORE, "it is empty"
        elif not column.heading:
            column.decided, column.reason = IGNORE, "it has no heading"
    _number_payments(columns)
    _one_column_each(columns, headings, cells, rows)
    _names(columns)
    _since(columns)
    _titles(columns, headings)
    by_figures(columns, headings, grain, Sheet(cells, rows, headings.collection))
    _reopen(columns, headings, grain)
    filled = {target.field for column in columns for target in column.targets}
    for column in [column for column in columns if column.decided == OPEN][:MOST_SEARCHED]:
        have = {one.target for one in column.proposals}
        column.proposals.extend(one for one in offers(column, headings, grain, filled) if one.target not in have)


def as_found(
    columns: list[Column], headings: Headings, grain: str, cells: Sequence[Sequence[Cell]], rows: Sequence[int]
) -> list[Column]:
    """Return the columns as the program itself decides them, whatever the recipe says of some."""
    if not any(column.settled for column in columns):
        return columns
    found = [Column(one.index, one.heading, one.parts, one.look, seen=one.seen) for one in columns]
    decide(found, headings, grain, cells, rows)
    return found


def _number_payments(columns: Iterable[Column]) -> None:
    """Give two columns of one type of payment (TLR1 and TLR2) a record each."""
    of_type: dict[Target, list[Column]] = {}
    for column in columns:
        for target in column.targets:
            if target.field == "payment.PaymentAmount" and target.type and target.group is None and not column.settled:
                of_type.setdefault(target, []).append(column)
    for target, same in of_type.items():
        if len(same) > 1:
            for number, column in enumerate(same, 1):
                column.decided = str(target._replace(group=number))


def _one_column_each(
    columns: list[Column], headings: Headings, cells: Sequence[Sequence[Cell]], rows: Sequence[int]
) -> None:
    by_target: dict[Target, list[Column]] = {}
    for column in columns:
        for target in column.targets:
            if not headings.collection.fields[target.field].repeats:
                by_target.setdefault(target, []).append(column)
    for target, same in by_target.items():
        if len(same) < 2:
            continue
        same.sort(
            key=lambda column: (
                not column.settled,
                column.spare,
                not column.look.filled,
                -column.confidence,
                column.index,
            )
        )
        first = same[0]
        for other in same[1:]:
            if other.settled:
                continue
            if other.spare or not other.look.filled or target.field in _ONE_IS_ENOUGH:
                other.decided, other.reason = (
                    IGNORE,
                    f"'{first.heading}' has {headings.collection.fields[target.field].label.lower()} already",
                )
            elif _same_cells(cells[first.index], cells[other.index], rows):
                other.decided, other.reason = IGNORE, f"it says the same as '{first.heading}'"
            else:
                other.decided, other.reason = OPEN, f"'{first.heading}' and '{other.heading}' both look like it"


def _same_cells(one: Sequence[Cell], other: Sequence[Cell], rows: Sequence[int]) -> bool:
    return all(one[row] == other[row] or other[row] in (None, "") for row in rows)


def _names(columns: list[Column]) -> None:
    """Leave out a full name where family and given names have columns of their own."""
    filled = {target.field for column in columns if column.look.filled or column.settled for target in column.targets}
    if {"staff.PersonFamilyName", "staff.PersonGivenName"} <= filled:
        for column in columns:
            if column.decided in ("staff.FullName", "staff.Initials") and not column.settled:
                column.decided, column.reason = IGNORE, "family name and given name have columns of their own"


def _reopen(columns: list[Column], headings: Headings, grain: str) -> None:
    """Open each column that its heading would set aside for a reason that its cells do not bear out.

    The cells tell something that no other column has, or they are figures or dates under a heading of remarks.
    """
    filled = {target.field for column in columns for target in column.targets}
    for column in columns:
        if column.decided != IGNORE or column.settled or not column.heading or column.look.filled < ENOUGH:
            continue
        if not column.proposals or column.proposals[0].target != IGNORE or irrelevant(column.look) is not None:
            continue
        told = next(
            (
                one
                for name, one in seen_of(column, headings, grain).items()
                if one.strength >= _SPEAKS_AGAINST and name not in filled and not _is_said(name, filled)
            ),
            None,
        )
        odd = against_reason(column.reason, column.look, column.heading)
        if told is not None and told.reason == SAYS_WEEKS:
            # `TTO` over cells that are the weeks themselves, in words, and no other column has any.
            column.decided, column.reason, column.confidence = told.field, told.reason, told.strength
        elif told is not None:
            column.decided, column.reason = OPEN, f"{column.reason}, but {told.reason}"
        elif odd is not None:
            column.decided, column.reason = OPEN, f"{column.reason}, but {odd}"


def _is_said(name: str, filled: set[str]) -> bool:
    """Whether another field says what a field does: a job title says the post and the role."""
    return name in POST_AND_ROLE and bool(filled & POST_AND_ROLE)


def _since(columns: list[Column]) -> None:
    """Take `Here since` for the arrival alone where another column has the start of the contract."""
    both = "contract.ContractStart + contract.SchoolArrivalDate"
    for column in columns:
        if column.settled or (column.decided != both and not (column.proposals and column.proposals[0].target == both)):
            continue
        others = {target.field for one in columns if one is not column for target in one.targets}
        if "contract.ContractStart" not in others:
            column.decided = both
        elif "contract.SchoolArrivalDate" not in others:
            column.decided, column.reason = "contract.SchoolArrivalDate", f"{column.reason}; the start stands elsewhere"


def _titles(columns: list[Column], headings: Headings) -> None:
    """Take a column headed `Post` for job titles where its cells are: schools write `Clerk to Governors` there.

    A title says the role too, and who is no staff of the school. It stays a column of posts where any cell is a post
    that the title table does not know.
    """
    post = next((column for column in columns if column.decided == "contract.Post" and not column.settled), None)
    filled = {target.field for column in columns if column.look.filled for target in column.targets}
    if post is None or "contract.JobTitle" in filled:
        return
    matcher = matcher_for(headings.collection, "contract.Post", {})
    if matcher is None:
        return
    lone = support = False
    for text in post.look.texts:
        code, title = matcher.match(text).code, job_title(text)
        if code is None:
            lone = lone or title is not None or fits_a_pattern(text)
        elif title is None or title.post not in ("", code):
            return
        else:
            support = support or (code == "SUP" and bool(title.roles))
    if lone or (support and "role.RoleIdentifier" not in filled):
        post.decided, post.reason = "contract.JobTitle", f"{post.reason}, and the cells are job titles"
