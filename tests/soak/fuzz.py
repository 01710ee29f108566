"""Files of every kind changed at random and read: a clear refusal or a result, never another exception, never endless.

Two ways: mutations of our own over kept seeds, inside archives too, which run everywhere; and coverage-guided by
atheris where it is installed (`python -m tests.soak.fuzz TARGET SECONDS FOLDER`). What is found is kept in `corpus/`
and read again by the tests.
"""

from __future__ import annotations

import hashlib
import io
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from converters.papers.answers import read_answers
from converters.recipe.recipe import RecipeError
from converters.recipe.recipe_file import parse_recipe, recipe_text, write_recipe_file
from converters.sources.message import read_message
from converters.sources.reader import read_source
from converters.sources.stored import table_from
from converters.sources.table import SourceError
from swf_desktop.collection import Collection
from swf_desktop.workspace.journal import from_text
from tests.places import DATA
from ui.settings import Settings
from validation.collect.errors import CollectListError, read_collect_list
from validation.collect.refusal import load_refusal

CORPUS: Final = Path(__file__).parent / "corpus"
SECONDS: Final = 60
"""How long one input may take: far above any of these seeds, of which the slowest takes some tenths."""

FEW: Final = 5
"""Inputs that are kept of one fault in one run."""

COLLECTION: Final = Collection.load(2013)
_SPLICES: Final = (
    b"\x00",
    b"\xff\xff\xff\xff",
    b"<",
    b"&#0;",
    b'"',
    b"\n",
    b"=",
    b"]]>",
    b"PK\x03\x04",
    b"9" * 400,
    b"-1",
)


class Target(NamedTuple):
    """Something that reads. seeds: whole files. read: takes one. suffix: of the file it is put into."""

    seeds: Callable[[], list[tuple[str, bytes]]]
    read: Callable[[Path], object]
    refusals: tuple[type[Exception], ...]


def _files(*names: str, under: str = "sources") -> Callable[[], list[tuple[str, bytes]]]:
    def seeds() -> list[tuple[str, bytes]]:
        paths = [path for name in names for path in sorted((DATA / under).glob(name))]
        return [(path.suffix, path.read_bytes()) for path in paths]

    return seeds


def _texts() -> list[tuple[str, bytes]]:
    rows = 'Surname;Forename;Pay\r\nO\'Brien-Øyelowo;Ann;1.234,50\r\n李;"x;y";\r\n'
    page = "<html><table><tr><th>Surname<th>Pay<tr><td>Tait<td>1,234.50</table></html>"
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    cell = '<Cell><Data ss:Type="String">Surname</Data></Cell>'
    sheet = f'<Worksheet ss:Name="a"><Table><Row>{cell}</Row></Table></Worksheet>'
    book = f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">{sheet}</Workbook>'
    return [
        (".csv", rows.encode("utf-8-sig")),
        (".csv", rows.encode("utf-16")),
        (".csv", rows.replace("李", "L").encode("cp1252")),
        (
            ".txt",
            b"Surname      Forename     Pay\r\nTait         Ann      1234.50\r\nSmith        Bob       234.50\r\n",
        ),
        (".xls", page.encode()),
        (".xml", book.encode()),
    ]


def _recipes() -> list[tuple[str, bytes]]:
    recipe = (DATA / "saved" / "0.1.0" / "recipe.toml").read_bytes()
    return [(".toml", recipe), (".toml", b'format = 1 # a\n[answers]\n# mine\n"a b" = "?"\n')]


def _read_recipe(path: Path) -> object:
    text = path.read_bytes().decode("utf-8", "replace")
    recipe = parse_recipe(text)
    write_recipe_file(path, recipe, own=True)
    assert parse_recipe(path.read_text(encoding="utf-8")) == recipe, "a recipe written again is another"
    return recipe_text(recipe)


def _read_settings(path: Path) -> object:
    settings = Settings(path)
    return settings.get("open"), settings.recent()


def _read_journal(path: Path) -> object:
    return from_text(path.read_bytes().decode("utf-8", "replace"))


def _read_raw(path: Path) -> object:
    return table_from(path.read_bytes())


def _raw_tables() -> list[tuple[str, bytes]]:
    from converters.sources.stored import table_bytes

    return [(".raw", table_bytes(table)) for table in read_source(DATA / "sources" / "staff.xls")]


TARGETS: Final[dict[str, Target]] = {
    "readers": Target(_files("*.xlsx", "*.xls", "*.xlsb", "*.ods", "*.zip"), read_source, (SourceError,)),
    "texts": Target(_texts, read_source, (SourceError,)),
    "messages": Target(_files("*.xml", under="examples"), read_message, (SourceError,)),
    "recipes": Target(_recipes, _read_recipe, (RecipeError,)),
    "answers": Target(
        _files("*.xlsx", under="saved/0.1.0"), lambda path: read_answers(read_source(path), COLLECTION), (SourceError,)
    ),
    "settings": Target(_files("*.json", under="saved/0.1.0"), _read_settings, ()),
    "journal": Target(lambda: [(".json", b'[["a","b",null,["x","y"]],["r1","r2"]]')], _read_journal, (ValueError,)),
    "raw tables": Target(_raw_tables, _read_raw, (ValueError,)),
    "refusals": Target(
        lambda: [(".txt", b"The element 'Header' has invalid child element 'Content'. Expected: 'A, B'.")],
        lambda path: load_refusal(path.read_bytes().decode("utf-8", "replace"), COLLECTION),
        (),
    ),
    "COLLECT's list": Target(
        lambda: [(".csv", b"Rule,Severity,Message,Name,Employee number\n4490,Error,Pay is missing,Tait,100\n")],
        read_collect_list,
        (SourceError, CollectListError),
    ),
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return bytes changed in some places; those of an archive often inside one of its parts."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.7:
        inner = _in_archive(data, chance)
        if inner is not None:
            return inner
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(changed) + 1)
        way = chance.randrange(6)
        if way == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif way == 1 and at < len(changed):
            changed[at] = chance.randrange(256)
        elif way == 2:
            changed[at:at] = chance.choice(_SPLICES)
        elif way == 3:
            del changed[at : at + chance.choice((1, 4, 64, 1024))]
        elif way == 4:
            start = chance.randrange(len(changed) + 1)
            changed[at:at] = changed[start : start + chance.choice((4, 64, 512))]
        else:
            del changed[at + 1 :]
    return bytes(changed)


def _in_archive(data: bytes, chance: random.Random) -> bytes | None:
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            names = old.namelist()
            chosen = chance.choice(names)
            for name in names:
                part = old.read(name)
                new.writestr(name, mutated(part, chance) if name == chosen and part else part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        return None
    return out.getvalue()


class TooLong(BaseException):
    """An input that takes longer than any may."""


def _stop(_signal: int, _frame: object) -> None:
    raise TooLong


def read_one(target: Target, suffix: str, data: bytes, folder: Path) -> bool:
    """Read one input; whether it was taken (else refused in words). Anything else is raised."""
    path = folder / f"input{suffix}"
    path.write_bytes(data)
    bounded = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    if bounded:
        signal.signal(signal.SIGALRM, _stop)
        signal.alarm(SECONDS)
    try:
        target.read(path)
    except target.refusals as refusal:
        if not str(refusal).strip():
            raise ValueError("refused without a word") from refusal
        return False
    finally:
        if bounded:
            signal.alarm(0)
    return True


def fuzz(name: str, chance: random.Random, *, times: int = 1 << 60, until: float = float("inf")) -> dict[str, int]:
    """Change and read so many times, or until that time (monotonic); return how it went. Finds are kept in `corpus/`.

    Raises nothing: what was found is counted, and told on standard error.
    """
    target = TARGETS[name]
    seeds = [*target.seeds(), *kept_seeds(name)]
    told: Counter[str] = Counter()
    went = {"taken": 0, "refused": 0, "finds": 0}
    with tempfile.TemporaryDirectory() as place:
        for _ in range(times):
            if time.monotonic() >= until:
                break
            suffix, data = chance.choice(seeds)
            data = mutated(data, chance)
            try:
                went["taken" if read_one(target, suffix, data, Path(place)) else "refused"] += 1
            except (Exception, TooLong) as error:
                went["finds"] += 1
                where = traceback.extract_tb(error.__traceback__)[-1]
                found = f"{name}: {type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
                told[found] += 1
                # A few of each suffice: an hour would else fill the folder with one fault.
                if told[found] <= FEW:
                    print(f"{found}: {keep(name, suffix, data)}", file=sys.stderr, flush=True)
    return went


def kept_seeds(name: str) -> list[tuple[str, bytes]]:
    """Return what was found once: near it there may be more."""
    return [(path.suffix, path.read_bytes()) for path in sorted((CORPUS / name).glob("*")) if path.is_file()]


def keep(name: str, suffix: str, data: bytes) -> Path:
    """Keep what was found, to be read again by the tests."""
    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(data).hexdigest()[:16]}{suffix}"
    path.write_bytes(data)
    return path


def by_coverage(name: str, seconds: int, place: Path) -> None:
    """Let atheris look for inputs that reach new code. Does not return: the library ends the process.

    place: an empty folder for what it needs, which whoever calls removes.
    """
    import atheris

    target = TARGETS[name]
    seeds = place / "seeds"
    seeds.mkdir()
    for number, (_, data) in enumerate([*target.seeds(), *kept_seeds(name)]):
        (seeds / str(number)).write_bytes(data)
    suffix = target.seeds()[0][0]
    atheris.instrument_all()

    def one(data: bytes) -> None:
        try:
            read_one(target, suffix, data, place)
        except (Exception, TooLong):
            print(f"find: {keep(name, suffix, data)}", file=sys.stderr)
            raise

    bounds = [f"-max_total_time={seconds}", f"-timeout={2 * SECONDS}", "-rss_limit_mb=3000", "-max_len=200000"]
    words = [sys.argv[0], str(seeds), *bounds, f"-artifact_prefix={place}/", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup(words, one)
    atheris.Fuzz()


if __name__ == "__main__":
    by_coverage(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
