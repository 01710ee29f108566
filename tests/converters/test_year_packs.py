"""A return remembers the year packs it was made with, and says on opening that they are others now."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.pipeline import build, read_all
from converters.recipe.recipe_file import parse_recipe
from converters.request import Request
from converters.workspace import keep
from swf_desktop.packs import PACKS_SETTING, kept_sums, opening_sentence, sum_of, sums_in_use, sums_text
from swf_desktop.tables import add_root, remove_root
from swf_desktop.workspace.workspace import Workspace
from tests.places import ROOT
from ui.cli.main import app
from validation.reports.page import Heading

STAFF = (
    "Payroll No,Surname,Forename,Post,Pay Range,Base Pay,Hours,FTE Hours,Weeks\n"
    "000001,Smith,Jane,TCM,TE,46940,32.5,32.5,52\n"
)
SCHOOL = ["--lea", "999", "--estab", "2999", "--collection", "2026", "--now", "2026-11-20T09:30:00"]


@pytest.fixture
def pack(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "year-2026"
    folder.mkdir()
    head = (ROOT / "resources" / "census" / "codes.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "codes.csv").write_text(f"{head}\nD00187,Post,DSK,Desk keeper,2026,,,swf,list,made up,sure\n")
    add_root(folder)
    try:
        yield folder
    finally:
        remove_root(folder)


def staff(folder: Path) -> Path:
    path = folder / "staff.csv"
    path.write_text(STAFF)
    return path


def kept(folder: Path) -> Path:
    path = folder / "school.swfreturn"
    sources = read_all([staff(folder)])
    with Workspace.open(path) as workspace:
        keep(workspace, sources, build(sources, Request(year=2026, lea="999", estab="2999")))
    return path


def said(path: Path) -> str:
    with Workspace.open(path) as workspace:
        return opening_sentence(workspace.setting(PACKS_SETTING))


def test_a_return_keeps_the_sums_and_says_nothing_while_they_are_the_same(pack: Path, tmp_path: Path) -> None:
    path = kept(tmp_path)
    with Workspace.open(path) as workspace:
        assert kept_sums(workspace.setting(PACKS_SETTING)) == {"year-2026": sum_of(pack)} == sums_in_use()
    assert said(path) == ""


def test_a_pack_that_changed_came_or_went_is_said(pack: Path, tmp_path: Path) -> None:
    path = kept(tmp_path)
    with (pack / "codes.csv").open("a", encoding="utf-8") as file:
        file.write("D00187,Post,CHR,Chair keeper,2026,,,swf,list,made up,sure\n")
    assert "year-2026 has changed" in said(path)
    remove_root(pack)
    assert "year-2026 is no longer there" in said(path)
    (tmp_path / "other").mkdir()
    other = kept(tmp_path / "other")
    add_root(pack)
    assert "year-2026 is new" in said(other)


def test_a_return_of_an_older_version_says_nothing(tmp_path: Path, pack: Path) -> None:
    for name in ("Harbour Lane.swfreturn", "by the command.swfreturn"):
        shutil.copyfile(ROOT / "tests" / "data" / "saved" / "0.1.0" / name, tmp_path / name)
        assert said(tmp_path / name) == ""
    assert opening_sentence("what is this") == ""
    assert opening_sentence(sums_text({})) != ""


def test_the_command_says_it_and_keeps_the_new_sums(pack: Path, tmp_path: Path) -> None:
    path = kept(tmp_path)
    remove_root(pack)
    words = ["convert", staff(tmp_path), "-o", tmp_path / "out", "--workspace", path, *SCHOOL]
    done = CliRunner().invoke(app, list(map(str, words)))
    assert "made with other year packs than are in use now" in " ".join(done.output.split())
    assert said(path) == ""


def test_recipe_and_reports_name_the_pack(pack: Path, tmp_path: Path) -> None:
    path = kept(tmp_path)
    sentence = f"Made with the year pack year-2026 (sum {sum_of(pack)[:16]})."
    with Workspace.open(path) as workspace:
        assert f"#? {sentence}" in workspace.recipe
        parse_recipe(workspace.recipe, "recipe")
    (one,) = build(read_all([staff(tmp_path)]), Request(year=2026, lea="999", estab="2999")).returns
    made = datetime(2026, 11, 20, 9, 30)
    assert sentence in Heading.of(one.collection, one.return_, made=made).certainty
    remove_root(pack)
    assert "year pack" not in Heading.of(one.collection, one.return_, made=made).certainty
