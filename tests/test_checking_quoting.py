"""Word for word: what is a whole piece of a paragraph, and which word of a quotation is another."""

import pytest
from checking_helpers import document

from assistant.checking.quoting import closeness, is_verbatim, misquoted
from assistant.checking.sources import Source
from assistant.checking.words import Words
from ingest.library import Library


@pytest.fixture(scope="module")
def source(library: Library) -> Source:
    """«Bộ Chính trị, Ban Bí thư yêu cầu ban thường vụ các tỉnh ủy, thành ủy thực hiện 11 nội dung.»"""
    held = document(library, "177-KL/TW")
    return Source(held, held.paragraph(9))


@pytest.fixture(scope="module")
def clauses(library: Library) -> Source:
    """«Tiếp tục rà soát, hoàn thiện …; tăng cường …; duy trì …, lấy sự hài lòng làm thước đo.»"""
    held = document(library, "177-KL/TW")
    return Source(held, held.paragraph(3))


@pytest.mark.parametrize(
    "sentence",
    [
        "Bộ Chính trị, Ban Bí thư yêu cầu ban thường vụ các tỉnh ủy, thành ủy thực hiện 11 nội dung.",
        "bộ chính trị, ban bí thư yêu cầu ban thường vụ các tỉnh uỷ, thành uỷ thực hiện 11 nội dung",
        "“Bộ Chính trị, Ban Bí thư yêu cầu ban thường vụ các tỉnh ủy, thành ủy thực hiện 11 nội dung.”",
        "Kết luận nêu rõ: “yêu cầu ban thường vụ các tỉnh ủy, thành ủy thực hiện 11 nội dung”.",
    ],
)
def test_the_text_itself_is_verbatim(source: Source, sentence: str) -> None:
    assert is_verbatim(sentence, source)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ban Bí thư yêu cầu ban thường vụ các tỉnh ủy, thành ủy thực hiện 12 nội dung.",
        "Ban thường vụ các tỉnh ủy, thành ủy thực hiện 11 nội dung.",  # the one who demands it is left out
        "Bộ Chính trị, Ban Bí thư yêu cầu thực hiện 11 nội dung.",
        "Kết luận nêu rõ: “yêu cầu ban thường vụ các tỉnh ủy thực hiện 11 nội dung”.",
    ],
)
def test_a_word_changed_or_a_head_left_out_is_not(source: Source, sentence: str) -> None:
    assert not is_verbatim(sentence, source)


def test_whole_clauses_are_verbatim_and_halves_are_not(clauses: Source) -> None:
    assert is_verbatim("Duy trì và nâng cao mức độ hài lòng của người dân, lấy sự hài lòng làm thước đo.", clauses)
    assert not is_verbatim("Hoàn thiện hệ thống quy định pháp luật phù hợp với mô hình", clauses)


def test_the_word_of_a_quotation_that_is_another_is_told_with_what_stands_there(source: Source) -> None:
    sentence = "Kết luận viết: “yêu cầu ban thường vụ các tỉnh ủy, thành ủy bàn bạc 11 nội dung”."
    (found,) = misquoted(sentence, source)
    assert (found.kind, found.found, found.source) == ("wording", "bàn bạc", "thực hiện")


def test_a_true_quotation_and_a_short_one_are_left_alone(source: Source) -> None:
    assert list(misquoted("Kết luận viết: “thành ủy thực hiện 11 nội dung”.", source)) == []
    assert list(misquoted("Bộ phận “một cửa lưu động” làm việc cả thứ Bảy.", source)) == []


def test_closeness_is_the_share_of_words_in_the_same_order(source: Source) -> None:
    assert closeness(Words.of(source.paragraph.text), source) == 1.0
    assert closeness(Words.of("thời tiết đẹp"), source) == 0.0
    half = closeness(Words.of("thực hiện 11 nội dung trong thời gian tới đây"), source)
    assert half == pytest.approx(5 / 10)
    assert closeness(Words.of(""), source) == 0.0
