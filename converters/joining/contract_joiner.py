"""Joins the rows of all sheets to their people's contracts, and whatever else to its person or contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from converters.joining.assembly import (
    CONTRACT_CHILDREN,
    CONTRACT_GRAINS,
    PERSON_CHILDREN,
    Assembly,
    place_of,
    sent,
)
from converters.joining.contracts import ENDED_ONLY, IDENTITY, OneContract, combine, identity, matching
from converters.joining.fitting.fitter import FittedRows, Fitter
from converters.joining.people_joiner import PeopleJoiner
from converters.joining.piece_dates import without_dates_of_pieces
from converters.recipe.keys import REJECT, repair_key, which_contract_key
from converters.recipe.question import Question
from converters.rows.parts import Part, SheetRepair, SheetRows
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Value
from swf_desktop.words import row_words

SPLIT_POST: Final = "split post"
HISTORY: Final = "history"


class ContractJoiner:
    """The contracts of a return as they are found."""

    def __init__(
        self, collection: Collection, answers: Mapping[str, str], result: Assembly, people: PeopleJoiner
    ) -> None:
        self.collection = collection
        self.answers = answers
        self.result = result
        self.people = people.people
        self.persons_of = people.persons_of

    def join(self, sheet: SheetRows) -> None:
        """Find or make the contract of each row of one sheet, with what belongs to it."""
        people = self.persons_of.get(id(sheet))
        if people is None:
            return
        contract_parts = sheet.parts_of("contract")
        children = [part for part in sheet.parts if part.kind in CONTRACT_CHILDREN]
        if len(contract_parts) <= 1:
            self._join_contract_part(sheet, people, contract_parts[0] if contract_parts else None, children, set())
            return
        taken: set[int] = set()
        # Several contracts on one row: what has the same number belongs together, what has none to the first.
        for number, part in enumerate(contract_parts):
            own = [child for child in children if child.group == part.group or (number == 0 and child.group is None)]
            self._join_contract_part(sheet, people, part, own, taken)

    def _join_contract_part(
        self,
        sheet: SheetRows,
        people: list[Record | None],
        contract_part: Part | None,
        children: list[Part],
        taken: set[int],
    ) -> None:
        """Join one part. taken: `id()` of the contracts that other rows and parts of this sheet are."""
        if contract_part is None and not children:
            return
        rows = contract_part.rows() if contract_part is not None else [{} for _ in people]
        rows, said = without_dates_of_pieces(sheet, contract_part, people, rows)
        if said:
            self.result.notes.append((said, None))
        # Only what stands on this sheet can tell contracts apart: an HR list with an arrival date speaks of all of
        # them.
        if _tells(contract_part) or sheet.grain in CONTRACT_GRAINS:
            contracts = self._contracts_of_rows(sheet, people, rows, contract_part, children, taken)
        else:
            contracts = self._spread(people, rows, contract_part)
            self._tell_of_roles(sheet, people, children)
        for part in children:
            self._add_to(part, contracts)

    def _contracts_of_rows(
        self,
        sheet: SheetRows,
        people: list[Record | None],
        rows: list[dict[str, Value]],
        contract_part: Part | None,
        children: list[Part],
        taken: set[int],
    ) -> list[Record | None]:
        """Find or make the contract of each row.

        Rows that repeat a contract (pay elements, roles) give the same one again.
        """
        idents: list[tuple[str, ...] | None]
        silent: set[int] = set()
        if sheet.grain in ("element", "role", "payment"):
            idents = [_identity(values) for values in rows]
        else:
            rows, idents, silent = self._own_contracts(people, rows, contract_part)
        contracts_on_sheet: dict[int, set[tuple[str, ...]]] = {}
        for person, ident in zip(people, idents, strict=True):
            if person is not None and ident is not None:
                contracts_on_sheet.setdefault(id(person), set()).add(ident)
        by_reference = self._share_references(rows)
        fitted = FittedRows({}, set())
        fitter = Fitter(self.collection, self.answers, self.result)
        elements = next((part for part in children if part.kind == "element"), None)
        if sheet.grain not in ("element", "role", "payment"):
            fitted = fitter.fit(sheet, people, rows, contract_part, taken)
        elif sheet.grain == "element" and elements is not None:
            fitted = fitter.fit_elements(sheet, people, rows, elements, taken)
        joined: dict[tuple[int, tuple[str, ...]], Record] = {}
        latest: dict[int, Record] = {}
        unclear: list[int] = []
        found: list[Record | None] = []
        child_rows = [part.rows() for part in children]
        for index, (person, values, ident) in enumerate(zip(people, rows, idents, strict=True)):
            if person is None or not (values or any(own[index] for own in child_rows)):
                found.append(None)
                continue
            origin = contract_part.origin(index) if contract_part is not None else None
            if index in fitted.asked:
                found.append(None)
                continue
            contract = latest.get(id(person)) if ident is None else joined.get((id(person), ident))
            if index in fitted.contracts:
                contract = fitted.contracts[index]
                self.result.merge(contract, values, origin)
                taken.add(id(contract))
            elif contract is not None:
                if values:
                    self.result.merge(contract, values, origin)
            else:
                known = person.of("contract")
                if ident is None and len(known) > 1:
                    unclear.append(index)
                    found.append(None)
                    continue
                if ident is not None:
                    on_sheet = len(contracts_on_sheet.get(id(person), ()))
                    contract = matching(person, values, on_sheet, taken, by_reference=by_reference)
                elif known:
                    contract = known[0]
                if contract is None:
                    contract = person.add(Record("contract", origin=origin or children[0].origin(index)))
                    contract.values = dict(values)
                else:
                    self.result.merge(contract, values, origin)
                taken.add(id(contract))
                if ident is not None:
                    joined[id(person), ident] = contract
            latest[id(person)] = contract
            self.result.contracts_on.setdefault(sheet.place, set()).add(id(contract))
            found.append(None if index in silent else contract)
        if unclear:
            self._ask_which_contract(sheet, children[0], unclear)
        return found

    def _own_contracts(
        self, people: list[Record | None], rows: list[dict[str, Value]], part: Part | None
    ) -> tuple[list[dict[str, Value]], list[tuple[str, ...] | None], set[int]]:
        """Tell which rows of a sheet of contracts are one contract.

        Returns the rows to use, what tells each apart, and the rows (by index) whose roles do not count.
        """
        idents: list[tuple[str, ...] | None] = [
            identity(values) if "ContractRef" in values else ("row", str(index)) for index, values in enumerate(rows)
        ]
        by_person: dict[int, list[int]] = {}
        for index, person in enumerate(people):
            if person is not None and rows[index]:
                by_person.setdefault(id(person), []).append(index)
        silent: set[int] = set()
        combined = list(rows)
        for indexes in by_person.values():
            if len(indexes) == 1 or len({idents[index] for index in indexes if "ContractRef" in rows[index]}) == len(
                indexes
            ):
                continue
            for contract in combine([(index, rows[index]) for index in indexes], self.collection.reference_date):
                if len(contract.rows) == 1 or self._is_rejected(contract):
                    continue
                first = contract.rows[0]
                combined[first] = dict(contract.values)
                for index in contract.rows[1:]:
                    combined[index] = {}
                    idents[index] = idents[first]
                silent.update(set(contract.rows) - set(contract.heard))
                self._note_joined(contract, part)
        return combined, idents, silent

    def _is_rejected(self, contract: OneContract) -> bool:
        """Whether the recipe rejects what was made of several rows."""
        fields = {"split": contract.added, "history": ("ContractStart",)}.get(contract.how, ())
        kind = {"split": SPLIT_POST, "history": HISTORY}.get(contract.how, "")
        return any(self.answers.get(repair_key(kind, f"contract.{tag}")) == REJECT for tag in fields)

    def _note_joined(self, contract: OneContract, part: Part | None) -> None:
        """List what was made of several rows."""
        if part is None:
            return
        first = contract.rows[0]
        rows = row_words([part.row(index) for index in contract.rows])
        source = part.source(first)
        if contract.how == "split":
            for tag, figures in contract.added.items():
                self.result.repairs.append(
                    SheetRepair(
                        SPLIT_POST,
                        part.source(first, tag),
                        f"contract.{tag}",
                        " + ".join(value.raw for value in figures),
                        sent(contract.values, tag),
                        f"One post is split over {rows}: same person, post and start.",
                    )
                )
        elif contract.how == "history":
            before = " / ".join(sent(part.rows()[index], "ContractStart") for index in sorted(contract.rows))
            reason = (
                f"The periods of {rows} touch: one contract, with what was in force on "
                f"{self.collection.reference_date:%d/%m/%Y}."
            )
            start = sent(contract.values, "ContractStart")
            self.result.repairs.append(SheetRepair(HISTORY, source, "contract.ContractStart", before, start, reason))
        elif contract.how == "same":
            self.result.notes.append(
                (f"{part.sheet.file}: {rows} say the same contract again; it is taken once.", source)
            )

    def _share_references(self, rows: list[dict[str, Value]]) -> bool:
        """Whether this sheet numbers contracts as those before it do; else numbers join nothing."""
        here = {value.sent for values in rows if (value := values.get("ContractRef")) is not None}
        if not here:
            return True
        known = {
            value.sent
            for person in self.people.records
            for contract in person.of("contract")
            if (value := contract.values.get("ContractRef")) is not None
        }
        return not known or not here.isdisjoint(known)

    def _ask_which_contract(self, sheet: SheetRows, part: Part, unclear: list[int]) -> None:
        rows = row_words([part.row(index) for index in unclear])
        self.result.questions.append(
            Question(
                "answer",
                which_contract_key(sheet.place),
                "",
                f"{sheet.place} does not say which contract is meant in {rows}, and the people have several. What "
                "stands there is left out.",
                (
                    ("leave out", "they are not needed"),
                    ("stop", "add a column with the contract number, then run again"),
                ),
                count=len(unclear),
                source=part.source(unclear[0]),
                step="columns",
            )
        )

    def _spread(
        self, people: list[Record | None], rows: list[dict[str, Value]], part: Part | None
    ) -> list[Record | None]:
        """Say of all contracts of each person what a list of people says.

        A contract that goes on takes nothing that only an end has.
        """
        found: list[Record | None] = []
        for index, (person, values) in enumerate(zip(people, rows, strict=True)):
            known = person.of("contract") if person is not None else []
            if part is not None and person is not None and values:
                origin = part.origin(index)
                for contract in known:
                    ended = contract.has("ContractEnd")
                    self.result.merge(
                        contract,
                        {tag: value for tag, value in values.items() if ended or tag not in ENDED_ONLY},
                        origin,
                    )
            found.append(known[0] if len(known) == 1 else None)
        return found

    def _tell_of_roles(self, sheet: SheetRows, people: list[Record | None], children: list[Part]) -> None:
        """Say of which rows a role, payment or pay element is lost: the person has several contracts, or none."""
        several: list[int] = []
        none: list[int] = []
        for part in children:
            for index, values in enumerate(part.rows()):
                person = people[index]
                if person is None or not values:
                    continue
                known = person.of("contract")
                if not known:
                    none.append(index)
                elif len(known) > 1 and not _is_known(known, part.kind, values):
                    several.append(index)
        if several:
            self._ask_which_contract(sheet, children[0], sorted(set(several)))
        if none:
            rows = row_words([children[0].row(index) for index in sorted(set(none))])
            what = " and ".join(dict.fromkeys(f"{part.kind}s" for part in children))
            self.result.notes.append(
                (f"{sheet.place}: {what} in {rows} are left out: no file has a contract of these people.", None)
            )

    def _add_to(self, part: Part, parents: list[Record | None]) -> None:
        """Add the records of one part of a sheet to their parents; the same role twice on one contract is one role."""
        for index, values in enumerate(part.rows()):
            parent = parents[index]
            if parent is None or not values:
                continue
            if part.kind in ("element", "payment") and self.result.is_said_by_newer(parent, part.origin(index)):
                self.result.superseded[place_of(part.origin(index))] += 1
                continue
            if part.kind == "role":
                same = next(
                    (
                        role
                        for role in parent.of("role")
                        if role.code("RoleIdentifier") == sent(values, "RoleIdentifier")
                    ),
                    None,
                )
                if same is not None:
                    same.merge(values, part.origin(index))
                    continue
            record = parent.add(Record(part.kind, origin=part.origin(index)))
            record.values = {**part.fixed, **values} if part.fixed else values

    def add_children_of_people(self, sheet: SheetRows) -> None:
        """Add absences, curriculum and qualifications to the people of their rows."""
        people = self.persons_of.get(id(sheet))
        if people is None:
            return
        for part in sheet.parts:
            if part.kind in PERSON_CHILDREN:
                self._add_to(part, people)


def tells_contracts(sheet: SheetRows) -> bool:
    """Whether a sheet says what tells a person's contracts apart."""
    return any(_tells(part) for part in sheet.parts_of("contract"))


def _tells(part: Part | None) -> bool:
    return part is not None and any(tag in IDENTITY for tag in part.tags)


def _is_known(contracts: list[Record], kind: str, values: Mapping[str, Value]) -> bool:
    """Whether some contract says already what a row says of one: a role that is known is not lost."""
    return any(
        all(child.code(tag) == sent(values, tag) for tag in values)
        for contract in contracts
        for child in contract.of(kind)
    )


def _identity(values: Mapping[str, Value]) -> tuple[str, ...] | None:
    return identity(values) if any(tag in values for tag in IDENTITY) else None
