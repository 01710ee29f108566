"""A small made authority for these tests: made once for all of them, and copied for each that changes it."""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from converters.authority.run import Outcome, run_authority
from converters.practice.made_authority import make_sample_authority
from converters.request import Request

NOW = datetime(2026, 11, 28, 9, 30)
SCHOOLS = 12


@cache
def _made(schools: int) -> Path:
    folder = Path(mkdtemp(prefix="authority"))
    make_sample_authority(folder, schools=schools, staff=12)
    return folder


def authority_in(folder: Path, schools: int = SCHOOLS) -> Path:
    """Return a made authority of its own, within `folder`."""
    return Path(shutil.copytree(_made(schools), folder / "authority"))


def run(folder: Path, **options: object) -> Outcome:
    """Run an authority's folder."""
    return run_authority(folder, Request(), now=NOW, **options)  # type: ignore[arg-type]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all returns of an authority's folder."""
    return {path.name: path.read_bytes() for path in sorted((folder / "returns").iterdir())}
