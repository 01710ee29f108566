"""Validation of a written message against the year's schema, and the way back from each fault to its record and cell.

lxml's message texts differ between versions of its library and are never read: what is said comes from the kind of
fault (its type name), the element's path, and the collection's catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from lxml import etree

from swf_desktop.address import Addresses, loaded
from swf_desktop.collection import Collection, Group, Leaf, Node
from swf_desktop.facts import person_label
from swf_desktop.record import Record, Return, Source
from swf_desktop.tables import when_changed, year_folder
from validation.finding import Finding, Severity

RULE: Final = "schema"
ROOT: Final = "/Message"
_HEADER: Final = "Message/Header"

# lxml counts lines in 16 bits for some builds of its library; beyond that the record's own line is better.
_LAST_LINE: Final = 65_535
_CUT: Final = 100
_CHUNK: Final = 1 << 16

_ADVICE: Final = (
    "Correct it at its source and write the file again; a file that this program wrote should never have it."
)


class _Words(NamedTuple):
    """What is said of one kind of fault. Braces: element, parent, value, missing."""

    message: str
    action: str


_NOT_XML: Final = _Words(
    "The file is not whole XML: reading stops at line {line}.",
    "Write the file again; a file that was cut off or edited by hand cannot be loaded.",
)
_ROOT_WRONG: Final = _Words("The file begins with {element} where Message is needed.", "Choose a census return.")
_UNKNOWN: Final = _Words("{element} does not belong in {parent}.", "Take it out, or check how it is spelt.")
_MISPLACED: Final = _Words(
    "{element} stands twice in {parent}, or in the wrong place.", "Put it in the order of the census."
)
_INCOMPLETE: Final = _Words("{element} is not complete: {missing} is missing.", "Fill in what is missing.")
_BEFORE: Final = _Words("Before {element}, {missing_above} is missing.", "Fill in what is missing.")
_EMPTY: Final = _Words("{element} is there but empty.", "Leave the element out where there is nothing to say.")
_LONG: Final = _Words('{element} is too long: "{value}".', "Shorten it.")
_ATTRIBUTE: Final = _Words("{element} has an attribute; the census uses none.", "Take the attribute out.")
_TEXT: Final = _Words("There is text in {element}, where only elements belong.", "Take the text out.")
_FORM: Final = _Words('{element} is "{value}", which the schema does not allow.', _ADVICE)
_OTHER: Final = _Words("{element} is not as the schema has it.", _ADVICE)

_BY_TYPE: Final = {
    "SCHEMAV_CVC_ELT_1": _ROOT_WRONG,
    "SCHEMAV_CVC_MINLENGTH_VALID": _EMPTY,
    "SCHEMAV_CVC_MAXLENGTH_VALID": _LONG,
    "SCHEMAV_CVC_LENGTH_VALID": _FORM,
    "SCHEMAV_CVC_PATTERN_VALID": _FORM,
    "SCHEMAV_CVC_ENUMERATION_VALID": _FORM,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": _FORM,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": _ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": _ATTRIBUTE,
    "SCHEMAV_CVC_TYPE_3_1_1": _ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": _TEXT,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": _TEXT,
    "SCHEMAV_CVC_TYPE_3_1_2": _TEXT,
}


def schema_findings(
    xml: Path | bytes, collection: Collection, return_: Return | None = None, *, name: str | None = None
) -> list[Finding]:
    """Validate a message and return a finding for each fault, in the order of the file; none where it is valid.

    return_: the records that were written to the file or read from it, to name the person and the cell. name: what to
    call the file; its own name where it is a path. Raises OSError where the file cannot be read.
    """
    if _valid(xml, collection.year):
        return []
    file = name or (xml.name if isinstance(xml, Path) else "the message")
    place = _Place(file, collection, return_)
    try:
        tree = _tree(xml)
    except etree.XMLSyntaxError as error:
        # The text may hold what stood in the file; where it stopped is enough.
        return [place.broken(error.lineno or 1)]
    schema = _schema(collection.year)
    schema.validate(tree)
    entries: Any = schema.error_log  # can be gone through, which the stubs do not know
    return list(place.findings(tree, entries))


def refused(findings: Iterable[Finding]) -> bool:
    """Whether the schema refuses the message. It is hard on structure only, so that errors in values do not stop it."""
    return any(finding.severity is Severity.SCHEMA for finding in findings)


@cache
def _schema(year: int) -> etree.XMLSchema:
    with year_folder(year).joinpath("swf.xsd").open("rb") as file:
        return etree.XMLSchema(etree.parse(file))


when_changed(_schema.cache_clear)


class _Nothing:
    """What a parser builds where nothing is wanted of it but whether the text is valid: no tree, no memory."""

    def close(self) -> None:
        """Nothing was built."""


def _parser(target: Any = None, schema: etree.XMLSchema | None = None) -> etree.XMLParser:
    """Return a parser that fetches nothing: no external entities, no document type, no network.

    Entities within the file stay within the library's own bounds. Not resolving even those would be safer still, but
    then lxml 6 with a schema takes a file that was cut off for a whole one.
    """
    internal: Any = "internal"  # the stubs know True and False only
    return etree.XMLParser(target=target, schema=schema, resolve_entities=internal, no_network=True, load_dtd=False)


def _valid(xml: Path | bytes, year: int) -> bool:
    """Whether a message is valid, read as a stream of which nothing is kept."""
    parser = _parser(_Nothing(), _schema(year))
    try:
        with BytesIO(xml) if isinstance(xml, bytes) else xml.open("rb") as file:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
                # What builds no tree raises nothing for the schema's sake: it is only noted.
                if len(parser.feed_error_log):
                    return False
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return not len(parser.feed_error_log)


def _tree(xml: Path | bytes) -> etree._ElementTree:
    """Return the whole message. Raises XMLSyntaxError where it is no XML."""
    parser = _parser()
    with BytesIO(xml) if isinstance(xml, bytes) else xml.open("rb") as file:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
    return etree.ElementTree(parser.close())


class _Place:
    """Finds the record and the words for each fault of one message."""

    def __init__(self, file: str, collection: Collection, return_: Return | None) -> None:
        self.file = file
        self.collection = collection
        self.addresses = None if return_ is None else Addresses(return_, collection)
        self.loaded = return_ is not None and loaded(return_)
        self.order = _order(collection)

    def broken(self, line: int) -> Finding:
        """Return the finding for a file that is no XML."""
        return Finding(
            RULE,
            Severity.SCHEMA,
            _NOT_XML.message.format(line=line),
            _NOT_XML.action,
            source=Source(self.file, None, line, None),
            xpath=ROOT,
        )

    def findings(self, tree: etree._ElementTree, faults: Iterable[Any]) -> Iterator[Finding]:
        """Yield a finding for each element that has a fault; one fault often gives several entries."""
        seen: set[tuple[str, _Words]] = set()
        for entry in faults:
            path = entry.path or ROOT
            found = tree.xpath(path)
            element = found[0] if isinstance(found, list) and found and isinstance(found[0], etree._Element) else None
            words = self._words(entry.type_name, element)
            # A facet's entry is followed by one that says the same of the type.
            if (path, words) in seen or (words is _OTHER and any(known == path for known, _ in seen)):
                continue
            seen.add((path, words))
            yield self._finding(path, entry.line, words, element)

    def _words(self, type_name: str, element: etree._Element | None) -> _Words:
        if type_name != "SCHEMAV_ELEMENT_CONTENT" or element is None:
            return _BY_TYPE.get(type_name, _OTHER)
        parent = element.getparent()
        if parent is None:
            return _INCOMPLETE
        names = self.order.get(_names(parent), ())
        if str(element.tag) not in names:
            return _UNKNOWN
        # One that is not expected comes after a later one or after one of its own name, or something before it is
        # missing. All that is left has come in its order, and lacks something itself.
        before = [str(sibling.tag) for sibling in element.itersiblings(preceding=True) if isinstance(sibling.tag, str)]
        place = names.index(str(element.tag))
        if any(name not in names or names.index(name) > place for name in before):
            return _MISPLACED
        if self._missing(element):
            return _INCOMPLETE
        if self._missing(parent):
            return _BEFORE
        return _MISPLACED if str(element.tag) in before else _INCOMPLETE

    def _finding(self, path: str, line: int, words: _Words, element: etree._Element | None) -> Finding:
        record: Record | None = None
        tag: str | None = None
        located = None if self.addresses is None else self.addresses.find(path)
        if located is not None:
            record, tag = located
        text = (element.text or "") if element is not None and not len(element) else ""
        parent = element.getparent() if element is not None else None
        texts = {
            "element": "An element" if element is None else str(element.tag),
            "parent": "the file" if parent is None else str(parent.tag),
            "value": text if len(text) <= _CUT else f"{text[:_CUT]}…",
            "missing": self._missing(element) or "something",
            "missing_above": self._missing(parent) or "something",
        }
        person = record.person() if record is not None else None
        return Finding(
            rule=RULE,
            severity=Severity.SCHEMA,
            message=words.message.format(**texts),
            action=words.action.format(**texts),
            person=None if person is None else person_label(person),
            field=None if record is None or tag is None else f"{record.kind}.{tag}",
            value=text or None if tag is not None else None,
            source=self._source_of(record, tag, line),
            xpath=path,
            record=record,
        )

    def _source_of(self, record: Record | None, tag: str | None, line: int) -> Source | None:
        if record is not None and (not self.loaded or line >= _LAST_LINE):
            source = record.source(tag)
            if source is not None:
                return source
        return Source(self.file, None, line, None)

    def _missing(self, element: etree._Element | None) -> str:
        """Return the elements that the schema needs here and that are absent, in words; empty where none is."""
        if element is None:
            return ""
        here = {str(child.tag) for child in element}
        path = _names(element)
        return " and ".join(name for name in self.order.get(path, ()) if name not in here and self._needed(path, name))

    def _needed(self, path: str, name: str) -> bool:
        """Whether an element must stand in the header; in the body all is optional."""
        if not f"{path}/{name}".startswith(_HEADER):
            return False
        field = self.collection.kinds["message"].fields.get(name)
        if field is not None:
            return field.required == "yes"
        return any(self._needed(f"{path}/{name}", inner) for inner in self.order.get(f"{path}/{name}", ()))


def _names(element: etree._Element) -> str:
    """Return an element's path as names without positions."""
    names = [str(element.tag), *(str(above.tag) for above in element.iterancestors())]
    return "/".join(reversed(names))


def _order(collection: Collection) -> dict[str, tuple[str, ...]]:
    """Return the names of what may stand in each element, in order, by path without positions."""
    order: dict[str, list[str]] = {}

    def fill(path: str, content: tuple[Node, ...]) -> None:
        names = order.setdefault(path, [])
        for node in content:
            if isinstance(node, Leaf):
                above, wraps = path, (*node.wrap, node.element)
                for name in wraps:
                    siblings = order.setdefault(above, [])
                    if name not in siblings:
                        siblings.append(name)
                    above = f"{above}/{name}"
            else:
                names.append(node.element)
                inner = node.content if isinstance(node, Group) else collection.kinds[node.kind].content
                fill(f"{path}/{node.element}", inner)

    fill(collection.kinds["message"].element, collection.kinds["message"].content)
    return {path: tuple(names) for path, names in order.items()}
