"""Step 6: the pay sheet, its working, the tables, and what is changed there."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from converters.sample.later import sample_years, write_later_sample
from swf_desktop.collection import Collection
from swf_desktop.pay.checks import annex5_table
from swf_desktop.words import sort_key
from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import ENTER, SIZE_HINTS, after, keep_rules, nameless, show
from ui.session.events import HIDDEN
from ui.session.session import Session
from ui.steps.pay.page import Page
from ui.steps.pay.rows import PayRow, working_html
from ui.steps.pay.scale import MARK, PointsModel, ScalePicture

pytestmark = pytest.mark.qt_log_ignore(SIZE_HINTS)
COLLECTION = Collection.load(2013)


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    assert built.settings is not None
    built.settings.set("pay shown", "all")
    made = Page(built)
    show(qtbot, built, made)
    return made


def row(page: Page, name: str) -> PayRow:
    found = next(one for one in page.table.rows if one.name.startswith(name))
    assert isinstance(found, PayRow)
    return found


def go_to(page: Page, name: str) -> PayRow:
    found = row(page, name)
    assert page.rows.go_to_key(found.key)
    return found


def cells(page: Page, name: str) -> dict[str, str]:
    one = row(page, name)
    return {column.title: column.text(one) for column in page.table.columns}


def test_a_row_for_each_contract_with_pay(page: Page) -> None:
    assert [one.pay for one in page.table.rows] == page.session.shown.all_pay
    shown = cells(page, "SMITH, Jane")
    assert shown["Base pay, £"] == "19,120.80"
    assert shown["Full time, £"] == "31,868.00"
    assert shown["Share"] == "0.6"
    assert shown["Point"] == "M6"
    assert shown["Table, £"] == "31,868.00"
    assert shown["Differs by, £"] == "same"
    assert shown["Worked out from"] == "monthly pay"
    assert shown["Figure, £"] == "1,593.40"
    assert shown["Is sent"] == "19,120.80"
    assert shown["Doubts"] == "✓"


def test_the_difference_is_that_of_the_files_pay(page: Page) -> None:
    compared = [one for one in page.table.rows if one.pay.against_point is not None]
    assert compared
    for one in compared:
        assert one.difference == one.pay.against_point.difference
    rounded = next(one for one in compared if one.difference and one.pay.result.snapped)
    assert cells(page, rounded.name)["Differs by, £"] == f"{rounded.difference:,.2f} rounding"
    page.shown.set_value("differs")
    page._filter()
    assert rounded.key not in {one.key for one in page.rows.visible}


def test_every_control_has_a_name_and_every_model_keeps_the_rules(page: Page) -> None:
    assert keep_rules(page) >= 2
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        assert nameless(page) == []
    for column in range(page.table.columnCount()):
        page.rows.sortByColumn(column, Qt.SortOrder.DescendingOrder)


def test_the_working_is_whole(page: Page) -> None:
    one = go_to(page, "SMITH, Jane")
    shown = page.working.toPlainText()
    assert "payroll 2013-11.xlsx" in shown
    for step in one.pay.steps:
        assert step in shown
    doubtful = next(other for other in page.table.rows if other.pay.doubts)
    page.rows.go_to_key(doubtful.key)
    for doubt in doubtful.pay.doubts:
        assert doubt in page.working.toPlainText()


def test_texts_of_the_files_are_no_markup(page: Page) -> None:
    one = row(page, "SMITH, Jane")
    result = replace(one.pay.result, steps=("<b>Head</b>",))
    one = one._replace(pay=replace(one.pay, result=result))
    assert "&lt;b&gt;Head&lt;/b&gt;" in working_html(one)


def test_what_the_return_sends(qtbot: QtBot, page: Page) -> None:
    after(qtbot, page.session, lambda: page.send.picked.emit("point"))
    assert row(page, "SMITH, Jane").sent == "M6"
    assert page.send.value() == "point"
    after(qtbot, page.session, lambda: page.send.picked.emit("both"))
    assert row(page, "SMITH, Jane").sent == "19,120.80 and M6"
    after(qtbot, page.session, page.session.changes.undo)
    assert row(page, "SMITH, Jane").sent == "M6"


def test_base_pay_for_full_time(qtbot: QtBot, page: Page) -> None:
    after(qtbot, page.session, lambda: page.basis.picked.emit("fte"))
    assert row(page, "SMITH, Jane").sent == "31,868.00"


def test_what_a_selection_sends(qtbot: QtBot, page: Page) -> None:
    first, second = row(page, "SMITH, Jane"), row(page, "ØYELOWO")
    go_to(page, "SMITH, Jane")
    flag = page.rows.selectionModel().SelectionFlag
    place = page.table.place_of(lambda one: one.key == second.key)
    page.rows.selectionModel().select(page.table.index(place, 0), flag.Select | flag.Rows)
    assert "2 contracts" in page.count.text()
    page.own_send.set_value("both")
    after(qtbot, page.session, page.own_use.click)
    assert row(page, "SMITH, Jane").sent == "19,120.80 and M6 *"
    assert row(page, "ØYELOWO").sent.endswith(" and M4 *")
    assert "M5" not in row(page, "MBEKI-ROSS").sent
    assert {one.key for one in page.rows.chosen()} == {first.key, second.key}
    page.own_send.set_value("")
    after(qtbot, page.session, page.own_use.click)
    assert row(page, "SMITH, Jane").sent == "19,120.80"
    assert not [key for key in page.session.decisions.recipe.answers if key.startswith("send:")]


def test_base_pay_by_hand_with_its_reason(qtbot: QtBot, page: Page) -> None:
    go_to(page, "SMITH, Jane")
    page._show_tab(2)
    assert not page.override.isEnabled()
    qtbot.keyClicks(page.amount, "£19,500")
    assert not page.override.isEnabled()
    qtbot.keyClicks(page.reason, "agreed with payroll")
    assert page.override.isEnabled()
    qtbot.keyClick(page.reason, ENTER)
    wait_until_ready(qtbot, page.session)
    one = row(page, "SMITH, Jane")
    assert one.pay.by_hand
    assert one.sent == "19,500.00"
    assert one.method == "✎ by hand"
    assert one.difference == Decimal("379.20")
    assert "agreed with payroll" in page.working.toPlainText()
    edit = page.session.edits.edit_of(one.pay.record, "BasePay")
    assert edit is not None
    assert edit.reason == "agreed with payroll"
    assert "19" not in page.session.journal.entries[-1].label
    page.shown.set_value("hand")
    page._filter()
    assert [other.name for other in page.rows.visible] == [one.name]
    after(qtbot, page.session, page.back.click)
    assert row(page, "SMITH, Jane").sent == "19,120.80"


@pytest.mark.parametrize("typed", ["a lot", "-5", "0"])
def test_what_is_no_base_pay_is_refused_in_place(page: Page, typed: str) -> None:
    go_to(page, "SMITH, Jane")
    page._show_tab(2)
    page.amount.setText(typed)
    page.reason.setText("because")
    page.override.click()
    assert page.problem.text().startswith("▲")
    assert not page.problem.isHidden()
    assert page.session.journal.done == 0


def test_filters_and_the_total(page: Page) -> None:
    every = len(page.table.rows)
    assert page.total.text().startswith(f"{every} of {every} contracts.")
    page.shown.set_value("doubts")
    page._filter()
    assert all(one.pay.doubts for one in page.rows.visible)
    assert 0 < page.table.rowCount() < every
    page.shown.set_value("nothing")
    page._filter()
    assert {one.pay.result.method for one in page.rows.visible} == {"daily rate"}
    page.shown.set_value("")
    page.search.setText("smith, j")
    assert [one.name for one in page.rows.visible] == [row(page, "SMITH, Jane").name]
    assert "£19,120.80" in page.total.text()


def test_the_next_doubt_goes_round(page: Page) -> None:
    doubtful = [one.key for one in page.rows.visible if one.pay.doubts]
    page.rows.select_place(0)
    seen = []
    for _ in range(len(doubtful) + 1):
        page._next_doubt()
        seen.append(page.rows.current().key)
    assert seen == [*doubtful, doubtful[0]]


def test_hidden_pay_is_nowhere(qtbot: QtBot, page: Page) -> None:
    one = go_to(page, "SMITH, Jane")
    after(qtbot, page.session, lambda: page.session.set_private(True))
    shown = next(other for other in page.table.rows if other.key == one.key)
    texts = [column.text(shown) for column in page.table.columns]
    assert HIDDEN in texts
    everything = " ".join([*texts, page.working.toPlainText(), page.total.text(), page.picture_words()])
    everything += page.amount.text() + page.amount.placeholderText() + page.about_change.text()
    for secret in ("19,120", "31,868", "1,593", "SMITH"):
        assert secret not in everything


def test_an_empty_page_says_what_is_needed(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    page = Page(session)
    show(qtbot, session, page)
    assert "“School and year”" in page.message.text()
    after(qtbot, session, lambda: session.open(tmp_path / "new.swfreturn"))
    assert "“Your files”" in page.message.text()


# Tables and picture


def test_the_point_is_marked_in_its_table(page: Page) -> None:
    go_to(page, "SMITH, Jane")
    model = page.scale.model
    assert model.marked == ("M6", "EW")
    place = model.place_of(lambda line: line[0] == "M6")
    shown = [str(model.index(place, at).data()) for at in range(model.columnCount())]
    assert shown[0] == f"{MARK}M6"
    assert [text for text in shown[1:] if text.startswith(MARK)] == [f"{MARK}31,868"]
    assert model.index(place, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert page.scale.points.current()[0] == "M6"


def test_another_scale_can_be_looked_at(page: Page) -> None:
    go_to(page, "SMITH, Jane")
    page.scale.scale.set_value("LD")
    page.scale.scale.picked.emit("LD")
    assert page.scale.model.rowCount() == 43
    assert page.scale.model.place_of(lambda line: line[0] == "L43") == 42


def test_figures_stand_as_the_tables_have_them(qtbot: QtBot) -> None:
    model = PointsModel()
    for table in annex5_table(COLLECTION):
        model.show_table(table, {})
        for place, (point, figures) in enumerate(table.rows):
            for at, figure in enumerate(figures):
                text = str(model.index(place, at + 1).data())
                assert text.startswith("–" if figure is None else f"{figure.annual:,.0f}"), (table.scale, point)
    model.deleteLater()


def test_the_picture_says_what_it_shows(page: Page) -> None:
    go_to(page, "SMITH, Jane")
    words = page.picture_words()
    assert "31,868.00" in words
    assert "M1 21,804" in words
    assert page.scale.picture.points[-1] == ("M6", Decimal(31868))
    assert not page.scale.picture.grab().isNull()
    go_to(page, "STERLING")
    assert page.scale.picture.points == []
    assert not page.scale.picture.grab().isNull()


@pytest.mark.parametrize(
    ("points", "own"),
    [
        ([("M1", Decimal(21804))], Decimal(21804)),  # one point: no width to divide by
        ([("M1", Decimal(21804)), ("M6", Decimal(31868))], Decimal(90000)),  # far above the scale
        ([("M1", Decimal(21804)), ("M6", Decimal(31868))], None),
    ],
)
def test_the_picture_is_drawn_for_odd_pay(qtbot: QtBot, points: list[tuple[str, Decimal]], own: Decimal | None) -> None:
    picture = ScalePicture()
    qtbot.addWidget(picture)
    picture.resize(300, 120)
    picture.show_pay(points, own, "M1", [Decimal(25000)], "words")
    image = picture.grab().toImage()
    inks = {image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(image.height())}
    assert len(inks) > 1


def test_the_name_stays_in_sight(page: Page) -> None:
    rows = page.rows
    rows.horizontalScrollBar().setValue(rows.horizontalScrollBar().maximum())
    assert rows.frozen.isVisible()
    assert rows.frozen.geometry().left() <= 1
    assert rows.frozen.columnWidth(0) == rows.columnWidth(0)
    rows.frozen.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    names = [one.name for one in rows.visible]
    assert names == sorted(names, key=sort_key, reverse=True)
    rows.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert rows.frozen.horizontalHeader().sortIndicatorSection() == 3
    pays = [one.pay.result.actual for one in rows.visible if one.pay.result.actual is not None]
    assert pays == sorted(pays)
    rows.scrollTo(page.table.index(0, 4))
    assert rows.visualRect(page.table.index(0, 4)).left() >= rows.columnWidth(0)


def test_pay_that_is_no_sum_is_shown_as_it_stands(page: Page) -> None:
    one = row(page, "SMITH, Jane")
    odd = one._replace(pay=replace(one.pay))
    record = odd.pay.record
    record.values["BasePay"] = record.values["BasePay"]._replace(sent="see payroll")
    assert odd.sent == "see payroll"


def test_points_are_not_offered_where_the_return_has_no_place_for_them(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    year = sample_years()[-1]
    session.open(tmp_path / "later.swfreturn")
    session.decisions.change_setting("Census year", "year", str(year))
    session.files.add(write_later_sample(tmp_path / "sample", year))
    wait_until_ready(qtbot, session)
    page = Page(session)
    show(qtbot, session, page)
    assert [page.send.itemData(at) for at in range(page.send.count())] == ["base"]
    assert [page.own_send.itemData(at) for at in range(page.own_send.count())] == ["", "base"]
    assert page.send.value() == "base"
    assert "no place for spine points" in page.send.toolTip()
