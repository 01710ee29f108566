"""Raw tables as bytes and back, without loss, for the workspace. The same table always gives the same bytes.

The form is JSON (ASCII), so that nothing read back is ever run. A column of text, whole numbers, true and false and
blanks stands as it is; any other has its cells of other types as [letter, text]. A later program knows the form by its
first bytes.
"""

from __future__ import annotations

import base64
import json
import sys
from array import array
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from converters.collector import no_collector
from converters.sources.limits import MAX_ROWS
from converters.sources.table import Cell, CellError, Repair, Table

_MARK: Final = b"swf-table 1\n"
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})

_TO_TEXT: Final[dict[type, tuple[str, Callable[[Any], str]]]] = {
    datetime: ("m", datetime.isoformat),
    date: ("d", date.isoformat),
    time: ("t", time.isoformat),
    timedelta: ("s", lambda span: f"{span.days},{span.seconds},{span.microseconds}"),
    Decimal: ("n", str),
    CellError: ("e", lambda error: error.name),
}


def _span(text: str) -> timedelta:
    days, seconds, microseconds = map(int, text.split(","))
    return timedelta(days, seconds, microseconds)


_FROM_TEXT: Final[dict[str, Callable[[str], Cell]]] = {
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
    "s": _span,
    "n": Decimal,
    "e": lambda name: CellError[name],
}


def table_bytes(table: Table) -> bytes:
    """Return a table as bytes; they are not compressed. Raises TypeError for a cell of a type that no table has."""
    with no_collector():
        head = {
            "file": table.file,
            "sheet": table.sheet,
            "height": table.height,
            "formats": table.formats,
            "styles": None if table.styles is None else [_packed(styles) for styles in table.styles],
            "merged": table.merged,
            "hidden": table.hidden,
            "hidden_rows": table.hidden_rows,
            "hidden_columns": table.hidden_columns,
            "repairs": table.repairs,
            "notes": table.notes,
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "columns": [_column(column) for column in table.columns],
        }
        if table.numbers is not None:
            head["numbers"] = table.numbers
        return _MARK + json.dumps(head, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _column(column: list[Cell]) -> list[Any]:
    """Return a column as JSON has it."""
    if _PLAIN.issuperset(map(type, column)):
        return column
    known: dict[tuple[type, Cell], list[str]] = {}
    cells: list[Any] = []
    for cell in column:
        kind = type(cell)
        if kind in _PLAIN:
            cells.append(cell)
            continue
        key = (kind, cell)
        pair = known.get(key)
        # Equal is not the same: Decimal("1.0") and Decimal("1.00") differ in what they say.
        if pair is None or kind is Decimal:
            letter, text = _TO_TEXT[kind] if kind in _TO_TEXT else _unknown(kind)
            pair = known[key] = [letter, text(cell)]
        cells.append(pair)
    return cells


def _unknown(kind: type) -> tuple[str, Callable[[Any], str]]:
    raise TypeError(f"a table has no cells of type {kind.__name__}")


def _packed(styles: array[int]) -> list[Any] | str:
    """Return the formats of a column: runs of (index, count) where they are few, else all in base 64."""
    runs: list[int] = []
    place = 0
    while place < len(styles) and len(runs) < 200:
        value = styles[place]
        end = place + 1
        while end < len(styles) and styles[end] == value:
            end += 1
        runs += (value, end - place)
        place = end
    if place == len(styles):
        return [styles.typecode, *runs]
    ordered = array(styles.typecode, styles)
    if sys.byteorder == "big":
        ordered.byteswap()
    return styles.typecode + str(styles.itemsize) + base64.b64encode(ordered.tobytes()).decode("ascii")


def _unpacked(stored: list[Any] | str) -> array[int]:
    if isinstance(stored, list):
        styles = array(stored[0])
        for place in range(1, len(stored), 2):
            if not 0 <= stored[place + 1] <= MAX_ROWS:
                raise ValueError("more rows than a sheet has")
            styles.extend(array(styles.typecode, [stored[place]]) * stored[place + 1])
        return styles
    styles = array(stored[0])
    if int(stored[1]) != styles.itemsize:
        raise ValueError("stored on a computer of another kind")
    styles.frombytes(base64.b64decode(stored[2:], validate=True))
    if sys.byteorder == "big":
        styles.byteswap()
    return styles


def table_from(data: bytes) -> Table:
    """Return the table that `table_bytes` made bytes of. Raises ValueError where they are not such bytes."""
    if not data.startswith(_MARK):
        raise ValueError("these are not the bytes of a table of this version")
    with no_collector():
        try:
            head = json.loads(data[len(_MARK) :])
            columns = [[_cell(cell) if type(cell) is list else cell for cell in column] for column in head["columns"]]
            table = Table(
                head["file"],
                head["sheet"],
                columns,
                head["height"],
                head["formats"],
                None if head["styles"] is None else [_unpacked(styles) for styles in head["styles"]],
                [tuple(block) for block in head["merged"]],
                head["hidden"],
                head["hidden_rows"],
                head["hidden_columns"],
                [Repair(*repair) for repair in head["repairs"]],
                head["notes"],
                head["encoding"],
                head["delimiter"],
                numbers=head.get("numbers"),
            )
        except (KeyError, TypeError, IndexError, ArithmeticError, RecursionError) as error:
            raise ValueError("these are not the bytes of a table of this version") from error
    if table.numbers is not None and len(table.numbers) != table.height:
        raise ValueError("the rows of the table are not all numbered")
    if any(len(column) != table.height for column in table.columns):
        raise ValueError("the columns of the table are not of one length")
    return table


def _cell(pair: list[str]) -> Cell:
    letter, text = pair
    return _FROM_TEXT[letter](text)
