"""Where tests find what they read."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
EXAMPLES = DATA / "examples"
"""Whole messages of 2013, of made-up people."""

ACCESS = ROOT.parent / "shared" / "access"
"""A collection of Access databases of other people, which is no part of the project; what needs it skips without it."""
