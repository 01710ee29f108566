"""The census as data: tables, schemas, the sample school. No logic beyond finding a file."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """Return a data file or folder of this package, such as `resource("census", "codes.csv")`."""
    return files(__name__).joinpath(*parts)
