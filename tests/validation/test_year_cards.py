"""What each census changed, shown on a known-good return of every year: the year itself, and the one before it.

Every start of the corpus and every return made of it for the years between (`tests/known_good_years.py`) has no
finding, so that whatever is found here comes of the one change.
"""

from collections.abc import Callable

import pytest

from converters.message.writer import message_chunks
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Record, Return
from swf_desktop.year_changes import differences
from tests.known_good import find, set_fields
from tests.known_good_years import known_good
from validation.engine import check
from validation.schema import schema_findings

YEARS = collection_years()


@pytest.mark.parametrize("name", ["school", "la"])
@pytest.mark.parametrize("year", YEARS)
def test_a_known_good_return_of_every_year_gives_no_finding(name: str, year: int) -> None:
    return_ = known_good(name, year)
    assert len(list(return_.message.walk())) > 5
    assert check(return_, Collection.load(year)) == []


@pytest.mark.parametrize("name", ["school", "la"])
@pytest.mark.parametrize("year", YEARS)
def test_it_is_valid_by_the_schema_of_its_year(name: str, year: int) -> None:
    collection = Collection.load(year)
    text = "".join(message_chunks(known_good(name, year), collection))
    assert schema_findings(text.encode(), collection) == []


def found(year: int, *changes: tuple[str, dict[str, str]]) -> set[str]:
    """The numbers of the rules that say something once a known-good school of a year is changed."""
    return_ = known_good("school", year)
    for at, texts in changes:
        set_fields(find(return_, at), texts, year)
    return {finding.rule for finding in check(return_, Collection.load(year))}


def years_of(
    number: str, *changes: tuple[str, dict[str, str]], of: Callable[[int], bool] = lambda _: True
) -> list[int]:
    return [year for year in YEARS if of(year) and number in found(year, *changes)]


def since(year: int) -> list[int]:
    return [one for one in YEARS if one >= year]


POINT_ALONE = {"BasePay": "", "SpinePoint": "U1", "Scale": "TU", "RegionSpine": "EW"}


def test_base_pay_is_wanted_of_everybody_from_2014_and_a_point_is_enough_before() -> None:
    assert years_of("4540", ("upper.contract", POINT_ALONE)) == since(2014)


def test_a_leadership_point_is_still_sent_in_2014_and_no_other() -> None:
    for year, sends in ((2013, True), (2014, True), (2015, False)):
        assert Collection.load(year).sends("contract.SpinePoint") is sends
    points = Collection.load(2014).code_sets[Collection.load(2014).fields["contract.SpinePoint"].code_set]
    assert [points.holds(point) for point in ("L18", "M3", "U2", "AST5")] == [True, False, False, False]
    assert "4520" in found(2014, ("upper.contract", {"SpinePoint": "U1"}))
    assert "4520" not in found(2014, ("head.contract", {"SpinePoint": "L18"}))


@pytest.mark.parametrize("scale", ["AS", "EX"])
def test_scales_of_advanced_and_excellent_teachers_are_no_codes_from_2014(scale: str) -> None:
    assert years_of("4460", ("upper.contract", {"Scale": scale})) == since(2014)


def test_the_leading_practitioner_range_is_a_code_from_2014() -> None:
    assert years_of("4460", ("upper.contract", {"Scale": "LP"})) == [2012, 2013]


@pytest.mark.parametrize(("post", "until"), [("AST", 2013), ("EXL", 2013), ("SUP", 2018)])
def test_posts_that_ended(post: str, until: int) -> None:
    assert years_of("4410", ("upper.contract", {"Post": post})) == since(until + 1)


@pytest.mark.parametrize(
    ("post", "first"),
    [("TCM", 2014), ("TCU", 2014), ("LDP", 2014), ("OSP", 2019), ("LNT", 2019), ("APP", 2019), ("SBP", 2023)],
)
def test_posts_that_began(post: str, first: int) -> None:
    assert years_of("4410", ("upper.contract", {"Post": post})) == [year for year in YEARS if year < first]


def test_routes_of_school_direct_began_in_2014_and_the_graduate_programme_ended_in_2021() -> None:
    for route in ("SCD", "SCDS"):
        assert years_of("4250", ("upper", {"QTSRoute": route})) == [2012, 2013]
    assert years_of("4250", ("upper", {"QTSRoute": "GTPR"})) == since(2022)


def test_the_route_is_wanted_of_somebody_in_a_first_post_since_the_last_census() -> None:
    for year in since(2014):
        start = {"ContractStart": f"{year}-09-01", "SchoolArrivalDate": f"{year}-09-01", "Origin": "NQTEMP"}
        codes = Collection.load(year).code_sets[Collection.load(year).fields["contract.Origin"].code_set]
        start["Origin"] = next(
            code for code, row in codes.codes.items() if "First employment in teaching" in row.description
        )
        assert "X38" in found(year, ("upper", {"QTSRoute": ""}), ("upper.contract", start)), year


def test_nothing_but_dates_pay_and_codes_of_the_year_changed_in_2016() -> None:
    parts = {one.part for one in differences(Collection.load(2015), Collection.load(2016))}
    assert not parts & {"Items", "Codes", "Staff categories"}


def subjects(year: int, text: str) -> set[str]:
    """The numbers of the rules that say something of the subjects of a qualification."""
    return_ = known_good("school", year)
    record = next(record for record in return_.message.walk() if record.kind == "qualification")
    set_fields(record, {"QualificationSubject": text}, year)
    return {finding.rule for finding in check(return_, Collection.load(year))}


def test_second_subjects_are_judged_by_6240_from_2017_and_by_our_own_rule_before() -> None:
    # There are no qualifications in 2020.
    held = [year for year in YEARS if year != 2020]
    second = {year: subjects(year, "100425; 9") for year in held}
    assert [year for year in held if "6240" in second[year]] == [year for year in held if year >= 2017]
    assert [year for year in held if "X08" in second[year]] == [year for year in held if year < 2017]
    assert [year for year in held if "6220" in subjects(year, "9")] == held


def test_a_leader_needs_a_pay_framework_from_2017() -> None:
    no_framework = {"PayFramework": "", "PayRangeMinimum": "", "PayRangeMaximum": ""}
    assert years_of("4521Q", ("head.contract", no_framework), of=lambda year: year >= 2017) == since(2017)


def test_no_teacher_number_is_asked_of_any_of_the_three_from_2018() -> None:
    qualified = {"TeacherNumber": "", "QTStatus": "false"}
    for status in ("QTLS", "EYTS"):
        assert years_of("4100Q", ("upper", {**qualified, status: "true"}), of=lambda year: year >= 2018) == since(2018)


def test_a_leaving_reason_is_sent_from_2018() -> None:
    assert [year for year in YEARS if Collection.load(year).sends("contract.LeavingReason")] == since(2018)


def test_more_than_48_hours_a_week_are_asked_about_from_2021() -> None:
    assert years_of("4745Q", ("upper.contract", {"HoursPerWeek": "49.00", "FTEHours": "49.00"})) == since(2021)


def test_the_induction_year_has_a_place_from_2021() -> None:
    assert [year for year in YEARS if Collection.load(year).sends("staff.NewlyQualifiedTeacher")] == since(2021)


def of_kind(kind: str) -> dict[int, set[int]]:
    tag = {"payment": "PaymentType", "qualification": "QualificationCode"}[kind]
    return {year: set(Collection.load(year).fields[f"{kind}.{tag}"].categories) for year in YEARS}


def test_who_sends_additional_payments() -> None:
    # Categories: 1 and 2 teachers, 3 assistants, 4 other support staff, 5 leaders, 6 business professionals.
    assert all((4 in who) is False for year, who in of_kind("payment").items() if year >= 2022)
    assert all({1, 2, 3, 5, 6} <= who for year, who in of_kind("payment").items() if year >= 2022)


def test_who_sends_qualifications() -> None:
    who = of_kind("qualification")
    assert all(who[year] == {1, 2, 3} for year in YEARS if year < 2022)
    assert who[2022] == who[2023] == {1, 2, 3, 5, 6}
    assert who[2024] == who[2025] == who[2026] == {1, 2, 5, 6}


def test_business_professionals_are_a_category_of_their_own_from_2023() -> None:
    assert [year for year in YEARS if 6 in Collection.load(year).categories] == since(2023)
    assert all(Collection.load(year).posts["SBP"].own == 6 for year in since(2023))
    assert [year for year in YEARS if 5 in Collection.load(year).categories] == since(2019)


def test_sex_has_letters_and_leadership_a_place_from_2023() -> None:
    assert years_of("4180", ("upper", {"GenderCurrent": "2"})) == since(2023)
    assert years_of("4180", ("upper", {"GenderCurrent": "F"})) == [year for year in YEARS if year < 2023]
    assert [year for year in YEARS if Collection.load(year).sends("staff.SLT")] == since(2023)


@pytest.mark.parametrize("part", ["Qualification", "Destination"])
def test_lists_that_changed_in_2023(part: str) -> None:
    told = [one.what for one in differences(Collection.load(2022), Collection.load(2023)) if one.part == "Codes"]
    assert any(what.startswith(part) for what in told), told


def test_what_changed_among_leaving_reasons_in_2023_is_not_known_and_labelled() -> None:
    collection = Collection.load(2023)
    codes = collection.code_sets[collection.fields["contract.LeavingReason"].code_set].codes
    assert {code for code, row in codes.items() if row.confidence.startswith("guess")} >= {"EDUCAT", "LEFTTP"}


def absence_of(return_: Return, year: int) -> Record:
    collection = Collection.load(year)
    absence = find(return_, "upper").add(Record("absence", "upper.long"))
    day = collection.absences_from.replace(month=10).isoformat()
    for tag, text in (("AbsenceCategory", "PRG"), ("FirstDayOfAbsence", day), ("LastDayOfAbsence", day)):
        absence.values[tag] = canonical_value(collection.fields[f"absence.{tag}"], text)
    return absence


def test_days_lost_for_pregnancy_are_wanted_from_2024() -> None:
    years = []
    for year in YEARS:
        return_ = known_good("school", year)
        absence = absence_of(return_, year)
        if any(one.rule == "X05" and one.record is absence for one in check(return_, Collection.load(year))):
            years.append(year)
    assert years == since(2024)


@pytest.mark.parametrize(
    ("number", "at", "texts"),
    [
        ("4221Q", "upper", {"Ethnicity": "NOBT"}),
        ("4226Q", "upper", {"Disability": "NOBT"}),
        ("4562", "upper.contract", {"Scale": ""}),
    ],
)
def test_rules_of_2025(number: str, at: str, texts: dict[str, str]) -> None:
    assert years_of(number, (at, texts)) == since(2025)


def test_2026_changed_no_item_and_no_rule() -> None:
    parts = {one.part for one in differences(Collection.load(2025), Collection.load(2026))}
    assert not parts & {"Items", "Rules", "Staff categories"}
