"""How the people cross to the window: in bundles that know what crossed before, so that a value crosses once.

All staff born on one day share one `Value`, on both sides: it costs memory once, and who says the same as somebody
before is known by it (`validation.alike`).
"""

from __future__ import annotations

import io
import pickle
from typing import Any


class Packer:
    """Packs what is handed to it, one bundle after the other; what was packed before is only named."""

    def __init__(self) -> None:
        self._into = io.BytesIO()
        self._pickler = pickle.Pickler(self._into, pickle.HIGHEST_PROTOCOL)

    def pack(self, bundle: object) -> bytes:
        """Return the bytes of a bundle, for an `Unpacker` that unpacked all those before."""
        self._into.seek(0)
        self._into.truncate()
        self._pickler.dump(bundle)
        return self._into.getvalue()


class Unpacker:
    """Unpacks what one `Packer` packed, in the same order."""

    def __init__(self) -> None:
        self._from = io.BytesIO()
        self._unpickler = pickle.Unpickler(self._from)  # noqa: S301 - from our own process

    def unpack(self, data: bytes) -> Any:
        """Return a bundle, as it was handed to the `Packer`."""
        self._from.seek(0)
        self._from.truncate()
        self._from.write(data)
        self._from.seek(0)
        return self._unpickler.load()
