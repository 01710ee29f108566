"""Protected workbooks and archives, made by other programs (data/README.md says which), opened in memory."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import sys
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile

from converters.sources import limits
from converters.sources.package.archive import _counted
from converters.sources.package.compound import Compound
from converters.sources.package.library import refusing
from converters.sources.package.protected import DEFAULT_PASSWORD, decrypted_package
from converters.sources.reader import Options, read_source, read_stream
from converters.sources.table import PasswordNeeded, SourceError, Table
from converters.sources.workbook.xls import biff8
from tests import places
from tests.converters.sources.source_files import sheet_xml, xlsx
from tests.converters.sources.xls_maker import book, compound, in_xls, protected

DATA = places.DATA / "sources"

MADE = [123456789012345, True, datetime(2013, 11, 7, 9, 30)]
PROTECTED = [
    ("agile.xlsx", "Päss", ["x", 5]),
    ("agile_other.xlsx", "Päss", ["x", 5]),
    ("standard.xlsx", "Päss", ["x", 5]),
    ("libreoffice.ods", "Päss", MADE),
    ("libreoffice.xls", "Päss", MADE),
    ("zipcrypto.zip", "secret", ["Surname", "Smith"]),
    ("aes.zip", "Päss", ["Surname", "Smith"]),
]


@pytest.mark.parametrize(("name", "password", "first"), PROTECTED)
def test_the_password_opens_it(name: str, password: str, first: list[object]) -> None:
    before = set(DATA.iterdir())
    tables = read_source(DATA / name, password=password)
    assert tables[0].columns[0] == first
    assert tables[0].file.startswith(name)
    assert set(DATA.iterdir()) == before


@pytest.mark.parametrize(("name", "password", "first"), PROTECTED)
@pytest.mark.parametrize("wrong", [None, "", "wrong", "pÄSS", "日本"])
def test_a_wrong_one_does_not(name: str, password: str, first: list[object], wrong: str | None) -> None:
    with pytest.raises(PasswordNeeded) as caught:
        read_source(DATA / name, password=wrong)
    assert caught.value.remedy
    assert password not in str(caught.value)


WAYS = ["rc4", "cryptoapi-40", "cryptoapi-128", "xor"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("password", ["secret", "Päss wörd"])
def test_old_workbooks_open_with_their_password(way: str, password: str) -> None:
    plain = biff8(Compound("staff.xls", (DATA / "staff.xls").read_bytes()))
    assert plain is not None
    data = compound(protected(plain, way, password))
    tables = read(data, password)
    assert tables == read((DATA / "staff.xls").read_bytes())
    for wrong in (None, "", "Secret", "x" * 40, "日本"):
        with pytest.raises(PasswordNeeded):
            read(data, wrong)


@pytest.mark.parametrize("way", WAYS)
def test_old_workbooks_that_are_only_to_be_read_open_without_one(way: str) -> None:
    plain = book(in_xls(0x0203, struct.pack("<HHHd", 0, 0, 0, 7)))
    data = compound(protected(plain, way, DEFAULT_PASSWORD))
    assert read(data)[0].columns == [[7]]
    # A password given for other files of the same choice is no reason to refuse it.
    assert read(data, "of another")[0].columns == [[7]]


def test_a_new_workbook_that_is_only_to_be_read_opens_without_one() -> None:
    out = io.BytesIO()
    more = {"padding.bin": random.Random(1).randbytes(5000)}  # the library does not wrap smaller ones rightly
    plain = xlsx(sheet_xml('<row r="1"><c r="A1"><v>7</v></c></row>'), extra=more)  # type: ignore[arg-type]
    OOXMLFile(io.BytesIO(plain)).encrypt(DEFAULT_PASSWORD, out)
    assert read(out.getvalue())[0].columns == [[7]]


def test_nothing_unprotected_is_written_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file that the interpreter opens for writing while each kind is read, and every temporary one."""
    written: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if not watching:
            return
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(str(arguments[0]))
        if event.startswith("tempfile."):
            written.append(event)

    watching = False
    sys.addaudithook(hook)  # cannot be taken off again: it does nothing once the reading is over
    plain = book(in_xls(0x0203, struct.pack("<HHHd", 0, 0, 0, 7)))
    olds = [compound(protected(plain, way, "secret")) for way in WAYS]
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    watching = True
    for name, password, _first in PROTECTED:
        read_source(DATA / name, password=password)
    for data in olds:
        read(data, "secret")
    watching = False
    assert written == []


def read(data: bytes, password: str | None = None) -> list[Table]:
    """Return the tables of a file in memory."""
    options = Options(password)
    return read_stream(io.BytesIO(data), "a", len(data), shown="a", options=options)


@pytest.mark.parametrize("name", ["agile.xlsx", "standard.xlsx"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_cut_short(name: str, share: float) -> None:
    data = (DATA / name).read_bytes()
    with pytest.raises(SourceError):
        read(data[: int(len(data) * share)], "Päss")


@pytest.mark.parametrize("name", ["agile.xlsx", "standard.xlsx", "staff.xls"])
def test_a_byte_changed_anywhere_is_data_or_an_error(name: str) -> None:
    """Chains that run in a circle, sizes of gigabytes: whatever is changed, the end comes soon."""
    data = bytearray((DATA / name).read_bytes())
    for place in [*range(24, 80), *range(512, len(data), 397)]:
        changed = data.copy()
        changed[place] ^= 0xFF
        with contextlib.suppress(SourceError):  # any other exception fails the test
            inside = Compound("a", bytes(changed))
            for stream in ("Workbook", "EncryptedPackage", "EncryptionInfo"):
                if stream in inside:
                    assert len(inside.read(stream)) <= len(data)


@pytest.mark.parametrize("way", WAYS)
def test_damage_to_a_protected_old_workbook_is_a_table_or_an_error(way: str) -> None:
    stream = protected(book(in_xls(0x0203, struct.pack("<HHHd", 0, 0, 0, 7))), way, "secret")
    for place in range(0, len(stream), 3):
        for change in (b"\xff\xff", b"\x00\x00"):
            data = compound(stream[:place] + change + stream[place + len(change) :])
            with contextlib.suppress(SourceError):
                read(data, "secret")


def test_a_trap_of_endless_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SPINS", 99_999)
    with pytest.raises(SourceError, match="100,000 rounds"):
        read((DATA / "agile.xlsx").read_bytes(), "Päss")
    info = Compound("a", (DATA / "agile.xlsx").read_bytes()).read("EncryptionInfo")
    for spins in (b"99999999999999999999", b"100000000"):
        with pytest.raises(SourceError, match="rounds"):
            decrypted_package("a", b"", info.replace(b"100000", spins), "x")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b'cipherAlgorithm="AES"', b'cipherAlgorithm="RC2"', "RC2"),
        (b"keyEncryptor/password", b"keyEncryptor/certificate", "certificate"),
        (b"ChainingModeCBC", b"ChainingModeCFB", "CFB"),
        (b"<encryption", b'<!DOCTYPE a [<!ENTITY b "c">]><encryption', "no sense"),
    ],
)
def test_what_is_protected_in_other_ways_is_refused(before: bytes, after: bytes, words: str) -> None:
    info = Compound("a", (DATA / "agile.xlsx").read_bytes()).read("EncryptionInfo")
    assert before in info
    with pytest.raises(SourceError, match=words):
        decrypted_package("a", b"", info.replace(before, after), "x")
    for start in (b"\x04\x00\x03\x00", b"\x01\x00\x01\x00"):
        with pytest.raises(SourceError, match="rights management"):
            decrypted_package("a", b"", start + info[4:], "x")


def test_the_counter_of_archives() -> None:
    """One block of FIPS 197 with the counter 1, lowest byte first; and lengths that are no whole blocks."""
    key = bytes(range(16))
    stream = _counted(key, bytes(40))
    assert _counted(key, stream) == bytes(40)
    one = (1).to_bytes(16, "little")
    assert Cipher(algorithms.AES(key), modes.ECB()).decryptor().update(stream[:16]) == one


def test_a_panic_of_a_library_is_a_refusal_and_the_users_stop_is_not() -> None:
    class Panic(BaseException):
        pass

    with pytest.raises(SourceError, match="odd"), refusing("a.xls", "It is odd."):
        raise Panic
    with pytest.raises(SourceError, match="cannot be loaded"), refusing("a.xls", "It is odd."):
        raise ImportError
    with pytest.raises(KeyboardInterrupt), refusing("a.xls", "It is odd."):
        raise KeyboardInterrupt
