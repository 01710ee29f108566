"""Choosing a field: the starred match first, the focus where the next word goes, and a field taken twice marked."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from swf_desktop.collection import Collection
from tests.ui.step_pages import SIZE_HINTS
from ui.steps.columns.fields import taken_twice
from ui.widgets.chooser import Choice, Chooser, ranked
from ui.worker.views import ColumnView

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
COLLECTION = Collection.load(2013)
CHOICES = [
    Choice("a", "Start date", "Contract"),
    Choice("b", "Date of arrival", "Contract", first=True),
    Choice("c", "Date of birth", "Person", "Not the start of the contract", first=True),
]


def test_a_starred_match_comes_before_a_better_one() -> None:
    assert [one.key for one in ranked(CHOICES, "date")] == ["b", "c", "a"]


def test_a_star_does_not_help_what_is_not_called_so() -> None:
    # The word stands in the explanation of the starred one alone.
    assert [one.key for one in ranked(CHOICES, "start")] == ["a", "c"]


@pytest.mark.parametrize("typed", ["", "date", "start"])
def test_enter_takes_what_is_highlighted(qtbot: QtBot, typed: str) -> None:
    chooser = Chooser("What it may be", ("Field", "Belongs to"))
    qtbot.addWidget(chooser)
    chooser.set_choices(CHOICES)
    chooser.show()
    qtbot.keyClicks(chooser.search, typed)
    shown = chooser.view.selectionModel().selectedRows()
    assert len(shown) == 1
    assert shown[0].row() == 0
    with qtbot.waitSignal(chooser.chosen) as chosen:
        qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chosen.args == [chooser.table.row_at(0).key]


@pytest.mark.parametrize(
    ("targets", "twice"),
    [
        (("contract.Post", "contract.Post"), {0: "B", 1: "A"}),
        (("contract.Post", "contract.JobTitle"), {}),
        (("contract.Post", "contract.Post + contract.JobTitle", "ignore", "?", ""), {0: "B", 1: "A"}),
        (("staff.PersonGivenName", "staff.PersonGivenName"), {}),
        (("absence.FirstDayOfAbsence #1", "absence.FirstDayOfAbsence #2"), {}),
        (("payment.PaymentAmount TLR", "payment.PaymentAmount TLR"), {}),
        (("contract.Post", "contract.Post", "contract.Post"), {0: "B, C", 1: "A, C", 2: "A, B"}),
    ],
)
def test_a_field_taken_twice_is_marked_on_both(targets: tuple[str, ...], twice: dict[int, str]) -> None:
    columns = [
        ColumnView(at, "ABCDE"[at], f"h{at}", target, "", (), 1, 1.0, "", False) for at, target in enumerate(targets)
    ]
    assert taken_twice(columns, COLLECTION) == twice
