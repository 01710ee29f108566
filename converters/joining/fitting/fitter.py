"""Gives the rows of a sheet without contract numbers to the contracts that other sheets know, by their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from converters.joining.assembly import Assembly
from converters.joining.contracts import IDENTITY
from converters.joining.fitting.ways import MONEY, Found, Way, open_on, summed, weigh
from converters.payroll.elements import BASE, sort_element
from converters.recipe.keys import which_contract_of_key
from converters.recipe.question import Question
from converters.rows.parts import Part, SheetRows
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Record, Value
from swf_desktop.words import counted

LEAVE_OUT: Final = "leave out"
OWN: Final = "contracts of their own"
MOST_SHOWN: Final = 6
"""Ways that one question shows; those after them are far worse."""


@dataclass(slots=True)
class FittedRows:
    """The rows of one sheet (by index) whose contract the figures tell, and those that are asked about."""

    contracts: dict[int, Record]
    asked: set[int]


class Fitter:
    """Weighs the rows of each person with several contracts, or several rows, on a sheet that tells none apart."""

    def __init__(self, collection: Collection, answers: Mapping[str, str], result: Assembly) -> None:
        self.collection = collection
        self.answers = answers
        self.result = result

    def fit(
        self,
        sheet: SheetRows,
        people: Sequence[Record | None],
        rows: list[dict[str, Value]],
        part: Part | None,
        taken: set[int],
    ) -> FittedRows:
        """Find the contract of each row that says neither number nor start. Figures that are added stand in one row.

        rows: changed where the figures of several are added. taken: `id()` of the contracts that this sheet has.
        """
        fitted = FittedRows({}, set())
        if part is None:
            return fitted
        of_person: dict[int, list[int]] = {}
        for index, (person, values) in enumerate(zip(people, rows, strict=True)):
            if person is not None and values:
                of_person.setdefault(id(person), []).append(index)
        for indexes in of_person.values():
            person = people[indexes[0]]
            if person is None or any(rows[index].keys() & {"ContractRef", "ContractStart"} for index in indexes):
                continue
            known = [contract for contract in person.of("contract") if id(contract) not in taken]
            titled = any(rows[index].keys() & {"JobTitle", "Post", "Estab"} for index in indexes)
            if not known or (len(known) == 1 and len(indexes) == 1) or (titled and len(indexes) > len(known)):
                continue
            day = self.result.as_at.get(sheet.place, self.collection.reference_date)
            running = open_on(known, day)
            # Whose contracts have all ended, or who has a row for each, is paid for those too.
            contracts = running if running and len(indexes) < len(known) else known
            self._person(sheet, person, contracts, indexes, rows, part, fitted)
        return fitted

    def fit_elements(
        self,
        sheet: SheetRows,
        people: Sequence[Record | None],
        rows: Sequence[Mapping[str, Value]],
        part: Part,
        taken: set[int],
    ) -> FittedRows:
        """Find the contract of each pay element of people with several contracts, where no row says which.

        Elements of base pay are weighed as rows of pay are. What stands below one of them (an allowance) is of the same
        contract, as payrolls print them; what stands above the first is not told.
        """
        fitted = FittedRows({}, set())
        elements = part.rows()
        of_person: dict[int, list[int]] = {}
        for index, person in enumerate(people):
            if person is not None and elements[index] and not rows[index].keys() & set(IDENTITY):
                of_person.setdefault(id(person), []).append(index)
        for indexes in of_person.values():
            person = people[indexes[0]]
            known = [] if person is None else [one for one in person.of("contract") if id(one) not in taken]
            base = [index for index in indexes if self._is_base(elements[index])]
            if person is None or len(known) < 2 or not base:
                continue
            running = open_on(known, self.result.as_at.get(sheet.place, self.collection.reference_date))
            contracts = running if running and len(base) < len(known) else known
            pay: dict[int, dict[str, Value]] = {index: _as_pay(elements[index]) for index in base}
            here = FittedRows({}, set())
            self._person(
                sheet, person, contracts, base, [pay.get(index, {}) for index in range(len(people))], part, here
            )
            standing: Record | None = None
            for index in indexes:
                standing = here.contracts.get(index, standing if index not in here.asked else None)
                if standing is not None:
                    fitted.contracts[index] = standing
            fitted.asked |= here.asked
        return fitted

    def _is_base(self, element: Mapping[str, Value]) -> bool:
        name = element.get("ElementName")
        sorting = None if name is None else sort_element(name.raw, self.collection.year)
        return sorting is not None and sorting.treatment == BASE

    def _person(
        self,
        sheet: SheetRows,
        person: Record,
        contracts: Sequence[Record],
        indexes: list[int],
        rows: list[dict[str, Value]],
        part: Part,
        fitted: FittedRows,
    ) -> None:
        own = [rows[index] for index in indexes]
        if len(contracts) == 1 and len(indexes) == 1:
            fitted.contracts[indexes[0]] = contracts[0]
            return
        found = weigh(contracts, own, self.collection)
        if found is None:
            return
        key = which_contract_of_key(sheet.place, person_label(person))
        told = {self._told(way, contracts, own): way for way in found.ways[:MOST_SHOWN]}
        answer = self.answers.get(key, "")
        if answer == OWN:
            return
        way = told.get(answer) or (found.ways[0] if found.clear else None)
        if answer == LEAVE_OUT or way is None:
            fitted.asked.update(indexes)
            if answer != LEAVE_OUT:
                self._ask(sheet, key, person, contracts, indexes, found, told, part)
            return
        for number in dict.fromkeys(way.contracts):
            its = [index for index, one in zip(indexes, way.contracts, strict=True) if one == number]
            together = dict(summed([rows[index] for index in its]))
            for index in its:
                rows[index] = {}
                fitted.contracts[index] = contracts[number]
            rows[its[0]] = together
        if answer not in told:
            they = "row does not say of which contract it is", "rows do not say of which contract they are"
            self.result.notes.append(
                (
                    f"{person_label(person)}: {counted(len(indexes), *they)}. By the figures: "
                    f"{self._told(way, contracts, own)}.",
                    part.source(indexes[0]),
                )
            )

    def _ask(
        self,
        sheet: SheetRows,
        key: str,
        person: Record,
        contracts: Sequence[Record],
        indexes: list[int],
        found: Found,
        told: Mapping[str, Way],
        part: Part,
    ) -> None:
        choices = [(words, "") for words in told]
        if len(indexes) > len(contracts):
            choices.append((OWN, "the rows are other jobs than those of the list"))
        choices.append((LEAVE_OUT, "what stands in these rows is not needed"))
        close = len(found.ways) > 1
        self.result.questions.append(
            Question(
                "answer",
                key,
                "",
                f"{person_label(person)} has {counted(len(contracts), 'contract')} and "
                f"{counted(len(indexes), 'row')} without a contract number in {sheet.place}. "
                + (
                    "The figures do not say which is which. Which is it?"
                    if close
                    else "Added up they are not what the contract pays. Are they all of it?"
                ),
                tuple(choices),
                count=len(indexes),
                source=part.source(indexes[0]),
                step="people",
            )
        )

    @staticmethod
    def _told(way: Way, contracts: Sequence[Record], rows: Sequence[Mapping[str, Value]]) -> str:
        """Say which row is which contract, by what stands there: the answer still holds when rows change places."""
        names = _names(contracts)
        said = []
        for number in sorted(set(way.contracts)):
            its = [_figure(row) for row, one in zip(rows, way.contracts, strict=True) if one == number]
            said.append(f"{' + '.join(sorted(its))} = {names[number]}")
        return "; ".join(said)


def _as_pay(element: Mapping[str, Value]) -> dict[str, Value]:
    """Return a pay element as a row of pay: its amount and period, else its rate an hour."""
    amount, rate, period = (element.get(tag) for tag in ("ElementAmount", "ElementRate", "ElementPeriod"))
    if amount is not None:
        return {"PayAmount": amount} | ({"PayPeriod": period} if period is not None else {})
    return {"HourlyRate": rate} if rate is not None else {}


def _figure(row: Mapping[str, Value]) -> str:
    """Return what a person knows a row by: its pay, else its hours, else all of it."""
    for tag in (*MONEY, "HoursPerWeek", "FTE"):
        if tag in row and isinstance(row[tag].typed, Decimal):
            return row[tag].raw.strip()
    return ", ".join(value.raw.strip() for value in row.values())


def _names(contracts: Sequence[Record]) -> list[str]:
    """Name contracts by title or post; those of one name by their start too."""
    names = [contract.raw("JobTitle").strip() or contract.raw("Post").strip() or "contract" for contract in contracts]
    return [
        f"{name} from {contract.raw('ContractStart').strip() or 'no date'}" if names.count(name) > 1 else name
        for name, contract in zip(names, contracts, strict=True)
    ]
