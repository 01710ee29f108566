"""Plans of sheets that schools really have: what one row is, blocks, sections, forms, and sheets that are not used."""

from dataclasses import replace
from datetime import date

import pytest

from converters.recipe.keys import hidden_key
from converters.recipe.recipe import Recipe, SheetRecipe
from converters.sources.table import Cell, SourceError, Table
from tests.converters.tables import STAFF, mapped, one, plan, table

DAY = date(2010, 9, 1)


# Grain


def test_one_row_for_each_person_or_each_contract() -> None:
    headings: list[Cell] = ["Payroll No", "Surname", "Forename", "Post", "Start Date"]
    single = one(headings, ["1", "Smith", "Jane", "TA", DAY], ["2", "Jones", "Ann", "TA", DAY])
    double = one(headings, ["1", "Smith", "Jane", "TA", DAY], ["1", "Smith", "Jane", "Cleaner", DAY])
    assert (single.grain, double.grain) == ("person", "contract")


def test_people_without_contracts() -> None:
    assert one(["Payroll No", "Surname", "Gender"], ["1", "Smith", "F"], ["2", "Jones", "M"]).grain == "person"


def test_two_people_with_one_teacher_number_stay_a_list_of_people() -> None:
    headings: list[Cell] = ["Payroll No", "Surname", "Forename", "Teacher Number", "Post"]
    assert (
        one(headings, ["1", "Smith", "Jane", "1234567", "TA"], ["2", "Jones", "Al", "1234567", "TA"]).grain == "person"
    )


@pytest.mark.parametrize(
    ("grain", "headings", "row"),
    [
        ("absence", ["Staff Ref", "Name", "From", "To", "Days", "Reason"], ["1", "Smith, J", DAY, DAY, 1, "Sick"]),
        ("absence", ["Emp No", "Date of absence", "Type"], ["1", DAY, "Sick"]),
        ("payment", ["Emp No", "Allowance", "Amount"], ["1", "TLR", 2561]),
        ("element", ["Emp No", "Name", "Pay Element", "Amount"], ["1", "Smith, J", "Basic Pay", 100.0]),
        ("qualification", ["Emp No", "Name", "Qualification", "Subject"], ["1", "Smith, J", "PGCE", "X100"]),
        ("curriculum", ["Emp No", "Name", "Subject", "Year", "Hours"], ["1", "Smith, J", "English", 4, 5]),
        ("vacancy", ["Post", "Subject", "Advertised"], ["Class Teacher", "Music", "Yes"]),
        ("headcount", ["Category", "Number"], ["Catering", 4]),
        ("la", ["Ed Psychs FT", "Ed Psychs PT", "Ed Psychs FTE"], [3, 2, 1.2]),
        ("school", ["Estab", "Occasionals QTS", "Occasionals Not QTS"], ["2999", 1, 2]),
    ],
)
def test_grains_by_their_columns(grain: str, headings: list[Cell], row: list[Cell]) -> None:
    sheet = {"payment": "Allowances", "absence": "Absences"}.get(grain, "Sheet1")
    assert one(headings, row, row, sheet=sheet).grain == grain


def test_what_one_row_is_is_asked_where_nothing_says_it() -> None:
    of = table(["Contract type", "Start date", "Hours per week"], ["Perm", DAY, 32.5], ["Perm", DAY, 25.0])
    plans = plan(of)
    assert [question.kind for question in plans.questions] == ["answer"]
    key = plans.questions[0].key
    assert plan(of, recipe=Recipe(answers={key: "contract"})).plans[0].grain == "contract"
    with pytest.raises(SourceError):
        plan(of, recipe=Recipe(answers={key: "leave out"}))


# Layouts


def test_names_on_the_first_row_only_fill_down() -> None:
    of = one(
        ["Name", "Payroll No", "Assign No", "Post", "Hours"],
        ["SMITH, Jane", "1", "1-1", "TA", 10],
        [None, None, "1-2", "Cleaner", 5],
        ["JONES, Al", "2", "2-1", "TA", 10],
    )
    assert of.grain == "contract"
    assert {of.headings[column] for column in of.fill_down} == {"Name", "Payroll No"}


def test_a_missing_number_is_not_filled_down() -> None:
    rows: list[list[Cell]] = [[str(number), f"{number}-1", "TA", DAY] for number in range(1, 30)]
    rows[11][0] = None
    assert one(["Payroll No", "Assign No", "Post", "Start Date"], *rows).fill_down == frozenset()


def test_a_wide_sheet_with_groups_and_payments() -> None:
    of = one(
        [
            "Payroll No",
            "Surname",
            "Absence 1 first day",
            "Absence 1 type",
            "Absence 2 first day",
            "Absence 2 type",
            "TLR2",
        ],
        ["1", "Smith", DAY, "Sick", DAY, "Sick", 2561],
    )
    assert mapped(of) == {
        "Payroll No": "staff.PersonRef",
        "Surname": "staff.PersonFamilyName",
        "Absence 1 first day": "absence.FirstDayOfAbsence #1",
        "Absence 1 type": "absence.AbsenceCategory #1",
        "Absence 2 first day": "absence.FirstDayOfAbsence #2",
        "Absence 2 type": "absence.AbsenceCategory #2",
        "TLR2": "payment.PaymentAmount TLR",
    }


def test_a_salary_of_no_basis_is_not_guessed() -> None:
    of = one(["Payroll No", "Surname", "Salary", "Actual Salary", "FTE Salary"], ["1", "Smith", 30000, 15000, 30000])
    assert list(mapped(of).values())[2:] == [
        *("contract.AnnualSalary", "contract.ActualSalary", "contract.FullTimeSalary"),
    ]


def test_a_form_of_labels_and_values() -> None:
    plans = plan(
        table(
            ["Figures at 07/11/2013"],
            ["LA number", 999],
            ["Occasional teachers with QTS", 2],
            ["Occasional teachers without QTS", 1],
            ["Catering", 4],
            ["Supply from elsewhere", 3],
        )
    )
    school, counts = plans.plans
    assert school.cells == {"message.LEA": (1, 1), "school.OccasionalsQTS": (2, 1), "school.OccasionalsNOTQTS": (3, 1)}
    assert (counts.grain, counts.rows) == ("headcount", [4])
    assert [question.key for question in plans.questions] == ["Supply from elsewhere"]
    assert "school.OccasionalsNOTKNWN" in [choice for choice, _ in plans.questions[0].choices]
    answered = SheetRecipe("list.xlsx", "Sheet1", columns={"Supply from elsewhere": "school.OccasionalsNOTKNWN"})
    again = plan(school.table, recipe=Recipe(sheets=(answered,)))
    assert again.questions == []
    assert again.plans[0].cells["school.OccasionalsNOTKNWN"] == (5, 1)


def test_a_table_of_two_heading_rows_without_merged_cells() -> None:
    of = one(
        ["Payroll No", "Name", "Element", None, None],
        [None, None, "Description", "Rate", "Amount"],
        ["1", "SMITH, Jane", "Basic", 10.0, 100.0],
        [None, None, "Union", -1.0, -1.0],
        ["Total", None, None, None, 99.0],
    )
    assert (of.grain, of.rows) == ("element", [2, 3])
    assert of.headings[2:] == ["Element Description", "Element Rate", "Element Amount"]
    assert len(of.fill_down) == 2


ELEMENTS: list[Cell] = ["Employee", None, "Element", "Rate", "Units", "Amount"]


def test_names_on_a_line_of_their_own_above_their_rows() -> None:
    of = one(
        ["Payroll Report - Period 7, 31/10/2013"],
        ELEMENTS,
        ["SMITH, Jane A (Mrs) 10001"],
        [None, None, "Basic Pay", 1593.4, 1, 1593.4],
        [None, None, "Union", -13.0, 1, -13.0],
        ["Total", None, None, None, None, 1580.4],
        ["Page 2 of 9"],
        ELEMENTS,
        ["KING, Al (Mr) 10003"],
        [None, None, "Basic Pay", 1000.0, 1, 1000.0],
        ["Grand Total", None, None, None, None, 2580.4],
    )
    assert of.grain == "element"
    assert of.rows == [2, 3, 4, 8, 9]
    assert mapped(of)["Employee"] == "staff.FullName"
    assert of.fill_down == frozenset({0})
    assert of.as_at == date(2013, 10, 31)


def test_totals_without_a_label_are_no_pay_elements() -> None:
    of = one(
        ["Pers No", "Name", "Pay Element", "Amount"],
        ["1", "SMITH, J", "Basic", "1,010.00"],
        [None, None, "Union", "5.00-"],
        [None, None, None, 1005.0],
        ["2", "JONES, J", "Basic", 10.0],
        [None, None, None, 99.0],
    )
    assert of.rows == [1, 2, 4, 5]
    assert (3, "total without a label") in of.skipped


def test_headings_of_sections_are_no_people() -> None:
    of = one(
        ["Surname", "Forename", "DOB", "Post", "Hours"],
        ["TEACHING STAFF"],
        ["Smith", "Jane", DAY, "Teacher", 32.5],
        ["SUPPORT STAFF"],
        ["King", "Al", DAY, "TA", 20],
    )
    assert of.rows == [2, 4]
    assert [row for row, reason in of.skipped if reason == "a line of its own"] == [1, 3]


def test_qualifications_side_by_side_are_a_list_of_people() -> None:
    of = one(
        [
            "Payroll No",
            "Surname",
            "Qualification 1",
            "Qualification 1 Subject 1",
            "Qualification 1 Subject 2",
            "Qualification 2",
        ],
        ["1", "Smith", "PGCE", "X100", None, "BA"],
    )
    assert of.grain == "person"
    assert mapped(of)["Qualification 1 Subject 2"] == "qualification.QualificationSubject #1"
    assert mapped(of)["Qualification 2"] == "qualification.QualificationCode #2"


def test_start_end_and_type_of_contracts_are_no_absences() -> None:
    rows: list[list[Cell]] = [[str(n), "Smith", kind, DAY, None] for n, kind in enumerate(["Perm", "Temp", "Temp"])]
    assert one(["Emp No", "Surname", "Type", "From", "To"], *rows).grain == "person"


def test_the_keys_of_an_exported_database() -> None:
    plans = plan(
        table(
            ["StaffID", "Surname", "DateOfBirth", "NINo"],
            ["1", "Smith", DAY, "AB123456C"],
            file="tblStaff.csv",
            sheet=None,
        ),
        table(
            ["ContractID", "StaffID", "PostCode", "StartDate"],
            *[[f"c{n}", "1", "TCH", DAY] for n in range(3)],
            file="tblContracts.csv",
            sheet=None,
        ),
        table(
            ["AbsenceID", "StaffID", "StartDate", "AbsenceType"],
            ["a", "1", DAY, "SIC"],
            file="tblAbsence.csv",
            sheet=None,
        ),
    )
    assert plans.questions == []
    assert [planned.grain for planned in plans.plans] == ["person", "contract", "absence"]
    assert mapped(plans.plans[1])["PostCode"] == "contract.Post"


def test_a_sheet_of_16384_columns_asks_a_bounded_number() -> None:
    headings: list[Cell] = ["Payroll No", "Surname", "Forename", "DOB", *[f"Col x{number}" for number in range(16380)]]
    plans = plan(table(headings, ["1", "Smith", "J", DAY, *[1] * 16380]))
    assert len(plans.questions) == 100
    assert all(len(note) < 5000 for note in plans.notes)


# Sheets that are not used


def test_hidden_sheets_are_told_and_not_used() -> None:
    hidden = table(*STAFF, sheet="Old", hidden=True)
    plans = plan(table(*STAFF), hidden)
    assert [planned.table.sheet for planned in plans.plans] == ["Sheet1"]
    assert any("Old" in note and "hidden" in note for note in plans.notes)
    assert [(sheet.sheet, sheet.use) for sheet in plans.recipe.sheets] == [("Sheet1", True), ("Old", False)]
    wanted = Recipe(sheets=(SheetRecipe("list.xlsx", "Old", use=True),))
    assert len(plan(table(*STAFF), hidden, recipe=wanted).plans) == 2


NEW_IN_HIDDEN: list[list[Cell]] = [
    ["Payroll No", "Name", "NI Number", "Ethnicity"],
    ["1", "Smith J", "AB123456C", "White British"],
    ["2", "Jones K", "AB123457C", "White British"],
]


@pytest.mark.parametrize("answer", ["", "read", "leave out"])
def test_a_hidden_sheet_that_has_what_no_other_has_is_asked_about(answer: str) -> None:
    hidden = table(*NEW_IN_HIDDEN, sheet="Private", hidden=True)
    key = hidden_key("list.xlsx, sheet Private")
    plans = plan(hidden, table(*STAFF), recipe=Recipe(answers={key: answer} if answer else {}))
    asked = [question for question in plans.questions if question.key == key]
    assert [planned.table.sheet for planned in plans.plans] == ["Sheet1"] + ["Private"] * (answer == "read")
    assert len(asked) == (answer == "")
    assert all("Ethnic" in question.text and "2 rows" in question.text for question in asked)


def test_sheets_of_one_layout_ask_once_and_take_one_answer() -> None:
    def site(name: str, first: int) -> Table:
        rows: list[list[Cell]] = [[str(first + n), f"Fam{first + n}", f"Gib{n}", f"zork {n % 2}"] for n in range(6)]
        return table(["Payroll No", "Surname", "Forename", "Zorp"], *rows, sheet=name)

    plans = plan(site("Infants", 10), site("Juniors", 30))
    assert [(question.scope, question.key) for question in plans.questions] == [("list.xlsx, sheet Infants", "Zorp")]
    first = plans.recipe.sheets[0]
    answered = replace(
        plans.recipe,
        sheets=(replace(first, columns={**first.columns, "Zorp": "contract.ContractRef"}), *plans.recipe.sheets[1:]),
    )
    again = plan(site("Infants", 10), site("Juniors", 30), recipe=answered)
    assert not again.questions
    assert [mapped(planned)["Zorp"] for planned in again.plans] == ["contract.ContractRef"] * 2


def test_a_sheet_without_headings_is_told() -> None:
    plans = plan(table(*STAFF), table(["Read me"], ["Fill in all sheets."], sheet="Read me"))
    assert len(plans.plans) == 1
    assert any("Read me" in note and "headings" in note for note in plans.notes)


@pytest.mark.parametrize(
    "of",
    [
        table(),
        table(["1", "Smith", DAY], ["2", "Jones", DAY]),
        table(["Apples", "Pears", "Plums"], ["a", 1, 2], ["b", 2, 3]),
        table(*STAFF, hidden=True),
        table(STAFF[0]),
    ],
    ids=["empty", "no headings", "other headings", "hidden", "nothing below"],
)
def test_nothing_usable_is_told_with_file_and_remedy(of: Table) -> None:
    with pytest.raises(SourceError) as caught:
        plan(of)
    assert caught.value.file == "list.xlsx"
    assert caught.value.found
    assert caught.value.remedy


def test_hidden_rows_are_used_and_told() -> None:
    of = table(*STAFF)
    of.hidden_rows = [2]
    planned = plan(of).plans[0]
    assert planned.rows == [1, 2]
    assert any("hidden in the file" in note for note in planned.notes)
