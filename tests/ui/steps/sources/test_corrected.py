"""A corrected file added in the window: it is asked about, shown, taken in one step, and taken back."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.converters.test_replacing import PAY_HEADINGS, pay_rows, payroll, staff_list
from tests.ui.conftest import wait_until_ready
from ui.session.events import What
from ui.session.session import Session
from ui.steps.sources.page import Page

ALL = frozenset(What)


@pytest.fixture
def page(qtbot: QtBot, session: Session, tmp_path: Path) -> Page:
    session.open(tmp_path / "a.swfreturn")
    session.decisions.change_settings("School", year="2026", lea="999", estab="2001")
    add(qtbot, session, tmp_path, "Staff list.csv", staff_list())
    add(qtbot, session, tmp_path, "Payroll.csv", payroll(pay_rows()))
    assert session.corrected.waiting == []
    assert len(session.people) == 5
    made = Page(session)
    qtbot.addWidget(made)
    made.show()
    return made


def add(qtbot: QtBot, session: Session, folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    session.files.add([folder / name])
    wait_until_ready(qtbot, session)


def pay_of(session: Session, number: str) -> str | None:
    person = next(one for one in session.people if one.code("PersonRef") == number)
    return person.of("contract")[0].code("BasePay")


def edit_pay(qtbot: QtBot, session: Session, number: str, text: str) -> None:
    person = next(one for one in session.people if one.code("PersonRef") == number)
    session.edits.edit_many([(person.of("contract")[0], "BasePay", text)], "By hand")
    wait_until_ready(qtbot, session)


def test_it_is_asked_with_what_changes_and_done_as_one_step(qtbot: QtBot, page: Page, tmp_path: Path) -> None:
    session = page.session
    edit_pay(qtbot, session, "1001", "41000.00")
    edit_pay(qtbot, session, "1002", "43000.00")
    rows = pay_rows()
    rows[0][5], rows[1][5] = "42000.00", "45000.00"
    steps = session.journal.done
    add(qtbot, session, tmp_path, "Payroll corrected.csv", payroll(rows))
    page.refresh(ALL)
    (card,) = page.cards
    assert card.accessibleName() == (
        "Payroll corrected.csv has the columns of Payroll.csv. Does it replace Payroll.csv, or add to it?"
    )
    assert page.left() == 1
    assert [view.file for view in session.files.views] == ["Staff list.csv", "Payroll.csv"]
    assert len(card.keep) == len(card.take) == 2
    assert all(one.isChecked() for one in card.keep)
    card.take[1].setChecked(True)
    card.replace.click()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert page.cards == []
    assert page.left() == 0
    assert session.journal.done == steps + 1
    assert [view.file for view in session.files.views] == ["Staff list.csv", "Payroll corrected.csv"]
    assert (pay_of(session, "1001"), pay_of(session, "1002")) == ("41000.00", "45000.00")
    session.changes.undo()
    wait_until_ready(qtbot, session)
    assert [view.file for view in session.files.views] == ["Staff list.csv", "Payroll.csv"]
    assert (pay_of(session, "1001"), pay_of(session, "1002")) == ("41000.00", "43000.00")
    assert pay_of(session, "1004") == "51048.00"
    session.changes.redo()
    wait_until_ready(qtbot, session)
    assert (pay_of(session, "1001"), pay_of(session, "1002")) == ("41000.00", "45000.00")
    path = session.path
    assert path is not None
    session.close()
    session.open(path)
    wait_until_ready(qtbot, session)
    assert [view.file for view in session.files.views] == ["Staff list.csv", "Payroll corrected.csv"]
    assert (pay_of(session, "1001"), pay_of(session, "1002")) == ("41000.00", "45000.00")


@pytest.mark.parametrize("name", ["Payroll.csv", "Payroll 2.csv"])
def test_it_may_be_added_or_not_taken(qtbot: QtBot, page: Page, tmp_path: Path, name: str) -> None:
    session = page.session
    more = payroll([["1006", "Fir", "01/09/2025", "32.50", "32.50", "33000.00"]])
    add(qtbot, session, tmp_path, name, more)
    page.refresh(ALL)
    page.cards[0].drop.click()
    wait_until_ready(qtbot, session)
    assert len(session.files.views) == 2
    add(qtbot, session, tmp_path, name, more)
    page.refresh(ALL)
    page.cards[0].add.click()
    wait_until_ready(qtbot, session)
    page.refresh(ALL)
    assert page.cards == []
    files = [view.file for view in session.files.views]
    assert files == ["Staff list.csv", "Payroll.csv", "Payroll (2).csv" if name == "Payroll.csv" else name]
    assert {one.code("PersonRef") for one in session.people} >= {"1001", "1006"}


def test_the_same_file_again_changes_nothing(qtbot: QtBot, page: Page, tmp_path: Path) -> None:
    session = page.session
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    add(qtbot, session, tmp_path, "Payroll.csv", payroll(pay_rows()))
    assert session.corrected.waiting == []
    assert told == ["Payroll.csv: here already, exactly so. Nothing was changed."]


def test_an_answer_about_the_file_holds_for_the_one_in_its_place(qtbot: QtBot, page: Page, tmp_path: Path) -> None:
    session = page.session
    session.decisions.set_column("Payroll.csv", None, "Surname", "ignore")
    session.decisions.set_answer("join by name alone: Payroll.csv", "no", "Answer")
    wait_until_ready(qtbot, session)
    headings = ["Yearly Amount" if one == "Annual Salary" else one for one in PAY_HEADINGS]
    add(qtbot, session, tmp_path, "Payroll 2.csv", payroll(pay_rows()[::-1], headings, above=("Payroll",)))
    page.refresh(ALL)
    page.cards[0].replace.click()
    wait_until_ready(qtbot, session)
    recipe = session.decisions.recipe
    (sheet,) = [one for one in recipe.sheets if one.file == "Payroll 2.csv"]
    assert sheet.columns["Surname"] == "ignore"
    assert recipe.answers["join by name alone: Payroll 2.csv"] == "no"


def test_names_and_pay_are_hidden_on_the_card(qtbot: QtBot, page: Page, tmp_path: Path) -> None:
    session = page.session
    edit_pay(qtbot, session, "1001", "41000.00")
    rows = pay_rows()
    rows[0][5] = "42000.00"
    add(qtbot, session, tmp_path, "Payroll 2.csv", payroll(rows))
    session.set_private(True)
    page.refresh(ALL)
    from PySide6.QtWidgets import QLabel

    texts = " ".join(one.text() for one in page.cards[0].findChildren(QLabel))
    assert "ASH" not in texts
    assert "42" not in texts


def test_the_card_has_the_room_it_fills_and_no_more(qtbot: QtBot, page: Page, tmp_path: Path) -> None:
    page.resize(1100, 600)
    page.show()
    more = payroll([["1006", "Fir", "01/09/2025", "32.50", "32.50", "33000.00"]])
    add(qtbot, page.session, tmp_path, "Payroll.csv", more)
    page.refresh(ALL)
    (card,) = page.cards
    gap = page._corrected_layout.spacing()
    qtbot.waitUntil(lambda: 0 <= page._corrected_area.height() - card.height() <= gap)
    assert page.table.height() > card.height()
    assert not card.drop.visibleRegion().isEmpty()
