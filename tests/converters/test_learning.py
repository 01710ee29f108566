"""What a file that COLLECT accepted teaches, and that nothing about people is kept of it."""

from pathlib import Path

import pytest

from converters.message.writer import message_chunks
from converters.papers.learning import learn, write_learnt
from converters.sources.message import LoadedMessage, read_message
from swf_desktop.certainty import guessed_codes, plain_sentence
from swf_desktop.collection import Collection
from swf_desktop.tables import add_root, remove_root
from tests.known_good import find, school, set_fields

YEAR = 2026


def accepted(folder: Path, **changes: str) -> LoadedMessage:
    """A file of another system: leaving reason RSGN, no framework, with Xversion."""
    return_ = school(YEAR)
    set_fields(return_.message, {"Xversion": "1.5"}, YEAR)
    set_fields(find(return_, "leaver.contract"), {"LeavingReason": "RSGN", **changes}, YEAR)
    for name in ("head", "deputy", "assistant"):
        blank = {"PayFramework": "", "PayRangeMinimum": "", "PayRangeMaximum": ""}
        set_fields(find(return_, f"{name}.contract"), blank, YEAR)
    path = folder / "accepted.xml"
    path.write_text("".join(message_chunks(return_, Collection.load(YEAR), as_is=True)), encoding="utf-8")
    return read_message(path)


def test_parts_and_codes_are_learnt(tmp_path: Path) -> None:
    learnt = learn(accepted(tmp_path))
    assert learnt.switches == {"header.xversion": True, "pay.framework": False}
    assert ("PayRange", "TE") in learnt.confirmed
    assert learnt.new == [("CS097", "RSGN")]
    assert learnt.unknown == []


def test_a_text_that_is_no_code_is_not_kept(tmp_path: Path) -> None:
    assert learn(accepted(tmp_path, LeavingReason="Mrs Hale, ill")).new == []


def test_the_pack_takes_effect_and_holds_nothing_about_people(tmp_path: Path) -> None:
    loaded = accepted(tmp_path)
    pack = tmp_path / "pack"
    written = write_learnt(learn(loaded), loaded.collection, pack)
    text = "".join(
        path.read_text(encoding="utf-8") for path in written if path.name in ("codes.csv", "collection.toml")
    )
    for person in loaded.return_.staff:
        for tag in ("PersonFamilyName", "NINumber", "TeacherNumber"):
            assert not person.has(tag) or person.raw(tag) not in text
    before = guessed_codes(loaded.return_, Collection.load(YEAR))
    add_root(pack)
    try:
        collection = Collection.load(YEAR)
        assert collection.switches["pay.framework"] is False
        assert collection.switches["header.xversion"] is True
        assert collection.code_sets["CS097"].holds("RSGN")
        assert plain_sentence(collection) == ""
        assert before
        assert guessed_codes(loaded.return_, collection) == {}
        assert not Collection.load(2025).switches["header.xversion"]
    finally:
        remove_root(pack)
    assert Collection.load(YEAR).switches["pay.framework"] is True


def test_an_element_that_is_not_known_is_named_without_what_it_holds(tmp_path: Path) -> None:
    loaded = accepted(tmp_path)
    path = tmp_path / "accepted.xml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("</StaffDetails>", "<Nickname>Mim</Nickname></StaffDetails>"), encoding="utf-8")
    learnt = learn(read_message(path))
    assert len(learnt.unknown) == 1
    assert learnt.unknown[0].endswith("StaffDetails/Nickname")
    assert "Mim" not in learnt.unknown[0]
    written = write_learnt(learnt, loaded.collection, tmp_path / "pack")
    assert 'level = "seen"' not in written[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("year", [2013, 2025, 2026])
def test_our_own_file_teaches_nothing_but_its_guesses(tmp_path: Path, year: int) -> None:
    path = tmp_path / "own.xml"
    collection = Collection.load(year)
    path.write_text("".join(message_chunks(school(year), collection)), encoding="utf-8")
    learnt = learn(read_message(path))
    assert learnt.switches == {}
    assert learnt.new == learnt.unknown == []
