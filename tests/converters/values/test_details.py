"""`Sickness - Cold/Flu` is sickness; a detail that is a reason of its own is asked about."""

from __future__ import annotations

import pytest

from converters.values.codes import matcher_for
from swf_desktop.collection import Collection


@pytest.mark.parametrize(
    ("text", "year", "right"),
    [
        ("Sickness - Cold/Flu", 2013, "SIC"),
        ("Sickness – Stress", 2013, "SIC"),
        ("Sick: migraine", 2025, "SIC"),
        ("Training - first aid", 2013, "TRN"),
        ("Sickness - Maternity", 2013, None),
        ("Sickness - Pregnancy related absence", 2025, None),
        ("Other - dentist", 2013, "OTH"),
        ("Cold - Flu", 2013, None),
    ],
)
def test_details_after_a_reason(text: str, year: int, right: str | None) -> None:
    matcher = matcher_for(Collection.load(year), "absence.AbsenceCategory", {})
    assert matcher is not None
    assert matcher.match(text).code == right


def test_other_fields_take_no_detail() -> None:
    matcher = matcher_for(Collection.load(2013), "contract.DestinationCode", {})
    assert matcher is not None
    assert matcher.match("Other - abroad").code is None
