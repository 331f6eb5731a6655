"""The gate of secrecy: what a document's stamps and marks say about who may read it.

Documents stamped MẬT, TỐI MẬT or TUYỆT MẬT are state secrets (Luật Bảo vệ bí mật nhà nước 117/2025/QH15, in force
from 1 March 2026) and never become part of a library. A stamp is known by its shape (capitals, alone, or in a field
or number made for it) and by its place (the head, running heads and feet, the edges of pages, the end), so that
«bí mật», «bảo mật», «mật độ» in prose, and titles about secrecy, pass.

A mark «GIẢI MẬT» does not undo a stamp beside it: a text layer does not show that the stamp was crossed out.
"""

import re
from collections.abc import Sequence

from ingest.document import DocumentType
from ingest.extraction import Role
from ingest.lines import CleanLine
from ingest.stamps import (
    LEVELS,
    Mark,
    is_empty_field,
    label_level,
    level_of,
    lone_level,
    marked_level,
    may_hold,
    merged_level,
    plain,
    readings,
)
from ingest.text import fold

_HEAD_LINES = 40  # lines that are not blank
_TAIL_LINES = 12
_EDGE_LINES = 3  # at the top and at the foot of each page
_PRELUDE_LINES = 25  # where no title ends it
_TYPES = "|".join(sorted((fold(kind.value) for kind in DocumentType), key=len, reverse=True))
_TITLE = re.compile(rf"\W*(?:{_TYPES})(?!\w)")
_LONGEST_MARK = 160  # characters of a line that can hold a mark
# The words after which a title or a sentence goes on with «mật»: «… BẢO VỆ BÍ / MẬT».
_LEADS_ON = re.compile(
    r"(?:\S\s+(?:độ|mức|dấu|tài liệu|văn bản|hồ sơ|công văn|tin)|(?:^|\W)(?:bí|bảo|cơ|giải|niêm|và|hoặc|hay|là)|[,(])$"
)
_GOES_ON = re.compile(r"(?:thuộc|của|trong|và|hoặc|do|được|tại)\s")
_ABOUT_SECRECY = re.compile(r"bí mật|độ mật|danh mục|bảo mật|độ tối|độ tuyệt")
_OF_A_FORM = re.compile(r"\W*(?:mẫu\s+(?:số|dấu|con dấu|\d)|\(?mẫu\s+dấu)|(?:mẫu|các|loại)\s+(?:con\s+)?dấu\b|đóng dấu")
_LONGEST_HALF = 14  # characters of «T U Y Ệ T»
_NEAR = 6  # lines within which another level makes a list of levels

_DRAFT = re.compile(
    r"(?:bản\s+)?dự\s*thảo(?:\s+(?:lần\s+(?:thứ\s+)?[\w]{1,5}|\d{1,2}|[ivx]{1,4}|v\d[\d.]*))?"
    r"(?:\s*(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4})?|\s*\d{1,2}[/.-]\d{4}"
    r"|\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)?(?:\s+(?:lấy|xin)\s+ý\s+kiến)?"
)
_INTERNAL = re.compile(
    r"(?:(?:tài liệu|văn bản|bản tin)\s+(?:này\s+)?)?(?:chỉ\s+)?lưu\s+hành\s+nội\s+bộ"
    r"(?:\s+(?:trong\s+)?(?:đảng|cơ quan))?"
)
_DECLASSIFIED = re.compile(r"(?:đã\s+)?giải\s+mật(?:\s+(?:kể\s+)?(?:từ\s+)?ngày\b.{0,40}|\s*:?\s*\d.{0,20})?")
_SPACED = {"dựthảo": "dự thảo", "lưuhànhnộibộ": "lưu hành nội bộ"}
_HANDLING = (("dự thảo", _DRAFT), ("lưu hành nội bộ", _INTERNAL), ("đã giải mật", _DECLASSIFIED))


def stamp(lines: Sequence[CleanLine]) -> str | None:
    """Return the highest stamp, «MẬT», «TỐI MẬT» or «TUYỆT MẬT», that a document of these lines carries."""
    kept = [line for line in lines if line.text.strip() or line.original.strip()]
    page = _Page(kept)
    found = {level for index in range(len(kept)) if (level := page.level(index))}
    return max(found, key=LEVELS.index, default=None)


def handling(lines: Sequence[CleanLine]) -> tuple[str, ...]:
    """Return «dự thảo», «lưu hành nội bộ», «đã giải mật» where a mark on a line of its own says so."""
    kept = [line for line in lines if line.text.strip() or line.original.strip()]
    page = _Page(kept)
    seen = [part for i, line in enumerate(kept) if page.is_marginal(i) for part in _parts(line.text)]
    return tuple(label for label, pattern in _HANDLING if any(_says(pattern, part) for part in seen))


def _says(pattern: re.Pattern[str], part: str) -> bool:
    heading = pattern is _DECLASSIFIED and part == part.capitalize() and part.startswith("G")  # of an article
    return pattern.fullmatch(fold(part)) is not None and not heading


def _parts(text: str) -> list[str]:
    letters = re.sub(r"\s", "", fold(plain(text)))
    parts = [text, *re.split(r"\s{2,}|\t|\|| [-–—] |/", plain(text)), _SPACED.get(letters, "")]
    return [plain(part).strip(" .,:;*#_()[]{}«»\"'|-–—=<>") for part in parts]


class _Page:
    """The lines that are not blank, and what the place of each makes of a mark on it."""

    def __init__(self, lines: Sequence[CleanLine]) -> None:
        self._lines = lines
        self._texts = [plain(line.text) for line in lines]
        self._prelude = self._end_of_prelude()
        self._edges = self._page_edges()

    def _end_of_prelude(self) -> int:
        """Return the index of the title, or of the first prose where there is none."""
        for index, text in enumerate(self._texts[:_HEAD_LINES]):
            title = _TITLE.match(fold(text))
            if title and (text[: title.end()].isupper() or not text[title.end() :].strip(" *")):
                return index
        for index, text in enumerate(self._texts[:_PRELUDE_LINES]):
            if len(text.split()) > 14 and self._lines[index].role not in (Role.HEADER, Role.FOOTER):
                return index
        return min(_PRELUDE_LINES, len(self._texts))

    def _page_edges(self) -> frozenset[int]:
        places: dict[int, list[int]] = {}
        for index, line in enumerate(self._lines):
            if line.page is not None:
                places.setdefault(line.page, []).append(index)
        return frozenset(index for found in places.values() for index in (*found[:_EDGE_LINES], *found[-_EDGE_LINES:]))

    def _is_running(self, index: int) -> bool:
        return self._lines[index].role in (Role.HEADER, Role.FOOTER)

    def is_marginal(self, index: int) -> bool:
        """Return whether the line stands where marks stand: head, end, running head or foot, edge of a page."""
        in_head = index < _HEAD_LINES or index >= len(self._lines) - _TAIL_LINES
        return in_head or index in self._edges or self._is_running(index)

    def level(self, index: int) -> str | None:
        """Return the level that the line at `index`, alone or with the next one, stamps the document with."""
        line = self._lines[index]
        if min(len(line.text), len(line.original)) > _LONGEST_MARK or not self._worth(index):
            return None
        for text in readings(line.text, line.original):
            if len(text) <= _LONGEST_MARK and (level := self._level(index, text)):
                return level
        return None

    def _worth(self, index: int) -> bool:
        line = self._lines[index]
        half = index + 1 < len(self._lines) and len(line.text) <= _LONGEST_HALF
        return may_hold(line.text) or may_hold(line.original) or (half and may_hold(self._lines[index + 1].text))

    def _level(self, index: int, text: str) -> str | None:
        early = index < self._prelude or self._is_running(index)
        found = self._split_level(index, text) or lone_level(text)
        if found and self._stands(index, found):
            return found.level
        if not self.is_marginal(index) or self._leads_on(index):
            return None
        if level := marked_level(text) or (self._field_value(index, text) if index < _HEAD_LINES else None):
            return level
        if index < self._prelude and (level := merged_level(text)):
            return level
        following = self._texts[index + 1].lstrip() if index + 1 < len(self._texts) else ""
        # «Dấu «MẬT» / hình chữ nhật …», «Con dấu TUYỆT MẬT, / TỐI MẬT …»
        goes_on = (following[:1].islower() or text.rstrip().endswith((",", ";"))) and not text.isupper()
        return None if goes_on else label_level(text, any_case=early)

    def _split_level(self, index: int, text: str) -> Mark | None:
        """Return the mark of «TỐI» over «MẬT»."""
        if len(text) > _LONGEST_HALF or index + 1 >= len(self._texts) or level_of(self._texts[index + 1]) != "MẬT":
            return None
        mark = lone_level(text + self._texts[index + 1])
        return mark if mark and mark.capitals and mark.level != "MẬT" else None

    def _field_value(self, index: int, text: str) -> str | None:
        """Return the level under «Độ mật:» on the line before, as web pages and tables give it."""
        mark = lone_level(text)
        return mark.level if mark and index and is_empty_field(self._texts[index - 1]) else None

    def _stands(self, index: int, mark: Mark) -> bool:
        """Return whether a lone mark at `index` is a stamp, and not the rest of a sentence, a cell or an example."""
        if self._leads_on(index):
            return False
        if index < self._prelude or self._is_running(index):
            return mark.capitals or mark.exact
        if not mark.capitals or not (mark.exact or self.is_marginal(index)):
            return False
        return not self._is_example(index, mark.level)

    def _leads_on(self, index: int) -> bool:
        """Return whether the line before goes on into this one: «… ĐỘ TUYỆT MẬT, / TỐI MẬT / THUỘC LĨNH VỰC …»."""
        if index == 0 or self._is_running(index) or not self._texts[index - 1].strip():
            return False
        before = fold(self._texts[index - 1]).strip()
        after = fold(self._texts[index + 1]).strip() if index + 1 < len(self._texts) else ""
        if _LEADS_ON.search(before):
            return True
        return _ABOUT_SECRECY.search(before) is not None and _GOES_ON.match(after + " ") is not None

    def _is_example(self, index: int, level: str) -> bool:
        """Return whether the line is one of a list of levels, a cell, or a specimen in a form."""
        if self._lines[index].role is Role.TABLE:
            return True
        around = [i for i in range(max(index - _NEAR, 0), min(index + _NEAR + 1, len(self._texts))) if i != index]
        others = {mark.level for i in around if (mark := lone_level(self._texts[i]))}
        if others - {level}:
            return True
        return any(_OF_A_FORM.search(fold(self._texts[i])) for i in around if i < index)
