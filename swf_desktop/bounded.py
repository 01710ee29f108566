"""A process of its own for what may run away: it ends itself where it takes too much time or memory.

On Linux and macOS the system bounds its memory (RLIMIT_AS). Windows has no such call for a process that runs: there a
thread looks at what it has twenty times a second; lxml lets go of Python while it computes, so that the thread runs.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from typing import Final

_LOOK_SECONDS: Final = 0.05
TOO_MUCH_TIME: Final = 71
TOO_MUCH_MEMORY: Final = 72
"""How the process ends where it takes too much."""


def bound(seconds: float, most: int) -> None:
    """Have this process end itself where it takes too much."""
    end = time.monotonic() + seconds
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows, where the watch below is all there is

        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    def watch() -> None:
        while True:
            if time.monotonic() > end:
                os._exit(TOO_MUCH_TIME)
            if _memory() > most:
                os._exit(TOO_MUCH_MEMORY)
            time.sleep(_LOOK_SECONDS)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def may_have_children() -> Iterator[None]:
    """Let a process that ends with its parent (the window's worker) start one of its own, which ends with it too."""
    me = multiprocessing.current_process()
    if not me.daemon:
        yield
        return
    me.daemon = False
    try:
        yield
    finally:
        me.daemon = True


def _memory() -> int:
    """Return the bytes of memory that this process has, on Windows; 0 elsewhere, where the system bounds it."""
    if os.name != "nt":
        return 0
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("peak", "working", "q1", "q2", "q3", "q4", "pagefile", "peak_file")),
        ]

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    ask = getattr(ctypes, "windll").kernel32.K32GetProcessMemoryInfo  # noqa: B009 - known on Windows only
    ask.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
    handle = wintypes.HANDLE(-1)  # this process
    return int(counters.pagefile) if ask(handle, ctypes.byref(counters), counters.cb) else 0
