"""A message made before: loaded without loss, what has no place kept and told, and what is unsafe refused."""

import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from converters.message.file import write_message
from converters.sources import message as returned_xml
from converters.sources.message import read_message
from converters.sources.table import SourceError
from tests.places import DATA, EXAMPLES

SMALL = DATA / "small.xml"


def content(path: Path) -> bytes:
    """Return a message without comments and layout, for comparing."""
    parser = etree.XMLParser(remove_comments=True, remove_blank_text=True)
    return etree.tostring(etree.parse(str(path), parser), method="c14n")


def changed(tmp_path: Path, pattern: str, by: str) -> Path:
    text, count = re.subn(pattern, by, SMALL.read_text(encoding="utf-8"))
    assert count
    path = tmp_path / "changed.xml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["swf_2013_school.xml", "swf_2013_la_centrally_employed.xml"])
def test_the_examples_are_loaded_and_written_again_without_loss(name: str, tmp_path: Path) -> None:
    loaded = read_message(EXAMPLES / name)
    assert (loaded.year, loaded.unknown, loaded.repairs) == (2013, [], [])
    written = write_message(loaded.return_, loaded.collection, tmp_path / name)
    assert content(written) == content(EXAMPLES / name)


def test_values_lines_and_keys() -> None:
    loaded = read_message(SMALL)
    (person,) = loaded.return_.staff
    assert person.code("PersonFamilyName") == "D'Arcy & Poole"
    contract = person.of("contract")[0]
    assert contract.typed("ContractStart") is None
    assert contract.raw("ContractStart") == "next week"
    assert person.of("absence")[0].typed("FirstDayOfAbsence") == date(2012, 10, 8)
    lines = SMALL.read_text(encoding="utf-8").splitlines()
    source = contract.source("Post")
    assert source is not None
    assert source.row is not None
    assert "<Post>" in lines[source.row - 1]
    assert (source.file, source.sheet, source.column) == ("small.xml", None, None)
    assert contract.key == "staff:1/contract:1"


@pytest.mark.parametrize(
    ("pattern", "by", "path", "text"),
    [
        ("<Post>TCH</Post>", "<Post>TCH</Post><Extra>x</Extra>", "Extra", "x"),
        ("<Post>TCH</Post>", "<Post>TCH</Post><Extra><In>y</In></Extra>", "Extra/In", "y"),
        ("<Post>TCH</Post>", '<Post colour="red">TCH</Post>', "Post/@colour", "red"),
        ("<Post>TCH</Post>", "<Post>TCH</Post>stray", "ContractOrService", "stray"),
        ("<Post>TCH</Post>", "<Post>TCH</Post><Post>HDT</Post>", "Post", "HDT"),
    ],
)
def test_what_has_no_place_is_kept_and_told(tmp_path: Path, pattern: str, by: str, path: str, text: str) -> None:
    loaded = read_message(changed(tmp_path, pattern, by))
    (unknown,) = loaded.unknown
    assert unknown.path.endswith(path)
    assert unknown.text == text
    assert loaded.return_.staff[0].of("contract")[0].code("Post") == "TCH"


def test_true_in_another_case_and_an_empty_container_are_repairs(tmp_path: Path) -> None:
    path = changed(tmp_path, "<AbsencesIncluded>true", "<AbsencesIncluded>True")
    path.write_text(path.read_text(encoding="utf-8").replace("<School>", "<School><Vacancies/>"), encoding="utf-8")
    loaded = read_message(path)
    assert [(repair.tag, repair.before, repair.after) for repair in loaded.repairs] == [
        ("AbsencesIncluded", "True", "true"),
        ("", "<Vacancies/>", ""),
    ]
    assert loaded.return_.message.typed("AbsencesIncluded") is True
    assert loaded.unknown == []


def test_an_empty_element_is_blank_and_told(tmp_path: Path) -> None:
    loaded = read_message(changed(tmp_path, "<Post>TCH</Post>", "<Post/>"))
    assert not loaded.return_.staff[0].of("contract")[0].has("Post")
    assert loaded.notes == ["contract.Post: 1 empty element taken as blank."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "file is empty"),
        ("%PDF-1.4", "not XML"),
        ("<Message><Header>", "not well-formed"),
        ("<Other/>", "outermost element is Other"),
        ('<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>', "document type"),
        ('<?xml version="1.0" encoding="EBCDIC-X"?><Message/>', "encoded as EBCDIC-X"),
        ("<Message><Header/></Message>", "no year"),
    ],
)
def test_what_is_no_return_is_refused_with_a_remedy(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message) as caught:
        read_message(path)
    assert caught.value.remedy


def test_another_collection_and_another_year(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="another collection"):
        read_message(changed(tmp_path, "School Workforce Census", "School Census"))
    with pytest.raises(SourceError, match="return for 1999"):
        read_message(changed(tmp_path, "<Year>2013", "<Year>1999"))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        read_message(tmp_path / "none.xml")


def test_depth_is_bounded(tmp_path: Path) -> None:
    deep = "<a>" * 100 + "</a>" * 100
    with pytest.raises(SourceError, match="deep"):
        read_message(changed(tmp_path, "<Post>TCH</Post>", deep))


def test_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned_xml, "MAX_BYTES", 1000)
    monkeypatch.setattr(returned_xml, "_CHUNK", 100)
    with pytest.raises(SourceError, match="larger than"):
        read_message(SMALL)
