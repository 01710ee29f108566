"""Print files of fixed width: columns by position, never by splitting at spaces."""

from __future__ import annotations

import pytest

from converters.sources import limits
from converters.sources.table import SourceError
from converters.sources.text.fixed_width import find_columns, fits_better, read_fixed_width

RULED = """\
HARBOUR LANE PRIMARY SCHOOL           PAYROLL PERIOD 7             Page 1 of 2

Ref     Name                 Post              Annual       Hours
------- -------------------- ----------------- ------------ -----
0010014 SMITH JANE ANN       TEACHER             31,650.00   32.5
0010015 O'BRIEN  BO          TEACHING ASST        9,204.12   25.0
0010016 DE LA CRUZ           MIDDAY SUP                      5.0
\f
HARBOUR LANE PRIMARY SCHOOL           PAYROLL PERIOD 7             Page 2 of 2
------- -------------------- ----------------- ------------ -----
0010017 WU LI                                    21,588.00
"""

PEOPLE = [
    ("10014", "SMITH, JANE", "TEACHER", "31650.00"),
    ("10015", "O'BRIEN, BO", "TEACHING ASSISTANT", "9204.12"),
    ("10016", "DE LA CRUZ, ANA", "MIDDAY", "742.00"),
    ("10017", "WU, LI", "TEACHER", "42.10"),
    ("10018", "FOX, GUY", "", "28000.00"),
]


def unruled() -> str:
    lines = ["LIST OF STAFF AT 07/11/2013 FOR THE CENSUS", "", f"{'REF':<8}{'NAME':<18}{'POST':<20}{'SALARY':>12}"]
    lines += [f"{ref:<8}{name:<18}{post:<20}{pay:>12}" for ref, name, post, pay in PEOPLE]
    return "\r\n".join([*lines, f"{'TOTAL':<46}{'69638.22':>12}", ""])


def test_a_line_of_dashes_rules() -> None:
    ruling = find_columns(RULED)
    assert ruling is not None
    assert ruling == ((0, 8, 29, 47, 60), True)
    table = read_fixed_width("a.prn", RULED, "UTF-8", ruling)
    assert table.row(4) == ["0010014", "SMITH JANE ANN", "TEACHER", "31,650.00", "32.5"]
    assert table.row(5) == ["0010015", "O'BRIEN  BO", "TEACHING ASST", "9,204.12", "25.0"]
    assert table.row(6) == ["0010016", "DE LA CRUZ", "MIDDAY SUP", None, "5.0"]
    assert table.row(11) == ["0010017", "WU LI", None, "21,588.00", None]
    assert table.row(3) == [None] * 5
    everything = " ".join(str(cell) for column in table.columns for cell in column if cell)
    for word in ("HARBOUR", "PERIOD", "Page", "Annual"):
        assert word in everything
    assert "1-8, 9-29, 30-47, 48-60, 61-" in table.notes[0]


def test_columns_without_a_ruler() -> None:
    text = unruled()
    ruling = find_columns(text)
    assert ruling is not None
    assert not ruling.ruler
    table = read_fixed_width("a.lst", text, "UTF-8", ruling)
    assert table.width == 4
    assert [tuple(cell or "" for cell in table.row(index)) for index in range(3, 8)] == PEOPLE
    assert table.row(2) == ["REF", "NAME", "POST", "SALARY"]
    assert table.row(8) == ["TOTAL", None, None, "69638.22"]


def test_a_comma_in_names_makes_no_delimited_file() -> None:
    text = unruled()
    ruling = find_columns(text)
    assert ruling is not None
    assert fits_better(text, ruling, ",")


def test_a_delimited_file_padded_with_blanks_stays_one() -> None:
    text = "Ref    ,Name        ,Post      ,Pay\n" + "".join(
        f"{i:<7},{'Person':<12},{'Teacher':<10},{i * 1000}\n" for i in range(20)
    )
    ruling = find_columns(text)
    assert ruling is None or not fits_better(text, ruling, ",")


def test_cells_of_one_length_make_no_print_file() -> None:
    text = "".join(f"2013-11-{day:02} 09:30,2013-12-{day:02} 10:30\n" for day in range(1, 25))
    ruling = find_columns(text)
    assert ruling is None or not fits_better(text, ruling, ",")


@pytest.mark.parametrize(
    "text",
    [
        "Surname\nSmith\nReid\nShah\n",
        "Dear Jane,\n\nplease find the staff list for the census below.\nAll of them are here now.\nRegards\nBo\n",
        "a  b\n",
        "",
    ],
)
def test_what_is_no_print_file(text: str) -> None:
    assert find_columns(text) is None


def test_wide_headings_keep_to_their_columns() -> None:
    text = "Ref    Name      Annual-basic-salary\n" + "".join(
        f"{i:<7}{'Person':<10}{i * 1000:>6}{'Y':>8}\n" for i in range(10, 30)
    )
    ruling = find_columns(text)
    assert ruling is not None
    table = read_fixed_width("a.txt", text, "UTF-8", ruling)
    assert table.row(1)[:2] == ["10", "Person"]
    assert table.row(1)[-1] == "Y"
    assert "Annual-basic-salary" in [cell for cell in table.row(0) if cell]


def test_tabs_count_as_far_as_they_print() -> None:
    text = "".join(f"{i:<7}\tPerson{i}\t\tX{i}\n" for i in range(100, 110))
    ruling = find_columns(text)
    assert ruling is not None
    assert read_fixed_width("a.txt", text, "UTF-8", ruling).row(0) == ["100", "Person100", "X100"]


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    ruling = find_columns(RULED)
    assert ruling is not None
    monkeypatch.setattr(limits, "MAX_ROWS", 5)
    with pytest.raises(SourceError, match="lines"):
        read_fixed_width("a.prn", RULED, "UTF-8", ruling)


def test_tabs_between_all_cells_are_delimiters_and_no_print() -> None:
    """Expanded to blanks the columns seem to stand in places; counted as they are, each cell has a tab."""
    people = [(f"{i:06}", "Müller; K." if i % 3 else "Smith, Ann", "Cook, mid-day", f"{i * 7}.50") for i in range(30)]
    text = "Employee No\tName\tPost\tPay\r\n" + "".join("\t".join(row) + "\r\n" for row in people)
    ruling = find_columns(text)
    assert ruling is not None
    assert not fits_better(text, ruling, "\t")


def test_a_bad_byte_in_print() -> None:
    text = unruled().replace("FOX", "F\udcd6X").replace("WU", "WÜ")
    ruling = find_columns(text)
    assert ruling is not None
    table = read_fixed_width("a.lst", text, "UTF-8", ruling)
    assert "FÖX, GUY" in table.columns[1]
    assert [repair.after for repair in table.repairs] == ["FÖX, GUY"]
