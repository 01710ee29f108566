"""How the sheets hang together: worked out in the worker process, where the tables and records are. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from converters.matching.plan import SheetPlan
from converters.matching.relations import Confidence, find_relations
from converters.recipe.grains import GRAIN_LABELS
from swf_desktop.record import Origin
from swf_desktop.words import sheet_words

if TYPE_CHECKING:
    from converters.built import Built
    from ui.worker.process import Report, State

PERSON_KEYS: Final = ("staff.PersonRef", "staff.TeacherNumber", "staff.NINumber")
PERSON_NAMES: Final = ("staff.PersonFamilyName", "staff.FullName")
CONTRACT_KEYS: Final = ("contract.ContractRef", "role.ContractRef")
CONTRACT_WORDS: Final = ("contract.ContractStart", "contract.Post", "contract.JobTitle")
OF_A_CONTRACT: Final = frozenset({"contract", "element", "role", "payment"})
_NOT_ALONE: Final = 2
"""Sheets of people or contracts that hang together with one other only by chance are not proposed to be joined."""


@dataclass(frozen=True, slots=True)
class SheetJoin:
    """How the rows of one sheet find their people and contracts.

    person_by, contract_by: headings of the columns; empty where there are none. rows: rows of data; used: those that
    gave something to the return; unused: the first few that did not, as people count them.
    """

    file: str
    sheet: str | None
    grain: str
    grain_words: str
    person_by: tuple[str, ...]
    contract_by: tuple[str, ...]
    rows: int
    used: int
    unused: tuple[int, ...] = ()

    @property
    def place(self) -> str:
        """How people name the sheet."""
        return sheet_words(self.file, self.sheet)


@dataclass(frozen=True, slots=True)
class FoundJoin:
    """Two columns that hold the same values, by which two sheets could be joined that are not yet.

    child, parent: (file, sheet, heading). reason: in words.
    """

    child: tuple[str, str | None, str]
    parent: tuple[str, str | None, str]
    sure: str
    reason: str
    rows: int
    matched: int


def joins(state: State, _report: Report) -> tuple[list[SheetJoin], list[FoundJoin]]:
    """Return how each sheet of the last build is joined, and what else could be joined by the values."""
    built = state.built
    if built is None or built.assembly is None:
        return [], []
    plans = [plan for plan in built.plans if not plan.pairs]
    used = _rows_used(built)
    return [_join(plan, used) for plan in plans], _found(plans)


def _rows_used(built: Built) -> dict[tuple[str, str | None], set[int]]:
    """Return the rows of each sheet from which anything stands in a record, used or kept beside what is used."""
    rows: dict[tuple[str, str | None], set[int]] = {}
    for one in built.returns:
        for record in one.return_.message.walk():
            origins: list[Origin | None] = [*record.origins()]
            for lost in (record.losers or {}).values():
                origins += [origin for _, origin in lost]
            for origin in origins:
                if origin is not None:
                    rows.setdefault((origin.sheet.file, origin.sheet.name), set()).add(origin.row)
    return rows


def _headings(plan: SheetPlan, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        plan.headings[column] or "(no heading)"
        for name in names
        for column, targets in plan.columns.items()
        if any(target.field == name for target in targets)
    )


def _join(plan: SheetPlan, used: dict[tuple[str, str | None], set[int]]) -> SheetJoin:
    person = _headings(plan, PERSON_KEYS) + _headings(plan, PERSON_NAMES)
    contract = _headings(plan, CONTRACT_KEYS) or _headings(plan, CONTRACT_WORDS) if plan.grain in OF_A_CONTRACT else ()
    place = plan.table.file, plan.table.sheet
    numbers = [row + 1 for row in plan.rows]
    here = used.get(place, set())
    unused = [number for number in numbers if number not in here]
    return SheetJoin(
        *place,
        plan.grain,
        GRAIN_LABELS.get(plan.grain, plan.grain),
        tuple(dict.fromkeys(person)),
        tuple(dict.fromkeys(contract)),
        len(numbers),
        len(numbers) - len(unused),
        tuple(unused[:20]),
    )


def _found(plans: list[SheetPlan]) -> list[FoundJoin]:
    """Return columns that hold the same values, of pairs of sheets that no identity joins yet."""
    if len(plans) < _NOT_ALONE:
        return []
    tables = [plan.table for plan in plans]
    first_rows = [plan.rows[0] if plan.rows else plan.table.height for plan in plans]
    headings = [_padded(plan) for plan in plans]
    keys = [{target.field for targets in plan.columns.values() for target in targets} for plan in plans]
    joined = (*PERSON_KEYS, *CONTRACT_KEYS)
    found = []
    for one in find_relations(tables, headings, first_rows):
        if any(name in keys[one.child] and name in keys[one.parent] for name in joined):
            continue
        if one.confidence is Confidence.POSSIBLE and one.matched < one.rows:
            continue
        child, parent = headings[one.child][one.child_columns[0]], headings[one.parent][one.parent_columns[0]]
        if not child or not parent:
            continue
        ends = [(plans[at].table.file, plans[at].table.sheet) for at in (one.child, one.parent)]
        found.append(
            FoundJoin((*ends[0], child), (*ends[1], parent), str(one.confidence), one.reason, one.rows, one.matched)
        )
    return found


def _padded(plan: SheetPlan) -> list[str]:
    return [*plan.headings, *[""] * (plan.table.width - len(plan.headings))]
