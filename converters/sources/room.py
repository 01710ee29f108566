"""How much the tables of one source may hold together."""

from __future__ import annotations

from converters.sources import limits
from converters.sources.table import SourceError, Table


class Room:
    """How much the sheets of one workbook, or the files of one archive, may hold together."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._area = 0

    def take(self, table: Table) -> Table:
        """Return a table, counted. Raises SourceError where all together hold more than limits.py allows."""
        self._area += table.width * table.height
        if self._area > limits.MAX_TOTAL_AREA:
            raise SourceError(
                self._file,
                f"Its sheets spread over more than {limits.MAX_TOTAL_AREA:,} places together.",
                "Keep only those that hold the data.",
            )
        return table
