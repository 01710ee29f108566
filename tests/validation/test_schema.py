"""Schema findings: each fault of structure is found, named, and led back to its record and cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from converters.message.writer import message_chunks
from converters.sources.message import read_message
from swf_desktop.record import Origin, Return, Sheet, Source
from tests.known_good import collection, find, la, school, set_fields
from validation.finding import Finding, Severity
from validation.schema import _CHUNK, _schema, _tree, _valid, refused, schema_findings

MEMBER = "/Message/SchoolWorkforceMembers/SchoolWorkforceMember"
GENDER = "<GenderCurrent>2</GenderCurrent>"


def written(return_: Return) -> str:
    return "".join(message_chunks(return_, collection()))


def faults(text: str, return_: Return | None = None) -> list[Finding]:
    return schema_findings(text.encode(), collection(), return_, name="return.xml")


def one(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    assert findings[0].rule == "schema"
    assert findings[0].severity is Severity.SCHEMA
    assert findings[0].action
    return findings[0]


@pytest.mark.parametrize("make", [school, la])
def test_a_known_good_return_is_valid(make) -> None:
    return_ = make()
    assert faults(written(return_), return_) == []
    assert not refused([])


def test_errors_in_values_do_not_stop_a_file() -> None:
    return_ = school()
    set_fields(find(return_, "teacher"), {"GenderCurrent": "x", "PersonBirthDate": "soon", "NINumber": "?"})
    set_fields(find(return_, "teacher.contract"), {"BasePay": "much", "ContractStart": ""})
    assert faults(written(return_), return_) == []


CASES = {
    "unknown element": ((GENDER, "<Sex>F</Sex>"), "Sex does not belong in StaffDetails.", "/StaffDetails/Sex", None),
    "wrong order": (
        (
            GENDER + "\n        <PersonBirthDate>1963-02-14</PersonBirthDate>",
            "<PersonBirthDate>1963-02-14</PersonBirthDate>" + GENDER,
        ),
        "GenderCurrent stands twice in StaffDetails, or in the wrong place.",
        "/StaffDetails/GenderCurrent",
        "staff.GenderCurrent",
    ),
    "twice": (
        (GENDER, GENDER * 2),
        "GenderCurrent stands twice in StaffDetails, or in the wrong place.",
        "/StaffDetails/GenderCurrent[2]",
        "staff.GenderCurrent",
    ),
    "empty": (
        (GENDER, "<GenderCurrent/>"),
        "GenderCurrent is there but empty.",
        "/StaffDetails/GenderCurrent",
        "staff.GenderCurrent",
    ),
    "attribute": (
        (GENDER, '<GenderCurrent code="2">2</GenderCurrent>'),
        "GenderCurrent has an attribute; the census uses none.",
        "/StaffDetails/GenderCurrent",
        "staff.GenderCurrent",
    ),
    "stray text": (
        ("<StaffDetails>", "<StaffDetails>and"),
        "There is text in StaffDetails, where only elements belong.",
        "/StaffDetails",
        None,
    ),
    "too long": (
        (GENDER, f"<GenderCurrent>{'2' * 101}</GenderCurrent>"),
        'GenderCurrent is too long: "' + "2" * 100 + '…".',
        "/StaffDetails/GenderCurrent",
        "staff.GenderCurrent",
    ),
}


@pytest.mark.parametrize(("swap", "message", "path", "field"), CASES.values(), ids=list(CASES))
def test_a_fault_in_a_person(swap: tuple[str, str], message: str, path: str, field: str | None) -> None:
    return_ = school()
    text = written(return_)
    assert swap[0] in text
    before = text[: text.index(swap[0])].count("\n") + 1
    finding = one(faults(text.replace(swap[0], swap[1], 1), return_))
    assert finding.message == message
    assert finding.xpath == f"{MEMBER}[1]{path}"
    assert finding.person == "OKONKWO-HALE, Miriam (8512301)"
    assert finding.field == field
    assert finding.record is find(return_, "head")
    assert finding.source == Source("return.xml", None, before, None)


def test_the_cell_stands_for_the_line_where_there_is_one() -> None:
    return_ = school()
    find(return_, "head").origin = Origin(Sheet("staff.csv", None, {"staff.GenderCurrent": 2}), 7)
    finding = one(faults(written(return_).replace(GENDER, "<GenderCurrent/>", 1), return_))
    assert finding.source == Source("staff.csv", None, 7, "C")


def test_a_file_that_was_read_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "return.xml"
    path.write_text(written(school()).replace(GENDER, "<GenderCurrent/>", 1), encoding="utf-8")
    line = path.read_text(encoding="utf-8").split("<GenderCurrent/>")[0].count("\n") + 1
    finding = one(schema_findings(path, collection(), read_message(path).return_))
    assert finding.source == Source("return.xml", None, line, None)
    assert finding.person == "OKONKWO-HALE, Miriam (8512301)"


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        ("<LEA>999</LEA>", "Before Estab, LEA is missing."),
        ("<DateTime>2013-11-11T09:30:00</DateTime>", "Source is not complete: DateTime is missing."),
    ],
)
def test_a_header_that_is_not_complete(gone: str, message: str) -> None:
    text = written(school())
    assert gone in text
    finding = one(faults(text.replace(gone, "", 1), school()))
    assert finding.message == message
    assert finding.person is None


def test_without_records_the_place_is_the_line_and_path() -> None:
    finding = one(faults(written(school()).replace(GENDER, "<GenderCurrent/>", 1)))
    assert finding.person is None
    assert finding.source is not None
    assert finding.source.file == "return.xml"
    assert finding.xpath.endswith("/GenderCurrent")


def test_every_fault_is_found_in_the_order_of_the_file() -> None:
    text = written(school()).replace("<DailyRate>N</DailyRate>", "<DailyRate/>")
    lines = [finding.source.row for finding in faults(text, school()) if finding.source is not None]
    assert len(lines) == text.count("<DailyRate/>")
    assert lines == sorted(lines, key=lambda row: row or 0)


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9, 0.999])
def test_a_file_cut_off_is_no_xml(keep: float) -> None:
    text = written(school())
    finding = one(faults(text[: int(len(text) * keep)]))
    assert finding.message.startswith("The file is not whole XML")


def test_another_kind_of_file() -> None:
    finding = one(faults("<?xml version='1.0'?><Workbook/>"))
    assert finding.message == "The file begins with Workbook where Message is needed."


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET", encoding="utf-8")
    text = written(school()).replace("?>", f'?><!DOCTYPE Message [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', 1)
    findings = faults(text.replace(GENDER, "<GenderCurrent>&x;</GenderCurrent><Sex/>", 1), school())
    assert findings
    assert all("TOPSECRET" not in f"{finding.message}{finding.value}" for finding in findings)


def test_refused() -> None:
    assert refused(faults("<Message/>"))
    assert not refused([Finding("4180", Severity.ERROR, "", "")])


def test_a_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        schema_findings(tmp_path / "none.xml", collection())


def valid_as_a_whole(data: bytes, year: int) -> bool:
    """Whether a message is valid, as the whole tree of it is."""
    try:
        tree = _tree(data)
    except etree.XMLSyntaxError:
        return False
    return bool(_schema(year).validate(tree))


LINES = written(school()).splitlines(keepends=True)
ODD = (
    "<GenderCurrent></GenderCurrent>\n",
    "<Unknown/>\n",
    "text\n",
    "<!-- a remark -->\n",
    "<?work done?>\n",
    "<Header>\n",
    "</StaffDetails>\n",
    "<PersonFamilyName>Smith &amp; Son</PersonFamilyName>\n",
    "<PersonFamilyName>&nothing;</PersonFamilyName>\n",
    '<StaffDetails xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:nil="true"/>\n',
    "<![CDATA[words]]>\n",
    "\n",
)


@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(("out", "twice", "swap", "odd", "long", "cut"))),
        max_size=3,
    ),
    st.sampled_from(ODD),
)
@settings(max_examples=400, deadline=None)
def test_what_is_read_without_a_tree_is_as_valid_as_its_tree(changes: list[tuple[int, str]], odd: str) -> None:
    lines = list(LINES)
    for place, how in changes:
        if len(lines) < 2:
            break
        at = min(place, len(lines) - 2)
        if how == "out":
            del lines[at]
        elif how == "twice":
            lines.insert(at, lines[at])
        elif how == "swap":
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        elif how == "odd":
            lines.insert(at, odd)
        elif how == "long":
            lines[at] = lines[at].replace("</", "x" * 300 + "</", 1)
        else:
            del lines[at + 1 :]
    data = "".join(lines).encode()
    assert _valid(data, 2013) == valid_as_a_whole(data, 2013)


@pytest.mark.parametrize(
    ("head", "body", "valid"),
    [
        ('<!DOCTYPE Message [<!ENTITY name "Smith">]>', "&name;", True),
        ('<!DOCTYPE Message [<!ENTITY name "">]>', "&name;", False),
        ('<!DOCTYPE Message [<!ENTITY name "<Odd/>">]>', "&name;", False),
        ('<!DOCTYPE Message [<!ENTITY name SYSTEM "file:///etc/hostname">]>', "&name;", False),
    ],
)
def test_entities_are_as_valid_as_what_they_stand_for(head: str, body: str, valid: bool) -> None:
    text = written(school())
    name = text.partition("<PersonFamilyName>")[2].partition("<")[0]
    text = text.replace("<Message>", f"{head}<Message>", 1).replace(f">{name}<", f">{body}<", 1)
    assert valid_as_a_whole(text.encode(), 2013) == valid
    assert _valid(text.encode(), 2013) == valid


def test_a_fault_anywhere_in_a_long_message_is_found() -> None:
    # Longer than what is read at once, with the fault in the first, a middle and the last piece.
    member = MEMBER.rpartition("/")[2]
    start, _, rest = written(school()).partition(f"    <{member}>")
    people, _, end = rest.rpartition(f"    </{member}>\n")
    one_school = f"    <{member}>{people}    </{member}>\n"
    parts = [one_school] * 40
    assert sum(map(len, parts)) > 3 * _CHUNK
    assert _valid("".join([start, *parts, end]).encode(), 2013)
    for place in (0, 20, 39):
        wrong = [*parts]
        wrong[place] = wrong[place].replace(GENDER, "<Sex>F</Sex>", 1)
        assert not _valid("".join([start, *wrong, end]).encode(), 2013)
