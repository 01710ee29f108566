"""What a workspace keeps of a re-read: all of the new or all of the old, whatever comes between."""

import multiprocessing
import random
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from converters import workspace as kept
from converters.built import Built, Sources
from converters.pipeline import build, read_all
from converters.request import CannotRun, Request
from converters.workspace import keep, kept_sources
from swf_desktop.collection import Collection
from swf_desktop.workspace.faults import WorkspaceError
from swf_desktop.workspace.workspace import Workspace

FORK = "fork" in multiprocessing.get_all_start_methods()
KILLS = 60 if FORK else 10
"""Where a process cannot be forked each one builds anew, which takes seconds."""

HEADINGS = "Staff number,Surname,Forename,Date of birth,Gender,Post,Contract type,Contract start date,Estab"
COLLECTION = Collection.load(2013)


def surname(number: int) -> str:
    """Return a name of letters alone for each number: digits say nothing of who somebody is."""
    return "Ash" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def files(folder: Path, people: int, estab: str = "2999") -> list[Path]:
    """Write two lists of one name each time, with more or fewer people in them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, first in (("one.csv", 1), ("two.csv", 5001)):
        rows = [
            f"{number:06d},{surname(number)},Jane,14/02/1978,F,TCH,PRM,01/09/2010,{estab}"
            for number in range(first, first + people)
        ]
        paths.append(folder / name)
        paths[-1].write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
    return paths


def state(path: Path) -> tuple[int, ...]:
    """Return what a workspace holds: rows of each table, people, and whether anything is there at all."""
    with Workspace.open(path) as workspace:
        tables = kept_sources(workspace).tables
        return_ = workspace.load_return(COLLECTION)
        return (*sorted(table.height for table in tables), len(return_.staff) if return_ is not None else 0)


def reading(folder: Path) -> tuple[Sources, Built]:
    sources = read_all(sorted(folder.iterdir()))
    return sources, build(sources, Request(lea="999", estab="2999"))


def read_again(path: str, folders: list[Path], made: list[tuple[Sources, Built]] | None, pipe: Connection) -> None:
    """Keep one reading after the other, over and over, and say when each is kept."""
    made = made or [reading(folder) for folder in folders]
    with Workspace.open(Path(path)) as workspace:
        for number in range(100_000):
            keep(workspace, *made[number % 2])
            pipe.send(number)


def test_a_reading_that_is_killed_leaves_the_one_before(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder, people in zip(folders, (40, 25), strict=True):
        files(folder, people)
    path = tmp_path / "a.swfreturn"
    chance = random.Random(16)
    context = multiprocessing.get_context("fork" if FORK else "spawn")
    made = [reading(folder) for folder in folders] if FORK else None
    seen = set()
    for _ in range(KILLS):
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(target=read_again, args=(str(path), folders, made, writer))
        process.start()
        writer.close()
        assert reader.poll(60), "nothing was kept"
        process.join(chance.random() * 0.06)
        process.kill()
        process.join()
        process.close()
        reader.close()
        seen.add(state(path))
    assert seen <= {(41, 41, 80), (26, 26, 50)}, seen
    assert len(seen) == 2, "the kills never came while the other reading was kept"


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with a reading of few people in it."""
    with Workspace.open(tmp_path / "a.swfreturn") as workspace:
        sources = read_all(files(tmp_path / "few", 3))
        keep(workspace, sources, build(sources, Request(lea="999", estab="2999")))
        yield workspace


def holds(workspace: Workspace) -> object:
    return_ = workspace.load_return(COLLECTION)
    assert return_ is not None
    return (
        [(place, workspace.raw(*place)) for place in workspace.raw_tables()],
        [person.key for person in return_.staff],
        workspace.recipe,
        workspace.journal().done,
        [workspace.setting(name) for name in ("lea", "estab", "level", "files", "year")],
    )


def test_a_disk_that_is_full_at_any_page_leaves_everything_before(full: Workspace, tmp_path: Path) -> None:
    before = holds(full)
    sources = read_all(files(tmp_path / "many", 120))
    built = build(sources, Request(lea="999", estab="2999"))
    connection = full._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    said = set()
    for room in range(200):
        connection.execute(f"PRAGMA max_page_count = {pages + room}")
        try:
            keep(full, sources, built)
        except WorkspaceError as error:
            said.add(error.found)
            assert holds(full) == before
        else:
            break
    assert room > 3
    assert said == {"The disk is full. The last change was not kept."}
    assert holds(full) != before


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError, MemoryError])
def test_a_reading_that_is_interrupted_leaves_everything_before(
    full: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    before = holds(full)
    sources = read_all(files(tmp_path / "many", 9))
    built = build(sources, Request(lea="999", estab="2999"))
    packed = kept.table_bytes

    def second(table: object) -> bytes:
        if table is sources.tables[1]:
            raise stop
        return packed(table)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "table_bytes", second)
    with pytest.raises(stop):
        keep(full, sources, built)
    assert holds(full) == before
    monkeypatch.undo()
    keep(full, sources, built)
    assert holds(full) != before


def test_files_of_two_schools_leave_the_sources_of_the_one_alone(full: Workspace, tmp_path: Path) -> None:
    before = holds(full)
    two = files(tmp_path / "two", 4)
    two[1].write_text(two[1].read_text(encoding="utf-8").replace(",2999", ",2998"), encoding="utf-8")
    sources = read_all(two)
    with pytest.raises(CannotRun, match="one return"):
        keep(full, sources, build(sources, Request(lea="999")))
    assert holds(full) == before


def test_together_within_together_is_one(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "a.swfreturn") as workspace:

        def fail() -> None:
            with workspace.together():
                with workspace.together():
                    workspace.set_setting("lea", "999")
                assert workspace.setting("lea") == "999"
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert workspace.setting("lea") == ""
        with workspace.together():
            workspace.set_setting("lea", "998")
    with Workspace.open(tmp_path / "a.swfreturn") as workspace:
        assert workspace.setting("lea") == "998"
