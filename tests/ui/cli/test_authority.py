"""The commands on an authority's folder: from a list of schools and a payroll to the papers that go out."""

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from converters.authority.folder import read_authority
from tests.converters.authority.made import authority_in
from ui.cli.main import main

NOW = ("--now", "2026-11-28T09:30:00")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def give(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["swf-desktop", *map(str, words)])
        capsys.readouterr()
        code = main()
        told = capsys.readouterr()
        return code, told.out + told.err

    return give


def test_from_the_list_of_schools_to_all_files_with_one_command(tmp_path: Path, command) -> None:  # type: ignore[no-untyped-def]
    made = authority_in(tmp_path)
    (made / "authority.toml").unlink()
    words = ("batch", made, "--schools", made / "schools.xlsx", "--payroll", made / "payroll.xlsx", *NOW)
    code, said = command(*words)
    # The central team's site is nobody's name yet: its return is made without its pay, and its rows are told.
    assert code == 2
    assert "Children's Services" in said
    assert read_authority(made).shared == ("payroll.xlsx",)
    assert command("authority", "site", made, "Children's Services", "central staff")[0] == 0
    code, said = command("batch", made, *NOW)
    assert code == 0
    assert "13 ready" in said
    assert "1 school done, 12 had not changed" in said
    assert len(list((made / "returns").iterdir())) == 13
    assert (made / "overview.xlsx").exists()
    assert command(*words)[0] == 2


def test_the_lists(tmp_path: Path, command) -> None:  # type: ignore[no-untyped-def]
    made = authority_in(tmp_path)
    code, said = command("batch", made, "--json", *NOW)
    assert code == 0
    assert {one["State"] for one in json.loads(said)["schools"]} == {"ready"}
    before = {path.name: path.read_bytes() for path in made.glob("overview.*")}
    assert command("batch", made, *NOW)[0] == 0
    assert {path.name: path.read_bytes() for path in made.glob("overview.*")} == before
    assert "Maintained schools" in command("authority", "show", made)[1]
    assert command("authority", "findings", made, "--json") == (0, "[]\n")
    assert command("authority", "questions", made) == (0, "")
    assert command("authority", "answer", made, 1, "x")[0] == 2
    assert command("authority", "sent", made, "2001", *NOW)[0] == 0
    assert command("authority", "authorised", made, "2001", *NOW)[0] == 0
    shown = json.loads(command("authority", "show", made, "--json")[1])
    assert shown[0]["State"] == "authorised"
    assert command("authority", "authorised", made, "2012", *NOW)[0] == 2


def test_the_papers(tmp_path: Path, command) -> None:  # type: ignore[no-untyped-def]
    made = authority_in(tmp_path)
    gone = made / "schools" / "2002 Birch Hill School" / "Staff.csv"
    text = gone.read_bytes().decode("utf-8")
    gone.write_bytes(text.replace("WBRI", "Zorblaxian").encode("utf-8"))
    (made / "schools" / "2003 Cedar Hill School" / "HR report.xlsx").unlink()
    command("batch", made, *NOW)
    out = tmp_path / "papers"
    assert command("authority", "papers", made, "-o", out, "--packs", *NOW)[0] == 0
    chase = (out / "chase list.txt").read_text(encoding="utf-8")
    assert "office@school2.example" in chase
    assert "office@school3.example" in chase
    assert "office@school1.example" not in chase
    family = [line.split(",") for line in text.split("\r\n")]
    place = family[0].index("Surname")
    assert not any(row[place] in chase for row in family[1:] if len(row) > place)
    with zipfile.ZipFile(out / "question sheets.zip") as sheets:
        assert any(name.startswith("9992002 Birch Hill School/questions for") for name in sheets.namelist())
    with zipfile.ZipFile(out / "packs" / "9992001 Ash Hill School.zip") as pack:
        contents = pack.read("contents.txt").decode("utf-8")
        names = set(pack.namelist()) - {"contents.txt"}
        assert {"summary.html", "findings.html", "query notes.xlsx"} <= names
        for name in names:
            assert f"{hashlib.sha256(pack.read(name)).hexdigest()}  {name}" in contents
        (message,) = [name for name in names if name.endswith(".xml")]
        assert pack.read(message) == (made / "returns" / message).read_bytes()
    page = (made / "overview.html").read_text(encoding="utf-8")
    assert "What COLLECT should show" in page
    assert "Academies" in page
    first = {path.relative_to(out): path.read_bytes() for path in out.rglob("*.*")}
    command("authority", "papers", made, "-o", out, "--packs", *NOW)
    assert {path.relative_to(out): path.read_bytes() for path in out.rglob("*.*")} == first


def test_what_cannot_be_done_is_said(tmp_path: Path, command) -> None:  # type: ignore[no-untyped-def]
    code, said = command("authority", "show", tmp_path)
    assert (code, "authority.toml" in said) == (2, True)
    code, said = command("batch", tmp_path)
    assert (code, "-o" in said) == (2, True)
    made = authority_in(tmp_path)
    (made / "payroll.xlsx").write_bytes(b"%PDF-1.4")
    code, said = command("batch", made)
    assert (code, "payroll.xlsx" in said) == (2, True)


def test_a_made_authority_can_be_had(tmp_path: Path, command) -> None:  # type: ignore[no-untyped-def]
    assert command("authority", "sample", "-o", tmp_path / "made", "--schools", 2, "--staff", 12)[0] == 0
    with zipfile.ZipFile(io.BytesIO((tmp_path / "made" / "payroll.xlsx").read_bytes())) as book:
        assert "xl/workbook.xml" in book.namelist()
    assert len(read_authority(tmp_path / "made").schools) == 3
