"""Any source, whatever its name says: its bytes tell what it is, and the reader for that form makes tables of it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from converters.collector import no_collector
from converters.sources import limits
from converters.sources.kinds import Form, Kind, form_of, root_name
from converters.sources.package.archive import is_beside, members
from converters.sources.package.zip_parts import Package
from converters.sources.room import Room
from converters.sources.table import NoTable, SourceError, Table

_LOOK: Final = limits.SNIFF_BYTES
_OTHER: Final = (
    "Choose a workbook (.xlsx, .xls, .ods), a text file (.csv, .txt), an Access database, or a .zip or folder of these."
)


class Options(NamedTuple):
    """What the user chose, handed through to the reader that can use it."""

    password: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def is_message(path: Path) -> bool:
    """Return whether a file is a census message (XML whose outermost element is Message), to be loaded as a return."""
    try:
        with path.open("rb") as stream:
            return root_name(stream.read(_LOOK)) == "Message"
    except OSError:
        return False


def read_source(
    path: Path, *, password: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> list[Table]:
    """Read one file, or all files of one folder (by name), as raw tables. The files are opened for reading only.

    password: for a protected workbook or archive. encoding, delimiter: for text files, instead of finding them out.
    Raises SourceError (PasswordNeeded where the file is protected) with the file, what was found, and what to do.
    """
    with no_collector():
        options = Options(password, encoding, delimiter)
        return _folder(path, options) if path.is_dir() else _file(path, path.name, options)


def _folder(path: Path, options: Options) -> list[Table]:
    """Read a folder: an export with a file for each table. What is no table is passed over, and said."""
    name = path.resolve().name  # of "." too
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name.casefold())
        files = [Path(entry) for entry in entries if entry.is_file() and not is_beside(entry.name)]
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(files) > limits.MAX_FOLDER_FILES:
        raise SourceError(
            str(path),
            f"The folder has {len(files):,} files.",
            f"Choose a folder with the files of one export (at most {limits.MAX_FOLDER_FILES}).",
        )
    tables: list[Table] = []
    passed: list[str] = []
    room = Room(str(path))
    for file in files:
        if is_message(file):
            passed.append(f"{file.name} is a census return and was not read as a table: choose it by itself.")
            continue
        try:
            tables += map(room.take, _file(file, f"{name}/{file.name}", options))
        except NoTable as error:
            passed.append(f"{file.name} was passed over: {error.found}")
    return _all_tables(str(path), "The folder", tables, passed)


def _unreadable(path: Path, error: OSError) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError(str(path), "There is no such file or folder.", "Check its name, and the drive it is on.")
    if isinstance(error, PermissionError):
        return SourceError(
            str(path),
            "It may not be read now.",
            "Close it in Excel or Access if it is open there, and check that you may open it.",
        )
    return SourceError(
        str(path),
        f"It cannot be read: {error.strerror or 'the system gives no reason'}.",
        "Check the drive, and copy the file.",
    )


def _file(path: Path, file: str, options: Options) -> list[Table]:
    shown = str(path)
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            return read_stream(stream, file, size, shown=shown, options=options)
    except OSError as error:
        raise _unreadable(path, error) from error


def read_stream(
    stream: BinaryIO, file: str, size: int, *, shown: str, options: Options, nesting: int = 0
) -> list[Table]:
    """Read an open file. nesting: how many archives it is in."""
    if size == 0:
        raise NoTable(shown, "The file is empty.", "Export it again, or choose another file.")
    if size > limits.MAX_FILE_BYTES:
        raise SourceError(
            shown,
            f"It has more than {limits.MAX_FILE_BYTES // limits.MB} MB.",
            "Save only what the return needs: staff, contracts, absences and qualifications.",
        )
    head = stream.read(_LOOK)
    stream.seek(0)
    form = form_of(head)
    if form.kind is Kind.ZIP:
        return _zip(stream, file, shown, options, nesting)
    if form.kind is Kind.OLE:
        return _ole(stream, file, shown, options)
    if form.kind is Kind.OLD_EXCEL:
        return _bare_workbook(stream.read(), file, shown, options)
    if form.kind is Kind.ACCESS:
        from converters.sources.access.database import read_access_bytes

        return read_access_bytes(stream.read(), file, password=options.password)
    if form.kind is Kind.XML:
        return _xml(stream, file, shown, head)
    if form.kind is Kind.HTML:
        return _html(stream.read(), file, shown, options)
    if form.kind is Kind.MHTML:
        from converters.sources.workbook.mhtml import read_mhtml

        return read_mhtml(file, stream.read(), shown=shown)
    if form.kind is Kind.DBF:
        from converters.sources.workbook.dbf import read_dbf

        return [read_dbf(file, stream.read(), encoding=options.encoding, shown=shown)]
    if form.kind is Kind.TEXT:
        return [_text(stream.read(), file, shown, options)]
    raise _refused(shown, form)


def _refused(shown: str, form: Form) -> SourceError:
    return NoTable(
        shown,
        f"It is {form.words}, whatever its name says." if form.words else "It is no kind of file that is known here.",
        form.remedy or _OTHER,
    )


def _xml(stream: BinaryIO, file: str, shown: str, head: bytes) -> list[Table]:
    name = root_name(head)
    if name == "Workbook":
        from converters.sources.workbook.spreadsheetml import read_spreadsheetml

        return read_spreadsheetml(file, _chunks(stream), shown=shown)
    if name == "document" and b"office:spreadsheet" in head + stream.read(limits.MAX_PART_BYTES):
        from converters.sources.workbook.ods import read_fods

        stream.seek(0)
        return read_fods(file, _chunks(stream), shown=shown)
    if name == "Message":
        raise NoTable(shown, "It is a census return (XML), not a table.", "Choose it by itself, to check or repair it.")
    raise NoTable(shown, f"It is XML ({name or 'damaged'}), but neither a return nor a workbook.", _OTHER)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(limits.SNIFF_BYTES * 4):
        yield chunk


def _html(data: bytes, file: str, shown: str, options: Options) -> list[Table]:
    from converters.sources.workbook.html import page_text, read_html

    return read_html(file, page_text(shown, data, options.encoding), shown=shown)


def _zip(stream: BinaryIO, file: str, shown: str, options: Options, nesting: int) -> list[Table]:
    package = Package(shown, stream)
    if ("content.xml" in package or "encrypted-package" in package) and (
        "mimetype" in package or "meta-inf/manifest.xml" in package
    ):
        from converters.sources.workbook.ods import read_ods

        return read_ods(file, package, shown=shown, password=options.password)
    if "xl/workbook.bin" in package:
        package.close()
        from converters.sources.workbook.xlsb import read_xlsb

        stream.seek(0)
        return read_xlsb(file, stream, shown=shown)
    if "[content_types].xml" in package or "xl/workbook.xml" in package:
        package.close()
        from converters.sources.workbook.xlsx import read_xlsx

        stream.seek(0)
        return read_xlsx(file, stream, shown=shown)
    return _archive(package, file, shown, options, nesting)


def _archive(package: Package, file: str, shown: str, options: Options, nesting: int) -> list[Table]:
    """Read all tables of an archive. What is no table is passed over, and said on the first table."""
    if nesting >= limits.MAX_NESTING:
        raise SourceError(
            shown, "It is an archive inside an archive.", "Unpack the outer one, and choose the inner one."
        )
    if any(name.endswith(".iwa") for name in package.names()) or "index.zip" in package:
        package.close()
        raise NoTable(
            shown, "It is an Apple Numbers document.", "Export it to Excel (in Numbers: File, Export To, Excel)."
        )
    tables: list[Table] = []
    passed: list[str] = []
    room = Room(shown)
    try:
        for name, opened in members(package, options.password):
            with opened() as stream:
                size = stream.seek(0, io.SEEK_END)
                stream.seek(0)
                try:
                    found = read_stream(
                        stream, f"{file}/{name}", size, shown=f"{shown}/{name}", options=options, nesting=nesting + 1
                    )
                    tables += map(room.take, found)
                except NoTable as error:
                    passed.append(f"{name} was passed over: {error.found}")
    finally:
        package.close()
    return _all_tables(shown, "The archive", tables, passed)


def _all_tables(shown: str, what: str, tables: list[Table], passed: list[str]) -> list[Table]:
    if not tables:
        seen = "".join(f" {sentence}" for sentence in passed[:3])
        raise SourceError(shown, f"{what} holds no file that can be read as a table.{seen}", _OTHER)
    tables[0].notes.extend(passed)
    return tables


def _ole(stream: BinaryIO, file: str, shown: str, options: Options) -> list[Table]:
    from converters.sources.package.compound import Compound
    from converters.sources.workbook.xls import biff8, read_xls

    data = stream.read()
    compound = Compound(shown, data)
    if "EncryptedPackage" in compound:
        from converters.sources.package.protected import decrypted_package

        info = compound.read("EncryptionInfo") if "EncryptionInfo" in compound else b""
        plain = io.BytesIO(decrypted_package(shown, data, info, options.password))
        return read_stream(plain, file, len(plain.getbuffer()), shown=shown, options=options)
    if biff8(compound) is not None:
        return read_xls(file, compound, shown=shown, password=options.password)
    if "Workbook" in compound or "Book" in compound:
        from converters.sources.workbook.old_excel import read_old_excel

        return read_old_excel(file, data, shown=shown)
    words = (
        "a Word document"
        if "WordDocument" in compound
        else "a presentation"
        if "PowerPoint Document" in compound
        else "an old Office file"
    )
    raise NoTable(shown, f"It is {words}, not a workbook.", "Copy the table in it to a workbook, and choose that.")


def _bare_workbook(data: bytes, file: str, shown: str, options: Options) -> list[Table]:
    """Read a workbook stream without its wrapping, as Excel 2 to 4 wrote them and simple programs still do."""
    from converters.sources.workbook.old_excel import read_old_excel
    from converters.sources.workbook.xls import is_biff8, read_xls_stream

    if is_biff8(data):
        return read_xls_stream(file, data, shown=shown, password=options.password)
    return read_old_excel(file, data, shown=shown)


def _text(data: bytes, file: str, shown: str, options: Options) -> Table:
    from converters.sources.text import delimited, fixed_width
    from converters.sources.text.delimiter import find_delimiter, said_delimiter
    from converters.sources.text.encoding import decode

    text, encoding, notes = decode(shown, data, options.encoding)
    delimiter = options.delimiter
    ruling = None
    if delimiter is None:
        delimiter = said_delimiter(text) or find_delimiter(text)
        ruling = fixed_width.find_columns(text)
    if ruling is not None and (delimiter is None or fixed_width.fits_better(text, ruling, delimiter)):
        table = fixed_width.read_fixed_width(file, text, encoding, ruling, shown=shown)
    else:
        table = delimited.table_of_text(file, text, encoding, delimiter or ",", shown=shown)
    table.notes[:0] = notes
    return table
