"""The source text and its lines: nothing lost, nothing moved, every line named; the real texts where they are."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extraction import Role
from ingest.layout import assembled
from ingest.lines import Assembled, CleanLine, Kind
from ingest.offsets import OffsetMap
from ingest.settings import PROJECT
from ingest.text import compose

PARTY = PROJECT.parent / "shared" / "data" / "party" / "party_full_texts.jsonl.gz"
SENTENCE = "Bộ Chính trị yêu cầu các cấp uỷ triển khai ngay."
WRAPPED = [
    "Thực hiện Nghị quyết của Ban Chấp hành Trung ương về xây dựng, chỉnh đốn Đảng,",
    "các cấp uỷ tiếp tục rà soát, hoàn thiện quy chế làm việc; kiểm tra, giám sát và",
    "báo cáo kết quả.",
]


def text_lines(text: str, *, page: int | None = None) -> list[CleanLine]:
    return [CleanLine(line, line, wrapped=True, page=page) for line in text.split("\n")]


def paragraphs(*texts: str) -> list[CleanLine]:
    return [CleanLine(text, text) for text in texts]


def kinds(result: Assembled) -> list[tuple[Kind, str]]:
    return [(line.kind, line.text) for line in result.lines]


def of_kind(result: Assembled, kind: Kind) -> list[str]:
    return [line.text for line in result.lines if line.kind is kind]


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def within(text: str, given: str) -> bool:
    """Return whether the letters of `text` stand in `given` in their order: a page may put lines between them."""
    rest = iter(letters(given))
    return all(letter in rest for letter in letters(text))


def assert_sound(lines: Sequence[CleanLine], result: Assembled) -> None:
    end = 0
    for line in result.lines:
        assert line.span.of(result.source_text) == line.text == line.text.strip() != ""
        assert end <= line.span.start
        end = line.span.end
        assert "\n" not in line.text
        given = result.offsets.original(line.span).of(result.original)
        assert within(line.text, given)
        assert result.dropped or letters(given) == letters(line.text)
    assert result.original == "\n".join(line.original for line in lines)
    kept = letters(result.source_text) + letters("".join(result.dropped))
    assert sorted(kept) == sorted(letters("".join(line.text for line in lines)))
    starts = [start for start, _ in result.pages]
    assert starts == sorted(starts)
    assert all(0 <= start <= len(result.source_text) for start in starts)


PIECES = [
    *WRAPPED,
    SENTENCE,
    "",
    "",
    " ",
    "2",
    "- 3 -",
    "Trang 4/9",
    "CÔNG BÁO/Số 9 + 10/Ngày 25-8-2024",
    "I- MỤC TIÊU",
    "1. Về",
    "đánh giá tình hình",
    "a) Chủ trì, phối hợp;",
    "- Các tỉnh uỷ,",
    "Điều 3. Trách nhiệm của người đứng",
    "**đậm**",
    "## Mục đích",
    "*Hà Nội, ngày 28",
    "tháng 11 năm 2025*",
    "Số 221-KL/TW",
    "KẾT LUẬN",
    "-----",
    "* |",
    "# ",
    "***",
    "Nơi nhận:",
    "T/M BAN BÍ THƯ",
    "Nguyễn Văn A",
    "(Đã ký)",
    "PHỤ LỤC I",
    "[1] Gồm các đồng chí.",
    "các địa phương[1] báo cáo",
    "MẬT",
    "cầ-",
    "u thị",
    "số 383-",
    "QĐ/TW",
    "Tin khác",
    "22:55 13/07/2025",
    "date 2025-07 Ngày",
    "\x0c",
    "\u2028x",
    "İ.",
    "đầu tư | vốn",
    "Người ký: CỔNG THÔNG TIN",
    "Email: a@b.vn",
    "Thời gian ký: 08.07.2025 14:58:33",
    "Hà Nội, ngày 2 tháng 3 năm 2025 NGHỊ QUYẾT",
]
any_line = st.one_of(st.sampled_from(PIECES), st.text(st.sampled_from("A. \t-Đạ1|*#)("), max_size=30))
any_clean = st.builds(
    lambda text, page, role, wrapped: CleanLine(compose(text), compose(text), page=page, role=role, wrapped=wrapped),
    any_line.filter(lambda text: "\n" not in text),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from([Role.BODY, Role.BODY, Role.BODY, Role.TABLE, Role.HEADER, Role.NOTE]),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(any_clean, max_size=25))
def test_any_lines_keep_every_letter_and_its_place(lines: list[CleanLine]) -> None:
    lines.sort(key=lambda line: line.page or 0)
    assert_sound(lines, assembled(lines))


@settings(max_examples=150, deadline=None)
@given(st.lists(any_line, max_size=30).map("\n".join).map(compose))
def test_any_text_keeps_every_letter_and_comes_out_the_same_twice(text: str) -> None:
    lines = text_lines(text)
    result = assembled(lines)
    assert_sound(lines, result)
    assert result == assembled(lines)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([SENTENCE, "Tổ chức thực hiện", "1. Giao Bộ Tài chính:", "   Ghi chú", ""]), max_size=15)
)
def test_a_text_that_is_not_wrapped_stays_as_it_is(parts: list[str]) -> None:
    text = "\n".join(parts)
    result = assembled(text_lines(text))
    assert (result.source_text, result.original, result.offsets) == (text, text, OffsetMap(()))


def test_the_end_of_a_line_of_wrapped_text_becomes_a_blank_and_offsets_stay() -> None:
    text = "\n".join(["", *WRAPPED * 2, ""])
    result = assembled(text_lines(text))
    assert len(result.source_text) == len(text)
    assert [line.text for line in result.lines] == [" ".join(WRAPPED)] * 2


def test_the_way_back_goes_through_the_repair() -> None:
    offsets = OffsetMap(((0, 2, 0, 3), (2, len(SENTENCE) - 2, 3, len(SENTENCE) - 2)))
    repaired = CleanLine(SENTENCE, "Bo#" + SENTENCE[2:], offsets)
    result = assembled([CleanLine("Mở đầu.", "Mở đầu."), repaired])
    start = result.lines[1].span.start
    found = result.offsets.original(result.lines[1].span)
    assert found.of(result.original) == "Bo#" + SENTENCE[2:]
    assert result.original[found.start :] == "Bo#" + SENTENCE[2:]
    assert start == len("Mở đầu.\n")


def test_marks_of_a_saved_page_stay_outside_the_lines() -> None:
    text = "## II- MỤC TIÊU\n**Giao Bộ Tài chính:**\n*Chương I*\n* Gạch đầu dòng\n| Ô thứ nhất | Ô thứ hai |"
    result = assembled(text_lines(text))
    assert [line.text for line in result.lines] == [
        "II- MỤC TIÊU",
        "Giao Bộ Tài chính:",
        "Chương I",
        "* Gạch đầu dòng",
        "Ô thứ nhất | Ô thứ hai",
    ]
    assert result.source_text == text


def test_pages_begin_where_their_first_line_stands_and_running_lines_are_dropped() -> None:
    pages = [
        ["CÔNG BÁO/Số 9 + 10/Ngày 25-8-2024 3", "Điều 1. Phạm vi", WRAPPED[0], WRAPPED[1]],
        ["4 CÔNG BÁO/Số 9 + 10/Ngày 25-8-2024", "báo cáo kết quả.", "Điều 2. Hiệu lực", SENTENCE],
    ]
    lines = [CleanLine(text, text, page=page, wrapped=True) for page, texts in enumerate(pages, 1) for text in texts]
    result = assembled(lines)
    assert [line.text for line in result.lines] == ["Điều 1. Phạm vi", " ".join(WRAPPED), "Điều 2. Hiệu lực", SENTENCE]
    assert result.dropped == (pages[0][0], pages[1][0])
    assert [(result.source_text[start:][:7], page) for start, page in result.pages] == [("Điều 1.", 1), ("báo cáo", 2)]
    assert [line.page for line in result.lines] == [1, 1, 2, 2]


def test_the_shipped_reports_are_stored_unchanged(corpus: Path) -> None:
    for name, first, last in (("177-KL-TW", "Ngày 11/7", "Gắn cải cách"), ("179-KL-TW", "Thường trực", "Ban Tổ chức")):
        text = compose((corpus / name / "source.txt").read_text(encoding="utf-8"))
        result = assembled(text_lines(text))
        assert result.source_text == text
        prose = of_kind(result, Kind.PROSE)
        assert prose[0].startswith(first)
        assert len(prose) == {"177-KL-TW": 25, "179-KL-TW": 15}[name]
        assert prose[-1].startswith(last)


def party() -> list[str]:
    if not PARTY.is_file():
        pytest.skip(f"no party documents in {PARTY}")
    with gzip.open(PARTY, "rt", encoding="utf-8") as file:
        return [compose(json.loads(record)["text"]) for record in file]


def test_the_party_documents_keep_every_letter_and_no_word_of_their_web_sites() -> None:
    texts = party()
    assert len(texts) == 20
    foreign = ("Quý khách", "Tình trạng: Đã biết", "Click", "bài viết gốc", "Mã số thuế", "TTXVN", "Nội dung chính")
    for text in texts:
        lines = text_lines(text)
        result = assembled(lines)
        assert_sound(lines, result)
        prose = of_kind(result, Kind.PROSE)
        assert [line for line in prose for word in foreign if word in line] == []
        assert len(prose) > 4


def test_no_paragraph_of_the_party_documents_begins_in_the_middle_of_a_sentence() -> None:
    broken = [
        line.text[:60]
        for text in party()
        for line in assembled(text_lines(text)).lines
        if line.kind is Kind.PROSE
        and line.text[:1].islower()
        and line.text[1:2] not in ").,/"
        and line.text[2:3] != ")"
    ]
    # One text has a paragraph parted by blank lines, and the blanks of forms go on in small letters.
    assert len([line for line in broken if "…" not in line and "..." not in line]) <= 20


def test_the_first_of_the_texts_that_were_consolidated_is_no_title() -> None:
    first = "Thông tư số 12/2020/TT-BTC ngày 31 tháng 12 năm 2020 của Bộ trưởng Bộ Tài chính, được sửa đổi bởi"
    result = assembled(
        paragraphs("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "THÔNG TƯ", "Quy định về công ty", first, SENTENCE)
    )
    assert of_kind(result, Kind.TITLE) == ["THÔNG TƯ", "Quy định về công ty"]
    assert of_kind(result, Kind.PROSE) == [first, SENTENCE]


def test_a_title_in_small_letters() -> None:
    subject = "của Thủ tướng Chính phủ về việc sửa đổi, bổ sung Quy chế"
    assert of_kind(assembled(paragraphs("Quyết định", subject, SENTENCE)), Kind.TITLE) == ["Quyết định", subject]
    assert of_kind(assembled(paragraphs("Quyết định", SENTENCE)), Kind.TITLE) == []


def test_a_table_of_contents_with_its_page_numbers_in_cells() -> None:
    entries = [text for page, title in enumerate("ABCDE", 1) for text in (f"{title}.", f"Phần {title}", str(page))]
    result = assembled(paragraphs("Mục lục", *entries, SENTENCE))
    assert of_kind(result, Kind.PROSE) == [SENTENCE]
    falling = assembled(paragraphs("Mục lục", *entries[:6], "A", "1", "B", "1", SENTENCE))
    assert "Phần A" in of_kind(falling, Kind.PROSE)
