"""Pages as PDF: nothing is cut through, headings stay with what follows, and heads of tables stand on each page."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPdfWriter, QTextDocument
from pytestqt.qtbot import QtBot

from ui.printing import Page, html_to_pdf, pages_of, strip_of

BAR = '<rect width="300" height="90" fill="#888888"/>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90">{BAR}</svg>'

PARTS = st.lists(
    st.one_of(
        st.builds("<h2>{}</h2>".format, st.sampled_from(["Staff", "Contracts and service agreements"])),
        st.integers(1, 60).map(lambda words: f"<p>{'word ' * words}</p>"),
        st.tuples(st.integers(1, 40), st.integers(1, 9), st.booleans()).map(lambda shape: table(*shape)),
        st.just(SVG),
        st.just('<p style="page-break-before: always">Next</p>'),
    ),
    min_size=1,
    max_size=8,
)


def table(rows: int, lines: int, head: bool) -> str:
    first = "<thead><tr><th>Name</th><th>Count</th></tr></thead>" if head else ""
    body = "".join(f"<tr><td>{'line<br>' * lines}</td><td>{row}</td></tr>" for row in range(rows))
    return f'<table border="1">{first}{body}</table>'


def cut(html: str, folder: Path, height: float = 0.5) -> tuple[QTextDocument, list[Page]]:
    """Lay HTML out and cut it. height: of a page, as a share of the paper's."""
    writer = QPdfWriter(str(folder / "a.pdf"))
    document = strip_of(html, writer)
    return document, pages_of(document, writer.height() * height)


def lines_of(document: QTextDocument) -> list[QRectF]:
    """Return where each line of text stands on the strip."""
    found = []
    block = document.begin()
    while block.isValid():
        if block.text():
            around = document.documentLayout().blockBoundingRect(block)
            lines = [block.layout().lineAt(number) for number in range(block.layout().lineCount())]
            found += [QRectF(0, around.top() + line.y(), 1, line.height()) for line in lines]
        block = block.next()
    return found


def test_a_page_becomes_a_pdf(qtbot: QtBot, tmp_path: Path) -> None:
    path = html_to_pdf("<h1>Summary</h1><p>Fictional.</p>", tmp_path / "new" / "a.pdf", "Summary")
    assert path.read_bytes().startswith(b"%PDF-")
    with pytest.raises(OSError, match=r"a\.pdf"):
        html_to_pdf("x", tmp_path / "new" / "a.pdf" / "b.pdf", "Summary")


@settings(deadline=None, max_examples=40)
@given(PARTS)
def test_pages_follow_each_other_and_cut_no_line(
    qapp: object, tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    document, pages = cut("".join(parts), tmp_path_factory.mktemp("cut"))
    assert pages[0].top == 0
    assert pages[-1].bottom == pytest.approx(document.size().height())
    for before, after in pairwise(pages):
        assert before.bottom == after.top
    for line in lines_of(document):
        assert not [page for page in pages if line.top() + 1 < page.top < line.bottom() - 1]


def test_a_row_is_never_cut_and_the_head_stands_on_each_page(qtbot: QtBot, tmp_path: Path) -> None:
    document, pages = cut(table(rows=30, lines=5, head=True), tmp_path)
    assert len(pages) > 3
    head = pages[1].head
    assert head is not None
    assert pages[0].top <= head[0] < head[1] < pages[0].bottom
    assert [page.head for page in pages] == [None, *[head] * (len(pages) - 1)]
    heights = [page.bottom - page.top + (0 if page.head is None else page.head[1] - page.head[0]) for page in pages]
    assert max(heights) < QPdfWriter(str(tmp_path / "b.pdf")).height() * 0.5
    inside = [sum(page.top <= line.top() < page.bottom for line in lines_of(document)) for page in pages]
    # A row has its five lines, the empty one after the last line end, and its number; the head has two words.
    assert [count % 7 for count in inside] == [2, *[0] * (len(pages) - 1)]


def test_a_heading_stays_with_its_table_and_a_total_is_not_alone(qtbot: QtBot, tmp_path: Path) -> None:
    for filling in range(1, 45):
        html = "<p>one line</p>" * filling + "<h2>Staff</h2><p>What to look at.</p>" + table(12, 1, head=True)
        document, pages = cut(html, tmp_path)
        tops = [line.top() for line in lines_of(document)]
        heading, first_row = tops[filling], tops[filling + 4]
        of = [next(n for n, page in enumerate(pages) if page.top <= top < page.bottom) for top in tops]
        assert of[tops.index(heading)] == of[tops.index(first_row)], filling
        assert of[-1] == of[-4], filling


def test_a_page_begins_where_it_is_told_to(qtbot: QtBot, tmp_path: Path) -> None:
    _, pages = cut('<p>One</p><h2 style="page-break-before: always">Two</h2><p>Three</p>', tmp_path)
    assert len(pages) == 2


def test_a_drawing_is_a_picture_and_not_the_words_in_it(qtbot: QtBot, tmp_path: Path) -> None:
    words = SVG.replace("/></svg>", "/><text>Head teacher</text></svg>")
    document, _ = cut(f"<p>Before</p>{words}<p>After</p>", tmp_path)
    assert "Head teacher" not in document.toPlainText()
    assert document.toPlainText().count("\ufffc") == 1
