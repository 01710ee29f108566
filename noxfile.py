"""What can be run: `nox -s demo`, `lint`, `tests`, `bench`, `docs`, `understanding`, `screenshots`, `package` ..."""

import os
import sys

import nox

nox.options.sessions = ["lint", "tests"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = True

CONSTRAINTS = ("--constraint", "constraints.txt")


@nox.session
def demo(session: nox.Session) -> None:
    """Turn the sample school's files into an XML return, and print where it is, a summary and the findings."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".")
    session.run("swf-desktop", "sample", "-o", "out/sample", silent=True)
    words = ("convert", "out/sample", "-o", "out/return", "--report", "out/report")
    session.run("swf-desktop", *words, success_codes=[0, 1])


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of imports."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[dev]")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, without a screen unless one is asked for."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[dev]")
    session.env.setdefault("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    session.run("pytest", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Make the table of rules (docs/rules.md) and the program's offline help (resources/help)."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[dev]")
    session.run("python", "docs/build_help.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed and memory as ratios to the floor measured in the same run."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[dev]")
    session.run("python", "-m", "tests.bench.convert", *session.posargs)
    session.run("python", "-m", "tests.bench.reading", *session.posargs)
    session.run("python", "-m", "tests.bench.checking", *session.posargs)
    session.run("python", "-m", "tests.bench.window", *session.posargs)
    session.run("python", "-m", "tests.bench.editing", *session.posargs)


@nox.session
def understanding(session: nox.Session) -> None:
    """Score how well the files of schools in many layouts are understood, before and after their questions."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".")
    words = ("tests/understanding/understanding.py", "swf-desktop", "tests/understanding/schools", "--brief")
    session.run("python", *words, *session.posargs)


@nox.session
def screenshots(session: nox.Session) -> None:
    """Take pictures of every step with the sample school, at several sizes and looks, to be looked at."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[dev]")
    looks = {"small": "1366x768", "large": "1920x1080", "dark": "1366x768", "double": "1920x1080"}
    for look, size in looks.items():
        words = ("python", "-m", "tests.screenshots", f"out/screenshots/{look}", "--look", look)
        screen = ("xvfb-run", "-a", "-s", f"-screen 0 {size}x24") if sys.platform == "linux" else ()
        session.run(*screen, *words, external=True)


@nox.session
def package(session: nox.Session) -> None:
    """Build the program for this machine and test what was built, not the source."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".[dev]")
    session.env.setdefault("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    folders = ("--distpath", "build/package", "--workpath", "build/package/work")
    session.run("pyinstaller", "--noconfirm", "--clean", "--log-level", "ERROR", *folders, "build.spec")
    picture = ("--picture", "build/package/window.png")
    session.run("python", "packaging/trial.py", "build/package/SWF Desktop", *picture, *session.posargs)


@nox.session
def windows(session: nox.Session) -> None:
    """Build the Windows program and its installer under Wine, and test both there; says what it could not test."""
    session.install("--quiet", *CONSTRAINTS, "--editable", ".")
    session.run("python", "packaging/windows.py", *session.posargs)
