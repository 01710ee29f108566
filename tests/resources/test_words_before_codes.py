"""Sentences of rules give words first: a code stands in brackets behind them, or not at all."""

import re

import pytest

from swf_desktop.collection import Collection
from swf_desktop.tables import table, years

SAID = frozenset({"COLLECT", "TLR", "TLR1", "TLR2", "TLR3", "SEN", "SENCO", "HLTA", "QTS", "NI", "HR", "XML", "ID"})
"""Short words that people in a school office say themselves."""

POINT = re.compile(r"[MUL]\d{1,2}")
"""A point as it stands on a payslip."""

LIKE_A_CODE = re.compile(r"\b[A-Z][A-Z0-9]+\b")


def bare_codes(text: str, codes: frozenset[str]) -> list[str]:
    """Return the codes in a sentence that stand in no brackets and in no quotes."""
    outside = re.sub(r"\([^()]*\)|“[^”]*”|\"[^\"]*\"|\{[^}]*\}", " ", text)
    return [
        word
        for word in LIKE_A_CODE.findall(outside)
        if word not in SAID and not POINT.fullmatch(word) and (word in codes or len(word) > 1)
    ]


@pytest.fixture(scope="module")
def codes() -> frozenset[str]:
    return frozenset(row["code"] for row in table("codes.csv"))


def test_a_bare_code_is_seen_and_one_behind_words_is_not(codes: frozenset[str]) -> None:
    assert bare_codes("Record REFU if they refuse.", codes) == ["REFU"]
    assert bare_codes("Choose UT for an unqualified teacher.", codes) == ["UT"]
    assert bare_codes("Choose “refused” (REFU), or enter point M6 in COLLECT.", codes) == []


@pytest.mark.parametrize("year", years())
def test_no_remedy_message_title_or_note_of_a_rule_holds_a_bare_code(year: int, codes: frozenset[str]) -> None:
    found = {
        (number, part): bare
        for number, rule in Collection.load(year).rules.items()
        if rule.in_year(year)
        for part in ("title", "message", "action", "note")
        if (bare := bare_codes(getattr(rule, part), codes))
    }
    assert found == {}
