"""How often the delimiter of 128 payroll texts is found right: by this program and by others that are installed.

`python -m tests.converters.sources.compare_sniffers [seeds]`. The others (clevercsv, duckdb) are none of the
project's dependencies: install them elsewhere. Each is given the text as UTF-8, so that only delimiters are compared.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from converters.sources.text.delimiter import find_delimiter
from converters.sources.text.encoding import decode
from tests.converters.sources.payroll_texts import payroll_texts


def ours(text: str) -> str | None:
    return find_delimiter(text)


def standard(text: str) -> str | None:
    try:
        return csv.Sniffer().sniff(text).delimiter
    except csv.Error:
        return None


def clever(text: str) -> str | None:
    import clevercsv  # type: ignore[import-not-found]

    try:
        found = clevercsv.Sniffer().sniff(text)
        return found and found.delimiter
    except clevercsv.Error:
        return None


def duck(text: str) -> str | None:
    import duckdb  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode())
        try:
            return str(duckdb.sql(f"select Delimiter from sniff_csv('{path}', null_padding=true)").fetchall()[0][0])
        except duckdb.Error:
            return None


def main() -> None:
    """Print one line for each sniffer."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    sniffers: dict[str, Callable[[str], str | None]] = {"this program": ours, "csv.Sniffer": standard}
    if find_spec("clevercsv"):
        sniffers["clevercsv"] = clever
    if find_spec("duckdb"):
        sniffers["duckdb"] = duck
    texts = [
        (one.name, decode(one.name, one.data).text, one.delimiter)
        for seed in range(seeds)
        for one in payroll_texts(seed)
    ]
    for name, sniffer in sniffers.items():
        wrong = [kind for kind, text, delimiter in texts if sniffer(text) != delimiter]
        print(f"{name:14}{len(texts) - len(wrong):6} of {len(texts)}  wrong: {', '.join(wrong[:4])}")


if __name__ == "__main__":
    main()
