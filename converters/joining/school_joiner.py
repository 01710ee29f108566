"""Rows about the school itself: one record, whatever sheet they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from converters.joining.assembly import Assembly, sent
from converters.rows.parts import Part, SheetRows
from swf_desktop.canonical import value_of
from swf_desktop.collection import Collection
from swf_desktop.record import Origin, Record, Value

SCHOOL_GRAINS: Final = ("school", "vacancy", "headcount", "la")


class SchoolJoiner:
    """The school's own record, or several schools' by their establishment numbers, with vacancies and head counts."""

    def __init__(self, result: Assembly) -> None:
        self.result = result
        self.message = result.return_.message
        self.schools: dict[str, Record] = {}

    def join(self, sheets: list[SheetRows]) -> None:
        """Take in what the sheets about the school say."""
        for sheet in sheets:
            if sheet.grain in SCHOOL_GRAINS:
                for part in sheet.parts:
                    for index, values in enumerate(part.rows()):
                        if values:
                            self._row(part, index, values)

    def _row(self, part: Part, index: int, values: dict[str, Value]) -> None:
        origin = part.origin(index)
        if part.kind == "message":
            self._fill(self.message, part, index, values)
        elif part.kind == "la":
            la = self.result.return_.la or self.message.add(Record("la", origin=origin))
            self._fill(la, part, index, values)
        elif part.kind == "school":
            self._fill(self._school(sent(values, "Estab"), origin), part, index, values)
        elif part.kind in ("vacancy", "headcount"):
            record = self._school("", origin).add(Record(part.kind, origin=origin))
            record.values = values

    def _school(self, estab: str, origin: Origin) -> Record:
        """Return the record of a school.

        What names none is about the first, and the first that is named is the nameless one.
        """
        schools = self.schools
        if estab not in schools and "" in schools:
            schools[estab] = schools.pop("")
        if not estab and schools:
            return next(iter(schools.values()))
        if estab not in schools:
            schools[estab] = self.message.add(Record("school", origin=origin))
        return schools[estab]

    def _fill(self, record: Record, part: Part, index: int, values: Mapping[str, Value]) -> None:
        for tag, value in values.items():
            self.result.merge(record, {tag: value}, part.origin(index, tag))


def authority_of(result: Assembly, sheets: list[SheetRows], collection: Collection) -> None:
    """Take the LA number that a list of staff has, or that stands before establishment numbers.

    Only where it is one and the same on all sheets, and nothing else says it.
    """
    leas = {lea for sheet in sheets for lea in sheet.leas}
    for sheet in sheets:
        part = sheet.part("message")
        if part is not None and sheet.grain not in SCHOOL_GRAINS:
            leas |= {sent(values, "LEA") for values in part.rows() if "LEA" in values}
    message = result.return_.message
    if len(leas) == 1 and not message.has("LEA"):
        message.values["LEA"] = value_of(collection.fields["message.LEA"], leas.pop())
