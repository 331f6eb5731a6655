"""Spans of characters, and the way back from a repaired text to the text that a file gave."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters `[start, end)`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each character of a text came from, after eyecite's span updater.

    `segments` holds (start, length, original start, original length), ascending and without gaps in the text; a
    segment of two equal lengths is a copy, character for character. No segments: text and original are the same.
    """

    segments: tuple[tuple[int, int, int, int], ...]

    def original(self, span: Span) -> Span:
        """Return the smallest span of the original from which all characters of `span` came."""
        if not self.segments or span.start == span.end:
            at = self._place(span.start) if self.segments else span.start
            return span if not self.segments else Span(at, at)
        return Span(self._place(span.start), self._place(span.end - 1, end=True))

    def _place(self, position: int, *, end: bool = False) -> int:
        index = max(bisect_right(self.segments, (position, float("inf"))) - 1, 0)
        start, length, original, original_length = self.segments[index]
        if length == original_length:
            return original + min(position - start, length) + (1 if end else 0)
        return original + (original_length if end or position >= start + length else 0)

    def after(self, earlier: "OffsetMap") -> "OffsetMap":
        """Return the map through both: `self` leads to a text that `earlier` leads on from."""
        if not earlier.segments or not self.segments:
            return self if not earlier.segments else earlier
        joined: list[tuple[int, int, int, int]] = []
        for start, length, middle, middle_length in self.segments:
            if length != middle_length:
                origin = earlier._around(middle, middle + middle_length)
                joined += _as_a_whole(start, length, origin.start, origin.end - origin.start)
                continue
            joined += earlier._cut(start, middle, middle + length)
        return OffsetMap(tuple(joined))

    def _around(self, begin: int, stop: int) -> Span:
        """Return `original`, but for an insertion within a replacement all that was replaced.

        Its end is never before that of the characters in front of it.
        """
        start, length, original, original_length = self.segments[
            max(bisect_right(self.segments, (begin, float("inf"))) - 1, 0)
        ]
        if begin == stop and length != original_length and start < begin < start + length:
            return Span(original, original + original_length)
        return self.original(Span(begin, stop))

    def _cut(self, start: int, begin: int, stop: int) -> Iterable[tuple[int, int, int, int]]:
        """Yield the segments over [begin, stop) of the text, moved so that they begin at `start`."""
        first = max(bisect_right(self.segments, (begin, float("inf"))) - 1, 0)
        for index in range(first, len(self.segments)):  # a slice would copy all that follows, for every call
            at, length, origin, origin_length = self.segments[index]
            if at >= stop:
                return
            left, right = max(at, begin), min(at + length, stop)
            if length == origin_length:
                yield start + left - begin, right - left, origin + left - at, right - left
            elif right > left or at >= begin:
                yield from _as_a_whole(start + left - begin, right - left, origin, origin_length)


def _as_a_whole(start: int, length: int, origin: int, origin_length: int) -> Iterable[tuple[int, int, int, int]]:
    """Yield segments all of whose characters came from all of the origin: equal lengths would read as a copy."""
    if length == origin_length and length > 1:
        yield start, length - 1, origin, origin_length
        yield start + length - 1, 1, origin, origin_length
    else:
        yield start, length, origin, origin_length


SAME = OffsetMap(())


def edited(text: str, edits: Iterable[tuple[int, int, str]]) -> tuple[str, OffsetMap]:
    """Return `text` with each [start, end) replaced, and the map from the result back into `text`.

    Edits come ascending and do not overlap; `ValueError` otherwise.
    """
    pieces: list[str] = []
    segments: list[tuple[int, int, int, int]] = []
    written = read = 0
    for start, end, replacement in edits:
        if not read <= start <= end <= len(text):
            raise ValueError(f"edit [{start}, {end}) out of order")
        if start > read:
            segments.append((written, start - read, read, start - read))
            pieces.append(text[read:start])
            written += start - read
        segments.append((written, len(replacement), start, end - start))
        pieces.append(replacement)
        written += len(replacement)
        read = end
    if not segments:
        return text, OffsetMap(())
    if read < len(text):
        segments.append((written, len(text) - read, read, len(text) - read))
        pieces.append(text[read:])
    return "".join(pieces), OffsetMap(tuple(segments))
