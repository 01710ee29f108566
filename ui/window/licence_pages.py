"""What the program is made of, and under which licences, as pages of the help."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Final

from resources.licences import Part, here

LINK: Final = "licence:"
"""What a link to a part's texts begins with; its number follows, nothing for the list."""


def list_page() -> str:
    """Return the list of all parts as HTML, each with a link to its texts."""
    try:
        parts = here()
    except (OSError, ValueError) as error:
        return f"<h2>Licences</h2><p>The list of licences of this program cannot be read: {html.escape(str(error))}</p>"
    rows = "".join(
        f"<tr><td><a href='{LINK}{number}'>{html.escape(part.name)}</a>&nbsp;&nbsp;</td>"
        f"<td>{html.escape(part.version)}&nbsp;&nbsp;</td><td>{html.escape(part.licence or 'see its text')}"
        f"{f' (inside {html.escape(part.within)})' if part.within else ''}</td></tr>"
        for number, part in enumerate(parts)
    )
    return (
        "<h2>Licences</h2><p>What this program is made of. Each name leads to the text of its licence; for Qt, pygal "
        f"and libiconv to how you can use your own. <b>{len(parts)}</b> parts.</p><table cellspacing='2'>{rows}</table>"
    )


def part_page(number: int) -> str:
    """Return the texts of one part as HTML. Raises LookupError where there is no such part."""
    try:
        part = here()[number]
    except (OSError, ValueError) as error:
        raise LookupError(number) from error
    texts = "".join(
        f"<h3>{html.escape(text.name)}</h3><pre style='white-space: pre-wrap'>{html.escape(_read(text))}</pre>"
        for text in part.texts
    )
    none = "<p>It was installed without a text. A built program carries one.</p>"
    source = f"<p>Its source: {html.escape(part.source)}</p>" if part.source else ""
    return (
        f"<p><a href='{LINK}'>All parts</a></p><h2>{html.escape(part.name)} {html.escape(part.version)}</h2>"
        f"<p>{html.escape(_said(part))}</p>{source}{texts or none}"
    )


def _said(part: Part) -> str:
    return f"Licence: {part.licence or 'see its text'}." + (f" It is inside {part.within}." if part.within else "")


def _read(text: Path) -> str:
    try:
        return text.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return f"{text.name} cannot be read: {error.strerror}."
