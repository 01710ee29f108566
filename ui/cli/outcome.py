"""How a command ends: exit codes, and faults told without a traceback."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from validation.finding import Finding, Severity

OK, ERRORS, CANNOT_RUN = 0, 1, 2
"""Exit codes: nothing at error level; errors found; the command could not run."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what stops a command into a message with place and remedy on standard error, and exit code 2."""
    from converters.built import Refused
    from converters.message.file import CannotWrite
    from converters.practice.lesson import LessonError
    from converters.recipe.recipe import RecipeError
    from converters.request import CannotRun
    from converters.sources.table import SourceError
    from swf_desktop.files.untouched import MayNotWrite
    from swf_desktop.workspace.faults import WorkspaceError
    from ui.cli.console import complain, print_findings
    from validation.collect.errors import CollectListError

    try:
        yield
    except CollectListError as error:
        complain(error.place, error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except (SourceError, RecipeError, LessonError) as error:
        complain(error.file, error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except CannotRun as error:
        complain(None, error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except (CannotWrite, WorkspaceError) as error:
        complain(str(error.path or ""), error.found, error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except Refused as error:
        print_findings(error.findings, err=True)
        complain(
            str(error.path),
            "It was not written: its structure is not the one COLLECT takes.",
            "Use --force to write it all the same.",
        )
        raise typer.Exit(CANNOT_RUN) from None
    except MayNotWrite as error:
        complain(str(error.filename), f"{error.strerror}.", error.remedy)
        raise typer.Exit(CANNOT_RUN) from None
    except OSError as error:
        complain(
            error.filename and str(error.filename),
            f"{error.strerror or error}.",
            "Check the name, the disk and who may write there.",
        )
        raise typer.Exit(CANNOT_RUN) from None


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 1 where anything is at error level, else 0."""
    return ERRORS if any(finding.severity in (Severity.ERROR, Severity.SCHEMA) for finding in findings) else OK


def print_json(data: Any) -> None:
    """Print data as JSON that any program can read."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
