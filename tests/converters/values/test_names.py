"""Names taken apart, compared, and written in capitals or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.values.names import (
    fold,
    from_capitals,
    given_agree,
    in_capitals,
    is_initials,
    split_full_name,
    split_given,
)

FULL_NAMES = [
    ("SMITH, Jane Anne (Mrs)", "SMITH", ("Jane", "Anne"), ""),
    ("Smith, Jane", "Smith", ("Jane",), ""),
    ("Dr Jane Smith", "Smith", ("Jane",), ""),
    ("O'BRIEN-ØYELOWO, Zoë", "O'BRIEN-ØYELOWO", ("Zoë",), ""),
    ("SMITH, J A", "SMITH", (), "J A"),
    ("SMITH, J.A.", "SMITH", (), "JA"),
    ("SMITH, Jane A (Mrs)", "SMITH", ("Jane",), "J A"),
    ("SMITH Jane", "SMITH", ("Jane",), ""),
    ("Jane SMITH", "SMITH", ("Jane",), ""),
    ("VAN DER BERG Anna", "VAN DER BERG", ("Anna",), ""),
    ("Ms Marina de Souza", "de Souza", ("Marina",), ""),
    ("Mrs S O'Neill", "O'Neill", (), "S"),
    ("Smith (Mrs)", "Smith", (), ""),
    ("NG, Jo", "NG", ("Jo",), ""),
    ("Mrs SMITH, Jane", "SMITH", ("Jane",), ""),
]


@pytest.mark.parametrize(("text", "family", "given_names", "initials"), FULL_NAMES)
def test_full_names_are_taken_apart(text: str, family: str, given_names: tuple[str, ...], initials: str) -> None:
    split = split_full_name(text)
    assert split is not None
    assert (split.family, split.given, split.initials) == (family, given_names, initials)


@pytest.mark.parametrize("text", ["Jane Smith", "Smith", "JANE SMITH", "", "Mei Ling Yeo"])
def test_names_whose_order_is_not_certain_are_left_whole(text: str) -> None:
    assert split_full_name(text) is None


def test_the_user_says_the_order() -> None:
    assert split_full_name("Jane Anne Smith", "given family") == ("Smith", ("Jane", "Anne"), "", "")
    assert split_full_name("Smith Jane Anne", "family given") == ("Smith", ("Jane", "Anne"), "", "")


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("李", False),
        ("Ø", True),
        ("J", True),
        ("J.", True),
        ("J.A.", True),
        ("Jo", False),
        ("Al", False),
        ("TJ", True),
        ("Jane", False),
    ],
)
def test_initials(word: str, wanted: bool) -> None:
    assert is_initials(word) == wanted


def test_names_and_initials_are_told_apart() -> None:
    assert split_given(["Jane", "A"]) == (("Jane",), "J A")
    assert split_given(["Jane", "Anne"]) == (("Jane", "Anne"), "")


@pytest.mark.parametrize(
    ("name", "proper"),
    [
        ("SMITH", "Smith"),
        ("O'BRIEN", "O'Brien"),
        ("FEATHERSTONE-HAUGH", "Featherstone-Haugh"),
        ("O'BRIEN-ØYELOWO", "O'Brien-Øyelowo"),
        ("NG", "Ng"),
        ("MACDONALD", None),
        ("MCNALLY", None),
        ("FITZGERALD", None),
        ("DE SOUZA", None),
        ("Smith", None),
        ("McNally", None),
        ("X", None),
    ],
)
def test_capitals_are_undone_only_where_the_rules_leave_no_doubt(name: str, proper: str | None) -> None:
    assert from_capitals(name) == proper


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (("Jane", "Anne"), ("Jane",), True),
        (("J", "A"), ("Jane", "Anne"), True),
        (("Jane",), ("Jill",), False),
        (("Mei Ling",), ("Mei", "Ling"), True),
        (("Zoë",), ("Zoe",), True),
        ((), ("Jane",), True),
        (("Jane", "Beth"), ("Jane", "Anne"), False),
    ],
)
def test_given_names_of_one_person(one: tuple[str, ...], other: tuple[str, ...], agree: bool) -> None:
    assert given_agree(one, other) is agree
    assert given_agree(other, one) is agree


@given(st.text(max_size=40))
def test_any_text_can_be_a_name(text: str) -> None:
    split_full_name(text)
    in_capitals(text)
    assert from_capitals(text) is None or fold(from_capitals(text) or "") == fold(text)
