"""Many schools in one go: each gets its return, none stops another, and the list says how each stands."""

import csv
import sys
from pathlib import Path

import pytest

from converters.sample.school import write_sample
from ui.cli.main import main

NOW = "2013-11-11T09:30:00"


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["swf-desktop", "batch", *map(str, words), "--now", NOW])
    return main()


def listed(out: Path) -> dict[str, dict[str, str]]:
    with (out / "schools.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Folder"]: row for row in csv.DictReader(file)}


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    folder = tmp_path / "schools"
    write_sample(folder / "Harbour Lane")
    small = folder / "Hill Top"
    small.mkdir()
    (small / "staff.csv").write_text(
        "Staff of 999/2001,,,\nStaff No,Surname,Forename,Contract Type\n1,Hale,Miriam,Xyzzy terms\n", encoding="utf-8"
    )
    return folder


def test_each_school_gets_its_return(schools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert run(monkeypatch, schools, "-o", out) == 1
    rows = listed(out)
    assert (out / "Harbour Lane" / "9992999_SWF_999LL13_001.xml").exists()
    assert (out / "Hill Top" / "9992001_SWF_999LL13_001.xml").exists()
    sample = rows["Harbour Lane"]
    assert (sample["School"], sample["People"], sample["Errors"], sample["Queries"]) == ("2999", "46", "2", "3")
    assert rows["Hill Top"]["Return or problem"] == "Hill Top/9992001_SWF_999LL13_001.xml"
    assert "Xyzzy terms" in (schools / "Hill Top" / "recipe.toml").read_text(encoding="utf-8")
    assert not (schools / "Harbour Lane" / "recipe.toml").exists()


def test_the_return_is_the_one_that_convert_makes(
    schools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, schools, "-o", tmp_path / "out")
    words = ["convert", *sorted((schools / "Harbour Lane").iterdir()), "-o", tmp_path / "one.xml", "--now", NOW]
    monkeypatch.setattr(sys, "argv", ["swf-desktop", *map(str, words)])
    main()
    made = tmp_path / "out" / "Harbour Lane" / "9992999_SWF_999LL13_001.xml"
    assert made.read_bytes() == (tmp_path / "one.xml").read_bytes()


def test_one_that_cannot_be_made_stops_no_other(schools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (schools / "Broken").mkdir()
    (schools / "Broken" / "payroll.xlsx").write_bytes(b"%PDF-1.4")
    (schools / "Empty").mkdir()
    assert run(monkeypatch, schools, "-o", tmp_path / "out") == 2
    rows = listed(tmp_path / "out")
    assert "PDF" in rows["Broken"]["Return or problem"]
    assert "empty" in rows["Empty"]["Return or problem"]
    assert rows["Harbour Lane"]["People"] == "46"


@pytest.mark.parametrize("make", [True, False])
def test_no_folder_of_a_school(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], make: bool
) -> None:
    if make:
        (tmp_path / "schools").mkdir()
    assert run(monkeypatch, tmp_path / "schools", "-o", tmp_path / "out") == 2
    assert "schools" in capsys.readouterr().err
