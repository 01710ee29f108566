"""A password on a return and its removal, in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from swf_desktop.workspace import keys
from swf_desktop.workspace.last_closed import kept_copy
from tests.ui.conftest import wait_until_ready
from ui.settings import Settings
from ui.widgets import dialogs
from ui.widgets.text_size import scale_text
from ui.window import passwords
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("no_password_known")

PASSWORD = "heron ladder tuesday"


@pytest.fixture
def window(qtbot: QtBot, settings: Settings, sample: list[Path], tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(settings)
    made.show()
    qtbot.waitExposed(made)
    made.session.open(tmp_path / "Harbour Lane.swfreturn")
    made.session.files.add(sample)
    wait_until_ready(qtbot, made.session)
    yield made
    made.close()
    scale_text(made, 100)
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were shown to be printed."""
    shown: list[str] = []
    monkeypatch.setattr(passwords, "show_page", lambda _parent, _title, page, _name: shown.append(page))
    return shown


def answers(monkeypatch: pytest.MonkeyPatch, *texts: str | None) -> list[str]:
    waiting, said = list(texts), []

    def answer(_parent: object, name: str, why: str) -> str | None:
        said.append(f"{name}|{why}")
        return waiting.pop(0) if waiting else None

    monkeypatch.setattr(passwords, "ask_password", answer)
    return said


def test_protected_opened_from_the_recent_list_and_taken_off(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, pages: list[str], settings: Settings
) -> None:
    path = window.session.path
    assert path is not None
    people = len(window.session.people)
    monkeypatch.setattr(passwords, "ask_new_password", lambda _parent, _name: PASSWORD)
    window.keeping.protect()
    wait_until_ready(qtbot, window.session)
    assert keys.salt_of(path) is not None
    assert window.session.path == path
    assert "safe" in pages[0]
    assert len(window.session.people) == people
    # Work goes on, and the copy at closing is protected too.
    window.session.edits.edit(window.session.people[0], "PersonFamilyName", "Quillfeather")
    wait_until_ready(qtbot, window.session)
    window.session.close()
    for file in path.parent.glob("*.swfreturn"):
        assert b"Quillfeather" not in file.read_bytes()
    assert keys.salt_of(kept_copy(path)) is not None

    keys._known.clear()
    said = answers(monkeypatch, "something wrong", PASSWORD)
    window._fill_recent()
    window._recent.actions()[0].trigger()
    wait_until_ready(qtbot, window.session)
    assert said == [f"{path.name}|", f"{path.name}|This password does not fit."]
    assert window.session.path == path
    assert any("Quillfeather" in str(person.values.get("PersonFamilyName")) for person in window.session.people)

    window.keeping.unprotect()
    wait_until_ready(qtbot, window.session)
    assert keys.salt_of(path) is None
    assert path.read_bytes().startswith(b"SQLite")
    window.keeping.unprotect()
    assert window.session.path == path


def test_nobody_answers_and_it_stays_closed(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, pages: list[str]
) -> None:
    path = window.session.path
    assert path is not None
    monkeypatch.setattr(passwords, "ask_new_password", lambda _parent, _name: PASSWORD)
    window.keeping.protect()
    wait_until_ready(qtbot, window.session)
    window.session.close()
    keys._known.clear()
    answers(monkeypatch)
    told: list[str] = []
    window.session.told.connect(lambda message: told.append(message.text))
    assert not window.opening.open_path(path)
    assert any("protected with a password" in text for text in told)


def test_a_workers_process_gets_the_key_of_last_years_return(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, pages: list[str], tmp_path: Path
) -> None:
    path = window.session.path
    assert path is not None
    monkeypatch.setattr(passwords, "ask_new_password", lambda _parent, _name: PASSWORD)
    window.keeping.protect()
    wait_until_ready(qtbot, window.session)
    year = window.session.collection.year if window.session.collection is not None else 0
    window.session.close()
    keys._known.clear()
    said = answers(monkeypatch, PASSWORD)
    from ui.widgets.opening import _key_of

    key = _key_of(path)
    assert said == [f"{path.name}|"]
    window.session.open(tmp_path / "next.swfreturn")
    found: list[str] = []
    for given in (None, key):
        window.session.files.run_job(
            "ui.worker.starting:carry_forward",
            str(path),
            year + 1,
            str(tmp_path / "carried.xlsx"),
            given,
            title="Carrying forward",
            then=lambda _carried: found.append("carried"),
            failed=lambda failure: found.append(failure.found),
        )
        wait_until_ready(qtbot, window.session)
    # Opened with the key, it says what it lacks: the window keeps no records in a return that was only read.
    assert found == ["This return is protected with a password.", "Harbour Lane.swfreturn holds no return yet."]


def test_removed_completely(
    qtbot: QtBot,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    pages: list[str],
    settings: Settings,
    sample: list[Path],
) -> None:
    path = window.session.path
    assert path is not None
    before = {file: file.read_bytes() for file in sample}
    window.session.close()
    assert kept_copy(path).is_file()
    window.session.open(path)
    wait_until_ready(qtbot, window.session)
    listed: list[str] = []

    def refuse(_parent: object, _name: str, lines: list[str]) -> bool:
        listed[:] = lines
        assert path.is_file(), "nothing goes before it was said"
        return False

    monkeypatch.setattr(passwords, "ask_removal", refuse)
    window.keeping.remove()
    assert path.is_file()
    assert window.session.path == path
    text = "\n".join(listed)
    for named in (str(path), str(kept_copy(path)), str(settings.path), "OneDrive", "backups"):
        assert named in text
    assert not any(str(file) in text for file in sample)
    wait_until_ready(qtbot, window.session)

    monkeypatch.setattr(passwords, "ask_removal", lambda _parent, _name, _lines: True)
    window.keeping.remove()
    assert not path.exists()
    assert not kept_copy(path).exists()
    assert window.session.path is None
    assert not settings.recent()
    assert "Record of removal" in pages[0]
    assert str(path) in pages[0]
    assert {file: file.read_bytes() for file in sample} == before


def test_the_dialogs_ask_for_what_they_need(qtbot: QtBot) -> None:
    new = passwords.NewPasswordDialog(None, "a.swfreturn")
    qtbot.addWidget(new)
    good = new.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not good.isEnabled()
    new.first.setText("short")
    assert "10 letters" in new.said.text()
    new.first.setText(PASSWORD)
    new.second.setText("heron")
    assert "not the same" in new.said.text()
    new.second.setText(PASSWORD)
    assert not good.isEnabled()
    new.understood.setChecked(True)
    assert good.isEnabled()

    asked = passwords.PasswordDialog(None, "a.swfreturn", "This password does not fit.")
    qtbot.addWidget(asked)
    assert asked.field.echoMode() == asked.field.EchoMode.Password
    asked.shown.setChecked(True)
    assert asked.field.echoMode() == asked.field.EchoMode.Normal

    removal = passwords.RemovalDialog(None, "a.swfreturn", ["one", "two"])
    qtbot.addWidget(removal)
    remove = removal.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not remove.isEnabled()
    removal.sure.setChecked(True)
    assert remove.isEnabled()


def test_a_page_is_saved_where_the_user_says(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = passwords.PageDialog(None, "Recovery key", "AAAAA-BBBBB\nKeep it", "recovery key.txt")
    qtbot.addWidget(page)
    monkeypatch.setattr("ui.widgets.dialogs.ask_save", lambda *_: tmp_path / "key.txt")
    page.save()
    assert (tmp_path / "key.txt").read_text("utf-8") == "AAAAA-BBBBB\nKeep it"
    assert "Saved" in page.said.text()


@pytest.mark.parametrize("answer", [True, False])
def test_a_damaged_return_offers_its_copy_which_is_opened_beside_it(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: bool
) -> None:
    session, path = window.session, window.session.path
    assert path is not None
    session.edits.edit(session.people[0], "PersonFamilyName", "Quillfeather")
    wait_until_ready(qtbot, session)
    people = len(session.people)
    session.close()
    assert not list(tmp_path.glob("*last-closed*"))
    assert path.parent / kept_copy(path).name not in list(path.parent.iterdir())
    damaged = bytearray(path.read_bytes())
    damaged[4096:8192] = b"\xff" * 4096
    path.write_bytes(damaged)
    asked: list[str] = []

    def ask(_parent: object, _title: str, question: str, _yes: str) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr(dialogs, "ask_sure", ask)
    told: list[str] = []
    session.told.connect(lambda message: told.append(message.text))
    before = path.read_bytes()
    assert window.opening.open_path(path) is answer
    assert len(asked) == 1
    assert "damaged" in asked[0]
    assert path.read_bytes() == before, "the damaged file stays as it is"
    if not answer:
        assert session.path is None
        assert str(kept_copy(path)) in told[-1]
        return
    assert session.path == path.with_name("Harbour Lane as last closed.swfreturn")
    wait_until_ready(qtbot, session)
    assert len(session.people) == people
    assert any(edit.text == "Quillfeather" for edit in session.overlay.values())


def test_nothing_is_asked_of_a_damaged_return_without_a_copy(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "other.swfreturn"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 8192)
    monkeypatch.setattr(dialogs, "ask_sure", lambda *_: pytest.fail("there is nothing to go back to"))
    assert not window.opening.open_path(path)


@pytest.mark.parametrize(("press", "sure"), [("Open the copy", True), ("Cancel", False), (Qt.Key.Key_Escape, False)])
def test_what_is_asked_is_not_done_unless_the_answer_is_yes(qtbot: QtBot, press: str | Qt.Key, sure: bool) -> None:
    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.text() == "<b>a</b>.xml: is it?"
        assert box.textFormat() == Qt.TextFormat.PlainText
        assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
        if isinstance(press, str):
            next(each for each in box.buttons() if each.text().replace("&", "") == press).click()
        else:
            qtbot.keyClick(box, press)

    QTimer.singleShot(0, answer)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert dialogs.ask_sure(parent, "Sure?", "<b>a</b>.xml: is it?", "Open the copy") is sure
