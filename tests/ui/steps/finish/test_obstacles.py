"""What stands between a return and COLLECT."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from converters.members.missing import Missing
from swf_desktop.workspace.journal import Edit
from tests.ui.step_pages import ENTER, show
from ui.session.events import What
from ui.session.session import Session
from ui.steps.check import page as check
from ui.steps.finish import page as finish
from ui.steps.finish.obstacles import NO_THIRD_PARTY, Obstacle, obstacles


def test_what_stands_in_the_way_goes_when_it_is_mended(qtbot: QtBot, built: Session) -> None:
    before = [one.severity for one in obstacles(built)]
    assert "error" in before
    for finding in [one for one in built.findings if one.severity == "query"]:
        built.notes.set_note(finding, "It is right.")
    assert "query" not in [one.severity for one in obstacles(built)]


def test_edits_whose_record_is_gone_are_told_one_by_one_and_lead_to_what_is_nearest(
    qtbot: QtBot, built: Session
) -> None:
    assert built.built is not None
    person = built.people[0]
    built.built.edits_gone[:] = [
        Edit(f"{person.key}/contract:gone", "contract.HoursPerWeek", "21.5", "checking slip"),
        Edit("PersonRef:424242", "staff.PersonFamilyName", "Okafor", ""),
    ]
    first, second = [one for one in obstacles(built) if "is not used" in one.text]
    name = built.shown.name_of(person)
    assert first.text == (
        "Your change of Hours worked per week to “21.5” (checking slip) is not used: "
        f"no file has this contract of {name} any more."
    )
    assert first.key == person.key
    assert second.text.startswith(
        "Your change of Family name to “Okafor” is not used: nobody of your files is this person"
    )
    assert (second.key, second.step) == ("", "people")
    built.set_private(True)
    assert "Okafor" not in "".join(one.text for one in obstacles(built))
    built.built.edits_gone[:] = [Edit(f"PersonRef:{at}", "staff.Disability", "true", "") for at in range(40)]
    lines = [one.text for one in obstacles(built) if one.severity == "question"]
    assert "And 28 changes more of that sort: see History" in lines


def third_party(session: Session) -> list[Obstacle]:
    return [one for one in obstacles(session) if one.step == "headcounts"]


def test_what_is_not_counted_yet_of_third_party_staff_is_said_by_its_kind(qtbot: QtBot, built: Session) -> None:
    return_ = built.return_
    assert return_ is not None
    assert return_.school is not None
    assert built.built is not None
    for one in return_.school.of("headcount"):
        built.edits.remove_record(one, "Taken out")
    built.built.missing[:] = [Missing(NO_THIRD_PARTY, "Nobody of third-party staff is counted.", "Count them.")]
    (line,) = third_party(built)
    assert line.text == "Nobody of third-party staff is counted. Count them."
    for kind in ("CLEAN", "GRDPREM", "OTHTP", "SCHLA"):
        values = {"AgencyTPsupportCategory": kind, "SupHeadCount": "0"}
        built.edits.add_record("headcount", return_.school, values, "Counted")
    (line,) = third_party(built)
    assert line.text.startswith("Catering staff is still blank.")
    with qtbot.waitSignal(built.asked_to_show) as asked:
        line.go(built)
    assert asked.args == [return_.school.key, "SupHeadCount"]
    values = {"AgencyTPsupportCategory": "CATER", "SupHeadCount": "0"}
    built.edits.add_record("headcount", return_.school, values, "Counted")
    assert third_party(built) == []


def test_the_line_of_errors_leads_to_the_first_error_and_that_of_queries_to_one_without_a_note(
    qtbot: QtBot, built: Session
) -> None:
    page = check.Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    page.kind_buttons["error"].setChecked(False)
    page._filter()
    lines = {one.severity: one for one in obstacles(built) if one.step == "check"}
    lines["error"].go(built)
    assert page._current is not None
    assert page._current is built.findings[0]
    assert page._current.severity in ("error", "schema")
    queries = [one for one in built.findings if one.severity == "query"]
    built.notes.set_note(queries[0], "It is right.")
    lines["query"].go(built)
    assert page._current is not None
    assert page._current.severity == "query"
    assert not built.notes.note(page._current)


@pytest.mark.parametrize("how", ["click", "enter", "space"])
def test_a_line_is_gone_to_with_a_single_click_with_enter_and_with_space(
    qtbot: QtBot, built: Session, how: str
) -> None:
    page = finish.Page(built)
    show(qtbot, built, page)
    page.refresh(frozenset(What))
    place = page.obstacles.place_of(lambda one: one.step == "check" and one.severity == "error")
    page.table.select_place(place)
    with qtbot.waitSignals([built.asked_to_step, built.asked_for_findings]):
        if how == "click":
            at = page.table.visualRect(page.table.currentIndex()).center()
            qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        else:
            qtbot.keyClick(page.table, ENTER if how == "enter" else Qt.Key.Key_Space)
