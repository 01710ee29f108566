"""A run over all schools of an authority: what changed is done again, nothing else, and no school stops another."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from converters.authority import one_school
from converters.authority.deciding import (
    agree_wording,
    answer_once,
    confirm_wording,
    fix_everywhere,
    mark_authorised,
    mark_sent,
)
from converters.authority.folder import change_authority, locked, read_authority
from converters.authority.run import kept_results
from converters.authority.school_list import by_key
from converters.authority.standing import State, by_rule, overview, shared_questions
from converters.request import CannotRun
from swf_desktop.collection import Collection
from swf_desktop.files.untouched import replacing
from swf_desktop.workspace.last_closed import kept_copy
from swf_desktop.workspace.workspace import Workspace
from tests.converters.authority.made import NOW, SCHOOLS, authority_in, bytes_of, run


def same(outcome: object) -> set[str]:
    return {key for key, done in outcome.done.items() if done.same}  # type: ignore[attr-defined]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return authority_in(tmp_path)


def test_every_school_gets_its_return_from_one_payroll_and_its_own_files(folder: Path) -> None:
    outcome = run(folder)
    lines = overview(outcome.authority, outcome.results)
    assert {line.state for line in lines} == {State.READY}
    assert len(bytes_of(folder)) == SCHOOLS + 1
    assert [(line.errors, line.queries, line.questions) for line in lines] == [(0, 0, 0)] * (SCHOOLS + 1)
    assert outcome.leftovers == []
    assert outcome.strangers == []
    assert not list(folder.glob("**/*.part"))


def test_somebody_at_two_schools_is_in_both_with_their_own_contracts(folder: Path) -> None:
    outcome = run(folder)
    # The first school's last person works at the second too (see `made_authority`): 12 and 12, and one more.
    assert (outcome.results["9992001"].people, outcome.results["9992002"].people) == (12, 13)


def test_twice_gives_the_same_bytes_and_does_nothing(folder: Path, tmp_path: Path) -> None:
    run(folder)
    before = bytes_of(folder)
    results = {path.name: path.read_bytes() for path in (folder / ".results").iterdir()}
    assert len(same(run(folder))) == SCHOOLS + 1
    assert bytes_of(folder) == before
    assert {path.name: path.read_bytes() for path in (folder / ".results").iterdir()} == results
    other = authority_in(tmp_path / "other")
    run(other, jobs=2)
    # Processes that were begun keep copies where this one does.
    assert list(other.glob("*.swfreturn"))
    assert not list(other.rglob("*last-closed*"))
    assert all(kept_copy(path).is_file() for path in other.glob("*.swfreturn"))
    assert bytes_of(other) == before


def test_only_the_school_whose_file_changed_is_done_again(folder: Path) -> None:
    run(folder)
    path = folder / "schools" / "2002 Birch Hill School" / "Absences.csv"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n", 1))
    outcome = run(folder)
    assert set(outcome.done) - same(outcome) == {"9992002"}


def test_only_the_schools_whose_payroll_rows_changed_are_done_again(folder: Path) -> None:
    from openpyxl import load_workbook

    run(folder)
    book = load_workbook(folder / "payroll.xlsx")
    sheet = book["Contracts"]
    heads = [cell.value for cell in sheet[1]]
    row = next(row for row in range(2, 9999) if sheet.cell(row, heads.index("DfE Number") + 1).value == "2005")
    sheet.cell(row, heads.index("Forename") + 1).value = "Wilhelmina"
    book.save(folder / "payroll.xlsx")
    outcome = run(folder)
    assert set(outcome.done) - same(outcome) == {"9992005"}


def test_stopped_half_way_it_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    count = []
    outcome = run(folder, step=lambda *_: count.append(1), stop=lambda: len(count) >= 5)
    assert outcome.stopped
    assert len(bytes_of(folder)) == 5
    again = run(folder)
    assert len(same(again)) == 5
    whole = authority_in(tmp_path / "whole")
    run(whole)
    assert bytes_of(folder) == bytes_of(whole)


class Killed(BaseException):
    """Ends a run as a kill does: nothing of the program takes it up."""


@pytest.mark.parametrize("where", ["build", "keep", "write_return", "rule_findings"])
def test_ended_in_the_middle_of_a_school_it_is_done_again_as_if_it_had_not_been(
    folder: Path, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(one_school, where)
    calls = []

    def ends(*words: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise Killed
        return real(*words, **named)

    with monkeypatch.context() as patch:
        patch.setattr(one_school, where, ends)
        with pytest.raises(Killed):
            run(folder)
    again = run(folder)
    assert not again.stopped
    whole = authority_in(tmp_path / "whole")
    run(whole)
    assert bytes_of(folder) == bytes_of(whole)


def test_a_school_whose_return_could_not_be_made_keeps_its_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = one_school.build

    def cannot(*words: object) -> object:
        raise CannotRun("It cannot be made.", "Wait.")

    with monkeypatch.context() as patch:
        patch.setattr(one_school, "build", cannot)
        outcome = run(folder)
    assert {result.problem for result in outcome.results.values()} == {"It cannot be made."}
    assert one_school.build is real
    outcome = run(folder)
    assert [result.problem for result in outcome.results.values() if result.problem] == []
    assert len(bytes_of(folder)) == SCHOOLS + 1


def test_a_file_that_is_gone_is_written_again_and_a_foreign_one_is_told(folder: Path) -> None:
    run(folder)
    before = bytes_of(folder)
    gone, changed = sorted((folder / "returns").iterdir())[:2]
    gone.unlink()
    changed.write_text("not the return", encoding="utf-8")
    again = run(folder, jobs=2)
    assert len(same(again)) == SCHOOLS - 1
    assert [key for key, result in again.results.items() if "did not make it" in result.problem] == [changed.name[:7]]
    with replacing():
        assert not any(result.problem for result in run(folder, jobs=2).results.values())
    assert bytes_of(folder) == before


def test_one_school_stops_no_other(folder: Path) -> None:
    schools = folder / "schools"
    (schools / "2003 Cedar Hill School" / "HR report.xlsx").write_bytes(b"%PDF-1.4")
    shutil.rmtree(schools / "2004 Elm Hill School")
    (schools / "2099 Nobody").mkdir()
    outcome = run(folder, jobs=2)
    states = {line.school.key: line.state for line in overview(outcome.authority, outcome.results)}
    assert states["9992003"] is State.STOPPED
    assert "PDF" in outcome.results["9992003"].problem
    # Rows of the payroll alone are there: what came of them is made, and its own files are waited for.
    assert states["9992004"] is State.WAITING
    assert [path.name for path in outcome.strangers] == ["2099 Nobody"]
    assert len(bytes_of(folder)) == SCHOOLS


def test_a_return_that_is_open_elsewhere_is_left_as_it_is(folder: Path) -> None:
    outcome = run(folder)
    school = by_key(outcome.authority.schools, "2002")
    with Workspace.open(outcome.authority.workspace(school)):
        again = run(folder, anew=True)
    assert [key for key, done in again.done.items() if done.busy] == ["9992002"]
    assert again.results["9992002"] == outcome.results["9992002"]


def test_two_runs_at_once_are_told(folder: Path) -> None:
    with locked(folder, "run"), pytest.raises(CannotRun, match="run is under way"):
        run(folder)


def test_an_edit_in_the_schools_window_is_taken_up_and_kept(folder: Path) -> None:
    outcome = run(folder)
    school = by_key(outcome.authority.schools, "2002")
    path = outcome.authority.workspace(school)
    message = folder / "returns" / outcome.results["9992002"].file
    key = _first_person(path)
    with Workspace.open(path) as workspace:
        workspace.edit(key, "staff.PersonFamilyName", "Featherstonehaugh", label="Family name")
    again = run(folder)
    assert set(again.done) - same(again) == {"9992002"}
    assert "Featherstonehaugh" in message.read_text(encoding="utf-8")
    # Changed once more: the same field of the same person, and nothing but the text is another.
    with Workspace.open(path) as workspace:
        workspace.edit(key, "staff.PersonFamilyName", "Cholmondeley", label="Family name")
    again = run(folder)
    assert set(again.done) - same(again) == {"9992002"}
    assert "Cholmondeley" in message.read_text(encoding="utf-8")
    assert "Featherstonehaugh" not in message.read_text(encoding="utf-8")
    with Workspace.open(path) as workspace:
        workspace.undo()
        workspace.undo()
    run(folder)
    assert "Cholmondeley" not in message.read_text(encoding="utf-8")
    assert "Featherstonehaugh" not in message.read_text(encoding="utf-8")


def _first_person(path: Path) -> str:
    with Workspace.open(path) as workspace:
        return workspace.load_return(Collection.newest()).staff[0].key


def test_another_systems_return_is_checked_and_never_written(folder: Path) -> None:
    run(folder)
    made = next((folder / "returns").glob("9992003*"))
    own = folder / "schools" / "2003 Cedar Hill School"
    for path in own.iterdir():
        path.unlink()
    text = made.read_text(encoding="utf-8").replace("SWF Desktop", "Other System")
    (own / made.name).write_text(text, encoding="utf-8")
    made.unlink()
    outcome = run(folder)
    result = outcome.results["9992003"]
    assert result.made_elsewhere
    assert result.people == 12
    assert result.sha256 == hashlib.sha256((own / made.name).read_bytes()).hexdigest()
    assert not made.exists()
    assert any("were not used" in note for note in result.notes)
    assert "9992003" in same(run(folder))
    (own / made.name).rename(folder / "schools" / "2005 Hazel Hill School" / made.name)
    assert "lies in the folder" in run(folder).results["9992005"].problem or "beside" in (
        run(folder).results["9992005"].problem
    )


def _ask(folder: Path) -> None:
    """Let three schools of one layout have a word that is no code, under names of their own."""
    for name, new in (("2001 Ash Hill School", "a"), ("2004 Elm Hill School", "b"), ("2007 Larch Hill School", "c")):
        own = folder / "schools" / name
        for path in own.iterdir():
            if path.suffix == ".xlsx":
                from openpyxl import load_workbook

                book = load_workbook(path)
                sheet = book["Staff"]
                heads = [cell.value for cell in sheet[1]]
                sheet.cell(2, heads.index("Ethnicity") + 1).value = "Zorblaxian"
                path.unlink()
                book.save(own / f"{new}.xlsx")
            elif path.stem == "Staff":
                lines = path.read_bytes().decode("utf-8").split("\r\n")
                place = lines[0].split("\t").index("Ethnicity")
                cells = lines[1].split("\t")
                cells[place] = "Zorblaxian"
                path.write_bytes("\r\n".join([lines[0], "\t".join(cells), *lines[2:]]).encode("utf-8"))


def test_a_code_is_asked_once_for_all_schools_of_a_layout(folder: Path) -> None:
    _ask(folder)
    outcome = run(folder)
    (asked,) = [one for one in shared_questions(outcome.authority, outcome.results) if one.asked.key == "Zorblaxian"]
    assert [school.key for school in asked.schools] == ["9992001", "9992004", "9992007"]
    text = (folder / "recipes" / f"{asked.asked.layout}.toml").read_text(encoding="utf-8")
    assert '"?"' in text
    assert "Zorblaxian" in text
    answer_once(outcome.authority, asked, "REFU")
    again = run(folder)
    assert {"9992001", "9992004", "9992007"} <= set(again.done) - same(again)
    assert shared_questions(again.authority, again.results) == []
    # It is an answer of the layout and not of one school: another answer takes its place at all of them.
    answer_once(outcome.authority, asked, "NOBT")
    run(folder)
    for key in ("9992001", "9992004", "9992007"):
        assert "NOBT" in next((folder / "returns").glob(f"{key}*")).read_text(encoding="utf-8")


def test_a_schools_own_answer_stands_above_that_of_the_layout(folder: Path) -> None:
    _ask(folder)
    outcome = run(folder)
    (asked,) = [one for one in shared_questions(outcome.authority, outcome.results) if one.asked.key == "Zorblaxian"]
    school = by_key(outcome.authority.schools, "2004")
    with Workspace.open(outcome.authority.workspace(school)) as workspace:
        text = workspace.recipe.replace('Zorblaxian = "?"', 'Zorblaxian = "WIRI"')
        assert text != workspace.recipe
        workspace.change_recipe(text, label="Ethnicity")
    answer_once(outcome.authority, asked, "NOBT")
    for _ in range(2):
        run(folder, anew=True)
        texts = {key: next((folder / "returns").glob(f"{key}*")).read_text("utf-8") for key in ("9992001", "9992004")}
        assert "NOBT" in texts["9992001"]
        assert "NOBT" not in texts["9992004"]


def _break(folder: Path) -> None:
    """Let two schools have somebody of a gender that is no code."""
    for name in ("2002 Birch Hill School", "2005 Hazel Hill School"):
        for path in (folder / "schools" / name).glob("Staff.csv"):
            lines = path.read_bytes().decode("utf-8").split("\r\n")
            place = lines[0].split(",").index("NI No")
            cells = lines[1].split(",")
            cells[place] = "AB1"
            path.write_bytes("\r\n".join([lines[0], ",".join(cells), *lines[2:]]).encode("utf-8"))


def test_one_rule_at_several_schools_is_one_list_and_one_step_in_each(tmp_path: Path) -> None:
    folder = authority_in(tmp_path)
    _break(folder)
    outcome = run(folder)
    found = [one for one in by_rule(outcome.authority, outcome.results) if one.severity == "error"]
    assert found
    rule = found[0]
    assert rule.words.startswith(f"{rule.rule} at ")
    assert all(one.person and one.record for _, one in rule.found)
    reached = fix_everywhere(outcome.authority, outcome.results, rule.rule, "", value=rule.found[0][1].value)
    assert set(reached.done) == {school.key for school in rule.schools}
    for school in rule.schools:
        with Workspace.open(outcome.authority.workspace(school)) as workspace:
            assert len(workspace.journal().entries) >= 1
            entry = workspace.journal().can_undo
            assert entry is not None
            assert rule.rule in entry.label


def test_agreed_wording_goes_only_where_it_is_confirmed(folder: Path) -> None:
    outcome = run(folder)
    authority = agree_wording(outcome.authority, "4220", "Checked with payroll.")
    results = kept_results(authority)
    for key in ("9992001", "9992002"):
        path = folder / ".results" / f"{key}.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data["findings"] = [
            {
                "rule": "4220",
                "severity": "query",
                "message": "m",
                "action": "a",
                "record": "r",
                "field": "staff.NINumber",
            }
        ]
        path.write_text(json.dumps(data), encoding="utf-8")
    results = kept_results(authority)
    assert dict(confirm_wording(authority, results, ["9992001"]).done) == {"9992001": 1}
    for key, notes in (("9992001", ["Checked with payroll."]), ("9992002", [])):
        with Workspace.open(authority.workspace(by_key(authority.schools, key))) as workspace:
            assert [note.text for note in workspace.notes()] == notes


def test_sent_and_authorised_and_changed_since(folder: Path) -> None:
    outcome = run(folder)
    authority = outcome.authority
    school = by_key(authority.schools, "2001")
    with pytest.raises(CannotRun, match="not marked as sent"):
        mark_authorised(authority, school, outcome.results["9992001"], NOW.date())
    authority = mark_sent(authority, school, outcome.results["9992001"], NOW.date())
    authority = mark_authorised(authority, by_key(authority.schools, "2001"), outcome.results["9992001"], NOW.date())
    lines = {line.school.key: line for line in overview(authority, kept_results(authority))}
    assert lines["9992001"].state is State.AUTHORISED
    assert len(same(run(folder))) == SCHOOLS + 1  # to have been sent changes nothing in it
    path = authority.workspace(school)
    key = _first_person(path)
    with Workspace.open(path) as workspace:
        workspace.edit(key, "staff.PersonFamilyName", "Other", label="Family name")
    again = run(folder)
    line = next(line for line in overview(again.authority, again.results) if line.school.key == "9992001")
    assert line.state is State.READY
    assert "changed since it was sent on 28/11/2026" in line.remark
    # What was sent has 001: what goes after it needs another serial number.
    assert again.results["9992001"].serial == "002"


def test_an_authority_does_not_authorise_an_academy(folder: Path) -> None:
    outcome = run(folder)
    academy = next(school for school in outcome.authority.schools if school.kind == "academy")
    with pytest.raises(CannotRun, match="academy"):
        mark_authorised(outcome.authority, academy, outcome.results[academy.key], NOW.date())


def test_a_finding_names_the_row_of_the_shared_file(folder: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(folder / "payroll.xlsx")
    sheet = book["Contracts"]
    heads = [cell.value for cell in sheet[1]]
    number, start = heads.index("DfE Number") + 1, heads.index("Contract start date") + 1
    row = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, number).value == "2006"][4]
    sheet.cell(row, start).value = "31/31/2031"
    book.save(folder / "payroll.xlsx")
    outcome = run(folder)
    places = {one.place for one in outcome.results["9992006"].findings}
    assert any(place.startswith("payroll.xlsx, sheet Contracts, cell") and place.endswith(str(row)) for place in places)


def test_a_shared_row_of_no_school_is_asked_and_listed(folder: Path) -> None:
    change_authority(folder, lambda one: replace(one, sites={}))
    outcome = run(folder)
    # The central staff have a site that is nobody's number or name.
    assert {one.text for one in outcome.leftovers} == {"Children's Services", ""}
    assert read_authority(folder).sites == {"Children's Services": "?"}
    assert sum(len(one.rows) for one in outcome.leftovers) > 0
    line = next(line for line in overview(outcome.authority, outcome.results) if line.school.kind == "central")
    assert line.state is State.ERRORS
    assert "open" in line.remark
