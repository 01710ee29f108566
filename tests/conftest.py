"""What all tests share."""

import os
from collections.abc import Iterator
from datetime import date

import pytest

from swf_desktop import collection

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True, scope="session")
def in_november_2013() -> Iterator[None]:
    """Let it be 15 November 2013 where the newest collection is chosen by the day: the sample's files are of 2013."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collection, "clock", lambda: date(2013, 11, 15))
        yield
