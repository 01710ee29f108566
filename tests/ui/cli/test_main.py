"""The command line as people use it: exit codes, what is written, what is said, and what bad input gets.

Longer than other modules, because every command is tried on the same files.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from openpyxl import Workbook, load_workbook

from converters.sample.school import write_sample
from converters.sample.truth import table
from resources import resource
from swf_desktop.collection import Collection
from swf_desktop.workspace.workspace import Workspace
from tests.places import EXAMPLES
from ui.cli.main import main

SCHEMA = str(resource("census", "2013", "swf.xsd"))
NOW = "2013-11-11T09:30:00"
NAME = "9992999_SWF_999LL13_001.xml"


class Ran:
    """What a command gave back."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def command(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["swf-desktop", *map(str, words)])
        code = main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return command


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample school")
    write_sample(folder)
    return folder


# The main job


def test_the_sample_becomes_a_valid_message(run: Any, sample: Path, tmp_path: Path) -> None:
    done = run("convert", sample, "-o", tmp_path / "out", "--report", tmp_path / "report", "--now", NOW)
    path = tmp_path / "out" / NAME
    assert done.code == 1
    assert str(path) in done.out
    assert "2 errors, 3 queries" in done.out
    xmlschema.validate(str(path), SCHEMA)
    if shutil.which("xmllint"):
        checked = subprocess.run(
            ["xmllint", "--noout", "--schema", SCHEMA, str(path)], check=False, capture_output=True
        )
        assert checked.returncode == 0, checked.stderr
    assert sorted(file.name for file in (tmp_path / "report").iterdir()) == [
        "findings.csv",
        "findings.html",
        "findings.xlsx",
        "how the files were read.txt",
        "pay sheet.xlsx",
        "query notes.xlsx",
        "questions for HR.xlsx",
        "questions for payroll.xlsx",
        "recipe.toml",
        "summary.html",
        "what COLLECT will show.html",
        "who is in.xlsx",
    ]


def test_a_check_of_the_sample_finds_exactly_the_planted_faults(run: Any, sample: Path) -> None:
    found = [finding for finding in run("check", sample, "--json").json if finding["severity"] in ("error", "query")]
    told = {
        (finding["rule"], finding["severity"], finding["person"][-7:-1], finding["field"], finding["source"]["sheet"])
        for finding in found
    }
    assert told == {
        (row["rule"], row["severity"], row["PersonRef"], row["field"], row["sheet"] or None) for row in table("faults")
    }
    assert len(found) == len(table("faults"))
    for finding in found:
        assert finding["message"]
        assert finding["action"]
        assert finding["source"]["row"]
        assert finding["xpath"].startswith("/Message/SchoolWorkforceMembers/SchoolWorkforceMember[")


def test_the_sample_asks_at_most_twelve_questions(run: Any, sample: Path) -> None:
    findings = run("check", sample, "--json").json
    assert sum(1 for finding in findings if finding["severity"] == "question") <= 12


def test_the_same_run_twice_gives_the_same_bytes(run: Any, sample: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("convert", sample, "-o", tmp_path / name / "a.xml" if name == "x" else tmp_path / name, "--now", NOW)
    assert (tmp_path / "one" / NAME).read_bytes() == (tmp_path / "two" / NAME).read_bytes()


def test_the_order_of_files_changes_no_content(run: Any, sample: Path, tmp_path: Path) -> None:
    files = sorted(sample.iterdir())
    for name, order in (("one", files), ("two", files[::-1])):
        run("convert", *order, "-o", tmp_path / f"{name}.xml", "--now", NOW)
    lines = [sorted((tmp_path / f"{name}.xml").read_text(encoding="utf-8").splitlines()) for name in ("one", "two")]
    assert lines[0] == lines[1]


def test_a_workspace_keeps_the_return_and_counts_the_serial_number(run: Any, sample: Path, tmp_path: Path) -> None:
    kept = tmp_path / "harbour lane.swfreturn"
    for serial in ("001", "002"):
        run("convert", sample, "-o", tmp_path / "out", "--workspace", kept, "--now", NOW)
        assert (tmp_path / "out" / NAME.replace("_001", f"_{serial}")).exists()
    shutil.copy(tmp_path / "out" / NAME, tmp_path / "first.xml")
    done = run("check", kept, tmp_path / "first.xml", "--json")
    rules: dict[str, list[str]] = {}
    for finding in done.json:
        if finding["severity"] in ("error", "query"):
            rules.setdefault(finding["return"], []).append(finding["rule"])
    planted = sorted(row["rule"] for row in table("faults"))
    assert sorted(rules["harbour lane.swfreturn"]) == sorted(rules["first.xml"]) == planted


def test_notes_of_a_workspace_are_in_its_sheet_of_query_notes(run: Any, sample: Path, tmp_path: Path) -> None:
    kept = tmp_path / "a.swfreturn"
    run("convert", sample, "-o", tmp_path / "out", "--workspace", kept, "--now", NOW)
    with Workspace.open(kept) as workspace:
        workspace.note("4160Q", "PersonRef:010047", "staff.NINumber", "Asked for on 8 November")
    for command in (["check", kept], ["convert", sample, "-o", tmp_path / "out", "--workspace", kept]):
        run(*command, "--report", tmp_path / "report")
        sheet = load_workbook(tmp_path / "report" / "query notes.xlsx").worksheets[0]
        texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
        assert "Asked for on 8 November" in texts


def test_a_recipe_is_written_and_read_back(run: Any, sample: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "school.toml"
    first = run("convert", sample, "-o", tmp_path / "one.xml", "--recipe", recipe, "--now", NOW)
    text = recipe.read_text(encoding="utf-8")
    second = run("convert", sample, "-o", tmp_path / "two.xml", "--recipe", recipe, "--now", NOW)
    assert first.code == second.code
    assert recipe.read_text(encoding="utf-8") == text
    assert (tmp_path / "one.xml").read_bytes() == (tmp_path / "two.xml").read_bytes()


@pytest.mark.parametrize(
    ("send", "base", "point"), [("base", True, False), ("point", False, True), ("both", True, True)]
)
def test_what_is_sent_of_pay(run: Any, sample: Path, tmp_path: Path, send: str, base: bool, point: bool) -> None:
    run("convert", sample, "-o", tmp_path / "a.xml", "--pay", send, "--now", NOW)
    text = (tmp_path / "a.xml").read_text(encoding="utf-8")
    # U2 with a TLR, worked record 8.
    assert ("<BasePay>35802.00</BasePay>" in text) is base
    assert ("<SpinePoint>U2</SpinePoint>" in text) is point


# Pay


WORKED = {
    1: ("010014-1", "19120.80", "31868.00", "TE", "EW", "M6"),
    2: ("010021-1", "9066.88", "15723.72", "NJ", None, None),
    3: ("010015-1", "31761.00", "31761.00", "TE", "LI", "M4"),
    4: ("010011-1", "58565.00", "58565.00", "LD", "LF", "L18"),
    5: ("010016-1", "43957.00", "43957.00", "AS", "EW", "AST7"),
    6: ("010017-1", "22914.00", "22914.00", "UT", "LO", "UQT3"),
    7: ("010018-1", "33368.00", "33368.00", "TE", "EW", "M6"),
    8: ("010019-1", "35802.00", "35802.00", "TU", "EW", "U2"),
    9: ("010020-1", "14766.50", "29533.00", "TE", "EW", "M5"),
    10: ("010022-1", "27270.00", "27270.00", "TE", "LI", "M1"),
    11: ("010023-1", "30000.00", "30000.00", "TE", "EW", None),
    12: ("AG01-1", None, None, None, None, None),
    13: ("010040-1", "20919.77", "20919.77", "NJ", None, None),
    14: ("010024-1", "45000.00", "45000.00", "OT", "EW", None),
    15: ("010025-1", "30380.00", "37975.00", "TU", "LO", "U1"),
}
KEYS = ("contract", "base_pay_actual", "base_pay_fte", "scale", "region", "point")


@pytest.fixture(scope="module")
def pay(sample: Path) -> dict[str, dict[str, Any]]:
    output = subprocess.run(
        [sys.executable, "-m", "swf_desktop", "pay", str(sample), "--collection", "2013", "--json"],
        capture_output=True,
        check=True,
    ).stdout
    return {row["contract"]: row for row in json.loads(output)}


@pytest.mark.parametrize("case", WORKED)
def test_the_worked_records(pay: dict[str, dict[str, Any]], case: int) -> None:
    row = pay[WORKED[case][0]]
    assert tuple(row[key] for key in KEYS) == WORKED[case]
    assert row["steps"]


def test_the_second_contract_of_record_nine(pay: dict[str, dict[str, Any]]) -> None:
    assert tuple(pay["010020-2"][key] for key in KEYS) == ("010020-2", "4272.00", "15434.33", "NJ", None, None)


def test_what_the_worked_records_say_beside_their_figures(pay: dict[str, dict[str, Any]]) -> None:
    assert pay["010014-1"]["annex5"] is True
    assert pay["010014-1"]["table"] == "Annex 5"
    assert pay["010011-1"]["table"] == "leadership spine, statutory"
    assert pay["010021-1"]["annex5"] is None
    assert any("1 September 2013" in doubt for doubt in pay["010016-1"]["doubts"])
    assert any("4505" in doubt for doubt in pay["010024-1"]["doubts"])
    assert pay["010018-1"]["safeguarded"] is True
    assert [payment["amount"] for payment in pay["010019-1"]["payments"]] == ["2561.00"]


def test_the_pay_sheet_is_written(run: Any, sample: Path, tmp_path: Path) -> None:
    assert run("pay", sample, "-o", tmp_path / "pay.xlsx").code == 0
    assert "Pay" in load_workbook(tmp_path / "pay.xlsx").sheetnames


# Checking messages


@pytest.mark.parametrize("name", ["swf_2013_school.xml", "swf_2013_la_centrally_employed.xml"])
def test_the_examples_give_no_error_and_no_query(run: Any, name: str) -> None:
    done = run("check", EXAMPLES / name, "--json")
    assert done.code == 0
    assert done.json == []


def test_a_message_without_a_gender(run: Any, tmp_path: Path) -> None:
    lines = (EXAMPLES / "swf_2013_school.xml").read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "GenderCurrent" in line)
    path = tmp_path / "one gender missing.xml"
    path.write_text("".join(lines[:at] + lines[at + 1 :]), encoding="utf-8")
    done = run("check", path, "--json")
    assert done.code == 1
    (finding,) = done.json
    assert list(finding) == [
        *(
            "return",
            "rule",
            "severity",
            "message",
            "action",
            "person",
            "field",
            "value",
            "source",
            "xpath",
            "count",
            "people",
        )
    ]
    assert (finding["rule"], finding["severity"], finding["field"]) == ("4180", "error", "staff.GenderCurrent")
    assert finding["xpath"].startswith("/Message/SchoolWorkforceMembers/SchoolWorkforceMember[1]")
    assert finding["source"]["file"] == "one gender missing.xml"
    assert (finding["source"]["sheet"], finding["source"]["column"]) == (None, None)


def test_a_structure_that_collect_does_not_take_is_not_written_without_force(run: Any, tmp_path: Path) -> None:
    text = (EXAMPLES / "swf_2013_school.xml").read_text(encoding="utf-8")
    path = tmp_path / "broken.xml"
    path.write_text(text.replace("<SourceLevel>S</SourceLevel>", ""), encoding="utf-8")
    out = tmp_path / "out.xml"
    done = run("convert", path, "-o", out, "--now", NOW)
    assert (done.code, out.exists()) == (2, False)
    assert "--force" in done.err
    assert run("convert", path, "-o", out, "--now", NOW, "--force").code == 1
    assert out.exists()
    assert [file.name for file in tmp_path.iterdir()].count("out.xml") == 1


# Template and tables


def test_a_filled_template_maps_by_itself_and_one_missing_gender_is_its_one_finding(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    assert run("template", "-o", path).code == 0
    book = load_workbook(path)
    fill(
        book,
        "Staff",
        [
            {
                "Staff number": "0001",
                "Teacher number": "0412345",
                "Family name": "Hale",
                "Given name": "Miriam",
                "National Insurance number": "AB123456C",
                "Gender": "Female",
                "Date of birth": "14/02/1963",
                "Ethnicity": "White - British",
                "Disability": "No",
                "Qualified teacher status": "Yes",
                "Higher level teaching assistant status": "No",
            }
        ],
    )
    fill(
        book,
        "Contracts",
        [
            {
                "Staff number": "0001",
                "Contract number": "1",
                "Contract type": "Permanent",
                "Post": "Head Teacher",
                "Contract start date": "01/09/2009",
                "Date of arrival in school": "01/09/2004",
                "Origin": "Teaching post within the LA sector (school or central staff) in England or Wales",
                "Pay scale": "Leadership",
                "Pay region": "Rest of England and Wales",
                "Pay spine point": "L18",
                "Hours worked per week": "32.5",
                "Full-time hours per week": "32.5",
                "Weeks worked per year": "52",
            }
        ],
    )
    fill(book, "Roles", [{"Staff number": "0001", "Contract number": "1", "Role": "Head Teacher"}])
    fill(
        book,
        "School",
        [
            {
                "LA number": "999",
                "Establishment number": "2999",
                "Occasional teachers with qualified teacher status": "0",
                "Occasional teachers without qualified teacher status": "0",
                "Occasional teachers whose status is not known": "0",
            }
        ],
    )
    fill(
        book, "Third-party support", [{"Third-party support category": "Catering", "Third-party support head count": 2}]
    )
    book.save(path)
    done = run("check", path, "--json")
    assert [found for found in done.json if found["severity"] != "repair"] == []
    assert done.code == 0
    staff = book["Staff"]
    column = next(cell.column for cell in staff[1] if cell.value == "Gender")
    staff.cell(2, column).value = None
    book.save(path)
    out = tmp_path / "out.xml"
    done = run("convert", path, "-o", out, "--now", NOW, "--json")
    assert (done.code, out.exists()) == (1, True)
    (finding,) = [found for found in done.json[0]["findings"] if found["severity"] != "repair"]
    assert (finding["rule"], finding["source"]["sheet"], finding["source"]["row"]) == ("4180", "Staff", 2)


def fill(book: Workbook, sheet: str, rows: list[dict[str, Any]]) -> None:
    headings = {cell.value: cell.column for cell in book[sheet][1]}
    for number, row in enumerate(rows, 2):
        for heading, value in row.items():
            book[sheet].cell(number, headings[heading]).value = value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["codes"], "D00187"),
        (["codes", "D00150"], "Permanent"),
        (["codes", "destination"], "RETAGE"),
        (["rules"], "4430"),
        (["rules", "4490"], "leadership"),
        (["rules", "4160"], "4160Q"),
        (["rules", "X01"], "check of our own"),
        (["rules", "--year", "2013"], "4520"),
        (["annex5", "--region", "LI", "--scale", "TE"], "31,761"),
        (["--version"], "swf-desktop"),
        (["--help"], "convert"),
    ],
)
def test_tables_are_printed(run: Any, words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.code, done.err) == (0, "")
    assert said in done.out


# Bad input


def pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n" * 50)


def truncated(path: Path) -> None:
    book = Workbook()
    for row in range(200):
        book.worksheets[0].append([f"Surname {row}", row])
    book.save(path)
    path.write_bytes(path.read_bytes()[:-2000])


def no_heading(path: Path) -> None:
    book = Workbook()
    for row in range(20):
        book.worksheets[0].append([row, row * 2, row * 3])
    book.save(path)


def protected(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "x")
    # The first bytes of an OLE file with an encrypted package, as Excel writes one.
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("payroll.xlsx", lambda path: path.write_bytes(b"")),
        ("payroll.xlsx", pdf),
        ("payroll.xlsx", truncated),
        ("payroll.xlsx", no_heading),
        ("payroll.xlsx", protected),
        ("payroll.csv", lambda path: path.write_bytes(b"")),
        ("payroll.xml", lambda path: path.write_text("<Message>", encoding="utf-8")),
        ("missing.xlsx", lambda path: None),
    ],
    ids=["empty", "a PDF", "truncated", "no heading", "damaged OLE", "empty csv", "cut xml", "missing"],
)
def test_bad_files_are_told_with_a_remedy_and_leave_nothing(run: Any, tmp_path: Path, name: str, make: Any) -> None:
    path = tmp_path / name
    make(path)
    out = tmp_path / "out.xml"
    for command in (["convert", path, "-o", out], ["check", path], ["pay", path]):
        done = run(*command, "--lea", "999", "--estab", "2999")
        assert done.code == 2, done.out
        assert name in done.err
        assert len(done.err.strip().splitlines()) >= 2
    assert not [left for left in tmp_path.iterdir() if left != path]


def test_uneven_rows_are_kept_and_told(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        "Surname,Forename,NI Number,Gender,Date of Birth\n"
        "Hale,Miriam,AB123456C,F,14/02/1963,extra\n"
        "O'Brien-Øyelowo,李\n",
        encoding="utf-8",
    )
    done = run("check", path, "--lea", "999", "--estab", "2999", "--json")
    people = {one["person"] for finding in done.json for one in finding["people"]}
    assert any(person and "Ø" in person for person in people)


def test_two_people_with_one_teacher_number_stay_two(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        "Staff No,Surname,Forename,Teacher Number,Gender,Date of Birth\n"
        "1,Hale,Miriam,0412345,F,14/02/1963\n"
        "2,Poole,Tomos,0412345,M,30/07/1988\n",
        encoding="utf-8",
    )
    found = run("check", path, "--lea", "999", "--estab", "2999", "--json").json
    (twice,) = [finding for finding in found if finding["rule"] == "6500"]
    assert [one["person"] for one in twice["people"]] == ["HALE, Miriam (1)", "POOLE, Tomos (2)"]
    assert twice["message"] == "Teacher number used twice: Teacher number “0412345” of 2 people."


def test_an_unknown_authority_is_a_finding(run: Any, sample: Path) -> None:
    found = run("check", sample, "--lea", "998", "--json").json
    assert any(finding["field"] == "message.LEA" and finding["severity"] == "error" for finding in found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["convert", "--lea", "99"], "3 digits"),
        (["convert", "--estab", "abc"], "4 digits"),
        (["convert", "--serial", "0"], "001 to 999"),
        (["convert", "--collection", "1999"], "no collection for 1999"),
        (["convert", "--pay", "nothing"], "nothing"),
        (["convert"], "sources"),
        (["nonsense"], "nonsense"),
        (["codes", "no such set"], "no code set"),
        (["rules", "1"], "no rule"),
        (["compare", "none.xml", "none.csv"], "no such file"),
        (["refused", "none.xml"], "no such file"),
    ],
)
def test_wrong_words_are_told(run: Any, tmp_path: Path, words: list[str], said: str) -> None:
    if words[0] == "convert" and len(words) > 1:
        words = [words[0], str(tmp_path), *words[1:]]
    done = run(*words)
    assert done.code == 2
    assert said.lower() in done.err.lower()


def test_nobody_says_which_school(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("Staff No,Surname,Forename\n1,Hale,Miriam\n", encoding="utf-8")
    done = run("check", path)
    assert done.code == 2
    assert "--lea 999" in done.err
    done = run("check", path, "--lea", "999")
    assert done.code == 2
    assert "--estab 2999" in done.err


def test_several_schools_make_several_files(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text(
        "Staff No,Surname,Forename,Contract Type,Start Date,Post,Estab\n"
        "1,Hale,Miriam,Permanent,01/09/2009,Head Teacher,2001\n"
        "1,Hale,Miriam,Permanent,01/09/2009,Head Teacher,2002\n"
        "2,Poole,Tomos,Permanent,01/09/2010,Classroom Teacher,2002\n",
        encoding="utf-8",
    )
    done = run("convert", path, "-o", tmp_path / "out", "--lea", "999", "--now", NOW)
    assert done.code == 1
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["9992001_SWF_999LL13_001.xml", "9992002_SWF_999LL13_001.xml"]
    assert (tmp_path / "out" / names[0]).read_text(encoding="utf-8").count("<ContractOrService>") == 1
    assert (tmp_path / "out" / names[1]).read_text(encoding="utf-8").count("<ContractOrService>") == 2
    one = run("convert", path, "-o", tmp_path / "one.xml", "--lea", "999", "--now", NOW)
    assert one.code == 2
    assert "--estab" in one.err


@pytest.mark.skipif(os.name == "nt", reason="Windows says a directory of a file name differently")
def test_a_file_where_a_folder_should_be(run: Any, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    done = run("convert", sample, "-o", tmp_path / "taken", "--now", NOW)
    assert done.code == 2
    assert "taken" in done.err


def test_a_recipe_of_one_school_is_not_used_for_another_unasked(run: Any, tmp_path: Path) -> None:
    recipe = tmp_path / "r.toml"
    paths = []
    for estab in ("2001", "2002"):
        path = tmp_path / f"{estab}.csv"
        path.write_text(f"Staff of 999/{estab},,\nStaff No,Surname,Forename\n1,Hale,Miriam\n", encoding="utf-8")
        paths.append(path)
    assert run("check", paths[0], "--recipe", recipe).code == 1
    # What only the files said is no decision, so the recipe serves any school ...
    assert run("check", paths[1], "--recipe", recipe).code == 1
    # ... but one that was asked for is.
    assert run("check", paths[0], "--recipe", recipe, "--estab", "2001").code == 1
    done = run("check", paths[1], "--recipe", recipe)
    assert done.code == 2
    assert "--estab 2002" in done.err
    assert run("check", paths[1], "--recipe", recipe, "--estab", "2002").code == 1


def test_an_empty_template_is_told(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    run("template", "-o", path)
    done = run("convert", path, "-o", tmp_path / "out.xml")
    assert done.code == 2
    assert "nothing is filled in" in done.err


def test_a_folder_that_is_not_there_is_named(run: Any, sample: Path, tmp_path: Path) -> None:
    done = run("convert", sample, "-o", tmp_path / "none" / "out.xml")
    assert done.code == 2
    assert "out.xml: There is no such folder" in done.err
    assert "unchecked" not in done.err


def test_the_sample_of_the_newest_year_becomes_a_return_with_all_its_reports(run: Any, tmp_path: Path) -> None:
    year = Collection.newest(date(2026, 11, 28)).year
    assert run("sample", "-o", tmp_path / "sample", "--collection", year).code == 0
    words = ("convert", tmp_path / "sample", "-o", tmp_path, "--report", tmp_path / "report")
    assert run(*words, "--collection", year).code == 1
    assert list(tmp_path.glob("*.xml"))
    assert (tmp_path / "report" / "summary.html").exists()
