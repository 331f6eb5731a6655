"""Numbers in Vietnamese words: «hai trăm năm mươi», «mười một», «một nghìn hai trăm linh năm»."""

from collections.abc import Sequence

_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"mười": 10, "mươi": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
NUMBER_WORDS = frozenset({*_DIGITS, *_SCALES, "linh", "lẻ", "rưỡi"})
ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16,
}  # fmt: skip


def value_of(words: Sequence[str]) -> int | None:
    """Return the number that folded `words` name; `None` where they are no number («năm» alone is a year)."""
    if len(words) == 1 and words[0] in ("năm", "không", "tư", "lăm", "mốt", "linh", "lẻ", "rưỡi", "mươi", "tỷ", "tỉ"):
        return None
    total = group = 0
    digit: int | None = None
    for word in words:
        if word in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[word]
        elif word in ("linh", "lẻ"):
            if digit is not None or not group:
                return None
        elif word == "rưỡi":
            return None
        elif _SCALES[word] >= 1000:
            total += (group + (digit or 0) or 1) * _SCALES[word]
            group, digit = 0, None
        else:
            if word == "mười" and digit is not None:
                return None
            group += (1 if digit is None else digit) * _SCALES[word]
            digit = None
    return total + group + (digit or 0)
