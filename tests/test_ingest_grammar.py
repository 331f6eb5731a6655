"""Every form of marker, and what looks like one and is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.grammar import FORMS, LETTERS, Form, Style, marker, ordinal, readings
from ingest.sequence import complaint, follows, roman

ROMANS = [roman(number) for number in range(1, 21)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.style.name} {form.example}")
def test_every_form_reads_its_own_example(form: Form) -> None:
    found = [read.style for read in readings(f"{form.example} Tổ chức thực hiện")]
    assert form.style in found
    assert form.source


def test_every_style_has_a_form() -> None:
    assert {form.style for form in FORMS} == set(Style)


MARKERS = [
    ("PHẦN THỨ HAI", Style.PART, "THỨ HAI", 2), ("Phần A. CHUNG", Style.PART, "A", 1), ("Phần 3", Style.PART, "3", 3),
    ("CHƯƠNG IV. QUY ĐỊNH", Style.CHAPTER, "IV", 4), ("*Chương XII*", Style.CHAPTER, "XII", 12),
    ("Mục I", Style.SECTION, "I", 1), ("MỤC 2. HỒ SƠ", Style.SECTION, "2", 2), ("Tiểu mục 1", Style.SUBSECTION, "1", 1),
    ("Điều 5a. Trách nhiệm", Style.ARTICLE, "5a", 5), ("Điều 115.", Style.ARTICLE, "115", 115),
    ("Điều15. Cấp bậc", Style.ARTICLE, "15", 15), ("I- MỤC TIÊU", Style.ROMAN, "I", 1),
    ("II/ Về", Style.ROMAN, "II", 2),
    ("A. QUAN ĐIỂM", Style.CAPITAL, "A", 1), ("B- Nhiệm vụ", Style.CAPITAL, "B", 2),
    ("Đ. HỒ SƠ", Style.CAPITAL, "Đ", 5),
    ("1- Đảng uỷ", Style.NUMBER, "1", 1), ("2/ Giao", Style.NUMBER, "2", 2), ("3.Tài liệu", Style.NUMBER, "3", 3),
    ("6*. Giáo dục", Style.NUMBER, "6", 6), ("1a. Bổ sung", Style.NUMBER, "1a", 1),
    ("4) Tiền", Style.NUMBER_PAREN, "4", 4),
    ("1.2 Về", Style.DECIMAL, "1.2", 2), ("II.3. Giải pháp", Style.DECIMAL, "II.3", 3),
    ("1.2.3. Về", Style.THIRD, "1.2.3", 3),
    ("(12) các", Style.PAREN_NUMBER, "12", 12), ("(iv) các", Style.PAREN_ROMAN, "iv", 4),
    ("iii) các", Style.PAREN_ROMAN, "iii", 3),
    ("đ) các", Style.LETTER, "đ", 5), ("b. Về", Style.LETTER, "b", 2), ("c/ các", Style.LETTER, "c", 3),
    ("a1) các", Style.LETTER, "a1", 1), ("aa) các", Style.DOUBLE_LETTER, "aa", 1), ("- Ban", Style.DASH, "", 0),
    ("-Ban Tổ chức", Style.DASH, "", 0), ("– Ban", Style.DASH, "", 0), ("+ Ban", Style.PLUS, "", 0),
    ("* Ban", Style.STAR, "", 0),
    ("● Ban", Style.BULLET, "", 0), ("o Ban", Style.BULLET, "", 0), ("PHỤ LỤC SỐ 1", Style.ANNEX, "1", 1),
    ("Phụ lục IV", Style.ANNEX, "IV", 4), ("PHỤ LỤC", Style.ANNEX, "", 0), ("MẪU SỐ 02", Style.FORM, "02", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "style", "label", "number"), MARKERS)
def test_a_marker_is_read(text: str, style: Style, label: str, number: int) -> None:
    found = marker(text)
    assert found is not None
    assert (found.style, found.label) == (style, label)
    assert found.ordinal == number or not label


@pytest.mark.parametrize(
    "text",
    [
        "1.500 tỷ đồng", "31/12/2025", "2020 - 2025", "5 - 7 ngày làm việc", "I. Lê-nin", "V. I. Lê-nin", "V.I. Lê-nin",
        "C. Mác và Ph. Ăng-ghen", "- xã hội", "1.5 lần", "12.5 GW", "18-NQ/TW của Ban", "29/2018/QH14, ngày",
        "1. tháng",
        "XI-XII", "XIII - XIV", "- 3 -", "-----", "*", "*Hà Nội, ngày 19*", "Phần lớn các", "Mục tiêu đến",
        "Điều lệ Đảng",
        "Điều 5 Luật này quy định", "Điều 3 của Quy chế", "Chương V của Luật", "N. V. A", "5,0 điểm", "2.0 điểm",
        "đ/c Nguyễn",
        "Phụ lục I ban hành kèm theo Nghị định này được", "01-02 lớp", "9 của Quy chế này", "270-QĐ/TW", "XV80", "",
    ],
)  # fmt: skip
def test_prose_is_no_marker(text: str) -> None:
    assert marker(text) is None


@pytest.mark.parametrize("label", ROMANS)
def test_roman_numbers_count(label: str) -> None:
    found = marker(f"{label}- NHIỆM VỤ")
    assert found is not None
    assert (found.style, found.label, found.ordinal) == (Style.ROMAN, label, ROMANS.index(label) + 1)


def test_the_letters_are_vietnamese() -> None:
    assert [ordinal(Style.LETTER, letter) for letter in LETTERS] == list(range(1, len(LETTERS) + 1))
    assert "đ" in LETTERS
    assert not set("fjwz") & set(LETTERS)


@given(st.text("0123456789IVXĐđabi.)(-+/*• ThôngĐiềuPhụlục", max_size=30))
def test_any_text_reads_without_error_and_the_marker_lies_within(text: str) -> None:
    for found in readings(text):
        assert 0 < found.end <= len(text)
        assert found.label in text


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1. A", "2. B", True), ("1. A", "3. B", False), ("5. A", "5a. B", True), ("5a. A", "5b. B", True), ("5b. A",
        "6. B", True),
        ("d) a", "đ) b", True), ("d) a", "e) b", True), ("e) a", "g) b", True), ("e) a", "f) b", True), ("b) a",
        "d) b", False),
        ("1.1. A", "1.2. B", True), ("1.2. A", "2.3. B", False), ("I. A", "II. B", True), ("- Ban", "- Bộ", True),
        ("a) a", "2. B", False),
    ],
)  # fmt: skip
def test_what_follows_what(before: str, after: str, expected: bool) -> None:
    first, second = marker(before), marker(after)
    assert first is not None
    assert second is not None
    assert follows(first, second) is expected


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("b)", "d)", "sau «b)» là «d)», thiếu «c)»"), ("Điều 3.", "Điều 5.",
        "sau «Điều 3.» là «Điều 5.», thiếu «Điều 4.»"),
        ("III-", "II-", "sau «III-» lại là «II-», đúng ra là «IV-»"), ("d)", "e)", "sau «d)» là «e)», thiếu «đ)»"),
        ("1.1.", "1.3.", "sau «1.1.» là «1.3.», thiếu «1.2.»"), (None, "2.", "mở đầu bằng «2.», thiếu «1.»"),
    ],
)  # fmt: skip
def test_the_complaint_says_what_was_expected(before: str | None, after: str, wrong: str) -> None:
    second = marker(f"{after} Nội dung")
    first = marker(f"{before} Nội dung") if before else None
    assert second is not None
    assert complaint((before, first) if before and first else None, (after, second)) == wrong
