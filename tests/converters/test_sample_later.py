"""The sample school of the newest year: its files give its truth, valid, and only what was planted is found."""

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest

from converters.built import Built
from converters.pipeline import build, check_return, read_all, write_return
from converters.request import Request
from converters.sample.later import later_table, sample_years, write_later_sample
from swf_desktop.collection import Collection, collection_years
from swf_desktop.record import Record


def now(year: int) -> datetime:
    return datetime(year, 11, 20, 9, 30)


DERIVED = {"PersonRef", "LASchoolLevel", "DailyRate", "SafeguardedSalary"}


@pytest.fixture(scope="module", params=sample_years())
def year(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, year: int) -> list[Path]:
    return write_later_sample(tmp_path_factory.mktemp("sample"), year)


@pytest.fixture(scope="module")
def built(files: list[Path], year: int) -> Built:
    return build(read_all(files), Request(today=date(year, 11, 20)))


def test_there_is_one_of_each_year_that_is_written_but_the_first() -> None:
    assert sample_years() == tuple(year for year in collection_years() if Collection.load(year).written)[1:]


def test_it_is_read_without_a_question_and_only_what_was_planted_is_found(year: int, built: Built) -> None:
    assert built.collection.year == year
    assert built.questions == []
    (one,) = built.returns
    wanted = [(row["rule"], row["severity"], row["PersonRef"], row["field"]) for row in later_table(year, "faults")]
    found = []
    for finding in check_return(one, now=now(year)):
        assert finding.record is not None, finding.message
        person = finding.record.person()
        assert person is not None
        found.append((finding.rule, str(finding.severity), person.code("PersonRef"), finding.field))
    assert sorted(found) == sorted(wanted)


def test_it_is_valid_by_our_schema(year: int, built: Built, tmp_path: Path) -> None:
    written = write_return(built.returns[0], tmp_path / "return.xml", serial="001", now=now(year))
    assert written.findings == []


def values(record: Record, tags: list[str]) -> dict[str, str]:
    found = {}
    for tag in tags:
        value = record.values.get(tag)
        if value is not None and tag not in DERIVED:
            found[tag] = value.sent if isinstance(value.sent, str) else "|".join(value.sent)
    return found


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [("staff", "staff", "PersonRef"), ("contracts", "contract", "ContractRef")],
)
def test_the_truth_comes_out(year: int, built: Built, name: str, kind: str, key: str) -> None:
    (one,) = built.returns
    rows = {row[key]: row for row in later_table(year, name)}
    records = [record for record in one.return_.message.walk() if record.kind == kind]
    assert len(records) == len(rows)
    for record in records:
        row = rows[str(record.code(key))]
        tags = [tag for tag in row if tag not in DERIVED]
        wanted = {tag: row[tag] for tag in tags if row[tag]}
        assert values(record, tags) == wanted, row[key]


@pytest.mark.parametrize("name", ["payments", "absences", "curriculum", "qualifications", "roles"])
def test_what_hangs_on_people_comes_out(year: int, built: Built, name: str) -> None:
    kind = {"curriculum": "curriculum"}.get(name, name.removesuffix("s"))
    rows = later_table(year, name)
    tags = [tag for tag in rows[0] if not tag.endswith("Ref")]
    wanted, found = defaultdict(list), defaultdict(list)
    for row in rows:
        wanted[row["PersonRef"]].append(sorted((tag, row[tag]) for tag in tags if row[tag]))
    for record in built.returns[0].return_.message.walk():
        if record.kind == kind:
            person = record.person()
            assert person is not None
            found[str(person.code("PersonRef"))].append(sorted(values(record, tags).items()))
    assert {ref: sorted(rows) for ref, rows in found.items()} == {ref: sorted(rows) for ref, rows in wanted.items()}


def test_the_situations_of_today_are_in_it(year: int) -> None:
    staff, contracts = later_table(year, "staff"), later_table(year, "contracts")
    assert {"FirstYear", "SecondYear", "NotNQT"} <= {row["NewlyQualifiedTeacher"] for row in staff}
    assert any(row["QTLS"] == "true" for row in staff)
    assert {"SBP", "LNT", "OSP", "TCM", "TCU", "LDP"} <= {row["Post"] for row in contracts}
    assert {row["SLT"] for row in staff} == {"true", "false"}
    (tlr3,) = [row for row in later_table(year, "payments") if row["PaymentType"] == "TL3"]
    assert tlr3["PayStartDate"]
    assert any(row["LeavingReason"] for row in contracts)


def test_the_files_have_the_same_bytes_each_time(year: int, files: list[Path], tmp_path: Path) -> None:
    again = write_later_sample(tmp_path / "again", year)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]
