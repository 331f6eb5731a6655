"""A sentence as atoms: numbers, dates, documents, bodies, strengths … each comparable, and plain syllables."""

import re
from dataclasses import dataclass
from enum import Enum

from assistant.checking import lexicon
from assistant.checking.quantities import NUMBER_WORDS, ROMAN, value_of
from assistant.checking.wordlists import lines
from ingest.document import Span
from ingest.text import UPPER, fold


class Sort(Enum):
    """What kind of fact an atom states."""

    PLAIN = "plain"
    NEUTRAL = "neutral"  # says nothing of its own
    NUMBER = "number"
    DATE = "date"
    DOCUMENT = "document"
    BODY = "body"
    OFFICE = "office"
    LEVEL = "level"
    PERSON = "person"
    STRENGTH = "strength"
    EXTENT = "extent"
    LIMIT = "limit"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or phrase: `concept` is equal where two say the same; `span` is half-open, in characters."""

    concept: str
    sort: Sort
    span: Span


_NEUTRAL = frozenset(lines("neutral"))
_TYPES = {
    "kết luận": "kl", "kl": "kl", "chỉ thị": "ct", "nghị quyết": "nq", "quy định": "qđ", "quyết định": "qđ",
    "kế hoạch": "kh", "hướng dẫn": "hd", "thông báo": "tb", "nghị định": "nđ", "thông tư": "tt", "công văn": "cv",
    "kh": "kh", "ct": "ct", "nq": "nq", "qđ": "qđ", "nđ": "nđ", "luật": "luật", "quy chế": "qc",
    "thông tri": "ttr", "công điện": "cđ", "báo cáo": "bc", "tờ trình": "tờ",
}  # fmt: skip
_TYPE_NAMES = "|".join(sorted((fold(name) for name in _TYPES), key=len, reverse=True))
_NUMBER_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_DOCUMENT = (
    rf"(?:\b(?P<spelt_type>{_TYPE_NAMES})\s+(?:số\s+)?(?P<spelt>(?!năm\b)(?:(?:{_NUMBER_WORDS})\s+)+(?:{_NUMBER_WORDS})\b)|"
    rf"\b(?P<type>{_TYPE_NAMES})\s+(?:số\s+)?(?P<serial>\d{{1,4}})(?:[-/](?P<tail>[^\W_][\w/-]*))?(?!\w)(?!\s*%)"
    r"|\b(?P<bare>\d{1,4})(?:/(?P<issued>\d{4}))?[-/](?P<symbol>[^\W\d_]{1,4})(?P<issuer>(?:[-/][^\W_]\w*)*))"
)
_COUNTED_WORDS = (
    "người|đồng chí|đại biểu|lần|đảng bộ|chi bộ|nội dung|cấp|phó|bí thư|chủ tịch|tổ chức"
    "|cơ quan|đơn vị|xã|tỉnh|mục|điểm|nhóm"
)
# «mười một», «hai mươi tư»: days and months in words.
_ONES = "một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín"
_SPELT = rf"(?:(?:mười|hai mươi|ba mươi)(?: (?:{_ONES}))?|{_ONES}|giêng|chạp)"
_DATE = (
    rf"\b(?:ngày\s+|hôm\s+)?(?P<spelt_day>{_SPELT}|\d{{1,2}})\s+tháng\s+(?P<spelt_month>{_SPELT})\b"
    r"(?!\s+(?:ngày|tuần|triển|vận|thực|hoạt))"
    rf"|\b(?P<spelt_first>{_SPELT})"
    rf"(?=\s+(?:đến|tới)\s+(?:ngày\s+)?{_SPELT}\s+tháng\s+(?P<spelt_range>{_SPELT}|\d{{1,2}})\b)"
    r"|\b(?:ngày\s+|hôm\s+)?(?:mồng\s+|mùng\s+)?(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})"
    r"(?:\s*(?:năm|[/-])\s*(?P<year>\d{4}))?\b(?!\s+(?:ngày|tuần)\b)"
    r"|\b(?:ngày\s+|hôm\s+)?(?P<slashed>\d{1,2}[/.-]\d{1,2}(?:[/.-](?:\d{4}|\d{2}))?)(?![\w/%-])"
    rf"(?!\s+(?:{_COUNTED_WORDS}))"
    r"|\b(?P<first>\d{1,2})(?=\s*(?:-|đến|tới|đến ngày)\s*\d{1,2}\s*(?:/|tháng\s+)(?P<range>\d{1,2})\b)"
    rf"|\btháng\s+(?P<spelt_alone>{_SPELT})\b(?!\s+(?:tháng|ngày|năm\s+(?!\d)))"
    r"|\b(?P<edge>cuối|đầu|giữa)\s+(?P<span>(?:năm|tháng|quý)\s+[\divx]+(?:\s*(?:năm|/|-)\s*\d{4})?)\b"
    r"|\btháng\s+(?P<alone>\d{1,2})(?:\s*(?:năm|[/.-])\s*(?P<of>\d{4}))?\b"
    r"|\b(?:quý\s+(?P<quarter>[ivx]+|\d)(?:\s*(?:năm|[/-])\s*(?P<quarter_year>\d{4}))?)\b"
    r"|\bnăm\s+(?P<only>(?:19|20)\d{2})\b"
    r"|(?<![\d.,/-])(?P<period>(?:19|20)\d{2}\s*-\s*(?:19|20)\d{2})\b"
)
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Tô|Đinh|Lương|Trịnh|Mai|Cao|Tạ|Hà|Vương"
    "|Đoàn|Lâm|Thái|Nông|Triệu|Trương"
)
_PERSON = re.compile(rf"\b(?:{_SURNAMES})(?: [{UPPER}]\w+){{1,3}}")
_TOKEN = re.compile(
    rf"(?P<document>{_DOCUMENT})|(?P<date>{_DATE})|(?P<number>\d+(?:[.,]\d+)*\s?%?)|(?P<plain>[^\W_]+(?:&[^\W_]+)?)"
)
_SCALES = {"nghìn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_YEARS = range(1900, 2101)
# A length of time is another number than a count; so is a share.
_UNIT = re.compile(r" (?P<unit>giờ|ngày|tuần|tháng|quý|năm|nhiệm kỳ|triệu|tỷ|tỉ|nghìn)\b(?! \d)")
# «một» counts where one of these follows; else it is an article.
_COUNTED = re.compile(rf" (?:{_COUNTED_WORDS})\b")
_SYLLABLE = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
# «mong muốn» of someone else is a demand of a weak sort, of oneself a wish; «xem xét, đánh giá» is no reserve.
_FOLLOWED = {
    ("mong", "muốn"): re.compile(r" (?:các |những )?(?:cấp|đảng|bộ|ban|chính phủ|tỉnh|thành|địa phương|cơ quan)", re.I),
    ("xem", "xét"): re.compile(r"(?!,| đánh giá| lại| sửa| chỉ định)"),
}
# Abbreviations that are words too: «TU», «ThU», «ĐU».
_CAPITALS = {("tu",), ("thu",), ("đu",)}
_BEFORE_NUMBER = re.compile(r" \d")
_TABLES = (
    (Sort.LIMIT, lexicon.LIMITS), (Sort.STRENGTH, lexicon.STRENGTHS), (Sort.EXTENT, lexicon.EXTENTS),
    (Sort.BODY, lexicon.BODIES), (Sort.OFFICE, lexicon.OFFICES), (Sort.LEVEL, lexicon.LEVELS),
    (Sort.NEGATION, {word: (word,) for word in lexicon.NEGATIONS}),
    (Sort.PLAIN, {word: (word,) for word in lexicon.COMPOUNDS}),
)  # fmt: skip


def _phrases() -> dict[str, list[tuple[tuple[str, ...], Sort, str]]]:
    found: dict[str, list[tuple[tuple[str, ...], Sort, str]]] = {}
    for sort, table in _TABLES:
        for concept, phrases in table.items():
            for phrase in phrases:
                key = tuple(_SYLLABLE.findall(fold(phrase)))
                found.setdefault(key[0], []).append((key, sort, concept))
    for options in found.values():
        options.sort(key=lambda option: -len(option[0]))
    return found


_PHRASES = _phrases()


def atoms(text: str) -> list[Atom]:
    """Return the atoms of NFC `text` in order, neutral ones too; they never overlap."""
    folded = fold(text)
    names = {match.start(): match for match in _PERSON.finditer(text)}
    found, at = list[Atom](), 0
    while (match := _TOKEN.search(folded, at)) is not None:
        start = match.start()
        if (named := names.get(start)) is not None:
            found.append(_name(named, folded))
        elif match.lastgroup == "plain" or match["plain"]:
            found.append(_phrase(text, folded, match))
        else:
            found.append(_figure(match, folded))
        at = found[-1].span.end
    return found


def _name(match: re.Match[str], folded: str) -> Atom:
    span = Span(match.start(), match.end())
    return Atom(" ".join(span.of(folded).split()), Sort.PERSON, span)


def _phrase(text: str, folded: str, match: re.Match[str]) -> Atom:
    """Return the longest phrase that begins here: a fact of a table, a number in words, or one syllable."""
    ahead = [match[0]]
    ends = [match.end()]
    at = match.end()
    while len(ahead) < 8 and (following := re.compile(r"(?:,| -)? ([^\W_]+(?:&[^\W_]+)?)").match(folded, at)):
        ahead.append(following[1])
        ends.append(following.end())
        at = following.end()
    for key, sort, concept in _PHRASES.get(match[0], ()):
        end = ends[len(key) - 1] if len(key) <= len(ends) else 0
        if tuple(ahead[: len(key)]) == key and _is_meant(key, concept, text, match.start(), end):
            return Atom(concept, sort, Span(match.start(), end))
    for length in range(min(len(ahead), 7), 0, -1):
        words = ahead[:length]
        if all(word in NUMBER_WORDS for word in words) and (value := value_of(words)) is not None:
            span = Span(match.start(), ends[length - 1])
            if value in _YEARS and length > 1:
                return Atom(str(value), Sort.DATE, span)
            return _number(str(value), folded, span)
    if match[0] in ROMAN and folded[: match.start()].endswith(("lần thứ ", "đại hội ", "khóa ", "khoá ")):
        return Atom(str(ROMAN[match[0]]), Sort.NUMBER, Span(match.start(), match.end()))
    sort = Sort.NEUTRAL if match[0] in _NEUTRAL else Sort.PLAIN
    return Atom(match[0], sort, Span(match.start(), match.end()))


def _number(value: str, folded: str, span: Span) -> Atom:
    """Return a number with the unit of time or money behind it; «một» that counts nothing is no number."""
    unit = _UNIT.match(folded, span.end)
    if unit is not None and value.isdigit() and unit["unit"] in _SCALES:
        return Atom(str(int(value) * _SCALES[unit["unit"]]), Sort.NUMBER, Span(span.start, unit.end()))
    if unit is not None:
        return Atom(f"{value} {unit['unit']}", Sort.NUMBER, Span(span.start, unit.end()))
    if span.of(folded) == "một" and not _COUNTED.match(folded, span.end):
        return Atom("một", Sort.NEUTRAL, span)
    return Atom(value, Sort.NUMBER, span)


def _is_meant(key: tuple[str, ...], concept: str, text: str, start: int, end: int) -> bool:
    """Return whether a phrase is the one of the table: «đúng» before a number, «nên» that is no «therefore», «TU»."""
    if concept == "exactly":
        return _BEFORE_NUMBER.match(text, end) is not None
    if key in _CAPITALS:
        return not text[start:end].islower()
    if key in _FOLLOWED:
        return _FOLLOWED[key].match(text, end) is not None
    return key != ("nên",) or not text[:start].rstrip().endswith(",")


def _figure(match: re.Match[str], folded: str) -> Atom:
    span = Span(match.start(), match.end())
    if match["document"]:
        return Atom(_document(match), Sort.DOCUMENT, span)
    if match["date"]:
        return Atom(_date(match), Sort.DATE, span)
    figures = re.sub(r"^0+(?=\d)", "", match["number"].replace(" ", ""))
    return _number(
        re.sub(r"\.(?=\d{3}\b)", "", figures), folded, Span(span.start, match.start() + len(match["number"].rstrip()))
    )


def _document(match: re.Match[str]) -> str:
    """Return «type serial|year|issuer» with «?» for what is not said; the symbol outweighs the type in words."""
    if match["spelt"]:
        return f"{_TYPES_FOLDED[match['spelt_type']]} {value_of(match['spelt'].split())}|?|?"
    parts = [part for part in re.split("[-/]", match["tail"] or match["issuer"] or "") if part]
    years = [part for part in (*parts, match["issued"] or "") if re.fullmatch(r"\d{4}", part)]
    symbols = [part for part in parts if not part.isdigit()]
    kind = _TYPES_FOLDED.get(match["type"] or "", match["symbol"] or "")
    if symbols and symbols[0] in _TYPES.values():
        kind = symbols.pop(0)
    year, issuer = (years or ["?"])[0], (symbols or ["?"])[-1]
    return f"{kind} {int(match['serial'] or match['bare'])}|{year}|{issuer}"


_TYPES_FOLDED = {fold(name): short for name, short in _TYPES.items()}


def _number_of(words: str) -> int:
    special = {"giêng": 1, "chạp": 12, "tư": 4, "năm": 5}
    return int(words) if words.isdigit() else special.get(words) or value_of(words.split()) or 0


def _date(match: re.Match[str]) -> str:
    """Return «day/month/year» with «?» for what is not said; «month/year», «quý n/year», «year», «year-year»."""
    if match["period"]:
        return re.sub(r"\s", "", match["period"])
    if match["only"]:
        return match["only"]
    if match["quarter"]:
        number = ROMAN.get(match["quarter"], match["quarter"])
        return f"quý {number}/{match['quarter_year'] or '?'}"
    if match["spelt_day"]:
        return f"{_number_of(match['spelt_day'])}/{_number_of(match['spelt_month'])}/?"
    if match["spelt_first"]:
        return f"{_number_of(match['spelt_first'])}/{_number_of(match['spelt_range'])}/?"
    if match["edge"]:
        return " ".join(match[0].split())
    if match["spelt_alone"]:
        return f"?/{_number_of(match['spelt_alone'])}/?"
    if match["first"]:
        return f"{int(match['first'])}/{int(match['range'])}/?"
    if match["alone"]:
        return f"?/{int(match['alone'])}/{match['of'] or '?'}"
    if match["slashed"]:
        parts = [str(int(part)) for part in re.split(r"[/.-]", match["slashed"])]
        parts[2:] = [f"20{year}" if len(year) == 2 else year for year in parts[2:]]
        return "/".join([*parts, "?"][:3])
    return f"{int(match['day'])}/{int(match['month'])}/{match['year'] or '?'}"


def agrees(one: Atom, other: Atom) -> bool:
    """Return whether `one`, of a draft, says the same as `other`, of a source, an atom of the same sort."""
    if one.sort is Sort.DATE:
        return _same_date(one.concept, other.concept)
    if one.sort is Sort.DOCUMENT:  # what one leaves open, the year or the issuer, the other may say
        both = zip(one.concept.split("|"), other.concept.split("|"), strict=True)
        return all(a == b or "?" in (a, b) for a, b in both)
    if one.sort is Sort.NUMBER and " " not in one.concept:  # so may the source with a unit
        return one.concept == other.concept.split()[0]
    return one.concept == other.concept


def _same_date(one: str, other: str) -> bool:
    """Return whether two dates can be the same day, month or year: what one leaves open the other may say."""
    mine, theirs = one.split("/"), other.split("/")
    if len(mine) == 1:  # a year, or a period of years
        return one in {other, *re.split("[/-]", other)}
    if len(mine) != len(theirs):
        return False
    return all(a == b or "?" in (a, b) for a, b in zip(mine, theirs, strict=True))
