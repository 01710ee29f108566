"""Targets as a recipe writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.recipe.target import Target, parse_targets, targets_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contract.BasePay", (Target("contract.BasePay"),)),
        ("absence.FirstDayOfAbsence #2", (Target("absence.FirstDayOfAbsence", 2),)),
        ("payment.PaymentAmount TLR", (Target("payment.PaymentAmount", None, "TLR"),)),
        ("payment.PaymentAmount TLR #2", (Target("payment.PaymentAmount", 2, "TLR"),)),
        ("contract.Post + contract.JobTitle", (Target("contract.Post"), Target("contract.JobTitle"))),
    ],
)
def test_read_and_written(text: str, expected: tuple[Target, ...]) -> None:
    assert parse_targets(text) == expected
    assert targets_text(expected) == text


@pytest.mark.parametrize(
    "text", ["", "BasePay", "contract.", "contract.BasePay #0", "contract.BasePay #x", "a b c", "?"]
)
def test_no_target(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_targets(text or "+")


def test_the_parts_of_a_target() -> None:
    assert (Target("role.Scale").kind, Target("role.Scale").tag) == ("role", "Scale")


TARGETS = st.builds(
    Target,
    st.builds(
        "{}.{}".format,
        st.sampled_from(["staff", "contract", "payment"]),
        st.from_regex(r"[A-Z]\w{0,12}", fullmatch=True),
    ),
    st.none() | st.integers(1, 99),
    st.none() | st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True),
)


@given(st.lists(TARGETS, min_size=1, max_size=3).map(tuple))
def test_every_target_reads_back(targets: tuple[Target, ...]) -> None:
    assert parse_targets(targets_text(targets)) == targets
