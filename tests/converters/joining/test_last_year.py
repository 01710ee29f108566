"""Last year's return fills blanks and nothing else, from a line that is named, and each field is asked about once."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converters.built import Built
from converters.joining.last_year import CONTRACT_TAGS, PERSON_TAGS, LastYear, fill_from_last_year, read_last_year
from converters.loose_ends import loose_ends
from converters.pipeline import build, read_all
from converters.recipe.recipe import Recipe
from converters.request import CannotRun, Request
from converters.sample.forms import write_earlier_message
from converters.sample.school import write_sample
from converters.sample.truth import table
from converters.sources.table import SourceError
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Return, Sheet
from validation.finding import Severity

COLLECTION = Collection.load(2013)
THEN = Sheet("last.xml", None, {})


def add(parent: Record, kind: str, line: int = 0, **values: str) -> Record:
    record = parent.add(Record(kind, origin=Origin(THEN, line) if line else None))
    for tag, text in values.items():
        record.values[tag] = canonical_value(COLLECTION.fields[f"{kind}.{tag}"], text)
    return record


def jane(more: dict[str, str], contract: dict[str, str] | None = None, line: int = 0) -> Return:
    made = Return(name="last.xml" if line else "")
    values = {"PersonFamilyName": "Smith", "PersonGivenName": "Jane", "PersonBirthDate": "1970-01-31", **more}
    person = add(made.message, "staff", line, **values)
    add(person, "contract", line and line + 5, **{"ContractStart": "2009-09-01", "Post": "TCH", **(contract or {})})
    return made


def filled(result: LastYear) -> set[str]:
    return {one.field for one in result.filled}


def test_only_blanks_are_filled_and_from_the_line_that_said_it() -> None:
    now = jane({"Ethnicity": "WBRI"}, {"Origin": "TCHLEA"})
    last = jane(
        {"Ethnicity": "REFU", "Disability": "NO", "NINumber": "AB123456C"},
        {"Origin": "1STIMM", "SchoolArrivalDate": "2009-09-01"},
        line=10,
    )
    result = fill_from_last_year(now, last, COLLECTION)
    person = now.staff[0]
    assert filled(result) == {"staff.Disability", "staff.NINumber", "contract.SchoolArrivalDate"}
    assert (person.code("Ethnicity"), person.of("contract")[0].code("Origin")) == ("WBRI", "TCHLEA")
    source = person.source("NINumber")
    assert source is not None
    assert (source.file, source.row) == ("last.xml", 10)
    arrival = person.of("contract")[0].source("SchoolArrivalDate")
    assert arrival is not None
    assert arrival.row == 15
    assert {question.key for question in result.questions} == {
        "from last year: Disability",
        "from last year: NINumber",
        "from last year: SchoolArrivalDate",
    }
    assert all(question.count == 1 and question.source is not None for question in result.questions)


@pytest.mark.parametrize(("answer", "stands", "asked"), [("yes", "NO", False), ("no", None, False), (None, "NO", True)])
def test_an_answer_confirms_or_leaves_blank(answer: str | None, stands: str | None, asked: bool) -> None:
    now, last = jane({}), jane({"Disability": "NO"}, line=10)
    answers = {} if answer is None else {"from last year: Disability": answer}
    result = fill_from_last_year(now, last, COLLECTION, answers)
    assert now.staff[0].code("Disability") == stands
    assert bool(result.questions) is asked


@pytest.mark.parametrize(
    ("now", "then", "same"),
    [
        ({"TeacherNumber": "0412345"}, {"TeacherNumber": "0412345"}, True),
        ({}, {}, True),
        ({"PersonBirthDate": "1970-02-01"}, {}, False),
        ({"TeacherNumber": "0412345"}, {"TeacherNumber": "0412346"}, False),
        ({"TeacherNumber": "0412345", "PersonFamilyName": "Jones"}, {"TeacherNumber": "0412345"}, True),
        (
            {"TeacherNumber": "0412345", "PersonFamilyName": "Jones", "PersonBirthDate": "1971-01-01"},
            {"TeacherNumber": "0412345"},
            False,
        ),
    ],
)
def test_who_is_the_same_person(now: dict[str, str], then: dict[str, str], same: bool) -> None:
    this = jane(now)
    result = fill_from_last_year(this, jane({**then, "Disability": "NO"}, line=10), COLLECTION)
    assert (this.staff[0].code("Disability") == "NO") is same
    assert (result.matched, len(result.new), len(result.gone)) == ((1, 0, 0) if same else (0, 1, 1))


def test_another_family_name_last_year_is_a_former_one() -> None:
    now = jane({"PersonFamilyName": "Poole", "NINumber": "AB123456C"})
    fill_from_last_year(now, jane({"NINumber": "AB123456C"}, line=10), COLLECTION)
    assert now.staff[0].values["FormerFamilyName"].sent == ("Smith",)


def test_a_number_in_which_two_files_disagree_is_no_blank() -> None:
    now = jane({})
    number = canonical_value(COLLECTION.fields["staff.NINumber"], "AB123456C")
    now.staff[0].losers = {"NINumber": [(number, None), (number._replace(sent="AB123456D"), None)]}
    result = fill_from_last_year(now, jane({"NINumber": "AB123456C"}, line=10), COLLECTION)
    assert result.filled == []


def test_qualifications_are_taken_whole_or_not_at_all() -> None:
    def with_degree(made: Return, code: str, line: int = 0) -> Return:
        add(made.staff[0], "qualification", line, QualificationCode=code, QualificationSubject="F300", Estab="4999")
        return made

    now = jane({})
    result = fill_from_last_year(now, with_degree(jane({}, line=10), "FRST", 30), COLLECTION)
    (degree,) = now.staff[0].of("qualification")
    assert (degree.code("QualificationCode"), degree.has("Estab")) == ("FRST", False)
    assert [question.key for question in result.questions] == ["from last year: qualification"]
    assert result.questions[0].source is not None
    assert result.questions[0].source.row == 30
    had = with_degree(jane({}), "PGCE")
    fill_from_last_year(had, with_degree(jane({}, line=10), "FRST", 30), COLLECTION)
    assert [one.code("QualificationCode") for one in had.staff[0].of("qualification")] == ["PGCE"]


@pytest.mark.parametrize(
    ("contract", "arrival"),
    [
        ({"ContractStart": "2013-09-01"}, "2004-09-01"),
        ({"ContractStart": "2003-09-01"}, None),
        ({"ContractStart": "2013-09-01", "Estab": "2999"}, None),
    ],
)
def test_a_new_contract_keeps_the_arrival_at_the_school(contract: dict[str, str], arrival: str | None) -> None:
    now = jane({}, {**contract, "Post": "DHT"})
    # Another contract of last year's makes it certain that this one is new.
    last = jane({}, {"SchoolArrivalDate": "2004-09-01", "Estab": "4999"}, line=10)
    add(last.staff[0], "contract", 40, ContractStart="2010-09-01", Post="TCH")
    fill_from_last_year(now, last, COLLECTION)
    assert now.staff[0].of("contract")[0].code("SchoolArrivalDate") == arrival


def test_two_people_of_last_year_never_fill_one() -> None:
    now = jane({"NINumber": "AB123456C"})
    last = jane({"NINumber": "AB123456C", "Disability": "NO"}, line=10)
    add(
        last.message,
        "staff",
        50,
        PersonFamilyName="Smith",
        PersonGivenName="Jane",
        NINumber="AB123456C",
        Ethnicity="REFU",
    )
    result = fill_from_last_year(now, last, COLLECTION)
    assert filled(result) == {"staff.Disability"}


@pytest.mark.parametrize(("answer", "stands", "asked"), [(None, None, 1), ("yes", "NO", 0), ("no", None, 0)])
def test_by_name_alone_only_where_somebody_says_so(answer: str | None, stands: str | None, asked: int) -> None:
    now = jane({"PersonBirthDate": " "})
    del now.staff[0].values["PersonBirthDate"]
    answers = {} if answer is None else {"from last year: by name alone": answer}
    result = fill_from_last_year(now, jane({"Disability": "NO"}, line=10), COLLECTION, answers)
    assert now.staff[0].code("Disability") == stands
    assert len([one for one in result.questions if one.key == "from last year: by name alone"]) == asked


def test_two_of_one_name_are_never_joined_by_it() -> None:
    now = jane({})
    del now.staff[0].values["PersonBirthDate"]
    last = jane({}, line=10)
    add(last.message, "staff", 60, PersonFamilyName="Smith", PersonGivenName="Jane", PersonBirthDate="1980-01-01")
    result = fill_from_last_year(now, last, COLLECTION, {"from last year: by name alone": "yes"})
    assert (result.matched, result.filled, len(result.new)) == (0, [], 1)


def _texts() -> Callable[[tuple[str, ...]], st.SearchStrategy[dict[str, str]]]:
    return lambda tags: st.dictionaries(st.sampled_from(tags), st.sampled_from(["NO", "WBRI", "true", "AB123456C"]))


OF_2013 = tuple(tag for tag in PERSON_TAGS if f"staff.{tag}" in Collection.load(2013).fields)


@given(_texts()(OF_2013), _texts()(OF_2013), _texts()(CONTRACT_TAGS), _texts()(CONTRACT_TAGS))
@settings(max_examples=100, deadline=None)
def test_what_this_year_says_always_stands(
    now: dict[str, str], then: dict[str, str], contract: dict[str, str], contract_then: dict[str, str]
) -> None:
    this, last = jane(now, contract), jane(then, contract_then, line=10)
    before = [dict(record.values) for record in this.message.walk()]
    untouched = [dict(record.values) for record in last.message.walk()]
    result = fill_from_last_year(this, last, COLLECTION)
    after = [dict(record.values) for record in this.message.walk()]
    for old, new in zip(before, after, strict=True):
        assert old.items() <= new.items()
    assert [dict(record.values) for record in last.message.walk()] == untouched
    assert sum(len(new) - len(old) for old, new in zip(before, after, strict=True)) == len(result.filled)


# The whole way


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sample")
    paths = {path.name: path for path in write_sample(folder)}
    return {**paths, "last": write_earlier_message(folder / "last.xml")}


@pytest.fixture(scope="module")
def built(files: dict[str, Path]) -> Built:
    return build(read_all([files["payroll 2013-11.xlsx"]], last_year=files["last"]), Request(year=2013))


def test_payroll_with_last_years_return_has_what_payroll_lacks(built: Built) -> None:
    people = {person.code("PersonRef"): person for person in built.returns[0].return_.staff}
    for row in table("staff"):
        person = people.get(row["PersonRef"])
        if person is not None and row["TeacherNumber"]:
            for tag in ("Ethnicity", "Disability", "GenderCurrent", "PersonBirthDate", "NINumber"):
                assert (person.code(tag) or "") == row[tag], tag
    degrees = Counter(row["PersonRef"] for row in table("qualifications"))
    found = Counter({ref: len(person.of("qualification")) for ref, person in people.items()})
    for row in table("staff"):
        if row["TeacherNumber"] and row["PersonRef"] in people:
            assert found[row["PersonRef"]] == degrees[row["PersonRef"]]


def test_every_field_is_one_question_and_a_finding(built: Built) -> None:
    assert built.last_year is not None
    asked = [question for question in built.questions if question.key.startswith("from last year: ")]
    (names,) = [question for question in asked if question.key.endswith("by name alone")]
    fields = [question for question in asked if question is not names]
    # Support staff: a payroll report has no number of theirs that a return has too.
    assert names.count == len(built.last_year.new) > 10
    assert len(fields) == len({one.field for one in built.last_year.filled}) > 5
    assert sum(question.count for question in fields) == len(built.last_year.filled)
    told = [finding for finding in loose_ends(built) if "is from last year" in finding.message]
    assert len(told) == len(fields)
    assert {finding.severity for finding in told} == {Severity.QUESTION}
    assert {finding.source.file for finding in told if finding.source} == {"last.xml"}


def test_the_recipe_confirms_them(files: dict[str, Path], built: Built) -> None:
    answers = {question.key: "yes" for question in built.questions if question.key.startswith("from last year: ")}
    sources = read_all([files["payroll 2013-11.xlsx"]], last_year=files["last"])
    again = build(sources, Request(year=2013, recipe=Recipe(answers=answers)))
    assert [question.key for question in again.questions if question.key.startswith("from last year: ")] == []


def test_a_return_beside_spreadsheets_is_refused_with_the_option_that_is_meant(files: dict[str, Path]) -> None:
    for sources in (
        read_all([files["payroll 2013-11.xlsx"], files["last"]]),
        read_all([files["last"]], last_year=files["last"]),
    ):
        with pytest.raises(CannotRun, match="--last-year"):
            build(sources, Request(year=2013))


def test_a_year_that_the_program_has_no_tables_for_is_read_all_the_same(files: dict[str, Path], tmp_path: Path) -> None:
    text = files["last"].read_text(encoding="utf-8")
    path = tmp_path / "2012.xml"
    path.write_text(text.replace("<Year>2013<", "<Year>2012<"), encoding="utf-8")
    assert len(read_last_year(path).return_.staff) == 46
    path.write_text(text.replace(">School Workforce Census<", ">School Census<"), encoding="utf-8")
    with pytest.raises(SourceError, match="another collection: School Census"):
        read_last_year(path)
