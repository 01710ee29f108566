"""What a return was made from, as one sum: where it is the same, there is nothing to do again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from swf_desktop import __version__
from swf_desktop.tables import roots

_CHUNK = 1 << 20


def facts_sum() -> str:
    """Return the sum of the program's version and of all its facts, those of year packs among them."""
    digest = hashlib.sha256(__version__.encode())
    for root in roots():
        for name, file in _files(root, ""):
            digest.update(name.encode() + b"\0")
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable, before: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.startswith(("__", ".")):
            continue
        if entry.is_dir():
            yield from _files(entry, f"{before}{entry.name}/")
        else:
            yield f"{before}{entry.name}", entry


def files_sum(paths: Iterable[Path]) -> str:
    """Return the sum of files, and of the files of folders, by name and content. Raises OSError."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not file.is_file():
                continue
            digest.update(file.relative_to(path.parent).as_posix().encode() + b"\0")
            with file.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(hashlib.sha256(chunk).digest())
    return digest.hexdigest()


def sum_of(*parts: str | bytes) -> str:
    """Return the sum of parts in their order."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
