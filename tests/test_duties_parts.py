"""Bodies cut from a list, deadlines made comparable, titles."""

import datetime

import pytest
from duties_helpers import document

from assistant.duties.bodies import bodies_at
from assistant.duties.deadlines import deadline_of, year_of
from assistant.duties.duty import DeadlineKind
from assistant.duties.extract import duties_of
from assistant.duties.titles import laid_by_title
from ingest.document import Span
from ingest.text import fold


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("các cấp uỷ, tổ chức đảng trực thuộc Trung ương tiếp tục",
         ["các cấp uỷ", "tổ chức đảng trực thuộc Trung ương"]),
        ("các bộ, ngành địa phương đề xuất", ["các bộ", "ngành địa phương"]),
        ("ban thường vụ các tỉnh ủy, thành ủy thực hiện", ["ban thường vụ các tỉnh ủy", "thành ủy"]),
        ("Bộ Văn hóa, Thể thao và Du lịch, Bộ Y tế và các địa phương triển khai",
         ["Bộ Văn hóa, Thể thao và Du lịch", "Bộ Y tế", "các địa phương"]),
        ("Đảng uỷ Mặt trận Tổ quốc, các đoàn thể Trung ương chủ trì",
         ["Đảng uỷ Mặt trận Tổ quốc, các đoàn thể Trung ương"]),
        ("Ban Tuyên giáo và Dân vận Trung ương xây dựng kế hoạch", ["Ban Tuyên giáo và Dân vận Trung ương"]),
        ("Bộ Công Thương chủ trì", ["Bộ Công Thương"]),
        ("Sở Nội vụ chủ trì", ["Sở Nội vụ"]),
        ("Ban Tổ chức Trung ương; Uỷ ban Kiểm tra Trung ương chủ động rà soát",
         ["Ban Tổ chức Trung ương", "Uỷ ban Kiểm tra Trung ương"]),
        ("các Đảng uỷ: Chính phủ; Quốc hội căn cứ", ["các Đảng uỷ", "Chính phủ", "Quốc hội"]),
        ("các đoàn kiểm tra của Bộ Chính trị, Ban Bí thư chủ động rà soát",
         ["các đoàn kiểm tra của Bộ Chính trị, Ban Bí thư"]),
        ("các Ban của Đảng, Văn phòng Quốc hội tăng cường", ["các Ban của Đảng", "Văn phòng Quốc hội"]),
        ("thành uỷ thuộc diện hợp nhất, sáp nhập hoàn thiện", ["thành uỷ thuộc diện hợp nhất, sáp nhập"]),
        ("cơ quan có thẩm quyền xem xét", ["cơ quan có thẩm quyền"]),
        ("bộ máy tinh gọn", None), ("tổ chức thực hiện", None), ("lãnh đạo, chỉ đạo", None), ("xã hội", None),
        ("thanh tra, kiểm tra", None), ("trường hợp khó", None), ("", None),
    ],
)  # fmt: skip
def test_a_list_of_bodies_is_cut_as_an_official_would(text: str, bodies: list[str] | None) -> None:
    found = bodies_at(text, fold(text), 0, len(text))
    assert (None if found is None else [span.of(text) for span in found.spans]) == bodies


DATE, EVENT, RECURRING = DeadlineKind.DATE, DeadlineKind.EVENT, DeadlineKind.RECURRING


@pytest.mark.parametrize(
    ("text", "words", "kind", "day"),
    [
        ("xong trước ngày 31-7-2025", "xong trước ngày 31-7-2025", DATE, "2025-07-31"),
        ("rà soát (hoàn thành trước ngày 5/6/2025)", "hoàn thành trước ngày 5/6/2025", DATE, "2025-06-05"),
        ("hoàn thành trước 15/6", "hoàn thành trước 15/6", DATE, "2025-06-15"),  # the year of the document
        ("chậm nhất ngày 30 tháng 6 năm 2026", "chậm nhất ngày 30 tháng 6 năm 2026", DATE, "2026-06-30"),
        ("bảo đảm trong năm 2025, cơ bản tháo gỡ", "trong năm 2025", DATE, "2025-12-31"),
        ("trong tháng 2/2028", "trong tháng 2/2028", DATE, "2028-02-29"),
        ("vào cuối quý II/2025", "vào cuối quý II/2025", DATE, "2025-06-30"),
        ("vào trung tuần tháng 4/2025", "vào trung tuần tháng 4/2025", DATE, "2025-04-20"),
        ("vào đầu tháng 3/2025", "vào đầu tháng 3/2025", DATE, None),  # no one day
        ("trước ngày 31/2/2025", "trước ngày 31/2/2025", DATE, None),  # no day at all
        ("báo cáo trước ngày 7/4/2025, chậm nhất ngày 30/6/2025", "chậm nhất ngày 30/6/2025", DATE, "2025-06-30"),
        ("trước ngày 20/6/2025 (phấn đấu hoàn thành trước ngày 15/6/2025)", "trước ngày 20/6/2025", DATE, "2025-06-20"),
        ("xong trước đại hội đảng bộ cấp xã, phường", "trước đại hội đảng bộ cấp xã, phường", EVENT, None),
        ("thường xuyên kiểm tra", "thường xuyên", RECURRING, None),
        ("báo cáo hằng tháng", "hằng tháng", RECURRING, None),
        ("định kỳ 6 tháng báo cáo", "định kỳ 6 tháng", RECURRING, None),
    ],
)  # fmt: skip
def test_a_deadline_has_its_words_its_kind_and_its_last_day(
    text: str, words: str, kind: DeadlineKind, day: str | None
) -> None:
    found = deadline_of(text, Span(0, len(text)), 0, 2025)
    assert found is not None
    expected = datetime.date.fromisoformat(day) if day else None
    assert (found.text, found.kind, found.date) == (words, kind, expected)


@pytest.mark.parametrize(
    "text",
    [
        "thực hiện Kế hoạch số 56-KH/BCĐ, ngày 04/7/2025", "tình hình từ ngày 18/7 đến ngày 24/7", "khẩn trương",
        "đại hội nhiệm kỳ 2025 - 2030", "theo dõi thường xuyên", "tiết kiệm chi thường xuyên",
        "thực hiện Chiến lược nhà ở đến năm 2030, tầm nhìn đến năm 2045", "đi vào hoạt động từ ngày 1/7/2025",
    ],
)  # fmt: skip
def test_dates_of_other_things_and_haste_are_no_deadlines(text: str) -> None:
    assert deadline_of(text, Span(0, len(text)), 0, 2025) is None


def test_a_clause_that_goes_on_with_another_gives_it_its_deadline() -> None:
    text = "Kiện toàn các chức danh; việc bổ sung phải hoàn thành trước ngày 31/7/2025."
    first, second = duties_of(document(text))
    assert first.deadline == second.deadline is not None


def test_a_deadline_before_the_task_counts_but_not_one_of_what_is_told_before() -> None:
    (duty,) = duties_of(document("Trong năm 2026, Bộ Tài chính cần hoàn thành đề án."))
    assert duty.deadline is not None
    assert duty.deadline.date == datetime.date(2026, 12, 31)
    (duty,) = duties_of(document("Căn cứ kế hoạch trong năm 2025, yêu cầu Bộ Tài chính hoàn thành đề án."))
    assert duty.deadline is None


def test_the_year_is_that_of_the_text() -> None:
    assert year_of(document("Ngày 25/7/2025 họp; ngày 1/7/2025 và năm 2024.")) == 2025
    assert year_of(document("Ngày 25/7 họp.")) is None
    (duty,) = duties_of(document("Rà soát trụ sở trước ngày 31/7."))
    assert duty.deadline is not None
    assert duty.deadline.date is None


def test_a_title_that_names_nobody_lays_nothing_on_anyone() -> None:
    assert laid_by_title("Kịp thời xử lý vướng mắc phát sinh") is None
    assert laid_by_title("") is None
