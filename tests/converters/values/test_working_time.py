"""How much somebody works, in words: each part is read, and what is anything else is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from converters.values.working_time import TERM_TIME, WorkingTime, read_working_time

D = Decimal

SAID = {
    "full time": WorkingTime(share=D(1)),
    "F/T": WorkingTime(share=D(1)),
    "half time": WorkingTime(share=D("0.5")),
    "3 days": WorkingTime(days=D(3)),
    "2 1/2 days": WorkingTime(days=D("2.5")),
    "2.5 days a week": WorkingTime(days=D("2.5")),
    "60%": WorkingTime(share=D("0.6")),
    "0.8 fte": WorkingTime(share=D("0.8")),
    "part time 0.6 FTE": WorkingTime(share=D("0.6")),
    "25 hrs TTO": WorkingTime(hours=D(25), weeks=TERM_TIME),
    "6.25 hours per week, term time only": WorkingTime(hours=D("6.25"), weeks=TERM_TIME),
    "20 hrs all year": WorkingTime(hours=D(20), weeks="52"),
    "25hrs/39wks": WorkingTime(hours=D(25), weeks="39"),
    "TTO 38 weeks, 25 hrs": WorkingTime(hours=D(25), weeks="38"),
    "all year round": WorkingTime(weeks="52"),
    "TTO+1": WorkingTime(weeks=TERM_TIME, beyond=1),
    "TTO + 2 weeks": WorkingTime(weeks=TERM_TIME, beyond=2),
    "term time only + 5 days": WorkingTime(weeks=TERM_TIME, beyond=1),
    "20 hrs TTO+1": WorkingTime(hours=D(20), weeks=TERM_TIME, beyond=1),
}

NOT_SAID = (
    *("", "37", "0.5", "Mon to Wed", "3 days, 18 hrs", "6 days", "900 hours", "12 weeks", "full time?", "part time"),
    *("25 hrs and 3 hrs", "120%", "M6", "Sickness", "39.5 weeks", "TTO+40", "TTO+3 days"),
)


@pytest.mark.parametrize("text", SAID)
def test_what_a_text_says(text: str) -> None:
    assert read_working_time(text) == SAID[text]
    assert read_working_time(text.upper()) == SAID[text]


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_says_nothing_that_can_be_relied_on(text: str) -> None:
    assert read_working_time(text) is None


def test_days_are_a_share_of_five() -> None:
    assert WorkingTime(days=D("2.5")).of_full_time == D("0.5")
    assert WorkingTime(hours=D(25)).of_full_time is None
