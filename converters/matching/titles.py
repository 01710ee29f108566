"""The lines above a table: its title, and the date that it was drawn up."""

from __future__ import annotations

import re
from datetime import date, datetime

from converters.matching.shape import HEADING_WITHIN, Layout
from converters.sources.table import Cell, Table, cell_text, is_blank

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


_DATE = (
    r"(?:(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2})"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)?[\s\-](?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
    r"[\s\-](?P<y2>\d{4}|\d{2})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))"
)


_AS_AT = re.compile(
    r"(?:\bas\s*(?:at|of|on)|\bat|\bending|\bended|\beffective(?: date)?|\bextract(?:ed)?(?: date| on)?"
    r"|\bperiod\s*\d+\b|\bcensus da(?:y|te)|\bposition on|\bdate of (?:report|extract)|\brun (?:date|on)"
    r"|\bprinted(?: on)?|\breport date)\W{0,4}" + _DATE,
    re.IGNORECASE,
)


_AS_AT_LABEL = re.compile(
    r".*\b(?:as at|as of|period end(?:ing)?|(?:effective|report|run|extract) date|census (?:day|date))\s*:?\s*",
    re.IGNORECASE,
)


def find_titles(table: Table) -> tuple[list[str], date | None]:
    """Return the texts of the first rows of a sheet without headings, and the date that they say, if any."""
    layout = Layout([min(table.height, HEADING_WITHIN)], [], [])
    read_titles(table, layout)
    return layout.titles, layout.as_at


def read_date(text: str) -> date | None:
    """Return the first date in a title such as `Period 6, 30/09/2013`; day before month. None where there is none."""
    match = re.search(_DATE, text, re.IGNORECASE)
    return None if match is None else _date_of(match)


def read_titles(table: Table, layout: Layout) -> None:
    """Note the titles of a table, and the date that it was drawn up, in its layout."""
    for row in range(layout.header_rows[0] if layout.header_rows else 0):
        if row >= table.height:
            break
        cells = [cell for cell in table.row(row) if not is_blank(cell)]
        if not cells:
            continue
        texts = [cell_text(cell) for cell in cells]
        layout.titles.extend(texts)
        layout.skipped.append((row, "title"))
        if layout.as_at is None:
            layout.as_at = _as_at(cells, texts)


def _as_at(cells: list[Cell], texts: list[str]) -> date | None:
    for text in texts:
        match = _AS_AT.search(text)
        if match is not None:
            return _date_of(match)
    for label, cell in zip(texts, cells[1:], strict=False):
        if _AS_AT_LABEL.fullmatch(label):
            if isinstance(cell, datetime):
                return cell.date()
            if isinstance(cell, date):
                return cell
            if isinstance(cell, str):
                return read_date(cell)
    return None


def _date_of(match: re.Match[str]) -> date | None:
    day = match["d"] or match["d2"] or match["d3"]
    year = int(match["y"] or match["y2"] or match["y3"])
    month = _MONTHS.index(match["mon"].lower()) + 1 if match["mon"] else int(match["m"] or match["m3"])
    try:
        return date(year + 2000 if year < 100 else year, month, int(day))
    except ValueError:
        return None
