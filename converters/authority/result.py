"""What came of one school in a run, as a small file: the overview, the lists and the papers are made of these."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from converters.recipe.question import Question
from swf_desktop.files.writing import write_bytes
from swf_desktop.record import Source
from validation.finding import Severity

FORM: Final = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as a list across schools needs it. record, field: what it is about, as notes and edits name it."""

    rule: str
    severity: str
    message: str
    action: str
    person: str = ""
    field: str = ""
    value: str = ""
    record: str = ""
    place: str = ""
    note: str = ""
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question. layout: where its answer is kept, empty for the school's own decisions. who: who may know."""

    kind: str
    key: str
    scope: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    examples: tuple[str, ...] = ()
    count: int = 0
    layout: str = ""
    who: str = "HR"
    file: str = ""
    sheet: str | None = None

    def question(self) -> Question:
        """Return it as the question it is, for a recipe."""
        kind: Any = self.kind
        source = Source(self.file, self.sheet, None, None) if self.file else None
        return Question(kind, self.key, self.scope, self.text, self.choices, self.examples, self.count, source)


@dataclass(frozen=True, slots=True)
class SchoolResult:
    """How one school's return stood after its last run.

    fingerprint: of everything it was made from. when: of the run, ISO. problem, remedy: what stood in the way, empty
    for nothing. file: the message, relative to the folder of returns (or, of another system's, to the authority's
    folder). sha256: of its bytes. shared_rows: rows of shared files that it was given. layout, signs: see `layouts`.
    notes: how the files were read. doubts: why the return as a whole cannot be right. missing: who or what may be
    missing from the files, and what to do. counts: of findings by severity.
    """

    key: str
    fingerprint: str
    when: str = ""
    problem: str = ""
    remedy: str = ""
    waiting: bool = False
    file: str = ""
    made_elsewhere: bool = False
    serial: str = ""
    sha256: str = ""
    people: int = 0
    contracts: int = 0
    shared_rows: int = 0
    layout: str = ""
    signs: tuple[tuple[str, str | None, tuple[str, ...]], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    findings: tuple[Found, ...] = ()
    questions: tuple[Asked, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    totals: tuple[tuple[str, int], ...] = ()

    def count(self, *severities: Severity) -> int:
        """Return how many findings of these severities there are."""
        return sum(self.counts.get(severity.value, 0) for severity in severities)

    @property
    def errors(self) -> int:
        """How many errors there are, those of the structure among them."""
        return self.count(Severity.ERROR, Severity.SCHEMA)


def result_path(folder: Path, key: str) -> Path:
    """Return the place of a school's result."""
    return folder / f"{key}.json"


def write_result(folder: Path, result: SchoolResult) -> None:
    """Keep a result, whole. Raises OSError."""
    text = json.dumps({"form": FORM, **asdict(result)}, ensure_ascii=False, separators=(",", ":"))
    write_bytes(result_path(folder, result.key), text.encode("utf-8"), own=True, copy=True)


def read_result(folder: Path, key: str) -> SchoolResult | None:
    """Return the kept result, None where there is none that can be read: then the school is done again."""
    try:
        data = json.loads(result_path(folder, key).read_bytes())
        if data.pop("form") != FORM:
            return None
        data["findings"] = tuple(Found(**one) for one in data["findings"])
        data["questions"] = tuple(_asked(one) for one in data["questions"])
        data["signs"] = tuple((file, sheet, tuple(heads)) for file, sheet, heads in data["signs"])
        for name in ("notes", "doubts", "missing"):
            data[name] = tuple(data[name])
        data["totals"] = tuple((name, number) for name, number in data["totals"])
        known = {one.name for one in fields(SchoolResult)}
        return SchoolResult(**{name: value for name, value in data.items() if name in known})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _asked(data: dict[str, Any]) -> Asked:
    data["choices"] = tuple((str(answer), str(meaning)) for answer, meaning in data["choices"])
    data["examples"] = tuple(data["examples"])
    return Asked(**data)
