"""Last year's return carried forward, and a lesson set up, as the worker process does it."""

from datetime import datetime
from pathlib import Path

import pytest

from converters.pipeline import build, read_all, write_return
from converters.request import CannotRun, Request
from converters.sources.reader import read_source
from swf_desktop.workspace.workspace import Workspace
from ui.worker.process import State
from ui.worker.starting import carry_forward, start_lesson


def _quiet(*_: object) -> None:
    """Nobody listens to how far it has come."""


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from converters.sample.school import write_sample

    folder = tmp_path_factory.mktemp("last")
    one = build(read_all(write_sample(folder)), Request(year=2013)).returns[0]
    return write_return(one, folder / "last.xml", serial="001", now=datetime(2013, 11, 11)).path


def test_last_year_s_people_stand_in_the_workbook(last: Path, tmp_path: Path) -> None:
    carried = carry_forward(State(), _quiet, str(last), 2025, str(tmp_path / "start.xlsx"))
    tables = read_source(Path(carried.path))
    assert tables[0].height > 20
    assert "not carried" in carried.said[-1]
    assert "people with the contracts" in carried.said[0]


def test_a_return_of_the_same_year_is_refused_with_what_to_do(last: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRun) as caught:
        carry_forward(State(), _quiet, str(last), 2013, str(tmp_path / "start.xlsx"))
    assert "earlier year" in caught.value.remedy
    assert not (tmp_path / "start.xlsx").exists()


def test_a_lesson_begins_anew_over_what_a_trainee_left(tmp_path: Path) -> None:
    path = Path(start_lesson(State(), _quiet, "first-return", str(tmp_path / "a"), 2025))
    with Workspace.open(path) as workspace:
        assert workspace.setting("practice") == "yes"
        workspace.set_setting("school name", "Changed")
    book = next(one for one in path.parent.iterdir() if one.suffix == ".xlsx")
    book.write_bytes(b"spoilt")
    again = Path(start_lesson(State(), _quiet, "first-return", str(tmp_path / "a"), 2025))
    assert again == path
    assert book.read_bytes()[:2] == b"PK"
    with Workspace.open(path) as workspace:
        assert workspace.setting("school name") == ""
