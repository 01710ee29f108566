"""What somebody types is read as files are, and shown as people read it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from ui.session.typed import read_typed, shown

COLLECTION = Collection.load(2013)


@pytest.mark.parametrize(
    ("field", "typed", "text", "understood"),
    [
        ("contract.ContractStart", "1/9/13", "2013-09-01", True),
        ("contract.ContractStart", "1 September 2013", "2013-09-01", True),
        ("contract.ContractStart", "31/02/2013", "31/02/2013", False),
        ("contract.BasePay", "£31,868", "31868.00", True),
        ("staff.GenderCurrent", "Female", "2", True),
        ("contract.Post", "Head", "HDT", True),
        ("contract.Post", "ZZZ", "ZZZ", False),
        ("staff.NINumber", "ab 12 34 56 c", "AB123456C", True),
        ("vacancy.VacancyAdvertised", "yes", "true", True),
        ("school.OccasionalsQTS", "two", "two", False),
        ("staff.PersonFamilyName", "  ", "", True),
    ],
)
def test_typed_text_is_read_as_files_are(field: str, typed: str, text: str, understood: bool) -> None:
    read = read_typed(COLLECTION.fields[field], typed, COLLECTION)
    assert read.text == text
    assert bool(read.problem) is not understood


@given(st.dates(date(1930, 1, 1), date(2013, 12, 31)))
def test_a_date_that_is_shown_can_be_typed_again(day: date) -> None:
    field = COLLECTION.fields["contract.ContractStart"]
    value = canonical_value(field, day.isoformat())
    assert read_typed(field, shown(field, value), COLLECTION).text == day.isoformat()


@pytest.mark.parametrize(
    ("field", "text", "seen"),
    [
        ("contract.BasePay", "31868.00", "31,868.00"),
        ("contract.ContractStart", "2013-09-01", "01/09/2013"),
        ("vacancy.VacancyAdvertised", "true", "Yes"),
        ("staff.PersonGivenName", "Jane; Anne", "Jane; Anne"),
        ("contract.ContractStart", "soon", "soon"),
    ],
)
def test_values_are_shown_as_people_read_them(field: str, text: str, seen: str) -> None:
    one = COLLECTION.fields[field]
    assert shown(one, canonical_value(one, text)) == seen
