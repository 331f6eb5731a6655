"""Whether repaired text can be trusted enough to be quoted: scrambled, unmarked and foreign text is refused aloud."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from ingest.errors import FileRefused
from ingest.lines import CleanLine
from ingest.syllables import Verdict, is_possible_unmarked, judged, words

_LEAST_WORDS = 20  # fewer say nothing about the language
_MOST_GARBLED = 0.02
_MOST_GARBLED_PAGE = 0.08
_FEWEST_GARBLED = 5
_LEAST_MARKED = 0.04  # of words with letters that only Vietnamese has; about 0.6 in sound text
_LEAST_UNMARKED = 0.75
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


def refuse_untrusted(lines: Sequence[CleanLine]) -> None:
    """Raise `FileRefused` where the lines, or those of one page, are not sound Vietnamese."""
    texts = ((page, "\n".join(line.text for line in of_page)) for page, of_page in groupby(lines, _page))
    pages = [(page, Counter(words(text))) for page, text in texts]
    found = Counter[str]()
    for _, of_page in pages:
        found.update(of_page)
    _refuse_other_language(found)
    _refuse_garbled(found, "", _MOST_GARBLED)
    for page, of_page in pages:
        if page is not None:
            _refuse_garbled(of_page, f"trang {page}: ", _MOST_GARBLED_PAGE)


def _page(line: CleanLine) -> int | None:
    return line.page


def _refuse_other_language(found: Counter[str]) -> None:
    plain = Counter({word: times for word, times in found.items() if word.isalpha()})
    if plain.total() < _LEAST_WORDS or _share(plain, lambda word: bool(_VIETNAMESE.search(word))) >= _LEAST_MARKED:
        return
    if _share(plain, is_possible_unmarked) >= _LEAST_UNMARKED:
        raise FileRefused("văn bản gõ không có dấu tiếng Việt nên không thể trích dẫn nguyên văn; hãy nạp bản có dấu.")
    raise FileRefused(
        "chữ đọc ra không phải tiếng Việt, hoặc theo bảng mã chưa biết; hãy lưu lại tệp theo Unicode hoặc nạp bản khác."
    )


def _share(found: Counter[str], holds: Callable[[str], bool]) -> float:
    return sum(times for word, times in found.items() if holds(word)) / max(found.total(), 1)


def garbled(found: Iterable[str]) -> Counter[str]:
    """Return the words with marks that no Vietnamese word has; «Société» may be a name."""
    return Counter(
        {
            word: times
            for word, times in Counter(found).items()
            if not word.isascii()
            and judged(word) is Verdict.IMPOSSIBLE
            and not (word.istitle() and word.isalpha() and not _VIETNAMESE.search(word))
        }
    )


def _refuse_garbled(found: Counter[str], place: str, most: float) -> None:
    bad = garbled(found)
    judgeable = sum(times for word, times in found.items() if judged(word) is Verdict.POSSIBLE) + bad.total()
    if bad.total() < _FEWEST_GARBLED or len(bad) < 3 or bad.total() <= most * judgeable:
        return
    examples = ", ".join(f"«{word[:20]}»" for word, _ in bad.most_common(3))
    raise FileRefused(
        f"{place}{bad.total()} trong {judgeable} từ sai dấu hoặc hỏng mã, như {examples}, nên không thể trích dẫn; "
        "hãy nạp bản gốc khác hoặc bản quét để nhận dạng lại."
    )
