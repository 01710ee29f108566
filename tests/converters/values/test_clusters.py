"""Texts that are alike are offered together, and those that only look alike are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.values.clusters import clusters, fingerprint


@pytest.mark.parametrize(
    "alike",
    [
        ("Teaching Asst L2", "T.A. Level 2", "TA2", "teaching assistant 2", "TA Lvl 2"),
        ("Class Teacher", "class teacher", "CLASS  TEACHER.", "Teacher, class", "Class Tchr"),
        ("white brit", "White British", "British White"),
        ("Headteacher", "Head Teacher", "H.T.", "HT"),
        ("Mid-day supervisor", "Midday Supervisor"),
        ("Midday Supervisor", "midday superviser"),
        ("Caretaker", "Carteaker"),
        ("Perm", "Permanent", "permanent"),
        ("Snr. Admin Officer", "Senior Administration Officer"),
        ("Maternity", "Maternitty"),
        ("Music & Drama", "Drama and Music"),
    ],
)
def test_alike(alike: tuple[str, ...]) -> None:
    assert clusters(alike) == [alike]


@pytest.mark.parametrize(
    "apart",
    [
        ("TA2", "TA3"),
        ("Teaching Asst L2", "Teaching Assistant L3"),
        ("Male", "Female"),
        ("Qualified", "Unqualified"),
        ("Full time", "Part time"),
        ("White British", "White Irish"),
        ("Paid", "Unpaid"),
        ("Teacher", "Teacher of the deaf"),
        ("Year 1 teacher", "Year 2 teacher"),
        ("M1", "M6"),
        ("M1", "L1"),
        ("L1", "1"),
        ("Level 1", "1"),
        ("U3", "L3"),
        ("Asian", "Asian British"),
        ("Head", "Heat"),
        ("NQT", "QTS"),
        ("", "?"),
        ("1", "11"),
    ],
)
def test_apart(apart: tuple[str, ...]) -> None:
    assert clusters(apart) == [(text,) for text in apart]


TEXTS = st.lists(st.text(max_size=14) | st.sampled_from(["TA2", "T.A. 2", "Class Teacher", "class tchr", "M1", "L1"]))


@given(TEXTS)
def test_each_text_stands_in_one_group_in_its_order(texts: list[str]) -> None:
    found = clusters(texts)
    assert sorted(text for group in found for text in group) == sorted(set(texts))
    firsts = [group[0] for group in found]
    assert firsts == [text for text in dict.fromkeys(texts) if text in firsts]


@given(st.text(alphabet="abcdefgh 12", min_size=1, max_size=20))
def test_case_points_and_the_order_of_words_make_no_difference(text: str) -> None:
    turned = " ".join(reversed(text.upper().split()))
    assert set(fingerprint(turned).split()) == set(fingerprint(text).split())


def test_numbers_are_never_alike() -> None:
    texts = [f"Teaching Assistant {number}" for number in range(40)]
    assert clusters(texts) == [(text,) for text in texts]
