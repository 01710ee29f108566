"""The pay picture: every teacher a dot that is clicked or walked to, and the table beside it says the same."""

from copy import copy
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from swf_desktop.collection import Collection
from swf_desktop.facts import contract_category
from swf_desktop.record import Record
from tests.ui.step_pages import SIZE_HINTS, after, show
from ui.session.session import Session
from ui.steps.pay.page import Page
from ui.steps.pay.picture import MOST_HIGH, PayDots
from ui.steps.pay.picture_model import Dot, Lane, Picture, picture_of
from ui.steps.pay.rows import PayRow

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    made = Page(built)
    show(qtbot, built, made)
    made.resize(1300, 800)
    made._show_tab(4)
    qtbot.waitUntil(lambda: made.picture.isVisible() and bool(made.picture.dots.picture.dots))
    return made


def collection(page: Page) -> Collection:
    found = page.session.collection
    assert found is not None
    return found


def click(qtbot: QtBot, dots: PayDots, dot: Dot) -> None:
    place = dots.place_of(dot)
    assert place is not None
    qtbot.mouseClick(dots, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y())))


def test_every_teacher_whose_full_time_pay_is_known_is_a_dot(page: Page) -> None:
    teachers = {
        row.key
        for row in page.table.rows
        if contract_category(row.pay.contract, collection(page)) == 1 and row.pay.result.full_time is not None
    }
    assert len(teachers) > 10
    assert {dot.key for dot in page.picture.dots.picture.dots} == teachers


def test_a_dot_stands_where_the_ranges_of_the_year_say(page: Page) -> None:
    ranges = collection(page).pay_ranges
    for dot in page.picture.dots.picture.dots:
        result = dot.row.pay.result
        limits = ranges.get((result.scale or "", result.region or ""))
        assert dot.known == (limits is not None)
        if limits is not None:
            inside = limits[0] - 1 <= dot.amount <= limits[1] + 1
            assert (dot.off == 0) == inside, dot.says
            if not inside:
                end = limits[0] if dot.off < 0 else limits[1]
                assert dot.amount - end == dot.off


def test_pay_above_and_below_is_told_and_a_pound_is_not(page: Page) -> None:
    row = next(one for one in page.table.rows if one.pay.result.scale == "TE" and one.pay.result.region == "EW")
    low, high = collection(page).pay_ranges["TE", "EW"]

    def stands(full_time: Decimal) -> str:
        changed = row._replace(pay=replace(row.pay, result=replace(row.pay.result, full_time=full_time)))
        (dot,) = picture_of([changed], collection(page)).dots
        return dot.stands

    assert stands(low - 1) == stands(high + 1) == stands(low) == "in the range"
    assert stands(low - 250) == "250.00 below"
    assert stands(high + Decimal("1200.50")) == "1,200.50 above"


def test_a_click_on_a_dot_shows_the_person_and_enter_opens_the_card(qtbot: QtBot, page: Page) -> None:
    dots = page.picture.dots
    gone: list[str] = []
    page.session.asked_to_show.connect(lambda key, _tag: gone.append(key))
    hidden = next(dot for dot in dots.picture.dots if not dot.row.pay.doubts)
    assert all(one.key != hidden.key for one in page.rows.visible), "the page opens on doubts"
    click(qtbot, dots, hidden)
    assert page.rows.current().key == dots.current.key == page.picture.list.current().key  # type: ignore[union-attr]
    assert page.picture.who.text().startswith(page.rows.current().name)
    assert not gone
    qtbot.keyClick(dots, Qt.Key.Key_Return)
    assert gone == [page.rows.current().key]


def test_arrows_reach_every_dot(qtbot: QtBot, page: Page) -> None:
    dots = page.picture.dots
    dots.setFocus()
    for _ in dots.picture.lanes:
        qtbot.keyClick(dots, Qt.Key.Key_Up)
    reached = []
    for lane in dots.picture.lanes:
        qtbot.keyClick(dots, Qt.Key.Key_Home)
        for dot in lane.dots:
            assert dots.current is not None
            assert dots.current.key == dot.key
            assert dots.accessibleDescription() == dot.says
            assert page.rows.current().key == dot.key
            reached.append(dot.key)
            qtbot.keyClick(dots, Qt.Key.Key_Right)
        qtbot.keyClick(dots, Qt.Key.Key_End)
        assert dots.current is not None
        assert dots.current.key == lane.dots[-1].key
        qtbot.keyClick(dots, Qt.Key.Key_Down)
    assert sorted(reached) == sorted(dot.key for dot in dots.picture.dots)


def test_the_table_says_the_same_and_goes_along(qtbot: QtBot, page: Page) -> None:
    lines = page.picture.list.visible
    assert [dot.key for dot in lines] == [dot.key for dot in page.picture.dots.picture.dots]
    titles = [column.title for column in page.picture.table.columns]
    assert titles == ["Person", "Stands", "Full time, £", "Scale and region", "Contract"]
    page.picture.list.select_place(3)
    assert page.picture.dots.current is not None
    assert page.picture.dots.current.key == lines[3].key == page.rows.current().key


def test_every_dot_of_a_high_stack_can_be_clicked(qtbot: QtBot, page: Page) -> None:
    row: PayRow = page.picture.dots.picture.dots[0].row
    crowd = [row._replace(pay=replace(row.pay, record=replace_key(row, f"made-{at}"))) for at in range(MOST_HIGH + 20)]
    amount = Decimal(40_000)
    dots = tuple(Dot(one, amount, 0, Decimal(0), True) for one in crowd)
    widget = PayDots()
    qtbot.addWidget(widget)
    widget.show_picture(Picture((Lane("One", Decimal(30_000), Decimal(50_000), (), dots),), "A crowd"))
    widget.resize(600, widget.minimumSizeHint().height())
    widget.show()
    assert len(widget.stacks()) == 1
    met = set()
    # The lower ones one by one, and the place at the top again and again.
    for at in range(len(dots)):
        click(qtbot, widget, dots[at])
        assert widget.current is not None
        met.add(widget.current.key)
    assert met == {dot.key for dot in dots}


def replace_key(row: PayRow, key: str) -> Record:
    record = copy(row.pay.record)
    record.key = key
    return record


def test_hidden_pay_is_not_drawn(qtbot: QtBot, page: Page) -> None:
    after(qtbot, page.session, lambda: page.session.set_private(True))
    assert not page.picture.dots.picture.dots
    assert not page.picture.list.visible
    everything = page.picture.says.text() + page.picture.who.text() + page.picture.dots.accessibleDescription()
    assert "hidden" in everything
    assert not any(name in everything for name in ("SMITH", "BEGUM"))


@pytest.mark.parametrize("width", [200, 320, 1400])
def test_it_is_drawn_at_any_size(qtbot: QtBot, page: Page, width: int) -> None:
    dots = page.picture.dots
    dots.resize(width, dots.minimumSizeHint().height())
    image = dots.grab().toImage()
    assert not image.isNull()
    for dot in dots.picture.dots:
        assert dots.place_of(dot) is not None
