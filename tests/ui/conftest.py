"""What the tests of the window share: a session with its worker process, closed at the end of each test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from converters.sample.school import write_sample
from swf_desktop.workspace import keys
from ui.session.session import Session
from ui.settings import Settings


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample school's files."""
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings" / "swf-desktop.json")


@pytest.fixture
def session(qtbot: QtBot, settings: Settings) -> Iterator[Session]:
    made = Session(settings)
    yield made
    made.shut_down()
    made.deleteLater()


@pytest.fixture
def drop_down(qtlog: Any) -> Iterator[None]:
    """For lists and calendars that drop down: without a screen Qt warns that they can hold neither front nor keys."""
    with qtlog.disabled():
        yield


def wait_until_ready(qtbot: QtBot, session: Session) -> None:
    """Wait until everything is read, built and checked."""
    qtbot.waitUntil(lambda: not session.busy and not session.builder.waiting, timeout=60_000)


@pytest.fixture
def built(qtbot: QtBot, session: Session, sample: list[Path], tmp_path: Path) -> Session:
    """The sample school, read, built and checked."""
    session.open(tmp_path / "Harbour Lane.swfreturn")
    session.files.add(sample)
    wait_until_ready(qtbot, session)
    assert session.problem is None
    assert session.return_ is not None
    return session


@pytest.fixture
def no_password_known() -> Iterator[None]:
    """Let no key of a protected return that another test opened be known, and nobody be asked for one."""
    keys._known.clear()
    yield
    keys._known.clear()
    keys.ask_by(None)
