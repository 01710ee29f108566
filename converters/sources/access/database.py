"""Access databases (.mdb, .accdb) of every version from 97 to 2019 as tables, without Access.

A table that cannot be read exactly is refused by name and never half read. What the form holds and a sheet cannot
(pictures, attached files, links to other databases) is said in notes. Nothing is ever written, and nothing in a
database (queries, macros, code) is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from converters.sources.access.pages import AccessFault, Pages
from converters.sources.access.tables import Column, Definition, Rows, read_definition, read_rows
from converters.sources.access.values import Kind
from converters.sources.limits import MAX_AREA, MAX_FILE_BYTES, MB
from converters.sources.table import Cell, PasswordNeeded, SourceError, Table
from swf_desktop.words import counted, listed

EXPORT: Final = "Export the table to Excel from Access (External Data, Excel) and add that file instead."
_CATALOGUE: Final = 2  # the page of MSysObjects, in every database
_PAGE_OF_ID: Final = 0x00FFFFFF
_TABLE: Final = 1
_LINKED: Final = (4, 6)  # to a server, to another file
_SYSTEM: Final = 0x80000002
_HIDDEN: Final = 0x08
_ACE: Final = 2  # Access 2007 and later
_HISTORY: Final = re.compile(r"^VersionHistory_", re.IGNORECASE)


class DeclaredRelation(NamedTuple):
    """A relation that the database itself declares. Columns are names, in the same order on both sides."""

    child: str
    child_columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


@dataclass(slots=True)
class AccessDatabase:
    """What one database holds.

    tables: the school's own tables, the first cell of each column its name. relations: as declared in Access. refused:
    (table, why) of each that cannot be read exactly. notes: sentences for people about the whole file.
    """

    tables: list[Table] = field(default_factory=list)
    relations: list[DeclaredRelation] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Entry(NamedTuple):
    """One object of the catalogue."""

    id: int
    name: str
    type: int
    flags: int

    @property
    def page(self) -> int:
        return self.id & _PAGE_OF_ID

    @property
    def system(self) -> bool:
        """Whether the table is Access's own; MSysCompactError is, though its flags do not say so."""
        return bool(self.flags & _SYSTEM) or self.name.startswith("MSys")

    @property
    def deleted(self) -> bool:
        """Whether this is what Access keeps of a table that was deleted, until the database is compacted."""
        return self.name.startswith("~")


def read_access(path: Path, *, password: str | None = None) -> list[Table]:
    """Read the school's own tables of a database; notes about the whole file stand on the first of them.

    password: the database password, for one of Access 97 to 2003 that has one (its data is not encrypted with it).
    Raises PasswordNeeded where it is needed or wrong, SourceError where nothing can be read.
    """
    return _with_notes(read_access_database(path, password=password))


def read_access_bytes(data: bytes, file: str, *, password: str | None = None) -> list[Table]:
    """Read the tables of a database in memory (out of an archive). file: its name. Raises as `read_access` does."""
    return _with_notes(_read(data, file, password))


def read_access_database(path: Path, *, password: str | None = None) -> AccessDatabase:
    """Read a database with the relations it declares. Raises as `read_access` does; there is at least one table."""
    return _read(_bytes(path), path.name, password)


def _with_notes(database: AccessDatabase) -> list[Table]:
    database.tables[0].notes[:0] = database.notes
    return database.tables


def _read(data: bytes, file: str, password: str | None) -> AccessDatabase:
    try:
        pages = Pages(data)
        _admit(file, pages, password)
        catalogue = _Catalogue(pages)
    except AccessFault as fault:
        raise SourceError(file, _sentence(str(fault)), _whole_remedy(fault)) from None
    database = AccessDatabase()
    _note_objects(catalogue, database)
    _read_tables(file, catalogue, database)
    database.relations = _relations(catalogue)
    if not database.tables:
        raise _nothing(file, database)
    return database


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise SourceError(
                path.name,
                f"The database has {size // MB:,} MB; the most that is read is {MAX_FILE_BYTES // MB:,} MB.",
                "Compact and repair it in Access, or export its tables to Excel.",
            )
        return path.read_bytes()
    except OSError as error:
        found = f"The file cannot be opened ({error.strerror or 'no reason given'})."
        raise SourceError(path.name, found, "Close it in Access and see that it is still there.") from None


def _admit(name: str, pages: Pages, password: str | None) -> None:
    """Refuse a database that is protected."""
    remedy = "Open it in Access with its password and save it without one (File, Info), or export its tables to Excel."
    if pages.encrypted:
        from converters.sources.access.encryption import page_opener

        pages.unlock(page_opener(name, pages, password))
        if pages.version >= _ACE:
            return  # its password was the key
    if pages.password is None or pages.password == password:
        return
    if password is None:
        raise PasswordNeeded(name, "The database is protected by a password.", f"Give the password. {remedy}")
    raise PasswordNeeded(name, "The password is not that of the database.", f"Give the right one. {remedy}")


def _whole_remedy(fault: AccessFault) -> str:
    if "newer kind" in str(fault):
        return "Export its tables to Excel from Access."
    if "not an Access" in str(fault):
        return "Choose a file that ends in .mdb or .accdb, or the form that this file really has."
    return "Compact and repair it in Access, use an older copy, or export its tables to Excel."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _nothing(name: str, database: AccessDatabase) -> SourceError:
    if database.refused:
        tables = "; ".join(f"{table}: {why}" for table, why in database.refused)
        return SourceError(name, f"None of its tables can be read exactly ({tables}).", EXPORT)
    if database.notes:
        return SourceError(name, f"The database holds no tables of data. {' '.join(database.notes)}", EXPORT)
    return SourceError(
        name, "The database holds no tables of data.", "Choose the database that holds the staff tables."
    )


class _Catalogue:
    """The objects of a database, from its table MSysObjects."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.objects: list[_Entry] = []
        definition = read_definition(pages, _CATALOGUE)
        rows = read_rows(pages, definition, counted=False)
        seen: set[tuple[int, int]] = set()
        for ids, name, kind, flags in _records(definition, rows, ("Id", "Name", "Type", "Flags")):
            if not (isinstance(ids, int) and isinstance(name, str) and isinstance(kind, int)):
                raise AccessFault("the list of tables is damaged")
            entry = _Entry(ids, name, kind & 0x7F, flags if isinstance(flags, int) else 0)
            # Two names for one table would be read twice; a damaged list of many, without end.
            if (entry.type, entry.id) not in seen:
                seen.add((entry.type, entry.id))
                self.objects.append(entry)
        self.short = rows.count < definition.rows

    def tables(self) -> Iterator[_Entry]:
        return (entry for entry in self.objects if entry.type == _TABLE)

    def named(self, name: str, columns: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        """Return the rows of one of Access's own tables, with the columns asked for; none where it is absent."""
        for entry in self.tables():
            if entry.name == name:
                definition = read_definition(self.pages, entry.page)
                return _records(definition, read_rows(self.pages, definition, counted=False), columns)
        return iter(())


def _records(definition: Definition, rows: Rows, names: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    places = {column.name.casefold(): index for index, column in enumerate(definition.columns)}
    try:
        wanted = [rows.columns[places[name.casefold()]] for name in names]
    except KeyError as error:
        raise AccessFault(f"one of Access's own tables lacks its column {error}") from None
    return zip(*wanted, strict=True)


def _note_objects(catalogue: _Catalogue, database: AccessDatabase) -> None:
    linked = [entry.name for entry in catalogue.objects if entry.type in _LINKED]
    if linked:
        database.notes.append(
            f"{_listed(linked, 'is a link', 'are links')} to another database and not in this file. "
            "Add that database too."
        )
    deleted = [entry.name for entry in catalogue.tables() if entry.deleted and not entry.system]
    if deleted:
        database.notes.append(f"{_listed(deleted, 'was', 'were')} deleted in Access and left out.")
    if any(entry.name == "MSysCompactError" for entry in catalogue.tables()):
        database.notes.append(
            "Access noted errors when this database was last compacted (table MSysCompactError): "
            "look there whether data was lost."
        )
    if catalogue.short:
        database.notes.append("The list of tables is shorter than the database says: see that no table is missing.")


def _listed(names: list[str], one: str, several: str) -> str:
    shown = listed(names, 20)
    return f"Table {shown} {one}" if len(names) == 1 else f"Tables {shown} {several}"


def _read_tables(file: str, catalogue: _Catalogue, database: AccessDatabase) -> None:
    room = MAX_AREA
    for entry in catalogue.tables():
        if entry.system or entry.deleted:
            continue
        try:
            definition = read_definition(catalogue.pages, entry.page)
            rows = read_rows(catalogue.pages, definition, room)
        except AccessFault as fault:
            database.refused.append((entry.name, str(fault)))
            database.notes.append(f"Table {entry.name} cannot be read exactly and was left out: {fault}. {EXPORT}")
            continue
        table = _table(file, entry, definition, rows)
        for index, column in enumerate(definition.columns):
            if column.kind is Kind.COMPLEX:
                _fill_complex(catalogue, entry, column, table.columns[index], table.notes)
        room -= table.width * table.height
        database.tables.append(table)


def _table(file: str, entry: _Entry, definition: Definition, rows: Rows) -> Table:
    columns: list[list[Cell]] = [
        [column.name, *cells] for column, cells in zip(definition.columns, rows.columns, strict=True)
    ]
    table = Table(file, entry.name, columns, rows.count + 1, hidden=bool(entry.flags & _HIDDEN), repairs=rows.repairs)
    if rows.more:
        table.notes.append(
            f"The table says that {definition.rows:,} rows are in it, and {rows.count:,} were found and read: "
            "see that none is there that was deleted."
        )
    for column in definition.columns:
        rows_filled = f"filled in {rows.filled.get(column.name, 0):,} of {counted(rows.count, 'row')}"
        if column.calculated:
            table.notes.append(
                f"Column {column.name} is worked out by Access from other columns ({rows_filled}): it is left out. "
                f"{EXPORT}"
            )
        elif column.kind is Kind.UNKNOWN:
            table.notes.append(
                f"Column {column.name} is of a type that is not known here (number {column.number_of_type}): "
                f"it is left out. {EXPORT}"
            )
        elif column.unreadable:
            table.notes.append(
                f"Column {column.name} holds pictures, files or bytes ({rows_filled}): they are left out."
            )
    return table


def _fill_complex(catalogue: _Catalogue, entry: _Entry, column: Column, cells: list[Cell], notes: list[str]) -> None:
    """Put what a column of several values or attachments shows into its cells, which hold only a number for each row.

    Such values lie in a table of their own, joined by that number. As Access shows them: values and file names, one
    after the other.
    """
    try:
        texts = {} if _HISTORY.match(column.name) else _complex_texts(catalogue, entry, column)
    except AccessFault as fault:
        texts = None
        notes.append(f"Column {column.name} holds several values or files in one cell, which cannot be read ({fault}).")
    for row in range(1, len(cells)):
        number = cells[row]
        cells[row] = texts.get(number) if texts and isinstance(number, int) else None
    if _HISTORY.match(column.name):
        notes.append(f"Column {column.name} is the history of another column: it is left out.")
    elif texts is not None:
        notes.append(
            f"Column {column.name} holds several values or files in one cell: they are shown one after the other."
        )


def _complex_texts(catalogue: _Catalogue, entry: _Entry, column: Column) -> dict[int, str]:
    """Return the text for each number of a complex column."""
    sought = ("ColumnName", "ConceptualTableID", "FlatTableID")
    flat = [
        number
        for name, table, number in catalogue.named("MSysComplexColumns", sought)
        if name == column.name and table == entry.id and isinstance(number, int)
    ]
    if len(flat) != 1:
        raise AccessFault("where its values are is not said")
    definition = read_definition(catalogue.pages, flat[0] & _PAGE_OF_ID)
    rows = read_rows(catalogue.pages, definition)
    names = {each.name.casefold() for each in definition.columns}
    values = next((name for name in ("filename", "value") if name in names), None)
    keys = [each.name for each in definition.columns if each.kind is Kind.LONG and each.name.startswith("_")]
    if values is None or len(keys) != 1:
        raise AccessFault("its values are kept in an unknown way")
    texts: dict[int, list[str]] = {}
    for key, value in _records(definition, rows, (keys[0], values)):
        if isinstance(key, int) and value is not None:
            texts.setdefault(key, []).append(str(value))
    return {key: "; ".join(several) for key, several in texts.items()}


def _relations(catalogue: _Catalogue) -> list[DeclaredRelation]:
    """Return the relations between the school's own tables; none where Access's table of them cannot be read."""
    sought = ("szRelationship", "icolumn", "szObject", "szColumn", "szReferencedObject", "szReferencedColumn")
    own = {entry.name for entry in catalogue.tables() if not (entry.system or entry.deleted)}
    found: dict[tuple[str, str, str], list[tuple[int, str, str]]] = {}
    try:
        for name, order, child, child_column, parent, parent_column in catalogue.named("MSysRelationships", sought):
            if child in own and parent in own and isinstance(order, int):
                key = (str(name), str(child), str(parent))
                found.setdefault(key, []).append((order, str(child_column), str(parent_column)))
    except AccessFault:
        return []
    relations = []
    for (_, child, parent), pairs in found.items():
        pairs.sort()
        relations.append(
            DeclaredRelation(child, tuple(one for _, one, _ in pairs), parent, tuple(other for _, _, other in pairs))
        )
    return relations
