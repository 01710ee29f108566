"""The schema of a year's message, generated from the one table of elements with years (`elements.csv`).

A row is an element below a parent (the path of element names from the root) in the years from `from` to `until`, both
included, less those in `except`. `kind` says that a kind of record begins there; `tag` names the field where it is not
called as the element: an element that was renamed keeps its field (`Sex` is `staff.GenderCurrent`), so that recipes,
aliases, edits, rules and the corpus hold across years. `python -m swf_desktop.catalogue` writes the schemas.
"""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from swf_desktop.tables import roots, rows_of

_LATER: Final = (
    "    L14, S14, CU15, CB18  letter, vendors' and support pages of those years   SS17, TS20, TS21  papers of the "
    "department (headings only)\n"
)


def elements(year: int) -> list[dict[str, str]]:
    """Return the rows of a year's elements in message order, parents before what stands in them."""
    return sorted(rows_of("elements.csv", year), key=lambda row: float(row["order"]))


def path_of(row: dict[str, str]) -> str:
    """Return the path of an element, such as `Message/Header`."""
    return f"{row['parent']}/{row['element']}" if row["parent"] else row["element"]


def schema_text(year: int) -> str:
    """Return the schema of a year's message. Raises LookupError where the table has no root element."""
    rows = elements(year)
    below: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        below.setdefault(row["parent"], []).append(row)
    if not below.get(""):
        raise LookupError(f"elements.csv has no root element for {year}.")
    known = {path_of(row) for row in rows}
    lost = sorted(parent for parent in below if parent and parent not in known)
    if lost:
        raise LookupError(f"elements.csv has elements below {lost[0]} for {year}, which is not there in that year.")
    lines: list[str] = []
    for row in below[""]:
        _element(row, below, "  ", lines)
    return _head(rows, year) + "\n".join([*lines, "</xs:schema>", ""])


def _head(rows: list[dict[str, str]], year: int) -> str:
    head = next(file for root in roots() if (file := root.joinpath("schema_head.txt")).is_file())
    keys = {key for row in rows for key in row["evidence"].replace(";", " ").split()}
    later = _LATER if keys & {"L14", "S14", "CU15", "CB18", "SS17", "TS20", "TS21"} else ""
    return head.read_text(encoding="utf-8").format(year=year, later=later)


def _documentation(row: dict[str, str]) -> str:
    about = f"{row['about']}. " if row["about"] else ""
    note = f" {row['note']}" if row["note"] else ""
    return escape(f"{about}evidence {row['evidence']}; {row['confidence']}.{note}")


def _element(row: dict[str, str], below: dict[str, list[dict[str, str]]], margin: str, lines: list[str]) -> None:
    attributes = f'name="{row["element"]}"'
    if row["type"]:
        attributes += f' type="{row["type"]}"'
    if row["min"]:
        attributes += f' minOccurs="{row["min"]}"'
    if row["max"]:
        attributes += f' maxOccurs="{row["max"]}"'
    said = f"kind {row['kind']}" if row["kind"] else f"tag {row['tag']}" if row["tag"] else ""
    info = f"<xs:appinfo>{said}</xs:appinfo>" if said else ""
    lines.append(f"{margin}<xs:element {attributes}>")
    lines.append(
        f"{margin}  <xs:annotation>{info}<xs:documentation>{_documentation(row)}</xs:documentation></xs:annotation>"
    )
    if not row["type"]:
        lines += [f"{margin}  <xs:complexType>", f"{margin}    <xs:sequence>"]
        for child in below.get(path_of(row), ()):
            _element(child, below, f"{margin}      ", lines)
        lines += [f"{margin}    </xs:sequence>", f"{margin}  </xs:complexType>"]
    lines.append(f"{margin}</xs:element>")
