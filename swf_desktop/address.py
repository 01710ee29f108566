"""XPath addresses: from a record and a field to the element that the writer writes, and back.

Two things stand here because the writer and the addresses must never disagree about them: which elements are written
(`layout`: the catalogue's content with the collection's switches applied) and which records are written (`is_written`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from swf_desktop.collection import Children, Collection, Group, Kind, Leaf, Node
from swf_desktop.record import Record, Return

# At most one of each stands in a return (see `Return`), so its element needs no position.
_SINGLE: Final = frozenset({"school", "la"})

# What each switch leaves out when it is off: (kind, element). An `Estab` in a person's records repeats the header's;
# the school's own is no repeat of theirs and stays.
_SWITCHED: Final[dict[str, frozenset[tuple[str, str]]]] = {
    "header.content": frozenset({("message", "Content")}),
    "header.xversion": frozenset({("message", "Xversion")}),
    "modules.block": frozenset({("message", "SchoolWorkforceModules")}),
    "estab.repeat": frozenset(
        {("contract", "Estab"), ("absence", "Estab"), ("curriculum", "Estab"), ("qualification", "Estab")}
    ),
    "school.referenceDate": frozenset({("school", "ReferenceDate")}),
    "staff.overseasTrained": frozenset({("staff", "OverseasTrndTchr")}),
}

_STEP: Final = re.compile(r"([^/\[\]]+)(?:\[([1-9][0-9]{0,8})\])?")


def loaded(return_: Return) -> bool:
    """Whether a return was loaded from a message file, so that its elements are that file's and not ours to choose."""
    origin = return_.message.origin
    return origin is not None and origin.sheet.name is None and not origin.sheet.columns


def layout(collection: Collection, *, as_is: bool = False) -> dict[str, tuple[Node, ...]]:
    """Return what each kind's element holds when it is written, with the collection's switches applied.

    as_is: leave the switches alone, as for a return that was loaded and is to be told or written as it was.
    """
    if as_is:
        return {name: kind.content for name, kind in collection.kinds.items()}
    switches = collection.switches
    absent = {place for switch, places in _SWITCHED.items() if not switches.get(switch, True) for place in places}
    single = switches.get("subjects.wrapper", "one-per-subject") == "single"
    return {name: tuple(_switched(kind, kind.content, absent, single)) for name, kind in collection.kinds.items()}


def _switched(kind: Kind, content: tuple[Node, ...], absent: set[tuple[str, str]], single: bool) -> list[Node]:
    """Return the content without what is switched off, and with one `Subjects` around all subjects where so asked."""
    kept: list[Node] = []
    for node in content:
        if (kind.name, node.element) in absent:
            continue
        if isinstance(node, Group):
            kept.append(replace(node, content=tuple(_switched(kind, node.content, absent, single))))
        elif single and isinstance(node, Leaf) and node.wrap[:1] == ("Subjects",):
            kept.append(Group("Subjects", (replace(node, wrap=node.wrap[1:]),)))
        else:
            kept.append(node)
    return kept


class Route:
    """Where the fields and the children of one kind stand below its element.

    leaves: tag to its leaf and the containers above it; children: kind to the containers above it and its element.
    """

    __slots__ = ("by_path", "children", "leaves", "owners")

    def __init__(self, content: tuple[Node, ...]) -> None:
        self.leaves: dict[str, tuple[str, Leaf]] = {}
        self.children: dict[str, tuple[str, str]] = {}
        # Element names without positions, to the leaf's tag or to the child kind: for the way back.
        self.by_path: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self._gather(content, "")

    def _gather(self, content: tuple[Node, ...], above: str) -> None:
        for node in content:
            if isinstance(node, Leaf):
                self.leaves[node.tag] = (above, node)
                self.by_path["/".join([*above.split("/")[1:], *node.wrap, node.element])] = node.tag
            elif isinstance(node, Children):
                self.children[node.kind] = (above, node.element)
                self.owners["/".join([*above.split("/")[1:], node.element])] = node.kind
            else:
                self._gather(node.content, f"{above}/{node.element}")


def routes(contents: dict[str, tuple[Node, ...]]) -> dict[str, Route]:
    """Return the routes of each kind of a `layout`."""
    return {kind: Route(content) for kind, content in contents.items()}


def is_written(record: Record, ways: dict[str, Route]) -> bool:
    """Whether a record holds, itself or below, anything that is sent; one that does not has no element."""
    way = ways.get(record.kind)
    if way is None:
        return False
    leaves = way.leaves
    for tag, value in record.values.items():
        if tag in leaves and value.sent:
            return True
    if record.children:
        for kind, children in record.children.items():
            if kind in way.children and any(is_written(child, ways) for child in children):
                return True
    return False


class Addresses:
    """The addresses of one return as it stands. Make a new one after records were added, removed, filled or emptied.

    Siblings are counted once for each parent, so an address costs about a microsecond after the first.
    as_is: count every record and field, as in the file that the return was loaded from. Where it is not said, that
    holds for a return that was loaded (see `loaded`); for others the collection's switches and `is_written` decide.
    """

    def __init__(self, return_: Return, collection: Collection, *, as_is: bool | None = None) -> None:
        self._message = return_.message
        self._as_is = loaded(return_) if as_is is None else as_is
        self._ways = routes(layout(collection, as_is=self._as_is))
        self._root = "/" + collection.kinds["message"].element
        # By identity: the return is held here, so that no identity is used twice.
        self._paths: dict[int, str] = {id(self._message): self._root}
        self._counted: dict[tuple[int, str], list[Record]] = {}

    def xpath(self, record: Record, tag: str | None = None, index: int = 0) -> str:
        """Return the absolute XPath of a field's element, or without a tag of the record's own.

        For a field that is blank or not sent: the record's element; for a record that is not written: that of the
        nearest record above that is. index: which value of a field that repeats, counted from 0.
        """
        path = self._path(record)
        if path is None:
            parent = record.parent
            return self._root if parent is None else self.xpath(parent)
        value = record.values.get(tag) if tag is not None else None
        if tag is None or value is None or not value.sent:
            return path
        found = self._ways[record.kind].leaves.get(tag)
        if found is None:
            return path
        above, leaf = found
        if not leaf.repeats:
            return f"{path}{above}/{leaf.element}"
        steps = [*leaf.wrap, leaf.element]
        # The outermost element of those around each value is the one that repeats.
        steps[0] = f"{steps[0]}[{index + 1}]"
        return f"{path}{above}/{'/'.join(steps)}"

    def find(self, xpath: str) -> tuple[Record, str | None] | None:
        """Return the record and tag that an absolute XPath of plain steps leads to, None where it leads nowhere.

        The tag is None for a record's own element, and for containers and unknown elements below it. A step without a
        position means the first.
        """
        if not xpath.startswith("/"):
            return None
        steps: list[tuple[str, int]] = []
        for part in xpath[1:].split("/"):
            match = _STEP.fullmatch(part)
            if match is None:
                return None
            steps.append((match[1], int(match[2] or 1)))
        if steps[0] != (self._root[1:], 1):
            return None
        record = self._message
        passed: list[str] = []
        for name, position in steps[1:]:
            passed.append(name)
            way = self._ways[record.kind]
            kind = way.owners.get("/".join(passed))
            if kind is not None:
                siblings = self._siblings(record, kind)
                if position > len(siblings):
                    return None
                record = siblings[position - 1]
                passed = []
        return record, self._ways[record.kind].by_path.get("/".join(passed))

    def _path(self, record: Record) -> str | None:
        """Return the record's XPath, None where it has no element."""
        path = self._paths.get(id(record))
        if path is not None:
            return path
        parent = record.parent
        if parent is None:
            return None
        above = self._path(parent)
        if above is None or record.kind not in self._ways[parent.kind].children:
            return None
        if (id(parent), record.kind) in self._counted:
            return None
        between, element = self._ways[parent.kind].children[record.kind]
        start = f"{above}{between}/{element}"
        for position, sibling in enumerate(self._siblings(parent, record.kind), 1):
            self._paths[id(sibling)] = start if record.kind in _SINGLE else f"{start}[{position}]"
        return self._paths.get(id(record))

    def _siblings(self, parent: Record, kind: str) -> list[Record]:
        """Return the children of one kind that have an element, in the order they are written."""
        place = (id(parent), kind)
        siblings = self._counted.get(place)
        if siblings is None:
            children = parent.of(kind)
            siblings = children if self._as_is else [child for child in children if is_written(child, self._ways)]
            self._counted[place] = siblings
        return siblings
