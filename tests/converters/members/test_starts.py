"""Starts on which sheets differ: one question for all of them, and dates of pieces of pay, which are no starts."""

from __future__ import annotations

import pytest

from converters.joining.assemble import assemble
from converters.joining.assembly import Assembly
from converters.members.starts import settle_starts
from converters.sources.table import Cell
from swf_desktop.collection import Collection
from swf_desktop.record import Record
from tests.converters.handmade import plan

C = Collection.load(2013)
HR = [("1", "Ash", "01/09/2003"), ("2", "Birch", "01/09/2006"), ("3", "Cedar", "01/01/2010")]
PAY = [("1", "Ash", "01/09/2003"), ("2", "Birch", "01/09/2013"), ("3", "Cedar", "01/04/2012")]
COLUMNS = ["staff.PersonRef", "staff.PersonFamilyName", "contract.ContractStart"]
JOB = {"contract.JobTitle": "Class Teacher"}


def _joined(*more: object) -> Assembly:
    return assemble(
        [
            plan("contract", COLUMNS, HR, file="hr.csv", sheet=None, defaults=JOB),
            plan(
                "contract", COLUMNS, PAY, file="pay.csv", sheet=None, defaults=JOB, headings=["No", "Name", "Eff From"]
            ),
        ],
        C,
        {},
    )


def _starts(joined: Assembly) -> list[str | None]:
    return [one.code("ContractStart") for person in joined.return_.staff for one in person.of("contract")]


def test_starts_that_differ_are_one_question_for_all_and_no_conflicts() -> None:
    joined = _joined()
    assert len(joined.conflicts) == 2
    (question,) = settle_starts(joined.conflicts, {})
    assert (question.key, question.count, joined.conflicts) == ("starts that differ: hr.csv or pay.csv", 2, [])
    assert "pay.csv has the later one for 2" in question.text
    assert [answer for answer, _ in question.choices] == ["earlier", "hr.csv", "pay.csv"]


@pytest.mark.parametrize(
    ("answer", "starts"),
    [
        ("earlier", ["2003-09-01", "2006-09-01", "2010-01-01"]),
        ("hr.csv", ["2003-09-01", "2006-09-01", "2010-01-01"]),
        ("pay.csv", ["2003-09-01", "2013-09-01", "2012-04-01"]),
    ],
)
def test_the_answer_settles_every_conflict(answer: str, starts: list[str]) -> None:
    joined = _joined()
    assert settle_starts(joined.conflicts, {"starts that differ: hr.csv or pay.csv": answer}) == []
    assert (_starts(joined), joined.conflicts) == (starts, [])


def test_an_answer_that_was_not_on_offer_is_asked_again() -> None:
    joined = _joined()
    before = _starts(joined)
    assert len(settle_starts(joined.conflicts, {"starts that differ: hr.csv or pay.csv": "later"})) == 1
    assert _starts(joined) == before


def test_one_start_that_differs_stays_a_conflict() -> None:
    joined = _joined()
    joined.conflicts[:] = joined.conflicts[:1]
    assert settle_starts(joined.conflicts, {}) == []
    assert len(joined.conflicts) == 1


STAFF = [
    ("1", "Ash", "01/09/2003", "", "Class Teacher"),
    ("2", "Birch", "01/09/2006", "31/08/2013", "Class Teacher"),
    ("2", "Birch", "01/09/2013", "", "Deputy Head"),
    ("3", "Cedar", "01/01/2010", "", "Class Teacher"),
]
STAFF_COLUMNS = [*COLUMNS, "contract.ContractEnd", "contract.JobTitle"]
PIECE_COLUMNS = ["staff.PersonRef", "element.ElementName", "contract.ContractStart", "contract.ContractEnd"]
PIECE_COLUMNS += ["element.ElementAmount", "element.ElementPeriod"]


def _pieces(*rows: tuple[Cell, ...], first: bool) -> tuple[list[Record], Assembly]:
    staff = plan("contract", STAFF_COLUMNS, STAFF, file="staff.csv", sheet=None)
    pieces = plan("element", PIECE_COLUMNS, list(rows), file="pieces.csv", sheet=None)
    joined = assemble([pieces, staff] if first else [staff, pieces], C, {})
    return [one for person in joined.return_.staff for one in person.of("contract")], joined


@pytest.mark.parametrize("first", [True, False])
def test_an_allowance_since_september_starts_no_contract(first: bool) -> None:
    contracts, joined = _pieces(
        ("1", "TLR2", "01/09/2012", "", "200.00", "Month"),
        ("1", "SEN 1", "01/09/2013", "", "168.50", "Month"),
        ("2", "TLR1", "01/10/2013", "", "500.00", "Month"),
        ("3", "TLR2", "01/09/2011", "31/12/2099", "200.00", "Month"),
        first=first,
    )
    told = sorted((str(one.code("ContractStart")), len(one.of("element"))) for one in contracts)
    assert told == [("2003-09-01", 2), ("2006-09-01", 0), ("2010-01-01", 1), ("2013-09-01", 1)]
    assert joined.conflicts == []
    assert [note for note, _ in joined.notes if "rows of pay begin within a contract" in note] == [
        "pieces.csv: 4 rows of pay begin within a contract that another file dates: the day is taken as that from "
        "which the piece is paid, not as a contract's start."
    ]


def test_starts_that_are_those_of_the_contracts_still_tell_them_apart() -> None:
    contracts, joined = _pieces(
        ("1", "Basic", "01/09/2003", "", "2000.00", "Month"),
        ("2", "Basic", "01/09/2013", "", "3000.00", "Month"),
        ("3", "Basic", "01/01/2010", "", "2100.00", "Month"),
        first=False,
    )
    told = sorted((str(one.code("ContractStart")), len(one.of("element"))) for one in contracts)
    assert told == [("2003-09-01", 1), ("2006-09-01", 0), ("2010-01-01", 1), ("2013-09-01", 1)]
    assert not any("rows of pay begin" in note for note, _ in joined.notes)
