"""The encoding of a text file found out: byte order mark, UTF-8, Windows-1252, or what older programs write.

A guesser takes `£` for `Ł` in short files, so none is used. UTF-8 is known by its own rules, and a few bytes that break
them do not change the rest. What is left is Windows-1252, unless the letters look wrong so (`Zo‰`) and right as DOS or
the old Macintosh wrote them.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import islice
from typing import Final, NamedTuple

from converters.sources import limits
from converters.sources.table import SourceError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
WINDOWS: Final = "Windows-1252"
UTF_8: Final = "UTF-8"
_OLDER: Final = (("cp850", "CP850", "DOS (code page 850)"), ("mac_roman", "Mac-Roman", "an old Macintosh"))
_UNASSIGNED: Final = {0xDC00 + code: code for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
"""Five bytes stand for nothing in Windows-1252: they become the controls that Latin-1 has there, and are seen so."""
_WIDE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_MOST_LOOKED_AT: Final = 20_000  # high bytes; a school's names have some hundred
_NO_LETTERS: Final = frozenset("ƒªºµ")
_MONEY: Final = frozenset("£€$¥")
_DASHES: Final = frozenset("–—­\xa0…°²³½¼¾•·©®™§")


class Decoded(NamedTuple):
    """A file's text, the name of its encoding, and sentences on what is odd about it.

    Bytes of a UTF-8 file that are no UTF-8 stand in the text as lone surrogates (U+DC80 to U+DCFF), to be listed.
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(file: str, data: bytes, encoding: str | None = None) -> Decoded:
    """Return a file's text.

    encoding: one to use instead of finding out. Raises SourceError where the bytes do not fit it, or there is none of
    that name.
    """
    if encoding is not None:
        return _as_said(file, data, encoding)
    for mark, codec, shown in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(codec).removeprefix("\ufeff"), shown)
            except UnicodeDecodeError as error:
                if codec == "utf-8-sig":
                    break  # a mark that lies: joined from two files, or a bad byte
                if len(data) % 2 == 0:
                    # Half a pair of surrogates: kept for now, and replaced where the table is made, with a note.
                    return Decoded(data.decode(codec, errors="surrogatepass").removeprefix("\ufeff"), shown)
                raise SourceError(
                    file, "It begins as UTF-16, but breaks off inside a character.", "It was cut short: copy it again."
                ) from error
    if (half := unmarked_utf16(data)) is not None:
        return Decoded(data.decode(half, errors="replace"), "UTF-16")
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return Decoded(body.decode("utf-8"), UTF_8)
    except UnicodeDecodeError:
        return _not_quite_utf8(body)


def _as_said(file: str, data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        return Decoded(data.decode("utf-8-sig" if name == "utf-8" else name), encoding)
    except (LookupError, UnicodeEncodeError) as error:
        raise SourceError(
            file,
            f"There is no encoding called {encoding}.",
            "Choose UTF-8, Windows-1252, UTF-16, CP850 (DOS) or Mac-Roman.",
        ) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            file, f"It is not written in {encoding} (line {line}).", "Choose another encoding, or let it be found out."
        ) from error


def unmarked_utf16(data: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: every second byte of such a file is 0 nearly always."""
    sample = data[: limits.SNIFF_BYTES]
    half = len(sample) // 2
    if half < 2:
        return None
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) < half * 0.05:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return None


def _not_quite_utf8(body: bytes) -> Decoded:
    """Decode what is no whole UTF-8. Letters of several bytes come about by chance next to never."""
    letters = len(_WIDE.findall(body))
    bad = len(_HIGH.findall(_WIDE.sub(b"", body)))
    if letters >= bad:
        return Decoded(body.decode("utf-8", errors="surrogateescape"), UTF_8)
    text = body.decode("cp1252", errors="surrogateescape").translate(_UNASSIGNED)
    if letters:
        return Decoded(
            text,
            WINDOWS,
            (
                f"It is written in {WINDOWS}, but {letters:,} letter{' is' if letters == 1 else 's are'} written as in "
                "UTF-8 and look wrong (such as Ã«): perhaps two files were joined. Check the names.",
            ),
        )
    return _by_its_letters(body, text)


def _by_its_letters(body: bytes, text: str) -> Decoded:
    """Return a text of one byte for each character, in the encoding whose letters stand where letters do."""
    counted: Counter[tuple[bytes, bytes, bytes]] = Counter(
        (body[max(found.start() - 1, 0) : found.start()], found[0], body[found.end() : found.end() + 1])
        for found in islice(_HIGH.finditer(body), _MOST_LOOKED_AT)
    )
    best: tuple[int, str, str, str] | None = None
    strange = 0
    for codec, name, words in _OLDER:
        good, bad, other_good, other_bad = _compared(counted, codec)
        strange = max(strange, bad)
        # Most of what differs looks wrong as Windows writes it, and next to nothing does as the other.
        if bad > good and other_bad * 10 <= bad and other_good >= bad:
            margin = other_good - 2 * other_bad
            if best is None or margin > best[0]:
                best = (margin, codec, name, words)
    if best is not None:
        _margin, codec, name, words = best
        older = body.decode(codec)
        example = _example(text, older)
        return Decoded(
            older,
            name,
            (
                f"It is read as {words} wrote it ({name}), because letters look wrong as {WINDOWS}{example}. "
                "If names look wrong now, choose another encoding.",
            ),
        )
    if strange > 1 and strange * 2 > sum(counted.values()):
        return Decoded(
            text, WINDOWS, (f"Letters look wrong as {WINDOWS}: check the names, and choose another encoding.",)
        )
    return Decoded(text, WINDOWS)


def _example(wrong: str, right: str) -> str:
    """Return one character of each reading: the words around it are people's."""
    pairs = zip(wrong, right, strict=False)  # both have one character for each byte
    differing = next(((one, other) for one, other in pairs if one != other and one.isprintable()), None)
    return f" ({differing[0]} for {differing[1]})" if differing else ""


def _compared(counted: Counter[tuple[bytes, bytes, bytes]], codec: str) -> tuple[int, int, int, int]:
    """Return how often characters that differ look right and wrong, as Windows writes them and as another does."""
    sums = [0, 0, 0, 0]
    for (before, byte, after), count in counted.items():
        readings = [[part.decode(one, errors="replace") for part in (before, byte, after)] for one in ("cp1252", codec)]
        if readings[0][1] == readings[1][1]:
            continue
        for index, (left, character, right) in enumerate(readings):
            verdict = _looks(left, character, right)
            if verdict:
                sums[2 * index + (verdict < 0)] += count
    return sums[0], sums[1], sums[2], sums[3]


def _looks(before: str, character: str, after: str) -> int:
    """Return 1 where a character stands where such characters do, -1 where none does, 0 where that says nothing."""
    inside = before.isalpha() or after.isalpha()
    if character in _NO_LETTERS:
        return -1 if inside else 0
    if character.isalpha():
        return _letter_looks(before, character, after)
    if character in _MONEY:
        return 1 if after.isdigit() else -1 if before.isalpha() else 0
    if character == "’":
        if before.isalpha() and after.isalpha():
            return 1 if after.isupper() or (before.isupper() and after.islower()) else 0
        return 1 if before.isalpha() else 0
    if character == "‘":
        return -1 if before.isalpha() and not after.isalpha() else 0
    if character in "“”":
        return 0
    if character in _DASHES:
        return 0
    return -1 if inside or after.isdigit() else 0


def _letter_looks(before: str, character: str, after: str) -> int:
    if not (before.isalpha() or after.isalpha()):
        return -1 if before.isdigit() or after.isdigit() else 0
    if character.isupper():
        # A capital inside a word of small letters.
        return -1 if before.isalpha() and (before.islower() or after.islower()) else 1
    if before.isupper() and after.isupper():
        return -1
    return 1
