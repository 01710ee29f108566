"""Checking in slices that never hold the window up."""

from __future__ import annotations

from typing import Final

SLICE: Final = 0.005
"""Seconds of checking at a time."""


MOST_IN_PLACE: Final = 40
"""An edit of more people than this is checked in slices, as everything is after a build."""
