"""What can be run: `nox -s demo`, `lint`, `tests`, `bench`, `docs`, `soak`, `understanding`, `screenshots` ..."""

import os
import platform
import sys
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.options.sessions = ["lint", "tests"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = True

CONSTRAINTS = ("--constraint", "constraints.txt")


def install(session: nox.Session, *, dev: bool = True) -> None:
    """Install what the project runs with (dev: is tested with too) by pinned hashes, then the project itself.

    Where there are no pins for the system or the Python, the versions are pinned and not the files.
    """
    system = f"{platform.system().lower()}-{platform.machine().lower().replace('amd64', 'x86_64')}"
    name = f"{system}-{sys.version_info.major}.{sys.version_info.minor}{'-dev' if dev else ''}.txt"
    pins = Path(__file__).parent / "packaging" / "requirements" / name
    if not pins.is_file():
        session.install("--quiet", *CONSTRAINTS, "--editable", ".[dev]" if dev else ".")
        return
    session.install("--quiet", "--no-deps", "--require-hashes", "--requirement", str(pins))
    session.install("--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")


@nox.session
def demo(session: nox.Session) -> None:
    """Turn the sample school's files into an XML return, and print where it is, a summary and the findings."""
    install(session, dev=False)
    session.run("swf-desktop", "sample", "-o", "out/sample", silent=True)
    words = ("convert", "out/sample", "-o", "out/return", "--report", "out/report")
    session.run("swf-desktop", *words, success_codes=[0, 1])


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of imports."""
    install(session)
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, without a screen unless one is asked for."""
    install(session)
    session.env.setdefault("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    # Two processes for each core: those of the window wait for half of their time. Given arguments run as they are.
    workers = str(2 * (os.cpu_count() or 1))
    session.run("pytest", *(session.posargs or ("--numprocesses", workers)))


@nox.session
def docs(session: nox.Session) -> None:
    """Make the table of rules (docs/rules.md) and the program's offline help (resources/help)."""
    install(session)
    session.run("python", "docs/build_help.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed and memory as ratios to the floor of the same run; `-- --against REV` compares with a commit."""
    install(session)
    above = []
    for name in ("convert", "reading", "checking", "window", "editing", "authority", "batch"):
        # A limit that is passed does not stop the rest; which ones were is said at the end.
        try:
            session.run("python", "-m", f"tests.bench.{name}", *session.posargs)
        except CommandFailed:
            above.append(name)
    if above:
        session.error(f"above a limit: {', '.join(above)}")


@nox.session
def screenshots(session: nox.Session) -> None:
    """Take pictures of every step with the sample school, at several sizes and looks, to be looked at."""
    install(session)
    looks = {"small": "1366x768", "large": "1920x1080", "dark": "1366x768", "double": "1920x1080"}
    for look, size in looks.items():
        words = ("python", "-m", "tests.screenshots", f"out/screenshots/{look}", "--look", look)
        screen = ("xvfb-run", "-a", "-s", f"-screen 0 {size}x24") if sys.platform == "linux" else ()
        session.run(*screen, *words, external=True)


@nox.session
def package(session: nox.Session) -> None:
    """Build the program for this machine and test what was built, not the source."""
    install(session)
    session.env.setdefault("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    folders = ("--distpath", "build/package", "--workpath", "build/package/work")
    session.run("pyinstaller", "--noconfirm", "--clean", "--log-level", "ERROR", *folders, "build.spec")
    picture = ("--picture", "build/package/window.png")
    session.run("python", "packaging/trial.py", "build/package/SWF Desktop", *picture, *session.posargs)


@nox.session
def windows(session: nox.Session) -> None:
    """Build the Windows program and its installer under Wine, and test both there; says what it could not test."""
    install(session, dev=False)
    session.run("python", "packaging/windows.py", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Kill, fill disks, flip bytes, fuzz and look for traces for an hour; `-- --minutes 15` for another time.

    Its figures go to `out/soak.json` (`-- --figures FILE`), also where it is ended from outside; it fails on any find.
    """
    install(session)
    if sys.platform == "linux" and platform.machine() == "x86_64":
        # Coverage-guided fuzzing, for which there are wheels here alone; without it our own mutations run.
        session.install("--quiet", *CONSTRAINTS, "atheris")
    session.env.setdefault("QT_QPA_PLATFORM", "offscreen")
    session.run("python", "-m", "tests.soak.run", *session.posargs)
