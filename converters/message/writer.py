"""The message: a return into the XML that COLLECT takes, streamed in the catalogue's order.

The catalogue is compiled into closures once per message, so that writing is string work only. Blanks and empty wrappers
are left out; a text that does not parse is sent as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from swf_desktop.address import layout, loaded
from swf_desktop.collection import Children, Collection, Group, Leaf, Node
from swf_desktop.record import Record, Return
from swf_desktop.words import counted

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

_INDENT: Final = "  "
_REPLACEMENT: Final = "\ufffd"

# Everything that cannot stand in an element as it is: markup, a carriage return (parsers turn it into a line end) and
# what XML 1.0 has no way to write at all.
_SPECIAL: Final = re.compile("[&<>\"'\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#13;"}


Render = Callable[[Record], str]


class _Notes:
    """What could not be written as it was, counted by field or kind; never a value."""

    __slots__ = ("empty", "illegal")

    def __init__(self) -> None:
        self.illegal: dict[str, int] = {}
        self.empty: dict[str, int] = {}

    def sentences(self, collection: Collection) -> list[str]:
        """Return the notes as sentences for people."""
        sentences = [
            f"{collection.fields[name].label}: {counted(count, 'character')} that XML cannot hold, "
            f"replaced by {_REPLACEMENT}. Correct the text at its source."
            for name, count in self.illegal.items()
        ]
        sentences += [
            f"Not written, with nothing to send: {counted(count, 'record')} of kind {collection.kinds[kind].label}."
            for kind, count in self.empty.items()
        ]
        return sentences


def escaped(text: str) -> str:
    """Return the text as it can stand in an element; characters that XML 1.0 cannot hold become U+FFFD."""
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], _REPLACEMENT), text)


class _Compiler:
    """Turns the catalogue's content into closures that render one record to text."""

    def __init__(self, contents: dict[str, tuple[Node, ...]], notes: _Notes, keep_empty: bool) -> None:
        self._contents = contents
        self._notes = notes
        self._keep_empty = keep_empty

    def record(self, kind: str, element: str, depth: int) -> Render:
        """Return the renderer of one record of a kind, with its element; empty text where it has nothing to send."""
        content = self.content(kind, self._contents[kind], depth + 1)
        margin = _INDENT * depth
        start, end = f"{margin}<{element}>\n", f"{margin}</{element}>\n"
        blank = f"{margin}<{element}/>\n" if self._keep_empty else ""
        empty = self._notes.empty

        def render(record: Record) -> str:
            body = content(record)
            if body:
                return start + body + end
            if not blank:
                empty[kind] = empty.get(kind, 0) + 1
            return blank

        return render

    def content(self, kind: str, nodes: tuple[Node, ...], depth: int) -> Render:
        """Return the renderer of what stands within an element."""
        parts: list[Render] = []
        run: list[tuple[str, str, str]] = []
        for node in nodes:
            if isinstance(node, Leaf) and not node.repeats:
                run.append((node.tag, f"{_INDENT * depth}<{node.element}>", f"</{node.element}>\n"))
                continue
            if run:
                parts.append(self._leaves(kind, run))
                run = []
            parts.append(self.node(kind, node, depth))
        if run:
            parts.append(self._leaves(kind, run))
        if len(parts) == 1:
            return parts[0]
        fixed = tuple(parts)

        def render(record: Record) -> str:
            return "".join([part(record) for part in fixed])

        return render

    def node(self, kind: str, node: Node, depth: int) -> Render:
        """Return the renderer of one leaf, group or place of children."""
        if isinstance(node, Group):
            return self._group(kind, node, depth)
        if isinstance(node, Children):
            return self._children(node, depth)
        if node.repeats:
            return self._repeated(kind, node, depth)
        return self._leaves(kind, [(node.tag, f"{_INDENT * depth}<{node.element}>", f"</{node.element}>\n")])

    def _leaves(self, kind: str, run: list[tuple[str, str, str]]) -> Render:
        leaves = tuple(run)
        special = _SPECIAL.search
        safe = self._safe

        def render(record: Record) -> str:
            values = record.values
            parts: list[str] = []
            for tag, start, end in leaves:
                if tag in values:
                    sent = values[tag].sent
                    text = sent if type(sent) is str else " ".join(sent)
                    if text:
                        parts += (start, safe(kind, tag, text) if special(text) else text, end)
            return "".join(parts)

        return render

    def _repeated(self, kind: str, leaf: Leaf, depth: int) -> Render:
        tag = leaf.tag
        before = "".join(f"{_INDENT * (depth + step)}<{name}>\n" for step, name in enumerate(leaf.wrap))
        inner = depth + len(leaf.wrap)
        start = f"{before}{_INDENT * inner}<{leaf.element}>"
        end = f"</{leaf.element}>\n" + "".join(
            f"{_INDENT * (depth + step)}</{name}>\n" for step, name in reversed(list(enumerate(leaf.wrap)))
        )
        safe = self._safe

        def render(record: Record) -> str:
            value = record.values.get(tag)
            if value is None:
                return ""
            texts = (value.sent,) if isinstance(value.sent, str) else value.sent
            return "".join([f"{start}{safe(kind, tag, text)}{end}" for text in texts if text])

        return render

    def _group(self, kind: str, group: Group, depth: int) -> Render:
        content = self.content(kind, group.content, depth + 1)
        margin = _INDENT * depth
        start, end = f"{margin}<{group.element}>\n", f"{margin}</{group.element}>\n"

        def render(record: Record) -> str:
            body = content(record)
            return start + body + end if body else ""

        return render

    def _children(self, node: Children, depth: int) -> Render:
        kind = node.kind
        child = self.record(kind, node.element, depth)

        def render(record: Record) -> str:
            children = record.children
            if children is None or kind not in children:
                return ""
            return "".join([child(one) for one in children[kind]])

        return render

    def _safe(self, kind: str, tag: str, text: str) -> str:
        """Return the text escaped, and count what XML cannot hold."""
        count = len(_ILLEGAL.findall(text))
        if count:
            name = f"{kind}.{tag}"
            self._notes.illegal[name] = self._notes.illegal.get(name, 0) + count
        return escaped(text)

    def stream(self, record: Record, nodes: tuple[Node, ...], depth: int) -> Iterator[str]:
        """Yield what stands within the message's element, one child record at a time; a group is opened when needed."""
        for node in nodes:
            if isinstance(node, Group):
                inner = self.stream(record, node.content, depth + 1)
                first = next(inner, None)
                if first is not None:
                    yield f"{_INDENT * depth}<{node.element}>\n{first}"
                    yield from inner
                    yield f"{_INDENT * depth}</{node.element}>\n"
            elif isinstance(node, Children):
                child = self.record(node.kind, node.element, depth)
                for one in record.of(node.kind):
                    text = child(one)
                    if text:
                        yield text
            else:
                text = self.node(record.kind, node, depth)(record)
                if text:
                    yield text


def message_chunks(
    return_: Return, collection: Collection, *, as_is: bool | None = None, notes: list[str] | None = None
) -> Iterator[str]:
    """Yield the message as text, about one person at a time.

    as_is: write every record and field as it stands, whatever the collection's switches say, and empty records too;
    where it is not said, that is done for a return that was loaded from a message. notes: gets, at the end, a sentence
    for each field or kind of which something could not be written as it was.
    """
    exact = loaded(return_) if as_is is None else as_is
    contents = layout(collection, as_is=exact)
    counts = _Notes()
    element = collection.kinds["message"].element
    yield f"{DECLARATION}<{element}>\n"
    yield from _Compiler(contents, counts, exact).stream(return_.message, contents["message"], 1)
    yield f"</{element}>\n"
    if notes is not None:
        notes.extend(counts.sentences(collection))
