"""The sample school: its pay elements become the pay of its truth, with at most three questions."""

from __future__ import annotations

import pytest

from converters.payroll.apply import apply_pay
from converters.payroll.contract_pay import pay_rows
from converters.sample.truth import by_ref, pay_cases, truth
from swf_desktop.record import Return
from tests.converters.payroll.payroll_records import COLLECTION, sample_school

PAY = ("Scale", "RegionSpine", "BasePay", "SafeguardedSalary")


@pytest.fixture(scope="module")
def school() -> Return:
    return sample_school()


@pytest.fixture(scope="module")
def payroll(school):
    return apply_pay(school, COLLECTION, lea="999", send="both")


def test_contracts_become_the_truth(school, payroll):
    found = {
        contract.code("ContractRef"): {tag: contract.code(tag) for tag in (*PAY, "SpinePoint") if contract.has(tag)}
        for person in school.staff
        for contract in person.of("contract")
    }
    expected = {
        row["ContractRef"]: {tag: row[tag] for tag in (*PAY, "SpinePoint") if tag in row} for row in truth()["contract"]
    }
    assert found == expected


def test_roles_become_the_truth(school, payroll):
    found = [
        {tag: role.code(tag) for tag in ("RoleIdentifier", *PAY) if role.has(tag)}
        for person in school.staff
        for contract in person.of("contract")
        for role in contract.of("role")
    ]
    expected = [{tag: row[tag] for tag in ("RoleIdentifier", *PAY) if tag in row} for row in truth()["role"]]
    assert found == expected


def test_payments_become_the_truth(school, payroll):
    found = [
        (contract.code("ContractRef"), payment.code("PaymentType"), payment.code("PaymentAmount"))
        for person in school.staff
        for contract in person.of("contract")
        for payment in contract.of("payment")
    ]
    expected = [(row["ContractRef"], row["PaymentType"], row["PaymentAmount"]) for row in truth()["payment"]]
    assert found == expected


def test_it_asks_at_most_three_questions(payroll):
    assert len(payroll.questions) <= 3, [question.text for question in payroll.questions]


@pytest.mark.parametrize("send", ["base", "point", "both"])
def test_what_is_sent(send):
    school = sample_school()
    payroll = apply_pay(school, COLLECTION, lea="999", send=send)
    sent = {pay.reference: pay.sent for pay in payroll.contracts if pay.role is None}
    assert "SpinePoint" not in sent["010023-1"]  # between two points
    assert sent["010023-1"]["BasePay"] == "30000.00"
    assert ("BasePay" in sent["010014-1"]) == (send != "point")
    assert ("SpinePoint" in sent["010014-1"]) == (send != "base")
    assert sent["010018-1"]["BasePay"] == "33368.00"  # safeguarded: the point alone would understate it
    assert ("SpinePoint" in sent["010018-1"]) == (send == "both")
    assert sent["010021-1"] == {"Scale": "NJ", "BasePay": "9066.88"}
    assert sent["AG01-1"] == {}


def test_worked_records_in_the_rows_of_the_command(payroll):
    rows = {}
    for row in pay_rows(payroll):
        rows.setdefault(row["contract"], row)
    by_case = {case: [rows[reference] for reference in references] for case, references in pay_cases().items()}
    assert len(by_case) == 15
    figures = {
        case: [
            (row["base_pay_actual"], row["base_pay_fte"], row["scale"], row["region"], row["point"]) for row in found
        ]
        for case, found in by_case.items()
    }
    assert figures == {
        1: [("19120.80", "31868.00", "TE", "EW", "M6")],
        2: [("9066.88", "15723.72", "NJ", None, None)],
        3: [("31761.00", "31761.00", "TE", "LI", "M4")],
        4: [("58565.00", "58565.00", "LD", "LF", "L18")],
        5: [("43957.00", "43957.00", "AS", "EW", "AST7")],
        6: [("22914.00", "22914.00", "UT", "LO", "UQT3")],
        7: [("33368.00", "33368.00", "TE", "EW", "M6")],
        8: [("35802.00", "35802.00", "TU", "EW", "U2")],
        9: [("14766.50", "29533.00", "TE", "EW", "M5"), ("4272.00", "15434.33", "NJ", None, None)],
        10: [("27270.00", "27270.00", "TE", "LI", "M1")],
        11: [("30000.00", "30000.00", "TE", "EW", None)],
        12: [(None, None, None, None, None)],
        13: [("20919.77", "20919.77", "NJ", None, None)],
        14: [("45000.00", "45000.00", "OT", "EW", None)],
        15: [("30380.00", "37975.00", "TU", "LO", "U1")],
    }
    assert by_case[4][0]["table"] == "leadership spine, statutory"
    assert by_case[1][0]["annex5"] is True
    assert by_case[11][0]["annex5"] is None


def test_payments_belong_to_their_contract(payroll):
    payments = by_ref(truth()["payment"], "ContractRef")
    for pay in payroll.contracts:
        expected = [row["PaymentAmount"] for row in payments.get(pay.reference, ())]
        assert [f"{amount:.2f}" for _, _, amount in pay.payments] == expected
