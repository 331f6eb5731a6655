"""To whom a sentence lays a duty, and whether the text lays it there."""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.atoms import Atom, Sort, atoms
from assistant.checking.checked import Deviation, DeviationKind
from assistant.checking.roles import CHARGED_BEFORE, CHARGED_BEHIND, Charge, Part, charges, parts_of
from assistant.checking.sources import Source
from assistant.checking.wordlists import WordLists
from ingest.text import fold

_WHO = frozenset({Sort.BODY, Sort.OFFICE, Sort.LEVEL, Sort.PERSON})
_DOCUMENT = re.compile(
    r"\b(?:tờ trình|báo cáo|chỉ thị|quyết định|nghị quyết|nghị định|thông tư|kết luận|quy chế|hướng dẫn"
    r"|thông báo|đề án)\b"
)
# What may stand between a body and what charges it.
_TAIL = re.compile(r"(?:[\s,]|\b(?:các|những|cấp|đồng chí)\b)+$")
_HEAD = re.compile(
    r"^(?:[\s,]|\b(?:các|cấp|và|cùng|các cấp|trung ương|tỉnh|xã|phường|thành phố|viễn thông|nhân dân)\b)+"
)
_OWNED = re.compile(r"(?<!trách nhiệm )(?<!nhiệm vụ )(?<!việc )(?<!phần việc )của$")
# The head of a sentence before whoever acts.
_OPENED = re.compile(
    r"(?:[^,]{0,80}(?:kết luận|theo|trường hợp|ở nơi|tại|cùng với)[^,]{0,80},)?[\s“\"]*(?:đồng thời|ngoài ra"
    r"|bên cạnh đó)?,?\s*"
)
_ACTS = re.compile(
    r"(?:đã |vừa |mới )*(?:ký|họp|nghe|ban hành|cho ý kiến|nghiêm túc|phê bình|yêu cầu|giao|đề nghị"
    r"|khuyến khích|cho phép|đồng ý|lưu ý|biểu dương|kết luận)\b|chậm"
)
# Parts of which a body has one or the other.
_EXCLUDING = (
    ({Part.LEADS}, {Part.SUPPORTS}), ({Part.SUPPORTS}, {Part.LEADS}), ({Part.GIVES}, {Part.TAKES}),
    ({Part.TAKES}, {Part.GIVES}), ({Part.IS_HELPED}, {Part.TAKES}), ({Part.TAKES}, {Part.IS_HELPED}),
)  # fmt: skip


class Addressing:
    """Holds whom a sentence charges against whom its paragraph does."""

    def deviations(self, sentence: str, found: Sequence[Atom], source: Source) -> Iterator[Deviation]:
        """Yield bodies whose part in the sentence is another than in the paragraph."""
        text = source.paragraph.text
        told, there = charges(sentence, found), charges(text, atoms(text))
        mine, theirs = parts_of(told), parts_of(there)
        for charge in told:
            one, other = mine[charge.concept], theirs.get(charge.concept, set())
            if any(one >= a and other >= b and not other >= a and not one >= b for a, b in _EXCLUDING):
                yield Deviation(DeviationKind.ADDRESSEE, charge.span.of(sentence), _said(text, there, charge.concept))
        partners = [{charge.concept for charge in each if Part.SUPPORTS in charge.parts} for each in (told, there)]
        if partners[0] and partners[1] and not partners[0] & partners[1] and partners[1] & mine.keys():
            charge = next(charge for charge in told if charge.concept in partners[0])
            yield Deviation(DeviationKind.ADDRESSEE, charge.span.of(sentence), _said(text, there, charge.concept))

    def kind(self, sentence: str, found: str, lists: WordLists) -> DeviationKind:
        """Return what kind words are that the text lacks: someone addressed, some other body, or just words."""
        folded = fold(found)
        if not any(re.search(rf"\b{re.escape(head)}\b", folded) for head in lists.heads):
            return DeviationKind.DOCUMENT if _DOCUMENT.search(folded) else DeviationKind.WORDING
        start = fold(sentence).find(folded)
        return DeviationKind.ADDRESSEE if _is_charged(sentence, start, start + len(found)) else DeviationKind.BODY

    def addressed(self, sentence: str, found: Sequence[Atom], deviation: Deviation) -> Deviation:
        """Return the deviation of a body as one of the addressee, where that body is charged with something."""
        if deviation.kind is not DeviationKind.BODY:
            return deviation
        start = sentence.find(deviation.found)
        end = start + len(deviation.found)
        near = [
            atom for atom in found if atom.sort in _WHO and atom.span.start <= end + 5 and atom.span.end >= start - 5
        ]
        if not near:
            return deviation
        first, last = min(atom.span.start for atom in near), max(atom.span.end for atom in near)
        if _is_charged(sentence, first, last):
            return Deviation(DeviationKind.ADDRESSEE, deviation.found, deviation.source)
        return deviation


def _is_charged(sentence: str, start: int, end: int) -> bool:
    """Return whether what stands there is told to do something, or begins the sentence as the one who does it."""
    folded = fold(sentence)
    before, behind = _TAIL.sub("", folded[:start]), _HEAD.sub("", folded[end:])
    if _OWNED.search(before):
        return False
    if CHARGED_BEFORE.search(before) or CHARGED_BEHIND.match(behind):
        return True
    return _OPENED.fullmatch(before) is not None and _ACTS.match(behind) is None


def _said(text: str, there: Sequence[Charge], concept: str) -> str:
    """Return the words of the paragraph that give the same body its part."""
    return next((charge.span.of(text) for charge in there if charge.concept == concept and charge.parts), "")
