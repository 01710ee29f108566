"""What the page on pay opens on: the contracts with doubts, and everybody once somebody asked for them."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.step_pages import SIZE_HINTS, show
from ui.session.session import Session
from ui.steps.pay.page import Page

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


def test_it_opens_on_doubts_and_remembers_who_asked_for_all(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    every = len(page.table.rows)
    doubts = sum(1 for one in page.table.rows if one.pay.doubts)
    assert 0 < doubts < every
    assert page.table.rowCount() == doubts
    assert page.attention.says.text() == f"{doubts} of {every} contracts with doubts (▲)."
    page.attention.turn.click()
    assert page.table.rowCount() == every
    assert page.shown.value() == ""
    again = Page(built)
    show(qtbot, built, again)
    assert again.table.rowCount() == every
    again.attention.turn.click()
    assert again.table.rowCount() == doubts
    # Another filter is for now only: the next time it is doubts again.
    again.shown.set_value("hand")
    again.shown.picked.emit("hand")
    third = Page(built)
    show(qtbot, built, third)
    assert third.table.rowCount() == doubts


def test_a_name_is_found_though_nothing_is_wrong_with_it(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.search.setText("smith, j")
    assert [one.name.split(" (")[0] for one in page.rows.visible] == ["SMITH, Jane"]


def test_where_nothing_is_doubtful_all_are_shown(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    for one in page.table.rows:
        one.pay.extra = ()
        one.pay.result = replace(one.pay.result, doubts=())
    page._filter()
    assert page.table.rowCount() == len(page.table.rows)
    assert page.attention.says.text() == "None has doubts."
    assert page.attention.turn.isHidden()
