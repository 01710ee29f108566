"""Known differences: set apart once they have a reason, kept in a file that names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from converters.practice.maker import Wanted, make_practice
from tests.known_good import change, collection, school
from ui.cli.main import app
from validation.collect.errors import Beside, CollectListError, beside, read_collect_list
from validation.collect.known import (
    OURS,
    THEIRS,
    KnownDifference,
    known_text,
    read_known,
    with_new,
    without_known,
)
from validation.engine import check

LIST = 'Error,Severity,Name,Message\n4180,Error,"POOLE, Tomos 0412304",Gender\n9999,Query,,Something central\n'


def compared() -> Beside:
    return_ = school()
    steps = [{"at": "teacher", "set": {"GenderCurrent": ""}}, {"at": "ta", "set": {"NINumber": ""}}]
    assert len(list(change(return_, steps))) == 2
    return beside(check(return_, collection()), read_collect_list(LIST))


def test_a_difference_with_a_reason_is_set_apart_and_one_without_is_not() -> None:
    found = compared()
    assert [pair.rule for pair in found.theirs_only] == ["9999"]
    assert [pair.rule for pair in found.ours_only] == ["4160"]
    known = [KnownDifference("9999", THEIRS, 2013, "only the department can check it", "LA 999")]
    parted = without_known(found, [*known, KnownDifference("4160", OURS, 2013)], 2013)
    assert [(pair.rule, why.by) for pair, why in parted.known] == [("9999", "LA 999")]
    assert parted.rest.theirs_only == ()
    assert [pair.rule for pair in parted.rest.ours_only] == ["4160"]
    assert [pair.rule for pair in parted.rest.both] == ["4180"]
    assert without_known(found, known, 2014).known == (), "of another year"
    other_side = [KnownDifference("9999", OURS, 2013, "x")]
    assert without_known(found, other_side, 2013).known == ()


def test_the_file_comes_back_as_it_was_and_names_nobody(tmp_path: Path) -> None:
    known = with_new([KnownDifference("9999", THEIRS, 2013, "=central, “only”")], compared(), 2013)
    text = known_text(known)
    assert "POOLE" not in text
    assert "SINGH" not in text
    path = tmp_path / "known.csv"
    path.write_text(text, encoding="utf-8-sig", newline="")
    assert set(read_known(path)) == set(known)
    assert known_text(reversed(known)) == text
    assert "'=central" in text, "no formula"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule,seen,year,reason,by\n4180,sometimes,2013,a,b\n", "row 2"),
        ("rule,seen,year,reason,by\n,ours only,2013,a,b\n", "row 2"),
        ("rule,seen,year,reason,by\n4180,ours only,then,a,b\n", "year then"),
        ("rule,seen,year,reason,by\n", "no difference"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "known.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CollectListError, match=said):
        read_known(path)


def test_the_command_keeps_and_knows(tmp_path: Path) -> None:
    made = make_practice(Wanted(2013, 15, faults="4430"), tmp_path / "in")
    listed, known = tmp_path / "list.csv", tmp_path / "known.csv"
    listed.write_text("Error,Message\n9999,Something central\n", encoding="utf-8")
    asked = ["collect", str(listed), str(made.paths[0])]
    first = CliRunner().invoke(app, [*asked, "--keep", str(known)])
    assert first.exit_code == 0, first.output
    assert "1 only in COLLECT" in first.output
    known.write_text(
        known.read_text(encoding="utf-8-sig").replace("9999,COLLECT only,2013,", "9999,COLLECT only,2013,central"),
        encoding="utf-8",
    )
    again = CliRunner().invoke(app, [*asked, "--known", str(known)])
    assert "0 only in COLLECT" in again.output
    assert "1 known difference" in again.output
    assert "1 only here" in again.output
