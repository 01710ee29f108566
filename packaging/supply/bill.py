"""The software bill of materials of a built folder, in CycloneDX's JSON form, out of its own list of licences.

A writer of our own and no library, because it also runs where only the pinned wheels of the build are; the tests hold
what it writes against the schema.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from resources.licences import FOLDER, Part, plain, read_index  # noqa: E402 - as in licences.py

SPEC = "1.6"
_PLAIN_ID = re.compile(r"[\w.+-]+")


def bill_of(program: Path, wheels: dict[str, str]) -> str:
    """Return the bill of a built folder as JSON. wheels: SHA-256 of the wheel of each distribution, by its plain name.

    The same folder gives the same bytes: there is no time in it, and its number comes of what it holds. Raises OSError
    or ValueError where the folder has no whole list of licences.
    """
    parts = read_index(program / "_internal" / FOLDER)
    project, others = parts[0], parts[1:]
    references = {id(part): _reference(part, number) for number, part in enumerate(parts)}
    by_name = {plain(part.name): references[id(part)] for part in others if not part.within}
    held: dict[str, list[str]] = {}
    for part in others:
        if part.within:
            held.setdefault(by_name[plain(part.within)], []).append(references[id(part)])
    main = references[id(project)]
    components = [_component(part, references[id(part)], wheels) for part in others]
    bill: dict[str, Any] = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "version": 1,
        "metadata": {"component": _component(project, main, {}) | {"type": "application"}},
        "components": components,
        "dependencies": [
            {"ref": main, "dependsOn": [references[id(part)] for part in others if not part.within]},
            *({"ref": holder, "dependsOn": inside} for holder, inside in held.items()),
        ],
    }
    digest = hashlib.sha256(json.dumps(bill, sort_keys=True).encode("utf-8")).digest()
    bill["serialNumber"] = f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}"
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def _reference(part: Part, number: int) -> str:
    return f"{plain(part.name)}@{part.version or 'unknown'}#{number}"


def _component(part: Part, reference: str, wheels: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "library", "bom-ref": reference, "name": part.name}
    if part.version:
        made["version"] = part.version
    made["licenses"] = [_licence(part.licence)]
    wheel = wheels.get(plain(part.name))
    if wheel:
        made["purl"] = f"pkg:pypi/{plain(part.name)}@{part.version}"
        made["hashes"] = [{"alg": "SHA-256", "content": wheel}]
    if part.source:
        made["externalReferences"] = [{"type": "vcs" if "git" in part.source else "website", "url": part.source}]
    return made


def _licence(words: str) -> dict[str, Any]:
    """Return a licence as the schema wants it: an expression of SPDX, or a name."""
    spdx = re.split(r"\s+(?:AND|OR|WITH)\s+", words)
    if all(_PLAIN_ID.fullmatch(each.strip("()")) for each in spdx):
        return {"expression": words}
    return {"license": {"name": words}}


def pinned(requirements: Path) -> dict[str, str]:
    """Return the SHA-256 of each wheel of a file of pins, by plain name."""
    text = requirements.read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==\S+ --hash=sha256:([0-9a-f]{64})", text, re.MULTILINE)
    return {plain(name): digest for name, digest in found}
