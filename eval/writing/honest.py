"""A model that writes as a good one does: it picks what answers the question and says it in words of its own choice.

It shares no code with the check that it is to be judged by. All that it does follows from a hash of the question.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from typing import Any

from eval.writing.server import ChatRequest
from index import thesaurus
from ingest.clauses import Clause, clauses

OPENINGS = ("Ngoài ra,", "Đồng thời,", "Bên cạnh đó,", "Cụ thể,", "Theo đó,", "Cùng với đó,")
_CHARGES = ("", "", "được giao", "có nhiệm vụ", "có trách nhiệm", "phải", "cần")
# «Chỉ đạo Bộ Tài chính:», not «… yêu cầu Đảng ủy Chính phủ chỉ đạo các bộ …, như:».
_LEAD = re.compile(r"(?:Chỉ đạo|Giao|Yêu cầu|Phân công)\s+(?P<who>[^:]{3,60}):")
_INLINE = re.compile(r"Chỉ đạo (?P<who>Bộ [^,;:]{3,40}?) (?P<does>chủ trì.+)", re.DOTALL)
# A member at the end of a list that bears no condition, no denial and no deadline.
_LAST_MEMBER = re.compile(r"(?P<kept>.+,[^,;:()]+),(?P<member>[^,;:()]{3,60})")
_BEARING = re.compile(
    r"\d|\b(?:không|chưa|tránh|trừ|nếu|chỉ|trước|sau|quá|theo|để|phải|cần|có thể|cho phép|và|nhất là|bảo đảm)\b"
)
_SLASHED = re.compile(r"\b(?:[nN]gày )?(\d{1,2})[/-](\d{1,2})([/-]\d{4})?(?![\d/-]|-\w)")
_SHORT = {"UBND": "ủy ban nhân dân", "HĐND": "hội đồng nhân dân", "TW": "Trung ương"}
_EVERYTHING = re.compile(
    r"\b(?:nhung|cac viec|gi|tom tat|liet ke|neu|soan|thao|viet|so sanh|noi dung|nhiem vu|the nao)\b"
)
_FEW_CLAUSES = 3
_KEPT_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the honest model: how it is worded, and the id of the paragraph that it comes from."""

    way: str
    paragraph: str
    text: str


class Form(StrEnum):
    """How a reply is laid out."""

    JSON = "JSON"
    FENCED = "JSON trong khung mã"
    PROSE = "JSON sau lời dẫn"
    LINES = "mỗi dòng một JSON"
    PLAIN = "văn xuôi có dấu đoạn"


def honest(request: ChatRequest) -> str:
    """Reply to a request of the assistant, for writing, rewriting or phrases to search by."""
    return reply(request.messages[-1][1])


def reply(message: str, form: Form | None = None) -> str:
    """Return the reply to a user message; without `form`, most are laid out as asked for."""
    asked = json.loads(message)
    if "before" in asked:
        return json.dumps({"question": standalone(asked)}, ensure_ascii=False)
    if "paragraphs" not in asked:
        return json.dumps({"phrases": phrases(asked["question"])}, ensure_ascii=False)
    sentences = composed(asked["question"], asked["paragraphs"])
    return laid_out(sentences, form or _usual_form(asked["question"]))


def standalone(asked: dict[str, Any]) -> str:
    """Return the question after what the one before it is about."""
    topic = asked["before"][-1].rstrip(" ?.!") if asked["before"] else ""
    return f"{topic}, {asked['question']}" if topic else str(asked["question"])


def phrases(question: str) -> list[str]:
    """Return what the thesaurus knows of the matter of `question`, as directives write it, in its order."""
    matches = thesaurus.shipped().matches(question)
    return list(dict.fromkeys(term for match in matches for term in match.group.formal if term != match.term))


def laid_out(sentences: Sequence[Sentence], form: Form) -> str:
    """Return the reply that says these sentences in that form."""
    records = [{"paragraph": sentence.paragraph, "text": sentence.text} for sentence in sentences]
    whole = json.dumps({"sentences": records}, ensure_ascii=False, indent=1)
    if form is Form.FENCED:
        return f"```json\n{whole}\n```"
    if form is Form.PROSE:
        return f"Dưới đây là câu trả lời theo yêu cầu:\n\n{whole}"
    if form is Form.LINES:
        return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    if form is Form.PLAIN:
        return "\n".join(f"- {sentence.text} [{sentence.paragraph}]" for sentence in sentences)
    return whole


def _usual_form(question: str) -> Form:
    forms: list[Form] = [*[Form.JSON] * 6, *Form]
    return forms[_hash(question, "form") % len(forms)]


def composed(question: str, paragraphs: Sequence[dict[str, str]]) -> list[Sentence]:
    """Return the sentences that answer `question` from `paragraphs` (each with «id» and «text»), in their order."""
    return [
        Sentence(way, paragraph["id"], _ended(text))
        for paragraph in paragraphs
        for way, text in _of_paragraph(question, paragraph["text"])
    ]


def _of_paragraph(question: str, text: str) -> Iterator[tuple[str, str]]:
    found = clauses(text)
    chosen = _fitting(question, [clause.span.of(text) for clause in found])
    position = 0
    while position < len(chosen):
        place = chosen[position]
        follows = position + 1 < len(chosen) and chosen[position + 1] == place + 1
        pair = (found[place], found[place + 1]) if follows else None
        seed = _hash(question, text, str(place))
        if pair and seed % 4 == 0 and (joined := _joined(text, *pair, seed)):
            yield "nối hai vế", joined
            position += 2
        else:
            yield _worded(text, found[place], seed)
            position += 1


def _fitting(question: str, texts: Sequence[str]) -> list[int]:
    """Return the places of the clauses that a reader of `question` wants."""
    plain = " ".join(_plain(question))
    if len(texts) <= _FEW_CLAUSES or _EVERYTHING.search(plain):
        return list(range(len(texts)))
    asked = _pairs(_plain(question))
    scores = [len(asked & _pairs(_plain(text))) for text in texts]
    least = _KEPT_SHARE * max(scores) if max(scores) > 1 else 0  # of a garbled question everything fits
    return [place for place, score in enumerate(scores) if place == 0 or score >= least]


def _pairs(syllables: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(syllables))


def _plain(text: str) -> list[str]:
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _worded(text: str, clause: Clause, seed: int) -> tuple[str, str]:
    """Return the first way that fits the clause, from one that the seed names, and the words."""
    names = list(_WAYS)
    for turn in range(len(names)):
        name = names[(seed // 4 + turn) % len(names)]
        if (said := _WAYS[name](text, clause, seed)) is not None:
            return name, said
    return "nguyên văn", _copied(text, clause, seed)


def _copied(text: str, clause: Clause, seed: int) -> str:
    lead = f"{clause.lead_in.of(text)} " if clause.lead_in else ""
    return lead + clause.span.of(text).rstrip(" ;")


def _shortened(text: str, clause: Clause, seed: int) -> str | None:
    match = _LAST_MEMBER.fullmatch(clause.span.of(text).rstrip(" ;.…"))
    if match is None or _BEARING.search(match["member"].lower()) or len(match["kept"].split()) < 6:
        return None
    lead = f"{clause.lead_in.of(text)} " if clause.lead_in else ""
    return lead + match["kept"]


def _addressee_first(text: str, clause: Clause, seed: int) -> str | None:
    body = clause.span.of(text).rstrip(" ;")
    lead = _LEAD.fullmatch(clause.lead_in.of(text)) if clause.lead_in else None
    if lead and not body.lower().startswith("về "):
        return " ".join(filter(None, (_capital(lead["who"]), _CHARGES[seed // 8 % len(_CHARGES)], _small(body))))
    if inline := _INLINE.fullmatch(body):
        return " ".join(filter(None, (inline["who"], ("", "được giao")[seed // 8 % 2], inline["does"])))
    return None


def _other_forms(text: str, clause: Clause, seed: int) -> str | None:
    before = _copied(text, clause, seed)
    after = _SLASHED.sub(_spelt_date, before) if seed % 3 else before.replace("-2025", "/2025").replace("31-7", "31/7")
    for short, spelt in _SHORT.items():
        after = re.sub(rf"(?<![\w/-]){short}\b", spelt, after)
    if after == before:
        after = re.sub(r"[uủ]ỷ? ban nhân dân", "UBND", before)
    return _capital(after) if after != before else None


def _spelt_date(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    return f"ngày {int(day)} tháng {int(month)}" + (f" năm {year[1:]}" if year else "")


def _opened(text: str, clause: Clause, seed: int) -> str | None:
    said = _copied(text, clause, seed)
    if re.match(r"(?:Theo|Trong đó|trong đó|Cùng với|Đồng thời|đồng thời|Đáng chú ý)\b", said):
        return None
    return f"{OPENINGS[seed // 16 % len(OPENINGS)]} {_small(said)}"


def _joined(text: str, first: Clause, second: Clause, seed: int) -> str | None:
    if first.lead_in != second.lead_in or re.match(r"(?i)về |đồng thời|trong đó", second.span.of(text)):
        return None
    link = ("; đồng thời ", " và ", "; ")[seed // 4 % 3]
    return _copied(text, first, seed).rstrip(" .…;") + link + _small(second.span.of(text).rstrip(" ;"))


def _small(text: str) -> str:
    """Return `text` as it goes on in a sentence; a name keeps its capital."""
    name = re.match(r"(?:Bộ|Ban|Đảng|Thường trực|Chính phủ|Trung ương|Ngày)\b", text)
    return text if name or text[1:2].isupper() else text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ended(text: str) -> str:
    return text if text.endswith((".", "…")) else f"{text.rstrip(' ,;:')}."


_WAYS: dict[str, Callable[[str, Clause, int], str | None]] = {
    "nguyên văn": _copied, "bỏ bớt cuối danh sách": _shortened, "cơ quan lên đầu": _addressee_first,
    "viết ngày, chữ tắt kiểu khác": _other_forms, "có lời mở đầu": _opened,
}  # fmt: skip
WAYS = (*_WAYS, "nối hai vế")


def _hash(*parts: str) -> int:
    return int.from_bytes(sha256("\0".join(parts).encode()).digest()[:6], "big")
