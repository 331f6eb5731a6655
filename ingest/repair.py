"""Lines as a file gave them made clean Unicode, with the way back; text that cannot be trusted is refused."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.encoding_tables import LOOK_ALIKES
from ingest.encodings import Edit, Scheme, decoded, document_scheme, scheme_of, substituted
from ingest.extraction import Extraction, RawLine
from ingest.lines import CleanLine
from ingest.offsets import OffsetMap
from ingest.spacing import Habits, habits_of, hyphen_edits, join_edits, spaced_edits
from ingest.trust import refuse_untrusted


@dataclass(frozen=True, slots=True)
class Repaired:
    """The clean lines, and Vietnamese sentences about what was repaired and how often."""

    lines: tuple[CleanLine, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line on its way, and the map from it back into the line as the file gave it."""

    raw: RawLine
    text: str
    offsets: OffsetMap

    def with_edits(self, edits: list[Edit]) -> "_Draft":
        if not edits:
            return self
        text, offsets = substituted(self.text, edits)
        return _Draft(self.raw, text, offsets.after(self.offsets))


def repaired(extraction: Extraction) -> Repaired:
    """Return the lines of the file repaired.

    Raises:
        FileRefused: scrambled, in an unknown encoding, without Vietnamese marks, or in another language. The sentence
            does not name the file: the caller puts its name in front.
    """
    done: Counter[str] = Counter()
    drafts = [_Draft(raw, raw.text, OffsetMap(())).with_edits(_composing(raw.text)) for raw in extraction.lines]
    drafts = _decoded(drafts, done)
    drafts = [_edited(draft, _cleaning, "", done) for draft in drafts]
    drafts = [_edited(draft, spaced_edits, "spaced", done) for draft in drafts]
    drafts = [_edited(draft, _narrowing, "", done) for draft in drafts]
    drafts = _joined(drafts, done)
    lines = tuple(_clean(draft) for draft in drafts)
    refuse_untrusted(lines)
    return Repaired(lines, tuple(_notes(done)))


def _edited(draft: _Draft, finder: Callable[[str], list[Edit]], name: str, done: Counter[str]) -> _Draft:
    edits = finder(draft.text)
    done[name] += len(edits)
    return draft.with_edits(edits)


def _clean(draft: _Draft) -> CleanLine:
    raw = draft.raw
    return CleanLine(draft.text, raw.text, draft.offsets, raw.page, raw.role, raw.wrapped)


# --- marks and encodings

_PRIVATE = re.compile(
    "(?<![\uf021-\uf0ff])[\uf021-\uf0ff]*[\uf041-\uf07a\uf0a1-\uf0ff][\uf021-\uf0ff]+|(?<=[^\\W\\d_])[\uf0a1-\uf0ff]"
)
_CLUSTER = re.compile("[^\\W\\d_][\u0300-\u036f]+")
_SHAPES = "\u0302\u0306\u031b"


def _composing(text: str) -> list[Edit]:
    """Return the edits that compose letters with their marks, and bring private codes of symbol fonts back."""
    if text.isascii():
        return []
    edits = [(m.start(), m.end(), "".join(chr(ord(c) - 0xF000) for c in m[0])) for m in _PRIVATE.finditer(text)]
    edits += [(m.start(), m.end(), _composed(m[0])) for m in _CLUSTER.finditer(text)]
    return sorted(edits)


def _composed(cluster: str) -> str:
    """Return the letter in NFC; the shape of a letter goes before its tone, which NFC alone would leave apart."""
    base = unicodedata.normalize("NFD", cluster)
    marks = sorted(base[1:], key=lambda mark: mark not in _SHAPES)
    return unicodedata.normalize("NFC", base[0] + "".join(marks))


def _decoded(drafts: list[_Draft], done: Counter[str]) -> list[_Draft]:
    leaning = document_scheme(draft.text for draft in drafts)
    return [_decoded_line(draft, leaning, done) for draft in drafts]


def _decoded_line(draft: _Draft, leaning: Scheme | None, done: Counter[str]) -> _Draft:
    scheme = scheme_of(draft.text, draft.raw.font, leaning)
    text, offsets = decoded(draft.text, scheme, draft.raw.font)
    if scheme is not None and text != draft.text:
        done[scheme] += 1
    return _Draft(draft.raw, text, offsets.after(draft.offsets))


# --- characters

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DROPPED = "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
_DROPPED += "\ufeff\ufff9-\ufffc\ufe00-\ufe0f"
_BROKEN = "\n\v\f\r\x1c-\x1f\x85\u2028\u2029"  # line ends have no place in a line
_ODD = re.compile(f"[{_SPACES}{_BROKEN}]|[{_DROPPED}]+|[\ufb00-\ufb06\uff01-\uff5eðÐ]")
_MIXED = re.compile(r"(?<![^\W\d_])[^\W\d_]*[\u0370-\u03ff\u0400-\u04ff][^\W\d_]*")


def _cleaning(text: str) -> list[Edit]:
    """Return the edits of characters: invisible ones go; odd spaces, ligatures and wrong letters are replaced."""
    if text.isascii() and text.isprintable():
        return []
    edits = [(m.start(), m.end(), _plain(m[0])) for m in _ODD.finditer(text)]
    edits += [edit for match in _MIXED.finditer(text) for edit in _latin(match)]
    return sorted(edits)


def _plain(found: str) -> str:
    if found in "ðÐ":
        return "đ" if found == "ð" else "Đ"
    if found.isspace():
        return " "
    return "" if re.match(f"[{_DROPPED}]", found) else unicodedata.normalize("NFKC", found)


def _latin(word: re.Match[str]) -> Iterable[Edit]:
    """Yield the Latin letters for their look-alikes in a word that is otherwise Latin."""
    if any("LATIN" in unicodedata.name(letter, "") for letter in word[0]):
        for at, letter in enumerate(word[0], word.start()):
            if letter in LOOK_ALIKES:
                yield at, at + 1, LOOK_ALIKES[letter]


# --- spaces

_GAP = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)|(?<=\S)\t(?=\S)|(?<![ \t])[ \t]+$")


def _narrowing(text: str) -> list[Edit]:
    """Return the edits that make one space of several; those at the beginning stay, those at the end go."""
    return [(m.start(), m.end(), "" if m.end() == len(text) else " ") for m in _GAP.finditer(text)]


def _joined(drafts: list[_Draft], done: Counter[str]) -> list[_Draft]:
    habits: Habits = habits_of(draft.text for draft in drafts)
    drafts = [_edited(draft, lambda text: join_edits(text, habits), "joined", done) for draft in drafts]
    return [_edited(draft, hyphen_edits, "joined", done) for draft in drafts]


def _notes(done: Counter[str]) -> Iterable[str]:
    for scheme in Scheme:
        if done[scheme]:
            yield f"Đã chuyển mã {scheme} sang Unicode ở {done[scheme]} dòng."
    if done["joined"]:
        yield f"Đã ghép lại {done['joined']} chỗ từ bị tách rời."
    if done["spaced"]:
        yield f"Đã ghép lại {done['spaced']} cụm từ viết giãn cách từng chữ cái."
