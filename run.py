"""Set everything up and run a nox session: `python3 run.py demo`, `python3 run.py tests`.

Needs nothing but Python 3.11 to 3.13. Everything is installed into `.venv` and `.nox` beside this file, so a system
Python that refuses `pip install` (Debian's) is left alone.
"""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
SESSIONS = {
    "demo": ["demo"],
    "tests": ["lint", "tests"],
    "lint": ["lint"],
    "bench": ["bench"],
    "package": ["package"],
    "windows": ["windows"],
}


def main() -> int:
    """Run the sessions behind the word given; returns the exit code of the first thing that failed."""
    if sys.version_info[:2] not in ((3, 11), (3, 12), (3, 13)):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        print(f"This is Python {version}. Please use Python 3.11, 3.12 or 3.13.", file=sys.stderr)
        return 2
    words = sys.argv[1:] or ["demo"]
    unknown = [word for word in words if word not in SESSIONS]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. Choose from: {', '.join(SESSIONS)}.", file=sys.stderr)
        return 2
    folder = HERE / ".venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        try:
            venv.create(folder, with_pip=True)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"A virtual environment could not be made ({error}).", file=sys.stderr)
            print("On Debian and Ubuntu, install the package python3-venv first.", file=sys.stderr)
            return 2
    quiet = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    installed = subprocess.run([*quiet, "--constraint", str(HERE / "constraints.txt"), "nox"], check=False)
    if installed.returncode:
        return installed.returncode
    sessions = [session for word in words for session in SESSIONS[word]]
    nox = [str(python), "-m", "nox", "--noxfile", str(HERE / "noxfile.py"), "-s", *sessions]
    return subprocess.run(nox, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
