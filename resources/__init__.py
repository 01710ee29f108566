"""The census as data: tables, schemas, the sample school. No logic beyond finding a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """Return a data file or folder of this package, such as `resource("census", "codes.csv")`."""
    # Straight from its folder, which it has wherever the program runs: importlib.resources comes to the same path, and
    # loading it takes the first window as long as a page.
    return Path(__file__).parent.joinpath(*parts)
