"""A draft cut into sentences, and which of them only give the writer's view."""

import re
from collections.abc import Iterator
from itertools import chain

from assistant.drafting.draft import OWN_MARK
from ingest.clauses import sentences
from ingest.document import Span
from ingest.text import LOWER, fold

_LINE = re.compile(r"[^\r\n]+")
# «- », «• », «1. », «a) », «## » at the head of a line.
_BULLET = re.compile(r"\s*(?:[-–—*•+▪✓➢►]+\s+|#{1,6}\s+|>\s+|\(?\d{1,3}[.)]\s+|\(?[a-zđ][.)]\s+|[IVX]{1,5}[.)-]\s*)*")
# A line of a hard-wrapped text: it is long, ends without a stop, and the next one begins small.
_HALF_LINE = 40
_STOPPED = re.compile(r"[.;:!?…][”\")]*\s*$")
_GOES_ON = re.compile(rf"\s*(?:[{LOWER}]|\d+[^\d.)])(?![.)])")
_LONGEST = 1000  # characters
_ANNEX = re.compile(r"^\s*BẢNG ĐỐI CHIẾU\s*$", re.MULTILINE)
_LETTER = re.compile(r"[^\W\d_]")
# A view, a wish, a question, whatever it is about.
_VIEW = re.compile(
    r"\b(?:có thể (?:thấy|nói)|theo (?:thiển ý|tôi|ý kiến|cảm nhận|quan điểm|suy nghĩ)|tôi|(?:em|mình|người viết"
    r"|chúng ta) (?:\w+ )?(?:nghĩ|cho rằng|cho là|thấy|mong|tin|hy vọng|hi vọng|đề xuất|kiến nghị|ủng hộ|cảm|hiểu"
    r"|thích|lo|muốn|xin|rất|cũng)|thiết nghĩ|rất mong|kính mong|mong (?:rằng|sao|bà con|các|được)|ước gì|giá mà"
    r"|giá như|(?:cảm|cám) ơn|nên chăng|suy cho cùng|nói gì thì nói|đọc xong|để lại bình luận|chia sẻ cảm nghĩ)\b"
    r"|\?\s*[”\"]?$"
)
# Forms of address, which news may have as well.
_ADDRESS = re.compile(
    r"\b(?:xin (?:được )?(?:trân|chào|mời|kính|chúc|chia)|trân trọng (?:cảm|kính|giới)|kính (?:thưa|chào|gửi)|^chúc)\b"
    r"|\b(?:nhỉ|nhé|nha|ạ|đấy|quá trời)(?: (?:bà con|các bạn|cả nhà))?\s*[.!?…]*$|!\s*$"
)
# Words of valuing, which a fact may hold too.
_VALUING = re.compile(
    r"\b(?:tôi|chúng tôi|chúng ta|em|mình|có thể (?:thấy|nói)|phải nói|dường như|có lẽ|hình như|hy vọng|hi vọng"
    r"|đáng (?:mừng|tiếc|khen|lo|quý|trân trọng|ghi nhận)"
    r"|phấn khởi|vui mừng|tự hào|tin tưởng|tin (?:rằng|là)|bước (?:tiến|ngoặt|đột phá)|ý nghĩa|đúng đắn"
    r"|đúng lúc|sáng suốt|hợp lòng dân|hãy|mời (?:bà con|các bạn|quý)"
    r"|không gì bằng|thật (?:là|sự)|quả (?:là|thật)|liệu|khó mà|e rằng|lo rằng|nghĩ rằng|cho rằng|cảm thấy"
    r"|nhìn chung|hơi|khá là|rất (?:đáng|kịp thời|trúng|cần|đúng|mừng|thiết thực)"
    r"|đề nghị các (?:chi bộ|đồng chí|bạn)|mọi người|bạn bè|thiết thực|khích lệ|trăn trở|kỳ vọng|ấn tượng|xúc động)\b"
)
# Up to this share of its words in a text, a sentence with such marks is the writer's view.
_OWN = 0.6
_HEADING = 6  # words


def sentences_of(draft: str) -> Iterator[Span]:
    """Yield the sentences of NFC `draft`, half-open, without bullets and numbering; a line break ends one.

    The annex that a draft of ours ends with is none of it, and neither are the notes behind that.
    """
    annex = _ANNEX.search(draft)
    for line in _lines(draft[: annex.start()] if annex else draft):
        bullet = _BULLET.match(line.of(draft))
        start = line.start + (bullet.end() if bullet else 0)
        text = draft[start : line.end]
        for span in chain.from_iterable(_cut(text, whole) for whole in sentences(text)):
            if _LETTER.search(span.of(text).replace(OWN_MARK, "")):
                yield Span(start + span.start, start + span.end)


def _lines(draft: str) -> Iterator[Span]:
    """Yield the lines of a draft; one that breaks off in the middle of a sentence goes on with the next."""
    start, end = 0, 0
    for line in _LINE.finditer(draft):
        before = draft[start:end]
        goes_on = len(before) > _HALF_LINE and not _STOPPED.search(before) and _GOES_ON.match(line[0])
        if not (goes_on and len(draft[end : line.start()].splitlines()) == 1):
            if end > start:
                yield Span(start, end)
            start = line.start()
        end = line.end()
    if end > start:
        yield Span(start, end)


def _cut(text: str, span: Span) -> Iterator[Span]:
    """Yield a sentence whole; one that is longer than any in earnest, in pieces that end at white space."""
    start = span.start
    while span.end - start > _LONGEST:
        end = text.rfind(" ", start, start + _LONGEST)
        end = end if end > start else start + _LONGEST
        yield Span(start, end)
        start = end + (text[end] == " ")
    if start < span.end:
        yield Span(start, span.end)


def is_opinion(sentence: str, share: float) -> bool:
    """Return whether a sentence, of whose telling words a text holds that share, gives a view, a wish or a question.

    A few words without a full stop, a heading, assert nothing either, nor what is marked as the writer's own.
    """
    if OWN_MARK in sentence:
        return True
    folded = fold(sentence)
    if share < _OWN and len(folded.split()) <= _HEADING and not re.search(r"[.…;\d][”\"]?$|\d", folded):
        return True
    if _VIEW.search(folded):
        return True
    return share < _OWN and (_VALUING.search(folded) is not None or _ADDRESS.search(folded) is not None)


# «Đáp: 11 nội dung.», «Đó là Bộ Tài chính.», «Hạn chót là …»: nothing without the sentence before.
_ANSWERS = re.compile(
    r"\s*(?:đáp|trả lời|đó là|đấy là|hạn(?: chót| cuối)?|thời hạn|(?:việc|nội dung|nhiệm vụ|con số|cơ quan"
    r"|yêu cầu) (?:này|đó))\b"
)


def in_context(sentence: str, before: str) -> str:
    """Return the sentence with the one `before` it, where it is an answer to that; else the sentence alone."""
    return f"{before} {sentence}" if before and _ANSWERS.match(fold(sentence)) else sentence
