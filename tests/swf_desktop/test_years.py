"""Each census year as data: days and windows, what changed in the message, codes, pay, and a year of rows alone."""

import csv
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from converters.pipeline import build, read_all, rule_findings, write_return
from converters.request import Request
from resources import resource
from swf_desktop.catalogue import write_year
from swf_desktop.collection import Collection, collection_years, wanted_year
from swf_desktop.message_schema import schema_text
from swf_desktop.pay.tables import pay_rows
from swf_desktop.tables import add_root, remove_root

YEARS = collection_years()
CENSUS = Path(str(resource("census")))


def test_the_years_there_are() -> None:
    assert tuple(range(2012, 2027)) == YEARS
    assert [year for year in YEARS if Collection.load(year).written] == [2013, 2025, 2026]


@pytest.mark.parametrize("year", YEARS)
def test_the_windows_follow_the_one_rule(year: int) -> None:
    collection = Collection.load(year)
    assert collection.year == year == collection.reference_date.year
    assert collection.contracts_from == collection.absences_from == date(year - 1, 9, 1)
    assert collection.absences_until == date(year, 8, 31)
    assert collection.deadline == collection.reference_date + timedelta(29)
    if year - 1 in YEARS:
        assert collection.payments_from == Collection.load(year - 1).reference_date + timedelta(1)


@pytest.mark.parametrize("year", YEARS)
def test_census_day_is_the_first_thursday_of_november_but_for_two_years(year: int) -> None:
    day = Collection.load(year).reference_date
    first = next(date(year, 11, n) for n in range(1, 8) if date(year, 11, n).weekday() == 3)
    assert day == {2012: date(2012, 11, 6), 2018: date(2018, 11, 8)}.get(year, first)


def test_the_doubtful_day_of_2012_says_so() -> None:
    certainty = Collection.load(2012).certainty["dates"]
    assert certainty.level == "doubtful"
    assert "Tuesday" in certainty.text


@pytest.mark.parametrize("year", YEARS)
def test_every_part_of_a_year_says_how_sure_it_is(year: int) -> None:
    certainty = Collection.load(year).certainty
    assert set(certainty) == {"dates", "message", "codes", "rules", "pay"}
    assert {one.level for one in certainty.values()} <= {"sure", "likely", "inferred", "doubtful"}
    assert all(one.text.endswith(".") for one in certainty.values())


def sent(year: int, kind: str) -> list[str]:
    return [tag for tag, field in Collection.load(year).kinds[kind].fields.items() if field.sent]


ITEMS = {
    "staff.QTLS": (2018, 2026),
    "staff.EYTS": (2018, 2026),
    "staff.NewlyQualifiedTeacher": (2021, 2026),
    "staff.SLT": (2023, 2026),
    "staff.OverseasTrndTchr": (2012, 2013),
    "contract.LeavingReason": (2018, 2026),
    "contract.Estab": (2012, 2018),
    "absence.Estab": (2012, 2018),
    "contract.Scale": (2012, 2026),
    "contract.RegionSpine": (2012, 2018),
    "contract.SpinePoint": (2012, 2014),
    "contract.PayFramework": (2017, 2026),
    "role.PayRangeMinimum": (2017, 2026),
    "role.PayRangeMaximum": (2017, 2026),
    "payment.PayStartDate": (2015, 2026),
    "payment.PayEndDate": (2015, 2026),
    "qualification.ClassOfDegree": (2013, 2026),
    "message.CBDSLevel": (2012, 2018),
    "school.OccasionalsQTS": (2012, 2026),
}


@pytest.mark.parametrize(("name", "span"), ITEMS.items())
def test_the_years_of_each_item_that_came_or_went(name: str, span: tuple[int, int]) -> None:
    # What was left out in 2020 only has a test of its own.
    found = [year for year in YEARS if Collection.load(year).sends(name) or (year == 2020 and name in LEFT_OUT)]
    assert found == list(range(span[0], span[1] + 1))


LEFT_OUT = {
    "absence.AbsenceCategory",
    "qualification.QualificationCode",
    "qualification.ClassOfDegree",
    "contract.PayReviewDate",
    "headcount.SupHeadCount",
    "vacancy.Subject",
    "vacancy.Tenure",
}


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_what_was_left_out_in_2020_is_back_in_2021(name: str) -> None:
    assert [Collection.load(year).sends(name) for year in (2019, 2020, 2021)] == [True, False, True]


def test_occasional_teachers_and_vacancies_stay_in_2020() -> None:
    collection = Collection.load(2020)
    assert all(collection.sends(f"school.{tag}") for tag in ("OccasionalsQTS", "OccasionalsNOTQTS"))
    assert sent(2020, "vacancy") == ["VacancyPost", "VacancyTemporarilyFilled", "VacancyAdvertised"]


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("staff.GenderCurrent", {2022: "GenderCurrent", 2023: "Sex"}),
        ("staff.QTStatus", {2017: "QTStatus", 2018: "QTS"}),
        ("contract.Scale", {2014: "Scale", 2015: "PayRange"}),
        ("role.Scale", {2014: "Scale", 2015: "PayRange"}),
        ("contract.RegionSpine", {2014: "RegionSpine", 2015: "RegionPayRange"}),
    ],
)
def test_a_renamed_item_keeps_its_field(name: str, names: dict[int, str]) -> None:
    tag = name.partition(".")[2]
    for year, element in names.items():
        text = schema_text(year)
        assert f'<xs:element name="{element}"' in text
        assert Collection.load(year).sends(name)
        assert (f"<xs:appinfo>tag {tag}</xs:appinfo>" in text) is (element != tag)


def test_the_order_of_the_contract_and_of_pay_in_2019_is_that_of_the_one_system_seen() -> None:
    assert sent(2019, "contract")[:11] == [
        "ContractType",
        "ContractStart",
        "ContractEnd",
        "Post",
        "SchoolArrivalDate",
        "DailyRate",
        "DestinationCode",
        "Origin",
        "LeavingReason",
        "PayReviewDate",
        "LASchoolLevel",
    ]
    assert sent(2019, "contract")[11:17] == [
        "Scale",
        "PayFramework",
        "PayRangeMinimum",
        "PayRangeMaximum",
        "BasePay",
        "SafeguardedSalary",
    ]
    assert sent(2015, "contract")[10:14] == ["Estab", "Scale", "RegionSpine", "BasePay"]


def test_an_item_that_a_year_does_not_send_is_still_read() -> None:
    field = Collection.load(2026).fields["contract.SpinePoint"]
    assert not field.sent
    assert Collection.load(2026).code_sets[field.code_set].holds("M6")
    assert not Collection.load(2026).code_sets[field.code_set].holds("AST3")


@pytest.mark.parametrize(
    ("field", "code", "first", "last"),
    [
        ("contract.Scale", "LP", 2014, 2026),
        ("contract.Scale", "AS", 2012, 2013),
        ("contract.Scale", "EX", 2012, 2013),
        ("contract.Post", "AST", 2012, 2013),
        ("contract.Post", "EXL", 2012, 2013),
        ("contract.Post", "TCM", 2014, 2026),
        ("contract.Post", "LDP", 2014, 2026),
        ("contract.Post", "SUP", 2012, 2018),
        ("contract.Post", "OSP", 2019, 2026),
        ("contract.Post", "LNT", 2019, 2026),
        ("contract.Post", "APP", 2019, 2026),
        ("contract.Post", "SBP", 2023, 2026),
        ("staff.QTSRoute", "SCD", 2014, 2026),
        ("staff.QTSRoute", "SCDS", 2014, 2026),
        ("staff.QTSRoute", "GTPR", 2012, 2021),
        ("payment.PaymentType", "TLR", 2012, 2014),
        ("payment.PaymentType", "TLE", 2015, 2026),
        ("payment.PaymentType", "TL3", 2015, 2026),
        ("payment.PaymentType", "PPS", 2015, 2026),
        ("absence.AbsenceCategory", "PRG", 2017, 2026),
        ("contract.DestinationCode", "RETAGE", 2012, 2017),
        ("contract.DestinationCode", "PRISEC", 2023, 2026),
        ("staff.GenderCurrent", "2", 2012, 2022),
        ("staff.GenderCurrent", "F", 2023, 2026),
        ("contract.SpinePoint", "M3", 2012, 2013),
        ("contract.SpinePoint", "L12", 2012, 2014),
        ("role.RoleIdentifier", "CXPA", 2012, 2025),
    ],
)
def test_the_years_of_codes(field: str, code: str, first: int, last: int) -> None:
    found = []
    for year in YEARS:
        collection = Collection.load(year)
        held = collection.code_sets[collection.fields[field].code_set].holds(code)
        if held and (collection.sends(field) or field != "contract.SpinePoint"):
            found.append(year)
    assert found == list(range(first, last + 1))


@pytest.mark.parametrize(
    ("field", "set_name", "count"),
    [
        ("role.RoleIdentifier", "CS050", 78),
        ("contract.Origin", "CS055", 21),
        ("contract.DestinationCode", "CS042", 24),
        ("payment.PaymentType", "CS082", 19),
        ("staff.QTSRoute", "CS069", 10),
        ("absence.AbsenceCategory", "absence", 9),
        ("contract.ContractType", "contract type", 6),
    ],
)
def test_the_lists_of_2026_have_as_many_codes_as_the_common_basic_data_set(
    field: str, set_name: str, count: int
) -> None:
    collection = Collection.load(2026)
    assert len(collection.code_sets[collection.fields[field].code_set].codes) == count, set_name


def test_codes_that_nobody_could_establish_are_labelled_guesses() -> None:
    collection = Collection.load(2026)
    guessed = {
        set_id: [code for code, row in one.codes.items() if row.confidence.startswith("guess")]
        for set_id, one in collection.code_sets.items()
    }
    assert {set_id for set_id, codes in guessed.items() if codes} == {
        "PayRange",
        "PayFramework",
        "CS097",
        "NQT",
        "CS119",
        "D00160",
    }
    assert "UT" not in guessed["PayRange"]


def test_a_class_of_degree_is_taken_with_and_without_its_zero_from_2014() -> None:
    assert [Collection.load(year).code_sets["D00161"].holds("1") for year in (2013, 2025)] == [False, True]
    assert Collection.load(2025).code_sets["D00161"].holds("01")


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [("EW", 34069, 52835), ("LF", 35602, 54328), ("LO", 39196, 58120), ("LI", 41729, 64684)],
)
def test_the_pay_of_2026(region: str, first: int, last: int) -> None:
    collection = Collection.load(2026)
    assert collection.pay_points["TE", region, "M1"].annual == collection.pay_ranges["TE", region][0] == Decimal(first)
    assert collection.pay_points["TU", region, "U3"].annual == collection.pay_ranges["TU", region][1] == Decimal(last)


def test_ranges_of_2026_take_the_place_of_points() -> None:
    ranges = Collection.load(2026).pay_ranges
    assert ranges["LP", "EW"] == (Decimal(53847), Decimal(81861))
    assert ranges["UT", "EW"] == (Decimal(23732), Decimal(36494))
    assert ranges["LD", "EW"][1] == Decimal(148829)


def test_the_pay_announced_for_2027_is_in_no_table() -> None:
    assert {row["effective_from"] for row in pay_rows(date(2027, 11, 4))} == {"2026-09-01"}


def test_a_scale_without_figures_of_the_year_has_none() -> None:
    assert ("LD", "EW", "L18") not in Collection.load(2018).pay_points
    assert ("LD", "EW") not in Collection.load(2018).pay_ranges


def test_some_of_the_points_of_a_scale_make_no_range() -> None:
    # Of 2016 the leadership points L1 to L6 alone are known: a head is paid more.
    assert ("LD", "EW", "L6") in Collection.load(2016).pay_points
    assert ("LD", "EW") not in Collection.load(2016).pay_ranges
    assert Collection.load(2017).pay_ranges["LD", "EW"] == (Decimal(39374), Decimal(109366))


def test_minimum_wages_only_where_they_are_known() -> None:
    assert Collection.load(2013).wages == {}
    assert Collection.load(2023).wages["apprentice"].hourly == Decimal("5.28")
    assert Collection.load(2026).wages["national"].from_age == 21


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 11, 28), 2026),
        (date(2027, 3, 31), 2026),
        (date(2027, 4, 1), 2026),  # that of 2027 is not held: the newest held
        (date(2026, 4, 1), 2026),
        (date(2026, 3, 31), 2025),
        (date(2013, 11, 15), 2013),
        (date(2001, 1, 1), 2013),
        (date(2020, 11, 5), 2013),  # that of 2020 cannot be written
    ],
)
def test_the_newest_year_by_the_day(today: date, year: int) -> None:
    assert Collection.newest(today).year == year


def test_the_year_that_a_day_asks_for_may_be_one_that_is_not_held() -> None:
    assert [wanted_year(date(2027, month, 1)) for month in (1, 3, 4, 11)] == [2026, 2026, 2027, 2027]


def rows_in(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((CENSUS / name).read_text(encoding="utf-8").splitlines()))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def made_up(tmp_path: Path) -> Iterator[Path]:
    """A census of 2031 made of a folder and rows: an item more, an item renamed, a code, a pay table."""
    folder = tmp_path / "2031"
    folder.mkdir()
    head = (CENSUS / "2026" / "collection.toml").read_text(encoding="utf-8")
    for old, new in (("2027", "2032"), ("2026", "2031"), ("2025", "2030")):
        head = head.replace(old, new)
    (folder / "collection.toml").write_text(head.replace("2031-11-05", "2031-11-06"), encoding="utf-8")
    elements = {row["element"]: row for row in rows_in("elements.csv")}
    write(
        tmp_path / "elements.csv",
        [
            {**elements["SLT"], "until": "2030"},
            {**elements["SLT"], "element": "Leadership", "tag": "SLT", "from": "2031"},
            {**elements["SLT"], "element": "Desk", "tag": "", "from": "2031", "order": "9999"},
        ],
    )
    fields = {row["tag"]: row for row in rows_in("fields.csv")}
    write(tmp_path / "fields.csv", [{**fields["SLT"], "tag": "Desk", "label": "Has a desk", "from": "2031"}])
    codes = {row["code"]: row for row in rows_in("codes.csv")}
    write(tmp_path / "codes.csv", [{**codes["SBP"], "code": "DSK", "from": "2031"}])
    pay = rows_in("pay.csv")
    row = next(row for row in pay if (row["effective_from"], row["point"]) == ("2026-09-01", "M1"))
    write(tmp_path / "pay.csv", [{**row, "effective_from": "2031-09-01", "annual_gbp": "40000"}])
    add_root(tmp_path)
    try:
        write_year(folder, 2031)
        yield tmp_path
    finally:
        remove_root(tmp_path)


def test_a_made_up_year_by_folder_and_rows_alone(made_up: Path) -> None:
    collection = Collection.load(2031)
    assert collection_years()[-1] == 2031
    assert collection.reference_date == date(2031, 11, 6)
    assert collection.sends("staff.SLT")
    assert collection.sends("staff.Desk")
    assert "Leadership" in (made_up / "2031" / "swf.xsd").read_text(encoding="utf-8")
    assert 'name="SLT"' not in (made_up / "2031" / "swf.xsd").read_text(encoding="utf-8")
    assert collection.code_sets["D00187"].holds("DSK")
    assert collection.pay_points["TE", "EW", "M1"].annual == Decimal(40000)
    assert ("TU", "EW", "U3") not in collection.pay_points
    assert Collection.newest(date(2031, 12, 1)).year == 2031


def test_a_return_of_the_made_up_year_is_built_checked_and_written(made_up: Path, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(
        "Payroll No,Surname,Forename,Sex,Date of Birth,Post,Pay Range,Pay Point,Hours,FTE Hours,Weeks,SLT,Has a desk\n"
        "000001,Smith,Jane,F,01/03/1985,DSK,TE,M1,32.5,32.5,52,Yes,Yes\n"
    )
    (one,) = build(read_all([path]), Request(year=2031, lea="999", estab="2999")).returns
    written = write_return(one, tmp_path / "return.xml", serial="001", now=datetime(2031, 11, 10, 9, 30))
    text = written.path.read_text(encoding="utf-8")
    for element in ("<Year>2031</Year>", "<Leadership>true</Leadership>", "<Desk>true</Desk>", "<Post>DSK</Post>"):
        assert element in text
    assert written.findings == []
    # The point is worth what the made-up table of September 2031 says.
    assert "<BasePay>40000.00</BasePay>" in text
    assert not [finding.rule for finding in rule_findings(one) if finding.rule in ("X95", "X96", "4410", "4460")]


def test_the_other_years_are_as_they_were_beside_a_made_up_one(made_up: Path) -> None:
    assert not Collection.load(2026).code_sets["D00187"].holds("DSK")
    assert schema_text(2013).encode() == (CENSUS / "2013" / "swf.xsd").read_bytes()


def test_a_year_whose_message_has_an_item_without_a_field_is_refused(made_up: Path) -> None:
    remove_root(made_up)
    (made_up / "fields.csv").unlink()
    add_root(made_up)
    with pytest.raises(LookupError, match=r"no row for staff\.Desk in 2031"):
        Collection.load(2031)


def test_an_element_below_none_is_refused(made_up: Path) -> None:
    remove_root(made_up)
    rows = rows_in("elements.csv")
    lost = next(row for row in rows if row["element"] == "SLT")
    write(made_up / "elements.csv", [{**lost, "parent": "Message/Nowhere", "from": "2031"}])
    add_root(made_up)
    with pytest.raises(LookupError, match="below Message/Nowhere for 2031"):
        schema_text(2031)


def test_a_folder_without_a_collection_is_no_year(tmp_path: Path) -> None:
    shutil.copytree(CENSUS / "2026", tmp_path / "2040")
    (tmp_path / "2040" / "collection.toml").unlink()
    add_root(tmp_path)
    try:
        assert 2040 not in collection_years()
    finally:
        remove_root(tmp_path)
