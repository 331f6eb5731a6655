"""What stands on a PDF page: runs of text with their places, and how much of the page is pictures and drawings.

The graphics state and the text operators are those of ISO 32000-1, 8.4 and 9.4; pypdf gives the objects, the decoded
streams and the fonts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import hypot, isfinite
from typing import Any, NamedTuple

from pypdf.generic import DictionaryObject, StreamObject

from ingest.formats.pdf_content import Budget, Operand, operations
from ingest.formats.pdf_file import dictionary, pixels
from ingest.formats.pdf_font import FontTable, PageFont
from ingest.formats.pdf_places import IDENTITY, Matrix, quarters, times, turned

_DEEPEST_FORM = 8
_MOST_FORMS = 500
_SPACE = 0.15  # of the font's size: a gap so wide between two letters is a space; Times has 0.25
_BREAK = 1.5  # of the font's size: a gap so wide begins a new run
_FARTHEST = 100_000.0  # points; ISO 32000-1, annex C: a page is at most 14,400 wide


class Run(NamedTuple):
    """Text drawn in one go, in points of the page turned so that the text runs to the right.

    `turn` counts the quarters by which it was turned.
    """

    text: str
    x0: float
    y: float
    x1: float
    size: float
    font: str
    turn: int


@dataclass(slots=True)
class PageContent:
    """The runs of a page in the order of drawing, and what else it shows."""

    runs: list[Run] = field(default_factory=list)
    image_area: float = 0.0  # square points
    image_pixels: int = 0  # of the largest picture
    curves: int = 0  # letters drawn as outlines have dozens each


@dataclass(slots=True)
class _State:
    """The part of the graphics state that places text."""

    ctm: Matrix = IDENTITY
    font: PageFont | None = None
    size: float = 1.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> "_State":
        return _State(
            self.ctm, self.font, self.size, self.spacing, self.word_spacing, self.scale, self.leading, self.rise
        )


def page_content(page: DictionaryObject, contents: bytes, fonts: FontTable) -> PageContent:
    """Return what the page shows; `contents` is its decoded content stream.

    Raises what pypdf raises on damage, and `pdf_content.ContentTooLong`.
    """
    found = PageContent()
    reader = _Reader(found, fonts, Budget())
    reader.read(contents, dictionary(page.get("/Resources")))
    return found


class _Reader:
    """Follows the operators of a page and of the forms that it draws."""

    def __init__(self, found: PageContent, fonts: FontTable, budget: Budget) -> None:
        self._found, self._fonts, self._budget = found, fonts, budget
        self._state, self._stack = _State(), list[_State]()
        self._tm = self._line = IDENTITY
        self._resources: Mapping[str, Any] = {}
        self._named: dict[str, PageFont | None] = {}  # of these resources
        self._forms = self._depth = 0

    def read(self, contents: bytes, resources: Mapping[str, Any]) -> None:
        """Read a content stream with its resources."""
        outer, self._resources, self._named = (self._resources, self._named), resources, {}
        state, stack, self._stack = self._state, self._stack, []
        for operator, operands in operations(contents, self._budget):
            handler = _HANDLERS.get(operator)
            if handler is not None:
                handler(self, operands)
        (self._resources, self._named), self._state, self._stack = outer, state, stack

    def _save(self, _: list[Operand]) -> None:
        if len(self._stack) < 1000:
            self._stack.append(self._state.copy())

    def _restore(self, _: list[Operand]) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def _concatenate(self, operands: list[Operand]) -> None:
        self._state.ctm = times(_matrix(operands), self._state.ctm)

    def _begin(self, _: list[Operand]) -> None:
        self._tm = self._line = IDENTITY

    def _font(self, operands: list[Operand]) -> None:
        state = self._state
        state.size = _number(operands, state.size)
        name = next((operand for operand in operands if isinstance(operand, str)), "")
        if name not in self._named:
            self._named[name] = self._fonts.font(dictionary(self._resources.get("/Font")), "/" + name)
        state.font = self._named[name]

    def _set_spacing(self, operands: list[Operand]) -> None:
        self._state.spacing = _number(operands)

    def _set_word_spacing(self, operands: list[Operand]) -> None:
        self._state.word_spacing = _number(operands)

    def _set_scale(self, operands: list[Operand]) -> None:
        self._state.scale = _number(operands, 100.0) / 100

    def _set_leading(self, operands: list[Operand]) -> None:
        self._state.leading = _number(operands)

    def _set_rise(self, operands: list[Operand]) -> None:
        self._state.rise = _number(operands)

    def _move(self, operands: list[Operand]) -> None:
        x, y = ([*_numbers(operands), 0.0, 0.0])[:2]
        a, b, c, d, e, f = self._line
        self._tm = self._line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _move_leading(self, operands: list[Operand]) -> None:
        numbers = _numbers(operands)
        if len(numbers) > 1:
            self._state.leading = -numbers[1]
        self._move(operands)

    def _set_matrix(self, operands: list[Operand]) -> None:
        self._tm = self._line = _matrix(operands)

    def _next_line(self, _: list[Operand]) -> None:
        self._move([0.0, -self._state.leading])

    def _show(self, operands: list[Operand]) -> None:
        strings: list[float | bytes] = [operand for operand in operands if isinstance(operand, bytes)]
        self._draw(strings[-1:])

    def _show_array(self, operands: list[Operand]) -> None:
        array = operands[-1] if operands else None
        if isinstance(array, list):
            self._draw(array)

    def _show_next_line(self, operands: list[Operand]) -> None:
        self._next_line([])
        self._show(operands)

    def _show_spaced(self, operands: list[Operand]) -> None:
        numbers = _numbers(operands)
        if len(numbers) == 2:
            self._state.word_spacing, self._state.spacing = numbers
        self._show_next_line(operands)

    def _draw(self, pieces: list[float | bytes]) -> None:
        """Show strings one behind the other; the numbers between them move the pen back."""
        size = self._state.size * self._state.scale
        space, wide = _SPACE * abs(size), _BREAK * abs(size)
        text, start, pen = "", 0.0, 0.0
        for piece in pieces:
            if isinstance(piece, bytes):
                shown, advance = self._shown(piece)
                text += shown
                pen += advance
                continue
            gap = -piece / 1000 * size
            if gap > wide and text:
                self._put(text, start, pen)
                text = ""
            elif gap > space and text and text[-1] != " ":
                text += " "
            pen += gap
            start = start if text else pen
        if text:
            self._put(text, start, pen)
        a, b, c, d, e, f = self._tm
        self._tm = (a, b, c, d, e + pen * a, f + pen * b)

    def _shown(self, string: bytes) -> tuple[str, float]:
        """Return the text of a string and how far it moves the pen, in text space."""
        state = self._state
        if state.font is None:
            return "\ufffd" * len(string), 0.5 * len(string) * state.size * state.scale
        text, width, glyphs, spaces = state.font.shown(string)
        spacing = glyphs * state.spacing + spaces * state.word_spacing
        return text, (width * state.size + spacing) * state.scale

    def _put(self, text: str, start: float, end: float) -> None:
        """Note a run that begins and ends so far from the pen, in text space."""
        state = self._state
        a, b, c, d, e, f = times(self._tm, state.ctm) if state.ctm != IDENTITY else self._tm
        size = abs(state.size) * hypot(c, d)
        turn = 0 if b == 0 and a > 0 else quarters(a, b)
        rise = state.rise
        x0, y0 = turned(a * start + c * rise + e, b * start + d * rise + f, turn)
        x1, _ = turned(a * end + c * rise + e, b * end + d * rise + f, turn)
        if 0 < size < _FARTHEST and -_FARTHEST < x0 < _FARTHEST and -_FARTHEST < x1 < _FARTHEST and abs(y0) < _FARTHEST:
            name = state.font.name if state.font else ""
            self._found.runs.append(Run(text, min(x0, x1), y0, max(x0, x1), size, name, turn))

    def _curve(self, _: list[Operand]) -> None:
        self._found.curves += 1

    def _inline_image(self, _: list[Operand]) -> None:
        self._picture(1)

    def _picture(self, pixels: int) -> None:
        a, b, c, d, _, _ = self._state.ctm
        area = abs(a * d - b * c)
        self._found.image_area += area if isfinite(area) else 0.0
        self._found.image_pixels = max(self._found.image_pixels, pixels)

    def _object(self, operands: list[Operand]) -> None:
        name = next((operand for operand in operands if isinstance(operand, str)), None)
        entry = dictionary(self._resources.get("/XObject")).get(f"/{name}")
        drawn = entry.get_object() if entry is not None else None
        if not isinstance(drawn, StreamObject):
            return
        if drawn.get("/Subtype") == "/Image":
            self._picture(pixels(drawn))
        elif drawn.get("/Subtype") == "/Form":
            self._form(drawn)

    def _form(self, form: StreamObject) -> None:
        self._forms += 1
        if self._depth >= _DEEPEST_FORM or self._forms > _MOST_FORMS:
            return
        state, self._state = self._state, self._state.copy()
        places, self._depth = (self._tm, self._line), self._depth + 1
        matrix = form.get("/Matrix")
        if matrix is not None:
            self._concatenate([float(number) for number in matrix.get_object()])
        resources = dictionary(form.get("/Resources")) or self._resources
        self.read(form.get_data(), resources)
        self._state, (self._tm, self._line), self._depth = state, places, self._depth - 1


_HANDLERS = {
    b"q": _Reader._save,
    b"Q": _Reader._restore,
    b"cm": _Reader._concatenate,
    b"BT": _Reader._begin,
    b"Tf": _Reader._font,
    b"Tc": _Reader._set_spacing,
    b"Tw": _Reader._set_word_spacing,
    b"Tz": _Reader._set_scale,
    b"TL": _Reader._set_leading,
    b"Ts": _Reader._set_rise,
    b"Td": _Reader._move,
    b"TD": _Reader._move_leading,
    b"Tm": _Reader._set_matrix,
    b"T*": _Reader._next_line,
    b"Tj": _Reader._show,
    b"TJ": _Reader._show_array,
    b"'": _Reader._show_next_line,
    b'"': _Reader._show_spaced,
    b"Do": _Reader._object,
    b"BI": _Reader._inline_image,
    b"c": _Reader._curve,
    b"v": _Reader._curve,
    b"y": _Reader._curve,
}


def _numbers(operands: list[Operand]) -> list[float]:
    return [operand for operand in operands if isinstance(operand, float)]


def _number(operands: list[Operand], default: float = 0.0) -> float:
    for operand in operands:
        if isinstance(operand, float):
            return operand
    return default


def _matrix(operands: list[Operand]) -> Matrix:
    numbers = _numbers(operands)
    return (*numbers[:6],) if len(numbers) >= 6 else IDENTITY  # type: ignore[return-value]
