"""The compound file that old Office files and protected new ones are wrapped in: named streams, through olefile."""

from __future__ import annotations

import io

import olefile

from converters.sources.package.library import refusing

_DAMAGED = "It begins like an old Office file, but breaks off or contradicts itself."


class Compound:
    """A compound file in memory. Names are matched without regard to case. Raises SourceError where it is damaged."""

    def __init__(self, file: str, data: bytes) -> None:
        self._file = file
        with refusing(file, _DAMAGED):
            self._ole = olefile.OleFileIO(io.BytesIO(data))
            paths = self._ole.listdir()
        # Workbooks put into a document lie in storages of their own: only the root's streams are the file's.
        self._streams = {path[0].casefold(): path for path in paths if len(path) == 1}
        self._names = {path[-1].casefold() for path in paths}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._streams

    def anywhere(self, name: str) -> bool:
        """Return whether there is a stream of a name at any depth."""
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream. Raises KeyError where there is none, SourceError where it is damaged."""
        path = self._streams[name.casefold()]
        with refusing(self._file, "A part of it breaks off."):
            return bytes(self._ole.openstream(path).read())
