"""Central staff of an authority: their own return and nowhere else, and academies in a folder of their own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from converters.built import Built, OneReturn
from converters.pipeline import build, check_return, read_all, write_return
from converters.request import CannotRun, Request
from swf_desktop.collection import Collection
from swf_desktop.facts import is_academy
from tests.places import EXAMPLES
from ui.cli.main import main

NOW = datetime(2013, 11, 11, 9, 45)
HEAD = "Estab,Emp No,Surname,Forename,Gender,DOB,NI Number,DfE Number,Ethnic Origin,Disability,QTS,HLTA,Position,Role,"
HEAD += "Contract Type,Start Date,Date Joined School,Hours,FT Hours,Weeks,Point,Annual Salary\n"
TEACHER = "Teacher,Classroom Teacher,Permanent,01/09/2005,01/09/2005,32.5,32.5,52,M6,31868\n"
ADVISER = "Advisory Teacher,Advisory Teacher,Permanent,01/09/2005,01/09/2005,32.5,32.5,52,M6,31868\n"


def _row(estab: str, number: int, family: str, job: str = TEACHER) -> str:
    return f"{estab},{number},{family},Ann,F,12/03/1975,JK20{number}A,950{number},White British,No,Yes,No,{job}"


ALL = [_row("2001", 1401, "Abel"), _row("999/7001", 1403, "Bond"), _row("6930", 1405, "Dunn")]


def _built(tmp_path: Path, rows: list[str], **asked: str) -> Built:
    path = tmp_path / "la.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return build(read_all([path]), Request(year=2013, lea="999", **asked))  # type: ignore[arg-type]


def _people(built: Built) -> dict[str | None, list[str]]:
    return {one.estab: [str(person.code("PersonFamilyName")) for person in one.return_.staff] for one in built.returns}


@pytest.mark.parametrize(
    "word", ["Central", "central staff", "LA Central Team", "Centrally employed", "LA", "0000", "Local Authority"]
)
def test_central_staff_in_place_of_a_school_make_the_authoritys_return(tmp_path: Path, word: str) -> None:
    built = _built(tmp_path, [*ALL, _row(word, 1407, "Eyre", ADVISER)])
    assert _people(built) == {"2001": ["Abel"], "7001": ["Bond"], "6930": ["Dunn"], None: ["Eyre"]}
    central = built.returns[-1]
    contract = central.return_.staff[0].of("contract")[0]
    assert (central.level, contract.code("LASchoolLevel"), contract.has("Estab")) == ("L", "L", False)
    assert central.return_.school is None
    assert central.file_name("001") == "999_SWF_999LL13_001.xml"
    assert built.assembly is not None
    assert built.assembly.problems == []
    assert [(one.kind, one.before, one.after) for one in built.assembly.repairs if one.kind == "central staff"] == [
        ("central staff", word, "L")
    ]
    rules = {finding.rule for finding in check_return(central, now=NOW)}
    assert rules == {"X90"}  # no counts of educational psychologists; and nothing about occasional teachers


@pytest.mark.parametrize("word", ["Head Office", "Trust central", "The Ridings", "2O01"])
def test_other_words_are_no_central_staff_of_an_authority(tmp_path: Path, word: str) -> None:
    built = _built(tmp_path, [*ALL, _row(word, 1407, "Eyre", ADVISER)])
    assert all(one.level == "S" for one in built.returns)
    assert built.assembly is not None
    assert [one.found for one in built.assembly.problems] == [word]


def test_at_the_authoritys_level_only_central_staff_are_in(tmp_path: Path) -> None:
    built = _built(tmp_path, [*ALL, _row("Central", 1407, "Eyre", ADVISER)], level="la")
    assert _people(built) == {None: ["Eyre"]}
    assert [item.reason for item in built.left_out] == [
        f"Of school {estab}: only central staff are in the authority's own return."
        for estab in (2001, "999/7001", 6930)
    ]
    assert "3 contracts of schools left out: only central staff are in the authority's own return." in built.notes


def test_of_one_school_that_is_asked_for_central_staff_are_left_out_with_the_reason(tmp_path: Path) -> None:
    built = _built(tmp_path, [*ALL, _row("Central", 1407, "Eyre", ADVISER)], estab="2001")
    assert _people(built) == {"2001": ["Abel"]}
    assert [item.reason for item in built.left_out] == [
        "Central staff of the authority: in its own return (level la), not in a school's."
    ]
    single = _built(tmp_path, [ALL[0], _row("Central", 1407, "Eyre", ADVISER)])
    assert _people(single) == {"2001": ["Abel"]}


def test_a_file_of_central_staff_alone_is_the_authoritys_return_unasked(tmp_path: Path) -> None:
    built = _built(tmp_path, [_row("Central", 1407, "Eyre", ADVISER)])
    assert [(one.level, one.estab) for one in built.returns] == [("L", None)]
    assert built.recipe.level == "la"


def test_a_return_that_nobody_would_be_in_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"Every contract names a school.*level L, or the word Central"):
        _built(tmp_path, ALL, level="la")
    with pytest.raises(CannotRun, match=r"Every contract is of central staff.*--level la"):
        _built(tmp_path, [_row("Central", 1407, "Eyre", ADVISER)], level="school", estab="2001")


def test_somebody_at_a_school_and_in_the_centre_is_in_both_with_each_contract_in_one(tmp_path: Path) -> None:
    both = [_row("2001", 1401, "Abel"), _row("Central", 1401, "Abel", ADVISER.replace("2005", "2009"))]
    built = _built(tmp_path, [*both, *ALL[1:]])
    found = {one.estab: [c.code("Post") for p in one.return_.staff for c in p.of("contract")] for one in built.returns}
    assert found == {"2001": ["TCH"], "7001": ["TCH"], "6930": ["TCH"], None: ["AVT"]}


def _convert(monkeypatch: pytest.MonkeyPatch, *words: object) -> None:
    monkeypatch.setattr("sys.argv", ["swf-desktop", "convert", *map(str, words)])
    assert main() == 1  # there are errors: no counts of occasional teachers


def test_academies_go_into_a_folder_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "la.csv"
    path.write_text(HEAD + "".join([*ALL, _row("Central", 1407, "Eyre", ADVISER)]), encoding="utf-8")
    out = tmp_path / "out"
    _convert(monkeypatch, path, "-o", out, "--lea", "999", "--collection", "2013")
    assert sorted(one.relative_to(out).as_posix() for one in out.rglob("*.xml")) == [
        "9992001_SWF_999LL13_001.xml",
        "9997001_SWF_999LL13_001.xml",
        "999_SWF_999LL13_001.xml",
        "academies/9996930_SWF_999LL13_001.xml",
    ]
    alone = tmp_path / "alone"
    _convert(monkeypatch, path, "-o", alone, "--lea", "999", "--estab", "6930", "--collection", "2013")
    assert [one.relative_to(alone).as_posix() for one in alone.rglob("*.xml")] == ["9996930_SWF_999LL13_001.xml"]


@pytest.mark.parametrize(("estab", "academy"), [("6905", True), ("6999", True), ("6900", True), ("7000", False)])
def test_what_numbers_are_academies(estab: str, academy: bool) -> None:
    assert is_academy(estab, Collection.load(2013)) is academy
    assert not is_academy(None, Collection.load(2013))


# The whole way of an authority's return

STAFF = (
    "Employee No,Surname,Forename,Gender,Date of Birth,NI Number,Teacher Number,Ethnicity,Disability,QTS,HLTA,Post,"
    "Role,Contract Type,Start Date,Origin,LA or School Level,Daily Rate,Pay Scale,Base Pay,Safeguarded Salary,Hours,"
    "FT Hours,Weeks\n"
    "7001,Lowe,Petra,F,08/03/1967,AB123462C,8912345,White British,No,Yes,No,Advisory Teacher,Advisory Teacher,"
    "Permanent,01/09/2001,TCHLEA,L,No,Soulbury,45000.00,No,37,37,52\n"
)
PSYCHOLOGISTS = "Ed Psychs FT,Ed Psychs PT,Ed Psychs FTE\n7,4,2.4\n"


def _paths(element: etree._Element, above: str = "") -> list[str]:
    """Return the path of each element with a text, in order."""
    found = []
    for child in element:
        path = f"{above}{etree.QName(child).localname}"
        found += _paths(child, f"{path}/") if len(child) else [path]
    return found


def _whole_way(tmp_path: Path, year: int) -> tuple[OneReturn, Path]:
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "psychologists.csv").write_text(PSYCHOLOGISTS, encoding="utf-8")
    files = [tmp_path / "staff.csv", tmp_path / "psychologists.csv"]
    built = build(read_all(files), Request(year=year, lea="999"))
    assert [question.text for question in built.questions] == []
    (one,) = built.returns
    written = write_return(one, tmp_path / one.file_name("001"), serial="001", now=NOW)
    assert written.findings == []
    return one, written.path


@pytest.mark.parametrize("year", [2013, 2026])
def test_a_central_staff_return_that_is_right_has_no_finding(tmp_path: Path, year: int) -> None:
    one, path = _whole_way(tmp_path, year)
    assert [(one.rule, one.message) for one in check_return(one, now=NOW)] == []
    tree = etree.parse(path).getroot()
    paths = _paths(tree)
    assert paths[-3:] == [f"LA/EducationalPsychologists/EdPsychs{end}" for end in ("FT", "PT", "FTE")]
    assert not any("Estab" in path.split("/") or path.startswith("School/") for path in paths)
    assert tree.findtext(".//SourceLevel") == "L"
    assert [element.text for element in tree.iter("LASchoolLevel")] == ["L"]


def test_its_shape_is_that_of_the_example(tmp_path: Path) -> None:
    example = EXAMPLES / "swf_2013_la_centrally_employed.xml"
    _, path = _whole_way(tmp_path, 2013)
    theirs = etree.parse(example).getroot()
    assert _paths(etree.parse(path).getroot()) == _paths(theirs)
