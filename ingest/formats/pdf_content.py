"""The content stream of a PDF page: bytes in, operators with their operands out (ISO 32000-1, 7.8.2).

pypdf has such a reader; this one does only what text needs and is several times as fast, which is half of all the
time of reading a page.
"""

import re
from collections.abc import Callable, Iterator

Operand = float | bytes | str | list["float | bytes"] | None
Operation = tuple[bytes, list[Operand]]

_MOST_TOKENS = 2_000_000  # of a page and its forms; a page of small print has 20,000

_TOKEN = re.compile(
    rb"""[\x00\t\n\f\r ]*+(?:
      ([-+.0-9]++)                                 # 1 number
    | \(((?:[^()\\]|\\.)*+)\)                      # 2 string without brackets inside
    | ([A-Za-z'"][A-Za-z0-9*'"_]*+)                # 3 operator
    | /([^\x00\t\n\f\r ()<>\[\]{}/%]*+)            # 4 name
    | <([0-9A-Fa-f\x00\t\n\f\r ]*+)>               # 5 string in hexadecimal digits
    | ([\[\]])                                     # 6 array
    | (<<|>>|[{}]|%[^\r\n]*+)                      # 7 dictionary, procedure, comment
    | (\()                                         # 8 string with brackets inside
    | .                                            # what has no place here
    )""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER, _STRING, _OPERATOR, _NAME, _HEX, _ARRAY, _OTHER, _NESTED = range(1, 9)
# The operations that pages are made of, each in one go: an operand that is no number, or none, then numbers.
_USUAL = re.compile(
    rb"""[\t\n\f\r ]*+(?:
      \(((?:[^()\\]|\\.)*+)\)                       # 1 string
    | <([0-9A-Fa-f\t\n\f\r ]*+)>                   # 2 string in hexadecimal digits
    | \[((?:[\t\n\f\r ]*+                          # 3 array
        (?:[-+.0-9]++|\((?:[^()\\]|\\.)*+\)|<[0-9A-Fa-f\t\n\f\r ]*+>)){0,999}+)[\t\n\f\r ]*+\]
    | /([^\x00\t\n\f\r ()<>\[\]{}/%]*+)            # 4 name
        (?:[\t\n\f\r ]*+<<[\t\n\f\r ]*+/MCID[\t\n\f\r ]++([0-9]++)[\t\n\f\r ]*+>>)?+  # 5 its number in a tagged file
    )?+[\t\n\f\r ]*+
      ((?:[-+.0-9]++[\t\n\f\r ]*+){0,9}+)            # 6 numbers
      ([A-Za-z'"][A-Za-z0-9*'"_]*+)                # 7 operator
    """,
    re.VERBOSE | re.DOTALL,
)
_ITEM = re.compile(rb"([-+.0-9]++)|\(((?:[^()\\]|\\.)*+)\)|<([0-9A-Fa-f\t\n\f\r ]*+)>", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_IMAGE_END = re.compile(rb"[\x00\t\n\f\r ]EI(?=[\x00\t\n\f\r ]+[-+.0-9A-Za-z/\[(<%\"']|[\x00\t\n\f\r ]*$)")


class ContentTooLong(ValueError):
    """A content stream with more tokens than any page needs."""


class Budget:
    """How many tokens may still be read for a page."""

    def __init__(self, tokens: int = _MOST_TOKENS) -> None:
        self.tokens = tokens

    def spend(self, tokens: int) -> None:
        """Take note of tokens that were read; raises `ContentTooLong` past the budget."""
        self.tokens -= tokens
        if self.tokens < 0:
            raise ContentTooLong("more tokens than any page needs")


def operations(data: bytes, budget: Budget) -> Iterator[Operation]:
    """Yield each operator with its operands; dictionaries and what cannot be read are left out.

    Numbers are floats, names are `str` without the slash, strings are bytes, an array is the list of its numbers and
    strings. An inline image is one operator `BI`.

    Raises:
        ContentTooLong: the budget is spent.
    """
    operands: list[Operand] = []
    outer: list[Operand] | None = None  # the operands, while an array is open
    position, length = 0, len(data)
    while position < length:
        if not operands and outer is None and (usual := _USUAL.match(data, position)):
            operator, position = usual[7], usual.end()
            operands = _operands(usual, budget)
        else:
            token = _TOKEN.match(data, position)
            if token is None:  # white space
                return
            budget.spend(1)
            position, kind = token.end(), token.lastindex
            if kind == _NESTED:
                value, position = _nested(data, position)
                operands.append(value)
            elif kind == _ARRAY:
                operands, outer = _bracketed(operands, outer, token[_ARRAY])
            elif kind in _READERS:
                operands.append(_READERS[kind](token[kind]))
            if kind != _OPERATOR:
                continue
            operator, operands = token[_OPERATOR], operands if outer is None else outer
        yield operator, operands
        operands, outer = [], None
        if operator == b"BI":
            position = _after_image(data, position)


def _operands(usual: re.Match[bytes], budget: Budget) -> list[Operand]:
    """Return the operands of a usual operation."""
    string, digits, items, name, marked, numbers, _ = usual.groups()
    found: list[Operand] = []
    if string is not None:
        found.append(_unescaped(string))
    elif digits is not None:
        found.append(_hexadecimal(digits))
    elif items is not None:
        array = [_item(*item) for item in _ITEM.findall(items)]
        found.append(array)
        budget.spend(len(array) + 1)
    elif name is not None:
        found.append(_name(name))
        if marked is not None:
            found += ["MCID", float(marked)]
            budget.spend(2)
    if numbers:
        found += map(_number, numbers.split())
    budget.spend(len(found) + 1)
    return found


def _item(number: bytes, string: bytes, digits: bytes) -> float | bytes:
    return _number(number) if number else _unescaped(string) if string else _hexadecimal(digits)


def _bracketed(
    operands: list[Operand], outer: list[Operand] | None, sign: bytes
) -> tuple[list[Operand], list[Operand] | None]:
    """Return the list to fill behind a bracket, and the list that waits meanwhile."""
    if sign == b"[" and outer is None:
        return [], operands
    if sign == b"]" and outer is not None:
        outer.append([item for item in operands if isinstance(item, (float, bytes))])
        return outer, None
    return operands, outer


def _number(token: bytes) -> float:
    try:
        return float(token)
    except ValueError:  # «--5», «1.2.3», «-»
        return 0.0


def _hexadecimal(token: bytes) -> bytes:
    try:
        return bytes.fromhex(token.decode())
    except ValueError:  # an odd number of digits, or white space between those of a byte
        digits = re.sub(rb"[\x00\t\n\f\r ]", b"", token)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _name(token: bytes) -> str:
    return token.decode("latin-1")


def _unescaped(string: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: _character(match[1]), string) if b"\\" in string else string


def _character(escape: bytes) -> bytes:
    if escape.isdigit() and escape[:1] in b"01234567":
        return bytes([int(escape, 8) & 255])
    return _ESCAPED.get(escape, escape)


def _nested(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the string that begins at `start`, behind its bracket, and the place behind it."""
    depth = 1
    for bracket in _BRACKET.finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
        if depth == 0:
            return _unescaped(data[start : bracket.start()]), bracket.end()
    return _unescaped(data[start:]), len(data)


def _after_image(data: bytes, position: int) -> int:
    """Return the place behind the inline image whose dictionary begins at `position`."""
    begin = re.compile(rb"[\x00\t\n\f\r >\]]ID[\x00\t\n\f\r ]").search(data, position)
    if begin is None:
        return len(data)
    end = _IMAGE_END.search(data, begin.end() - 1)
    return end.end() if end else len(data)


_READERS: dict[int, Callable[[bytes], Operand]] = {
    _NUMBER: _number,
    _STRING: _unescaped,
    _HEX: _hexadecimal,
    _NAME: _name,
}
