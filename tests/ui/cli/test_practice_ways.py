"""A practice file under any name: known at every way in, and no way out of it leads to a return without the mark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.practice.maker import Wanted, make_practice
from converters.sources.message import read_message
from converters.workspace import is_practice, keep_sources
from swf_desktop.collection import collection_years
from swf_desktop.workspace.workspace import Workspace
from ui.cli.main import app

NEWEST = collection_years()[-1]
NOW = f"{NEWEST}-11-10T09:30:00"


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return, its workbook and that of the year before, under names that say nothing."""
    folder = tmp_path_factory.mktemp("given")
    for year, name in ((NEWEST, "return"), (NEWEST - 1, "last")):
        apart = tmp_path_factory.mktemp("made")
        make_practice(Wanted(year, 20, faults="4430,file:date" if year == NEWEST else ""), apart)
        for pattern in ("*.xml", "*.xlsx"):
            [made] = apart.glob(pattern)
            shutil.copy(made, folder / f"{name}{made.suffix}")
    return folder


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return and a list of staff that are no practice."""
    folder = tmp_path_factory.mktemp("real")
    assert run("sample", "-o", folder, "--collection", NEWEST)[0] == 0
    return folder


def written(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("source", ["return.xml", "return.xlsx"])
def test_no_command_leads_to_a_file_without_the_mark(given: Path, tmp_path: Path, source: str) -> None:
    path, said = given / source, tmp_path / "said.txt"
    said.write_text("Invalid content was found starting with element 'QTStatus'", encoding="utf-8")
    school = tmp_path / "schools" / "one"
    school.mkdir(parents=True)
    shutil.copy(path, school)
    out = tmp_path / "out"
    out.mkdir()
    kept = tmp_path / "kept.swfreturn"
    commands: list[tuple[object, ...]] = [
        ("convert", path, "-o", out / "made", "--report", out / "reports", "--workspace", kept, "--now", NOW),
        ("check", path, "--report", out / "check"),
        ("compare", given / "last.xml", path, "--report", out / "compare"),
        ("pack", path, "-o", out / "pack"),
        ("head", path, "-o", out / "head.html"),
        ("support", path, "-o", out / "support"),
        ("support", kept, "-o", out / "support kept"),
        ("roll-forward", given / "last.xml", "-o", out / "start.xlsx", "--collection", NEWEST),
        ("refused", path, "--message", said, "-o", out / "refused"),
        ("refused", kept, "--message", said, "-o", out / "refused kept"),
        ("batch", tmp_path / "schools", "-o", out / "batch", "--now", NOW),
    ]
    if source.endswith(".xlsx"):
        commands.append(("pay", path, "-o", out / "pay sheet.xlsx"))
        commands.append(("convert", path, "-o", out / "filled", "--last-year", given / "last.xml", "--now", NOW))
    for command in commands:
        code, output = run(*command)
        assert code in (0, 1), (command, output)
    assert list(out.rglob("*.xml"))
    for number, file in enumerate(written(out)):
        if file.suffix == ".xml":
            assert read_message(file).return_.practice, file
            assert file.name.startswith("PRACTICE_")
            continue
        # Whatever was written is given as a source again, under a name that says nothing.
        again = tmp_path / "again" / f"{number}{file.suffix}"
        again.parent.mkdir(exist_ok=True)
        shutil.copy(file, again)
        run("convert", again, "--lea", "999", "--estab", "2999", "-o", tmp_path / "probe" / str(number), "--now", NOW)
        for made in (tmp_path / "probe" / str(number)).rglob("*.xml"):
            assert read_message(made).return_.practice, f"{file} led to {made}"


def test_last_years_practice_return_starts_a_practice_return(given: Path, tmp_path: Path) -> None:
    assert run("roll-forward", given / "last.xml", "-o", tmp_path / "start.xlsx", "--collection", NEWEST)[0] == 0
    [book] = tmp_path.iterdir()
    assert book.name == "PRACTICE_start.xlsx"
    renamed = shutil.copy(book, tmp_path / "staff.xlsx")
    code, said = run("convert", renamed, "-o", tmp_path / "out", "--collection", NEWEST, "--now", NOW)
    assert code in (0, 1), said
    [made] = (tmp_path / "out").glob("*.xml")
    assert read_message(made).return_.practice


@pytest.mark.parametrize("source", ["return.xml", "return.xlsx"])
def test_a_renamed_file_is_known_at_every_way_in(given: Path, real: Path, tmp_path: Path, source: str) -> None:
    path = given / source
    # Checked: the report's head says it.
    assert run("check", path, "--report", tmp_path / "check")[0] in (0, 1)
    assert "PRACTICE: 999/" in (tmp_path / "check" / "findings.html").read_text(encoding="utf-8")
    # Written under a name that hides it, and mixed with files of others.
    code, said = run("convert", path, "-o", tmp_path / "out.xml")
    assert (code, "begins with PRACTICE_" in said) == (2, True)
    code, said = run("convert", path, real / "HR list.csv", "-o", tmp_path / "mixed")
    assert code == 2
    assert not (tmp_path / "mixed").exists() or not list((tmp_path / "mixed").rglob("*.xml"))
    # As last year's return of a real one, and compared with one.
    code, said = run(
        "convert", *written(real), "--last-year", given / "last.xml", "-o", tmp_path / "real", "--collection", NEWEST
    )
    assert (code, "and last year's return is a practice return" in said) == (2, True)
    # In a workspace that was a real one.
    kept = tmp_path / "kept.swfreturn"
    assert run("convert", path, "--workspace", kept, "-o", tmp_path / "ws", "--now", NOW)[0] in (0, 1)
    with Workspace.open(kept) as workspace:
        assert is_practice(workspace)


def test_in_an_authority_it_is_known_among_the_schools_own_files_and_the_shared_ones(
    given: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "authority"
    (folder / "schools" / "one").mkdir(parents=True)
    shutil.copy(given / "return.xlsx", folder / "schools" / "one" / "staff.xlsx")
    run("batch", folder / "schools", "-o", tmp_path / "own", "--now", NOW)
    own = list((tmp_path / "own").rglob("*.xml"))
    assert own
    assert all(read_message(path).return_.practice for path in own)
    # A list of schools makes it an authority's folder, whose shared files are parted by school.
    shared = tmp_path / "shared"
    shared.mkdir()
    estab = read_message(own[0]).return_.message.code("Estab")
    schools = tmp_path / "schools.csv"
    schools.write_text(f"LA,School number,Name\n999,{estab},One\n", encoding="utf-8")
    payroll = Path(shutil.copy(given / "return.xlsx", tmp_path / "payroll.xlsx"))
    _, said = run("batch", shared, "--schools", schools, "--payroll", payroll, "--now", NOW)
    made = list(shared.rglob("*.xml"))
    assert made, said
    for path in made:
        assert read_message(path).return_.practice
        assert path.name.startswith("PRACTICE_")
    kept = list(shared.rglob("*.swfreturn"))
    assert kept
    for path in kept:
        with Workspace.open(path, new=False) as workspace:
            assert is_practice(workspace)


def test_a_workspace_keeps_the_mark_through_copies_and_versions(given: Path, tmp_path: Path) -> None:
    from converters.pipeline import read_all

    kept = tmp_path / "kept.swfreturn"
    run("convert", given / "return.xlsx", "--workspace", kept, "-o", tmp_path / "a", "--now", NOW)
    copied = Path(shutil.copy(kept, tmp_path / "mine.swfreturn"))
    with Workspace.open(copied) as workspace:
        for file, _ in list(workspace.raw_tables()):
            workspace.remove_raw(file)
        assert is_practice(workspace)
    # Its own practice people taken into a new workspace make that one practice too.
    with Workspace.open(tmp_path / "new.swfreturn") as workspace:
        keep_sources(workspace, read_all([given / "return.xlsx"]))
    code, said = run("check", tmp_path / "new.swfreturn", "--report", tmp_path / "check")
    assert code in (0, 1), said
    assert "PRACTICE: 999/" in (tmp_path / "check" / "findings.html").read_text(encoding="utf-8")
