"""The mark of a practice return: in its header, its file's name and its workbooks, so that it survives renaming.

The message has no element for it, and none is added: SoftwareCode and Release are free text, and both say PRACTICE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from swf_desktop.record import Record

WORD: Final = "PRACTICE"
FILE_PREFIX: Final = "PRACTICE_"
"""What the name of a practice return's file begins with."""

SENTENCE: Final = "PRACTICE: made people, no real school. Never send this as a real return."
"""What stands on every practice workbook and paper: a sheet that holds it is known by it, whatever the file's name."""

BANNER: Final = "This is a practice return. It cannot become a real one."

NI_PREFIX: Final = "ZY"
"""NI numbers of made people are counted up under one prefix, so that data of real people among them is seen."""

PRACTICE_SETTING: Final = "practice"
"""The workspace's setting that says so with `yes`. It is no step of the journal: it cannot be undone."""

_TAGS: Final = ("SoftwareCode", "Release")


def is_marked(message: Record) -> bool:
    """Whether a message's header says that it is a practice return, in either of the two items that can."""
    return any(WORD in (message.code(tag) or "").upper() for tag in _TAGS)


def mark(message: Record) -> None:
    """Make both items of the header say so."""
    # Loaded here: the window knows this module before there is a return, and shows no records yet.
    from swf_desktop.record import Value

    for tag in _TAGS:
        text = message.code(tag) or ""
        if WORD not in text.upper():
            text = f"{WORD} {text}".strip()
            message.values[tag] = Value(text, text, text)


def practice_name(name: str) -> str:
    """Return the name of a practice return's file."""
    return name if name.startswith(FILE_PREFIX) else FILE_PREFIX + name


def says_practice(text: object) -> bool:
    """Whether a cell says that its sheet is practice."""
    return isinstance(text, str) and text.strip().upper().startswith(f"{WORD}:")
