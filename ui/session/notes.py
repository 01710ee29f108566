"""The notes on queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validation.finding import Finding


def note_key(finding: Finding) -> tuple[str, str, str]:
    """Return the key under which the note on a query is kept."""
    return finding.rule, finding.record.key if finding.record is not None else "", finding.field or ""
