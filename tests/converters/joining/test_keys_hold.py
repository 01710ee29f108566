"""Every edit stands where it was made, whatever happens to the rows: keys come from the source and not from a place."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from converters.built import Built, Sources
from converters.joining.keys import former_keys
from converters.pipeline import build
from converters.recipe.recipe import Recipe
from converters.request import Request
from converters.sources.table import Cell
from converters.workspace import keep_built, keep_sources, kept_request
from swf_desktop.record import Record
from swf_desktop.workspace.journal import Edit
from swf_desktop.workspace.workspace import Workspace
from tests.converters.tables import table
from tests.converters.test_records_as_they_come import people

ABSENCES = [
    ("101", "Sickness", "05/11/2012", "07/11/2012"),
    ("101", "Sickness", "04/03/2013", "05/03/2013"),
    ("101", "Training", "04/03/2013", "04/03/2013"),
    ("102", "Sickness", "14/05/2013", "16/05/2013"),
    ("103", "Sickness", "01/07/2013", "02/07/2013"),
]
HEADS: list[Cell] = ["Payroll No", "Absence Reason", "First Day", "Last Day"]
STAFF = people(
    {"Annual Salary": 31868, "TLR": 2561, "SEN": 2022},
    {"Annual Salary": 31868, "TLR": 2561},
    {"Annual Salary": 31868, "Job Title": "Teaching Assistant", "SEN": 2022},
)


def built(staff: list[list[Cell]], absences: list[list[Cell]], *edits: Edit, **answers: str) -> Built:
    recipe = Recipe(lea="999", estab="2999", answers=answers)
    tables = [table(*staff, file="p.csv", sheet=None), table(HEADS, *absences, file="a.csv", sheet=None)]
    return build(Sources(tables), Request(recipe=recipe, overlay=edits))


def rows() -> list[list[Cell]]:
    return [list(row) for row in ABSENCES]


def records(of: Built) -> dict[str, Record]:
    return {record.key: record for record in of.returns[0].return_.message.walk()}


def meaning(record: Record) -> tuple[str, ...]:
    """What a reader would know a record by, from the cells of its row and its person's number."""
    person = record.person()
    own = ("FirstDayOfAbsence", "AbsenceCategory", "PaymentType", "ContractStart")
    return (record.kind, person.raw("PersonRef") if person else "", *(record.raw(tag) for tag in own))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_edit_stands_where_it_was_made(data: st.DataObject) -> None:
    before = {
        key: meaning(record)
        for key, record in records(built(STAFF, rows())).items()
        if record.kind in ("absence", "contract", "payment", "staff")
    }
    assert len(set(before.values())) == len(before)
    absences = rows()
    extra = data.draw(st.lists(st.tuples(st.sampled_from(["101", "102", "104"]), st.integers(1, 28)), max_size=4))
    absences += [[number, "Sickness", f"{day:02d}/01/2013", f"{day:02d}/01/2013"] for number, day in set(extra)]
    absences = data.draw(st.permutations(absences))
    gone = data.draw(st.integers(0, 2))
    staff = [STAFF[0], *data.draw(st.permutations(STAFF[1:]))]
    after = {key: meaning(record) for key, record in records(built(staff, absences[gone:])).items()}
    for key, was in before.items():
        assert after.get(key, was) == was
    there = set(after.values())
    assert all(was in there for key, was in before.items() if key in after)
    assert all(key in after for key, was in before.items() if was in there)


def test_an_edit_of_march_stays_on_march_when_a_row_comes_above_it() -> None:
    (key,) = [key for key, one in records(built(STAFF, rows())).items() if one.raw("LastDayOfAbsence") == "05/03/2013"]
    edit = Edit(key, "absence.WorkingDaysLost", "2.0")
    longer: list[list[Cell]] = [["101", "Sickness", "01/10/2012", "02/10/2012"], *rows()]
    of = built(STAFF, longer, edit)
    assert of.edits_gone == []
    edited = [one for one in records(of).values() if one.code("WorkingDaysLost") == "2.0"]
    assert [one.raw("LastDayOfAbsence") for one in edited] == ["05/03/2013"]


def test_an_edit_of_a_post_keeps_the_other_edits_of_the_contract() -> None:
    contracts = [key for key, one in records(built(STAFF, rows())).items() if one.kind == "contract"]
    edits = [
        edit
        for key in contracts
        for edit in (Edit(key, "contract.Post", "SUP"), Edit(key, "contract.HoursPerWeek", "20.00"))
    ]
    of = built(STAFF, rows(), *edits)
    assert of.edits_gone == []
    found = [one for one in records(of).values() if one.kind == "contract"]
    assert [(one.code("Post"), one.code("HoursPerWeek")) for one in found] == [("SUP", "20.00")] * 3


def test_a_title_that_is_answered_later_keeps_the_edits() -> None:
    staff = people({"Annual Salary": 31868, "Job Title": "Zorblatt"})
    before = build(Sources([table(*staff)]), Request(recipe=Recipe(lea="999", estab="2999")))
    (key,) = [key for key, one in records(before).items() if one.kind == "contract"]
    recipe = Recipe(lea="999", estab="2999", codes={"contract.JobTitle": {"Zorblatt": "SUP/OADM"}})
    edit = Edit(key, "contract.HoursPerWeek", "20.00")
    after = build(Sources([table(*staff)]), Request(recipe=recipe, overlay=(edit,)))
    assert after.edits_gone == []


def test_what_an_older_version_kept_comes_under_the_present_keys(tmp_path: Path) -> None:
    staff, absences = table(*STAFF, file="p.csv", sheet=None), table(HEADS, *rows(), file="a.csv", sheet=None)
    recipe = Recipe(lea="999", estab="2999")
    present = build(Sources([staff, absences]), Request(recipe=recipe))
    former = {record.key: key for key, record in former_keys(present.returns[0].return_).items()}
    march = next(key for key, one in records(present).items() if one.raw("LastDayOfAbsence") == "05/03/2013")
    assert former[march] == "PersonRef:101/contract:2008-09-01|TCH|2999/absence:2".replace(
        "/contract:2008-09-01|TCH|2999", ""
    )
    with Workspace.open(tmp_path / "old.swfreturn") as workspace:
        workspace.edit(former[march], "absence.WorkingDaysLost", "2.0", label="Days", reason="asked")
        workspace.note("X05", former[march], "absence.WorkingDaysLost", "Asked for.")
        sources = Sources([staff, absences])
        request = kept_request(workspace, Request(recipe=recipe))
        of = build(sources, request)
        assert of.edits_gone == []
        keep_sources(workspace, sources)
        keep_built(workspace, of)
        assert [(edit.record, edit.text) for edit in workspace.overlay()] == [(march, "2.0")]
        assert [note.record for note in workspace.notes()] == [march]
        assert not kept_request(workspace, Request(recipe=recipe)).keys_before
        assert workspace.undo() is not None
        assert workspace.undo() is not None
        assert workspace.overlay() == []
