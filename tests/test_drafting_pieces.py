"""What a document offers to a draft: each piece below what must stand before it."""

from itertools import pairwise

import pytest
from test_assistant_compose import document

from assistant.drafting.pieces import Part, Piece, pieces
from ingest.library import Library
from ingest.text import fold


def below(found: list[Piece], position: int) -> list[int]:
    """Return the pieces that a piece stands below, the nearest first."""
    above = []
    step = found[position].above
    while step is not None:
        above.append(step)
        step = found[step].above
    return above


def place(found: list[Piece], words: str) -> int:
    return next(position for position, piece in enumerate(found) if words in piece.text)


@pytest.fixture(scope="module")
def shipped(library: Library) -> dict[str, list[Piece]]:
    return {document.label: pieces(document) for document in library.documents}


def test_the_pieces_below_one_follow_it_without_a_gap(shipped: dict[str, list[Piece]]) -> None:
    for found in shipped.values():
        for before, position in pairwise(range(len(found))):
            above = found[position].above
            assert above is None or above == before or above in below(found, before)


def test_pieces_do_not_overlap_and_stand_in_order(shipped: dict[str, list[Piece]]) -> None:
    for found in shipped.values():
        cited = [piece for piece in found if piece.part is not Part.HEADING]
        assert all((a.paragraph, a.span.end) <= (b.paragraph, b.span.start) or a.paragraph < b.paragraph
                   for a, b in pairwise(cited))  # fmt: skip


def test_no_piece_begins_with_a_word_that_joins_it_to_nothing(shipped: dict[str, list[Piece]]) -> None:
    for found in shipped.values():
        for piece in found:
            assert not fold(piece.text).startswith(("trong đó", "theo đó", "đáng chú ý"))
            if fold(piece.text).startswith(("đồng thời", "cùng với đó", "về ")):
                assert piece.above is not None


def test_eleven_tasks_stand_below_whom_they_charge(shipped: dict[str, list[Piece]]) -> None:
    found = shipped["177-KL/TW"]
    lead = place(found, "thực hiện 11 nội dung")
    assert found[lead].part is Part.LEADING
    assert all(lead in below(found, n) for n, piece in enumerate(found) if 10 <= piece.paragraph <= 18)


def test_a_title_that_names_a_body_governs_what_stands_below_it(shipped: dict[str, list[Piece]]) -> None:
    found = shipped["177-KL/TW"]
    title = place(found, "được giao nhiều nội dung quan trọng")
    assert (found[title].part, found[title].addressee) == (Part.HEADING, "Đảng ủy Chính phủ")
    assert all(title in below(found, n) for n, piece in enumerate(found) if piece.paragraph >= 19 and n != title)


def test_what_limits_a_permission_is_tied_to_it(shipped: dict[str, list[Piece]]) -> None:
    found = shipped["177-KL/TW"]
    training = place(found, "khẩn trương tiến hành đào tạo")
    permission = place(found, "cho phép vận dụng")
    assert (found[training].above, found[training].tied) == (permission, True)


def test_an_exception_goes_with_its_rule(shipped: dict[str, list[Piece]]) -> None:
    found = shipped["179-KL/TW"]
    assert place(found, "tiến hành đại hội đảng bộ") == place(found, "ngắn hơn 30 ngày làm việc")


def test_a_clause_that_begins_no_task_goes_with_the_one_before(shipped: dict[str, list[Piece]]) -> None:
    found = shipped["179-KL/TW"]
    assert place(found, "hệ thống cung cấp dịch vụ công") == place(found, "chính sách đối với người có công")


def test_a_reproach_names_who_is_reproached(shipped: dict[str, list[Piece]]) -> None:
    found = shipped["179-KL/TW"]
    reproach = found[place(found, "phê bình")]
    assert reproach.above is None
    assert reproach.text.startswith("Bộ Chính trị, Ban Bí thư nghiêm túc phê bình các địa phương")


def test_exceptions_in_a_sentence_and_a_paragraph_of_their_own() -> None:
    found = pieces(
        document(
            "Giao Bộ Tài chính: rà soát phí thẩm định hồ sơ đất đai ở các xã; không thu phí của hộ nghèo, trừ trường "
            "hợp hồ sơ nộp quá hạn; báo cáo kết quả.",
            "Riêng các xã đảo thực hiện theo quy định khác.",
        )
    )
    free = found[place(found, "không thu phí")]
    assert "trừ trường hợp hồ sơ nộp quá hạn" in free.text
    assert found[place(found, "Riêng các xã đảo")].tied


def test_a_paragraph_that_ends_in_a_colon_and_names_nobody_is_not_quoted() -> None:
    found = pieces(document("Bộ Chính trị kết luận như sau:", "Các bộ, ngành rà soát quy định."))
    assert [piece.paragraph for piece in found if piece.part is Part.TEXT] == [2]


def test_a_title_among_the_paragraphs_cuts_off_whom_the_next_one_addresses() -> None:
    found = pieces(
        document(
            "Giao Bộ Xây dựng: khẩn trương rà soát quy hoạch; báo cáo Chính phủ.",
            "Nghiên cứu sắp xếp cơ quan báo chí",
            "Đề xuất chủ trương sửa đổi quy định trước ngày 1/9/2025.",
            "Bộ Nội vụ được giao nhiệm vụ hướng dẫn các địa phương.",
        )
    )
    assert {piece.paragraph for piece in found} == {1, 4}
