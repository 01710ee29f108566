"""Reports begin with how the return stands, in the words of the window, and one picture of whom that is about."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from swf_desktop.collection import Collection
from swf_desktop.record import Return
from swf_desktop.words import readiness
from tests.validation.reports.report_samples import a_return, person, some_findings
from validation.finding import Finding, Severity
from validation.reports.findings import findings_html
from validation.reports.page import Heading, environment, tokens
from validation.reports.status import standing
from validation.reports.summary.summary import summarise, summary_html


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.load(2013)


@pytest.fixture
def findings(collection: Collection) -> list[Finding]:
    return [
        *some_findings(collection),
        Finding("date", Severity.REPAIR, "1/2/70 was read as 01/02/1970.", "Check it.", "SMITH, Jane"),
    ]


def return_of(findings: list[Finding], collection: Collection, others: int = 5) -> Return:
    """Return a return of the people that findings are about, and of others."""
    about = {id(one.record.person()): one.record.person() for one in findings if one.record is not None}
    staff = [someone for someone in about.values() if someone is not None]
    return a_return(collection, *staff, *(person(collection, f"Other{at}", "A", 50 + at) for at in range(others)))


def test_status_comes_first_with_one_picture_and_the_same_in_words(
    findings: list[Finding], collection: Collection
) -> None:
    return_ = return_of(findings, collection)
    heading = Heading.of(collection, return_, school="Harbour Lane Primary School")
    pages = (
        findings_html(findings, heading),
        summary_html(summarise(return_, collection, findings, "S"), school="Harbour Lane Primary School"),
    )
    for page in pages:
        after = page.split("</h1>", 1)[1]
        assert (
            after.index('<p class="status keep">■ Not ready: 2 errors</p>')
            < after.index("<svg")
            < after.index("<table")
        )
        assert standing([one for one in findings if one.severity is not Severity.REPAIR], heading).says in page


@pytest.mark.parametrize(
    ("kept", "mark", "sentence"),
    [
        (("error", "query", "question"), "■", "Not ready: 2 errors"),
        (("query", "question"), "○", "Not ready: 1 question to answer"),
        (("query",), "✓", "Ready, with 2 queries to explain in COLLECT"),
        ((), "✓", "Ready: nothing left that this program can check"),
    ],
)
def test_it_says_what_finish_says(
    findings: list[Finding], collection: Collection, kept: tuple[str, ...], mark: str, sentence: str
) -> None:
    left = [one for one in findings if one.severity in kept]
    found = standing(left, Heading.of(collection, a_return(collection)))
    assert (found.mark, found.sentence) == (mark, sentence)
    counts = (
        sum(one.severity is Severity.ERROR for one in left),
        sum(one.severity is Severity.QUERY for one in left),
        sum(one.severity is Severity.QUESTION for one in left),
    )
    assert readiness(*counts)[1] == sentence


def test_the_picture_shares_the_strip_by_people(findings: list[Finding], collection: Collection) -> None:
    heading = Heading.of(collection, return_of(findings, collection))
    found = standing(findings, heading)
    root = etree.fromstring(found.picture.encode())
    parts = root.findall("{*}rect")
    widths = [float(part.get("width", "0")) for part in parts]
    assert sum(widths) == pytest.approx(638, abs=1)
    said = [int(number) for number in re.findall(r"(\d+) ha", found.says)]
    assert said == [2, 0, 5]
    assert len([number for number in said if number]) == len(parts)
    for number, width in zip([number for number in said if number], widths, strict=True):
        assert width == pytest.approx(638 * number / heading.people, abs=1)
    # Never told by colour alone: full, striped, empty.
    fills = {part.get("fill") for part in parts}
    assert fills <= {tokens()["error"], tokens()["paper"]}


def test_repairs_are_an_appendix_and_no_findings(findings: list[Finding], collection: Collection) -> None:
    heading = Heading.of(collection, a_return(collection))
    repairs = [one for one in findings if one.severity is Severity.REPAIR]
    assert repairs
    page = findings_html(findings, heading)
    before, after = page.split("Appendix:", 1)
    assert f"{len(findings) - len(repairs)} findings in all" in before
    for one in repairs:
        assert one.message not in before
        assert one.message in after
    # Without repairs there is no appendix; repairs alone leave nothing to fix.
    assert "Appendix" not in findings_html([one for one in findings if one not in repairs], heading)
    alone = findings_html(repairs, heading)
    assert "Ready: nothing left" in alone
    assert "0 findings in all" in alone


@pytest.mark.parametrize("name", ["St Mary's “Lane” School", 'a"b\\c}', "Ysgol Llyn-y-Fâl", "</style><b>x"])
def test_the_school_and_the_year_stand_at_the_foot_of_each_page_whatever_the_name(
    collection: Collection, name: str
) -> None:
    page = findings_html([], Heading.of(collection, a_return(collection), school=name))
    foot = re.search(r'@bottom-left \{ content: "(.*?)";', page)
    assert foot is not None
    said = re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), foot[1])
    assert said == f"Findings of the return, 2013, {name} (999/2999)"
    assert "counter(page)" in page
    assert page.count("</style>") == page.count("<style")


def test_every_report_wears_the_colours_of_the_design() -> None:
    source = environment().loader.get_source(environment(), "base.html")[0]  # type: ignore[union-attr]
    assert not re.findall(r"#[0-9a-fA-F]{6}", source), "a colour of its own"
