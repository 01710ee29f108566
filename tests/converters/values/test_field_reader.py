"""One cell as one field: what is read, what is repaired and said, and what is kept as it stands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.sources.table import CellError
from converters.values.cells import zero_padded
from converters.values.column import read_column
from converters.values.field_reader import FieldReader
from swf_desktop.collection import Collection
from swf_desktop.record import Value

C = Collection.load(2013)


def read(field: str, cell: Any, form: str = "General", **more: Any) -> Any:
    return FieldReader(C.fields[field], C, **more).read(cell, form)


def sent(field: str, cell: Any, form: str = "General", **more: Any) -> Any:
    """What would be sent; "unread" before a text that is kept as it stands."""
    value = read(field, cell, form, **more).value
    if value is None:
        return None
    return value.sent if value.parsed else f"unread {value.sent}"


DATES = [
    (date(2013, 9, 1), "2013-09-01", None),
    (datetime(2013, 9, 1), "2013-09-01", None),
    (41518, "2013-09-01", "serial date"),
    (41518.0, "2013-09-01", "serial date"),
    ("41518", "2013-09-01", "serial date"),
    ("01/09/2013", "2013-09-01", None),
    ("1/9/2013", "2013-09-01", "date"),
    ("01.09.2013", "2013-09-01", "date"),
    ("01-Sep-13", "2013-09-01", "two-digit year"),
    ("1st September 2013", "2013-09-01", "date"),
    ("Sunday, 1 Sept 2013", "2013-09-01", "date"),
    ("September 1, 2013", "2013-09-01", "date"),
    ("2013-09-01", "2013-09-01", None),
    ("2013-09-01 00:00:00", "2013-09-01", "date"),
    ("20130901", "2013-09-01", "date"),
    (20130901, "2013-09-01", "date"),
    ("01/09/13", "2013-09-01", "two-digit year"),
    ("29/02/2013", "unread 29/02/2013", None),
    ("12/25/2012", "unread 12/25/2012", None),
    ("next week", "unread next week", None),
    (7, "unread 7", None),
    ("00/00/0000", None, "no date"),
    ("n/a", None, "placeholder"),
    ("", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("cell", "wanted", "repair"), DATES)
def test_dates(cell: Any, wanted: str | None, repair: str | None) -> None:
    assert sent("contract.ContractStart", cell) == wanted
    found = read("contract.ContractStart", cell).repair
    assert (found.kind if found else None) == repair


@pytest.mark.parametrize(
    ("text", "wanted"), [("08/08/58", "1958-08-08"), ("01/01/13", "1913-01-01"), ("03-Mar-92", "1992-03-03")]
)
def test_two_digit_birth_years_are_never_in_the_future(text: str, wanted: str) -> None:
    assert sent("staff.PersonBirthDate", text) == wanted


@pytest.mark.parametrize(
    "cell",
    [
        "31/12/2099",
        "31.12.9999",
        "99991231",
        "01/01/1900",
        "00/00/0000",
        "31/12/99",
        date(2099, 12, 31),
        date(9999, 12, 31),
        date(1900, 1, 1),
        0,
        73050,
    ],
)
def test_dates_that_mean_no_end(cell: Any) -> None:
    found = read("contract.ContractEnd", cell)
    assert found.value is None
    assert found.repair.kind == "no end date"


def test_american_dates_are_said_and_not_guessed() -> None:
    assert read("contract.ContractStart", "12/25/2012").problem.kind == "american date"
    assert read("contract.ContractStart", "03/04/2013").both_ways
    assert not read("contract.ContractStart", "25/12/2012").both_ways
    assert sent("contract.ContractStart", "12/25/2012", american=True) == "2012-12-25"
    assert sent("contract.ContractStart", "03/04/2013", american=True) == "2013-03-04"


MONEY = [
    ("£31,868.00", "31868.00", True),
    ("31868", "31868.00", False),
    (31868, "31868.00", False),
    (1593.3999999999999, "1593.40", False),
    (Decimal("1995.50"), "1995.50", False),
    ("(123.45)", "-123.45", True),
    ("123.45-", "-123.45", True),
    ("-£123.45", "-123.45", True),
    ("£-123.45", "-123.45", True),
    ("123.45 CR", "-123.45", True),
    ("123.45DR", "123.45", True),
    ("1\xa0234.50", "1234.50", True),
    ("£ 1,234,567.8", "1234567.80", True),
    (".50", "0.50", True),
    ("7.0925", "7.0925", False),
    ("31.868,00", "unread 31.868,00", False),
    ("1,26", "unread 1,26", False),
    ("(12-)", "unread (12-)", False),
    ("ask Sue", "unread ask Sue", False),
    ("-", None, True),
]


@pytest.mark.parametrize(("cell", "wanted", "repaired"), MONEY)
def test_money(cell: Any, wanted: str | None, repaired: bool) -> None:
    assert sent("contract.MonthlyPay", cell) == wanted
    assert (read("contract.MonthlyPay", cell).repair is not None) == repaired


DIGITS = [
    ("staff.TeacherNumber", 612309, "0000000", "0612309", "leading zero"),
    ("staff.TeacherNumber", 12320, "0000000", "0012320", "leading zero"),
    ("staff.TeacherNumber", 612309.0, "General", "0612309", "leading zero"),
    ("staff.TeacherNumber", "612309", "General", "0612309", "leading zero"),
    ("staff.TeacherNumber", '="0612345"', "General", "0612345", "excel text"),
    ("staff.TeacherNumber", "98/12345", "General", "9812345", "teacher number"),
    ("staff.TeacherNumber", "RP 98/12345", "General", "9812345", "teacher number"),
    ("staff.TeacherNumber", 9812345, '00"/"00000', "9812345", "leading zero"),
    ("staff.TeacherNumber", "9812345", "General", "9812345", None),
    ("staff.TeacherNumber", "12345", "General", "unread 12345", None),
    ("staff.TeacherNumber", "none", "General", None, "placeholder"),
    ("staff.PersonRef", 10014, "000000", "010014", "leading zero"),
    ("staff.PersonRef", 10014.0, "General", "10014", None),
    ("staff.PersonRef", "010014", "General", "010014", None),
    ("staff.PersonRef", "'010014", "General", "010014", "excel text"),
    ("school.Estab", "999/2001", "General", "2001", "establishment number"),
    ("school.Estab", 9992001, "General", "2001", "establishment number"),
    ("school.Estab", "2,001", "General", "2001", "establishment number"),
    ("school.Estab", 2001, "#,##0", "2001", None),
    ("school.Estab", "Harbour Lane", "General", "unread Harbour Lane", None),
    ("message.LEA", 999, "General", "999", None),
]


@pytest.mark.parametrize(("field", "cell", "form", "wanted", "repair"), DIGITS)
def test_numbers_that_are_text(field: str, cell: Any, form: str, wanted: str | None, repair: str | None) -> None:
    assert sent(field, cell, form) == wanted
    found = read(field, cell, form).repair
    assert (found.kind if found else None) == repair


def test_a_repair_says_what_stood_there() -> None:
    found = read("staff.TeacherNumber", 612309, "0000000")
    assert (found.repair.before, found.repair.after, found.value.raw) == ("612309", "0612309", "612309")


@pytest.mark.parametrize(
    ("cell", "wanted", "kind"),
    [
        ("SR 30 01 02 A", "SR300102A", "NI number"),
        ("sr300102a", "SR300102A", "NI number"),
        ("SR300102A", "SR300102A", None),
        ("SR300102A / TN010170F", "SR300102A", "temporary NI number"),
        ("lost", "lost", None),
    ],
)
def test_ni_numbers(cell: str, wanted: str, kind: str | None) -> None:
    found = read("staff.NINumber", cell)
    assert (found.value.sent, found.repair.kind if found.repair else None) == (wanted, kind)


def test_an_ni_number_without_its_last_letter_is_kept_and_said() -> None:
    found = read("staff.NINumber", "SR300102")
    assert (found.value.sent, found.problem.kind) == ("SR300102", "suffix")


def test_two_real_ni_numbers_in_one_cell_are_kept_as_they_stand() -> None:
    found = read("staff.NINumber", "SR300102A LM300103B")
    assert (found.value.sent, found.problem.kind) == ("SR300102A LM300103B", "unreadable")


HOURS = [
    (32.5, "32.50", None, {}),
    ("32.5", "32.50", None, {}),
    ("32.5 hrs", "32.50", "number", {}),
    (timedelta(days=1.0625), "25.50", "clock hours", {}),
    (time(7, 30), "7.50", "clock hours", {}),
    ("32:30", "unread 32:30", None, {}),
    ("32:30", "32.50", "clock hours", {"hours": "clock"}),
    ("32:30", "32.30", "clock hours", {"hours": "decimal"}),
    (32.3, "32.50", "hours", {"hours": "minutes"}),
    (140.83, "unread 140.83", None, {}),
    (140.83, "32.50", "hours", {"hours": "monthly"}),
    (1265, "unread 1265", None, {}),
    (1265, "32.44", "hours", {"hours": "annual 39"}),
    ("part time", "unread part time", None, {}),
]


@pytest.mark.parametrize(("cell", "wanted", "repair", "more"), HOURS)
def test_hours(cell: Any, wanted: str, repair: str | None, more: dict[str, str]) -> None:
    assert sent("contract.HoursPerWeek", cell, **more) == wanted
    found = read("contract.HoursPerWeek", cell, **more).repair
    assert (found.kind if found else None) == repair


def test_a_number_with_a_clock_format_is_hours() -> None:
    assert sent("contract.HoursPerWeek", 1.0625, "[h]:mm") == "25.50"


@pytest.mark.parametrize(
    ("field", "cell", "wanted"),
    [
        ("contract.FTE", "60%", "0.6"),
        ("contract.FTE", 0.6, "0.6"),
        ("contract.FTE", "19.5/32.5", "0.6"),
        ("contract.FTE", "1/0", "unread 1/0"),
        ("contract.FTE", "57.66", "57.66"),
        ("contract.WeeksPerYear", 39.0, "39"),
        ("contract.WeeksPerYear", "39", "39"),
        ("contract.WeeksPerYear", 44.5, "unread 44.5"),
        ("absence.WorkingDaysLost", 1.5, "1.5"),
        ("absence.WorkingDaysLost", "2", "2.0"),
        ("headcount.SupHeadCount", 4, "4"),
    ],
)
def test_other_numbers(field: str, cell: Any, wanted: str) -> None:
    assert sent(field, cell) == wanted


@pytest.mark.parametrize(
    ("cell", "wanted"), [("Yes", "true"), ("y", "true"), (True, "true"), (1, "true"), ("No", "false"), (0.0, "false")]
)
def test_yes_and_no(cell: Any, wanted: str) -> None:
    assert sent("staff.HLTAStatus", cell) == wanted


CODES = [
    ("staff.GenderCurrent", "Female", "2"),
    ("staff.GenderCurrent", 2.0, "2"),
    ("contract.ContractType", "prm", "PRM"),
    ("contract.ContractType", " Permanent ", "PRM"),
    ("contract.Scale", "Teachers Main", "TE"),
    ("staff.Ethnicity", "White British", "WBRI"),
    ("staff.Ethnicity", "white brit", "WBRI"),
    ("staff.Ethnicity", "Black Carib", "BCRB"),
    ("staff.Disability", True, "YES"),
    ("contract.DailyRate", "Yes", "Y"),
    ("absence.AbsenceCategory", "Maternity", "MAT"),
    ("curriculum.YearGroup", "Year 1", "1"),
    ("curriculum.YearGroup", 1, "1"),
    ("curriculum.Subject", "Art", "ART"),
    ("contract.SpinePoint", "L 18", "L18"),
    ("contract.SpinePoint", "Scp 11", "unread Scp 11"),
    ("contract.ContractType", "some day", "unread some day"),
]


@pytest.mark.parametrize(("field", "cell", "wanted"), CODES)
def test_codes(field: str, cell: Any, wanted: str) -> None:
    assert sent(field, cell) == wanted


def test_fields_that_repeat_take_several_codes_of_one_cell() -> None:
    assert read("qualification.QualificationSubject", "G100; f300").value.sent == ("G100", "F300")
    found = read("qualification.QualificationSubject", "G100; juggling")
    assert (found.value.typed, found.problem.kind) == (None, "code")


def test_a_text_that_is_no_code_is_kept_with_proposals() -> None:
    found = read("contract.ContractType", "Permenent")
    assert found.value == Value("Permenent", None, "Permenent")
    assert found.proposals[0] == "PRM"


def test_the_recipe_settles_codes_first() -> None:
    assert sent("contract.ContractType", "Permanent", settled={"Permanent": "TMP"}) == "TMP"
    assert sent("contract.ContractType", "PERMANENT", settled={"Permanent": "TMP"}) == "TMP"
    assert sent("contract.ContractType", "odd", settled={"odd": "blank"}) is None


@pytest.mark.parametrize("cell", [CellError.NA, "#N/A", "#REF!", CellError.UNCACHED])
@pytest.mark.parametrize(
    "field",
    ["staff.PersonFamilyName", "contract.ContractStart", "contract.MonthlyPay", "contract.Post", "staff.TeacherNumber"],
)
def test_cell_errors_are_never_blank(cell: str, field: str) -> None:
    found = read(field, cell)
    assert (found.value.typed, found.value.raw, found.problem.kind) == (None, str(cell), "cell error")


@pytest.mark.parametrize(
    "field", ["contract.HoursPerWeek", "contract.SpinePoint", "curriculum.YearGroup", "contract.MonthlyPay"]
)
def test_a_date_where_none_belongs_is_damage(field: str) -> None:
    found = read(field, date(2013, 6, 4))
    assert (found.value.typed, found.problem.kind) == (None, "damaged")


@pytest.mark.parametrize(
    ("cell", "wanted", "repair"),
    [
        ("Smith  Jones", "Smith Jones", "spaces"),
        ("Smith\xa0Jones", "Smith Jones", "spaces"),
        ("Smith\u200b", "Smith", "spaces"),
        (" Smith ", "Smith", None),
        ("None", "None", None),
        ("-", None, "placeholder"),
    ],
)
def test_names(cell: str, wanted: str | None, repair: str | None) -> None:
    found = read("staff.PersonFamilyName", cell)
    assert (found.value.sent if found.value else None) == wanted
    assert (found.repair.kind if found.repair else None) == repair


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (7, "0000000", "0000007"),
        (9812345, r"00\/00000", "98/12345"),
        (12345678, "0000", "12345678"),
        (5, "General", None),
        (5, "#,##0", None),
        (-5, "000", None),
    ],
)
def test_number_formats_of_zeros(number: int, form: str, shown: str | None) -> None:
    assert zero_padded(number, form) == shown


def test_a_column_reads_as_its_cells_do() -> None:
    reader = FieldReader(C.fields["staff.TeacherNumber"], C)
    column = read_column(reader, [612309, None, "98/12345", 612309], ["0000000", "General", "General", "General"])
    assert [value.sent if value else None for value in column.values] == ["0612309", None, "9812345", "0612309"]
    assert [(index, one.repair.kind) for index, one in column.odd if one.repair] == [
        (0, "leading zero"),
        (2, "teacher number"),
        (3, "leading zero"),
    ]


def test_truth_values_and_ones_are_not_mixed_up() -> None:
    reader = FieldReader(C.fields["staff.PersonRef"], C)
    column = read_column(reader, [1, True, 1.0])
    assert [value.sent if value else None for value in column.values] == ["1", "TRUE", "1"]
    assert [index for index, _ in column.odd] == [1]


ANY_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(),
    st.text(max_size=30),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(list(CellError)),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
)
FIELDS = sorted(name for name, field in C.fields.items())


@given(st.sampled_from(FIELDS), ANY_CELL, st.sampled_from(["General", "0000000", "[h]:mm", "dd/mm/yyyy", "0.00%"]))
def test_no_cell_is_lost_or_breaks_the_reader(name: str, cell: Any, form: str) -> None:
    found = FieldReader(C.fields[name], C).read(cell, form)
    if found.value is None:
        # Blank, or said to be: nothing goes in silence.
        assert (
            found.repair is not None
            or cell is None
            or (isinstance(cell, str) and not "".join(filter(str.isprintable, cell)).strip("' \"="))
        )
    else:
        assert found.value.raw != ""
        assert found.value.sent
        if found.value.typed is None:
            assert found.problem is not None or name.endswith("SpinePoint")


@given(st.dates(date(1910, 1, 1), date(2089, 12, 31)))
def test_every_way_of_writing_a_date_is_that_date(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%d-%b-%Y}", f"{day:%d %B %Y}", f"{day:%Y-%m-%d}"):
        assert sent("contract.SchoolArrivalDate", text) == day.isoformat()


@given(st.decimals(min_value=0, max_value=999999, places=2))
def test_every_way_of_writing_money_is_that_amount(amount: Decimal) -> None:
    for text, sign in ((f"£{amount:,.2f}", 1), (f"{amount:.2f}", 1), (f"({amount:,.2f})", -1), (f"{amount:.2f}-", -1)):
        assert read("contract.MonthlyPay", text).value.typed == sign * amount
