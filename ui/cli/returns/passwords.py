"""Passwords of protected returns in commands: asked for, or from a file. Never on the command line."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from converters.request import CannotRun
from swf_desktop.workspace.keys import NoKey, ask_by, from_recovery

MOST = 4096
"""Bytes of a file with a password: far more than any."""


@contextmanager
def answering(file: Path | None) -> Iterator[None]:
    """Answer, while this lasts, for returns that have a password: from a file, or by asking who sits there."""

    def answer(path: Path, why: str) -> str | None:
        if file is not None:
            # What does not fit once does not fit again.
            return None if why else read_password(file)
        if not somebody_is_there():
            return None
        return ask(f"{why} Password or recovery key of {path.name}: ".lstrip())

    ask_by(answer)
    try:
        yield
    finally:
        ask_by(None)


def somebody_is_there() -> bool:
    """Whether somebody sees a question and can answer it.

    Standard error, where the question is put, has to be a terminal too: on Windows NUL says of itself that it is one,
    and a program would wait there for ever.
    """
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(prompt: str) -> str | None:
    """Ask at the terminal, where nothing of it is shown; None where nothing was typed."""
    try:
        return getpass.getpass(prompt, stream=sys.stderr) or None
    except (EOFError, KeyboardInterrupt):
        return None


def read_password(file: Path) -> str:
    """Return the password in a file, which is its first line, or the recovery key that it holds.

    Raises CannotRun where it is empty or no text, OSError where it cannot be read.
    """
    with file.open("rb") as opened:
        data = opened.read(MOST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRun(f"{file} is no text.", "Save the password in a plain text file (UTF-8).") from error
    for lines in (text.strip(), *_keys_within(text)):
        try:
            if from_recovery(lines) is not None:
                return lines
        except NoKey:
            # Told when it is tried.
            return lines
    first = text.splitlines()[0] if text.strip() else ""
    if not first.strip():
        raise CannotRun(f"{file} holds no password.", "Put the password on its first line.")
    return first


def _keys_within(text: str) -> Iterator[str]:
    """Yield what may be a recovery key in a page that was saved with words around it."""
    lines = [line.strip() for line in text.splitlines()]
    for at in range(len(lines) - 3):
        yield "".join(lines[at : at + 4])


def new_password(file: Path | None) -> str:
    """Return a new password: from a file, or asked for twice. Raises CannotRun where there is none, or two."""
    if file is not None:
        return read_password(file)
    if not somebody_is_there():
        raise CannotRun("Nobody can be asked for the new password.", "Give it by --new-password-file.")
    first = ask("New password: ")
    if first is None or ask("The same again: ") != first:
        raise CannotRun("The two passwords are not the same, or there is none.", "Nothing was changed. Try again.")
    return first
