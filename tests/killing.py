"""A run in a process of its own that is killed, and what it had said by then."""

import multiprocessing
from collections.abc import Callable
from typing import Any


def killed_after(seconds: float, run: Callable[..., object], *arguments: object) -> Any:
    """Start a run, which is given a connection as its last argument, and kill it; return what it said last.

    seconds: how long it goes on after the first thing it said.
    """
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(*arguments, writer))
    process.start()
    writer.close()
    assert reader.poll(60), "the run never began"
    said = reader.recv()
    process.join(seconds)
    process.kill()
    process.join()
    process.close()
    try:
        while True:
            said = reader.recv()
    except EOFError:
        reader.close()
    return said
