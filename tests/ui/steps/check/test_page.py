"""To fix: the list of findings, what is beside it, and one change for all alike."""

import html
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from swf_desktop.collection import Collection
from swf_desktop.record import Record
from tests.ui.step_pages import ENTER, after, nameless, show
from ui.findings.rule_page import rule_html
from ui.session.events import What
from ui.session.session import Session
from ui.settings import Settings
from ui.steps.check.facet import BLANK, facet, records_of_kind
from ui.steps.check.model import ITEM, CheckModel, Group, part_of
from ui.steps.check.page import Page
from ui.widgets.editors import CodeEdit
from validation.finding import Finding, Severity

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def find(session: Session, rule: str) -> Finding:
    return next(one for one in session.findings if one.rule == rule)


def choose(page: Page, rule: str) -> Finding:
    finding = find(page.session, rule)
    page.table.select(page.model.place_of(finding))
    assert page._current is finding
    return finding


def groups(page: Page) -> list[str]:
    return [row.key[1] for row in page.model.rows if isinstance(row, Group)]


# The list


def test_the_model_keeps_to_the_rules(page: Page) -> None:
    QAbstractItemModelTester(page.model, FATAL, page)
    QAbstractItemModelTester(page.facet.model, FATAL, page)
    for group in list(page.model.groups):
        page.model.set_open(group, False)
        page.model.set_open(group, True)
    page.model.set_all_open(False)
    page.model.set_filter(["error"], "contract", "conor", by="person")
    page.model.set_filter(["error", "query"], "", "", by="rule")
    page.model.set_all_open(True)
    choose(page, "X02")
    page.open_tab(page.facet)
    page.facet.set_field("contract.Post")


def test_everything_has_a_name_for_screen_readers(page: Page) -> None:
    choose(page, "X02")
    for tab in (page.finding_panel, page.facet, page.notes, page.rule_page):
        page.open_tab(tab)
        assert nameless(page) == []


def test_findings_stand_by_rule_the_grave_ones_first_with_the_true_total(page: Page) -> None:
    assert groups(page) == ["4385", "4430", "4160Q", "4505", "X02"]
    assert page.total.text() == "2 errors, 3 queries in all"
    assert page.left() == 5
    title = page.model.index(0, 0).data()
    assert "4385" in title
    assert "(1 error)" in title
    assert page.model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is not None
    assert page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("1 error, open")


def test_filters_never_hide_the_true_total(page: Page) -> None:
    page.kind_buttons["error"].click()
    assert groups(page) == ["4160Q", "4505", "X02"]
    assert page.total.text() == "2 errors, 3 queries in all; 3 of 5 shown"
    page.search.setText("mensah")
    page._filter()
    assert groups(page) == ["4160Q"]
    assert page.total.text() == "2 errors, 3 queries in all; 1 of 5 shown"
    page.search.clear()
    page.part.set_value("pay")
    page._filter()
    assert groups(page) == ["4505"]


def test_a_cause_is_one_line_with_all_that_comes_of_it(qtbot: QtBot, built: Session) -> None:
    page = Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    people = built.people[:8]
    after(
        qtbot,
        built,
        lambda: built.edits.edit_many([(person, "GenderCurrent", "") for person in people], "No gender"),
    )
    page.refresh(frozenset(What))
    model = page.model
    lines = [group for group in model.groups if any(one.rule == "4180" for one in group.findings)]
    assert len(lines) == 1
    assert len(lines[0].findings) == 8
    assert "8 people" in lines[0].title
    # Nothing is lost: each finding stands below one cause.
    below = [id(one) for group in model.groups for one in group.findings]
    assert sorted(below) == sorted(map(id, built.findings))
    assert all(not group.open for group in model.groups)
    page.table.select(model.place_of_group(lines[0]))
    qtbot.keyClick(page.table, ENTER)
    assert lines[0].open
    # A cause with one finding goes to its field at once.
    asked: list[str] = []
    built.asked_to_show.connect(lambda key, _tag: asked.append(key))
    page.table.select(
        next(at for at, row in enumerate(model.rows) if isinstance(row, Group) and len(row.findings) == 1)
    )
    qtbot.keyClick(page.table, ENTER)
    assert len(asked) == 1


def test_a_heading_filters_and_says_so(qtbot: QtBot, page: Page) -> None:
    menu = page.filter_menu(ITEM)
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "All"
    assert "National Insurance number" in texts
    menu.actions()[texts.index("National Insurance number")].trigger()
    assert groups(page) == ["4160Q"]
    assert page.total.text().endswith("1 of 5 shown")
    assert page.model.headerData(ITEM, Qt.Orientation.Horizontal) == "Item: National Insurance number"
    page.filter_menu(ITEM).actions()[0].trigger()
    assert len(groups(page)) == 5


def test_the_bar_fills_as_findings_go(qtbot: QtBot, page: Page) -> None:
    assert (page.progress.value(), page.progress.maximum()) == (0, 5)
    session = page.session
    session.notes.set_note(find(session, "4160Q"), "Applied for")
    qtbot.wait(50)
    assert page.progress.value() == 1
    assert page.progress.accessibleDescription() == "1 of 5 fixed or explained"


def test_down_from_the_search_box_reaches_the_first_match(qtbot: QtBot, page: Page) -> None:
    page.search.setFocus()
    qtbot.keyClicks(page.search, "mensah")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.currentIndex().row() == 0
    assert groups(page) == ["4160Q"]
    qtbot.wait(200)
    assert page.table.currentIndex().row() == 0


def test_tab_goes_in_the_order_in_which_things_stand(qtbot: QtBot, page: Page) -> None:
    order = [*page.kind_buttons.values(), page.grouping, page.search, page.part, page.table]
    order[0].setFocus()
    for widget in order:
        assert widget.hasFocus(), widget.accessibleName()
        qtbot.keyClick(widget, Qt.Key.Key_Tab)


def test_findings_can_be_grouped_by_person(page: Page) -> None:
    page.grouping.set_value("person")
    page._filter()
    assert len(page.model.groups) == 5
    assert page.model.groups[0].title.startswith("FITZGERALD")
    assert "4385" in page.model.index(1, 0).data()


@pytest.mark.parametrize(
    ("field", "rule", "part"),
    [
        ("staff.NINumber", "4160Q", "person"),
        ("contract.BasePay", "4460", "pay"),
        ("contract.Post", "4390", "contract"),
        ("role.HoursPerWeek", "4550", "contract"),
        ("payment.PaymentAmount", "4700", "pay"),
        ("absence.FirstDayOfAbsence", "4800", "absence"),
        ("vacancy.Tenure", "4900", "school"),
        (None, "question", "files"),
        (None, "4300", "return"),
    ],
)
def test_each_finding_is_of_a_part(field: str | None, rule: str, part: str) -> None:
    assert part_of(Finding(rule, Severity.ERROR, "", "", field=field)) == part


def test_groups_fold_and_open_by_keyboard(qtbot: QtBot, page: Page) -> None:
    page.table.select(0)
    count = page.model.rowCount()
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.model.rowCount() == count - 1
    assert page.model.index(0, 0).data().startswith("▸")
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    assert page.model.rowCount() == count
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert not isinstance(page.model.row(page.table.currentIndex()), Group)
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.table.currentIndex().row() == 0
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.model.rowCount() == count


def test_enter_goes_to_the_field(qtbot: QtBot, page: Page) -> None:
    finding = choose(page, "4430")
    assert finding.record is not None
    with qtbot.waitSignal(page.session.asked_to_show) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args == [finding.record.key, "SchoolArrivalDate"]
    with qtbot.waitSignal(page.session.asked_to_show) as asked:
        page.table.doubleClicked.emit(page.table.currentIndex())
    assert asked.args == [finding.record.key, "SchoolArrivalDate"]


# Mending


def test_a_finding_is_mended_beside_the_list_and_the_focus_goes_to_the_next(qtbot: QtBot, page: Page) -> None:
    finding = choose(page, "X02")
    assert finding.record is not None
    page.open_tab(page.finding_panel)
    panel = page.finding_panel
    assert panel.message.text() == finding.message
    assert panel.action.text() == finding.action
    assert panel.rule.text() == "Rule X02"
    editor = panel.editor
    assert isinstance(editor, CodeEdit)
    editor.setText("REFU")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: groups(page) == ["4385", "4430", "4160Q", "4505"])
    assert finding.record.code("Ethnicity") == "REFU"
    assert page.table.currentIndex().isValid()
    assert page._current is not None
    assert page.total.text() == "2 errors, 2 queries in all"
    page.session.changes.undo()
    qtbot.waitUntil(lambda: "X02" in groups(page))


def test_the_list_is_right_again_after_one_round_of_events(qtbot: QtBot, page: Page) -> None:
    someone = page.session.people[4]
    page.session.edits.edit(someone, "GenderCurrent", "")
    qtbot.wait(1)
    assert "4180" in groups(page)


def test_another_change_leaves_the_focus_where_it_is(qtbot: QtBot, page: Page) -> None:
    finding = choose(page, "4160Q")
    page.session.edits.edit(page.session.people[4], "GenderCurrent", "")
    qtbot.waitUntil(lambda: "4180" in groups(page))
    assert page._current is not None
    assert page._current.rule == finding.rule


# Fix all alike


def test_a_field_is_shown_as_its_values_with_counts(page: Page) -> None:
    return_ = page.session.return_
    assert return_ is not None
    contracts = records_of_kind(return_, "contract")
    found = facet(contracts, Collection.load(2013).fields["contract.Post"], Collection.load(2013))
    assert sum(len(one.records) for one in found) == len(contracts)
    assert [len(one.records) for one in found] == sorted((len(one.records) for one in found), reverse=True)
    assert len({one.text for one in found}) == len(found)


def test_all_records_of_a_kind_are_found(page: Page) -> None:
    return_ = page.session.return_
    assert return_ is not None
    for kind in ("staff", "contract", "role", "payment", "absence", "curriculum", "qualification", "vacancy"):
        found = records_of_kind(return_, kind)
        assert found
        assert found == [one for one in return_.message.walk() if one.kind == kind]


def test_one_change_for_all_alike_is_one_step(qtbot: QtBot, page: Page) -> None:
    page.facet.set_field("staff.Ethnicity")
    page.open_tab(page.facet)
    page.facet.set_field("staff.Ethnicity")
    alike = page.facet.model.row_at(0)
    people: list[Record] = list(alike.records)
    assert len(people) > 5
    page.facet.table.select_place(0)
    editor = page.facet.editor
    assert isinstance(editor, CodeEdit)
    editor.setText("refused")
    assert f"{len(people)} cells of {len(people)} people" in page.facet.says.text()
    steps = len(page.session.journal.entries)
    after(qtbot, page.session, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert len(page.session.journal.entries) == steps + 1
    assert page.session.journal.entries[-1].label == f"Ethnicity of {len(people)} people"
    assert {one.code("Ethnicity") for one in people} == {"REFU"}
    assert alike.text not in [page.facet.model.row_at(row).text for row in range(page.facet.model.rowCount())]
    after(qtbot, page.session, page.session.changes.undo)
    assert {one.code("Ethnicity") for one in people} == {alike.text}


def test_a_blank_is_filled_only_where_the_rule_finds_it(qtbot: QtBot, page: Page) -> None:
    choose(page, "4430")
    page.open_tab(page.facet)
    assert page.facet.where.value() == "4430"
    alike = page.facet.model.row_at(0)
    assert (alike.shown, len(alike.records)) == (BLANK, 1)


def test_what_is_no_code_is_refused_for_all(qtbot: QtBot, page: Page) -> None:
    page.open_tab(page.facet)
    page.facet.set_field("staff.GenderCurrent")
    page.facet.table.select_place(0)
    assert page.facet.editor is not None
    page.facet.editor.set_value_text("purple")
    page.facet.apply()
    assert page.facet.problem.isVisible()
    assert "Not changed" in page.facet.problem.text()
    assert page.session.journal.entries == ()
    page.facet.editor.set_value_text(page.facet.model.row_at(0).text)
    page.facet.apply()
    assert page.session.journal.entries == ()


# Notes and rules


def test_a_note_is_suggested_written_copied_and_ticked(qtbot: QtBot, page: Page, settings: Settings) -> None:
    finding = choose(page, "X02")
    page.open_tab(page.notes)
    assert page.notes.suggestion(finding)
    page.notes.use_suggested()
    assert page.session.notes.note(finding) == page.notes.suggestion(finding)
    page.notes.text.setPlainText("They would rather not say.")
    page.notes.keep()
    assert page.session.notes.note(finding) == "They would rather not say."
    page.notes.copy_note()
    assert QGuiApplication.clipboard().text() == "They would rather not say."
    page.notes.tick.click()
    assert page.session.notes.is_entered(finding)
    qtbot.waitUntil(lambda: page.left() == 4)
    assert page.model.index(page.model.place_of(finding), 3).data() == "☑ in COLLECT"
    path = page.session.path
    assert path is not None
    key = next(iter(page.session.notes.entered()))
    page.session.close()
    again = Session(settings)
    again.open(path)
    assert again.notes.entered() == {key}
    assert list(again.notes.texts.values()) == ["They would rather not say."]
    again.shut_down()
    again.deleteLater()


def test_what_is_typed_stays_with_its_query(page: Page) -> None:
    finding = choose(page, "X02")
    page.open_tab(page.notes)
    page.notes.text.setPlainText("first")
    other = choose(page, "4160Q")
    assert page.notes.text.toPlainText() == ""
    page.notes.text.setPlainText("second")
    choose(page, "X02")
    assert page.session.notes.note(finding) == "first"
    assert page.session.notes.note(other) == "second"


def test_an_error_has_no_note(page: Page) -> None:
    choose(page, "4430")
    page.open_tab(page.notes)
    assert not page.notes.text.isVisible()
    assert "choose a query" in page.notes.says.text()


def test_every_rule_is_explained_with_how_it_is_known() -> None:
    for number, row in Collection.load(2013).rules.items():
        page = html.unescape(rule_html(Collection.load(2013), number))
        for words in ("What is tested", "Whose number it is", "How it is known", "How sure that is", row.title):
            assert words in page
        assert ("department has no such number" in page) is number.startswith("X")


def test_the_rule_of_the_finding_is_explained(page: Page) -> None:
    choose(page, "4385")
    page.open_tab(page.rule_page)
    assert "4385" in page.rule_page.toPlainText()
    assert Collection.load(2013).rules["4385"].condition[:20] in page.rule_page.toPlainText()


# Hidden names, nothing open


def test_hidden_names_and_pay_are_nowhere(qtbot: QtBot, page: Page) -> None:
    page.session.set_private(True)
    qtbot.waitUntil(lambda: "Person" in str(page.model.index(1, 0).data()))
    texts = []
    for rule in ("4385", "4430", "4160Q", "4505", "X02"):
        choose(page, rule)
        for tab in (page.finding_panel, page.facet, page.notes, page.rule_page):
            page.open_tab(tab)
        texts += [page.finding_panel.title.text(), page.finding_panel.message.text(), page.notes.suggested.text()]
    model: CheckModel = page.model
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                texts.append(str(model.index(row, column).data(role) or ""))
    everything = "\n".join(texts).casefold()
    for secret in ("fitzgerald", "begum", "mensah", "abernathy", "campbell", "010042"):
        assert secret not in everything
    page.search.setText("begum")
    page._filter()
    assert page.model.rowCount() == 0


def test_nothing_to_check_yet(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.open(tmp_path / "new.swfreturn")
    page = Page(session)
    show(qtbot, session, page)
    page.refresh(frozenset(What))
    assert page.total.text() == "Nothing to check yet: add files in “Your files”."
    assert page.left() == 0
    page.set_up_focus()
    for tab in (page.facet, page.notes, page.rule_page, page.finding_panel):
        page.open_tab(tab)


def test_no_sentence_is_cut_at_the_edge_of_the_list(qtbot: QtBot, page: Page) -> None:
    table, model = page.table, page.model
    long = 0
    font = table.font()
    for width, size in ((1120, 1), (1120, 2), (760, 1), (1500, 2)):
        font.setPointSizeF(page.font().pointSizeF() * size)
        table.setFont(font)
        page.resize(width, 560)
        qtbot.wait(30)
        table.fit_heights()
        metrics = table.fontMetrics()
        for at, row in enumerate(model.rows):
            index = model.index(at, 0)
            if not table.goes_over(index):
                continue
            room = table.viewport().width() - table.iconSize().width() - 16
            text = str(index.data())
            lines = metrics.boundingRect(0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), text).height()
            long += metrics.horizontalAdvance(text) > room
            assert table.rowHeight(at) >= min(lines, 4 * metrics.lineSpacing()), (row.title, width)
    assert long, "a sentence longer than the list is wide"
