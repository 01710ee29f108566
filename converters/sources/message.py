"""A return that was written before, by us or by another system, back into records.

Read with expat rather than lxml: it streams, its line numbers hold beyond line 65,535, and a document type declaration
(the door of every entity attack) is seen and refused before anything in it is used. Nothing is fetched.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from xml.parsers import expat

from converters.collector import no_collector
from converters.sources.table import SourceError
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Children, Collection, Field, Leaf, Node
from swf_desktop.practice import is_marked
from swf_desktop.record import Origin, Record, Return, Sheet, Value
from swf_desktop.words import counted

# 20,000 staff with 40,000 contracts and 80,000 absences make about 85 MB.
MAX_BYTES: Final = 512 * 1024 * 1024
MAX_TEXT: Final = 1_000_000
MAX_DEPTH: Final = 64
MAX_UNKNOWN: Final = 10_000

# What expat reads by itself, and the single-byte ones that Windows programs write.
_ENCODINGS: Final = frozenset(
    {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ISO-8859-1", "ISO-8859-15", "WINDOWS-1252"}
)
_CHOOSE: Final = "Choose the .xml file that was made for the School Workforce Census."
_NO_PLACE: Final = "No such element stands here in this year's message."
_CHUNK: Final = 1 << 18
_WRONG_CASE: Final = {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false"}
_IDENTITIES: Final = ("TeacherNumber", "NINumber")


class Unknown(NamedTuple):
    """Something in the file that has no place in the return: an element, an attribute or stray text.

    path: element names without positions. line: counted from 1. text: what stood there. record: the record that it
    stood in or below, for its person.
    """

    path: str
    line: int
    text: str
    reason: str
    record: Record


class MessageRepair(NamedTuple):
    """One value taken in another form than the file has it. line: counted from 1. tag: empty for an empty container."""

    record: Record
    tag: str
    line: int
    before: str
    after: str
    reason: str


@dataclass(slots=True)
class LoadedMessage:
    """What a message file holds: the return, its collection, and all that could not be taken as it stood."""

    return_: Return
    collection: Collection
    notes: list[str] = field(default_factory=list)
    repairs: list[MessageRepair] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    @property
    def year(self) -> int:
        """The census year."""
        return self.collection.year


class _Place:
    """One element of the message: what may stand in it, and whether it is a field or begins a record."""

    __slots__ = ("field", "kind", "memo", "names", "path")

    def __init__(self, path: str, kind: str | None = None, leaf: Field | None = None) -> None:
        self.path = path
        self.kind = kind
        self.field = leaf
        self.names: dict[str, _Place] = {}
        # Text to value, so that all contracts of one start date share one value.
        self.memo: dict[str, Value] = {}


def _places(collection: Collection) -> _Place:
    """Return the place of the message's own element, with all places below it."""

    def fill(place: _Place, kind: str, content: tuple[Node, ...]) -> None:
        for node in content:
            path = f"{place.path}/{node.element}"
            if isinstance(node, Leaf):
                inner = place
                for name in node.wrap:
                    inner = inner.names.setdefault(name, _Place(f"{inner.path}/{name}"))
                path = f"{inner.path}/{node.element}"
                inner.names[node.element] = _Place(path, leaf=collection.kinds[kind].fields[node.tag])
            elif isinstance(node, Children):
                child = place.names[node.element] = _Place(path, kind=node.kind)
                fill(child, node.kind, collection.kinds[node.kind].content)
            else:
                group = place.names.setdefault(node.element, _Place(path))
                fill(group, kind, node.content)

    message = collection.kinds["message"]
    root = _Place(f"/{message.element}", kind="message")
    fill(root, "message", message.content)
    return root


class _Lost:
    """An open element that has no place. told: what it holds was listed already."""

    __slots__ = ("line", "path", "told")

    def __init__(self, path: str, line: int) -> None:
        self.path = path
        self.line = line
        self.told = False


class _Found(Exception):  # noqa: N818 - ends the look at the header, no error
    pass


class _Reader:
    """The state of one reading; its methods are expat's handlers."""

    def __init__(self, file: str, shown: str, collection: Collection) -> None:
        self.shown = shown
        self.sheet = Sheet(file, None, {})
        self.collection = collection
        self.parser = expat.ParserCreate()
        self.root = _places(collection)
        top = _Place("")
        top.names[self.root.path[1:]] = self.root
        self.place = top
        self.record = Record("message", "message")
        self.loaded = LoadedMessage(Return(self.record, file), collection)
        self.stack: list[tuple[_Place, Record]] = []
        self.texts: list[str] = []
        self.line = 0
        self.lost: list[_Lost] = []
        self.blanks: dict[str, int] = {}
        self.keys: dict[str, int] = {}
        self.dropped = 0
        # The container that was opened last and holds nothing yet.
        self.hollow: _Place | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        if self.texts:
            self._stray()
        if self.lost:
            self._lose(name, line, attributes)
            return
        place = self.place.names.get(name)
        if place is None:
            self._lose(name, line, attributes)
            return
        self.stack.append((self.place, self.record))
        self.place = place
        self.line = line
        self.hollow = place if place.field is None else None
        kind = place.kind
        if kind is not None:
            if kind == "message":
                self.record.origin = Origin(self.sheet, line)
            else:
                self.record = self.record.add(Record(kind, origin=Origin(self.sheet, line)))
        if attributes:
            self._attributes(place.path, line, attributes)

    def end(self, _name: str) -> None:
        if self.lost:
            self._found()
            return
        place = self.place
        if place.field is not None:
            self._value(place, place.field)
        else:
            if self.texts:
                self._stray()
            if self.hollow is place and place.kind is None:
                self._empty_container(place)
            if place.kind == "staff":
                self._identify(self.record)
        self.hollow = None
        self.place, self.record = self.stack.pop()

    def _empty_container(self, place: _Place) -> None:
        name = place.path.rpartition("/")[2]
        reason = "an empty container holds nothing to send and is left out"
        self.loaded.repairs.append(MessageRepair(self.record, "", self.line, f"<{name}/>", "", reason))

    def _value(self, place: _Place, leaf: Field) -> None:
        text = "".join(self.texts)
        self.texts.clear()
        record = self.record
        tag = leaf.tag
        if not text or text.isspace():
            self.blanks[leaf.name] = self.blanks.get(leaf.name, 0) + 1
            return
        if tag in record.values and not leaf.repeats:
            self._unknown(place.path, self.line, text.strip(), "It stands here a second time.", record)
            return
        value = place.memo.get(text)
        if value is None:
            self._limit(text)
            value = canonical_value(leaf, _WRONG_CASE.get(text.strip(), text) if leaf.type == "boolean" else text)
            if leaf.repeats:
                # One element is one value, whatever separators it holds.
                value = Value(text.strip(), (text.strip(),), (text.strip(),))
            elif leaf.type == "boolean":
                value = value._replace(raw=text.strip())
            place.memo[text] = value
        if leaf.repeats:
            earlier = record.values.get(tag)
            if earlier is not None:
                sent = (*earlier.sent, *value.sent)
                value = Value(f"{earlier.raw}; {value.raw}", sent, sent)
        elif leaf.type == "boolean" and value.raw in _WRONG_CASE:
            self.loaded.repairs.append(
                MessageRepair(
                    record, tag, self.line, value.raw, _WRONG_CASE[value.raw], "true and false are lower case"
                )
            )
        origin = record.origin
        if origin is None or self.line == origin.row or tag in record.values:
            record.put(tag, value)
        else:
            record.put(tag, value, Origin(self.sheet, self.line))

    def _limit(self, text: str) -> None:
        if len(text) > MAX_TEXT:
            raise SourceError(
                self.shown,
                f"One element, at line {self.line}, has more than {MAX_TEXT} characters.",
                "This is no School Workforce Census return: choose another file.",
            )

    def _stray(self) -> None:
        """Keep text that stands between elements; white space is only layout."""
        text = "".join(self.texts)
        self.texts.clear()
        if text.isspace():
            return
        if self.lost:
            self._unknown(self.lost[-1].path, self.lost[-1].line, text.strip(), _NO_PLACE, self.record)
            self.lost[-1].told = True
        else:
            path = self.place.path or "/"
            self._unknown(path, self.parser.CurrentLineNumber, text.strip(), "Text between elements.", self.record)

    def _lose(self, name: str, line: int, attributes: dict[str, str]) -> None:
        if len(self.stack) + len(self.lost) >= MAX_DEPTH:
            raise SourceError(
                self.shown,
                f"Its elements stand more than {MAX_DEPTH} deep at line {line}.",
                "This is no School Workforce Census return: choose another file.",
            )
        if self.lost:
            self.lost[-1].told = True
        path = f"{self.lost[-1].path if self.lost else self.place.path}/{name}"
        self.lost.append(_Lost(path, line))
        if attributes:
            self._attributes(path, line, attributes)

    def _found(self) -> None:
        text = "".join(self.texts).strip()
        self.texts.clear()
        lost = self.lost.pop()
        if text or not lost.told:
            self._unknown(lost.path, lost.line, text, _NO_PLACE, self.record)

    def _attributes(self, path: str, line: int, attributes: dict[str, str]) -> None:
        for name, text in attributes.items():
            self._unknown(f"{path}/@{name}", line, text, "The message has no attributes.", self.record)

    def _unknown(self, path: str, line: int, text: str, reason: str, record: Record) -> None:
        self._limit(text)
        if len(self.loaded.unknown) < MAX_UNKNOWN:
            self.loaded.unknown.append(Unknown(path, line, text, reason, record))
        else:
            self.dropped += 1

    def _identify(self, person: Record) -> None:
        """Give a person and all below keys that are the same at each reading: (id kind, id), then ordinals."""
        key = next((f"{tag}:{person.code(tag)}" for tag in _IDENTITIES if person.has(tag)), "staff")
        count = self.keys[key] = self.keys.get(key, 0) + 1
        # Two people with one number stay two.
        person.key = f"staff:{count}" if key == "staff" else key if count == 1 else f"{key}~{count}"
        _number(person)

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        _known_encoding(self.shown)(version, encoding, standalone)
        if encoding is not None and encoding.upper() != "UTF-8":
            self.loaded.notes.append(f"The file is encoded as {encoding}; the message is written as UTF-8.")

    def finish(self) -> LoadedMessage:
        _number(self.loaded.return_.message, deep=False)
        for record in (self.loaded.return_.school, self.loaded.return_.la):
            if record is not None:
                record.key = record.kind
                _number(record)
        notes = self.loaded.notes
        for name, count in self.blanks.items():
            notes.append(f"{name}: {counted(count, 'empty element')} taken as blank.")
        if self.dropped:
            notes.append(f"{self.dropped} more unknown elements, after the first {MAX_UNKNOWN}, are not listed.")
        return self.loaded


def _number(parent: Record, *, deep: bool = True) -> None:
    """Key the records below by their ordinal: `TeacherNumber:0412345/contract:2`. People have keys of their own."""
    for kind, children in (parent.children or {}).items():
        if kind == "staff":
            continue
        for ordinal, child in enumerate(children, 1):
            child.key = f"{parent.key}/{kind}:{ordinal}"
            if deep:
                _number(child)


def _refusal(shown: str, parser: expat.XMLParserType) -> Callable[..., None]:
    """Return the handler that refuses a document type declaration, before any entity in it can be used."""

    def refuse(*_parts: object) -> None:
        raise SourceError(
            shown,
            f"It has a document type declaration at line {parser.CurrentLineNumber}, which a return never has.",
            "It was not read further, for safety. Have the file made again by the system that it comes from.",
        )

    return refuse


def _known_encoding(shown: str) -> Callable[[str, str | None, int], None]:
    """Return the handler that refuses an XML declaration with an encoding that expat cannot read."""

    def check(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in _ENCODINGS:
            raise SourceError(shown, f"It says it is encoded as {encoding[:40]}.", "Have it made again as UTF-8.")

    return check


class _Header:
    """A first look at the file: its outermost element, its collection and year, and no more than that."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.path: list[str] = []
        self.text: list[str] = []
        self.collection = ""
        self.year = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if not self.path and name != "Message":
            raise SourceError(
                self.shown,
                f"It is XML, but not a return: its outermost element is {name[:100]}, not Message.",
                _CHOOSE,
            )
        self.path.append(name)
        self.text.clear()

    def end(self, _name: str) -> None:
        if self.path == ["Message", "Header", "CollectionDetails", "Collection"]:
            self.collection = "".join(self.text).strip()
        elif self.path == ["Message", "Header", "CollectionDetails", "Year"]:
            self.year = "".join(self.text).strip()
        elif self.path == ["Message", "Header"]:
            raise _Found
        self.path.pop()
        self.text.clear()


def message_year(path: Path) -> int | None:
    """Return the census year of a message's header, None where it says none. Raises SourceError where it is no XML."""
    year = _header(path, str(path)).year
    return int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None


def _header(path: Path, shown: str) -> _Header:
    header = _Header(shown)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = header.start
    parser.EndElementHandler = header.end
    parser.CharacterDataHandler = header.text.append
    parser.StartDoctypeDeclHandler = _refusal(shown, parser)
    parser.XmlDeclHandler = _known_encoding(shown)
    with contextlib.suppress(_Found):
        _feed(parser, path, shown)
    return header


def _collection(path: Path, shown: str) -> Collection:
    """Return the collection that the file's header names."""
    header = _header(path, shown)
    name = header.collection
    if name and name.casefold() != "school workforce census":
        raise SourceError(
            shown,
            f"It is a return for another collection: {name[:100]}.",
            _CHOOSE,
        )
    if not (header.year.isascii() and header.year.isdigit() and len(header.year) == 4):
        found = f"Its header says {header.year[:20]!r} for the year." if header.year else "Its header has no year."
        raise SourceError(shown, found, "Say which year it is for, or correct Message/Header/CollectionDetails/Year.")
    try:
        return Collection.load(int(header.year))
    except LookupError as error:
        raise SourceError(
            shown,
            f"It is a return for {header.year}. {error.args[0] if error.args else ''}".strip(),
            "Choose a file of a year that this program holds.",
        ) from error


def _feed(parser: expat.XMLParserType, path: Path, shown: str) -> None:
    """Parse the file in chunks. Raises SourceError, with the line, where it is no well-formed XML."""
    try:
        with path.open("rb") as file:
            start = file.read(_CHUNK)
            if not start.strip():
                raise SourceError(shown, "The file is empty.", "Have it made again, or choose another.")
            # Byte order marks and, in UTF-16, the other half of each character.
            if not start.lstrip(b"\xef\xbb\xbf\xff\xfe\xfe\xff \t\r\n\0").startswith(b"<"):
                raise SourceError(
                    shown, "It is not XML, whatever its name says.", "Choose the .xml file of the return."
                )
            size = len(start)
            parser.Parse(start, False)
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MAX_BYTES:
                    raise SourceError(
                        shown,
                        f"It is larger than {MAX_BYTES // 1024 // 1024} MB.",
                        "Even the largest authority's return is smaller: choose another file.",
                    )
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError(
            shown,
            f"It is not well-formed XML: {expat.ErrorString(error.code)} at line {error.lineno}.",
            "The file is damaged or cut short. Have it made or copied again.",
        ) from error
    except OSError as error:
        raise SourceError(
            shown, f"{error.strerror or error}.", "Check the name, and that the file may be read."
        ) from error


def read_message(path: Path, collection: Collection | None = None) -> LoadedMessage:
    """Read a message file into records, each with the line it came from.

    collection: by default that of the year in the file's header. What has no place in the year's message is listed in
    `unknown`, what was taken in another form in `repairs`; text that is not in the message's strict form keeps its raw
    text and has no typed value. Raises SourceError where the file is missing, not XML, not a return, of a year there is
    no collection for, larger than the limits above, or has a document type declaration.
    """
    shown = str(path)
    if collection is None:
        collection = _collection(path, shown)
    reader = _Reader(path.name, shown, collection)
    parser = reader.parser
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.texts.append
    parser.StartDoctypeDeclHandler = _refusal(shown, parser)
    parser.XmlDeclHandler = reader.declaration
    # Nothing made here is garbage: the collector would only look through a growing heap again and again.
    with no_collector():
        _feed(parser, path, shown)
    if reader.record.origin is None:
        raise SourceError(shown, f"Its outermost element is not {reader.root.path[1:]}.", _CHOOSE)
    loaded = reader.finish()
    loaded.return_.practice = is_marked(loaded.return_.message)
    return loaded
