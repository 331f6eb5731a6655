"""The fonts of a PDF: bytes of a string in, text and its width out. pypdf reads the encodings and the widths."""

from collections.abc import Mapping
from typing import Any

from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject
from pypdf.generic._font import Font

_DAMAGE = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, PyPdfError)
_LONGEST = 20  # characters: a ligature has two or three; a map that makes more of one is a bomb
_SHORT = 24  # bytes: letters, and words of letters of two bytes, come again and again
_MOST_SHORT = 1 << 13


class PageFont:
    """A font as text needs it; the width of a glyph is a part of the font's size."""

    def __init__(self, font: Font, name: str, unit: float) -> None:
        self.name, self._font, self._unit = name, font, unit
        self._simple = not isinstance(font.encoding, str)
        self._glyphs: dict[Any, tuple[str, float]] = {}
        self._short: dict[bytes, tuple[str, float, int, int]] = {}

    def shown(self, string: bytes) -> tuple[str, float, int, int]:
        """Return the text of `string`, its width, and the number of its glyphs and of its one-byte spaces."""
        if known := self._short.get(string):
            return known
        shown = self._read(string)
        if len(string) <= _SHORT and len(self._short) < _MOST_SHORT:
            self._short[string] = shown
        return shown

    def _read(self, string: bytes) -> tuple[str, float, int, int]:
        codes: Any = string if self._simple else self._decoded(string)
        glyphs = self._glyphs
        found = [glyphs.get(code) or self._glyph(code) for code in codes]
        spaces = string.count(b" ") if self._simple else 0
        return "".join([text for text, _ in found]), sum([width for _, width in found]), len(found), spaces

    def _decoded(self, string: bytes) -> str:
        encoding = str(self._font.encoding)
        try:
            return string.decode(encoding, "surrogatepass")
        except UnicodeDecodeError:
            return string.decode(encoding, "replace")

    def _glyph(self, code: int | str) -> tuple[str, float]:
        character = chr(code) if isinstance(code, int) else code
        coded = self._font.encoding.get(code, character) if isinstance(code, int) else character  # type: ignore[union-attr]
        text = self._font.character_map.get(coded, coded)
        widths = self._font.character_widths
        width = widths.get(character, widths.get("default", 500))
        glyph = str(text)[:_LONGEST], float(width) * self._unit
        self._glyphs[code] = glyph
        return glyph


class FontTable:
    """The fonts of one file, each read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], PageFont | None] = {}
        self._last: tuple[Mapping[str, Any], dict[str, PageFont | None]] = ({}, {})

    def font(self, resources: Mapping[str, Any], name: str) -> PageFont | None:
        """Return the font of that name in a resource dictionary; `None` where there is none that can be read."""
        if resources is not self._last[0]:
            self._last = (resources, {})
        fonts = self._last[1]
        if name not in fonts:
            fonts[name] = self._found(resources, name)
        return fonts[name]

    def _found(self, resources: Mapping[str, Any], name: str) -> PageFont | None:
        reference = dict.get(resources, name) if isinstance(resources, dict) else None
        if not isinstance(reference, IndirectObject):
            return _read(reference)
        key = (reference.idnum, reference.generation)
        if key not in self._known:
            self._known[key] = _read(reference.get_object())
        return self._known[key]


def _read(resource: Any) -> PageFont | None:
    if not isinstance(resource, DictionaryObject):
        return None
    try:
        return PageFont(Font.from_font_resource(resource), _name(resource), _unit(resource))
    except _DAMAGE:
        return None


def _name(resource: DictionaryObject) -> str:
    """Return «.VnTime,Bold» for «/ABCDEF+.VnTime,Bold»."""
    name = str(resource.get("/BaseFont", "")).removeprefix("/")
    return name[7:] if name[6:7] == "+" else name


def _unit(resource: DictionaryObject) -> float:
    """Return the size of the unit of widths: a thousandth, except in fonts of drawings (ISO 32000-1, 9.6.5)."""
    if resource.get("/Subtype") == "/Type3" and "/FontMatrix" in resource:
        return abs(float(resource["/FontMatrix"][0])) or 0.001  # type: ignore[index]
    return 0.001
