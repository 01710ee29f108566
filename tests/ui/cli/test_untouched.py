"""What is read is never written to, by whatever name it is reached."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.sample.forms import write_earlier_message
from converters.sample.school import write_sample
from ui.cli.main import app

NOW = ["--now", "2013-11-11T09:30:00"]


def same(path: Path, folder: Path) -> Path:
    return path


def around(path: Path, folder: Path) -> Path:
    return folder / "else" / ".." / path.name


def linked(path: Path, folder: Path) -> Path:
    other = folder / f"link{path.suffix}"
    other.symlink_to(path)
    return other


def hard(path: Path, folder: Path) -> Path:
    other = folder / f"hard{path.suffix}"
    os.link(path, other)
    return other


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., str]:
    """Run a command that must be refused, and return what it says."""

    def run(*arguments: object) -> str:
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        result = CliRunner().invoke(app, [str(one) for one in arguments])
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.output
        after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        assert after == before
        return " ".join(result.output.split())

    return run


@pytest.mark.parametrize("way", [same, around, linked, hard])
def test_a_source_is_never_the_file_to_write(
    tmp_path: Path, told: Callable[..., str], way: Callable[[Path, Path], Path]
) -> None:
    (tmp_path / "else").mkdir()
    report = next(path for path in write_sample(tmp_path) if path.suffix == ".xlsx")
    message = write_earlier_message(tmp_path / "earlier.xml")
    assert "never written to" in told("pay", report, "-o", way(report, tmp_path))
    assert "never written to" in told("convert", message, "-o", way(message, tmp_path), *NOW)


def test_recipe_workspace_and_last_year_are_not_mixed_up_with_sources(tmp_path: Path, told: Callable[..., str]) -> None:
    files = write_sample(tmp_path / "sample")
    message = write_earlier_message(tmp_path / "earlier.xml")
    for option in ("--recipe", "--workspace"):
        assert "never written to" in told("convert", *files, option, files[0], "-o", tmp_path, *NOW)
    assert "never written to" in told("convert", *files, "--last-year", message, "-o", message, *NOW)


def test_a_report_does_not_go_over_a_source_of_its_name(tmp_path: Path) -> None:
    """Reports beside the sources are how schools work; a source of a report's name stops it, and stays."""
    files = write_sample(tmp_path)
    taken = next(path for path in files if path.suffix == ".xlsx").rename(tmp_path / "pay sheet.xlsx")
    files = [taken if not path.exists() else path for path in files]
    before = taken.read_bytes()
    arguments = ["convert", *map(str, files), "-o", str(tmp_path), "--report", str(tmp_path), *NOW]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "never written to" in " ".join(result.output.split())
    assert taken.read_bytes() == before


def test_reports_and_returns_beside_the_sources_are_replaced_the_next_time(tmp_path: Path) -> None:
    files = write_sample(tmp_path)
    arguments = ["convert", *map(str, files), "-o", str(tmp_path), "--report", str(tmp_path), *NOW]
    codes = {CliRunner().invoke(app, arguments).exit_code for _ in range(2)}
    assert codes <= {0, 1}


def test_in_a_folder_of_sources_only_what_the_program_made_is_replaced(
    tmp_path: Path, told: Callable[..., str]
) -> None:
    folder = tmp_path / "school"
    report = next(path for path in write_sample(folder) if path.suffix == ".xlsx")
    foreign = folder / "elsewhere.xlsx"
    from openpyxl import Workbook

    Workbook().save(foreign)
    assert "never written to" in told("pay", folder, "-o", foreign)
    foreign.unlink()
    made = tmp_path / "pay.xlsx"
    for _ in range(2):
        assert CliRunner().invoke(app, ["pay", str(report), "-o", str(made)]).exit_code == 0
