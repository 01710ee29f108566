"""The catalogue: what kinds of record a message has and how they nest, generated from a year's schema.

`python -m swf_desktop.catalogue` writes `swf.xsd`, from the table of elements, and `catalogue.json`, from that, into
the folder of each year of `resources/census`. The program itself reads the JSON: xmlschema takes a quarter of a second
to import, which no start-up should pay.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from resources import resource
from swf_desktop.files.writing import write_text
from swf_desktop.message_schema import schema_text


def catalogue_of(schema_path: Path) -> dict[str, Any]:
    """Return kind to `{"element": ..., "content": [...]}`, read from a schema.

    A node of the content is `{"tag", "element"}` for a leaf (with `"wrap"` and `"repeats"` where it has several
    values), `{"group", "content"}` for a container that folds into its kind, or `{"kind", "element"}` where child
    records stand. Where a kind begins and which leaf has another tag than its element's name, the schema says in
    `xs:appinfo`.
    """
    import xmlschema

    schema = xmlschema.XMLSchema10(str(schema_path))
    kinds: dict[str, Any] = {}
    root = next(iter(schema.elements.values()))
    _kind(root, kinds)
    return kinds


def _said(element: Any) -> tuple[str, str]:
    """Return what appinfo says of an element: (`kind` or `tag`, name), both empty where it says nothing."""
    annotation = element.annotation
    if annotation is None:
        return "", ""
    for info in annotation.appinfo:
        what, _, name = (info.text or "").strip().partition(" ")
        return what, name
    return "", ""


def _kind(element: Any, kinds: dict[str, Any]) -> str:
    name = _said(element)[1]
    kinds[name] = {"element": element.local_name, "content": []}
    kinds[name]["content"] = [_node(child, kinds) for child in element.type.content.iter_elements()]
    return name


def _repeats(element: Any) -> bool:
    return element.max_occurs is None or element.max_occurs > 1


def _node(element: Any, kinds: dict[str, Any]) -> dict[str, Any]:
    what, name = _said(element)
    if what == "kind":
        return {"kind": _kind(element, kinds), "element": element.local_name}
    if element.type.is_simple():
        leaf: dict[str, Any] = {"tag": name or element.local_name, "element": element.local_name}
        if _repeats(element):
            leaf["repeats"] = True
        return leaf
    children = list(element.type.content.iter_elements())
    if _repeats(element) and len(children) == 1 and children[0].type.is_simple():
        # A container around each value of a field that repeats (GivenName) belongs to the leaf.
        inner = _node(children[0], kinds)
        return {"tag": inner["tag"], "element": inner["element"], "repeats": True, "wrap": [element.local_name]}
    return {"group": element.local_name, "content": [_node(child, kinds) for child in children]}


def text_of(catalogue: dict[str, Any]) -> str:
    """Return the catalogue as the text that is kept."""
    return json.dumps(catalogue, indent=1) + "\n"


def write_year(folder: Path, year: int) -> None:
    """Write the schema and the catalogue of a year into its folder. Raises LookupError as `schema_text`; OSError."""
    schema = folder / "swf.xsd"
    write_text(schema, schema_text(year), own=True)
    write_text(folder / "catalogue.json", text_of(catalogue_of(schema)), own=True)


def main() -> int:
    """Write the schema and the catalogue of each collection."""
    folder = Path(str(resource("census")))
    for head in sorted(folder.glob("[0-9]*/collection.toml")):
        write_year(head.parent, int(head.parent.name))
        sys.stdout.write(f"{head.parent}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
