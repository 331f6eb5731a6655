"""Whom a sentence charges, and where its task begins."""

import pytest

from assistant.drafting.charges import addressee, begins_task, charged_by_name, head, lacks_subject

CHARGED = [
    ("Chỉ đạo Bộ Tài chính: tiếp tục đôn đốc việc bố trí trụ sở.", "Bộ Tài chính"),
    ("Yêu cầu các tỉnh uỷ, thành uỷ trực thuộc Trung ương: khẩn trương rà soát.",
     "các tỉnh uỷ, thành uỷ trực thuộc Trung ương"),
    ("Bộ Chính trị, Ban Bí thư yêu cầu cấp ủy, các bộ, ngành phải triển khai quyết liệt.", "cấp ủy, các bộ, ngành"),
    ("Đảng ủy Chính phủ được giao nhiệm vụ tiếp tục hướng dẫn.", "Đảng ủy Chính phủ"),
    ("Ban thường vụ các tỉnh uỷ, nhất là người đứng đầu, cần trực tiếp chỉ đạo.", "Ban thường vụ các tỉnh uỷ"),
    ("Các cơ quan ở Trung ương đánh giá tình hình.", "Các cơ quan ở Trung ương"),
    ("Ban Tổ chức Trung ương chủ trì, phối hợp với các cơ quan.", "Ban Tổ chức Trung ương"),
    ("Bộ Chính trị nghiêm túc phê bình các địa phương chậm kiện toàn, nhất là cấp xã.",
     "các địa phương chậm kiện toàn"),
]  # fmt: skip
NOBODY = [
    "Tiếp tục rà soát, hoàn thiện hệ thống quy định pháp luật.",
    "Kịp thời điều chỉnh kế hoạch, bám sát sự chỉ đạo của Bộ Chính trị.",
    "Phân công nhiệm vụ các cơ quan, đơn vị ở Trung ương.",
    "Bộ Chính trị giao đồng chí được Bộ Chính trị phân công triệu tập hội nghị.",
    "Cùng với đó, cần tiếp tục rà soát các dự án luật.",
    "Chỉ đạo tiến hành đại hội đảng bộ các cấp.",
    "Bộ Chính trị, Ban Bí thư lưu ý, cần đẩy mạnh công tác truyền thông.",
]


@pytest.mark.parametrize(("sentence", "whom"), CHARGED)
def test_whom_a_sentence_charges(sentence: str, whom: str) -> None:
    assert addressee(sentence) == whom


@pytest.mark.parametrize("sentence", NOBODY)
def test_a_sentence_that_charges_nobody_by_name(sentence: str) -> None:
    assert addressee(sentence) == ""


def test_the_head_holds_whoever_takes_part() -> None:
    text = "Chỉ đạo Bộ Công an chủ trì, phối hợp với Bộ Tư pháp khẩn trương triển khai đồng bộ cơ sở dữ liệu."
    found = head(text)
    assert found is not None
    assert (text[: found[0]].strip(), found[1]) == ("Chỉ đạo Bộ Công an chủ trì, phối hợp với Bộ Tư pháp", True)


def test_a_body_charged_through_another_is_joined_to_nothing_else() -> None:
    text = "Đảng ủy Chính phủ cần chỉ đạo Bộ Xây dựng chủ trì, phối hợp với các bộ, ngành đề xuất phương án."
    found = head(text)
    assert found is not None
    assert text[found[0] :] == "đề xuất phương án."
    assert not found[1]


def test_a_reproach_is_no_head_for_a_task() -> None:
    assert head("Bộ Chính trị phê bình các địa phương chậm kiện toàn, nhất là cấp xã.") is None


@pytest.mark.parametrize(
    ("text", "task", "lacking"),
    [
        ("Tăng cường hướng dẫn.", True, True),
        ("cần tiếp tục rà soát", True, True),
        ("Về cung cấp dịch vụ công.", False, True),
        ("Chỉ đạo tiến hành đại hội.", True, False),
        ("chế độ, chính sách đối với người có công", False, False),
    ],
)
def test_what_begins_a_task_and_what_lacks_a_subject(text: str, task: bool, lacking: bool) -> None:
    assert (begins_task(text), lacks_subject(text)) == (task, lacking)


def test_who_charges_whom_is_said_by_name() -> None:
    assert charged_by_name("Bộ Chính trị giao Ban Tổ chức Trung ương tổng hợp.")
    assert not charged_by_name("Chính phủ, các bộ, ngành cần có hướng dẫn cụ thể.")
    assert not charged_by_name("Chỉ đạo Bộ Tài chính: rà soát.")
