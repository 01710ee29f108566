"""The whole way over the sample school: what comes out is its truth."""

from collections import Counter
from pathlib import Path

import pytest

from converters.built import Built
from converters.pipeline import build, read_all
from converters.request import Request
from converters.sample.school import write_sample
from converters.sample.truth import truth
from swf_desktop.record import Record


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sample")
    write_sample(made)
    return made


@pytest.fixture(scope="module")
def built(folder: Path) -> Built:
    return build(read_all([folder]), Request(year=2013))


def row_of(record: Record, kind: str) -> dict[str, str]:
    person = record.person()
    row = {
        tag: "|".join(value.sent) if isinstance(value.sent, tuple) else value.sent
        for tag, value in record.values.items()
    }
    if kind != "staff" and person is not None:
        row["PersonRef"] = person.raw("PersonRef") and str(person.values["PersonRef"].sent)
        above = record
        while above.kind != "contract" and above.parent is not None:
            above = above.parent
        if above.kind == "contract" and "ContractRef" in above.values:
            row["ContractRef"] = str(above.values["ContractRef"].sent)
    return row


@pytest.mark.parametrize("kind", truth())
def test_the_truth_comes_out(built: Built, kind: str) -> None:
    (one,) = built.returns
    records = [record for record in one.return_.message.walk() if record.kind == kind]
    expected = truth()[kind]
    tags = {tag for row in expected for tag in row}
    found = []
    for record in records:
        row = {tag: text for tag, text in row_of(record, kind).items() if tag in tags and text}
        # The default is no part of the truth's table.
        if row.get("DailyRate") == "N":
            del row["DailyRate"]
        found.append(row)
    if kind == "contract":
        for row in expected:
            # By default base pay is sent and the point beside it is not; the truth names both.
            row.pop("SpinePoint", None)
        for row in found:
            row.pop("SpinePoint", None)
    if kind == "school":
        expected = [{tag: text for tag, text in row.items() if tag != "LEA"} for row in expected]
    as_sets = [Counter(tuple(sorted(row.items())) for row in rows) for rows in (found, expected)]
    assert as_sets[0] - as_sets[1] == Counter()
    assert as_sets[1] - as_sets[0] == Counter()
