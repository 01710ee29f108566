"""The way from any file to tables: chosen by content, never by name, and each bad file with its own words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from converters.sources import limits
from converters.sources.kinds import Kind, form_of, root_name
from converters.sources.reader import is_message, read_source
from converters.sources.table import SourceError, Table
from tests import places
from tests.converters.sources.source_files import ods, ods_table, sheet_xml, xlsx, zipped

DATA = places.DATA / "sources"
CSV = b"Surname,Forename,Pay\nSmith,Jo,1\n"
BOOK = xlsx(
    sheet_xml(
        '<row r="1"><c r="A1" t="str"><v>Surname</v></c></row><row r="2"><c r="A2" t="str"><v>Smith</v></c></row>'
    )
)
ODS = ods(ods_table([["Surname"], ["Smith"]]))
PRINT = b"Ref   Surname    Pay\n----- ---------- ------\n10014 Smith       1.00\n"


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".pdf", ""])
@pytest.mark.parametrize(
    ("data", "first"),
    [
        (CSV, ["Surname", "Smith"]),
        (BOOK, ["Surname", "Smith"]),
        (ODS, ["Surname", "Smith"]),
        ((DATA / "staff.xls").read_bytes(), ["Payroll no", 12345, 12346, None, None, "end of list"]),
        (PRINT, ["Ref", None, "10014"]),
        ("Surname;Pay\nŞahin;1\n".encode("utf-16"), ["Surname", "Şahin"]),
    ],
)
def test_content_decides(tmp_path: Path, data: bytes, first: list[object], suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(data)
    table = read_source(path)[0]
    assert table.columns[0] == first
    assert table.file == path.name
    assert path.read_bytes() == data


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "blank": (b"\r\n \r\n", "nothing in it"),
    "a renamed PDF": (b"%PDF-1.4\n...", "a PDF, whatever its name"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
    "a page": (b"<html><p>Please sign in again.</p></html>", "without a table"),
    "a frame": (b"<html><frameset><frame src='Book_files/sheet001.htm'></frameset></html>", "files of their own"),
    "a page with parts": (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>x</p>", "without a table"),
    "Apple Numbers": (zipped({"Index/Document.iwa": b"\0", "Metadata/DocumentIdentifier": b"A-B"}), "Apple Numbers"),
    "older Apple Numbers": (zipped({"Index.zip": zipped({"Document.iwa": b"\0"})}), "Apple Numbers"),
    "Lotus 1-2-3": (b"\x00\x00\x1a\x00\x02\x10\x04\x00" + bytes(60), "Lotus 1-2-3"),
    "older Lotus": (b"\x00\x00\x02\x00\x06\x04\x06\x00" + bytes(60), "Lotus 1-2-3"),
    "SYLK": (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "SYLK"),
    "DIF": (b'TABLE\n0,1\n"EXCEL"\n', "DIF"),
    "Works": (b"\xff\x00\x02\x00\x04\x04\x05\x54" + bytes(60), "Works"),
    "a Google sheet": (b'{"url":"https://docs.google.com/open?id=1","doc_id":"1"}', "Google"),
    "a page in UTF-16": ("<!DOCTYPE html>\n<html>".encode("utf-16"), "without a table"),
    "gzip": (b"\x1f\x8b\x08" + bytes(40), "gzip"),
    "a program": (b"MZ" + bytes(100), "program"),
    "a Word document": (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}), "holds no workbook"),
    "noise": (bytes(range(256)) * 8, "no kind of file"),
    "a truncated workbook": (BOOK[: len(BOOK) // 2], "list of contents"),
    "a truncated .ods": (ODS[:-30], "list of contents"),
    "a truncated .xls": ((DATA / "staff.xls").read_bytes()[:1500], "breaks off|cannot be read|leads nowhere"),
    "OLE and nothing more": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "breaks off"),
    "a workbook in XML": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "Excel 2003",
    ),
    "other XML": (b"<?xml version='1.0'?><rss/>", "neither a return nor a workbook"),
    "damaged XML": (b"<?xml version='1.0'?><rss <", "neither a return nor a workbook"),
    "a return": (b"<?xml version='1.0'?>\n<Message><Header/></Message>", "census return"),
    "an old Excel": (b"\x09\x08\x08\x00" + bytes(60), "Excel 95 or before"),
    "an empty zip": (zipped({}), "no file that can be read"),
    "a zip of pictures": (zipped({"a.png": b"\x89PNG\r\n\x1a\n"}), "a.png was passed over"),
    "a zip in a zip": (zipped({"a.zip": zipped({"b.csv": CSV})}), "archive inside an archive"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_a_remedy(tmp_path: Path, name: str) -> None:
    data, words = BAD[name]
    path = tmp_path / "payroll.xlsx"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words) as caught:
        read_source(path)
    assert caught.value.file.startswith(str(path))
    assert len(caught.value.remedy) > 10
    assert caught.value.found.endswith((".", "over."))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_source(tmp_path / "none.csv")


def test_a_file_that_excel_holds_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(BOOK)

    def refuse(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match="Close it in Excel"):
        read_source(path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 10)
    with pytest.raises(SourceError, match="more than 0 MB"):
        read_source(path)


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "b_contracts.txt").write_bytes(CSV)
    (folder / "A_staff.xlsx").write_bytes(BOOK)
    (folder / "c.pdf").write_bytes(b"%PDF-1.4")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "return.xml").write_bytes(b"<Message/>")
    (folder / "~$A_staff.xlsx").write_bytes(b"lock")
    (folder / ".hidden").write_bytes(CSV)
    (folder / "inner").mkdir()
    (folder / "inner" / "d.csv").write_bytes(CSV)
    tables = read_source(folder)
    assert [table.file for table in tables] == ["export/A_staff.xlsx", "export/b_contracts.txt"]
    said = " ".join(tables[0].notes)
    for word in ("c.pdf", "empty.csv", "return.xml"):
        assert word in said


def test_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    monkeypatch.chdir(tmp_path)
    assert read_source(Path())[0].file == f"{tmp_path.name}/a.csv"


def test_a_folder_with_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "b.xlsx").write_bytes(BOOK[:-40])
    with pytest.raises(SourceError, match=r"b\.xlsx"):
        read_source(tmp_path)


def test_a_folder_without_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="no file that can be read"):
        read_source(tmp_path)
    for number in range(4):
        (tmp_path / f"{number}.csv").write_bytes(CSV)
    monkeypatch.setattr(limits, "MAX_FOLDER_FILES", 3)
    with pytest.raises(SourceError, match="has 4 files"):
        read_source(tmp_path)


def test_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(
        zipped(
            {
                "data/b.csv": CSV,
                "data/a.xlsx": BOOK,
                "../../evil.csv": CSV,
                "__MACOSX/._a": b"x",
                "readme.pdf": b"%PDF-1.4",
            }
        )
    )
    tables = read_source(path)
    assert [table.file for table in tables] == [
        "export.zip/../../evil.csv",
        "export.zip/data/a.xlsx",
        "export.zip/data/b.csv",
    ]
    assert "readme.pdf" in tables[0].notes[-1]
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.zip"]


def test_options_reach_text_files(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a;b\nZoé;1\n".encode("cp850"))
    table = read_source(path, encoding="cp850", delimiter=";")[0]
    assert table.columns == [["a", "Zoé"], ["b", "1"]]
    path.write_bytes(zipped({"a.csv": "a;b\nZoé;1\n".encode("cp850")}))
    assert read_source(path, encoding="cp850", delimiter=",")[0].columns == [["a;b", "Zoé;1"]]


def test_an_access_database_goes_to_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from converters.sources.access import database as access

    def reader(data: bytes, file: str, *, password: str | None) -> list[Table]:
        return [Table(file, f"{len(data)} {password}", [], 0)]

    monkeypatch.setattr(access, "read_access_bytes", reader)
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x00\x01\x00\x00Standard ACE DB\x00" + bytes(100))
    assert read_source(path, password="p") == [Table("a.csv", "120 p", [], 0)]
    folder = read_source(tmp_path)
    assert folder[0].file == f"{tmp_path.name}/a.csv"
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.write(path, "a.csv")
    assert read_source(archive)[0].file == "b.zip/a.csv"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<?xml version='1.0' encoding='UTF-8'?>\n<Message>", True),
        (b"\xef\xbb\xbf<Message>", True),
        ("<?xml version='1.0' encoding='UTF-16'?><Message>".encode("utf-16"), True),
        (b"<!-- x --><m:Message xmlns:m='u'>", True),
        (b"<Messages>", False),
        (b"Message", False),
        (b"", False),
    ],
)
def test_is_message(tmp_path: Path, data: bytes, expected: bool) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(data)
    assert is_message(path) is expected
    assert is_message(tmp_path) is False
    assert is_message(tmp_path / "none") is False


def test_forms() -> None:
    assert form_of(b"Name,Pay\n\x0cpage 2").kind is Kind.TEXT
    assert form_of("naïve".encode("utf-16")).kind is Kind.TEXT
    assert form_of(b"Sm\x00ith,Bo,teacher,12,13\n" * 3).kind is Kind.TEXT
    assert form_of(b"<5 days,x\n1,2\n").kind is Kind.TEXT
    assert root_name(b"<a:b xmlns:a='c'>") == "b"


def test_macros_and_commands_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Name,Note\nSmith,=cmd|'/c calc'!A1\nReid,@SUM(1)\n")
    assert read_source(path)[0].columns[1] == ["Note", "=cmd|'/c calc'!A1", "@SUM(1)"]
    book = openpyxl.Workbook()
    book.active["A1"] = "=cmd|'/c calc'!A1"
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    assert str(read_source(path)[0].columns[0][0]) == "formula without a stored result"


class TestBombs:
    """Bounded time and memory, whatever a package promises."""

    def test_a_zip_bomb(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("a.csv", "w") as member:
            for _ in range(80):
                member.write(b"0" * limits.MB)
        with pytest.raises(SourceError, match="as a trap does"):
            read_source(path)

    def test_a_bomb_that_lies_about_its_size(self, tmp_path: Path) -> None:
        data = bytearray(zipped({"a.csv": b"0" * 40 * limits.MB}))
        real = (40 * limits.MB).to_bytes(4, "little")
        assert data.count(real) == 2
        path = tmp_path / "a.zip"
        path.write_bytes(bytes(data).replace(real, (100).to_bytes(4, "little")))
        with pytest.raises(SourceError):
            read_source(path)

    def test_many_parts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MAX_MEMBERS", 3)
        path = tmp_path / "a.zip"
        path.write_bytes(zipped({f"{number}.csv": CSV for number in range(4)}))
        with pytest.raises(SourceError, match="4 parts"):
            read_source(path)

    def test_all_parts_together(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 100)
        path = tmp_path / "a.zip"
        path.write_bytes(zipped({f"{number}.csv": CSV for number in range(4)}))
        with pytest.raises(SourceError, match="unpacks to more than"):
            read_source(path)

    def test_one_part(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MAX_PART_BYTES", 100)
        path = tmp_path / "a.xlsx"
        path.write_bytes(BOOK)
        with pytest.raises(SourceError, match="unpacks to more than"):
            read_source(path)

    def test_many_sheets(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MAX_SHEETS", 2)
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx(*[sheet_xml("")] * 3))
        with pytest.raises(SourceError, match="3 sheets"):
            read_source(path)

    def test_one_stray_cell(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(
            xlsx(
                sheet_xml(
                    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
                )
            )
        )
        with pytest.raises(SourceError, match="16,384 columns"):
            read_source(path)

    def test_a_diagonal(self, tmp_path: Path) -> None:
        rows = "".join(
            f'<row r="{1048000 + n}"><c r="{name}{1048000 + n}"><v>1</v></c></row>'
            for n, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        )
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx(sheet_xml(rows)))
        with pytest.raises(SourceError, match="spread over"):
            read_source(path)

    def test_the_widest_sheet(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(list(range(16384)))
        book.save(tmp_path / "a.xlsx")
        table = read_source(tmp_path / "a.xlsx")[0]
        assert (table.width, table.height) == (16384, 1)
        assert table.row(0)[-1] == 16383

    def test_many_rows(self, tmp_path: Path) -> None:
        rows = "".join(
            f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="C{r}" t="str"><v>x{r}</v></c></row>'
            for r in range(1, 200_001)
        )
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx(sheet_xml(rows)))
        table = read_source(path)[0]
        assert (table.width, table.height) == (3, 200_000)
        assert table.row(199_999) == [200_000, None, "x200000"]

    def test_deep_nesting(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx(sheet_xml("", after="<a>" * 100_000)))
        with pytest.raises(SourceError, match="deep"):
            read_source(path)

    def test_an_attribute_without_end(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(xlsx(sheet_xml(f'<row r="1" x="{"y" * 5_000_000}"><c r="A1"><v>1</v></c></row>')))
        assert read_source(path)[0].columns == [[1]]
