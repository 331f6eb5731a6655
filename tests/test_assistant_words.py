"""Words of a sentence: dates, numbers, symbols, abbreviations and bodies in any form; spans inside the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.words import Sort, is_date, names_someone, unusual, words
from ingest.library import Library
from ingest.text import compose, fold


def forms(text: str) -> list[str]:
    return [word.form for word in words(text)]


def sorts(text: str) -> list[Sort]:
    return [word.sort for word in words(text)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31/7/2025", "31/7/2025"),
        ("ngày 31/7/2025", "31/7/2025"),
        ("ngày 31-7-2025", "31/7/2025"),
        ("31.7.2025", "31/7/2025"),
        ("ngày 31 tháng 7 năm 2025", "31/7/2025"),
        ("31 tháng 07 năm 2025", "31/7/2025"),
        ("Ngày 04/07/2025", "4/7/2025"),
        ("ngày 11/7", "11/7"),
        ("ngày 11-7", "11/7"),
        ("ngày 11 tháng 7", "11/7"),
        ("tháng 7 năm 2025", "7/2025"),
        ("tháng 7/2025", "7/2025"),
        ("2/3", "2/3"),
        ("2-3", "2-3"),
        ("1.5", "1.5"),
    ],
)
def test_a_date_has_one_form(text: str, form: str) -> None:
    assert [(word.form, word.sort) for word in words(text)] == [(form, Sort.DATE)]
    assert words(text)[0].span.of(text) == text


@pytest.mark.parametrize("text", ["3 tháng 6 ngày", "31/7/20255", "12345/7", "7-KL/TW"])
def test_what_is_no_date(text: str) -> None:
    assert Sort.DATE not in sorts(text)


@pytest.mark.parametrize("text", ["ngày 2/3", "2 tháng 3", "2/3/2025", "tháng 3/2025"])
def test_what_can_be_nothing_but_a_date(text: str) -> None:
    assert is_date(text)
    assert not is_date("2/3")


@pytest.mark.parametrize(
    ("text", "form", "sort"),
    [
        ("177-KL/TW", "177-kl/tw", Sort.SYMBOL),
        ("56-KH/BCĐ", "56-kh/bcđ", Sort.SYMBOL),
        ("72/2025/QH15", "72/2025/qh15", Sort.SYMBOL),
        ("05", "5", Sort.NUMBER),
        ("1.500.000", "1.500.000", Sort.NUMBER),
        ("12,5", "12,5", Sort.NUMBER),
        ("mười một", "11", Sort.NUMBER),
        ("Hai", "2", Sort.NUMBER),
        ("năm", "năm", Sort.PLAIN),
        ("BỘ TÀI CHÍNH", "bộ tài chính", Sort.BODY),
        ("Uỷ ban Kiểm tra", fold("ủy ban kiểm tra"), Sort.BODY),
        ("không", "không", Sort.NEGATION),
        ("Nghiêm cấm", "nghiêm cấm", Sort.NEGATION),
        ("có thể", "có thể", Sort.STRENGTH),
        ("tối đa", "tối đa", Sort.RESTRICTION),
        ("chỉ", "chỉ", Sort.RESTRICTION),
        ("đồng thời", "đồng thời", Sort.NEUTRAL),
        ("khẩn trương", "khẩn trương", Sort.PLAIN),
    ],
)
def test_forms_and_sorts(text: str, form: str, sort: Sort) -> None:
    assert [(word.form, word.sort) for word in words(text)] == [(fold(form), sort)]


@pytest.mark.parametrize(
    ("short", "long"),
    [("UBND", "ủy ban nhân dân"), ("HĐND", "Hội đồng nhân dân"), ("TW", "Trung ương"), ("CSDL", "cơ sở dữ liệu"),
     ("GD&ĐT", "giáo dục và đào tạo"), ("BHXH", "bảo hiểm xã hội"), ("CNTT", "công nghệ thông tin")],
)  # fmt: skip
def test_an_abbreviation_is_its_words(short: str, long: str) -> None:
    assert forms(short) == forms(long)
    assert {word.span.of(short) for word in words(short)} == {short}


def test_words_that_are_something_else_in_another_place() -> None:
    assert sorts("chỉ đạo") == [Sort.PLAIN, Sort.PLAIN]
    assert sorts("chỉ làm") == [Sort.RESTRICTION, Sort.PLAIN]
    assert sorts("số 5") == [Sort.NEUTRAL, Sort.NUMBER]
    assert sorts("chuyển đổi số") == [Sort.PLAIN] * 3
    assert sorts("cần thiết")[0] is Sort.STRENGTH
    assert sorts("cầnthiết") == [Sort.PLAIN]
    assert forms("hoà bình") == forms("hòa bình")


def test_a_part_of_a_text() -> None:
    text = "Giao Bộ Tài chính: chi 05 tỷ."
    assert [word.span.of(text) for word in words(text, 19)] == ["chi", "05", "tỷ"]
    assert [word.span.of(text) for word in words(text, 0, 17)] == ["Giao", "Bộ Tài chính"]


@given(st.text(max_size=300) | st.text("aáàđộủuyỷhbnd ./-,0123456789ngày tháng năm KLTW&;:()", max_size=300))
def test_spans_are_inside_and_in_order(raw: str) -> None:
    text = compose(raw)
    found = words(text)
    for word in found:
        assert 0 <= word.span.start < word.span.end <= len(text)
        assert word.form == fold(word.form) != ""
    for left, right in pairwise(found):
        assert left.span == right.span or left.span.end <= right.span.start
    covered = {place for word in found for place in range(word.span.start, word.span.end)}
    assert all(place in covered for place, character in enumerate(text) if character.isalnum() and character != "_")


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1900, 2100))
def test_every_way_to_write_a_date(day: int, month: int, year: int) -> None:
    written = [
        f"{day}/{month}/{year}", f"ngày {day:02}/{month:02}/{year}", f"{day}-{month}-{year}",
        f"ngày {day} tháng {month} năm {year}",
    ]  # fmt: skip
    assert {tuple(forms(text)) for text in written} == {(f"{day}/{month}/{year}",)}


def test_who_may_be_charged() -> None:
    for text in ("Bộ Nội vụ làm", "các tỉnh ủy", "ông Nguyễn An", "cấp uỷ"):
        assert names_someone(text)
    assert not names_someone("Tiếp tục đôn đốc, kiểm tra")


@pytest.mark.parametrize("character", "<>{}[]*`|_#@\\~^=\u200b\u202e\u0430ðÐ中\ufffd\U0001f600\x00")
def test_unusual_characters(character: str) -> None:
    assert unusual(f"Bộ Tài chính{character}") == character


def test_usual_characters(library: Library) -> None:
    assert unusual("Ưu tiên 10%, “nhanh” (gấp) – «đúng» hạn & đủ/thiếu; …!?") == ""
    assert [unusual(p.text) for d in library.documents for p in d.paragraphs] == [""] * 37
