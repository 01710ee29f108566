"""The dates of a census, counted from census day, for a calendar on paper and one in the computer (.ics)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from resources import resource
from swf_desktop.collection import Collection
from swf_desktop.words import with_titles

_LONGEST: Final = 73
"""Bytes of one line of an .ics file before it is folded (75 with its line end): RFC 5545, 3.1."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar. basis: whose the date is: the year's facts, or ours."""

    day: date
    title: str
    who: str
    what: str
    basis: str


def calendar(collection: Collection) -> list[Day]:
    """Return the days of a collection, oldest first; weekends move back to the Friday, census day never."""
    text = resource("census", "calendar.csv").read_text(encoding="utf-8")
    days = []
    for row in csv.DictReader(io.StringIO(text)):
        day = collection.reference_date + timedelta(days=int(row["days"]))
        if row["days"] != "0":
            day -= timedelta(days=max(0, day.weekday() - 4))
        days.append(Day(day, row["title"], row["who"], with_titles(row["what"]), row["basis"]))
    days.append(
        Day(collection.deadline, "The department's deadline", "Head", "Submitted and approved.", "the year's facts")
    )
    return sorted(days, key=lambda each: each.day)


def ics(days: Sequence[Day], collection: Collection, now: datetime) -> str:
    """Return the days as an .ics file: whole days, without alarms. now: when it was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//SWF Desktop//School Workforce Census//EN"]
    for number, each in enumerate(days, 1):
        lines += [
            "BEGIN:VEVENT",
            f"UID:swf-{collection.year}-{number}@swf-desktop.invalid",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(f'{each.title} (School Workforce Census {collection.year})')}",
            f"DESCRIPTION:{_text(f'{each.who}: {each.what}')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 bytes, each but the first after a space; no letter is cut."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > _LONGEST:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
