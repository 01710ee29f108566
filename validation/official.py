"""The department's own files: an XSD and XSLT checks that a user drops into a folder, run over a written message.

They are foreign files, so they run in a process of their own that is ended when it takes too long; nothing is fetched,
no entity is resolved, and a transformation may neither read nor write anything.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

from swf_desktop.address import Addresses
from swf_desktop.bounded import TOO_MUCH_MEMORY, TOO_MUCH_TIME, bound, may_have_children
from swf_desktop.collection import Collection
from swf_desktop.facts import person_label
from swf_desktop.record import Return, Source
from validation.finding import Finding, Severity

SCHEMA_RULE: Final = "DfE schema"
"""The rule of what a dropped-in XSD finds; what an XSLT finds is `DfE` and its number."""

FILES_RULE: Final = "DfE files"
"""The rule of what is wrong with the dropped-in files themselves; no finding on the return."""

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_XSL: Final = "{http://www.w3.org/1999/XSL/Transform}"
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_REFERENCES: Final = {
    f"{_XS}include": "schemaLocation",
    f"{_XS}import": "schemaLocation",
    f"{_XS}redefine": "schemaLocation",
    f"{_XS}override": "schemaLocation",
    f"{_XSL}include": "href",
    f"{_XSL}import": "href",
}
_MOST: Final = 100_000
MOST_BYTES: Final = 2 << 30
"""Memory for one transformation: ten times what the message of 20,000 staff takes as a tree."""

_DENY_ALL: Final = etree.XSLTAccessControl(
    # The stubs do not know its arguments.
    read_file=False,  # type: ignore[call-arg]
    write_file=False,
    create_dir=False,
    read_network=False,
    write_network=False,
)

# What the parts of one error are called in the output of such transformations.
_NUMBERS: Final = (
    "sequence",
    "sequencenumber",
    "number",
    "errornumber",
    "errorno",
    "ruleno",
    "rule",
    "code",
    "errorcode",
    "id",
)
_SEVERITY: Final = ("severity", "type", "errortype", "level", "role", "flag")
_MESSAGES: Final = ("message", "errormessage", "description", "text")
_PLACES: Final = ("location", "xpath", "path", "place")
_ENTRIES: Final = frozenset({"error", "query", "failed-assert", "successful-report"})


class _Found(NamedTuple):
    """One finding as it crosses between the processes."""

    rule: str
    severity: str
    message: str
    file: str
    line: int | None
    xpath: str


@dataclass(frozen=True, slots=True)
class OfficialFiles:
    """What lies in a year's folder, by name."""

    schemas: tuple[Path, ...]
    transforms: tuple[Path, ...]

    @classmethod
    def of(cls, folder: Path) -> OfficialFiles:
        """Return the files of a folder; none where there is no such folder."""
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        return cls(
            tuple(file for file in files if file.suffix.lower() == ".xsd"),
            tuple(file for file in files if file.suffix.lower() in (".xsl", ".xslt")),
        )

    def __bool__(self) -> bool:
        return bool(self.schemas or self.transforms)


def year_folder(folder: Path, year: int) -> Path:
    """Return the folder into which a user drops the department's files of one year."""
    return folder / str(year)


def official_findings(
    xml_path: Path,
    folder: Path,
    *,
    return_: Return | None = None,
    collection: Collection | None = None,
    seconds: float = 60.0,
    most: int = MOST_BYTES,
) -> list[Finding]:
    """Check a message with all files of a folder; nothing is found where the folder has none.

    return_, collection: what the message was written from, to name the person and the source cell of each finding.
    seconds: how long all of it may take. most: bytes of memory for each
    process. What is wrong with the files themselves is a finding of rule `DfE files` too.
    """
    files = OfficialFiles.of(folder)
    if not files:
        return []
    found = [_finding(one, xml_path) for one in _in_process(xml_path, folder, seconds, most)]
    return found if return_ is None or collection is None else list(_placed(found, return_, collection))


def _finding(found: _Found, xml_path: Path) -> Finding:
    if found.rule == FILES_RULE:
        action = "Download the file again from the department, or take it out of the folder."
    else:
        action = f"Found by the department's own file {found.file}. Mend the item, and write the message again."
    source = None if found.line is None else Source(xml_path.name, None, found.line, None)
    return Finding(found.rule, Severity(found.severity), found.message, action, source=source, xpath=found.xpath)


def _placed(findings: Iterable[Finding], return_: Return, collection: Collection) -> Iterator[Finding]:
    """Give findings the record, the person, the field and the source cell of their element, where it leads to one."""
    addresses = Addresses(return_, collection)
    for finding in findings:
        place = None if finding.rule == FILES_RULE else addresses.find(finding.xpath)
        if place is None:
            yield finding
            continue
        record, tag = place
        person = record.person()
        yield replace(
            finding,
            record=record,
            person=None if person is None else person_label(person),
            field=None if tag is None else f"{record.kind}.{tag}",
            value=None if tag is None or not record.has(tag) else record.raw(tag),
            source=record.source(tag) or finding.source,
        )


# The process


def _in_process(xml_path: Path, folder: Path, seconds: float, most: int) -> list[_Found]:
    """Run the schemas, which need one another, and then each transformation in a process of its own.

    One that takes too much or falls down drops itself alone.
    """
    files = OfficialFiles.of(folder)
    parts = [OfficialFiles(files.schemas, ())] if files.schemas else []
    parts += [OfficialFiles((), (path,)) for path in files.transforms]
    end = monotonic() + seconds
    return [found for part in parts for found in _one_process(xml_path, folder, part, end, seconds, most)]


def _one_process(
    xml_path: Path, folder: Path, files: OfficialFiles, end: float, seconds: float, most: int
) -> list[_Found]:
    name = files.transforms[0].name if files.transforms else ""
    said = name or "The department's files"
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    left = max(0.0, end - monotonic())
    process = context.Process(target=_run, args=(theirs, xml_path, folder, files, (left, most)), daemon=True)
    with may_have_children():
        process.start()
    theirs.close()
    slow = f"{said} took longer than {seconds:g} seconds over the message, and were stopped."
    slow = slow.replace(" were ", " was ") if name else slow
    try:
        if ours.poll(left):
            found: list[_Found] = ours.recv()
            return found
        reason = slow
    except EOFError:
        process.join(10)
        large = f"{said} took more memory than {most >> 20:,} MB over the message, and was left out."
        reason = {TOO_MUCH_MEMORY: large, TOO_MUCH_TIME: slow}.get(
            process.exitcode or 0, f"{said} brought the checking process down, and was left out."
        )
    finally:
        process.kill()
        process.join()
        ours.close()
    return [_files(reason, name)]


def _run(connection: Connection, xml_path: Path, folder: Path, files: OfficialFiles, bounds: tuple[float, int]) -> None:
    """Check in this process and send what was found."""
    bound(*bounds)
    try:
        found = list(_checked(xml_path, files, folder))
    except MemoryError:
        os._exit(TOO_MUCH_MEMORY)
    connection.send(found)
    connection.close()


def _files(message: str, file: str = "") -> _Found:
    return _Found(FILES_RULE, Severity.QUESTION.value, message, file, None, "/Message")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)


def _checked(xml_path: Path, files: OfficialFiles, folder: Path) -> Iterator[_Found]:
    try:
        document = etree.parse(str(xml_path), _parser())
    except (etree.XMLSyntaxError, OSError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        text = "The message is not well-formed XML, or cannot be read."
        yield _Found(SCHEMA_RULE, Severity.SCHEMA.value, text, xml_path.name, line, "/Message")
        return
    root = document.getroot().tag
    mains = 0
    broken: list[str] = []
    for path in files.schemas:
        tree = _tree(path, folder)
        if isinstance(tree, str):
            # A part that is at fault is told once, not with each file that needs it.
            if tree not in broken:
                broken.append(tree)
                yield _files(tree, path.name)
        elif any(
            element.get("name") == etree.QName(root).localname
            for element in tree.getroot().iterchildren(f"{_XS}element")
        ):
            mains += 1
            yield from _by_schema(document, tree, path.name)
    if files.schemas and not mains and not broken:
        yield _files(f"None of the .xsd files in the folder describes a message that begins with {root}.")
    for path in files.transforms:
        tree = _tree(path, folder)
        yield from [_files(tree, path.name)] if isinstance(tree, str) else _by_transform(document, tree, path.name)


def _tree(path: Path, folder: Path, seen: frozenset[Path] = frozenset()) -> etree._ElementTree | str:
    """Return a file of the folder as a tree, or why it is not used: unreadable, or in need of what is not there."""
    try:
        tree = etree.parse(str(path), _parser())
    except (etree.XMLSyntaxError, OSError):
        return f"{path.name} is not well-formed XML, or cannot be read."
    subset = tree.docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):  # type: ignore[union-attr]
        return f"{path.name} defines entities, which are not resolved here."
    inside = folder.resolve()
    for element in tree.iter(*_REFERENCES, "*"):
        if element.get(_BASE) is not None:
            return f"{path.name} takes its parts from another place (xml:base), which is not done here."
        attribute = _REFERENCES.get(element.tag) if isinstance(element.tag, str) else None
        reference = None if attribute is None else element.get(attribute)
        if reference is None:
            continue
        target = (path.parent / unquote(urlsplit(reference).path)).resolve()
        if urlsplit(reference).scheme or urlsplit(reference).netloc or not target.is_relative_to(inside):
            return f"{path.name} refers to {reference}, which is outside the folder and is not fetched."
        if not target.is_file():
            return f"{path.name} refers to {reference}, which is not in the folder."
        if target not in seen:
            part = _tree(target, folder, seen | {path.resolve(), target})
            if isinstance(part, str):
                return part
    return tree


def _by_schema(document: etree._ElementTree, schema: etree._ElementTree, name: str) -> Iterator[_Found]:
    try:
        checker = etree.XMLSchema(schema)
    except etree.XMLSchemaParseError:
        yield _files(f"{name} is no schema that can be used (XML Schema 1.0).", name)
        return
    if checker.validate(document):
        return
    errors: Iterable[etree._LogEntry] = checker.error_log  # type: ignore[assignment]  # the stubs forget that it iterates
    for error in islice(errors, _MOST):
        yield _Found(
            SCHEMA_RULE, Severity.SCHEMA.value, error.message, name, error.line or None, error.path or "/Message"
        )


def _by_transform(document: etree._ElementTree, sheet: etree._ElementTree, name: str) -> Iterator[_Found]:
    try:
        transform = etree.XSLT(sheet, access_control=_DENY_ALL)
    except etree.XSLTParseError:
        yield _files(f"{name} is no transformation that can be used (XSLT 1.0).", name)
        return
    try:
        result = transform(document)
    except etree.XSLTApplyError:
        yield _files(f"{name} could not be run over the message: it asks for another file, or stops.", name)
        return
    root: etree._Element | None = result.getroot()
    if root is None:
        text = " ".join(str(result).split())
        if text:
            yield _Found("DfE check", Severity.ERROR.value, text[:2000], name, None, "/Message")
        return
    entries = [element for element in root.iter("*") if _local(element).casefold() in _ENTRIES and not _within(element)]
    for element in entries[:_MOST]:
        yield _entry(element, document, name)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _within(element: etree._Element) -> bool:
    """Whether an element stands in an entry and so is a part of it."""
    return any(isinstance(above.tag, str) and _local(above).casefold() in _ENTRIES for above in element.iterancestors())


def _entry(element: etree._Element, document: etree._ElementTree, name: str) -> _Found:
    """Return what one error of a transformation's output says, whether in attributes or in elements."""
    parts = {etree.QName(key).localname.casefold(): str(value) for key, value in element.attrib.items()}
    for child in element.iterchildren("*"):
        parts.setdefault(_local(child).casefold(), _text(child))
    number = _first(parts, _NUMBERS)
    said = f"{_local(element)} {_first(parts, _SEVERITY)} {'query' if number.upper().endswith('Q') else ''}".casefold()
    message = _first(parts, _MESSAGES) or _text(element)
    place = _first(parts, _PLACES)
    line, xpath = None, "/Message"
    if place.startswith("/"):
        xpath = place
        line = _line(document, place)
    elif place:
        message = f"{message} ({place})"
    severity = Severity.QUERY if "query" in said or "warning" in said else Severity.ERROR
    return _Found(f"DfE {number or 'check'}", severity.value, message, name, line, xpath)


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _line(document: etree._ElementTree, xpath: str) -> int | None:
    try:
        found = document.xpath(xpath)
    except etree.XPathError:
        return None
    first = found[0] if isinstance(found, list) and found else None
    line = first.sourceline if isinstance(first, etree._Element) else None
    return line if isinstance(line, int) else None


def _first(parts: dict[str, str], names: Iterable[str]) -> str:
    return next((parts[name].strip() for name in names if parts.get(name, "").strip()), "")
