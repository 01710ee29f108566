"""That contracts whose pay is read once, because they say the same, come to what each comes to by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.payroll.apply import apply_pay
from converters.payroll.contract_pay import Payroll
from converters.payroll.figures import Reader
from swf_desktop.record import Record, Return
from tests.converters.payroll.payroll_records import COLLECTION, contract, person, put, sample_school, sheet_of
from tests.converters.payroll.test_apply import CASES

SHEET = sheet_of("pay.xlsx", "contract.AnnualSalary", "contract.MonthlyPay", "contract.FTE", "contract.HoursPerWeek")


def twin(record: Record) -> Record:
    """Return the same record again, from the same row, with the very values."""
    again = Record(record.kind, f"again {record.key}", origin=record.origin)
    again.values = dict(record.values)
    again.field_origins = None if record.field_origins is None else dict(record.field_origins)
    for children in (record.children or {}).values():
        for child in children:
            again.add(twin(child))
    return again


def all_of(return_: Return, payroll: Payroll) -> list[object]:
    """Return all that came of pay: what is sent and kept, the working, questions and notes."""
    return [
        *[
            (record.kind, record.key, record.values, record.losers, record.field_origins)
            for record in return_.message.walk()
        ],
        *[
            (one.record.key, one.contract.key, one.staff.key, one.figures, one.result, one.payments, one.extra)
            for one in payroll.contracts
        ],
        *[
            None if one.cell is None else (one.cell.record.key, one.cell.tag, one.cell.name)
            for one in payroll.contracts
        ],
        *payroll.questions,
        *payroll.notes,
    ]


def both_ways(monkeypatch: pytest.MonkeyPatch, build: Any, options: dict[str, Any]) -> tuple[int, list[list[object]]]:
    """Return how many contracts were taken as read, and what comes of pay with and without that."""
    found = []
    taken = []
    of = Reader._said
    for each in (True, False):

        def said(self: Reader, who: Record, what: Record, each: bool = each) -> Any:
            key = of(self, who, what) if each else None
            taken.append(key is not None and key in self._known)
            return key

        monkeypatch.setattr(Reader, "_said", said)
        return_ = build()
        found.append(all_of(return_, apply_pay(return_, COLLECTION, **options)))
    return sum(taken), found


def doubled(return_: Return) -> Return:
    """Return a return with everybody twice, the second time with the very values."""
    for one in list(return_.staff):
        return_.message.add(twin(one))
    return return_


@pytest.mark.parametrize("name", CASES)
def test_an_ugly_case_twice(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]

    def build() -> Return:
        return_ = Return()
        case.build(return_)
        return doubled(return_)

    _, (once, each) = both_ways(monkeypatch, build, {"lea": "999", "answers": dict(case.answers)})
    assert once == each


@pytest.mark.parametrize("lea", ["999", "201", None])
def test_a_school_twice(monkeypatch: pytest.MonkeyPatch, lea: str | None) -> None:
    _, (once, each) = both_ways(monkeypatch, lambda: doubled(sample_school()), {"lea": lea})
    assert once == each


TEXTS = {
    "Post": ("TCH", "TAS", ""),
    "Scale": ("TE", "NJ", "OT", ""),
    "SpinePoint": ("M6", "6", "U1 + TLR2a", ""),
    "MonthlyPay": ("1593.40", "2655.67", ""),
    "AnnualSalary": ("31868.00", "19120.80", ""),
    "FTE": ("0.6", "60", ""),
    "HoursPerWeek": ("19.50", "32.50", ""),
    "FTEHours": ("32.50", "37.00", ""),
    "WeeksPerYear": ("52", "39", "53", ""),
    "DailyRate": ("N", "Y", ""),
    "ContractStart": ("2010-09-01", "2013-10-14", "2013-11-04"),
}
ONE = st.fixed_dictionaries({tag: st.sampled_from(texts) for tag, texts in TEXTS.items()})
WHO = st.fixed_dictionaries(
    {"QTStatus": st.sampled_from(("true", "false", "")), "absent": st.booleans(), "contract": ONE}
)


@given(st.lists(WHO, min_size=1, max_size=6), st.sampled_from(("999", None)))
@settings(max_examples=150, deadline=None)
def test_any_contracts(people: list[dict[str, Any]], lea: str | None) -> None:
    def build() -> Return:
        return_ = Return()
        for number, who in enumerate(people, 1):
            staff = person(return_, str(number), QTStatus=who["QTStatus"])
            contract(staff, SHEET, number + 1, **who["contract"])
            if who["absent"]:
                staff.add(put(Record("absence"), FirstDayOfAbsence="2013-10-01"))
        # The same contract with another person's absences and status, too.
        for one, other in zip(list(return_.staff), reversed(list(return_.staff)), strict=True):
            again = twin(one)
            again.children = {**(again.children or {}), "absence": [twin(away) for away in other.of("absence")]}
            return_.message.add(again)
        return doubled(return_)

    with pytest.MonkeyPatch.context() as patch:
        _, (once, each) = both_ways(patch, build, {"lea": lea, "answers": {}})
    assert once == each


def test_like_contracts_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {"Post": "TCH", "Scale": "TE", "HoursPerWeek": "32.50", "FTEHours": "32.50", "WeeksPerYear": "52"}

    def build() -> Return:
        return_ = Return()
        contract(person(return_), SHEET, MonthlyPay="2655.67", **plain)
        return doubled(doubled(return_))

    taken, (once, each) = both_ways(monkeypatch, build, {"lea": "999"})
    assert once == each
    assert taken == 3
