"""Sentences made of pieces: quotes where nothing changes, rewordings by rule where something must."""

import pytest
from test_assistant_compose import document

from assistant.answer import ELISION
from assistant.drafting.draft import Origin, Sentence
from assistant.drafting.pieces import Piece, pieces
from assistant.drafting.sentences import Group, Manner, Scribe, said
from ingest.library import Library

LED = (
    "Chỉ đạo Bộ Tài chính: Tiếp tục đôn đốc việc bố trí trụ sở; khẩn trương ban hành hướng dẫn; báo cáo kết quả cho "
    "Chính phủ trước ngày 1/9/2025."
)
REPORT = "báo cáo kết quả cho Chính phủ trước ngày 1/9/2025."


def made(text: str, kept: list[str], manner: Manner | None = None, partial: bool = False) -> list[Sentence]:
    """Return the sentences of the pieces of `text` in which any of `kept` stands."""
    found = pieces(document(*text.split("\n")))
    chosen: list[Piece] = [piece for piece in found if any(words in piece.text for words in kept)]
    return said(Group(tuple(chosen), partial), Scribe(), manner or Manner())


def test_a_whole_sentence_is_quoted() -> None:
    (sentence,) = made(LED, ["Bộ Tài chính", "đôn đốc", "ban hành", "báo cáo"])
    assert (sentence.text, sentence.origin) == (LED, Origin.VERBATIM)


def test_clauses_that_are_kept_stay_under_their_lead_in() -> None:
    (sentence,) = made(LED, ["Bộ Tài chính", "đôn đốc", "báo cáo"])
    assert sentence.text == f"Chỉ đạo Bộ Tài chính: tiếp tục đôn đốc việc bố trí trụ sở; {REPORT}"
    assert (sentence.origin, len(sentence.citations)) == (Origin.REWORDED, 2)


def test_whom_a_lead_in_charges_may_stand_first() -> None:
    (sentence,) = made(LED, ["Bộ Tài chính", "ban hành"], Manner(passive=True))
    assert sentence.text == "Bộ Tài chính được chỉ đạo khẩn trương ban hành hướng dẫn."


def test_who_takes_part_is_not_lost() -> None:
    text = (
        "Chỉ đạo Bộ Công an chủ trì, phối hợp với Bộ Tư pháp khẩn trương triển khai đồng bộ cơ sở dữ liệu hộ tịch ở "
        "các địa phương; khắc phục lỗi phần mềm."
    )
    (sentence,) = made(text, ["Bộ Công an", "khắc phục"], Manner(passive=True))
    assert sentence.text == "Bộ Công an được chỉ đạo chủ trì, phối hợp với Bộ Tư pháp khắc phục lỗi phần mềm."


def test_a_body_charged_through_another_is_quoted_with_a_mark_of_elision() -> None:
    text = (
        "Đảng ủy Chính phủ cũng cần chỉ đạo Bộ Xây dựng chủ trì, phối hợp với các bộ, ngành đề xuất phương án. "
        "Theo dõi, đôn đốc tiến độ."
    )
    (part,) = made(text, ["Đảng ủy", "Theo dõi"])
    assert part.text.endswith(f"phối hợp với các bộ, ngành{ELISION}Theo dõi, đôn đốc tiến độ.")
    assert part.origin is Origin.VERBATIM
    whole, after = made(text, ["Đảng ủy", "đề xuất", "Theo dõi"])
    assert whole.text.startswith("Đảng ủy Chính phủ cần chỉ đạo Bộ Xây dựng")
    assert (whole.origin, after.origin) == (Origin.REWORDED, Origin.VERBATIM)


@pytest.mark.parametrize(
    ("text", "said_so"),
    [
        ("Các bộ, ngành rà soát quy định.", "Theo Kết luận 5-KL/TW, các bộ, ngành rà soát quy định."),
        ("Bộ Tài chính cần rà soát quy định.", "Theo Kết luận 5-KL/TW, Bộ Tài chính cần rà soát quy định."),
        ("Chỉ đạo tiến hành đại hội.", "Kết luận 5-KL/TW nêu: Chỉ đạo tiến hành đại hội."),
    ],
)
def test_the_document_may_be_named_first(text: str, said_so: str) -> None:
    (sentence,) = made(text, [""], Manner(according=True))
    assert (sentence.text, sentence.origin) == (said_so, Origin.REWORDED)


def test_each_piece_may_be_a_sentence_of_its_own() -> None:
    spoken = made(LED, ["Bộ Tài chính", "đôn đốc", "báo cáo"], Manner(passive=True, short=True))
    assert [sentence.text for sentence in spoken] == [
        "Bộ Tài chính được chỉ đạo tiếp tục đôn đốc việc bố trí trụ sở.",
        f"B{REPORT[1:]}",
    ]


def test_what_ends_in_dots_or_the_mark_of_the_end() -> None:
    assert made("Các bộ rà soát quy định về phí....", [""])[0].text == "Các bộ rà soát quy định về phí…"
    assert made("Các bộ rà soát quy định về phí./.", [""])[0].text == "Các bộ rà soát quy định về phí."


def test_a_leading_paragraph_says_that_not_all_follows(library: Library) -> None:
    found = pieces(library.documents[0])
    chosen = [piece for piece in found if piece.paragraph in (9, 12)]
    first, own, last = said(Group(tuple(chosen), partial=True), Scribe(), Manner())
    assert first.text.endswith("thực hiện 11 nội dung.")
    assert (own.origin, own.text) == (Origin.OWN, "Một trong các nội dung đó như sau.")
    assert last.text.startswith("Chịu trách nhiệm rà soát")
    assert len(said(Group(tuple(chosen), partial=False), Scribe(), Manner())) == 2
