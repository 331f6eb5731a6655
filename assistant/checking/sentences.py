"""A draft cut into sentences, and which of them only give the writer's view."""

import re
from collections.abc import Iterator

from ingest.clauses import sentences
from ingest.document import Span
from ingest.text import fold

_LINE = re.compile(r"[^\n]+")
# «- », «• », «1. », «a) », «## » at the head of a line.
_BULLET = re.compile(r"\s*(?:[-–—*•+▪✓➢►]+\s+|#{1,6}\s+|>\s+|\(?\d{1,3}[.)]\s+|\(?[a-zđ][.)]\s+|[IVX]{1,5}[.)-]\s*)*")
_LETTER = re.compile(r"[^\W\d_]")
_OPINION = re.compile(
    r"\b(?:tôi|chúng tôi|chúng ta|chúng em|mình|bản thân|cá nhân tôi|theo tôi|theo ý kiến|thiết nghĩ|có thể thấy|có thể nói|phải nói"
    r"|dường như|có lẽ|hình như|hy vọng|hi vọng|mong rằng|rất mong|kính mong|mong sao|ước gì|giá mà|xin (?:cảm|cám|trân|chào|mời|kính|chúc)"
    r"|(?:cảm|cám) ơn|trân trọng|kính (?:thưa|chào|gửi)|chúc|đáng mừng|đáng tiếc|đáng khen|đáng lo|đáng quý|phấn khởi|vui mừng|tự hào|tin tưởng rằng"
    r"|tin rằng|tin là|bước (?:tiến|ngoặt|đột phá)|có ý nghĩa|ý nghĩa|kịp thời và đúng đắn|đúng đắn|sáng suốt|hợp lòng dân|hãy|mời (?:bà con|các bạn|quý)"
    r"|bà con hãy|không gì bằng|thật (?:là|sự)|quả (?:là|thật)|nên chăng|liệu|khó mà|e rằng|lo rằng|nghĩ rằng|cho rằng|cảm thấy|nhìn chung|suy cho cùng)\b"
    r"|\?\s*[”\"]?$|!\s*$"
)
# Up to this share of its words in a text, a sentence with such marks is the writer's view.
_OWN = 0.6


def sentences_of(draft: str) -> Iterator[Span]:
    """Yield the sentences of NFC `draft`, half-open, without bullets and numbering; a line break ends one."""
    for line in _LINE.finditer(draft):
        bullet = _BULLET.match(line[0])
        start = line.start() + (bullet.end() if bullet else 0)
        text = draft[start : line.end()]
        for span in sentences(text):
            if _LETTER.search(span.of(text)):
                yield Span(start + span.start, start + span.end)


def is_opinion(sentence: str, share: float) -> bool:
    """Return whether a sentence, of whose words a text holds that share, gives a view, a wish or a question."""
    return share < _OWN and _OPINION.search(fold(sentence)) is not None
