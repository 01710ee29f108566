"""What a return made before holds that has no place in the message: a finding for each, and each just once.

The schema names the first unknown element of a parent and passes over the rest; the reader keeps them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from converters.sources.message import LoadedMessage, Unknown
from swf_desktop.collection import Children, Collection, Group, Leaf, Node
from swf_desktop.facts import person_label
from swf_desktop.record import Source
from validation.finding import Finding, Severity

LEFT_OUT: Final = "left out"
"""The kind of finding that names what is not written again."""

_POSITION: Final = re.compile(r"\[\d+\]")
_LONGEST: Final = 80


def unplaced_findings(loaded: LoadedMessage) -> list[Finding]:
    """Return a finding for each thing that writing the return again leaves out."""
    return [
        _finding(
            item,
            loaded,
            LEFT_OUT,
            Severity.QUESTION,
            f"{_what(item)} has no place in the message of {loaded.year} and is not written again. {item.reason}",
            "If it is a misspelt item of the census, enter it where it belongs; else nothing needs to be done.",
        )
        for item in loaded.unknown
    ]


def unreported(loaded: LoadedMessage, schema: Iterable[Finding]) -> list[Finding]:
    """Return what has no place and the schema's findings do not name, as findings of the schema."""
    if not loaded.unknown:
        return []
    known = _paths(loaded.collection)
    waiting: dict[str, list[int]] = {}
    for finding in schema:
        line = finding.source.row if finding.source is not None and finding.source.row is not None else 0
        waiting.setdefault(_POSITION.sub("", finding.xpath), []).append(line)
    return [
        _finding(
            item,
            loaded,
            "schema",
            Severity.SCHEMA,
            f"{_what(item)} does not belong here. {item.reason}",
            "Take it out, or check how it is spelt.",
        )
        for item in loaded.unknown
        if not _named(item, waiting, known)
    ]


def _named(item: Unknown, waiting: dict[str, list[int]], known: frozenset[str]) -> bool:
    """Whether a finding of the schema names the item, or an element without a place that it stands in.

    A finding names one item, which is then taken from those that wait; all that is inside an element goes with it.
    """
    path = item.path.partition("/@")[0]
    lines = waiting.get(path, [])
    if item.line in lines:
        lines.remove(item.line)
        return True
    if lines and path == item.path and path in known:
        # Text between elements: the schema gives the line of the element, the reader that of the text.
        lines.pop()
        return True
    above = path.rpartition("/")[0]
    while above and above not in known:
        if any(line <= item.line for line in waiting.get(above, ())):
            return True
        above = above.rpartition("/")[0]
    return False


def _paths(collection: Collection) -> frozenset[str]:
    """Return the paths of all elements that the message knows, without positions."""
    found = set()

    def add(above: str, content: tuple[Node, ...]) -> None:
        for node in content:
            path = above
            for name in node.wrap if isinstance(node, Leaf) else ():
                path = f"{path}/{name}"
                found.add(path)
            path = f"{path}/{node.element}"
            found.add(path)
            if isinstance(node, Children):
                add(path, collection.kinds[node.kind].content)
            elif isinstance(node, Group):
                add(path, node.content)

    message = collection.kinds["message"]
    found.add(f"/{message.element}")
    add(f"/{message.element}", message.content)
    return frozenset(found)


def _what(item: Unknown) -> str:
    name = item.path.rpartition("/")[2]
    text = item.text if len(item.text) <= _LONGEST else item.text[:_LONGEST] + "…"
    said = f" (“{text}”)" if text else ""
    return f"{'The attribute ' if name.startswith('@') else ''}{name.removeprefix('@')}{said}"


def _finding(item: Unknown, loaded: LoadedMessage, rule: str, severity: Severity, message: str, action: str) -> Finding:
    person = item.record.person()
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        action=action,
        person=None if person is None else person_label(person),
        value=item.text or None,
        source=Source(loaded.return_.name, None, item.line, None),
        xpath=item.path,
        record=item.record,
    )
