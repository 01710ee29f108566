"""Known differences: rules in which COLLECT and this program were seen to differ, with the reason, to share as a file.

The file names rules and no people, so that an authority can give it to its schools. A row counts as known only once
somebody wrote the reason.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from validation.collect.errors import Beside, CollectListError, Pair
from validation.reports.page import natural

THEIRS, OURS = "COLLECT only", "ours only"
COLUMNS: Final = ("rule", "seen", "year", "reason", "by")
_UNSAFE: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """One difference. seen: `COLLECT only` or `ours only`. reason: in somebody's words; by: whose."""

    rule: str
    seen: str
    year: int
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A comparison without what is known, and what is, each with its reason."""

    rest: Beside
    known: tuple[tuple[Pair, KnownDifference], ...]


def read_known(path: Path) -> list[KnownDifference]:
    """Read a file of known differences. Raises CollectListError with the row that is wrong."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CollectListError(str(path), f"It cannot be read: {error}.", "Check the name and the file.") from error
    found = []
    for number, row in enumerate(rows, 2):
        rule, seen = (row.get("rule") or "").strip(), (row.get("seen") or "").strip()
        year = (row.get("year") or "").strip()
        if not rule or seen not in (THEIRS, OURS) or not year.isdigit():
            raise CollectListError(
                f"{path}, row {number}",
                f"Rule {rule or 'blank'}, seen {seen or 'blank'}, year {year or 'blank'}.",
                f"Each row needs a rule, “{THEIRS}” or “{OURS}” under seen, and a year.",
            )
        reason, by = ((row.get(name) or "").strip().removeprefix("'") for name in ("reason", "by"))
        found.append(KnownDifference(rule, seen, int(year), reason, by))
    if not rows:
        raise CollectListError(str(path), "It holds no difference.", f"Its columns are {', '.join(COLUMNS)}.")
    return found


def known_text(differences: Iterable[KnownDifference]) -> str:
    """Return the file's text: the same for the same differences, whatever their order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in sorted(differences, key=lambda one: (natural(one.rule), one.seen, one.year)):
        writer.writerow((each.rule, each.seen, each.year, _safe(each.reason), _safe(each.by)))
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_UNSAFE) else text


def without_known(found: Beside, known: Iterable[KnownDifference], year: int) -> Sorted:
    """Set apart what is known in a year, with a reason."""
    reasons = {(each.rule, each.seen): each for each in known if each.reason and each.year == year}
    apart: list[tuple[Pair, KnownDifference]] = []

    def rest(pairs: tuple[Pair, ...], seen: str) -> tuple[Pair, ...]:
        apart.extend((pair, reasons[pair.rule, seen]) for pair in pairs if (pair.rule, seen) in reasons)
        return tuple(pair for pair in pairs if (pair.rule, seen) not in reasons)

    return Sorted(Beside(rest(found.theirs_only, THEIRS), rest(found.ours_only, OURS), found.both), tuple(apart))


def with_new(known: Iterable[KnownDifference], found: Beside, year: int) -> list[KnownDifference]:
    """Return the differences with those of a comparison added, their reasons still to be written."""
    listed = {(each.rule, each.seen, each.year): each for each in known}
    for pairs, seen in ((found.theirs_only, THEIRS), (found.ours_only, OURS)):
        for pair in pairs:
            listed.setdefault((pair.rule, seen, year), KnownDifference(pair.rule, seen, year))
    return list(listed.values())
