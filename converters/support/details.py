"""Details for support: everything that helps to find a fault of the program, and nothing about anybody."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable

from swf_desktop import __version__
from swf_desktop.collection import Collection
from swf_desktop.record import Return
from swf_desktop.words import SEVERITIES, counted
from validation.finding import ORDER, Finding
from validation.reports.page import RulePack, natural


def details(return_: Return, collection: Collection, findings: Iterable[Finding]) -> str:
    """Return the details as text to copy: versions, sizes, and findings by rule and item. No value, name or file."""
    found = list(findings)
    kinds = Counter(record.kind for record in return_.message.walk())
    forms = Counter(_form(record.source()) for record in return_.message.walk() if record.source() is not None)
    lines = [
        f"SWF Desktop {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
        f"Census of {collection.year}; {RulePack.of(collection)}",
        f"Practice return: {'yes' if return_.practice else 'no'}",
        "Records: " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()) if kind != "message"),
        "Made from: " + (", ".join(f"{form} {count}" for form, count in sorted(forms.items())) or "no file"),
        "Switches: " + ", ".join(f"{name}={value}" for name, value in sorted(collection.switches.items())),
        "",
        counted(len(found), "finding"),
    ]
    by_rule = Counter((finding.severity, finding.rule, finding.field or "") for finding in found)
    for severity in ORDER:
        for (_, rule, field), count in sorted(
            ((key, count) for key, count in by_rule.items() if key[0] is severity),
            key=lambda item: (natural(item[0][1]), item[0][2]),
        ):
            lines.append(f"  {SEVERITIES[severity].one} {rule} {field}: {count}".replace(" :", ":"))
    return "\n".join(lines) + "\n"


def _form(source: object) -> str:
    """Return the form of a file, by the ending of its name alone: the name itself may be somebody's."""
    name = getattr(source, "file", "")
    return name.rpartition(".")[2].lower() if "." in name else "other"
