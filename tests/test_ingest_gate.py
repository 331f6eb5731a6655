"""Stamps of secrecy: every form, in every layout, stops the document; marks of handling become labels."""

import unicodedata
from collections.abc import Callable

import pytest
from gate_forms import HEADS, LONE, PARTY, PROSE, STATE, lines, tcvn3, vni
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction import Role
from ingest.gate import handling, stamp
from ingest.lines import CleanLine

LEVELS = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"]
LONG = "\n".join([PROSE] * 60)


def test_there_are_many_forms() -> None:
    assert len({mark for mark, _ in LONE}) >= 120
    assert len(HEADS) == 3


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(("mark", "level"), LONE)
def test_every_form_in_every_head_is_a_stamp(mark: str, level: str, head: str) -> None:
    assert stamp(lines(HEADS[head].format(mark) + LONG)) == level


@pytest.mark.parametrize("head", HEADS)
def test_the_same_documents_without_a_mark_pass(head: str) -> None:
    assert stamp(lines(HEADS[head].format("") + LONG)) is None


@pytest.mark.parametrize("level", LEVELS)
def test_a_stamp_in_a_running_head_or_foot_of_any_page(level: str) -> None:
    document = lines(STATE.format("") + LONG)
    for role in (Role.HEADER, Role.FOOTER):
        for mark in (level, level.capitalize(), f"{level} - Trang 3/7", f"3 | {level}", f"[{level}]"):
            assert stamp([*document, *lines(mark, role, 3), *document]) == level, mark


@pytest.mark.parametrize("level", LEVELS)
def test_a_stamp_at_the_edge_of_a_page_whose_running_heads_are_not_known(level: str) -> None:
    pages = [line for page in (1, 2, 3) for line in lines(LONG, page=page)]
    for at in (61, 62, 117, 119):
        assert stamp([*pages[:at], *lines(level, page=2), *pages[at:]]) == level


@pytest.mark.parametrize("level", LEVELS)
def test_a_stamp_on_a_line_of_its_own_in_the_midst_of_the_text(level: str) -> None:
    assert stamp(lines(PARTY.format("") + LONG + f"\n{level}\n" + LONG)) == level
    assert stamp(lines(PARTY.format("") + LONG + f"\nPHỤ LỤC I\n({level})\nKèm theo Báo cáo\n" + LONG)) == level


@pytest.mark.parametrize("level", LEVELS)
def test_a_stamp_at_the_end(level: str) -> None:
    end = f"\nVăn bản này thuộc danh mục bí mật nhà nước độ {level.capitalize()}.\nNơi nhận:\n- Như trên."
    assert stamp(lines(PARTY.format("") + LONG + end)) == level


def test_the_highest_of_several_stamps_is_named() -> None:
    assert stamp(lines(PARTY.format("MẬT") + LONG + "\nTUYỆT MẬT\n")) == "TUYỆT MẬT"
    assert stamp(lines("TỐI MẬT\n" + PARTY.format("MẬT"))) == "TỐI MẬT"


def test_a_mark_of_declassification_does_not_undo_a_stamp() -> None:
    document = lines(PARTY.format("MẬT\nĐÃ GIẢI MẬT"))
    assert (stamp(document), handling(document)) == ("MẬT", ("đã giải mật",))
    for mark in ("GIẢI MẬT", "ĐÃ GIẢI MẬT", "Đã giải mật ngày 12/3/2024", "GIẢI MẬT: 12/3/2024"):
        declassified = lines(PARTY.format(mark))
        assert (stamp(declassified), handling(declassified)) == (None, ("đã giải mật",)), mark


@given(
    st.sampled_from(LEVELS),
    st.sampled_from([str, tcvn3, vni, lambda t: unicodedata.normalize("NFD", t)]),
    st.sampled_from(["", " ", "  "]),
    st.sampled_from(
        [("", ""), ("(", ")"), ("[", "]"), ("* ", " *"), ("- ", " -"), ("| ", " |"), ("", "."), ("«", "»")]
    ),
    st.sampled_from(sorted(HEADS)),
    st.booleans(),
)
def test_spacing_frame_and_encoding_hide_no_stamp(
    level: str, encode: Callable[[str], str], space: str, frame: tuple[str, str], head: str, repaired: bool
) -> None:
    mark = frame[0] + encode(space.join(level)) + frame[1]
    text = unicodedata.normalize("NFC", mark) if repaired else "?"
    document = [CleanLine(text, mark) if line.text == "@" else line for line in lines(HEADS[head].format("@"))]
    assert stamp(document) == level


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_judged_without_failing(text: str, original: str) -> None:
    assert stamp([CleanLine(text, original)]) in (None, *LEVELS)
    assert set(handling([CleanLine(text, original)])) <= {"dự thảo", "lưu hành nội bộ", "đã giải mật"}


@pytest.mark.parametrize(
    ("mark", "label"),
    [
        *(
            (mark, "dự thảo")
            for mark in (
                "DỰ THẢO",
                "Dự thảo",
                "(Dự thảo)",
                "D Ự  T H Ả O",
                "DỰ THẢO LẦN 2",
                "Dự thảo lần thứ hai",
                "Dự thảo 15/10/2025",
                "Dự thảo ngày 15/10/2025",
                "Dự thảo 3",
                "DỰ THẢO 10/2025",
                "BẢN DỰ THẢO",
                "Dự thảo   ĐẢNG CỘNG SẢN VIỆT NAM",
                "DỰ THẢO ngày 15 tháng 10 năm 2025",
                "DỰ THẢO LẤY Ý KIẾN",
            )
        ),
        *(
            (mark, "lưu hành nội bộ")
            for mark in (
                "LƯU HÀNH NỘI BỘ",
                "Lưu hành nội bộ",
                "(Lưu hành nội bộ)",
                "Tài liệu lưu hành nội bộ",
                "TÀI LIỆU LƯU HÀNH NỘI BỘ.",
                "* Lưu hành nội bộ *",
                "LƯU HÀNH NỘI BỘ - KHÔNG SAO CHỤP",
                "Tài liệu chỉ lưu hành nội bộ",
            )
        ),
    ],
)
def test_marks_of_handling_become_labels(mark: str, label: str) -> None:
    for head in HEADS.values():
        document = lines(head.format(mark) + LONG)
        assert (handling(document), stamp(document)) == ((label,), None)
    assert handling([*lines(PARTY.format("") + LONG), *lines(mark, Role.FOOTER), *lines(LONG)]) == (label,)


@pytest.mark.parametrize(
    "innocent",
    [
        "Dự thảo Nghị định được gửi lấy ý kiến các bộ.",
        "DỰ THẢO VĂN BẢN QUY PHẠM PHÁP LUẬT",
        "Tài liệu lưu hành nội bộ phải được quản lý theo quy chế.",
        "Dự thảo, thẩm định, ban hành",
    ],
)
def test_drafts_in_prose_are_no_mark(innocent: str) -> None:
    for head in HEADS.values():
        assert handling(lines(head.format(innocent) + LONG)) == ()
    assert handling(lines(PARTY.format("") + LONG + "\nDự thảo\n" + LONG)) == ()
