"""Two readings of one document: whether they are one document, which is canonical, and whether its text has changed."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ingest.document import Document, SourceKind
from ingest.extraction import Way
from ingest.shelf import Identity
from ingest.text import fold, strip_diacritics, syllables, vietnamese_share

# Formats in the order in which their paragraphs can be trusted: those that mark paragraphs before those that a
# converter makes, then text whose paragraphs are lines, last pages on which paragraphs must be guessed.
_FORMATS = ("PDF", "TXT", "DOC", "RTF", "HTML", "ODT", "DOCX")
_FEWEST_SYLLABLES = 4  # shorter paragraphs (a page number left over) decide nothing
_LEAST_ALIKE = 0.5  # of two readings of which one lacks its date or type
_LEAST_VIETNAMESE_SHARE = 0.02
_PART_HELD, _PART_OF = 0.95, 0.5  # shares of an excerpt that the whole holds at least, of the whole in it at most


class Standing(IntEnum):
    """How far a text can be relied on as that of the document."""

    DRAFT = 0
    PRESS_REPORT = 1
    OFFICIAL = 2


class Reading(IntEnum):
    """How the letters came out of the file, and so how many of them may be wrong."""

    OCR = 0
    CONVERTED = 1  # from TCVN3 or VNI
    TEXT = 2


# Similarity from which two readings are of the same text, by the worse of their readings: a recognised page has a
# wrong letter in every few lines, a converted one here and there, a text layer none.
_SAME_TEXT = {Reading.OCR: 0.8, Reading.CONVERTED: 0.95}


class Change(StrEnum):
    """What became of a document that was put into the library."""

    ADDED = "added"
    UNCHANGED = "unchanged"  # exactly this file is held
    SUPERSEDED = "superseded"  # this file is held as an old version
    COPY = "copy"  # held beside the canonical copy, and not searched
    CANONICAL = "canonical"  # took the place of a copy of less worth
    REPLACED = "replaced"  # a new version; the old one is history
    READ_AGAIN = "read again"  # the same file, read by a newer reader or with corrected metadata


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: its label and name in the library; `share` of its paragraphs was held before."""

    change: Change
    label: str
    name: str
    share: float = 0.0

    def vi(self) -> str:
        """Return the outcome as a sentence."""
        return _SENTENCES[self.change].format(name=self.name, percent=round(100 * self.share))


_SENTENCES = {
    Change.ADDED: "Đã nạp {name}.",
    Change.UNCHANGED: "{name}: thư viện đã có đúng tệp này; không thay đổi gì.",
    Change.SUPERSEDED: "{name}: tệp này là bản cũ đã được thay; giữ nguyên bản đang dùng.",
    Change.COPY: "{name}: thư viện đã có bản chính (trùng {percent} % số đoạn); ghi nhận tệp này là bản sao.",
    Change.CANONICAL: "{name}: tệp này thành bản chính (trùng {percent} % số đoạn); bản trước giữ làm bản sao.",
    Change.REPLACED: "{name}: đã thay bằng bản mới (trùng {percent} % số đoạn); bản cũ giữ trong lịch sử.",
    Change.READ_AGAIN: "{name}: đã đọc lại tệp và cập nhật (trùng {percent} % số đoạn).",
}


def standing(document: Document) -> Standing:
    """Return how far the document's text can be relied on."""
    if any("dự thảo" in fold(label) for label in document.metadata.handling):
        return Standing.DRAFT
    return Standing.PRESS_REPORT if document.metadata.source_kind is SourceKind.PRESS_REPORT else Standing.OFFICIAL


def reading(document: Document) -> Reading:
    """Return how the document's letters were read: as badly as the worst of its pages."""
    origin = document.origin
    if origin is None:
        return Reading.TEXT
    if any(way == Way.OCR for _, _, way in origin.pages):
        return Reading.OCR
    given, stored = (vietnamese_share(text or "") for text in (origin.original, document.source_text))
    converted = origin.original is not None and given < _LEAST_VIETNAMESE_SHARE <= stored
    return Reading.CONVERTED if converted else Reading.TEXT


def quality(document: Document) -> tuple[int, int]:
    """Return what orders copies of one text: how it was read, then its format; the higher is canonical."""
    named = re.match(r"[A-Z]+", document.origin.format.upper()) if document.origin else None
    form = named[0] if named and named[0] in _FORMATS else "TXT"
    return reading(document), _FORMATS.index(form)


def is_same_document(held: Document, new: Document, others: Iterable[Identity] = ()) -> bool:
    """Return whether two documents are one; `others` are the identities of further files of the held one.

    They are where number, type and date are equal; without a number, where all words are. Where one lacks its type
    or date and nothing contradicts, they are when one is a press report of the other, or half of their paragraphs
    are alike.
    """
    mine, theirs = Identity.of(held), Identity.of(new)
    if mine.same(theirs) or any(other.same(theirs) for other in others):
        return True
    if any(identity.contradicts(theirs) for identity in (mine, *others)):
        return False
    if mine.base != theirs.base:
        # Forms and monthly reports are much alike: without a number only the very same words are one document.
        return not mine.numbered and not theirs.numbered and _equal(held, new) == 1
    report = {standing(held), standing(new)} == {Standing.PRESS_REPORT, Standing.OFFICIAL}
    return (report and mine.numbered) or likeness(held, new) >= _LEAST_ALIKE


def compared(held: Document, new: Document) -> Change:
    """Return what a newcomer is to the held reading of the same document: CANONICAL, COPY or REPLACED."""
    if standing(held) != standing(new):
        return Change.CANONICAL if standing(new) > standing(held) else Change.COPY
    if not is_same_text(held, new):
        return Change.COPY if is_excerpt(new, held) else Change.REPLACED
    return Change.CANONICAL if quality(new) > quality(held) else Change.COPY


def is_same_text(one: Document, other: Document) -> bool:
    """Return whether two readings are of the same text.

    Between text layers one changed word in a paragraph is another text. Where paragraphs begin and end, punctuation,
    case and the place of tone marks do not matter. Where letters were recognised or converted, a share may be wrong.
    """
    if _equal(one, other) == 1:
        return True
    least = _SAME_TEXT.get(min(reading(one), reading(other)))
    return least is not None and _similarity(one, other) >= least


def is_excerpt(one: Document, whole: Document) -> bool:
    """Return whether the other document holds nearly all of this one and much more: no new version says so little."""
    return share(one, whole) >= _PART_HELD and share(whole, one) < _PART_OF


def share(of: Document, within: Document) -> float:
    """Return the share, 0 to 1, of the paragraphs of one document whose words stand together in the other."""
    whole = _words("\n".join(paragraph.text for paragraph in within.paragraphs))
    paragraphs = [_words(paragraph.text) for paragraph in of.paragraphs]
    counted = [words for words in paragraphs if words.count(" ") > _FEWEST_SYLLABLES] or paragraphs
    return sum(words in whole for words in counted) / len(counted) if counted else float(not whole.strip())


def likeness(one: Document, other: Document) -> float:
    """Return how alike two documents are, 0 to 1: by equal paragraphs, or by words where letters may be wrong."""
    equal = _equal(one, other)
    noisy = min(reading(one), reading(other)) is not Reading.TEXT
    return max(equal, _similarity(one, other)) if noisy else equal


def _equal(one: Document, other: Document) -> float:
    return min(share(one, other), share(other, one))


def _words(text: str) -> str:
    return f" {' '.join(syllables(fold(text)))} "


def _similarity(one: Document, other: Document) -> float:
    """Return the Dice coefficient of the groups of three syllables, marks left out."""
    mine, theirs = _groups(one), _groups(other)
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 1.0


def _groups(document: Document) -> Counter[tuple[str, ...]]:
    found = strip_diacritics(_words("\n".join(paragraph.text for paragraph in document.paragraphs))).split()
    return Counter(zip(found, found[1:], found[2:], strict=False))
