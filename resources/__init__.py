"""The census as data: tables, schemas, the sample school. No logic beyond finding a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """Return a data file or folder of this package, such as `resource("census", "codes.csv")`."""
    # Loaded here: it brings much along that the first window has no use for.
    from importlib.resources import files

    return files(__name__).joinpath(*parts)
