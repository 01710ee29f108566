"""After the upload, by keyboard: COLLECT's list, notes one after another, a refused file, the authorisation."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import wait_until_ready
from tests.ui.step_pages import ENTER, after, keep_rules, nameless, show
from ui.session.events import What
from ui.session.session import Session
from ui.steps.after_upload.page import Page
from ui.steps.step import State
from ui.widgets import dialogs
from validation.collect.grouped import Todo
from validation.reports.notes import TICKED, write_query_notes

NOW = datetime(2013, 11, 20, 9, 0)
REFUSAL = "The element 'Header' has invalid child element 'Content'. List of possible elements expected: 'Source'."


@pytest.fixture
def page(qtbot: QtBot, built: Session) -> Page:
    made = Page(built)
    show(qtbot, built, made)
    return made


def of_rule(session: Session, rule: str) -> str:
    """Return whom a rule's finding is about."""
    return next(one.person or "" for one in session.findings if one.rule == rule)


def press(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isEnabled(), button.text()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def take(qtbot: QtBot, page: Page, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    after(qtbot, page.session, lambda: press(qtbot, page.listed.paste))


def list_text(session: Session) -> str:
    error, query = of_rule(session, "4385"), of_rule(session, "4160Q")
    return (
        "Number\tType\tName\tMessage\n"
        f"4385\tError\t{error}\tNo destination\n"
        f"4160Q\tQuery\t{query}\tNo NI number\n"
        "4180\tError\tSomebody Else\tGender missing\n"
        "4977\tError\tSomebody Else\tNot in the register\n"
    )


def test_a_pasted_list_stands_by_what_is_to_be_done(qtbot: QtBot, page: Page) -> None:
    session = page.session
    take(qtbot, page, list_text(session))
    found = {(line.todo, line.rule) for line in page.listed.lines}
    assert {
        (Todo.FIX, "4385"),
        (Todo.NOTE, "4160"),
        (Todo.AGAIN, "4180"),
        (Todo.CENTRAL, "4977"),
        (Todo.OURS, "4430"),
    } <= found
    # Each of ours and each of theirs stands in just one line.
    pairs = [pair for line in page.listed.lines for pair in line.pairs]
    assert sum(len(pair.theirs) for pair in pairs) == 4
    assert sum(len(pair.ours) for pair in pairs) == sum(
        one.severity in ("error", "query", "schema") for one in session.findings
    )
    assert page.listed.table.hasFocus()
    shown: list[tuple[str, str]] = []
    session.asked_to_show.connect(lambda key, tag: shown.append((key, tag)))
    qtbot.keyClick(page.listed.table, ENTER)
    assert page.listed.people.hasFocus()
    qtbot.keyClick(page.listed.people, ENTER)
    assert shown
    assert shown[0][1] == "DestinationCode" or shown[0][1]
    # What only COLLECT can check is copied without a name.
    page.listed.table.select_place(page.listed.model.place_of(lambda line: line.todo is Todo.CENTRAL))
    press(qtbot, page.listed.ring)
    assert "4977" in QGuiApplication.clipboard().text()
    assert "Somebody" not in QGuiApplication.clipboard().text()
    assert keep_rules(page) >= 3
    assert nameless(page) == []


def test_the_list_is_kept_and_follows_what_is_fixed(qtbot: QtBot, page: Page) -> None:
    session = page.session
    take(qtbot, page, list_text(session))
    finding = next(one for one in session.findings if one.rule == "4385")
    person = finding.record.person() if finding.record is not None else None
    assert person is not None
    after(qtbot, session, lambda: session.decisions.leave_out([person], "left before", "Left out"))
    assert (Todo.AGAIN, "4385") in {(line.todo, line.rule) for line in page.listed.lines}
    again = Page(session)
    show(qtbot, session, again)
    again.refresh(frozenset(What))
    assert len(again.listed.lines) == len(page.listed.lines)


@pytest.mark.parametrize("way", ["dropped", "typed"])
def test_a_list_is_dropped_or_typed_too(qtbot: QtBot, page: Page, tmp_path: Path, way: str) -> None:
    text = "4385,Error,Jane Smith,No destination\n"
    if way == "dropped":
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        page.listed.text.dropEvent(event)
        qtbot.waitUntil(lambda: bool(page.session.upload.errors()), timeout=10_000)
    else:
        page.listed.text.setFocus()
        qtbot.keyClicks(page.listed.text, text.strip())
        after(qtbot, page.session, lambda: press(qtbot, page.listed.compare))
    assert [one.number for one in page.session.upload.errors()] == ["4385"]


def test_what_is_no_list_is_refused_with_what_to_do(qtbot: QtBot, page: Page) -> None:
    told: list[str] = []
    page.session.told.connect(lambda message: told.append(message.text))
    take(qtbot, page, "Dear all, the return is due on Friday.")
    assert "no column of error numbers" in told[-1]
    assert not page.session.upload.errors()
    assert page.listed.stack.currentIndex() == 0


def test_known_differences_are_saved_and_used(
    qtbot: QtBot, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(qtbot, page, list_text(page.session))
    path = tmp_path / "known.csv"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    press(qtbot, page.listed.keep_known)
    text = path.read_text(encoding="utf-8-sig")
    assert "Somebody" not in text
    path.write_text(text.replace("4977,COLLECT only,2013,,", "4977,COLLECT only,2013,The register is late,LA"), "utf-8")
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: path)
    after(qtbot, page.session, lambda: press(qtbot, page.listed.use_known))
    line = next(line for line in page.listed.lines if line.rule == "4977")
    assert (line.todo, line.reason) == (Todo.KNOWN, "The register is late (LA)")


def test_one_key_copies_each_note_and_ticks_it(qtbot: QtBot, page: Page) -> None:
    session = page.session
    queries = [one for one in session.findings if one.severity == "query"]
    for number, finding in enumerate(queries[:2]):
        session.notes.set_note(finding, f"Note {number}")
    actions = {action.text(): action for action in page.actions_for_menu()}
    actions["Copy the next note"].trigger()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "Note 0"
    assert not session.notes.entered()
    actions["Copy the next note"].trigger()
    assert clipboard.text() == "Note 1"
    assert session.notes.is_entered(queries[0])
    assert not session.notes.is_entered(queries[1])
    # The third has no note: it is asked for, and nothing is ticked that was not copied.
    actions["Copy the next note"].trigger()
    assert session.notes.is_entered(queries[1])
    assert page.entering.note.text.hasFocus()
    assert clipboard.text() == "Note 1"
    actions["Copy the next note"].trigger()
    assert not session.notes.is_entered(queries[2])
    qtbot.keyClicks(page.entering.note.text, "Applied for")
    actions["Copy the next note"].trigger()
    assert clipboard.text() == "Applied for"
    actions["Copy the next note"].trigger()
    wait_until_ready(qtbot, session)
    qtbot.wait(50)
    assert page.entering.left() == 0
    assert "3 of 3" in page.entering.total.text()


def test_notes_come_back_from_the_workbook(
    qtbot: QtBot, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = page.session
    assert session.collection is not None
    path = write_query_notes(session.findings, {}, tmp_path / "query notes.xlsx", session.collection)
    book = load_workbook(path)
    book.worksheets[0].cell(2, 8).value = "From the office"
    book.worksheets[0].cell(2, 9).value = TICKED
    book.save(path)
    monkeypatch.setattr(dialogs, "ask_open", lambda *_: path)
    page.tabs.setCurrentIndex(1)
    after(qtbot, session, lambda: press(qtbot, page.entering.read))
    assert list(session.notes.texts.values()) == ["From the office"]
    assert len(session.notes.entered()) == 1


def write_one(qtbot: QtBot, session: Session) -> Path:
    path = session.folder / "9992999_SWF_999LL13_001.xml"
    failures: list[object] = []
    session.write(path, serial="001", practice=False, now=NOW, then=lambda _: None, failed=failures.append)
    wait_until_ready(qtbot, session)
    assert not failures
    return path


def test_a_refused_file_is_explained_and_written_again(qtbot: QtBot, page: Page) -> None:
    session = page.session
    first = write_one(qtbot, session)
    assert b"<Content>" in first.read_bytes()
    page.tabs.setCurrentIndex(3)
    page.changed_there.text.setFocus()
    qtbot.keyClicks(page.changed_there.text, "Hours of Jane Smith")
    qtbot.wait(50)
    assert "These are: Hours of Jane Smith." in page.changed_there.lost.text()
    page.tabs.setCurrentIndex(2)
    page.refused.text.setFocus()
    qtbot.keyClicks(page.refused.text, REFUSAL)
    press(qtbot, page.refused.explain)
    assert page.refused.write.hasFocus()
    assert "Hours of Jane Smith" in page.refused.lost.text()
    after(qtbot, session, lambda: press(qtbot, page.refused.write))
    second = session.folder / "9992999_SWF_999LL13_002.xml"
    assert b"<Content>" not in second.read_bytes()
    assert "002" in page.refused.tried.text()
    assert [one.serial for one in session.workspace.exports()] == [1, 2]  # type: ignore[union-attr]
    # Later files are written so too.
    third = session.folder / "later.xml"
    session.write(third, serial="003", practice=False, now=NOW, then=lambda _: None, failed=lambda _: None)
    wait_until_ready(qtbot, session)
    assert b"<Content>" not in third.read_bytes()


def test_a_message_that_names_nothing_says_so(qtbot: QtBot, page: Page) -> None:
    page.tabs.setCurrentIndex(2)
    page.refused.text.setPlainText("The service is busy.")
    press(qtbot, page.refused.explain)
    assert "names nothing" in page.refused.says.text()
    assert not page.refused.write.isVisible()


def test_authorised_locks_and_a_reason_unlocks(qtbot: QtBot, page: Page) -> None:
    session = page.session
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    page.tabs.setCurrentIndex(4)
    assert page.state() is State.LATER
    press(qtbot, page.authorised.authorise)
    assert "No file was written yet" in told[-1]
    write_one(qtbot, session)
    assert page.state() is State.OPEN
    for wrong, words in (("soon", "is no date"), (f"{date.today() + timedelta(2):%d/%m/%Y}", "still to come")):
        page.authorised.day.setText(wrong)
        press(qtbot, page.authorised.authorise)
        assert words in told[-1]
    page.authorised.day.setText("20/11/2013")
    after(qtbot, session, lambda: press(qtbot, page.authorised.authorise))
    assert session.locked == "001"
    assert page.state() is State.DONE
    session.edits.edit(session.people[0], "GenderCurrent", "9")
    assert "locked" in told[-1]
    assert not session.overlay
    assert not page.authorised.unlock.isEnabled()
    page.authorised.reason.setFocus()
    qtbot.keyClicks(page.authorised.reason, "The authority asked for other hours")
    after(qtbot, session, lambda: qtbot.keyClick(page.authorised.reason, ENTER))
    assert not session.locked
    assert session.upload.authorised is None
    assert session.upload.unlocked()[0][1:] == ("001", "The authority asked for other hours")
    assert "other hours" in page.authorised.history.text()


def test_a_return_whose_time_is_over_is_proposed_for_removal(qtbot: QtBot, page: Page) -> None:
    session = page.session
    write_one(qtbot, session)
    session.upload.authorise(date(2013, 12, 1), "001")
    session.upload.set_keep_years(30)
    page.tabs.setCurrentIndex(4)
    wait_until_ready(qtbot, session)
    assert not page.authorised.is_over
    assert not page.authorised.remove.isVisible()
    page.authorised.years.setValue(3)
    page.authorised._keep_years()
    qtbot.wait(50)
    assert page.authorised.until.text() == "until 01/12/2016"
    press(qtbot, page.authorised.remove)
    assert page.authorised.stay.hasFocus()
    path = session.path
    assert path is not None
    assert path.exists()
    press(qtbot, page.authorised.sure)
    assert not path.exists()
    assert not session.is_open


def test_names_stay_hidden(qtbot: QtBot, page: Page) -> None:
    session = page.session
    take(qtbot, page, list_text(session))
    after(qtbot, session, lambda: session.set_private(True))
    listed = page.listed
    seen = [listed.model.index(row, column).data() for row in range(listed.model.rowCount()) for column in range(4)]
    for place in range(listed.model.rowCount()):
        listed.table.select_place(place)
        seen += [listed.pairs.index(row, column).data() for row in range(listed.pairs.rowCount()) for column in (0, 1)]
        seen.append(listed.says.text())
    names = {person.code("PersonFamilyName") for person in session.people}
    text = json.dumps(seen).casefold()
    assert not [name for name in names if name and name.casefold() in text]
