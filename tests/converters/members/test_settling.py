"""Types of contract asked once, renewed contracts, and a day on which everybody starts."""

from __future__ import annotations

from dataclasses import replace

from converters.members.defaults import fill_defaults, fill_estab
from converters.members.settling import settle_renewals
from converters.members.starts import settle_take_on
from swf_desktop.canonical import canonical_value
from tests.converters.handmade_return import OPEN, C, contracts, record, staffed


def test_a_renewed_contract_is_a_change_of_contract() -> None:
    ended = {**OPEN, "ContractType": "FXT", "ContractEnd": "2013-08-31"}
    return_ = staffed(
        [ended, {**OPEN, "ContractStart": "2013-09-01"}],
        [{**ended, "Post": "SUP"}, {**OPEN, "Post": "SUP", "ContractStart": "2013-09-01"}],
    )
    (question,) = settle_renewals(return_, C, {})
    assert question.count == 1
    assert settle_renewals(return_, C, {question.key: "NAPPCH"}) == []
    assert [contract.code("DestinationCode") for contract in contracts(return_)] == ["NAPPCH", None, None, None]
    assert [contract.code("Origin") for contract in contracts(return_)] == [None, "NOTAPP", None, None]


def test_a_day_on_which_everybody_starts_is_asked_and_earlier_starts_are_taken() -> None:
    return_ = staffed(*[[{**OPEN, "ContractStart": "2013-04-01"}] for _ in range(9)])
    first = contracts(return_)[0]
    first.losers = {"ContractStart": [(canonical_value(C.fields["contract.ContractStart"], "2005-09-01"), None)]}
    (question,) = settle_take_on(return_, {})
    assert question.count == 9
    assert settle_take_on(return_, {question.key: "start"}) == []
    assert first.code("ContractStart") == "2013-04-01"
    assert settle_take_on(return_, {question.key: "take-on"}) == []
    assert first.code("ContractStart") == "2005-09-01"
    assert [value.sent for value, _ in first.losers["ContractStart"]] == ["2013-04-01"]
    assert settle_take_on(staffed(*[[OPEN] for _ in range(9)]), {}) == []


def test_the_number_is_filled_where_there_is_something_to_send_and_no_other_is_said() -> None:
    """One meaning for a return that is made and for one that is written again."""
    return_ = staffed([OPEN], [{**OPEN, "LASchoolLevel": "L"}], [{**OPEN, "Estab": "2998"}])
    record("absence", return_.staff[0], AbsenceCategory="SIC")
    empty = record("absence", return_.staff[0])
    assert fill_estab(return_, replace(C, switches={"estab.repeat": False}), "2999") == 0
    assert fill_estab(return_, C, "2999") == 2
    assert [one.code("Estab") for one in contracts(return_)] == ["2999", None, "2998"]
    assert not empty.has("Estab")
    assert fill_estab(return_, replace(C, switches={}), "2999") == 0


def test_a_school_that_the_files_number_otherwise_is_said() -> None:
    return_ = staffed([OPEN])
    school = record("school", return_.message, Estab="2998")
    (note,) = fill_defaults(return_, C, "S", "2999")
    assert "2998" in note
    assert (school.code("Estab"), [value.sent for value, _ in school.lost("Estab")]) == ("2999", ["2998"])
