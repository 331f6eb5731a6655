"""PDF: pages with a text layer, pages that are pictures, and files with both.

Each page is read by pypdf first. Where its text cannot be trusted the other readers of text layers try, then OCR; the
best by the judge stays.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from pypdf import PageObject

from ingest.errors import FileRefused, FileState
from ingest.extraction import Extraction, PageReading, RawLine, Way
from ingest.formats import ocr
from ingest.formats.judge import Quality, judged
from ingest.formats.pdf_file import contents, damage_refused, opened
from ingest.formats.pdf_font import FontTable
from ingest.formats.pdf_lines import lines
from ingest.formats.pdf_others import OTHER_WAYS
from ingest.formats.pdf_page import PageContent, page_content
from ingest.progress import page_done

_MOST_PAGES = 3000
_MOST_PIXELS = 150_000_000  # of a picture: A0 at 300 dots an inch has 140 million
_COVERED = 0.5  # share of a page that pictures cover, so that it may be a scan
_FEW_LETTERS = 400  # on a scan: a stamp, an electronic signature; a page of prose has 1,500
_TRUSTED_LETTERS = 150  # so many say that a page with a picture is more than a signed scan
_FEWEST_LETTERS = 40  # so many say that outlines are an emblem beside the text
_MANY_CURVES = 500  # letters drawn as outlines have dozens each
_MOST_THREADS = 4  # pages read again at the same time
_BETTER = 0.05  # of the share of possible words: so much must another reading gain
_RICHER = 1.5  # times as many letters


def read_pdf(path: Path) -> Extraction:
    """Return the lines of a PDF and how each page was read.

    Raises:
        FileRefused: locked by a password, damaged, too long, without letters, or a scan that cannot be read here.
    """
    pages = _read_again(path, _first_readings(path))
    _refuse_unread(path, pages)
    if not any(page.quality.letters for page in pages):
        tried = ", kể cả sau khi nhận dạng chữ (OCR)" if any(page.pictured for page in pages) else ""
        raise FileRefused(f"«{path}»: không có chữ nào trong tệp PDF{tried}; hãy kiểm tra lại bản gốc.")
    return Extraction(
        "PDF",
        tuple(line for page in pages for line in page.lines),
        tuple(PageReading(page.number, page.way) for page in pages),
        tuple(_notes(pages)),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as read so far; pictures that cover it, or outlines, may hold text that its text layer does not."""

    number: int
    lines: tuple[RawLine, ...]
    way: Way
    quality: Quality
    covered: bool = False
    outlined: bool = False

    @property
    def needs_ocr(self) -> bool:
        """Whether letters may be lost without OCR: hardly any on a picture, or ones that cannot be words."""
        return not self.quality.sound or (self.pictured and self.quality.letters < _FEW_LETTERS)

    @property
    def pictured(self) -> bool:
        """Whether the page shows more than its text layer."""
        return self.covered or self.outlined

    @property
    def unread(self) -> bool:
        """Whether the page is a picture with next to no text beside it."""
        least = _TRUSTED_LETTERS if self.covered else _FEWEST_LETTERS
        return self.pictured and self.quality.letters < least

    def read(self, way: Way, lines: Sequence[RawLine]) -> "_Page":
        """Return the better one of this reading and another."""
        quality = judged(lines)
        old = self.quality
        richer = quality.sound and quality.letters > max(_RICHER * old.letters, 1)
        better = not old.sound and quality.share > old.share + _BETTER and quality.letters > 0.7 * old.letters
        if not (richer or better):
            return self
        return replace(self, way=way, lines=tuple(lines), quality=quality)


def _first_readings(path: Path) -> list[_Page]:
    with damage_refused(path):
        reader = opened(path)
        count = len(reader.pages)
        if count > _MOST_PAGES:
            raise FileRefused(
                f"«{path}»: tệp PDF có {count} trang, nhiều hơn {_MOST_PAGES}; hãy tách nhỏ rồi nạp lại.",
                FileState.TOO_BIG,
            )
        fonts, pages, done = FontTable(), list[_Page](), 0
        for number, page in enumerate(reader.pages, 1):
            shown = page_content(page, contents(reader, page), fonts)
            pages.append(_first_reading(path, number, shown, _area(page)))
            done += not pages[-1].needs_ocr
            page_done(done, count)
    return pages


def _first_reading(path: Path, number: int, shown: PageContent, area: float) -> _Page:
    if shown.image_pixels > _MOST_PIXELS:
        raise FileRefused(
            f"«{path}», trang {number}: ảnh của trang lớn hơn {_MOST_PIXELS // 10**6} triệu điểm; "
            "hãy quét lại với độ phân giải 300 dpi rồi nạp lại.",
            FileState.TOO_BIG,
        )
    found = tuple(RawLine(_whole(text), number, wrapped=True, font=font) for text, font in lines(shown.runs))
    covered, outlined = shown.image_area > _COVERED * area, shown.curves > _MANY_CURVES
    way = Way.TEXT_LAYER if found or covered or outlined else Way.BLANK
    return _Page(number, found, way, judged(found), covered, outlined)


def _whole(text: str) -> str:
    """Return the text without halves of surrogate pairs: a font may map to them."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _area(page: PageObject) -> float:
    box = page.mediabox
    return max(abs(float(box.width) * float(box.height)), 1.0)


def _read_again(path: Path, pages: list[_Page]) -> list[_Page]:
    """Read pages again that may have lost letters, some at the same time; what comes out best stays.

    Progress counts the pages that are done, since whoever listens takes a smaller number for no news.
    """
    wanted = [page for page in pages if page.needs_ocr]
    read = {page.number: page for page in pages}
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS)) as pool:
        waiting = [pool.submit(_best, path, page) for page in wanted]
        try:
            for count, future in enumerate(as_completed(waiting), len(pages) - len(wanted) + 1):
                page = future.result()
                read[page.number] = page
                page_done(count, len(pages))
        finally:
            pool.shutdown(cancel_futures=True)
    return [read[page.number] for page in pages]


def _best(path: Path, page: _Page) -> _Page:
    """Try the other readers where there is text that cannot be trusted, then OCR."""
    for way, reader in OTHER_WAYS:
        if not page.quality.sound and (lines := reader(path, page.number)):
            page = page.read(way, lines)
    if page.needs_ocr and ocr.available():
        return page.read(Way.OCR, ocr.ocr_page(path, page.number))
    return page


def _refuse_unread(path: Path, pages: Sequence[_Page]) -> None:
    """Refuse the file where pages are pictures: what was read would look whole and is not."""
    unread = [page.number for page in pages if page.unread and not ocr.available()]
    if unread and len(unread) == len(pages):
        raise FileRefused(f"«{path}»: là bản quét, không có lớp chữ; {ocr.REMEDY}.", FileState.NEEDS_OCR)
    if unread:
        raise FileRefused(
            f"«{path}», {_pages(unread)}: là ảnh quét, không có lớp chữ; {ocr.REMEDY}.", FileState.NEEDS_OCR
        )


def _notes(pages: Sequence[_Page]) -> Iterator[str]:
    by_ocr = [page.number for page in pages if page.way is Way.OCR]
    if by_ocr:
        yield f"{_pages(by_ocr).capitalize()} đọc bằng nhận dạng chữ (OCR); hãy đối chiếu bản gốc."
    poor = [page.number for page in pages if not page.quality.sound]
    if poor:
        yield f"{_pages(poor).capitalize()} có lớp chữ kém; hãy đối chiếu bản gốc."
    unsure = [page.number for page in pages if page.quality.sound and page.needs_ocr and page.way is Way.TEXT_LAYER]
    if unsure and not ocr.available():
        yield f"{_pages(unsure).capitalize()} có ảnh chưa được nhận dạng chữ; {ocr.REMEDY}."


def _pages(numbers: Sequence[int]) -> str:
    """Return «trang 1, 3–5»."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda at: at[1] - at[0])]
    return "trang " + ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
