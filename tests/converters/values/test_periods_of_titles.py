"""A title that names the month of a pay period says how long the period is."""

from __future__ import annotations

import pytest

from converters.values.periods import period_of_titles


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("Pay costing report  Period 08  November 2013", "monthly"),
        ("Payroll P6 September", "monthly"),
        ("Month 12, March 2026", "monthly"),
        ("Period 01 - Apr 2025", "monthly"),
        # Another calendar of periods, no month, no number.
        ("Period 08  October 2013", None),
        ("Period 13  March 2013", None),
        ("Period 08", None),
        ("November 2013", None),
        ("", None),
    ],
)
def test_the_period_that_a_title_names(title: str, right: str | None) -> None:
    assert period_of_titles(["School", title]) == right
