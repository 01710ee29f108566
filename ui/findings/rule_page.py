"""What there is to know of one rule, from its row in the table of rules: what it checks, and how sure that is."""

from __future__ import annotations

import html
from typing import Final

from swf_desktop.collection import Collection, RuleRow

_OTHERS: Final = {
    "schema": "The message does not have the structure that the census asks for: COLLECT would refuse to load it.",
    "question": "The files do not say this clearly. The program asks once, and keeps the answer for next year.",
    "conflict": "Two files say different things of the same person. Both values are kept, and one of them is used.",
}
_SEVERITY: Final = {
    "error": "Error: COLLECT does not let the return be approved before it is fixed.",
    "query": "Query: either it is fixed, or a note in COLLECT explains why it is right.",
}


def rule_html(collection: Collection, number: str) -> str:
    """Return the page of a rule, or of what is no numbered rule, as simple HTML."""
    row = collection.rules.get(number)
    if row is None:
        return f"<p>{html.escape(_OTHERS.get(number, 'This comes from the files, and is no rule of the census.'))}</p>"
    parts = [f"<h3>{html.escape(number)}: {html.escape(row.title)}</h3>"]
    for title, text in _parts(collection, row):
        if text:
            parts.append(f"<p><b>{html.escape(title)}</b><br/>{html.escape(text)}</p>")
    return "".join(parts)


def _parts(collection: Collection, row: RuleRow) -> list[tuple[str, str]]:
    whose = (
        "The department's own number."
        if row.official
        else "A check of this program: the department has no such number, and COLLECT does not report it."
    )
    years = f"From {row.since or 'the beginning'}" + (f" to {row.until}" if row.until else "")
    where = {"COLLECT only": "Only COLLECT can check this.", "whole return": "Over the whole return."}.get(
        row.where, ""
    )
    state = "" if row.state == "on" else f"{row.state}: {row.state_reason}"
    items = [collection.fields[name].label for name in row.items if name in collection.fields]
    return [
        ("How bad it is", _SEVERITY.get(row.severity, row.severity)),
        ("What is tested", row.condition),
        ("Items", ", ".join(dict.fromkeys(items))),
        ("Whose number it is", whose),
        ("Years", years),
        ("Where it is checked", where),
        ("State", state),
        ("How it is known", row.basis),
        ("How sure that is", row.confidence),
    ]
