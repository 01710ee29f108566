"""The message: order, blanks, escapes, what does not parse, and that a failed write leaves nothing behind."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from converters.members.defaults import fill_estab
from converters.message.file import CannotWrite, write_message
from converters.message.header import header, message_file_name
from converters.message.writer import escaped, message_chunks
from converters.sources.message import read_message
from resources import resource
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Collection
from swf_desktop.record import Record, Return, Value
from tests.places import DATA

COLLECTION = Collection.load(2013)
SCHEMA = etree.XMLSchema(file=str(resource("census", "2013", "swf.xsd")))
NOW = datetime(2013, 11, 11, 9, 30)


def add(parent: Record, kind: str, **values: str) -> Record:
    record = parent.add(Record(kind))
    for tag, text in values.items():
        record.values[tag] = canonical_value(COLLECTION.fields[f"{kind}.{tag}"], text)
    return record


def a_return() -> Return:
    made = Return()
    person = add(made.message, "staff", PersonFamilyName="D'Arcy & Poole", PersonGivenName="Tomos", PersonRef="7")
    contract = add(person, "contract", Post="TCH", ContractStart="next week", LASchoolLevel="S")
    add(contract, "role")
    add(person, "absence", FirstDayOfAbsence="2012-10-08")
    add(made.message, "school", OccasionalsQTS="0")
    return made


def filled(made: Return, level: str = "S", estab: str | None = "2999") -> int:
    count = 0 if estab is None else fill_estab(made, COLLECTION, estab)
    header(made, COLLECTION, lea="999", estab=estab, level=level, serial="001", now=NOW, release="0.1.0")
    return count


def text_of(made: Return) -> str:
    return "".join(message_chunks(made, COLLECTION))


def test_a_small_return_as_a_whole() -> None:
    made = a_return()
    count = filled(made)
    assert text_of(made) == (DATA / "small.xml").read_text(encoding="utf-8")
    assert count == 2
    SCHEMA.assertValid(etree.fromstring(text_of(made).encode()))


def test_a_file_for_central_staff_has_no_establishment() -> None:
    made = Return()
    person = add(made.message, "staff", PersonFamilyName="Lowe")
    add(person, "contract", Post="AVT", LASchoolLevel="L")
    assert filled(made, "L", None) == 0
    root = etree.fromstring(text_of(made).encode())
    assert root.xpath("//Estab") == []
    assert [level.text for level in root.iter("CBDSLevel")] == ["Workforce", "LA"]


def test_header_refuses_a_level_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="school or la"):
        filled(Return(), "X")


def test_same_input_same_bytes(tmp_path: Path) -> None:
    made = [a_return(), a_return()]
    paths = [tmp_path / "a.xml", tmp_path / "b.xml"]
    for one, path in zip(made, paths, strict=True):
        filled(one)
        write_message(one, COLLECTION, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert b"\r" not in paths[0].read_bytes()


def test_what_xml_cannot_hold_is_replaced_and_told(tmp_path: Path) -> None:
    made = Return()
    add(made.message, "staff", PersonFamilyName="A\x0bB")
    notes: list[str] = []
    path = write_message(made, COLLECTION, tmp_path / "a.xml", serial="001", now=NOW, notes=notes)
    assert "A\ufffdB" in path.read_text(encoding="utf-8")
    assert notes[0].startswith("Family name: 1 character that XML cannot hold, replaced")


@given(st.text(max_size=50))
def test_any_text_is_well_formed_once_escaped(text: str) -> None:
    try:
        root = etree.fromstring(f"<a>{escaped(text)}</a>".encode())
    except etree.XMLSyntaxError:
        pytest.fail(repr(text))
    assert (root.text or "").replace("\ufffd", "") == "".join(c for c in text if c in escaped(c) or c in "&<>\"'\r")


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "M", "Pd", "Po", "Zs", "Sc")), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=3))
@settings(max_examples=30, deadline=None)
def test_a_return_written_and_loaded_is_the_same(names: list[tuple[str, str]]) -> None:
    import tempfile

    made = Return()
    for family, given_name in names:
        if not family.strip() or not given_name.strip():
            continue
        person = made.message.add(Record("staff"))
        person.values["PersonFamilyName"] = Value(family.strip(), family.strip(), family.strip())
        one = (given_name.strip(),)
        person.values["PersonGivenName"] = Value(given_name.strip(), one, one)
        add(person, "contract", Post="TCH", BasePay="100.00", LASchoolLevel="S")
    filled(made)
    with tempfile.TemporaryDirectory() as folder:
        path = write_message(made, COLLECTION, Path(folder) / "a.xml")
        loaded = read_message(path)
        again = write_message(loaded.return_, COLLECTION, Path(folder) / "b.xml")
        assert again.read_bytes() == path.read_bytes()
    assert not loaded.unknown
    assert [person.values for person in loaded.return_.staff] == [person.values for person in made.staff]


@pytest.mark.parametrize(
    ("target", "message"),
    [("there is none/a.xml", "no such folder"), ("folder.xml", "This is a folder")],
)
def test_a_write_that_fails_leaves_nothing(tmp_path: Path, target: str, message: str) -> None:
    (tmp_path / "folder.xml").mkdir()
    with pytest.raises(CannotWrite, match=message):
        write_message(a_return(), COLLECTION, tmp_path / target)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder.xml"]


def test_a_failed_write_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xml"
    path.write_text("before", encoding="utf-8")

    def held(self: Path, _target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(CannotWrite, match="another program has it open"):
        write_message(a_return(), COLLECTION, path, own=True)
    assert [child.name for child in tmp_path.iterdir()] == ["a.xml"]
    assert path.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("estab", "name"), [("2999", "9992999_SWF_999LL13_001.xml"), (None, "999_SWF_999LL13_001.xml")]
)
def test_file_names(estab: str | None, name: str) -> None:
    assert message_file_name("999", estab, 2013, "001") == name
