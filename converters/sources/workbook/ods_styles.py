"""The styles of an OpenDocument spreadsheet, as far as they say how a number is written, as format codes."""

from __future__ import annotations

from typing import Final

_NUMBER_STYLES: Final = frozenset(
    {
        "number:number-style",
        "number:currency-style",
        "number:percentage-style",
        "number:date-style",
        "number:time-style",
        "number:text-style",
    }
)
_PIECES: Final = {
    "number:year": ("yy", "yyyy"),
    "number:month": ("m", "mm"),
    "number:day": ("d", "dd"),
    "number:day-of-week": ("ddd", "dddd"),
    "number:hours": ("h", "hh"),
    "number:minutes": ("m", "mm"),
    "number:seconds": ("s", "ss"),
}
_PLAIN: Final = frozenset(".,:/- ()")


class Styles:
    """Number formats by the names of cell styles, and sheet styles that hide. Its methods take expat's events.

    formats: distinct format codes, General first.
    """

    def __init__(self) -> None:
        self.formats = ["General"]
        self._places = {"General": 0}
        self._codes: dict[str, str] = {}
        self._cells: dict[str, tuple[str, str]] = {}
        self._hidden: set[str] = set()
        self._known: dict[str, int] = {}
        self._name = ""
        self._code: list[str] | None = None
        self._elapsed = False
        self._text: list[str] | None = None
        self._table = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element outside the sheets."""
        if name in _NUMBER_STYLES:
            self._name = attributes.get("style:name", "")
            self._code = []
            self._elapsed = attributes.get("number:truncate-on-overflow") == "false"
        elif name == "style:style":
            self._style(attributes)
        elif name == "style:table-properties":
            if attributes.get("table:display") == "false":
                self._hidden.add(self._table)
        elif self._code is not None:
            self._piece(name, attributes)

    def _style(self, attributes: dict[str, str]) -> None:
        name = attributes.get("style:name", "")
        self._table = name
        if attributes.get("style:family") == "table-cell":
            self._cells[name] = (
                attributes.get("style:data-style-name", ""),
                attributes.get("style:parent-style-name", ""),
            )

    def _piece(self, name: str, attributes: dict[str, str]) -> None:
        code = self._code
        if code is None:
            return
        if name in {"number:number", "number:scientific-number"}:
            code.append(_digits(attributes, scientific=name == "number:scientific-number"))
        elif name in {"number:text", "number:currency-symbol"}:
            self._text = []
        elif name == "number:text-content":
            code.append("@")
        elif name == "number:am-pm":
            code.append("AM/PM")
        elif name in _PIECES:
            short, long = _PIECES[name]
            piece = long if attributes.get("number:style") == "long" else short
            if name == "number:month" and attributes.get("number:textual") == "true":
                piece *= 2 if len(piece) == 2 else 3
            if self._elapsed and name == "number:hours":
                piece = f"[{piece}]"
            code.append(piece)

    def characters(self, text: str) -> None:
        """Take text outside the sheets."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Take the end of an element outside the sheets."""
        if self._text is not None and name in {"number:text", "number:currency-symbol"}:
            text = "".join(self._text).replace('"', "")
            if self._code is not None and text:
                self._code.append(text if set(text) <= _PLAIN else f'"{text}"')
            self._text = None
        elif name in _NUMBER_STYLES and self._code is not None:
            self._codes[self._name] = "".join(self._code) or "General"
            self._code = None

    def format_of(self, style: str | None) -> int:
        """Return the index of the number format of a cell style: its own, or that of a style it is derived from."""
        if not style:
            return 0
        known = self._known.get(style)
        if known is None:
            code, name = "General", style
            for _ in range(10):  # styles derived from one another in a circle end here
                data, parent = self._cells.get(name, ("", ""))
                if data:
                    code = self._codes.get(data, "General")
                    break
                if not parent:
                    break
                name = parent
            known = self._places.get(code)
            if known is None:
                known = self._places[code] = len(self.formats)
                self.formats.append(code)
            self._known[style] = known
        return known

    def is_hidden(self, style: str) -> bool:
        """Return whether sheets of a style are hidden."""
        return style in self._hidden


def _digits(attributes: dict[str, str], *, scientific: bool) -> str:
    """Return the digits of a format code: `0000000`, `#,##0.00`."""

    def count(name: str, usual: int) -> int:
        text = attributes.get(name, "")
        return min(int(text), 40) if text.isdecimal() and len(text) < 4 else usual

    places = count("number:decimal-places", 0)
    whole = count("number:min-integer-digits", 0)
    if "number:decimal-places" not in attributes and whole <= 1 and not scientific:
        return "General"
    grouped = attributes.get("number:grouping") == "true"
    code = "0" * whole if not grouped else "#,##0" if whole <= 1 else "0" * whole
    code = (code or "#") + ("." + "0" * places if places else "")
    return code + ("E+" + "0" * count("number:min-exponent-digits", 2) if scientific else "")
