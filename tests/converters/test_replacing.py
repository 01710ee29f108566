"""A corrected file takes the place of one that is here: what stays, what changes, and undo brings it back."""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from converters.built import Built, Sources
from converters.pipeline import build, read_all
from converters.recipe.recipe import Recipe
from converters.recipe.recipe_file import parse_recipe, recipe_text
from converters.recipe.renamed import renamed
from converters.replacing import Changed, Fit, carried, fits, in_its_place, put_in_place, what_changes
from converters.request import Request
from converters.sources.stored import table_bytes
from converters.sources.table import Table
from converters.workspace import keep, kept_request, kept_sources
from swf_desktop.collection import Collection
from swf_desktop.workspace.journal import Entry
from swf_desktop.workspace.workspace import Workspace
from tests.killing import killed_after

YEAR = 2026
COLLECTION = Collection.load(YEAR)
PEOPLE = (
    ("1001", "Ash", "Ann", "01/02/1970", "Female", "01/09/2010", "32.50", "41224.00"),
    ("1002", "Birch", "Bob", "03/04/1975", "Male", "01/09/2011", "32.50", "44000.00"),
    ("1003", "Cedar", "Cat", "05/06/1980", "Female", "01/09/2012", "16.25", "20612.00"),
    ("1004", "Dogwood", "Dan", "07/08/1985", "Male", "01/09/2013", "32.50", "51048.00"),
    ("1005", "Elder", "Eve", "09/10/1990", "Female", "01/09/2014", "20.00", "26000.00"),
)
LIST_HEADINGS = (
    "Employee Number",
    "Surname",
    "Forename",
    "Date of Birth",
    "Gender",
    "Job Title",
    "Contract Type",
    "QTS",
)
PAY_HEADINGS = ("Employee Number", "Surname", "Start Date", "Contracted Hours", "Full Time Hours", "Annual Salary")


def csv(*rows: Sequence[str]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def staff_list() -> str:
    return csv(
        LIST_HEADINGS,
        *((n, s, f, b, g, "Class Teacher", "Permanent", "Yes") for n, s, f, b, g, *_ in PEOPLE),
    )


def pay_rows() -> list[list[str]]:
    return [[n, s, start, hours, "32.50", pay] for n, s, _, _, _, start, hours, pay in PEOPLE]


def payroll(rows: Sequence[Sequence[str]], headings: Sequence[str] = PAY_HEADINGS, above: Sequence[str] = ()) -> str:
    return csv(*([above] if above else []), headings, *rows)


@dataclass(slots=True)
class School:
    """A return of two files, in a workspace."""

    folder: Path
    sources: Sources = field(default_factory=Sources)

    @property
    def path(self) -> Path:
        return self.folder / "a.swfreturn"

    def read(self, name: str, text: str) -> list[Table]:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return read_all([path]).tables


@pytest.fixture
def school(tmp_path: Path) -> School:
    made = School(tmp_path)
    made.sources.tables += made.read("Staff list.csv", staff_list())
    made.sources.tables += made.read("Payroll.csv", payroll(pay_rows()))
    built = build(made.sources, asked())
    with Workspace.open(made.path) as workspace:
        keep(workspace, made.sources, built)
    return made


def asked(recipe: Recipe | None = None) -> Request:
    return Request(year=YEAR, lea="999", estab="2001", recipe=recipe or Recipe())


def proposed(school: School, name: str, text: str) -> tuple[list[Table], Fit | None]:
    new = school.read(name, text)
    with Workspace.open(school.path) as workspace:
        request = kept_request(workspace, Request(year=YEAR))
        found = fits(kept_sources(workspace).tables, new, request.recipe, COLLECTION)
    assert len(found) <= 1
    return new, (found[0] if found else None)


def compared(school: School, name: str, text: str) -> Changed:
    new, fit = proposed(school, name, text)
    assert fit is not None
    with Workspace.open(school.path) as workspace:
        sources, request = kept_sources(workspace), kept_request(workspace, Request(year=YEAR))
    return what_changes(sources, request, in_its_place(sources.tables, new, fit), [fit])


def edit(school: School, record: str, name: str, text: str) -> None:
    with Workspace.open(school.path) as workspace:
        workspace.edit(record, name, text, label="By hand", reason="the head said so")


def packed(tables: Sequence[Table]) -> list[tuple[str, str | None, int, bytes, str]]:
    return [
        (table.file, table.sheet, len(data), zlib.compress(data, 1), "")
        for table in tables
        for data in [table_bytes(table)]
    ]


def put(school: School, name: str, text: str, changed: Changed | None = None) -> Entry:
    new, fit = proposed(school, name, text)
    assert fit is not None
    with Workspace.open(school.path) as workspace:
        return put_in_place(workspace, packed(new), [fit], () if changed is None else changed.by_hand)


def rebuilt(school: School) -> Built:
    with Workspace.open(school.path) as workspace:
        return build(kept_sources(workspace), kept_request(workspace, Request(year=YEAR)))


def state_of(workspace: Workspace) -> tuple[object, ...]:
    tables = [(file, sheet, workspace.raw(file, sheet)) for file, sheet in workspace.raw_tables()]
    return tables, workspace.recipe, workspace.overlay(), workspace.added(), workspace.notes()


CHANGED = {
    "a row more above": lambda rows: payroll(rows, above=("Payroll report", "", "", "", "", "")),
    "sorted": lambda rows: payroll(rows[::-1]),
    "a column renamed": lambda rows: payroll(
        rows, ["Yearly Amount" if one == "Annual Salary" else one for one in PAY_HEADINGS]
    ),
    "a person gone": lambda rows: payroll(rows[1:]),
    "a person more": lambda rows: payroll([*rows, ["1006", "Fir", "01/09/2025", "32.50", "32.50", "33000.00"]]),
}


@pytest.mark.parametrize("name", ["Payroll.csv", "Payroll corrected.csv"])
@pytest.mark.parametrize("change", CHANGED)
def test_a_corrected_file_is_known_for_one_and_nothing_is_lost(school: School, change: str, name: str) -> None:
    before = rebuilt(school)
    key = before.returns[0].return_.staff[2].key
    contract = before.returns[0].return_.staff[2].of("contract")[0].key
    edit(school, key, "staff.PersonGivenName", "Catherine")
    edit(school, contract, "contract.BasePay", "20000.00")
    with Workspace.open(school.path) as workspace:
        recipe = parse_recipe(workspace.recipe)
        answered = replace(recipe, answers={**recipe.answers, "which contract: Payroll.csv": "first"})
        workspace.change_recipe(recipe_text(answered), label="Answer")
        was = state_of(workspace)
    text = CHANGED[change](pay_rows())
    assert proposed(school, name, text)[1] == Fit(name, "Payroll.csv", ((None, None),))
    put(school, name, text)
    with Workspace.open(school.path) as workspace:
        assert [file for file, _ in workspace.raw_tables()] == ["Staff list.csv", name]
        recipe = parse_recipe(workspace.recipe)
        assert recipe.answers[f"which contract: {name}"] == "first"
        assert len(workspace.overlay()) == 2
    after = rebuilt(school)
    assert after.edits_gone == []
    records = {record.key: record for record in after.returns[0].return_.message.walk()}
    assert records[key].code("PersonGivenName") in ("Catherine", ("Catherine",))
    assert records[contract].code("BasePay") == "20000.00"
    with Workspace.open(school.path) as workspace:
        assert workspace.undo() is not None
        assert state_of(workspace) == was
        assert workspace.redo() is not None
        assert [file for file, _ in workspace.raw_tables()] == ["Staff list.csv", name]
        assert workspace.undo() is not None
        assert state_of(workspace) == was


def test_what_changes_is_told_with_counts_and_names(school: School) -> None:
    rows = pay_rows()
    rows[1][3] = "16.25"
    rows[3][5] = "52000.00"
    rows[4] = ["1006", "Fir", "01/09/2025", "32.50", "32.50", "33000.00"]
    changed = compared(school, "Payroll.csv", payroll(rows))
    said = "\n".join(changed.sentences)
    assert "1 person is new: FIR (1006)." in said
    assert "2 contracts have other hours: BIRCH, Bob (1002): hours worked per week 32.50 to 16.25; ELDER" in said
    assert "1 person differs in something else: ELDER, Eve (1005)." in said
    assert "DOGWOOD, Dan (1004): £51,048.00 to £52,000.00" in said
    assert "Base pay of all: £" in said
    assert changed.by_hand == ()


def test_a_file_that_is_the_same_changes_nothing(school: School) -> None:
    assert compared(school, "Payroll copy.csv", payroll(pay_rows())).all == [
        "Nothing that comes into the return differs."
    ]


def test_an_edit_whose_cell_changed_is_listed_and_may_give_way(school: School) -> None:
    person = rebuilt(school).returns[0].return_.staff[1]
    contract = person.of("contract")[0].key
    edit(school, contract, "contract.BasePay", "45000.00")
    edit(school, rebuilt(school).returns[0].return_.staff[2].of("contract")[0].key, "contract.BasePay", "1.00")
    rows = pay_rows()
    rows[1][5] = "46000.00"
    changed = compared(school, "Payroll 2.csv", payroll(rows))
    (one,) = changed.by_hand
    assert one.sentence == (
        "Base pay of BIRCH, Bob (1002): you entered £45000.00; the file said £44000.00 and now says £46000.00."
    )
    put(school, "Payroll 2.csv", payroll(rows), changed)
    records = {record.key: record for record in rebuilt(school).returns[0].return_.message.walk()}
    assert records[contract].code("BasePay") == "46000.00"
    with Workspace.open(school.path) as workspace:
        assert len(workspace.overlay()) == 1
        workspace.undo()
        assert len(workspace.overlay()) == 2
    records = {record.key: record for record in rebuilt(school).returns[0].return_.message.walk()}
    assert records[contract].code("BasePay") == "45000.00"


def test_an_edit_that_the_file_confirms_is_no_question(school: School) -> None:
    contract = rebuilt(school).returns[0].return_.staff[1].of("contract")[0].key
    edit(school, contract, "contract.BasePay", "46000.00")
    rows = pay_rows()
    rows[1][5] = "46000.00"
    assert compared(school, "Payroll.csv", payroll(rows)).by_hand == ()


def test_edits_about_somebody_who_is_gone_are_counted_and_kept(school: School) -> None:
    person = rebuilt(school).returns[0].return_.staff[0].of("contract")[0].key
    edit(school, person, "contract.BasePay", "1.00")
    changed = compared(school, "Payroll.csv", payroll(pay_rows()[1:]))
    text = " ".join(changed.all)
    assert "1 change that you made by hand is about somebody" in text


def test_other_files_are_not_asked_about(school: School) -> None:
    absences = csv(
        ("Employee Number", "First Day", "Last Day", "Reason", "Days Lost"),
        ("1001", "01/10/2025", "03/10/2025", "Sickness", "3"),
    )
    assert proposed(school, "Absence.csv", absences)[1] is None


def test_the_sheet_that_the_new_book_lacks_is_said(tmp_path: Path) -> None:
    fit = Fit("b.xlsx", "a.xlsx", (("Pay", "Pay"),), ("Leavers",))
    assert fit.question == "b.xlsx has the columns of a.xlsx. Does it replace a.xlsx, or add to it?"


def test_keys_about_two_sheets_stay_in_their_order() -> None:
    recipe = Recipe(answers={"which is newer: A.csv or M.csv": "A.csv", "join by name alone: A.csv": "yes"})
    after = renamed(recipe, {("A.csv", None): ("Z.csv", None)})
    assert set(after.answers) == {"which is newer: M.csv or Z.csv", "join by name alone: Z.csv"}


def test_a_file_of_the_same_name_needs_nothing_carried(school: School) -> None:
    recipe = rebuilt(school).recipe
    assert carried(recipe, Fit("Payroll.csv", "Payroll.csv", ((None, None),))) == recipe


# Killed half way


def _replace_over_and_over(path: str, first: list[object], then: list[object], pipe: Connection) -> None:
    with Workspace.open(Path(path)) as workspace:
        while True:
            files = {file for file, _ in workspace.raw_tables()}
            here, there = ("Payroll.csv", "New.csv") if "Payroll.csv" in files else ("New.csv", "Payroll.csv")
            fit = Fit(there, here, ((None, None),))
            put_in_place(workspace, then if there == "New.csv" else first, [fit])  # type: ignore[arg-type]
            pipe.send(there)
            workspace.undo()
            pipe.send(here)
            workspace.redo()
            pipe.send(there)


def test_killed_at_any_moment_one_of_the_two_files_is_there_with_everything(school: School) -> None:
    then = packed(school.read("New.csv", payroll(pay_rows()[::-1])))
    first = packed([table for table in school.sources.tables if table.file == "Payroll.csv"])
    whole = {"Payroll.csv": first[0], "New.csv": then[0]}
    chance = random.Random(12)
    for _ in range(12):
        said = killed_after(chance.random() * 0.05, _replace_over_and_over, str(school.path), first, then)
        with Workspace.open(school.path) as workspace:
            files = [file for file, _ in workspace.raw_tables()]
            assert len(files) == 2
            assert files[0] == "Staff list.csv"
            name = files[1]
            assert name in whole
            data = workspace.raw(name, None)
            assert data is not None
            assert zlib.decompress(whole[name][3]) == data
            recipe = parse_recipe(workspace.recipe)
            assert [one.file for one in recipe.sheets if one.file in whole] == [name], said
            journal = workspace.journal()
            assert 1 <= journal.done <= len(journal.entries)
