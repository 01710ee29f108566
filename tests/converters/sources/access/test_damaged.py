"""Damaged databases: every outcome is tables or a SourceError, soon, and never anything else."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from converters.sources.access.database import read_access
from converters.sources.table import SourceError, Table
from tests.converters.sources.access.access_maker import Maker
from tests.converters.sources.access.test_database import complex_maker, relations_maker
from tests.converters.sources.access.test_oracle import DATABASES, FOLDER, made, needs_folder

SECONDS = 5.0  # one reading takes about 0.05 s; this is for a machine that is busy with other things
ROUNDS = 60


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flip(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 300))):
        damaged[chance.randrange(len(damaged))] = chance.choice((0, 1, 0xFF, 0x80, chance.randrange(256)))
    return bytes(damaged)


def shuffle(data: bytes, chance: random.Random) -> bytes:
    """Put one page in the place of another, so that pointers lead to pages of the wrong kind, or in circles."""
    size = 4096 if len(data) > 0x14 and data[0x14] else 2048
    damaged = bytearray(data)
    one, other = (chance.randrange(1, max(2, len(data) // size)) * size for _ in range(2))
    damaged[one : one + size] = data[other : other + size]
    return bytes(damaged)


def read_or_error(path: Path) -> list[Table] | SourceError:
    try:
        return read_access(path, password="password")
    except SourceError as error:
        return error


def survives(path: Path, data: bytes, damage: Callable[[bytes, random.Random], bytes], rounds: int) -> int:
    """Read damaged copies; return how many could still be read."""
    read = 0
    for seed in range(rounds):
        chance = random.Random(seed)
        path.write_bytes(damage(data, chance))
        start = time.perf_counter()
        outcome = read_or_error(path)
        if isinstance(outcome, SourceError):
            assert outcome.found
            assert outcome.remedy
        else:
            read += 1
            assert all(len(column) == table.height for table in outcome for column in table.columns)
        assert time.perf_counter() - start < SECONDS, (path.name, damage.__name__, seed)
    return read


@needs_folder
@pytest.mark.parametrize("file", DATABASES)
def test_real_databases(tmp_path: Path, file: str) -> None:
    data = (FOLDER / file).read_bytes()
    if len(data) < 1_000_000:
        for damage in (cut, flip, shuffle):
            survives(tmp_path / file, data, damage, 15)


@pytest.mark.parametrize("damage", [cut, flip, shuffle])
@pytest.mark.parametrize("make", [lambda: made(True), lambda: made(False), complex_maker, relations_maker])
def test_made_databases(
    tmp_path: Path, make: Callable[[], Maker], damage: Callable[[bytes, random.Random], bytes]
) -> None:
    read = survives(tmp_path / "made.mdb", make().save(), damage, ROUNDS)
    assert read < ROUNDS
    assert damage is cut or read
