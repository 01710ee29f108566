"""What all tests share."""

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from swf_desktop import collection
from swf_desktop.workspace import last_closed

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True, scope="session")
def in_november_2013() -> Iterator[None]:
    """Let it be 15 November 2013 where the newest collection is chosen by the day: the sample's files are of 2013."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collection, "clock", lambda: date(2013, 11, 15))
        yield


@pytest.fixture(autouse=True, scope="session")
def local_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let what stays on this computer, in processes begun by tests too, lie in a folder of the tests'."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("local")
        patch.setenv("LOCALAPPDATA", str(place))
        patch.setenv("XDG_CACHE_HOME", str(place))
        yield place


@pytest.fixture(autouse=True)
def copies(local_data: Path) -> Iterator[Path]:
    """The folder of copies of returns as they were last closed, as the program has it."""
    place = local_data / "SWF Desktop" / last_closed.FOLDER
    last_closed.keep_in(place)
    yield place
    last_closed.keep_in(None)


@pytest.fixture(autouse=True)
def _temporary_folder() -> Iterator[None]:
    """Let no test leave its own folder for temporary files, which goes with it, to those that come after."""
    before = tempfile.tempdir
    yield
    tempfile.tempdir = before
