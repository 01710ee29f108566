"""How the tables of one source hang together: which column of one names the rows of another.

Three kinds of evidence, best first: the database itself says so; the columns have the same heading (or one that means
the same) and the values of one are among the other's, each of which stands for one row; only the values say so. All of
it is for showing and changing: a relation is data, made by `find_relations` or, for any two columns that the user
picks, by `describe_relation`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import Final

from converters.sources.access.database import DeclaredRelation
from converters.sources.table import Cell, CellError, Table
from swf_desktop.words import counted

# Fewer rows than this fit into each other by chance.
_FEW: Final = 3
# Two of three rows must find theirs: a table of leavers beside one of current staff still belongs to it.
_LEAST_SHARE: Final = 0.66
# A list of one or two words (female, male) is named by a column that is headed as its key is, and by nothing less.
_LIST: Final = 4
# Values alone are evidence only if they are long and many: running numbers from 1 are the same everywhere.
_LONG_KEY: Final = 5
_MANY_KEYS: Final = 5
# Tables of 200 columns are compared by their headings; by values alone only up to so many pairs of columns.
_MAX_PAIRS: Final = 20_000
# Beyond this a floating number is not one whole number any more.
_EXACT: Final = 2**53

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Endings that say: this names a row of something.
_KEY_WORDS: Final = frozenset(
    {"id", "ref", "reference", "no", "nr", "num", "number", "code", "key", "fk", "pk", "refno"}
)
# What tables of people are called, one word for all, so that EmployeeNo and Staff ID are the same.
_SAME: Final = {
    "employee": "staff", "emp": "staff", "person": "staff", "people": "staff", "worker": "staff", "member": "staff",
    "payroll": "staff", "personnel": "staff", "assignment": "contract", "establishment": "estab", "school": "estab",
}  # fmt: skip
_TABLE_PREFIX: Final = frozenset({"tbl", "t", "dbo", "lkp", "lu", "tlkp", "ref"})
# Headings of identities that name one person wherever they stand.
_IDENTITIES: Final = frozenset(
    {"ninumber", "nino", "ni", "trn", "teachernumber", "dfenumber", "dfeno", "teacherreference"}
)


_Place = tuple[int, int]  # table, column


class Confidence(StrEnum):
    """How sure a relation is."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"
    CHOSEN = "chosen by you"


_ORDER: Final = {Confidence.SURE: 0, Confidence.CHOSEN: 0, Confidence.LIKELY: 1, Confidence.POSSIBLE: 2}


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of the table `child` belong to rows of the table `parent`: their columns hold the same values.

    child, parent: indexes into the list of tables. child_columns, parent_columns: indexes of columns, pair by pair.
    rows: rows of the child with a value there; matched: how many of them find a row of the parent; unique: whether each
    value names only one row of the parent. reason: one sentence for people.
    """

    child: int
    child_columns: tuple[int, ...]
    parent: int
    parent_columns: tuple[int, ...]
    confidence: Confidence
    reason: str
    rows: int
    matched: int
    unique: bool

    def text(self, tables: Sequence[Table], headings: Sequence[Sequence[str]]) -> str:
        """How people read it: `Contracts: StaffID = Staff: ID`."""
        child = ", ".join(headings[self.child][column] for column in self.child_columns)
        parent = ", ".join(headings[self.parent][column] for column in self.parent_columns)
        return f"{_name(tables[self.child])}: {child} = {_name(tables[self.parent])}: {parent}"


def first_row_headings(tables: Iterable[Table]) -> list[list[str]]:
    """Return the first cell of each column as its heading, table by table; "" where there is none."""
    return [
        [column[0].strip() if column and isinstance(column[0], str) else "" for column in table.columns]
        for table in tables
    ]


def find_relations(
    tables: Sequence[Table],
    headings: Sequence[Sequence[str]] | None = None,
    first_rows: Sequence[int] | None = None,
    declared: Iterable[DeclaredRelation] = (),
) -> list[Relation]:
    """Find the relations between tables of one source, the surest first.

    headings: for each table the heading of each column; its first row if None. first_rows: for each table the index of
    its first row of data; 1 if None. declared: what an Access database says itself, by names of tables and columns. At
    most one relation is found for each column of a child (declared ones may share a column), and none of a table with
    itself.
    """
    finder = _Finder(tables, headings, first_rows)
    return finder.find(declared)


def describe_relation(
    tables: Sequence[Table],
    child: tuple[int, int],
    parent: tuple[int, int],
    headings: Sequence[Sequence[str]] | None = None,
    first_rows: Sequence[int] | None = None,
) -> Relation:
    """Return the relation between two columns that the user chose, with what came of it.

    child, parent: (table, column), by index. headings, first_rows: as for `find_relations`.
    """
    finder = _Finder(tables, headings, first_rows)
    reason = "You chose these columns."
    return finder.relation(child[0], (child[1],), parent[0], (parent[1],), Confidence.CHOSEN, reason)


def related_rows(relation: Relation, tables: Sequence[Table], first_row: int = 1) -> dict[tuple[str, ...], list[int]]:
    """Return for each value of the parent's columns the indexes of its rows, for joining: look up with `key_of`."""
    return _rows_by_key(tables[relation.parent], relation.parent_columns, first_row)


def key_of(table: Table, columns: Sequence[int], row: int) -> tuple[str, ...] | None:
    """Return what a row's columns hold in the form that keys are compared in; None where one of them is blank."""
    parts = [key_text(table.columns[column][row]) for column in columns]
    return tuple(part for part in parts if part is not None) if None not in parts else None


def key_text(cell: Cell) -> str | None:
    """Return a cell as a key: 12, 12.0 and "12 " are the same, "0012" is another.

    None for what is no key: blank, an error, yes or no.
    """
    if type(cell) is str:
        return cell.strip().casefold() or None
    if cell is None or isinstance(cell, (bool, CellError)):
        return None
    if isinstance(cell, (float, Decimal)):
        return str(int(cell)) if _is_whole(cell) else str(cell)
    return str(cell)


def _rows_by_key(table: Table, columns: Sequence[int], first_row: int) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for row in range(first_row, table.height):
        key = key_of(table, columns, row)
        if key is not None:
            found.setdefault(key, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Key:
    """The values of a column, as keys are compared. rows: with a value. unique: no value twice. long: no short ones."""

    values: frozenset[str]
    rows: int
    unique: bool
    long: bool


_NO_KEY: Final = _Key(frozenset(), 0, False, False)


class _Finder:
    def __init__(
        self,
        tables: Sequence[Table],
        headings: Sequence[Sequence[str]] | None,
        first_rows: Sequence[int] | None,
    ) -> None:
        self._tables = tables
        self._headings = first_row_headings(tables) if headings is None else headings
        self._first_rows = [1] * len(tables) if first_rows is None else first_rows
        self._keys: dict[_Place, _Key] = {}
        self._read: dict[_Place, list[str | None]] = {}

    def find(self, declared: Iterable[DeclaredRelation]) -> list[Relation]:
        found = self._declared(declared)
        taken = {(relation.child, column) for relation in found for column in relation.child_columns}
        pairs = {frozenset((relation.child, relation.parent)) for relation in found}
        for relation in sorted(self._candidates(), key=self._rank):
            place = (relation.child, relation.child_columns[0])
            pair = frozenset((relation.child, relation.parent))
            # One way of joining two tables is enough, and the surest stands first.
            if place not in taken and pair not in pairs:
                taken.add(place)
                pairs.add(pair)
                found.append(relation)
        return sorted(found, key=lambda one: (_ORDER[one.confidence], one.child, one.child_columns))

    def relation(
        self,
        child: int,
        child_columns: tuple[int, ...],
        parent: int,
        parent_columns: tuple[int, ...],
        confidence: Confidence,
        reason: str,
    ) -> Relation:
        """Work out how many rows of the child find a row of the parent."""
        parents = self._all_keys(parent, parent_columns)
        children = self._all_keys(child, child_columns)
        there = set(parents)
        matched = sum(key in there for key in children)
        unique = len(there) == len(parents)
        return Relation(
            child, child_columns, parent, parent_columns, confidence, reason, len(children), matched, unique
        )

    def _all_keys(self, table: int, columns: Sequence[int]) -> list[tuple[str, ...]]:
        """Return what stands in some columns, row by row, in the form that keys are compared in; blanks are no keys."""
        texts = [self._texts((table, column)) for column in columns]
        return [
            tuple(part for part in parts if part is not None) for parts in zip(*texts, strict=True) if None not in parts
        ]

    def _texts(self, place: _Place) -> list[str | None]:
        """Return all of a column as keys, read once."""
        found = self._read.get(place)
        if found is None:
            found = self._read[place] = [key_text(cell) for cell in self._cells(place)]
        return found

    def _declared(self, declared: Iterable[DeclaredRelation]) -> list[Relation]:
        names = {_name(table): index for index, table in enumerate(self._tables)}
        found = []
        for one in declared:
            child, parent = names.get(one.child), names.get(one.parent)
            if child is None or parent is None:  # a table that was refused, or that the user left out
                continue
            child_columns = self._columns(child, one.child_columns)
            parent_columns = self._columns(parent, one.parent_columns)
            if child_columns and parent_columns and child != parent:
                reason = "The database says so itself."
                found.append(self.relation(child, child_columns, parent, parent_columns, Confidence.SURE, reason))
        return found

    def _columns(self, table: int, names: Sequence[str]) -> tuple[int, ...]:
        places = {heading: column for column, heading in enumerate(self._headings[table])}
        found = tuple(places[name] for name in names if name in places)
        return found if len(found) == len(names) else ()

    def _candidates(self) -> Iterable[Relation]:
        tried = 0
        places = [(index, column) for index, table in enumerate(self._tables) for column in range(table.width)]
        for parent in places:
            key = self._parent_key(parent)
            if key.rows < _FEW and not (key.rows and self._tables[parent[0]].width <= _LIST):
                continue
            for child in places:
                if child[0] != parent[0]:
                    tried += 1
                    found = self._compare(child, parent, key, tried <= _MAX_PAIRS)
                    if found is not None:
                        yield found

    def _compare(self, child: _Place, parent: _Place, key: _Key, by_values: bool) -> Relation | None:
        heading = self._same_meaning(child, parent)
        if heading is None and not (by_values and key.long and self._is_within(child, key)):
            return None
        mine = self._child_key(child)
        if key.rows < _FEW and not (heading and _same_words(self, child, parent) and mine.values <= key.values):
            return None
        if mine.rows < (1 if key.rows < _FEW or _same_words(self, child, parent) else _FEW) or (
            mine.unique and _is_better_parent(child, mine, parent, key)
        ):
            return None
        shared = len(mine.values & key.values) / len(mine.values)
        if heading is None:
            if not mine.long:
                return None
            heading = "The headings differ, but all values of one are among the other's"
            confidence = Confidence.POSSIBLE
        elif shared < _LEAST_SHARE:
            return None
        else:
            confidence = Confidence.LIKELY if shared == 1 else Confidence.POSSIBLE
        relation = self.relation(child[0], (child[1],), parent[0], (parent[1],), confidence, "")
        share = f"of {counted(relation.rows, 'row')}, {relation.matched:,} find theirs"
        return replace(relation, reason=f"{heading}; {share}.")

    def _cells(self, place: _Place) -> Iterable[Cell]:
        return islice(self._tables[place[0]].columns[place[1]], self._first_rows[place[0]], None)

    def _is_within(self, child: _Place, key: _Key) -> bool:
        """Whether all of a column is text and among the values of a key; most columns are out at their first row."""
        return all(
            cell is None or (isinstance(cell, str) and key_text(cell) in key.values) for cell in self._cells(child)
        )

    def _parent_key(self, place: _Place) -> _Key:
        """Return a column as a key whose values each stand for one row; without values if it is none."""
        values: set[str] = set()
        for cell in self._cells(place):
            text = key_text(cell)
            if text is None and not isinstance(cell, (bool, CellError)):
                continue
            if text is None or text in values or not _may_be_key(cell):
                return _NO_KEY
            values.add(text)
        long = len(values) >= _MANY_KEYS and all(len(text) >= _LONG_KEY for text in values)
        return _Key(frozenset(values), len(values), True, long)

    def _child_key(self, place: _Place) -> _Key:
        if place not in self._keys:
            read = self._texts(place)
            texts = [text for text in read if text is not None]
            if not all(
                _may_be_key(cell) for cell, text in zip(self._cells(place), read, strict=True) if text is not None
            ):
                texts = []
            values = frozenset(texts)
            long = len(values) >= _MANY_KEYS and all(len(text) >= _LONG_KEY for text in values)
            self._keys[place] = _Key(values, len(texts), len(values) == len(texts), long)
        return self._keys[place]

    def _rank(self, relation: Relation) -> tuple[int, float, bool, int]:
        """Return what puts the best relation first: the parent that is about what the key is about, else the first."""
        heading = self._headings[relation.parent][relation.parent_columns[0]]
        about = _stem(_words(heading))[0] == _table_stem(_name(self._tables[relation.parent]))
        return _ORDER[relation.confidence], -_share(relation), not about, relation.parent

    def heading(self, place: _Place) -> str:
        """Return the heading of a column."""
        return self._headings[place[0]][place[1]]

    def _same_meaning(self, child: _Place, parent: _Place) -> str | None:
        """Return in words why two headings name the same thing; None where they do not."""
        one, other = self._headings[child[0]][child[1]], self._headings[parent[0]][parent[1]]
        mine, theirs = _words(one), _words(other)
        if not mine or not theirs:
            return None
        stem, is_key = _stem(mine)
        other_stem, other_is_key = _stem(theirs)
        identity = "".join(mine) in _IDENTITIES
        if mine == theirs and stem and (is_key or identity):
            return f"Both have a column {other}"
        if stem and stem == other_stem and (is_key or other_is_key):
            return f"Columns {one} and {other} mean the same"
        # Contracts.StaffID and Staff.ID; Contracts.Staff and Staff.ID
        if not other_stem and other_is_key and stem and stem == _table_stem(_name(self._tables[parent[0]])):
            return f"Column {one} names the table {_name(self._tables[parent[0]])}"
        return None


def _same_words(finder: _Finder, child: _Place, parent: _Place) -> bool:
    one, other = finder.heading(child), finder.heading(parent)
    return bool(one) and _words(one) == _words(other) and _stem(_words(one))[1] and bool(_stem(_words(one))[0])


def _may_be_key(cell: Cell) -> bool:
    """Whether a cell may be a key: text or a whole number; dates and sums of money name no row."""
    return isinstance(cell, (str, int)) or (isinstance(cell, (float, Decimal)) and _is_whole(cell))


def _is_whole(number: float | Decimal) -> bool:
    finite = number.is_finite() if isinstance(number, Decimal) else math.isfinite(number)
    return finite and -_EXACT < number < _EXACT and number == int(number)


def _is_better_parent(child: _Place, mine: _Key, parent: _Place, key: _Key) -> bool:
    """Whether, of two columns that name one row each, the child's is the parent: has more values, or stands first."""
    if mine.values != key.values:
        return len(mine.values) > len(key.values)
    return (child[1], child[0]) < (parent[1], parent[0])


def _share(relation: Relation) -> float:
    return relation.matched / relation.rows if relation.rows else 0.0


def _name(table: Table) -> str:
    return table.sheet if table.sheet is not None else table.file


def _words(heading: str) -> tuple[str, ...]:
    """Split a heading: StaffID, staff_id and "Staff ID" are the same words."""
    return tuple(word.casefold() for word in _WORDS.findall(heading))


def _stem(words: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return what a heading is about, without the words that only say that it is a key; and whether there were any."""
    about = [word for word in words if word not in _KEY_WORDS]
    return _one_word_for_each(about), len(about) < len(words)


def _table_stem(name: str) -> tuple[str, ...]:
    """Return what a table is about, for comparing with keys: tblStaff and Employees.csv are about staff."""
    # The folder or archive that a file stands in says nothing of it.
    words = [word for word in _words(name.rsplit("/", 1)[-1].rsplit(".", 1)[0]) if word not in _TABLE_PREFIX]
    single = [word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word for word in words]
    return _one_word_for_each(single)


def _one_word_for_each(words: Iterable[str]) -> tuple[str, ...]:
    """Put one word for those that mean the same, and each once: "staff member" and "employee" are both staff."""
    return tuple(dict.fromkeys(_SAME.get(word, word) for word in words))
