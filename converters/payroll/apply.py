"""Pay of a whole return: every open contract's figures read, tested against each other and the tables, and written.

The working-out itself is `swf_desktop.pay.base_pay`; here is what needs the whole file: which columns mean what, what
is asked once for all, and what is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from converters.payroll.contract_pay import ContractPay, Payroll
from converters.payroll.figures import Reader
from converters.payroll.full_time import look_at_groups
from converters.payroll.item import Item
from converters.payroll.keys import full_hours_key, sent_of_its_own
from converters.payroll.patterns import evidence_of_columns, settle_shares
from converters.payroll.questions import ask_about_pay
from converters.payroll.sending import Sender, no_place_for_points
from converters.recipe.keys import LATE
from converters.recipe.question import Asker
from swf_desktop.collection import Collection
from swf_desktop.facts import is_open
from swf_desktop.pay.base_pay import base_pay
from swf_desktop.pay.figures import BasePay, PayFigures
from swf_desktop.record import Record, Return
from swf_desktop.words import counted
from swf_desktop.workspace.journal import Edit

SENDS: Final = ("base", "point", "both")
NO_ANSWERS: Final[Mapping[str, str]] = {}


def apply_pay(
    return_: Return,
    collection: Collection,
    *,
    lea: str | None,
    send: str = "base",
    basis: str | None = None,
    answers: Mapping[str, str] = NO_ANSWERS,
    edits: Iterable[Edit] = (),
) -> Payroll:
    """Work out pay for every open contract and write it into the return (scale, region, point, base pay, payments).

    So it is done for contracts that begin after census day where the recipe keeps them.

    To be run on records as they were assembled. lea: the LA's number, for the pay region where the source has none.
    send: `base`, `point` or `both`; an answer `send: <contract key>`, `send: scale TE` or `send: post TCH` stands
    above it. Where the year's return has no place for points, base pay is sent whatever is asked, and a note says so.
    basis: `actual` or `fte`, the collection's own where None. answers: the recipe's. edits: the user's
    edits; those of base pay are decisions by hand, whose reason is kept. Raises ValueError for another send or basis.
    """
    basis = basis or collection.base_pay_basis
    if send not in SENDS or basis not in ("actual", "fte"):
        raise ValueError(f"send {send}, basis {basis}")
    no_points = no_place_for_points(collection)
    points_asked = send != "base" or any(answer != "base" for answer in sent_of_its_own(answers).values())
    if no_points:
        send = "base"
    _without_half_points(return_, collection)
    asker = Asker()
    kept = answers.get(LATE) == "keep"
    contracts = [
        (person, contract)
        for person in return_.staff
        for contract in person.of("contract")
        if is_open(contract, collection) or (kept and _is_to_come(contract, collection))
    ]
    groups = look_at_groups(contract for _, contract in contracts if contract.code("DailyRate") != "Y")
    reader = Reader(collection, lea, answers, asker, edits, groups)
    items = [item for person, contract in contracts for item in reader.items(person, contract)]
    notes = [
        f"Full-time hours of {group} are taken as {implied.hours}: hours / share of full time come to that wherever "
        f"both are known ({counted(implied.contracts, 'contract')})."
        for group, implied in groups.full_hours.items()
        if full_hours_key(group) not in answers
    ]
    if no_points and points_asked:
        notes.append(f"{no_points} Points were to be sent; base pay is sent in their place.")
    notes += settle_shares(items, answers, asker)
    known: dict[PayFigures, tuple[PayFigures, BasePay]] = {}
    results = [_worked_out(item, known, collection) for item in items]
    _hold_columns(items, results, collection)
    for item, result in zip(items, results, strict=True):
        for need in result.needs:
            ask_about_pay(need, item, items, results, asker)
    notes += evidence_of_columns(items, results)
    sender = Sender(collection, send, basis, answers, asker)
    sender.amounts_given = any(item.payments or item.record.of("payment") for item in items)
    payroll = Payroll([], [], notes, send, basis)
    for item, result in zip(items, results, strict=True):
        payments, extra = sender.write(item, result)
        payroll.contracts.append(
            ContractPay(
                item.record,
                item.contract,
                item.person,
                item.figures,
                result,
                tuple(payments),
                tuple(extra),
                item.cells.get(result.kind),
            )
        )
    payroll.notes += sender.notes
    payroll.notes += [f"{pay.person}: {pay.result.misfit}" for pay in payroll.contracts if pay.result.misfit]
    payroll.questions = asker.questions
    return payroll


def _is_to_come(contract: Record, collection: Collection) -> bool:
    """Whether a contract begins after census day: where it is kept in the return, its pay is what the files say."""
    start = contract.typed("ContractStart")
    return isinstance(start, date) and start > collection.reference_date


def _without_half_points(return_: Return, collection: Collection) -> None:
    """Take points without their scale or region out of contracts that have ended: the census wants no pay of those."""
    for person in return_.staff:
        for contract in person.of("contract"):
            end = contract.typed("ContractEnd")
            if not isinstance(end, date) or end >= collection.reference_date:
                continue
            for record in (contract, *contract.of("role")):
                if record.has("SpinePoint") and not (record.has("Scale") and record.has("RegionSpine")):
                    record.withdraw("SpinePoint")


def _worked_out(item: Item, known: dict[PayFigures, tuple[PayFigures, BasePay]], collection: Collection) -> BasePay:
    """Work out base pay. Contracts with the same figures share one result, which saves time and memory."""
    found = known.get(item.figures)
    if found is None:
        found = known[item.figures] = item.figures, base_pay(item.figures, collection)
    item.figures = found[0]
    return found[1]


def _hold_columns(items: list[Item], results: list[BasePay], collection: Collection) -> None:
    """Hold back all figures of a column in which some look like another period's, until that is answered."""
    asked = {
        (need.about, item.columns[need.about])
        for item, result in zip(items, results, strict=True)
        for need in result.needs
        if need.kind in ("months", "year")
    }
    if not asked:
        return
    for index, item in enumerate(items):
        held = [kind for kind, column in item.columns.items() if (kind, column) in asked]
        raised = {need.about for need in results[index].needs if need.kind in ("months", "year")}
        meanings = [(kind, "held") for kind in held if kind not in raised]
        if meanings:
            item.figures = replace(item.figures, meanings=(*item.figures.meanings, *meanings))
            results[index] = base_pay(item.figures, collection)
