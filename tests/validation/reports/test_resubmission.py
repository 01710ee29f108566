"""What changed since the last file: nothing, where the return was written just now and read again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from converters.pipeline import build, read_all, write_return
from converters.request import Request
from converters.sample.later import write_sample_of
from converters.sources.message import read_message
from swf_desktop.collection import Collection
from validation.reports.resubmission import changes_in_words

NOW = datetime(2013, 11, 20)


@pytest.mark.parametrize("year", [2013, Collection.newest().year])
def test_a_file_differs_in_nothing_from_the_return_it_was_written_from(year: int, tmp_path: Path) -> None:
    files = write_sample_of(tmp_path / "sample", year)
    one = build(read_all(files), Request(year=year)).returns[0]
    path = tmp_path / "return.xml"
    write_return(one, path, serial="001", now=NOW)
    before = read_message(path).return_
    assert changes_in_words(before, one.return_, one.collection) == []
    one.return_.staff[0].children = None
    assert changes_in_words(before, one.return_, one.collection)
