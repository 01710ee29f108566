"""Workbooks through python-calamine: what it gives as cells, and what cannot be carried said once."""

from __future__ import annotations

import builtins
from datetime import date, datetime, time, timedelta

import pytest

from converters.sources import limits
from converters.sources.reader import read_source
from converters.sources.table import SourceError
from converters.sources.workbook.calamine import _cell, read_with_calamine
from tests import places

DATA = places.DATA / "sources"


def test_excel_95() -> None:
    (table,) = read_source(DATA / "staff_95.xls")
    assert (table.file, table.sheet, table.columns) == (
        "staff_95.xls",
        "Staff",
        [["Payroll no", 12345], ["Surname", "Smith"]],
    )
    assert table.styles is None
    assert [note for note in table.notes if "leading zeros" in note and "#N/A" in note] == table.notes


def test_what_is_lost_is_said_once_for_all_sheets() -> None:
    with (DATA / "staff.xls").open("rb") as stream:
        first, second = read_with_calamine("staff.xls", stream, ".xls")
    assert len([note for note in first.notes + second.notes if "leading zeros" in note]) == 1
    assert (first.hidden, second.hidden) == (False, True)
    assert first.row(1) == [12345, "O'Brien-Zoë", date(1979, 5, 3), 31650.5, timedelta(hours=25.5), True]
    assert first.merged == [(5, 0, 5, 2)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("x", "x"),
        (5.0, 5),
        (5.5, 5.5),
        (True, True),
        (datetime(2013, 11, 7), date(2013, 11, 7)),
        (datetime(2013, 11, 7, 9), datetime(2013, 11, 7, 9)),
        (date(2013, 11, 7), date(2013, 11, 7)),
        (time(8, 30), timedelta(hours=8.5)),
        (timedelta(hours=25), timedelta(hours=25)),
        (None, None),
    ],
)
def test_cells(value: object, expected: object) -> None:
    assert _cell(value) == expected
    assert type(_cell(value)) is type(expected)


def test_a_computer_where_the_library_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *arguments: object, **more: object) -> object:
        if name.startswith("python_calamine"):
            raise ImportError("DLL load failed")
        return real(name, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(SourceError, match="cannot be loaded on this computer"):
        read_source(DATA / "staff_95.xls")
    # Every other form does without it.
    for name in ("staff.xls", "staff.xlsb"):
        assert read_source(DATA / name)


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_AREA", 3)
    with pytest.raises(SourceError, match="spread over"):
        read_source(DATA / "staff_95.xls")
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_SHEETS", 0)
    with pytest.raises(SourceError, match="1 sheets"):
        read_source(DATA / "staff_95.xls")
