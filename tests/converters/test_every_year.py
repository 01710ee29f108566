"""A return of every year: written, read back without loss, checked, compared, and rolled forward to the newest."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from converters.built import OneReturn
from converters.message.file import CannotWrite
from converters.message.writer import message_chunks
from converters.papers.roll_forward import roll_forward, write_start
from converters.pipeline import build, read_all, write_return
from converters.request import Request
from converters.sources.message import LoadedMessage, read_message
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection, Field, collection_years
from swf_desktop.record import Record, Return
from tests.places import EXAMPLES
from validation.engine import check
from validation.reports.comparison import compare
from validation.schema import schema_findings

YEARS = collection_years()
NEWEST = YEARS[-1]
CHILDREN = {
    "message": ("staff", "school"),
    "staff": ("contract", "absence", "curriculum", "qualification"),
    "contract": ("payment", "role"),
    "school": ("vacancy", "headcount"),
}
SAID = {
    "TeacherNumber": "0512345",
    "NINumber": "AB123456C",
    "LEA": "999",
    "Estab": "4999",
    "SerialNo": "001",
    "SourceLevel": "S",
    "LASchoolLevel": "S",
    "PersonFamilyName": "Aldous",
    "PersonGivenName": "Ruth",
    "PersonBirthDate": "1979-09-09",
    "HoursPerWeek": "32.50",
    "FTEHours": "32.50",
    "WeeksPerYear": "52",
    "Post": "DHT",
    "RoleIdentifier": "DPHT",
    "DailyRate": "N",
    "ContractType": "PRM",
}
BLANK = {"ContractEnd", "DestinationCode", "LeavingReason", "Xversion", "OverseasTrndTchr"}


def text_of(field: Field, collection: Collection) -> str:
    """A valid text for any field of a year, in the message's form."""
    day = collection.reference_date
    if field.name == "message.ReferenceDate":
        return day.isoformat()
    if field.name == "message.Year":
        return str(collection.year)
    if field.name == "message.Collection":
        return collection.name
    if field.tag in SAID:
        return SAID[field.tag]
    code_set = collection.code_sets.get(field.code_set)
    if code_set is not None:
        return next(iter(code_set.codes)).partition("-")[0]
    dates = {"FirstDayOfAbsence": collection.absences_from, "LastDayOfAbsence": collection.absences_from}
    return {
        "boolean": "true",
        "date": dates.get(field.tag, day - timedelta(400)).isoformat(),
        "datetime": f"{day.isoformat()}T09:30:00",
        "money": "50000.00",
        "hours": "4.00",
        "days": "1.0",
        "integer": "1",
    }.get(field.type, "Text")


def made(kind: str, collection: Collection) -> Record:
    """A record with every item that the year's message has a place for, and one child of each kind."""
    record = Record(kind, kind)
    for tag, field in collection.kinds[kind].fields.items():
        if field.sent and tag not in BLANK:
            record.values[tag] = canonical_value(field, text_of(field, collection))
    for child in CHILDREN.get(kind, ()):
        if collection.kinds[child].element:
            record.add(made(child, collection))
    return record


def return_of(year: int) -> Return:
    return Return(made("message", Collection.load(year)))


def texts(return_: Return) -> list[tuple[str, str, object]]:
    return [(one.kind, tag, value.sent) for one in return_.message.walk() for tag, value in one.values.items()]


@pytest.fixture(params=YEARS)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    year: int = request.param
    path = tmp_path / f"{year}.xml"
    chunks = message_chunks(return_of(year), Collection.load(year), as_is=True)
    path.write_text("".join(chunks), encoding="utf-8")
    return path


@pytest.fixture
def loaded(file: Path) -> LoadedMessage:
    return read_message(file)


def test_it_is_read_as_its_own_year_without_loss(file: Path, loaded: LoadedMessage) -> None:
    year = int(file.stem)
    assert loaded.year == year
    assert loaded.unknown == []
    assert texts(loaded.return_) == texts(return_of(year))
    assert schema_findings(file, loaded.collection, loaded.return_) == []


def test_it_is_written_again_byte_for_byte(file: Path, loaded: LoadedMessage) -> None:
    again = "".join(message_chunks(loaded.return_, loaded.collection, as_is=True))
    assert again == file.read_text(encoding="utf-8")


def test_it_is_checked_by_the_rules_of_its_year(loaded: LoadedMessage) -> None:
    numbers = {finding.rule for finding in check(loaded.return_, loaded.collection)}
    assert not numbers & {"X95", "X96"}
    for number in numbers:
        assert loaded.collection.rules[number].in_year(loaded.year)


def test_it_is_compared_with_the_newest_year(loaded: LoadedMessage) -> None:
    newest = Collection.load(NEWEST)
    found = compare(loaded.return_, return_of(NEWEST), newest)
    assert found.matched == 1
    assert found.joined == found.left == ()
    changed = {change.field for change in found.contracts}
    # What a year has no place for has no value before; the post and dates are what they are.
    assert "contract.Post" not in changed
    assert {blank.field for blank in found.blank} == set()


def test_it_is_rolled_forward_to_the_newest(file: Path, loaded: LoadedMessage, tmp_path: Path) -> None:
    year = int(file.stem)
    if year == NEWEST:
        pytest.skip("the newest is not rolled forward")
    newest = Collection.load(NEWEST)
    rolled = roll_forward(loaded.return_, loaded.collection, newest)
    (person,) = rolled.return_.staff
    (contract,) = person.of("contract")
    assert person.code("TeacherNumber") == "0512345"
    assert [role.code("RoleIdentifier") for role in contract.of("role")] == ["DPHT"]
    assert not contract.has("BasePay")
    assert not contract.has("HoursPerWeek")
    assert not person.of("absence")
    assert not person.of("curriculum")
    assert len(person.of("qualification")) == (0 if year == 2020 else 1)
    path = write_start(rolled, newest, tmp_path / "start.xlsx")
    built = build(read_all([path]), Request(year=NEWEST))
    (one,) = built.returns
    (again,) = one.return_.staff
    assert (one.lea, one.estab) == ("999", "4999")
    assert {tag: again.values[tag].sent for tag in person.values} == {
        tag: value.sent for tag, value in person.values.items()
    }
    assert again.of("contract")[0].code("Post") == contract.code("Post") == "DHT"
    assert again.of("contract")[0].code("SchoolArrivalDate") == contract.code("SchoolArrivalDate")
    assert len(again.of("qualification")) == len(person.of("qualification"))


@pytest.mark.parametrize("year", YEARS)
def test_only_years_that_are_held_in_full_are_written(year: int, tmp_path: Path) -> None:
    collection = Collection.load(year)
    one = OneReturn(return_of(year), collection, "999", "4999", "S")
    path = tmp_path / "return.xml"
    now = collection.reference_date
    if collection.written:
        assert write_return(one, path, serial="001", now=_at(now)).path == path
        return
    with pytest.raises(CannotWrite, match=f"A return of {year} can be read, compared and carried forward"):
        write_return(one, path, serial="001", now=_at(now))
    assert list(tmp_path.iterdir()) == []


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30))


def test_a_message_of_2025_put_together_apart_from_this_program_is_valid() -> None:
    # docs/collections.md tells of both queries: nobody is SENCO, and the head has no pay framework.
    path = EXAMPLES / "swf_2025_school.xml"
    loaded = read_message(path)
    assert (loaded.year, loaded.unknown) == (2025, [])
    assert schema_findings(path, loaded.collection, loaded.return_) == []
    assert [finding.rule for finding in check(loaded.return_, loaded.collection)] == ["6550Q", "4521Q"]
