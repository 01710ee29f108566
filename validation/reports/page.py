"""What all reports share: heading, words and marks for how bad a finding is, the parts of a return, the templates."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from resources import resource
from swf_desktop import __version__
from swf_desktop.certainty import guess_sentence, plain_sentence
from swf_desktop.collection import KIND_LABELS, Collection, RuleRow
from swf_desktop.packs import packs_sentence, sums_in_use
from swf_desktop.practice import WORD
from swf_desktop.record import Return
from swf_desktop.words import SEVERITIES, counted, day_for_people, severity_count
from validation.finding import ORDER, Finding, Severity

if TYPE_CHECKING:
    from jinja2 import Environment


PARTS: Final = {
    "Return": ("message",),
    "Staff": ("staff",),
    "Contracts": ("contract", "element"),
    "Roles": ("role",),
    "Additional payments": ("payment",),
    "Absences": ("absence",),
    "Curriculum": ("curriculum",),
    "Qualifications": ("qualification",),
    "School": ("school", "vacancy", "headcount"),
    "Local authority": ("la",),
}
"""The parts of a return as people name them, each with its kinds of record."""

READING: Final = "Reading the files"
"""The part of what was found before there was a return: questions and repairs."""

_PART_OF: Final = {kind: part for part, kinds in PARTS.items() for kind in kinds}
_DIGITS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class RulePack:
    """Which checks a report was made with.

    fingerprint: eight characters that change whenever a rule of the year or its texts change, so that two reports can
    be told to be of the same checks.
    """

    year: int
    version: str
    in_force: int
    off: int
    fingerprint: str

    @classmethod
    def of(cls, collection: Collection) -> RulePack:
        """Return the rule pack of a collection."""
        rows = [row for row in collection.rules.values() if row.in_year(collection.year)]
        off = sum(row.state == "off" for row in rows)
        digest = hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
        return cls(collection.year, __version__, len(rows) - off, off, digest[:8])

    def __str__(self) -> str:
        return (
            f"rules of {self.year} in SWF Desktop {self.version}: {self.in_force} in force, {self.off} switched off "
            f"(fingerprint {self.fingerprint})"
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the top of a report.

    school: as people name it, such as `Harbour Lane Primary School (999/2999)`. made: when; None leaves it out, so that
    the same input gives the same bytes. certainty: what is not sure about the year, in sentences. first: what is to
    be read before all else, such as why the return cannot be right yet. people: how many the return holds.
    """

    collection: Collection
    school: str
    pack: RulePack
    serial: str = ""
    made: datetime | None = None
    certainty: str = ""
    first: tuple[str, ...] = ()
    people: int = 0

    @classmethod
    def of(
        cls,
        collection: Collection,
        return_: Return | None = None,
        *,
        school: str = "",
        made: datetime | None = None,
        first: tuple[str, ...] = (),
    ) -> Heading:
        """Return the heading for a return. school: its name, which the message itself does not hold."""
        place, serial = "", ""
        if return_ is not None:
            message = return_.message
            numbers = [text for tag in ("LEA", "Estab") if (text := message.code(tag))]
            place = "/".join(numbers)
            serial = message.code("SerialNo") or ""
        named = f"{school} ({place})" if school and place else school or place or "Return without a number"
        if return_ is not None and return_.practice:
            named = f"{WORD}: {named}"
        said = [plain_sentence(collection), packs_sentence(sums_in_use())]
        if return_ is not None:
            said.append(guess_sentence(return_, collection))
        certainty = " ".join(filter(None, said))
        return cls(
            collection,
            named,
            RulePack.of(collection),
            serial,
            made,
            certainty,
            first,
            len(return_.staff) if return_ is not None else 0,
        )

    @property
    def census(self) -> str:
        """The census and its day, such as `School Workforce Census, 07/11/2013`."""
        return f"{self.collection.name}, {uk_date(self.collection.reference_date)}"


def uk_date(day: date) -> str:
    """Return a date as people here write it."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def uk_time(time: datetime) -> str:
    """Return a date and time as people here write it."""
    return f"{uk_date(time)} {time.hour:02}:{time.minute:02}"


def figure(value: object) -> str:
    """Return a cell of a table as text: thousands marked, dates dd/mm/yyyy, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return uk_time(value)
    if isinstance(value, date):
        return uk_date(value)
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return str(value)


def part_of(finding: Finding) -> str:
    """Return the part of the return that a finding belongs to, or `READING`."""
    if finding.severity in (Severity.QUESTION, Severity.REPAIR):
        return READING
    kind = finding.record.kind if finding.record is not None else (finding.field or "message").partition(".")[0]
    return _PART_OF.get(kind, "Return")


def label_of(finding: Finding, collection: Collection) -> str:
    """Return what people call the finding's field, or the kind of record it stands at."""
    if finding.field is None:
        return "" if finding.record is None else KIND_LABELS.get(finding.record.kind, "")
    field = collection.fields.get(finding.field)
    return finding.field if field is None else field.label


def natural(text: str) -> tuple[object, ...]:
    """Return a key that sorts `X9` before `X10`."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in _DIGITS.split(text) if part)


def sort_key(finding: Finding) -> tuple[object, ...]:
    """Return the key of the order of all reports: worst first, then rule, person and place."""
    source = finding.source
    place = (
        ("", "", 0, "") if source is None else (source.file, source.sheet or "", source.row or 0, source.column or "")
    )
    return (
        ORDER.index(finding.severity),
        natural(finding.rule),
        finding.person is not None,
        (finding.person or "").casefold(),
        place,
        natural(finding.xpath),
        finding.message,
    )


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in the order of all reports."""
    return sorted(findings, key=sort_key)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """All findings of one rule, in order. row: None for what has no row in the rules' table (schema, questions ...)."""

    rule: str
    severity: Severity
    row: RuleRow | None
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """The rule's title, or for others what they are."""
        if self.row is not None:
            return self.row.title
        return SEVERITIES["schema"].many if self.severity is Severity.SCHEMA else self.rule[:1].upper() + self.rule[1:]

    @property
    def people(self) -> int:
        """How many people it concerns."""
        return len({finding.person for finding in self.findings if finding.person is not None})

    @property
    def origin(self) -> str:
        """Whose check it is."""
        if self.row is None:
            return "this program"
        return "the department's number" if self.row.official else "a check of our own"

    @property
    def doubt(self) -> str:
        """What is not certain about the rule; empty where it is sure, or has no row."""
        if self.row is None:
            return ""
        parts = []
        if self.row.state == "known issue":
            parts.append(f"Known issue: {self.row.state_reason}".rstrip(". ") + ".")
        if self.row.official and self.row.confidence.strip() != "sure":
            parts.append(f"How well the rule is known: {self.row.confidence}.")
        return " ".join(parts)


def grouped(findings: Iterable[Finding], collection: Collection) -> list[RuleGroup]:
    """Return the findings by rule and severity, in the order of all reports."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in ordered(findings):
        groups.setdefault((finding.severity, finding.rule), []).append(finding)
    return [
        RuleGroup(rule, severity, collection.rules.get(rule), tuple(found))
        for (severity, rule), found in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of one severity there are, in words."""

    severity: Severity
    number: int

    @property
    def mark(self) -> str:
        """The mark beside the word."""
        return SEVERITIES[self.severity].mark

    @property
    def text(self) -> str:
        """`1 error`, `12 queries`."""
        return severity_count(self.severity, self.number)

    @property
    def meaning(self) -> str:
        """What follows from one."""
        return SEVERITIES[self.severity].meaning


def counts(findings: Sequence[Finding]) -> list[Count]:
    """Return the count of each severity, errors and queries always, the others where there are any."""
    found = Counter(finding.severity for finding in findings)
    return [
        Count(severity, found[severity])
        for severity in ORDER
        if found[severity] or severity in (Severity.ERROR, Severity.QUERY)
    ]


@cache
def tokens() -> dict[str, str]:
    """Return the colours of the design in its light look: paper is white, whatever the window wears."""
    read: dict[str, dict[str, str]] = json.loads(resource("design", "tokens.json").read_text(encoding="utf-8"))
    return read["light"]


def _in_quotes(text: str) -> str:
    """Return a text as what stands between the quotation marks of a style sheet, itself within an element `style`."""
    return "".join(one if one.isalnum() or one in " ,.:/()-" else f"\\{ord(one):06x}" for one in text)


@cache
def environment() -> Environment:
    """Return the templates' engine: everything filled in is escaped, and a name that is missing raises."""
    # Imported when the first report is made: the window opens without it.
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return files("validation").joinpath("templates", name).read_text(encoding="utf-8")

    made = Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {
        "breakable": _breakable,
        "day": day_for_people,
        "figure": figure,
        "uk_date": uk_date,
        "uk_time": uk_time,
    }
    # It leaves nothing that a page would have to escape.
    made.filters["in_quotes"] = _in_quotes
    made.globals |= {"counted": counted, "words": SEVERITIES, "look": tokens()}
    return made


def _breakable(path: str) -> str:
    """Return a long path as HTML that may break after each step."""
    from markupsafe import Markup, escape

    return Markup("/<wbr>").join(escape(part) for part in path.split("/"))


def render(template: str, **values: object) -> str:
    """Return a template filled in."""
    return environment().get_template(template).render(**values)
