"""What the styles of an OpenDocument text say: fonts, capitals, hidden text, alignment, lists, borders."""

import re
from dataclasses import dataclass, replace

from ingest.formats.numbering import LEVELS, Rank
from ingest.formats.package import Element, local

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, STYLE = (f"{_ODF}{name}:1.0}}" for name in ("office", "text", "table", "style"))
FO = f"{_ODF}xsl-fo-compatible:1.0}}"
_SVG = f"{_ODF}svg-compatible:1.0}}"
_DEEPEST = 30  # styles based on one another; a forged file may let them form a ring
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}


def digits(text: str | None, missing: int) -> int:
    """Return the number that an attribute holds, at most 30,000; `missing` when it holds none."""
    return min(int(text), 30_000) if text and text.isascii() and text.isdecimal() and len(text) < 10 else missing


@dataclass(frozen=True, slots=True)
class Properties:
    """What a style sets; `None` and «» where it is silent."""

    font: str = ""
    capitals: bool | None = None
    hidden: bool | None = None
    spread: bool | None = None  # centred or set to the right

    def over(self, base: "Properties") -> "Properties":
        """Return these properties, and those of `base` where these are silent."""
        mine = {name: mine for name in self.__slots__ if (mine := getattr(self, name)) not in (None, "")}
        return replace(base, **mine)


class Styles:
    """The styles of the content and of the document."""

    def __init__(self, content: Element, styles: Element) -> None:
        roots = [styles, content]
        self._faces = {
            face.get(STYLE + "name", ""): face.get(_SVG + "font-family", "").strip("'\"")
            for root in roots
            for face in root.iter(STYLE + "font-face")
        }
        self._styles = {s.get(STYLE + "name", ""): s for root in roots for s in root.iter(STYLE + "style")}
        self._lists = {s.get(STYLE + "name", ""): s for root in roots for s in root.iter(TEXT + "list-style")}
        self._resolved: dict[str, Properties] = {}
        self._ranks: dict[str, dict[int, Rank]] = {}
        defaults = (s for s in styles.iter(STYLE + "default-style") if s.get(STYLE + "family") == "paragraph")
        self._default = next((self._own(style) for style in defaults), Properties())
        outline = next(styles.iter(TEXT + "outline-style"), None)
        self.outline = {} if outline is None else {k: r for k, r in self._levels(outline).items() if r.pattern}

    def of(self, name: str | None) -> Properties:
        """Return what holds for text in the style, with the styles that it is based on."""
        if not name or name not in self._styles:
            return Properties()
        if name not in self._resolved:
            known, seen, style = Properties(), set[str](), self._styles.get(name)
            paragraph = style is not None and style.get(STYLE + "family") == "paragraph"
            while style is not None and style.get(STYLE + "name") not in seen and len(seen) < _DEEPEST:
                seen.add(style.get(STYLE + "name", ""))
                known = known.over(self._own(style))
                style = self._styles.get(style.get(STYLE + "parent-style-name", ""))
            self._resolved[name] = known.over(self._default) if paragraph else known
        return self._resolved[name]

    def ranks(self, name: str) -> dict[int, Rank]:
        """Return the levels of a list style, from 0; empty for an unknown one."""
        if name not in self._ranks:
            style = self._lists.get(name)
            self._ranks[name] = {} if style is None else self._levels(style)
        return self._ranks[name]

    def bordered(self, table: Element) -> bool:
        """Return whether any cell of the table shows a line."""
        names = {cell.get(TABLE + "style-name", "") for cell in table.iter(TABLE + "table-cell")}
        cells = [self._styles[name].find(STYLE + "table-cell-properties") for name in names if name in self._styles]
        sides = ("border", "border-top", "border-bottom", "border-left", "border-right")
        shown = [cell.get(FO + side, "none") for cell in cells if cell is not None for side in sides]
        return any(side not in ("none", "hidden", "") and not side.startswith("0") for side in shown)

    def _own(self, style: Element) -> Properties:
        text, paragraph = style.find(STYLE + "text-properties"), style.find(STYLE + "paragraph-properties")
        align = None if paragraph is None else paragraph.get(FO + "text-align")
        if text is None:
            return Properties(spread=_spread(align))
        face = text.get(STYLE + "font-name", "")
        transform, display = text.get(FO + "text-transform"), text.get(TEXT + "display")
        return Properties(
            font=self._faces.get(face) or text.get(FO + "font-family", "").strip("'\"") or face,
            capitals=None if transform is None else transform == "uppercase",
            hidden=None if display is None else display == "none",
            spread=_spread(align),
        )

    def _levels(self, style: Element) -> dict[int, Rank]:
        levels = {digits(rank.get(TEXT + "level"), 1) - 1: rank for rank in style if rank.get(TEXT + "level")}
        return {level: self._rank(rank, level) for level, rank in levels.items() if 0 <= level < LEVELS}

    def _rank(self, rank: Element, level: int) -> Rank:
        if local(rank) == "list-level-style-bullet":
            return Rank("bullet", rank.get(TEXT + "bullet-char", "•"), font=self._bullet_font(rank))
        if local(rank) == "list-level-style-image":
            return Rank("bullet", "•")
        shown = rank.get(STYLE + "num-format", "")
        number_format = _FORMATS.get(shown, "decimalZero" if shown.startswith("0") else "decimal")
        return Rank(number_format, _pattern(rank, level), digits(rank.get(TEXT + "start-value"), 1))

    def _bullet_font(self, rank: Element) -> str:
        text = rank.find(STYLE + "text-properties")
        return (
            "" if text is None else text.get(FO + "font-family", "").strip("'\"") or text.get(STYLE + "font-name", "")
        )


def _spread(align: str | None) -> bool | None:
    return None if align is None else align in ("center", "end", "right")


def _pattern(rank: Element, level: int) -> str:
    """Return the label with %1 … %9 for the numbers of the levels; «» when nothing is shown."""
    written = next((str(text) for name, text in rank.items() if str(name).endswith("}num-list-format")), None)
    if written is not None:
        return re.sub("%([1-9])%", r"%\1", written)
    prefix, suffix = rank.get(STYLE + "num-prefix", ""), rank.get(STYLE + "num-suffix", "")
    if not rank.get(STYLE + "num-format"):
        return prefix + suffix
    shown = digits(rank.get(TEXT + "display-levels"), 1)
    return prefix + ".".join(f"%{upper}" for upper in range(max(level + 2 - shown, 1), level + 2)) + suffix
