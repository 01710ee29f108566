"""Workbooks in the form of Excel since 2007 (.xlsx, .xlsm and templates), with all that openpyxl would tell of them.

Macros are not run, links to other workbooks are not followed, formulas are not worked out: the stored results are
taken.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, Final, NamedTuple
from xml.parsers import expat

from lxml import etree

from converters.sources import limits
from converters.sources.package.zip_parts import Package, damaged
from converters.sources.room import Room
from converters.sources.table import SourceError, Table
from converters.sources.workbook.grid import Grid, Styles, Texts, unescaped
from converters.sources.workbook.number_format import BUILT_IN
from converters.sources.workbook.remarks import remark, without_cells
from converters.sources.workbook.xlsx_plain import SheetParser, local, parse
from converters.sources.workbook.xlsx_scan import Unusual, scan, shared_texts
from swf_desktop.words import sheet_words

_TRUE: Final = frozenset({"1", "true", "on"})
_SHEET_KINDS: Final = {
    "chartsheet": "a chart",
    "dialogsheet": "a dialog",
    "xlMacrosheet": "macros",
    "xlIntlMacrosheet": "macros",
}


class Relation(NamedTuple):
    """A link from one part of a package to another: its kind, and the part; external ones are never followed."""

    kind: str
    target: str
    external: bool


class _SheetEntry(NamedTuple):
    name: str
    state: str
    relation: str


@dataclass(slots=True)
class _Workbook:
    """What the workbook's own part says."""

    sheets: list[_SheetEntry] = field(default_factory=list)
    since_1904: bool = False
    recalculate: bool = False
    passed: list[str] = field(default_factory=list)
    relations: dict[str, Relation] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    folder: str = ""


def read_xlsx(file: str, stream: BinaryIO, *, shown: str | None = None, plain: bool = False) -> list[Table]:
    """Read all sheets of a workbook that hold cells, in their order.

    file: the name that the tables carry; shown: the name in errors (by default the same). plain: whether the slower
    reader is used for all parts; it gives the same tables. Raises SourceError where the workbook is damaged, or larger
    than limits.py allows.
    """
    shown = shown or file
    package = Package(shown, stream)
    try:
        workbook = _workbook(package, shown)
        styles = _styles(package, workbook, shown)
        texts = Texts(_texts(package, workbook, shown, plain=plain))
        if len(workbook.sheets) > limits.MAX_SHEETS:
            raise SourceError(
                shown,
                f"It has {len(workbook.sheets)} sheets, more than {limits.MAX_SHEETS}.",
                "Keep only those that hold the data.",
            )
        tables: list[Table] = []
        room = Room(shown)
        for entry in workbook.sheets:
            table = _sheet(package, workbook, entry, file, shown, texts, styles, plain=plain)
            if table is not None:
                tables.append(room.take(table))
        if workbook.passed and tables:
            tables[0].notes.append(without_cells(workbook.passed))
        return tables
    finally:
        package.close()


def _root(package: Package, name: str, shown: str) -> etree._Element:
    """Return the tree of a small part. Nothing in it is resolved or fetched."""
    try:
        data = package.read(name)
    except KeyError as error:
        raise damaged(shown, f"It lacks its part {name}.") from error
    if len(data) > limits.MAX_SMALL_PART_BYTES:
        raise SourceError(
            shown,
            f"Its part {name} unpacks to more than {limits.MAX_SMALL_PART_BYTES // limits.MB} MB.",
            "Copy the data to a new workbook, as values.",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(shown, f"Its part {name} holds XML that cannot be read.") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise SourceError(
            shown,
            f"Its part {name} has a document type declaration, which such a file never has.",
            "It was not read further, for safety. Save it again in the program it comes from.",
        )
    return root


def _elements(root: etree._Element, name: str) -> list[etree._Element]:
    """Return all elements of one name in the namespace of the root, whichever that is (strict or transitional).

    Later versions of Excel put elements of the same names and other namespaces into lists of extensions, where they
    mean something else: `x15:workbookPr` says nothing of the day that days count from.
    """
    space, _, _ = str(root.tag).rpartition("}")
    return list(root.iter(f"{space}}}{name}" if space else name))


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its local name, "" where there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def relations(package: Package, part: str, shown: str) -> dict[str, Relation]:
    """Return the links from one part ("" for the package itself), by their keys."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in package:
        return {}
    links = {}
    for element in _elements(_root(package, rels, shown), "Relationship"):
        target = element.get("Target", "").replace("\\", "/")
        external = element.get("TargetMode", "") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        links[element.get("Id", "")] = Relation(posixpath.basename(element.get("Type", "")), target, external)
    return links


def _workbook(package: Package, shown: str) -> _Workbook:
    part = next(
        (
            relation.target
            for relation in relations(package, "", shown).values()
            if relation.kind == "officeDocument" and not relation.external
        ),
        "xl/workbook.xml",
    )
    if part not in package:
        raise SourceError(
            shown,
            "It is a package of Office parts, but holds no workbook.",
            "Choose the workbook (.xlsx); a document or a presentation cannot be read.",
        )
    root = _root(package, part, shown)
    workbook = _Workbook(relations=relations(package, part, shown), folder=posixpath.dirname(part))
    if local(str(root.tag).rpartition("}")[2]) != "workbook":
        raise SourceError(
            shown, "It is an Office file, but no workbook.", "Choose the workbook (.xlsx) that holds the data."
        )
    for element in _elements(root, "workbookPr"):
        workbook.since_1904 = element.get("date1904", "") in _TRUE
    for element in _elements(root, "calcPr"):
        workbook.recalculate = element.get("fullCalcOnLoad", "") in _TRUE
    for element in _elements(root, "sheet"):
        workbook.sheets.append(
            _SheetEntry(unescaped(element.get("name", "")), element.get("state", ""), _attribute(element, "id"))
        )
    return workbook


def _part_of_kind(package: Package, workbook: _Workbook, kind: str) -> str | None:
    """Return the part of one kind; Excel finds it through the relations, and so do we, or else by its usual name."""
    for relation in workbook.relations.values():
        if relation.kind == kind and not relation.external and relation.target in package:
            return relation.target
    usual = posixpath.join(workbook.folder, f"{kind}.xml")
    return usual if usual in package else None


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _styles(package: Package, workbook: _Workbook, shown: str) -> Styles:
    part = _part_of_kind(package, workbook, "styles")
    if part is None:
        return Styles()
    root = _root(package, part, shown)
    codes = dict(BUILT_IN)
    for element in _elements(root, "numFmt"):
        number = element.get("numFmtId", "")
        # Formats inside conditional formats (dxf) have numbers of their own kind, and come behind.
        if _is_number(number) and local(str(getattr(element.getparent(), "tag", "")).rpartition("}")[2]) == "numFmts":
            codes[int(number)] = unescaped(element.get("formatCode", "")) or "General"
    of_style = []
    for group in _elements(root, "cellXfs"):
        for element in group.iterchildren("{*}xf", "xf"):
            number = element.get("numFmtId", "0")
            of_style.append(codes.get(int(number) if _is_number(number) else 0, "General"))
    if len(set(of_style)) > limits.MAX_FORMATS:
        raise SourceError(
            shown,
            f"It has more than {limits.MAX_FORMATS:,} number formats.",
            "Copy the data to a new workbook, as values.",
        )
    return Styles.of_codes(of_style)


def _texts(package: Package, workbook: _Workbook, shown: str, *, plain: bool) -> list[str]:
    part = _part_of_kind(package, workbook, "sharedStrings")
    if part is None:
        return []
    if not plain:
        try:
            texts = shared_texts(package.read(part))
        except Unusual:
            pass
        else:
            if len(texts) > limits.MAX_SHARED_STRINGS:
                raise _too_many_texts(shown)
            return texts
    return _TextParser(shown).read(package.chunks(part))


def _too_many_texts(shown: str) -> SourceError:
    return SourceError(
        shown,
        "Its part of texts is larger or deeper than any workbook's.",
        "Save it again in the program it comes from.",
    )


class _TextParser:
    """The handlers for the part of shared texts: runs of rich text are joined, phonetic guides left out."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._texts: list[str] = []
        self._runs: list[str] = []
        self._listening = False
        self._guide = 0
        self._depth = 0

    def read(self, chunks: Iterable[bytes]) -> list[str]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parse(self._shown, chunks, parser)
        return self._texts

    def _start(self, full: str, _attributes: dict[str, str]) -> None:
        name = local(full)
        self._depth += 1
        if self._depth > limits.MAX_DEPTH or len(self._texts) > limits.MAX_SHARED_STRINGS:
            raise _too_many_texts(self._shown)
        if self._guide or name == "rPh":
            self._guide += 1
        elif name == "t":
            self._listening = True

    def _characters(self, text: str) -> None:
        if self._listening:
            self._runs.append(text)

    def _end(self, full: str) -> None:
        self._depth -= 1
        if self._guide:
            self._guide -= 1
            return
        name = local(full)
        if name == "t":
            self._listening = False
        elif name == "si":
            # Escapes may not span runs: each is one text of its own.
            self._texts.append(unescaped("".join(self._runs)))
            self._runs.clear()


def _sheet(
    package: Package,
    workbook: _Workbook,
    entry: _SheetEntry,
    file: str,
    shown: str,
    texts: Texts,
    styles: Styles,
    *,
    plain: bool,
) -> Table | None:
    """Read one sheet; None for one that holds no cells by its kind (a chart)."""
    relation = workbook.relations.get(entry.relation)
    place = sheet_words(shown, entry.name)
    if relation is not None and relation.kind in _SHEET_KINDS:
        return None
    if not entry.relation:
        # Modules of Visual Basic stand in the list of sheets of workbooks that began in Excel 95.
        workbook.passed.append(entry.name)
        return None
    if relation is None or relation.external or relation.target not in package:
        raise damaged(place, "The workbook lists this sheet, but does not hold it.")
    if relation.target in workbook.taken:
        raise damaged(place, "Two sheets of the workbook are one and the same part of it.")
    workbook.taken.add(relation.target)
    chunks: Callable[[], Iterable[bytes]] = partial(package.chunks, relation.target)
    grid = Grid(place, texts, styles, since_1904=workbook.since_1904)
    around: SheetParser | None = None
    if not plain:
        try:
            around = scan(place, chunks(), grid)
        except Unusual:
            grid = Grid(place, texts, styles, since_1904=workbook.since_1904)
    if around is None:
        around = SheetParser(place, grid)
        around.read(chunks())
    columns, formats, height = grid.columns()
    table = Table(file, entry.name, columns, height, list(styles.formats), list(formats))
    table.merged = around.merged
    table.hidden = entry.state in {"hidden", "veryHidden"}
    table.hidden_rows = sorted({row for row in grid.hidden_rows if row < height})
    table.hidden_columns = sorted(column for column in around.hidden_columns if column < table.width)
    _notes(table, workbook, package, grid)
    return table


def _notes(table: Table, workbook: _Workbook, package: Package, grid: Grid) -> None:
    """Say what people should know of this sheet."""
    remark(table, grid.uncached)
    notes = table.notes
    if grid.formulas > grid.uncached and workbook.recalculate:
        notes.append(
            "The workbook was saved without working out its formulas again: "
            "open it in Excel and save it, to be sure of the results."
        )
    if grid.formulas and any(
        relation.kind in {"externalLink", "externalLinkPath"} for relation in workbook.relations.values()
    ):
        notes.append(
            "The workbook has links to other workbooks. They were not opened: the results stored here are used."
        )
    if any(name.endswith("vbaproject.bin") for name in package.names()):
        notes.append("The workbook has macros. They were not run.")
