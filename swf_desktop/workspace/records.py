"""Records in tables: one table for each kind, one column for each field.

A cell is NULL for a blank, the sent text for a value that was read as its field's type and stood so in the source, and
JSON behind a mark for the others; so the file stays small, and reading it back gives equal records.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from swf_desktop.collection import Collection, Field, Kind
from swf_desktop.record import Origin, Record, Return, Sheet, Value

# The unit separator, which no text of a plain cell may begin with.
_MARK: Final = "\x1f"
# Lone surrogates cannot be stored as UTF-8; JSON escapes them.
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_OWN: Final = ("_id", "_parent", "_key", "_sheet", "_row", "_origins", "_losers")

_TYPES: Final[dict[str, Callable[[str], object]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "boolean": lambda text: text == "true",
    "money": Decimal,
    "hours": Decimal,
    "days": Decimal,
    "share": Decimal,
    "integer": int,
}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table(kind: Kind) -> str:
    return _quoted(f"record_{kind.name}")


def _cell(value: Value | None) -> str | None:
    """Return the text that a value is stored as."""
    if value is None:
        return None
    raw, typed, sent = value
    if typed is not None and raw == sent and raw[:1] != _MARK and (raw.isascii() or not _SURROGATE.search(raw)):
        return raw
    return _MARK + json.dumps([raw, typed is not None, sent])


def _value(cell: str, convert: Callable[[str], object] | None) -> Value:
    """Return the value that was stored as a text."""
    if not cell.startswith(_MARK):
        return Value(cell, cell if convert is None else convert(cell), cell)
    raw, parsed, sent = json.loads(cell[1:])
    if isinstance(sent, list):
        texts = tuple(str(text) for text in sent)
        return Value(raw, texts if parsed else None, texts)
    return Value(raw, (sent if convert is None else convert(sent)) if parsed else None, sent)


class _Sheets:
    """The sheets that records came from, each kept once."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str | None, str]] = []
        self._numbers: dict[int, int] = {}
        # Held, so that no identity is used twice.
        self._held: list[Sheet] = []

    def number(self, sheet: Sheet) -> int:
        number = self._numbers.get(id(sheet))
        if number is None:
            number = self._numbers[id(sheet)] = len(self.rows)
            self.rows.append((sheet.file, sheet.name, json.dumps(sheet.columns)))
            self._held.append(sheet)
        return number


def _rows(
    records: list[tuple[int, Record, int | None]], tags: list[str], sheets: _Sheets
) -> Iterator[tuple[object, ...]]:
    for number, record, parent in records:
        origin = record.origin
        origins = losers = None
        if record.field_origins:
            origins = json.dumps(
                {tag: [sheets.number(place.sheet), place.row] for tag, place in record.field_origins.items()},
                separators=(",", ":"),
            )
        if record.losers:
            losers = json.dumps(
                {
                    tag: [
                        [_cell(value), None if place is None else [sheets.number(place.sheet), place.row]]
                        for value, place in lost
                    ]
                    for tag, lost in record.losers.items()
                }
            )
        get = record.values.get
        yield (
            number,
            parent,
            record.key,
            None if origin is None else sheets.number(origin.sheet),
            None if origin is None else origin.row,
            origins,
            losers,
            *[_cell(get(tag)) for tag in tags],
        )


def write_return(connection: sqlite3.Connection, return_: Return, collection: Collection) -> None:
    """Write all records of a return into new tables, within the caller's transaction.

    Raises KeyError for a record of a kind, or a value of a field, that the collection does not have.
    """
    by_kind: dict[str, list[tuple[int, Record, int | None]]] = {name: [] for name in collection.kinds}
    numbers: dict[int, int] = {}
    for number, record in enumerate(return_.message.walk()):
        numbers[id(record)] = number
        by_kind[record.kind].append((number, record, numbers[id(record.parent)] if record.parent else None))
    sheets = _Sheets()
    for name in stored(connection):
        connection.execute(f"DROP TABLE {_quoted(name)}")
    for kind in collection.kinds.values():
        tags = list(kind.fields)
        known = kind.fields.keys()
        for _, record, _ in by_kind[kind.name]:
            if not record.values.keys() <= known:
                raise KeyError(f"{kind.name} has no field {min(record.values.keys() - known)}")
        columns = ", ".join([*_OWN, *map(_quoted, tags)])
        connection.execute(f"CREATE TABLE {_table(kind)} ({columns.replace('_id', '_id INTEGER PRIMARY KEY', 1)})")
        marks = ", ".join("?" * (len(_OWN) + len(tags)))
        connection.executemany(
            f"INSERT INTO {_table(kind)} ({columns}) VALUES ({marks})",  # noqa: S608 - names of the catalogue, quoted
            _rows(by_kind[kind.name], tags, sheets),
        )
    connection.execute("CREATE TABLE record__sheet (id INTEGER PRIMARY KEY, file, name, columns)")
    connection.executemany(
        "INSERT INTO record__sheet (id, file, name, columns) VALUES (?, ?, ?, ?)",
        ((number, *row) for number, row in enumerate(sheets.rows)),
    )


def stored(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables that records are kept in; none where no return was written."""
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'record_*'").fetchall()
    return [str(name) for (name,) in rows]


def read_return(connection: sqlite3.Connection, collection: Collection) -> Return | None:
    """Read the records back, None where none are kept. A column that the collection does not have is passed over.

    Raises ValueError, KeyError, TypeError or ArithmeticError where the tables do not hold what was written.
    """
    names = set(stored(connection))
    if "record__sheet" not in names:
        return None
    sheets = {
        number: Sheet(file, name, json.loads(columns))
        for number, file, name, columns in connection.execute("SELECT id, file, name, columns FROM record__sheet")
    }
    records: dict[int, Record] = {}
    parents = [
        _read_kind(connection, kind, sheets, records)
        for kind in collection.kinds.values()
        if f"record_{kind.name}" in names
    ]
    message = records[0]
    for pairs in parents:
        for number, parent in pairs:
            records[parent].add(records[number])
    return Return(message)


def _read_kind(
    connection: sqlite3.Connection, kind: Kind, sheets: dict[int, Sheet], records: dict[int, Record]
) -> list[tuple[int, int]]:
    """Make the records of one kind; return the number of each with its parent's, in the order they stood."""
    cursor = connection.execute(f"SELECT * FROM {_table(kind)} ORDER BY _id")  # noqa: S608 - of the catalogue, quoted
    names = [column[0] for column in cursor.description]
    if tuple(names[: len(_OWN)]) != _OWN:
        raise ValueError("not a table of records")
    # Position in the row, tag, conversion, and the values already made: staff of one birth date share one.
    fields: list[tuple[int, str, Callable[[str], object] | None, dict[str, Value]]] = [
        (position, tag, _conversion(kind.fields[tag]), {})
        for position, tag in enumerate(names)
        if position >= len(_OWN) and tag in kind.fields
    ]

    def origin(pair: list[int] | None) -> Origin | None:
        return None if pair is None else Origin(sheets[pair[0]], pair[1])

    pairs: list[tuple[int, int]] = []
    for row in cursor:
        number, parent, key, sheet, line, origins, losers = row[: len(_OWN)]
        record = records[number] = Record(kind.name, key, None, None if sheet is None else Origin(sheets[sheet], line))
        if parent is not None:
            pairs.append((number, parent))
        if origins is not None:
            record.field_origins = {tag: Origin(sheets[a], b) for tag, (a, b) in json.loads(origins).items()}
        values = record.values
        for position, tag, convert, memo in fields:
            cell = row[position]
            if cell is not None:
                value = memo.get(cell)
                if value is None:
                    value = memo[cell] = _value(cell, convert)
                values[tag] = value
        if losers is not None:
            record.losers = {
                tag: [(_value(cell, _conversion(kind.fields[tag])), origin(place)) for cell, place in lost]
                for tag, lost in json.loads(losers).items()
            }
    return pairs


def _conversion(field: Field) -> Callable[[str], object] | None:
    """Return the way from a field's sent text to its typed value, None where that is the text itself."""
    return None if field.repeats else _TYPES.get(field.type)
