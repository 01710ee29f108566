"""Every column is in exactly one of: used, with fields; asked about; set aside for a reason, and listed."""

from pathlib import Path

import pytest

from converters.built import Sources
from converters.matching.plan import SheetPlan
from converters.pipeline import build, read_all
from converters.recipe.target import IGNORE, OPEN
from converters.request import Request
from converters.sample.school import write_sample

SCHOOLS = Path(__file__).parents[2] / "understanding" / "schools"


def school_files() -> list[Path]:
    """Return the folder of files of each school."""
    return sorted(path / "files" for path in SCHOOLS.iterdir() if path.is_dir())


def check(sources: Sources) -> int:
    """Build the return of some files, check each column, and return how many there were."""
    built = build(sources, Request(lea="999", estab="2999"))
    asked = {(question.scope, question.key) for question in built.questions if question.kind == "column"}
    count = 0
    for plan in built.plans:
        if plan.pairs:
            continue
        notes = " ".join(plan.notes)
        for column in plan.decided:
            count += 1
            used, open_ = bool(column.targets), (plan.place, column.heading) in asked
            aside = column.decided == IGNORE
            assert used + open_ + aside == 1, (plan.place, column.heading, column.decided)
            assert open_ == (column.decided == OPEN)
            assert not used or column.index in plan.columns
            if aside:
                assert column.reason, (plan.place, column.heading)
                assert _listed(plan, column.heading, notes), (plan.place, column.heading)
    return count


def _listed(plan: SheetPlan, heading: str, notes: str) -> bool:
    return not heading or f"'{heading}'" in notes or "more" in notes


@pytest.mark.parametrize("folder", school_files(), ids=lambda path: path.parent.name)
def test_schools(folder: Path) -> None:
    assert check(read_all([folder])) > 20


def test_the_sample_school(tmp_path: Path) -> None:
    write_sample(tmp_path)
    assert check(read_all([tmp_path])) > 100
