"""The mark of a practice return: it survives renaming and editing, and no way leads to a file without it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.batch import run_batch
from converters.built import Built, OneReturn
from converters.loose_ends import loose_ends
from converters.message.file import CannotWrite, write_message
from converters.pipeline import build, read_all, write_return
from converters.practice.maker import Wanted, make_practice
from converters.request import CannotRun, Request
from converters.sample.school import write_sample
from converters.sources.message import read_message
from converters.workspace import is_practice, keep_built, keep_sources, kept_request, kept_sources
from swf_desktop.practice import is_marked
from swf_desktop.record import Value
from swf_desktop.workspace.journal import Edit
from swf_desktop.workspace.workspace import Workspace
from tests.known_good import school
from ui.cli.main import app
from validation.reports.page import Heading

NOW = datetime(2013, 11, 11, 9, 30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    make_practice(Wanted(2013, 20, faults="4430"), folder)
    return folder


def built_from(*paths: Path, **request: object) -> Built:
    return build(read_all(paths), Request(**request))  # type: ignore[arg-type]


def marked_file(path: Path) -> bool:
    message = read_message(path).return_.message
    return "PRACTICE" in str(message.code("SoftwareCode")) and "PRACTICE" in str(message.code("Release"))


def renamed(made: Path, pattern: str, target: Path) -> Path:
    [source] = made.glob(pattern)
    return Path(shutil.copy(source, target))


def test_a_practice_file_says_so_in_name_and_header(made: Path) -> None:
    [path] = made.glob("*.xml")
    assert path.name.startswith("PRACTICE_")
    assert marked_file(path)


@pytest.mark.parametrize(("pattern", "name"), [("*.xml", "return.xml"), ("*.xlsx", "hr.xlsx")])
def test_a_renamed_file_is_recognised_and_written_with_the_mark(
    made: Path, tmp_path: Path, pattern: str, name: str
) -> None:
    [one] = built_from(renamed(made, pattern, tmp_path / name), year=2013).returns
    assert one.return_.practice
    assert one.file_name("002").startswith("PRACTICE_999")
    write_return(one, tmp_path / one.file_name("002"), serial="002", now=NOW)
    assert marked_file(tmp_path / one.file_name("002"))


def test_a_file_name_without_the_mark_is_refused(made: Path, tmp_path: Path) -> None:
    [one] = built_from(next(made.glob("*.xlsx")), year=2013).returns
    with pytest.raises(CannotWrite, match="begins with PRACTICE_"):
        write_return(one, tmp_path / "9992999_SWF_999LL13_001.xml", serial="001", now=NOW)
    with pytest.raises(CannotWrite):
        write_message(one.return_, one.collection, tmp_path / "return.xml")
    assert list(tmp_path.iterdir()) == []


def unmark_header(one: OneReturn) -> None:
    for tag in ("SoftwareCode", "Release"):
        one.return_.message.values[tag] = Value("SWF Desktop", "SWF Desktop", "SWF Desktop")


def drop_header(one: OneReturn) -> None:
    for tag in ("SoftwareCode", "Release"):
        del one.return_.message.values[tag]


@pytest.mark.parametrize("way", [unmark_header, drop_header])
@pytest.mark.parametrize("rewritten", [False, True])
def test_a_header_without_the_mark_gets_it_back(
    made: Path, tmp_path: Path, way: Callable[[OneReturn], None], rewritten: bool
) -> None:
    [one] = built_from(next(made.glob("*.xml"))).returns
    one.rewritten = rewritten
    way(one)
    write_return(one, tmp_path / "PRACTICE_x.xml", serial="002", now=NOW)
    assert marked_file(tmp_path / "PRACTICE_x.xml")


def test_edits_of_the_header_do_not_take_the_mark_out(made: Path, tmp_path: Path) -> None:
    path = next(made.glob("*.xml"))
    edits = tuple(Edit("message", f"message.{tag}", "Other", "") for tag in ("SoftwareCode", "Release"))
    [one] = built_from(path, overlay=edits).returns
    write_return(one, tmp_path / "PRACTICE_x.xml", serial="002", now=NOW)
    assert marked_file(tmp_path / "PRACTICE_x.xml")


def test_practice_and_real_files_do_not_mix(made: Path, tmp_path: Path) -> None:
    book = next(made.glob("*.xlsx"))
    sample = write_sample(tmp_path / "sample")
    with pytest.raises(CannotRun, match="given together"):
        built_from(book, *sample, year=2013)
    asked = built_from(book, *sample[:1], year=2013, lea="999", estab="2999", practice=True)
    assert all(one.return_.practice for one in asked.returns)
    real = tmp_path / "real.xml"
    real.write_bytes(next(made.glob("*.xml")).read_bytes().replace(b"PRACTICE ", b""))
    for paths, last, practice in (
        ([book], real, False),
        (sample, next(made.glob("*.xml")), False),
        (sample, real, True),
    ):
        sources = read_all(paths, last_year=last)
        with pytest.raises(CannotRun, match="last year's return is"):
            build(sources, Request(year=2013, practice=practice))
    with pytest.raises(CannotRun, match="no practice return"):
        built_from(real, practice=True)


def test_a_workspace_stays_practice_whatever_comes_into_it(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.swfreturn"
    with Workspace.open(path) as workspace:
        sources = read_all([next(made.glob("*.xlsx"))])
        built = build(sources, Request(year=2013))
        keep_sources(workspace, sources)
        keep_built(workspace, built)
        assert is_practice(workspace)
        while workspace.undo() is not None:
            pass
        assert is_practice(workspace)
        for file, _sheet in workspace.raw_tables():
            workspace.remove_raw(file)
        keep_sources(workspace, read_all(write_sample(tmp_path / "sample")))
    with Workspace.open(path) as workspace:
        [one] = build(kept_sources(workspace), kept_request(workspace, Request(year=2013))).returns
        assert one.return_.practice
        kept = workspace.load_return(one.collection)
        assert kept is not None
        assert kept.practice


def test_data_of_others_in_practice_draws_a_warning(made: Path, tmp_path: Path) -> None:
    clean = built_from(next(made.glob("*.xlsx")), year=2013)
    assert [each for each in loose_ends(clean) if each.rule == "practice"] == []
    sample = built_from(*write_sample(tmp_path / "sample"), year=2013, practice=True)
    assert [each for each in loose_ends(sample) if each.rule == "practice"] == []
    person = sample.returns[0].return_.staff[0]
    person.values["NINumber"] = Value("SR908172A", "SR908172A", "SR908172A")
    [warning] = [each for each in loose_ends(sample) if each.rule == "practice"]
    assert "1 person has" in warning.message
    assert "real people" in warning.message
    real = built_from(*write_sample(tmp_path / "sample"), year=2013)
    real.returns[0].return_.staff[0].values["NINumber"] = person.values["NINumber"]
    assert [each for each in loose_ends(real) if each.rule == "practice"] == []


def test_every_school_of_a_batch_keeps_its_mark(made: Path, tmp_path: Path) -> None:
    (tmp_path / "in" / "one").mkdir(parents=True)
    renamed(made, "*.xlsx", tmp_path / "in" / "one" / "hr.xlsx")
    list(
        run_batch(
            tmp_path / "in",
            tmp_path / "out",
            Request(year=2013),
            serial="001",
            now=NOW,
            progress=lambda _what, _share: None,
        )
    )
    [path] = (tmp_path / "out").rglob("*.xml")
    assert path.name.startswith("PRACTICE_")
    assert marked_file(path)


def test_reports_say_practice(made: Path) -> None:
    [one] = built_from(next(made.glob("*.xml"))).returns
    assert Heading.of(one.collection, one.return_).school == "PRACTICE: 999/2999"
    assert "PRACTICE" not in Heading.of(one.collection, school()).school


def test_the_command_convert_makes_practice_of_files_that_do_not_say_so(tmp_path: Path) -> None:
    write_sample(tmp_path / "sample")
    out = tmp_path / "out"
    asked = ["convert", str(tmp_path / "sample"), "--collection", "2013", "-o"]
    CliRunner().invoke(app, [*asked, str(out), "--practice"])
    [path] = out.iterdir()
    assert path.name.startswith("PRACTICE_")
    assert is_marked(read_message(path).return_.message)
    refused = CliRunner().invoke(app, [*asked, str(tmp_path / "real.xml"), "--practice"])
    assert refused.exit_code == 2
    assert "PRACTICE_real.xml" in refused.output
    assert not (tmp_path / "real.xml").exists()
