"""What each column is: by tag, label, alias, likeness and cells; what is not sure is asked."""

import csv
from collections import defaultdict
from datetime import date

import pytest

from converters.matching.columns.candidates import propose
from converters.matching.columns.column import CERTAIN, Column, choices, in_order
from converters.matching.columns.deciding import decide
from converters.matching.headings import Headings, exact_key, loose_key, words
from converters.matching.look import look_at
from converters.recipe.grains import ALLOWED
from converters.recipe.target import IGNORE, OPEN, parse_targets
from converters.sources.table import Cell
from converters.values.codes import YEARS, of_year
from resources import resource
from swf_desktop.collection import Collection, collection_years
from tests.converters.tables import mapped, plan, table

COLLECTION = Collection.load(2013)
KNOWN = {name for year in collection_years() for name in Collection.load(year).fields}
HEADINGS = Headings(COLLECTION)


DAYS: list[Cell] = [date(2010, 9, 1), date(2011, 9, 1), date(2012, 9, 1)]
OTHER_DAYS: list[Cell] = [date(2009, 9, 1), date(2011, 9, 1), date(2012, 9, 1)]


def a_column(heading: str, *cells: Cell, parts: tuple[str, ...] = (), index: int = 0) -> Column:
    return Column(index, heading, parts or (heading,), look_at(cells, range(len(cells))))


def decided(grain: str, **columns: list[Cell]) -> dict[str, str]:
    """Decide a sheet given as heading to cells."""
    made = [a_column(heading, *cells, index=index) for index, (heading, cells) in enumerate(columns.items())]
    cells = list(columns.values())
    decide(made, HEADINGS, grain, cells, range(len(cells[0])))
    return {column.heading: column.decided for column in made}


def one(heading: str, grain: str = "contract", *cells: Cell) -> str:
    return decided(grain, **{heading: list(cells) or [None]})[heading]


# The vocabulary


@pytest.mark.parametrize("name", COLLECTION.fields)
def test_labels_and_full_names_map_by_themselves(name: str) -> None:
    field = COLLECTION.fields[name]
    grain = next((grain for grain, kinds in ALLOWED.items() if kinds[0] == field.kind), "school")
    for text in (field.label, field.name):
        best = HEADINGS.candidates(text, grain)[0]
        assert (best.target, best.worth >= CERTAIN) == (name, True), text


ALIASES = list(csv.DictReader(resource("census", "aliases.csv").read_text(encoding="utf-8").splitlines()))


def test_the_alias_table_is_whole() -> None:
    marks = {*ALLOWED, "ask", "spare", "later"}
    for number, row in enumerate(ALIASES, 2):
        assert row["what"] in ("heading", "value"), number
        assert row["text"].strip() == row["text"] != "", number
        if row["what"] == "heading":
            assert {word for word in row["scope"].split() if not YEARS.fullmatch(word)} <= marks, number
            if row["field"] != IGNORE:
                assert all(target.field in KNOWN for target in parse_targets(row["field"])), number
            else:
                assert row["reason"], f"row {number} is ignored without a reason"
        else:
            # The code is one of some year that the row counts in.
            held = [
                (field.type == "boolean" and row["code"] in ("true", "false"))
                or (field.type != "boolean" and collection.code_sets[field.code_set].holds(row["code"]))
                for collection in map(Collection.load, collection_years())
                if of_year(row["scope"].split(), collection.year)
                and (field := collection.fields.get(row["field"])) is not None
            ]
            assert any(held), f"row {number}: {row['code']}"


def test_no_value_has_two_codes() -> None:
    codes = defaultdict(set)
    for row in ALIASES:
        if row["what"] == "value":
            years = [year for year in collection_years() if of_year(row["scope"].split(), year)]
            # A row of all years stands behind one of some years.
            for year in years if row["scope"] else ["all"]:
                codes[row["field"], row["text"].casefold(), year].add(row["code"])
    assert not {key: found for key, found in codes.items() if len(found) > 1}


def test_no_alias_leaves_out_what_another_maps() -> None:
    ignored, mapped = defaultdict(set), defaultdict(set)
    for row in ALIASES:
        if row["what"] == "heading" and not {"ask", "spare"} & set(row["scope"].split()):
            words = row["scope"].split()
            grains = {word for word in words if not YEARS.fullmatch(word)} or set(ALLOWED)
            for year in collection_years():
                if of_year(words, year):
                    kept = {f"{grain} {year}" for grain in grains}
                    (ignored if row["field"] == IGNORE else mapped)[exact_key(row["text"])] |= kept
    assert not {key: ignored[key] & mapped[key] for key in ignored if ignored[key] & mapped[key]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pers.No.", ("pers", "no")),
        ("PersonBirthDate", ("person", "birth", "date")),
        ("R&R", ("r", "and", "r")),
        ("FTE %", ("fte", "percent")),
        ("Née", ("nee",)),
        ("Absence1FirstDay", ("absence", "1", "first", "day")),
        ("Teacher's Ref", ("teachers", "ref")),
        ("", ()),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


def test_keys_forgive_writing() -> None:
    assert exact_key("Pers.No.") == exact_key("PERS NO") == exact_key("pers_no")
    assert loose_key("No. of weeks worked") == loose_key("Weeks Worked Number")


# Headings people use


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Pers.No.", "staff.PersonRef"),
        ("EE Ref", "staff.PersonRef"),
        ("Assign No", "contract.ContractRef"),
        ("Known As", IGNORE),
        ("NINO", "staff.NINumber"),
        ("NI Cat", IGNORE),
        ("NI Letter", IGNORE),
        ("DfE Ref", "staff.TeacherNumber"),
        ("DfES No.", "staff.TeacherNumber"),
        ("GTC Ref", "staff.TeacherNumber"),
        ("TP Ref", "staff.TeacherNumber"),
        ("Cont Svc", IGNORE),
        ("Date Joined", "contract.SchoolArrivalDate"),
        ("Occupancy Start", "contract.ContractStart"),
        ("Eff From", "contract.ContractStart"),
        ("Eff To", "contract.ContractEnd"),
        ("Inc Date", IGNORE),
        ("Cont Hrs", "contract.HoursPerWeek"),
        ("Std Hrs", "contract.FTEHours"),
        ("FT Hrs", "contract.FTEHours"),
        ("WTE", "contract.FTE"),
        ("Paid Wks", "contract.PaidWeeks"),
        ("TTO Factor", IGNORE),
        ("SCP", "contract.SpinePoint"),
        ("Spt", "contract.SpinePoint"),
        ("Notional Sal", "contract.FullTimeSalary"),
        ("FTE Sal", "contract.FullTimeSalary"),
        ("Act Sal", "contract.ActualSalary"),
        ("Salary", "contract.AnnualSalary"),
        ("CFR", "contract.StaffGroup"),
        ("Cost Centre", IGNORE),
        ("E-mail", IGNORE),
        ("Date of Birth (dd/mm/yyyy)", "staff.PersonBirthDate"),
        ("D.O.B.", "staff.PersonBirthDate"),
        ("DBS Date", IGNORE),
        ("Hrs:Mins", "contract.HoursPerWeek"),
        ("Gross Pay", IGNORE),
        ("Strike Deduction", IGNORE),
        ("TLR", "payment.PaymentAmount TLR"),
        ("R&R Allowance", "payment.PaymentAmount RAR"),
        ("PersonFamilyName", "staff.PersonFamilyName"),
        ("contract.BasePay", "contract.BasePay"),
        ("Employee Surname", "staff.PersonFamilyName"),
        ("Forename 2", "staff.PersonGivenName"),
        ("Role 1", "role.RoleIdentifier #1"),
        ("Role 2", "role.RoleIdentifier #2"),
        ("Absence 1 first day", "absence.FirstDayOfAbsence #1"),
        ("Absence 2 category", "absence.AbsenceCategory #2"),
        ("Allowance 1 Type", "payment.PaymentType #1"),
        ("Allowance 1 Amount", "payment.PaymentAmount #1"),
        ("Qualification 2 class of degree", "qualification.ClassOfDegree #2"),
        ("Role 2 hours per week", "role.HoursPerWeek #2"),
        ("Address Line 2", IGNORE),
    ],
)
def test_headings_of_lists_and_payrolls(heading: str, expected: str) -> None:
    best = HEADINGS.candidates(heading, "contract")[0]
    assert (best.target, best.worth >= CERTAIN) == (expected, True)


@pytest.mark.parametrize(
    ("heading", "grain", "expected"),
    [
        ("Subject", "curriculum", "curriculum.Subject"),
        ("Subject", "vacancy", "vacancy.Subject"),
        ("Subject 2", "qualification", "qualification.QualificationSubject"),
        ("Start Date", "contract", "contract.ContractStart"),
        ("Start Date", "absence", "absence.FirstDayOfAbsence"),
        ("Type", "absence", "absence.AbsenceCategory"),
        ("Type", "payment", "payment.PaymentType"),
        ("Amount", "element", "element.ElementAmount"),
        ("Amount", "payment", "payment.PaymentAmount"),
        ("Rate", "element", "element.ElementRate"),
        ("Hours", "curriculum", "curriculum.SubjectHours"),
        ("Hours", "contract", "contract.HoursPerWeek"),
        ("Hours per Week", "role", "role.HoursPerWeek"),
        ("Grade", "role", "role.Scale"),
        ("Grade", "qualification", "qualification.ClassOfDegree"),
        ("DfE Number", "school", "school.Estab"),
        ("DfE Number", "contract", "staff.TeacherNumber"),
        ("Post", "vacancy", "vacancy.VacancyPost"),
        ("Category", "headcount", "headcount.AgencyTPsupportCategory"),
        ("LA Number", "school", "message.LEA"),
        ("LA Number", "contract", IGNORE),
        ("Contract Type", "absence", IGNORE),
        ("Frequency", "element", "element.ElementPeriod"),
        ("Frequency", "contract", "contract.PayPeriod"),
        ("Tenure", "vacancy", "vacancy.Tenure"),
    ],
)
def test_one_heading_means_different_things_on_different_sheets(heading: str, grain: str, expected: str) -> None:
    best = HEADINGS.candidates(heading, grain)[0]
    assert (best.target, best.worth >= CERTAIN) == (expected, True)


@pytest.mark.parametrize(
    "heading",
    ["Total Pay", "Period 7", "Normal Hours", "Allowances", "Leaving Reason", "Pension Ref", "London Weighting"],
)
def test_doubtful_headings_are_asked(heading: str) -> None:
    assert one(heading, "contract", 1, 2, 3) == OPEN


def test_what_cannot_stand_side_by_side_is_asked() -> None:
    assert one("Contract 1 start date", "contract", *DAYS) == "contract.ContractStart"
    assert one("Contract 2 start date", "contract", *DAYS) == OPEN


def test_a_subject_on_a_list_of_people_is_asked() -> None:
    assert one("Subject", "person", "English", "Music", "Art") == OPEN


def test_reasons_are_categories_only_where_they_look_like_them() -> None:
    assert one("Reason", "absence", "Sickness", "Training", "Maternity") == "absence.AbsenceCategory"
    assert one("Reason", "absence", "Flu", "Migraine", "Back pain") == OPEN


# The cells, for and against


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        ("Title", ["Mrs", "Mr", "Dr"], IGNORE),
        ("Title", ["Head Teacher", "Cleaner", "Cook"], "contract.JobTitle"),
        ("NI", ["AB123456C", "AB 12 34 56 D", "JX300108B"], "staff.NINumber"),
        ("NI", [123.45, 99.1, 12.0], OPEN),
        ("Daily Rate", ["Y", "N", "N"], "contract.DailyRate"),
        ("Daily Rate", [163.43, 150.0, 120.0], "contract.DailyPay"),
        ("Safeguarded salary", [1500.0, 1200.0, 900.0], "contract.SafeguardedAmount"),
        ("Safeguarded salary", ["Yes", "No", "No"], "contract.SafeguardedSalary"),
        ("Establishment", ["2999", "3001", "2999"], "contract.Estab"),
        ("Establishment", ["Harbour Lane", "Hill Road", "Harbour Lane"], "contract.SchoolName"),
        ("Contract", ["Perm", "Temporary", "Perm"], "contract.ContractType"),
        ("Contract", ["010011-1", "010012-1", "010012-2"], "contract.ContractRef"),
        ("Postcode", ["AB1 2CD", "SW1A 1AA", "M1 1AE"], IGNORE),
        ("Whatever", ["AB123456C", "AB123456D", "JX300108B"], "staff.NINumber"),
        ("Contact", ["a@b.example", "c@d.example", "e@f.example"], IGNORE),
        ("Date of Brith", [date(1970, 1, 1), date(1971, 1, 1), date(1980, 2, 3)], "staff.PersonBirthDate"),
        ("Start Date", ["abc", "def", "ghi"], OPEN),
        ("Salary", ["M6", "U1", "L3"], "contract.SpinePoint"),
        ("Surnmae", ["Smith", "Jones", "Brown"], OPEN),
        ("Zorp", ["q1", "q2", "q3"], OPEN),
        ("Zorp", [None, None, None], IGNORE),
        ("Zorp", ["This is a long remark about somebody that no census has ever asked for."] * 3, IGNORE),
    ],
)
def test_the_cells_decide(heading: str, cells: list[Cell], expected: str) -> None:
    assert one(heading, "contract", *cells) == expected


def test_destinations_in_full_are_no_remarks() -> None:
    long = "Teaching post within the LA sector (school or central staff) in England or Wales"
    assert one("Origin", "contract", long, long, long) == "contract.Origin"


def test_every_proposal_has_a_reason_and_a_confidence() -> None:
    column = a_column("Surnmae", "Smith", "Jones", "Brown")
    found = propose(column, HEADINGS, "person")
    assert found[0].target == "staff.PersonFamilyName"
    assert 0.5 <= found[0].worth < CERTAIN
    assert "Surname" in found[0].reason


# Columns together


def test_two_columns_for_one_field_are_asked() -> None:
    found = decided("contract", **{"Start Date": DAYS, "Contract Start Date": OTHER_DAYS})
    assert sorted(found.values()) == ["?", "contract.ContractStart"]


def test_two_columns_that_say_the_same_are_one() -> None:
    found = decided("contract", **{"Start Date": DAYS, "Contract Start Date": DAYS})
    assert sorted(found.values()) == ["contract.ContractStart", IGNORE]


def test_a_spare_heading_gives_way() -> None:
    found = decided("contract", **{"Job No": ["1", "2", "3"], "Assign No": ["4", "5", "6"]})
    assert found == {"Job No": IGNORE, "Assign No": "contract.ContractRef"}
    assert one("Job No", "contract", "1", "2", "3") == "contract.ContractRef"


def test_a_full_name_gives_way_to_its_parts() -> None:
    names: dict[str, list[Cell]] = {"Name": ["Smith, J"], "Surname": ["Smith"], "Forename": ["Jane"]}
    assert decided("person", **names)["Name"] == IGNORE
    assert decided("person", Name=["Smith, J"])["Name"] == "staff.FullName"


def test_two_payments_of_one_type_are_two_records() -> None:
    found = decided("contract", TLR1=[7397, None], TLR2=[None, 2561])
    assert found == {"TLR1": "payment.PaymentAmount TLR #1", "TLR2": "payment.PaymentAmount TLR #2"}


def test_further_given_names_stand_after_the_first() -> None:
    made = [a_column("Middle Name", "Ann", index=0), a_column("Forename", "Jane", index=1)]
    decide(made, HEADINGS, "person", [["Ann"], ["Jane"]], range(1))
    assert list(in_order(made)) == [1, 0]


def test_what_stands_under_something_to_leave_out_is_left_out() -> None:
    column = a_column("Overtime Units", 1, 2, 3, parts=("Overtime", "Units"))
    assert propose(column, HEADINGS, "contract")[0].target == IGNORE


def test_a_question_offers_fields_that_the_cells_could_be() -> None:
    cells: list[Cell] = ["6543210", "7654321", "8765432"]
    made = [a_column("Zorp", *cells)]
    decide(made, HEADINGS, "person", [cells], range(3))
    assert made[0].decided == OPEN
    offered = choices(made[0], HEADINGS)
    assert offered[0] == ("staff.TeacherNumber", "Teacher number")
    assert offered[-1][0] == IGNORE


def test_a_sheet_with_thousands_of_unknown_columns_is_bounded() -> None:
    made = [a_column(f"Zorp{chr(97 + index % 26)}{index}x", 1, index=index) for index in range(3000)]
    decide(made, HEADINGS, "contract", [[1]] * 3000, range(1))
    assert all(column.decided == OPEN for column in made)


def test_codes_of_staff_under_a_heading_of_something_else_are_theirs() -> None:
    codes = ["ABE", "BAK", "COD", "DUN"]
    staff = table(["Staff Code", "Surname", "Forename"], *[[code, f"Fam{code}", f"Giv{code}"] for code in codes])
    absent = table(
        ["Code", "Type", "From", "To"],
        *[[code, "Sickness", f"0{n}/03/2013", f"0{n}/03/2013"] for n, code in enumerate(codes, 4)],
        sheet="Absence",
    )
    found = plan(staff, absent)
    assert mapped(found.plans[1])["Code"] == "staff.PersonRef"
    assert mapped(found.plans[1])["Type"] == "absence.AbsenceCategory"
    assert not [question for question in found.questions if question.kind == "column"]


@pytest.mark.parametrize(
    ("form", "heading"),
    [
        ("{:%Y%m%d}", "Occupancy Start Date"),
        ("{:%Y%m%d}", "Contract Start"),
        ("{:%d.%m.%y}", "Occupancy Start Date"),
        ("serial", "Contract Start"),
    ],
)
def test_dates_as_digits_are_dates(form: str, heading: str) -> None:
    days = [date(2004 + n, 9, 1 + n) for n in range(5)]
    cells = [str((day - date(1899, 12, 30)).days) if form == "serial" else form.format(day) for day in days]
    rows = [[str(100 + n), f"Fam{n}", f"Giv{n}", cell] for n, cell in enumerate(cells)]
    (found,) = plan(table(["Payroll No", "Surname", "Forename", heading], *rows)).plans
    assert mapped(found)[heading] == "contract.ContractStart"


def test_names_of_payments_under_element_make_a_sheet_of_payments() -> None:
    heads = ["Payroll No", "Element", "Annual Value"]
    payments = table(heads, ["1", "SEN Allowance", 2787], ["2", "Recruitment", 1000], sheet="Allowances")
    (found,) = plan(payments).plans
    assert found.grain == "payment"
    assert mapped(found)["Annual Value"] == "payment.PaymentAmount"
    rows = [["1", "Basic Pay", 27870], ["1", "SEN Allowance", 2787], ["2", "Basic Pay", 30000]]
    assert [one.grain for one in plan(table(heads, *rows, sheet="Allowances")).plans] != ["payment"]
