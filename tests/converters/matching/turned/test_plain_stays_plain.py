"""A plain table is never taken for another shape: sheets of the sample school, any of their columns in any order."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from converters.matching.headings import headings_of
from converters.matching.layout import find_layout
from converters.pipeline import read_all
from converters.sample.school import write_sample
from converters.sources.table import Table
from tests.converters.matching.turned.shaped import untouched
from tests.converters.tables import COLLECTION
from tests.converters.tables import table as of_rows


@cache
def sample() -> tuple[Table, ...]:
    """Return the sheets of the sample school that are not hidden."""
    with TemporaryDirectory() as folder:
        write_sample(Path(folder))
        tables = tuple(table for table in read_all([Path(folder)]).tables if table.height and not table.hidden)
    assert len(tables) > 3
    return tables


@st.composite
def plain(draw: st.DrawFn) -> Table:
    """Return a sheet of the sample with some of its columns in any order, and some of its rows in any order."""
    table = draw(st.sampled_from(sample()))
    layout = find_layout(table, headings_of(COLLECTION).knows)
    columns = list(range(table.width))
    chosen = draw(st.lists(st.sampled_from(columns), min_size=min(2, len(columns)), unique=True))
    if layout is None:
        return replace(table, columns=[table.columns[column] for column in chosen], styles=None, merged=[])
    top = layout.header_rows[-1] + 1
    rows = draw(st.lists(st.sampled_from(layout.rows), max_size=40, unique=True)) if layout.rows else []
    # Blank rows and a title may stand anywhere a person leaves them.
    gaps = draw(st.sets(st.integers(0, 40), max_size=4))
    cells = []
    for column in chosen:
        source = table.columns[column]
        data = [None if place in gaps else source[row] for place, row in enumerate(rows)]
        cells.append([*source[:top], *data])
    return replace(table, columns=cells, height=top + len(rows), styles=None, merged=[])


def test_the_sheets_of_the_sample_school_stay_as_they_are() -> None:
    for table in sample():
        assert untouched(table), table.place


def test_a_last_row_of_words_that_are_headings_too_begins_no_table() -> None:
    rows = [
        ["Vacant Post", "Subject", "Full or Part Time", "Temporarily Filled", "Advertised"],
        *([None] * 5, [None] * 5),
        ["Assistant Head", None, "Full time", "No", "No"],
    ]
    assert untouched(of_rows(*rows))
    assert untouched(of_rows(*rows, ["Class Teacher", "Music", "Part time", "No", "Yes"]))


@settings(max_examples=150, deadline=None)
@given(plain())
def test_a_plain_table_stays_as_it_is(table: Table) -> None:
    assert untouched(table), table.place
