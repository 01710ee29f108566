"""Protected workbooks and archives, made by other programs (data/README.md says which), opened in memory."""

from __future__ import annotations

import contextlib

import pytest

from converters.sources import limits
from converters.sources.package.aes import Aes
from converters.sources.package.compound import Compound
from converters.sources.package.protected import decrypted_package
from converters.sources.reader import read_source
from converters.sources.table import PasswordNeeded, SourceError
from tests import places

DATA = places.DATA / "sources"

PROTECTED = [
    ("agile.xlsx", "Päss", ["x", 5]),
    ("agile_other.xlsx", "Päss", ["x", 5]),
    ("standard.xlsx", "Päss", ["x", 5]),
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


@pytest.mark.parametrize("name", ["agile.xlsx", "standard.xlsx"])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_cut_short(name: str, share: float) -> None:
    data = (DATA / name).read_bytes()
    with pytest.raises(SourceError):
        _package(data[: int(len(data) * share)])


@pytest.mark.parametrize("name", ["agile.xlsx", "standard.xlsx", "staff.xls"])
def test_a_byte_changed_anywhere_is_data_or_an_error(name: str) -> None:
    """Chains that run in a circle, sizes of gigabytes: whatever is changed, the end comes soon."""
    data = bytearray((DATA / name).read_bytes())
    for place in [*range(24, 80), *range(512, len(data), 397)]:
        changed = data.copy()
        changed[place] ^= 0xFF
        with contextlib.suppress(SourceError):  # any other exception fails the test
            compound = Compound("a", bytes(changed))
            for stream in ("Workbook", "EncryptedPackage", "EncryptionInfo"):
                if stream in compound:
                    assert len(compound.read(stream)) <= len(data)


def _package(data: bytes, password: str = "Päss") -> bytes:
    return decrypted_package("a.xlsx", Compound("a.xlsx", data), password)


def test_a_trap_of_endless_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SPINS", 99_999)
    with pytest.raises(SourceError, match="100,000 rounds"):
        _package((DATA / "agile.xlsx").read_bytes())


NIST = [
    ("000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a"),
    ("000102030405060708090a0b0c0d0e0f1011121314151617", "dda97ca4864cdfe06eaf70a0ec0d7191"),
    ("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "8ea2b7ca516745bfeafc49904b496089"),
]


@pytest.mark.parametrize(("key", "cipher"), NIST)
def test_the_examples_of_fips_197(key: str, cipher: str) -> None:
    aes = Aes(bytes.fromhex(key))
    plain = bytes.fromhex("00112233445566778899aabbccddeeff")
    assert aes.encrypt_block(plain).hex() == cipher
    assert aes.decrypt_ecb(bytes.fromhex(cipher)) == plain


def test_chained_blocks() -> None:
    """The example of SP 800-38A, F.2.2."""
    aes = Aes(bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c"))
    cipher = bytes.fromhex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2")
    plain = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    assert aes.decrypt_cbc(cipher, bytes(range(16))).hex() == plain


def test_lengths_that_are_none() -> None:
    with pytest.raises(ValueError, match="keys"):
        Aes(b"short")
    with pytest.raises(ValueError, match="blocks"):
        Aes(bytes(16)).decrypt_ecb(b"x")
