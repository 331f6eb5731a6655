"""Whom the structure of a text lays its tasks on: items over items, heads over lists, numbered sentences."""

from duties_helpers import clause_path, found

from assistant.duties.duty import Role
from ingest.document import Level, Step

DOES, LEADS, DIRECTS = str(Role.DOES), str(Role.LEADS), str(Role.DIRECTS)
MINISTRY = [("Bộ Tài chính", DOES)]


def test_a_head_governs_all_numbered_sentences_and_a_numbered_part_what_follows_in_it() -> None:
    text = (
        "Giao Đảng uỷ Chính phủ: (i) Chỉ đạo Bộ Y tế chủ trì xây dựng quy trình. "
        "(ii) Chỉ đạo Bộ Tài chính rà soát trụ sở; bảo đảm kinh phí."
    )
    directs = ("Đảng uỷ Chính phủ", DIRECTS)
    assert found(text) == [
        ("chỉ đạo", [directs, ("Bộ Y tế", LEADS)], "xây dựng quy trình"),
        ("chỉ đạo", [directs, *MINISTRY], "rà soát trụ sở"),
        ("chỉ đạo", [directs, *MINISTRY], "bảo đảm kinh phí"),
    ]
    text = "Bộ Tài chính cần nâng cao chất lượng, cụ thể: (i) Rà soát; (ii) Chỉ đạo các chi bộ báo cáo; (iii) Kiểm tra."
    assert [addressees for _, addressees, _ in found(text)] == [
        MINISTRY, [("Bộ Tài chính", DIRECTS), ("các chi bộ", DOES)], MINISTRY,
    ]  # fmt: skip


def test_an_item_governs_what_stands_under_it_until_an_item_names_its_own() -> None:
    two, point = clause_path("2"), Step(Level.POINT, "2.1")
    paths = {1: two, 2: (*two, point), 3: (*two, point, Step(Level.PLAIN, "2")), 4: (*two, Step(Level.POINT, "2.2"))}
    paths[5] = clause_path("3")
    texts = (
        "2. Yêu cầu Bộ Tài chính cần hết sức khẩn trương.", "2.1. Rà soát trụ sở.", "Yêu cầu các tỉnh uỷ báo cáo.",
        "2.2. Kiểm tra tài sản.", "3. Bố trí kinh phí.",
    )  # fmt: skip
    assert [(strength, addressees) for strength, addressees, _ in found(*texts, paths=paths)] == [
        ("cần", MINISTRY), ("yêu cầu", MINISTRY), ("yêu cầu", [("các tỉnh uỷ", DOES)]), ("yêu cầu", MINISTRY), ("", []),
    ]  # fmt: skip


def test_a_head_may_say_who_directs_or_leads_and_leave_the_rest_to_its_list() -> None:
    texts = (
        "3. Giao Đảng ủy Chính phủ lãnh đạo, chỉ đạo:", "- Bộ Tài chính rà soát trụ sở.", "- Hoàn thiện dự thảo.",
        "- Đảng uỷ Chính phủ, Bộ Y tế báo cáo kết quả.", "4. Giao Bộ Tài chính chủ trì:", "- Kiểm tra tài sản.",
    )  # fmt: skip
    assert found(*texts, lead_ins={2: 1, 3: 1, 4: 1, 6: 5}) == [
        ("chỉ đạo", [("Đảng ủy Chính phủ", DIRECTS), *MINISTRY], "rà soát trụ sở"),
        ("giao", [("Đảng ủy Chính phủ", DOES)], "Hoàn thiện dự thảo"),
        ("giao", [("Đảng uỷ Chính phủ", DOES), ("Bộ Y tế", DOES)], "báo cáo kết quả"),
        ("giao", [("Bộ Tài chính", LEADS)], "Kiểm tra tài sản"),
    ]


def test_an_announcement_that_names_a_task_done_by_principles_is_a_duty_too() -> None:
    texts = ("Giao Bộ Tài chính triển khai phân cấp theo một số nguyên tắc sau:", "- Rà soát trụ sở.")
    assert found(*texts, lead_ins={2: 1}) == [
        ("giao", MINISTRY, "triển khai phân cấp theo một số nguyên tắc sau"), ("giao", MINISTRY, "Rà soát trụ sở"),
    ]  # fmt: skip


def test_a_clause_that_ends_in_trong_do_is_a_duty_beside_its_numbered_parts() -> None:
    text = "Giao Bộ Tài chính xây dựng đề án (trong đó: (1) Rà soát trụ sở. (2) Kiểm tra tài sản."
    assert found(text) == [
        ("giao", MINISTRY, "xây dựng đề án"),
        ("giao", MINISTRY, "Rà soát trụ sở"),
        ("giao", MINISTRY, "Kiểm tra tài sản"),
    ]
