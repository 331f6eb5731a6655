"""What an answer may say, told without the check that made it: every statement against the quotes it rests on.

The rules are simple and strict. They share no code with `assistant.writing`: normalisation, dates, abbreviations and
lists of words are their own.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ELISION = " […] "
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPENING = re.compile(
    r"(?:ngoài ra|đồng thời|cụ thể|theo đó|bên cạnh đó|trước hết|tiếp theo|cuối cùng|cùng với đó"
    r"|thứ (?:nhất|hai|ba|tư|năm)|(?:một|hai|ba|bốn|năm) là|theo [^,]{5,80})\s*[,:]\s+"
)
_SHORT = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc", "tw": "trung ương",
    "csdl": "cơ sở dữ liệu", "btv": "ban thường vụ", "kl": "kết luận", "tp": "thành phố",
    "cntt": "công nghệ thông tin", "bhxh": "bảo hiểm xã hội", "đvhc": "đơn vị hành chính", "bct": "bộ chính trị",
    "bbt": "ban bí thư", "nsnn": "ngân sách nhà nước", "cbcc": "cán bộ công chức",
}  # fmt: skip
_DIGITS = {"một": "1", "hai": "2", "ba": "3", "bốn": "4", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10"}
_FUNCTION = frozenset(re.findall(r"\w+", "các những việc thì là mà rằng của và này đó cũng số ngày đồng thời"))
_CHARGE = re.compile(
    r"\b(?:được (?:giao(?: nhiệm vụ)?|chỉ đạo|yêu cầu|phân công)|có (?:nhiệm vụ|trách nhiệm)|phải|cần)(?!\w)"
)
_CHARGING = re.compile(r"\b(?:giao|chỉ đạo|yêu cầu|phân công)\b")
_NEGATION = re.compile(r"\b(?:không|chưa|chẳng|đừng|cấm|tránh|trái)\b")
_MODAL = re.compile(
    r"\b(?:phải|cần|nên|buộc|bắt buộc|có thể|được phép|cho phép|khuyến khích|đề nghị|kiến nghị|đề xuất|nghiên cứu"
    r"|xem xét|dự kiến|thí điểm|khoảng|cơ bản|từng bước|tạm thời|hạn chế|đã|sẽ|đang)\b"
)
_RESTRICTION = re.compile(
    r"\b(?:trừ|nếu|tối đa|tối thiểu|ít nhất|nhiều nhất|không quá|trước|sau|chậm nhất|muộn nhất|riêng|dưới|trên"
    r"|chỉ(?! (?:đạo|thị|tiêu|số|huy|rõ|dẫn|định)\b))\b"
)
_WEAK_BEFORE = re.compile(r"\b(?:không|chưa|cấm|cho phép|khuyến khích|có thể|dự kiến|thí điểm|xem xét|kiến nghị)\b")
_CONDITION_AFTER = re.compile(r"\b(?:trừ(?: khi| trường hợp)?|nếu|với điều kiện)\b")
_DATE = re.compile(
    r"\b(?:ngày\s+)?(?P<d>\d{1,2})(?:\s+tháng\s+|[/.-])(?P<m>\d{1,2})(?:(?:\s+năm\s+|[/.-])(?P<y>\d{4}))?(?![\w/-]|\.\d)"
    r"|\btháng\s+(?P<m2>\d{1,2})(?:\s+năm\s+|[/.-])(?P<y2>\d{4})\b"
)
_SYMBOL = re.compile(r"\b\d+(?:[/-][^\W_]+)+")
_TOKEN = re.compile(r"<[\d/?]+>|\d+(?:[/-][^\W_]+)+|\d+(?:[.,]\d+)*|[^\W_]+")
_BODY = re.compile(
    r"\b(?:Bộ|Ban|Đảng [uU][ỷy]|Đảng ủy|Ủy ban|Uỷ ban|Hội đồng|Văn phòng|Thủ tướng|Chính phủ"
    r"|Quốc hội|Tổng Bí thư|Thường trực)"
    r"(?:(?: và|, | -)?\s[A-ZĐÀ-Ỹ][^\W\d_]*)*"
)
_MARKUP = re.compile(
    r"</?[a-zA-Z!][^>]*>?|\]\s*\(|!\[|https?:|www\.|\w+://|javascript:|data:|&#?\w+;|\*\*|__|^#+\s|\|.*\||`|\{|\}"
    r"|\[D\d+|[a-z0-9-]+\.(?:com|org|net|vn|xyz|info|io)\b",
    re.MULTILINE,
)
_PLAIN = re.compile(r"[^\w\s.,;:!?()%/+&…“”‘’«»\"'–\-\[\]]|[^\x00-\u01b0\u1ea0-\u1ef9\u2010-\u2027]")
# The lines about the model that an answer may open with; a fault is told in our words.
_NOTE = re.compile(
    r"Các câu đầu do mô hình ngôn ngữ chọn và sắp xếp, đã được đối chiếu với đoạn trích dẫn"
    r"(?:; \d+ câu không có căn cứ đã bị bỏ)?\."
    r"|Phần mô hình ngôn ngữ viết không đủ căn cứ trong văn bản nên không được dùng; dưới đây là trích nguyên văn\."
    r"|Không dùng được mô hình ngôn ngữ: [^<>\[\]{}`*|]{3,120}\. Dưới đây là trích nguyên văn\."
    r"|Mô hình ngôn ngữ ngừng giữa chừng: [^<>\[\]{}`*|]{3,120}\."
)


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that an answer may not say."""

    kind: str
    statement: str
    detail: str


def violations(answer: Mapping[str, Any], extractive: Mapping[str, Any], rules: str = "") -> list[Violation]:
    """Return what is wrong with `answer`, both in the form of the `batch` contract.

    `extractive` is the answer to the same question without a model: its paragraphs are the ones retrieved. `rules` is
    what the model was told, of which nothing may be shown.
    """
    held = {(c["document"], c["paragraph"]): c["paragraph_text"] for c in extractive["citations"]}
    found: list[Violation] = (
        [] if answer["status"] == extractive["status"] else [Violation("trạng thái", "", answer["status"])]
    )
    for citation in answer["citations"]:
        found += _of_citation(citation, held)
    for statement in answer["statements"]:
        found += _of_statement(statement, answer["citations"])
        found += _of_rules(statement["text"], _quoted(statement, answer["citations"]), rules)
    return [*found, *_of_own_words(answer, extractive, rules)]


def _quoted(statement: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(citations[place]["quote"] for place in statement["citations"])


def _of_citation(citation: Mapping[str, Any], held: Mapping[tuple[str, int], str]) -> Iterator[Violation]:
    text = held.get((citation["document"], citation["paragraph"]))
    if text is None:
        yield Violation("đoạn không được truy hồi", "", f"{citation['document']}#{citation['paragraph']}")
    elif text[citation["start"] : citation["end"]] != citation["quote"] or citation["quote"] not in text:
        yield Violation("trích không nguyên văn", "", citation["quote"])
    else:
        yield from _of_cut(citation, text)


def _of_cut(citation: Mapping[str, Any], text: str) -> Iterator[Violation]:
    """A quote may not leave out what denies or weakens it in front, nor a condition behind."""
    before = re.split(r"[;:.]\s", text[: citation["start"]])[-1]
    behind = re.split(r"[;.]\s", text[citation["end"] :])[0]
    # Two quotes of one statement may stand on either side: a lead-in is a quote of its own.
    if weak := _WEAK_BEFORE.search(_folded(before)):
        yield Violation("trích bỏ phủ định, mức độ đứng trước", citation["quote"], weak[0])
    if condition := _CONDITION_AFTER.search(_folded(behind)):
        yield Violation("trích bỏ điều kiện đứng sau", citation["quote"], condition[0])


def _of_statement(statement: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> Iterator[Violation]:
    text, quotes = statement["text"], [citations[place]["quote"] for place in statement["citations"]]
    if not quotes:
        yield Violation("không có trích dẫn", text, "")
    elif statement["verbatim"]:
        if text != _ELISION.join(quotes):
            yield Violation("không nguyên văn", text, "")
    else:
        yield from _of_wording(text, " ".join(quotes))


def _of_wording(text: str, quoted: str) -> Iterator[Violation]:
    source = " ".join(quoted.split())
    if odd := next((m[0] for m in _PLAIN.finditer(text) if m[0] not in source), ""):
        yield Violation("ký tự lạ", text, repr(odd))
    if markup := next((m[0] for m in _MARKUP.finditer(text) if m[0] not in source), ""):
        yield Violation("ký hiệu định dạng", text, markup)
    base = _folded(source)
    said = _without_charge(_folded(text), base)
    if (opening := _OPENING.match(said)) and opening[0] not in base:
        yield Violation("lời mở đầu", text, opening[0])
    yield from _of_names(text, source)
    yield from _absent(said, base, text)
    yield from _of_order(said, base, text)


def _absent(said: str, base: str, text: str) -> Iterator[Violation]:
    there = set(_tokens(base))
    for token in _tokens(said):
        if token not in there and token not in _FUNCTION:
            yield Violation(_kind(token), text, token)


def _kind(token: str) -> str:
    if token.startswith("<"):
        return "ngày tháng"
    if _SYMBOL.fullmatch(token):
        return "số hiệu"
    if token[0].isdigit():
        return "con số"
    return "phủ định" if _NEGATION.fullmatch(token) else "mức độ" if _MODAL.fullmatch(token) else "từ ngữ"


def _of_names(text: str, source: str) -> Iterator[Violation]:
    base = " ".join(_tokens(_folded(source)))
    for match in _BODY.finditer(text):
        name = " ".join(_tokens(_folded(match[0])))
        if f" {name} " not in f" {base} ":
            yield Violation("cơ quan", text, match[0])


def _of_order(said: str, base: str, text: str) -> Iterator[Violation]:
    """The words must stand in the quotes in order; of what they span no denial, degree or condition may be missing."""
    own = [token for token in _tokens(said) if token not in _FUNCTION]
    source = [token for token in _tokens(base) if token not in _FUNCTION]
    places = _latest_start(own, source)
    if places is None:
        if set(own) <= set(source):
            yield Violation("trật tự từ", text, "")
        return
    covered = " ".join(source[places[0] : places[-1] + 1]) if places else ""
    for kind, pattern in (("phủ định", _NEGATION), ("mức độ", _MODAL), ("điều kiện", _RESTRICTION)):
        written, there = Counter(pattern.findall(" ".join(own))), Counter(pattern.findall(covered))
        if written != there:
            yield Violation(kind, text, f"{dict(written)} / {dict(there)}")


def _latest_start(own: Sequence[str], source: Sequence[str]) -> list[int] | None:
    """Return places of `own` in `source` in order, packed towards their end; `None` where there are none."""
    at, ends = -1, list[int]()
    for token in own:
        if (at := next((p for p in range(at + 1, len(source)) if source[p] == token), -1)) < 0:
            return None
        ends.append(at)
    packed, at = list[int](), ends[-1] + 1 if ends else 0
    for token in reversed(own):
        at = next(p for p in range(at - 1, -1, -1) if source[p] == token)
        packed.append(at)
    return packed[::-1]


def _without_charge(said: str, base: str) -> str:
    """Leave out «được giao», «phải» once, where the quotes charge somebody and do not say it themselves."""
    if not _CHARGING.search(base) or (match := _CHARGE.search(said)) is None or match[0] in base:
        return said
    return said[: match.start()] + said[match.end() :]


def _of_rules(text: str, quoted: str, rules: str) -> Iterator[Violation]:
    runs = [rules[start : start + 25] for start in range(0, max(0, len(rules) - 25), 5)]
    if leaked := next((run for run in runs if run in text and run not in quoted), ""):
        yield Violation("lộ lời dặn mô hình", text, leaked)


def _of_own_words(answer: Mapping[str, Any], extractive: Mapping[str, Any], rules: str) -> Iterator[Violation]:
    allowed = set(extractive["text"].split("\n"))
    shown = [
        f"• {mark}{statement['text']}{end} [{answer['citations'][statement['citations'][0]]['locator']}]"
        for statement in answer["statements"] if statement["citations"] for mark, end in (("“", "”"), ("", ""))
    ]  # fmt: skip
    rest = answer["text"]
    for line in sorted(shown, key=len, reverse=True):
        rest = f"{rest}\n".replace(f"{line}\n", "\n")
    for line in filter(None, rest.split("\n")):
        if line not in allowed and not _NOTE.fullmatch(line):
            yield Violation("lời ngoài khuôn", "", line)
        yield from _of_rules(line, "", rules)


def _tokens(folded: str) -> list[str]:
    return _TOKEN.findall(folded)


def _folded(text: str) -> str:
    """Return `text` in lower case, tones behind their syllable, dates as <d/m/y>, abbreviations spelt out."""
    small = unicodedata.normalize("NFC", text).lower()
    dated = _DATE.sub(_dated, small)
    spelt = re.sub(r"(?<![\w/-])[^\W_]+(?![\w/-])", lambda m: _SHORT.get(m[0], _DIGITS.get(m[0], m[0])), dated)
    padded = re.sub(r"(?<![\d/.,<-])0+(?=\d)", "", spelt)
    return re.sub(r"[^\W\d_]+", lambda m: _toned(m[0]), padded)


def _toned(syllable: str) -> str:
    """Return the syllable spelt the new way: «uỷ» → «ủy», «hoá» → «hóa»."""
    apart = unicodedata.normalize("NFD", syllable)
    tone = "".join(letter for letter in apart if letter in _TONES)
    bare = unicodedata.normalize("NFC", "".join(letter for letter in apart if letter not in _TONES))
    match = re.search(r"(?<!q)(oa|oe|uy)$", bare)
    if not tone or match is None:
        return syllable
    at = match.start() + 1
    return unicodedata.normalize("NFC", bare[:at] + tone + bare[at:])


def _dated(match: re.Match[str]) -> str:
    if match["m2"]:
        return f"<{int(match['m2'])}/{match['y2']}>"
    return f"<{int(match['d'])}/{int(match['m'])}" + (f"/{match['y']}>" if match["y"] else ">")
