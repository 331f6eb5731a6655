"""Understanding a question: its words, the documents that it names, what came before it, and what it may not ask."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.entities import plain
from assistant.references import Reference, find_references, is_cited_in, matches
from ingest.document import Document
from ingest.errors import QuestionError
from ingest.text import compose, fold

LONGEST_QUESTION = 2000
History = Sequence[tuple[str, str]]

# Asked to invent, to forge, to drop the rules or to reveal them, in words that leave no doubt (plain text). What
# these miss the classifier of the index finds.
_MISUSE = re.compile(
    r"(?<!tin )\bbia (?:ra|them|dai|giup|ho(?! so)|luon|cho (?:toi|minh|em|tao|anh|chi))\b"
    r"|\b(?:bo qua|bo het|quen het|phot lo)\s+(?:\w+\s+){0,3}(?:quy tac|chi dan|huong dan (?:truoc|he thong))\b"
    r"|\b(?:system prompt|jailbreak|api key|ignore (?:all|the|your|previous))\b"
    r"|\b(?:gia mao|gia danh|mao danh|trich dan gia|van ban gia|chu ky gia|con dau gia)\b"
    r"|\b(?:nhu|giong|y nhu) (?:trich )?that\b|\bnhu nguyen van\b"
)
# Points back at the talk before it (plain text).
_POINTS_BACK = re.compile(
    r"^(?:the|vay|con|roi|a|u|thi ra|the con|vay con|the thi|vay thi)\b"
    r"|\b(?:viec|cai|dieu|chuyen|bo|co quan|doan|van ban|don vi|muc|noi dung|ket luan|ho so|nhiem vu|ban|nguoi|ong"
    r"|khoan|cho|bao cao|quy dinh|to chuc|han|tai lieu|ke hoach)\s+(?:do|nay|ay|kia|tren|vua (?:roi|noi|neu))\b"
    r"|\b(?:ho|no|do|ay|nay|kia|o tren|vua roi|nhu tren|tiep theo|them nua|nua khong)\b"
)
# A question that is nothing without the talk before it: short, and about «việc đó», «bộ kia».
_ONLY_POINTS_BACK = re.compile(
    r"\b(?:việc|cái|điều|chuyện|bộ|cơ quan|đoạn|đơn vị|mục|nội dung|nhiệm vụ|người|ông|báo cáo) (?:đó|này|ấy|kia)\b"
    r"|\b(?:viec (?:do|nay|ay|kia)|bo (?:nay|ay|kia)|chuyen (?:nay|ay|kia)|co quan (?:do|nay|kia))\b"
)
# An overview of a topic («Hai kết luận nói gì về …», «Liệt kê các nội dung về …»), folded, with or without marks.
_OVERVIEW = re.compile(
    r"\b(?:nói gì|nói những gì|nêu gì|quy định gì|có gì|nói|nhắc|đề cập|liệt kê|tổng hợp|so sánh|đối chiếu|tóm tắt"
    r"|(?:các|những) (?:nội dung|yêu cầu|chỗ|quy định)|chỗ nào|điểm chung|giống nhau|khác nhau|noi gi|noi|nhac|de cap"
    r"|liet ke|tong hop|so sanh|doi chieu|tom tat|(?:cac|nhung) (?:noi dung|yeu cau|cho|quy dinh))\b"
    r"[^.?!]{0,60}?\b(?:về|tới|đến|ve|toi|den)\s+(?P<topic>[^.?!]{2,80})"
)
_OVERVIEW_BEHIND = re.compile(
    r"^(?P<topic>[^,.?!]{2,60}?) (?:được|có được|duoc|co duoc) "
    r"(?:quy định|nêu|nói|nhắc|đề cập|quy dinh|neu|noi|nhac|de cap)\b"
)
_AFTER_TOPIC = re.compile(
    r"\s*(?:[,;:(]|\b(?:trong|ở|theo|của|giữa|o|cua|giua)\s+(?:cả )?(?:hai |2 |mỗi |moi )?"
    r"(?:kết luận|kl|văn bản|bản|ket luan|van ban|177|179)\b).*$"
)
_QUESTION_TAIL = re.compile(r"\s*\b(?:không|khong|ko|nào|nao|gì|gi|ra sao|(?:như )?thế nào|(?:nhu )?the nao)\s*$")
_LONGEST_OVERVIEW, _LONGEST_TOPIC = 30, 12
# A paragraph asked for by its number.
_PARAGRAPH_NUMBER = re.compile(
    r"(?<!giai )\bđoạn (?:số |thứ )?(\d{1,3})(?![\w/-])|(?<!giai )\bdoan (?:so |thu )?(\d{1,3})(?![\w/-])"
)
_BARE = re.compile(
    r"(?:(?:da|a|the|vay|va|roi)\b[ ,]*)?(?:han|ai|bao gio|khi nao|toi da|toi thieu|may|bao nhieu|o dau"
    r"|bo nao|co quan nao|so may|nhat la|can cu|dua|gom|la (?:gi|ai|nhung))\b"
)
_LONGEST_BARE = 6
_SHORT_QUESTION_WORDS = 7
_LONGEST_BARE_REFERENCE = 8


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    `text` is NFC; `named` are the held documents that it names, `unknown` the documents that the library neither
    holds nor cites, `cited` those that it only cites; `misuse` tells that it asks to invent, to forge or to drop the
    rules.
    """

    text: str
    named: tuple[Document, ...]
    unknown: tuple[Reference, ...]
    cited: tuple[Reference, ...]
    misuse: bool

    @property
    def numbers(self) -> tuple[str, ...]:
        """Labels of the held documents that the question names."""
        return tuple(document.label for document in self.named)


def understand(text: str, documents: Sequence[Document]) -> Question:
    """Return the question as understood against the library's documents.

    Raises:
        QuestionError: it is empty, has no letter, or is longer than `LONGEST_QUESTION` characters.
    """
    cleaned = _cleaned(text)
    references = find_references(cleaned, documents)
    held = [document for document in documents if any(matches(reference, document) for reference in references)]
    absent = [item for item in references if not any(matches(item, document) for document in documents)]
    cited = [item for item in absent if is_cited_in(item, documents)]
    unknown = [item for item in absent if item not in cited]
    return Question(cleaned, tuple(held), tuple(unknown), tuple(cited), _MISUSE.search(plain(cleaned)) is not None)


def _cleaned(text: str) -> str:
    visible = "".join(
        c for c in compose(text) if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )
    cleaned = " ".join(visible.split())
    if not any(map(str.isalnum, cleaned)):
        raise QuestionError("Câu hỏi đang trống; hãy gõ câu hỏi rồi gửi lại.")
    if len(cleaned) > LONGEST_QUESTION:
        raise QuestionError(
            f"Câu hỏi dài {len(cleaned)} ký tự, vượt mức {LONGEST_QUESTION} ký tự; "
            "hãy rút gọn hoặc tách thành nhiều câu hỏi."
        )
    return cleaned


def topic(question: str) -> str | None:
    """Return what an overview is asked about («Hai kết luận nói gì về con dấu?» → «con dấu»), folded."""
    folded = fold(question)
    match = _OVERVIEW.search(folded) or _OVERVIEW_BEHIND.search(folded)
    if match is None or len(folded.split()) > _LONGEST_OVERVIEW:
        return None
    found = _QUESTION_TAIL.sub("", _AFTER_TOPIC.sub("", match["topic"]).strip()).strip()
    return found if 1 <= len(found.split()) <= _LONGEST_TOPIC else None


def paragraph_number(question: str) -> int | None:
    """Return the number of the paragraph that the question asks for («đoạn 7»), if it asks for one."""
    match = _PARAGRAPH_NUMBER.search(fold(question))
    return int(match[1] or match[2]) if match else None


def points_back(question: str) -> bool:
    """Return whether the question leans on what was said before («Thế bộ kia thì sao?»)."""
    return _POINTS_BACK.search(plain(question)) is not None


def is_bare(question: str) -> bool:
    """Return whether the question is a question word and little more («Hạn là bao giờ?», «Tối đa mấy người?»)."""
    return len(question.split()) <= _LONGEST_BARE and _BARE.match(plain(question)) is not None


def may_be_elliptic(question: str) -> bool:
    """Return whether the question is so short that it may go on with what was said before («Bộ nào phối hợp?»)."""
    return len(question.split()) <= _SHORT_QUESTION_WORDS


def only_points_back(question: str) -> bool:
    """Return whether the question cannot be understood without what was said before («Hạn chót cho việc đó?»)."""
    words = fold(question)
    return len(words.split()) <= _LONGEST_BARE_REFERENCE and _ONLY_POINTS_BACK.search(words) is not None


def previous_questions(history: History) -> list[str]:
    """Return what the user asked before, latest first."""
    return [compose(text)[:LONGEST_QUESTION] for role, text in reversed(history) if role == "user"]
