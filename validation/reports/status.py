"""What a report begins with: how ready the return is, in the words of Finish, and one picture of whom that is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from swf_desktop.words import NOT_RIGHT_YET, counted, people, readiness
from validation.finding import Finding, Severity
from validation.reports.page import Heading, tokens

_WIDTH, _HIGH = 640, 26
_STRIPES = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """How a return stands. mark: its sign; sentence: as Finish says it; picture: SVG, empty where there is nobody.

    says: the picture in words.
    """

    mark: str
    sentence: str
    says: str
    picture: str


_MARKS = {"error": "■", "question": "○", "done": "✓"}


def standing(findings: Iterable[Finding], heading: Heading) -> Standing:
    """Return how the return of a heading stands, by its findings (repairs are none)."""
    found = Counter[Severity]()
    gravest: dict[int, bool] = {}
    for finding in findings:
        found[finding.severity] += 1
        error = finding.severity in (Severity.SCHEMA, Severity.ERROR)
        person = finding.record.person() if finding.record is not None else None
        if person is not None and (error or finding.severity is Severity.QUERY):
            gravest[id(person)] = gravest.get(id(person), False) or error
    state, sentence = readiness(
        found[Severity.SCHEMA] + found[Severity.ERROR],
        found[Severity.QUERY],
        found[Severity.QUESTION],
        doubtful=any(sentence.startswith(NOT_RIGHT_YET) for sentence in heading.first),
    )
    with_errors = sum(gravest.values())
    with_queries = len(gravest) - with_errors
    clear = heading.people - len(gravest)
    if clear < 0 or not heading.people:
        return Standing(_MARKS[state], sentence, "", "")
    says = (
        f"Of {people(heading.people)}: ■ {counted(with_errors, 'has errors', 'have errors')}, "
        f"□ {counted(with_queries, 'has queries alone', 'have queries alone')}, "
        f"{counted(clear, 'has neither', 'have neither')}."
    )
    return Standing(_MARKS[state], sentence, says, _strip(with_errors, with_queries, clear, says))


def _strip(errors: int, queries: int, clear: int, says: str) -> str:
    """Draw one strip, a part for each: full, striped, empty, so that it can be read in black and white."""
    look = tokens()
    whole = errors + queries + clear
    wide = _WIDTH - 2
    drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HIGH + 2}" role="img">']
    drawn.append(f"<title>{says}</title>")
    left = 1.0
    for number, fill, edge in (
        (errors, look["error"], look["error"]),
        (queries, look["paper"], look["query"]),
        (clear, look["paper"], look["quiet"]),
    ):
        if not number:
            continue
        # One person of thousands is still to be seen.
        part = max(wide * number / whole, 3.0)
        part = min(part, wide + 1 - left)
        drawn.append(
            f'<rect x="{left:.1f}" y="1" width="{part:.1f}" height="{_HIGH}" fill="{fill}" stroke="{edge}" '
            'stroke-width="1"/>'
        )
        if edge == look["query"]:
            at = left + _STRIPES / 2
            while at < left + part:
                drawn.append(
                    f'<line x1="{at:.1f}" y1="1" x2="{at:.1f}" y2="{_HIGH + 1}" stroke="{edge}" stroke-width="2"/>'
                )
                at += _STRIPES
        left += part
    drawn.append("</svg>")
    return "".join(drawn)
