"""The message's own form: what parses, what does not, and that nothing is changed on the way."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_desktop.canonical import canonical_value, sent_decimal, value_of
from swf_desktop.collection import Collection, Field

FIELDS = Collection.load(2013).fields


@pytest.mark.parametrize(
    ("field", "text", "typed"),
    [
        ("staff.PersonBirthDate", "1963-02-14", date(1963, 2, 14)),
        ("staff.PersonBirthDate", "14/02/1963", None),
        ("staff.PersonBirthDate", "1963-02-30", None),
        ("staff.PersonBirthDate", "1963-2-14", None),
        ("staff.QTStatus", "true", True),
        ("staff.QTStatus", "0", False),
        ("staff.QTStatus", "Yes", None),
        ("contract.BasePay", "31868.00", Decimal("31868.00")),
        ("contract.BasePay", "31,868.00", None),
        ("contract.BasePay", "£31868", None),
        ("contract.WeeksPerYear", "39", 39),
        ("contract.WeeksPerYear", "39.5", None),
        ("contract.WeeksPerYear", "٣٩", None),
        ("staff.TeacherNumber", "0412345", "0412345"),
        ("message.DateTime", "2013-11-11T09:30:00", datetime(2013, 11, 11, 9, 30)),
        ("message.DateTime", "2013-11-11 09:30:00", None),
        ("staff.PersonGivenName", "Jane; Anne", ("Jane", "Anne")),
    ],
)
def test_what_parses(field: str, text: str, typed: object) -> None:
    value = canonical_value(FIELDS[field], text)
    assert value.typed == typed
    assert value.raw == text


def test_outer_spaces_are_no_part_of_a_value() -> None:
    value = canonical_value(FIELDS["contract.Post"], " TCH ")
    assert (value.raw, value.sent) == (" TCH ", "TCH")


@pytest.mark.parametrize(
    ("amount", "type_", "sent"),
    [
        ("31868", "money", "31868.00"),
        ("19120.8", "money", "19120.80"),
        ("19120.805", "money", "19120.805"),
        ("32.5", "hours", "32.50"),
        ("5", "days", "5.0"),
        ("1.25", "days", "1.25"),
        ("0.5766", "share", "0.5766"),
        ("1E+3", "money", "1000.00"),
    ],
)
def test_amounts_as_they_are_sent(amount: str, type_: str, sent: str) -> None:
    assert sent_decimal(Decimal(amount), type_) == sent


TYPED = {
    "contract.BasePay": st.decimals(0, 999_999, places=2),
    "contract.ContractStart": st.dates(),
    "staff.QTStatus": st.booleans(),
    "contract.WeeksPerYear": st.integers(0, 99),
    "absence.WorkingDaysLost": st.decimals(0, 365, places=1),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_reads_back_from_what_is_sent(name: str) -> None:
    field: Field = FIELDS[name]

    @given(TYPED[name])
    def same(typed: object) -> None:
        value = value_of(field, typed)
        assert isinstance(value.sent, str)
        assert canonical_value(field, value.sent) == value

    same()
