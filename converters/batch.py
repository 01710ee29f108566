"""Many schools in one go: a folder for each school, a return for each, and one list of how each of them stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from converters.built import Progress, Refused
from converters.loose_ends import loose_ends
from converters.message.file import CannotWrite
from converters.pipeline import build, read_all, rule_findings, write_return
from converters.recipe.recipe import Recipe, RecipeError
from converters.recipe.recipe_file import read_recipe, write_recipe_file
from converters.request import CannotRun, Request
from converters.sources.table import SourceError
from validation.finding import Finding, Severity

RECIPE = "recipe.toml"
"""The name of a school's own recipe, in its folder."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one school's return stands.

    folder: its name. written: the message, None where there is none. problem: what stood in the way, empty for nothing.
    counts: of findings, by severity.
    """

    folder: str
    lea: str = ""
    estab: str = ""
    written: Path | None = None
    people: int = 0
    contracts: int = 0
    counts: tuple[tuple[Severity, int], ...] = ()
    problem: str = ""

    def count(self, *severities: Severity) -> int:
        """Return how many findings of these severities there are."""
        return sum(number for severity, number in self.counts if severity in severities)


def school_folders(folder: Path) -> list[Path]:
    """Return the folders of the schools, in name order; raises CannotRun where there is none."""
    try:
        found = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        raise CannotRun(f"{folder} cannot be read.", "Check its name, and that you may open it.") from error
    if not found:
        raise CannotRun(f"{folder} has no folder in it.", "Make a folder for each school, with its files in it.")
    return found


def run_batch(
    folder: Path, out: Path, request: Request, *, serial: str, now: datetime, progress: Progress
) -> Iterator[Result]:
    """Make the return of each school and yield how it went; one that cannot be made does not stop the others.

    A school's own recipe (`recipe.toml` in its folder) goes before that of the request; it is written back with what is
    still open. Each message is written into a folder of the school's name within `out`, those of academies below a
    folder of their own: an authority does not authorise them.
    """
    folders = school_folders(folder)
    for number, school in enumerate(folders):
        progress(school.name, number / len(folders))
        try:
            yield from _one_school(school, out, request, serial, now)
        except (SourceError, RecipeError, CannotRun, CannotWrite, Refused, OSError) as error:
            yield Result(school.name, problem=str(error))


def _one_school(school: Path, out: Path, request: Request, serial: str, now: datetime) -> Iterator[Result]:
    path = school / RECIPE
    if path.exists():
        request = replace(request, recipe=read_recipe(path))
    files = sorted(file for file in school.iterdir() if file.name != RECIPE and not file.name.startswith("."))
    if not files:
        raise CannotRun("The folder is empty.", "Put the school's files into it.")
    built = build(read_all(files), request)
    if built.questions or request.recipe != Recipe():
        write_recipe_file(path, built.recipe, built.questions, own=True)
    loose = loose_ends(built)
    for one in built.returns:
        target = out / one.folder / school.name
        target.mkdir(parents=True, exist_ok=True)
        written = write_return(one, target / one.file_name(serial), serial=serial, now=now)
        findings: list[Finding] = [*written.findings, *rule_findings(one), *loose]
        yield Result(
            school.name,
            one.lea,
            one.estab or "",
            written.path,
            len(one.return_.staff),
            sum(len(person.of("contract")) for person in one.return_.staff),
            tuple(Counter(finding.severity for finding in findings).items()),
        )
