"""How much a file may hold. Files come from anywhere, so each bound is named here with its reason.

The largest honest source is a large authority's: 20,000 staff, 40,000 contracts and 80,000 absences in one workbook,
which is about 2 million cells, 12 MB as .xlsx and 60 MB unpacked.
"""

from __future__ import annotations

from typing import Final

MB: Final = 1024 * 1024

MAX_FILE_BYTES: Final = 256 * MB
"""One file as it lies on the disk: twenty times the largest honest one."""

MAX_PART_BYTES: Final = 512 * MB
"""One part of a package, unpacked. A sheet of 200,000 rows and 40 columns is about 300 MB of XML."""

MAX_UNPACKED_BYTES: Final = 1024 * MB
"""All parts of a package or members of an archive that are read, unpacked: what a school's computer can hold."""

MAX_RATIO: Final = 200
"""Unpacked to packed. Sheets shrink 10 to 40 times (rows alike 100 times); a bomb of zeros shrinks 1,000 times."""

RATIO_FROM_BYTES: Final = 32 * MB
"""The ratio counts only beyond this size: a small part of many like rows may shrink more, and can do no harm."""

MAX_MEMBERS: Final = 5_000
"""Entries of one archive or workbook package; a workbook with a picture on each of 500 sheets has about 2,000."""

MAX_FOLDER_FILES: Final = 500
"""Files looked at in one folder: a database export has dozens of tables; a disk chosen by mistake has more."""

MAX_NESTING: Final = 1
"""Archives inside an archive are not opened; workbooks inside one are."""

MAX_SHEETS: Final = 500
"""Sheets read from one workbook."""

MAX_ROWS: Final = 1_048_576
"""Rows of one table: what a sheet of Excel can have. Delimited files are bounded so too."""

MAX_COLUMNS: Final = 16_384
"""Columns of one table: what a sheet of Excel can have."""

MAX_AREA: Final = 24_000_000
"""Rows times columns of one table, which costs 10 bytes each even where blank.

200,000 rows of 100 columns are 20 million; a stray value in the last cell of a sheet would make 17,000 million.
"""

MAX_CELL_TEXT: Final = 1_000_000
"""Characters in one cell. Excel allows 32,767, Access memos more."""

MAX_DEPTH: Final = 64
"""Elements inside elements in a part of a workbook; a sheet needs about 8, a text document's tables 20."""

MAX_SHARED_STRINGS: Final = 20_000_000
"""Entries of a workbook's table of texts: no more than there can be cells."""

MAX_FORMATS: Final = 65_535
"""Number formats of one table: their indexes are kept in two bytes. Excel allows 64,000 cell formats."""

MAX_FORMAT_CODE: Final = 1_000
"""Characters of a number format that are looked at; Excel takes 255."""

MAX_TOKEN_BYTES: Final = 8 * MB
"""One comment or start of an element in XML: the parser looks at it again with each piece that comes."""

MAX_SMALL_PART_BYTES: Final = 64 * MB
"""A part of a workbook that is read whole as a tree: the list of sheets, the styles. Bloated ones have 20 MB."""

MAX_TABLE_TEXT: Final = 200_000_000
"""Characters of all cells of one sheet: a text that many cells share costs its length again wherever it is written."""

MAX_TOTAL_AREA: Final = 2 * MAX_AREA
"""Rows times columns of all sheets of a workbook, or of all files of an archive or folder."""

MAX_SPINS: Final = 10_000_000
"""Rounds of hashing that a protected file may ask for; Excel writes 100,000 (a tenth of a second), a trap millions."""

MAX_ARGON_PASSES: Final = 20
"""Passes of Argon2id that a protected OpenDocument file may ask for; LibreOffice writes 3."""

MAX_ARGON_KB: Final = 512 * 1024
"""Memory that Argon2id may want, in kB; LibreOffice writes 64 MB, a trap as much as there is."""

MAX_OLD_SECONDS: Final = 60.0
"""To read a workbook of Excel 95 or before; its 16,384 rows of 256 columns take some ten seconds, most of them one."""

MAX_OLD_BYTES: Final = 2048 * MB
"""Memory to read such a workbook, the program and its libraries with it: of 4 million cells at most 300 bytes each."""

SNIFF_BYTES: Final = 64 * 1024
"""How much of a text file is looked at to tell what it is."""
