"""Whatever a library throws at a damaged file becomes one clear refusal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from converters.sources.package.zip_parts import damaged
from converters.sources.table import SourceError


@contextlib.contextmanager
def refusing(file: str, found: str) -> Iterator[None]:
    """Turn any exception of a library into a SourceError; those of this program and of the user go through.

    Libraries written in Rust raise panics that are no `Exception`; those written in Python raise what their authors did
    not think of.
    """
    try:
        yield
    except (SourceError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except ImportError as error:
        raise SourceError(
            file,
            "A part of this program that opens such files cannot be loaded on this computer.",
            "Open it in the program it comes from, and save it as an Excel workbook (.xlsx) without a password.",
        ) from error
    except BaseException as error:
        raise damaged(file, found) from error
