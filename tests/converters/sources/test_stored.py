"""Raw tables as bytes: without loss, and the same bytes each time."""

from __future__ import annotations

from array import array
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converters.sources.stored import table_bytes, table_from
from converters.sources.table import CellError, Repair, Table

CELLS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(CellError),
    st.characters(categories=["Cs"]),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    height = draw(st.integers(0, 6))
    width = draw(st.integers(0, 4))
    columns = [draw(st.lists(CELLS, min_size=height, max_size=height)) for _ in range(width)]
    styles = (
        None
        if draw(st.booleans())
        else [array("H", draw(st.lists(st.integers(0, 65535), min_size=height, max_size=height))) for _ in range(width)]
    )
    return Table(
        draw(st.text(max_size=8)),
        draw(st.none() | st.text(max_size=8)),
        columns,
        height,
        draw(st.lists(st.text(max_size=8), max_size=3)),
        styles,
        draw(st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=2)),
        draw(st.booleans()),
        [1, 2],
        [0],
        [Repair("zeros", 1, 2, "a", "b", "because")],
        ["A note."],
        draw(st.none() | st.just("UTF-8")),
        draw(st.none() | st.just(";")),
    )


@given(tables())
def test_there_and_back(table: Table) -> None:
    data = table_bytes(table)
    back = table_from(data)
    assert back == table
    assert [[type(cell) for cell in column] for column in back.columns] == [
        [type(cell) for cell in column] for column in table.columns
    ]
    assert [[str(cell) for cell in column] for column in back.columns] == [
        [str(cell) for cell in column] for column in table.columns
    ]
    assert table_bytes(back) == data


def test_equal_is_not_the_same() -> None:
    cells = [
        Decimal("1.0"),
        Decimal("1.00"),
        1,
        True,
        1.0,
        date(2013, 1, 1),
        datetime(2013, 1, 1),
        time(1),
        timedelta(hours=1),
        "1",
    ]
    assert list(map(repr, table_from(table_bytes(Table("a", None, [cells], len(cells)))).columns[0])) == list(
        map(repr, cells)
    )


def test_styles_of_every_row() -> None:
    styles = [array("H", [index % 7 for index in range(1000)]), array("H", [3] * 1000)]
    table = Table("a", None, [[None] * 1000, [1] * 1000], 1000, styles=styles)
    assert table_from(table_bytes(table)).styles == styles


@pytest.mark.parametrize(
    "data",
    [b"", b"nonsense", b"swf-table 2\n{}", b"swf-table 1\n", b"swf-table 1\n{}", b"swf-table 1\n[]"],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        table_from(data)


def test_bytes_that_were_changed_are_refused() -> None:
    data = table_bytes(Table("a", None, [[date(2013, 1, 1)], [1]], 1))
    for old, new in ((b'"height":1', b'"height":2'), (b'["d",', b'["q",'), (b"2013-01-01", b"2013-13-01")):
        assert old in data
        with pytest.raises(ValueError, match=r".+"):
            table_from(data.replace(old, new))


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(TypeError, match="complex"):
        table_bytes(Table("a", None, [[1j]], 1))  # type: ignore[list-item]
