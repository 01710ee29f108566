"""Any return written to XML and loaded is equal: every kind of record, every field, any text that XML can hold."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from converters.loose_ends import loose_ends
from converters.members.defaults import fill_estab
from converters.message.file import write_message
from converters.message.header import header
from converters.pipeline import build, check_return, not_written, read_all
from converters.request import Request
from converters.sample.forms import true_return
from converters.sources.message import read_message
from swf_desktop.canonical import canonical_value
from swf_desktop.collection import Children, Collection, Field, Node
from swf_desktop.record import Record, Return, Value
from validation.finding import Severity

NOW = datetime(2013, 11, 11, 9, 30)
COLLECTION = Collection.load(2013)
HEADER = {"Collection": COLLECTION.name, "Year": "2013"}
REWRITTEN = {"True", "TRUE", "False", "FALSE"}
"""What the loader takes in another form, on purpose."""

LEGAL = st.characters(exclude_categories=("Cs", "Cn"), exclude_characters=tuple(map(chr, range(32)))) | st.sampled_from(
    "\t\n\r<>&\"'\x85\u2028\u00a0]"
)
TEXTS = st.text(LEGAL, min_size=1, max_size=12).map(str.strip).filter(bool)


def children(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Yield the kinds that may stand in an element."""
    for node in nodes:
        if isinstance(node, Children):
            yield node.kind
        elif hasattr(node, "content"):
            yield from children(node.content)


def value(field: Field, texts: list[str]) -> Value:
    if field.repeats:
        return Value("; ".join(texts), tuple(texts), tuple(texts))
    return canonical_value(field, texts[0])


@st.composite
def records(draw: st.DrawFn, kind: str) -> Record:
    """Draw a record with at least one value, and records below it."""
    record = Record(kind)
    sent = [field for field in COLLECTION.kinds[kind].fields.values() if field.sent]
    if kind == "message":
        sent = [field for field in sent if field.tag not in HEADER]
        for tag, text in HEADER.items():
            record.values[tag] = canonical_value(COLLECTION.fields[f"message.{tag}"], text)
    for field in draw(st.lists(st.sampled_from(sent), min_size=1, max_size=len(sent), unique_by=lambda f: f.tag)):
        texts = draw(st.lists(TEXTS, min_size=1, max_size=3 if field.repeats else 1))
        if field.type == "boolean" and texts[0] in REWRITTEN:
            texts = [texts[0].lower()]
        record.values[field.tag] = value(field, texts)
    for below in children(COLLECTION.kinds[kind].content):
        most = 1 if below in ("school", "la") else 2
        for child in draw(st.lists(records(below), max_size=most)):
            record.add(child)
    return record


def tree(record: Record) -> tuple[object, ...]:
    """Return all that a record holds, and all below it, in order."""
    values = tuple(sorted((tag, value.typed, value.sent) for tag, value in record.values.items()))
    below = {kind: tuple(map(tree, all_)) for kind, all_ in (record.children or {}).items()}
    return (record.kind, tuple(map(repr, values)), tuple(sorted(below.items())))


def there_and_back(return_: Return) -> tuple[Return, bytes, bytes]:
    """Write, load and write again: what was loaded, and the bytes of both."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_message(return_, COLLECTION, Path(folder) / "a.xml", as_is=True)
        loaded = read_message(path)
        assert (loaded.unknown, loaded.repairs, loaded.notes) == ([], [], [])
        again = write_message(loaded.return_, loaded.collection, Path(folder) / "b.xml")
        return loaded.return_, path.read_bytes(), again.read_bytes()


def test_the_strategy_reaches_every_kind() -> None:
    def below(kind: str) -> set[str]:
        kinds = set(children(COLLECTION.kinds[kind].content))
        return kinds.union(*map(below, kinds))

    sent = {name for name, kind in COLLECTION.kinds.items() if any(field.sent for field in kind.fields.values())}
    assert below("message") | {"message"} == sent


@given(records("message").map(lambda message: Return(message)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@example(true_return(COLLECTION))
def test_any_return_written_and_loaded_is_equal(return_: Return) -> None:
    for tag, text in HEADER.items():
        return_.message.values[tag] = canonical_value(COLLECTION.fields[f"message.{tag}"], text)
    loaded, first, second = there_and_back(return_)
    assert tree(loaded.message) == tree(return_.message)
    assert first == second


def filled(tmp_path: Path) -> Path:
    """Write the sample's return, whole and valid."""
    return_ = true_return(COLLECTION)
    fill_estab(return_, COLLECTION, "2999")
    header(return_, COLLECTION, lea="999", estab="2999", level="S", serial="001", now=NOW, release="0.1.0")
    return write_message(return_, COLLECTION, tmp_path / "vendor.xml")


def vendor(tmp_path: Path) -> Path:
    """Return a message as another system might make it: True, an empty wrapper, an element that nobody knows."""
    path = filled(tmp_path)
    text = path.read_text(encoding="utf-8")
    text = text.replace("<QTStatus>true<", "<QTStatus>True<", 3)
    text = text.replace("<School>", "<School>\n<Vacancies></Vacancies>", 1)
    text = text.replace("<Post>HDT</Post>", "<Post>HDT</Post><PensionScheme>TPS</PensionScheme>", 1)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def test_what_has_no_place_and_what_was_taken_otherwise_are_findings_once(tmp_path: Path) -> None:
    path = vendor(tmp_path)
    built = build(read_all([path]), Request(year=2013))
    findings = [*check_return(built.returns[0], now=NOW), *loose_ends(built)]
    about = [finding for finding in findings if "PensionScheme" in f"{finding.message} {finding.xpath}"]
    assert len(about) == 1
    assert about[0].source is not None
    assert about[0].source.row is not None
    assert "<PensionScheme>" in path.read_text(encoding="utf-8").splitlines()[about[0].source.row - 1]
    repairs = [finding for finding in findings if finding.severity is Severity.REPAIR]
    assert len(repairs) == 4
    assert {finding.value for finding in repairs} == {"True", "<Vacancies/>"}


ODDITIES = [
    # element as it stands in the file, what it becomes, how often the odd thing is then named, and its name
    ("<Post>DHT</Post>", "<Post>DHT</Post><Extra>1</Extra><More>2</More>", {"Extra": 1, "More": 1}),
    ("<Post>AHT</Post>", '<Post colour="x">AHT</Post>', {"attribute": 1}),
    ("<Post>AHT</Post>", "<Post>AHT</Post>stray", {"text": 1}),
    ("<Post>AHT</Post>", "<Post>AHT</Post><Post>TCH</Post>", {"Post": 1}),
    ("<Vacancies>", "<Odd><Deep>7</Deep><Deeper>8</Deeper></Odd><Vacancies>", {"Odd": 1, "Deep ": 0}),
    ("<Vacancies>", "<Odd/><Odd/><Vacancies>", {"Odd": 2}),
]


@pytest.mark.parametrize(("before", "after", "named"), ODDITIES)
def test_each_odd_thing_is_named_once(before: str, after: str, named: dict[str, int], tmp_path: Path) -> None:
    path = filled(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8", newline="\n")
    built = build(read_all([path]), Request(year=2013))
    schema = [one for one in check_return(built.returns[0], now=NOW) if one.severity is Severity.SCHEMA]
    assert {name: sum(name in one.message for one in schema) for name in named} == named
    assert len(schema) == sum(named.values())
    loaded = built.returns[0].loaded
    assert loaded is not None
    # Writing it again leaves them out, and says so.
    assert len(not_written(built.returns[0])) == len(loaded.unknown) > 0
