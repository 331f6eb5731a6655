"""What a page puts into a text: running heads, page numbers, digital signatures; in files with and without pages."""

import pytest
from test_ingest_layout import SENTENCE, of_kind, paragraphs, text_lines

from ingest.layout import assembled
from ingest.lines import Assembled, CleanLine, Kind


def paged(*pages: list[str]) -> Assembled:
    return assembled(
        [CleanLine(row, row, page=page, wrapped=True) for page, rows in enumerate(pages, 1) for row in rows]
    )


def test_running_lines_and_page_numbers_of_pages_are_dropped() -> None:
    result = paged(*[["UBND TỈNH A", f"Điều {page}. Tên điều", SENTENCE, f"- {page} -"] for page in range(1, 6)])
    assert result.dropped == tuple(text for page in range(1, 6) for text in ("UBND TỈNH A", f"- {page} -"))
    assert len(result.lines) == 10
    assert {line.kind for line in result.lines} == {Kind.PROSE}


def test_markers_and_cells_at_the_edge_of_pages_stay() -> None:
    result = paged(
        *[
            ["Điều 5.", SENTENCE, "120"],
            ["Điều 6.", SENTENCE, "77"],
            ["Điều 7.", SENTENCE, "4"],
            ["Điều 8.", SENTENCE, "9"],
        ]
    )
    assert result.dropped == ()


def test_the_appearance_of_a_digital_signature_is_dropped_within_a_paragraph() -> None:
    stamp = [
        "Người ký: CỔNG THÔNG TIN",
        "Email: a@chinhphu.vn",
        "Cơ quan: VĂN PHÒNG CHÍNH PHỦ",
        "Thời gian ký: 08.07.2025 14:58:33 +07:00",
    ]
    result = paged(
        ["Các tỉnh uỷ, thành uỷ thực hiện nghiêm túc và", *stamp], ["báo cáo kết quả trước ngày 31/12/2025."]
    )
    assert [line.text for line in result.lines] == [
        "Các tỉnh uỷ, thành uỷ thực hiện nghiêm túc và báo cáo kết quả trước ngày 31/12/2025."
    ]
    assert result.dropped == tuple(stamp)


def test_the_gazette_without_pages_loses_its_heads_and_numbers() -> None:
    rows = [
        "CÔNG BÁO/Số 9 + 10/Ngày 25-8-2024 ",
        "3 ",
        " ",
        "Các cấp uỷ, tổ chức đảng thực hiện nghiêm túc Quy định này và",
        " ",
        "4 ",
        "CÔNG BÁO/Số 9 + 10/Ngày 25-8-2024 ",
        " ",
        "báo cáo kết quả trước ngày 31/12/2025.",
    ]
    result = assembled(text_lines("\n".join(rows)))
    assert [line.text for line in result.lines] == [f"{rows[3]} {rows[8]}"]
    assert len(result.dropped) == 4


def test_lone_numbers_are_page_numbers_but_not_in_numbers() -> None:
    assert of_kind(assembled(paragraphs(SENTENCE, "2", SENTENCE)), Kind.PAGE_NUMBER) == ["2"]
    cells = ["Lào Cai", "30", "18", "99", "5", "Phú Thọ", "30", "32"]
    assert of_kind(assembled(paragraphs(*cells)), Kind.PROSE) == cells


@pytest.mark.parametrize("form", ["{}", "- {} -", "Trang {}", "Trang {}/9", "{} ", "– {} –"])
def test_page_numbers_of_many_forms(form: str) -> None:
    result = paged(*[[f"Nội dung của trang thứ {page} gồm các điểm", form.format(page + 4)] for page in range(1, 6)])
    assert len(result.dropped) == 5
    assert all(line.text.startswith("Nội dung") for line in result.lines)


def test_a_number_that_does_not_run_with_the_pages_is_text() -> None:
    result = paged(["Tỉnh A", "310"], ["Tỉnh B", "128"], ["Tỉnh C", "95"])
    assert result.dropped == ()


def test_numbers_that_run_on_in_a_text_without_pages_are_left_out() -> None:
    page = ["Các cấp uỷ, tổ chức đảng thực hiện nghiêm túc Quy định này và báo cáo kết quả"] * 24
    rows = [row for number in range(2, 6) for row in [*page, str(number)]]
    assert assembled(text_lines("\n".join(rows))).dropped == ("2", "3", "4", "5")
    cells = [row for number in range(2, 6) for row in [*["Lào Cai", ""] * 12, str(number), ""]]
    assert assembled(text_lines("\n".join(cells))).dropped == ()


def test_prose_between_the_fields_of_a_signature_stays() -> None:
    rows = ["Người ký: CỔNG THÔNG TIN", SENTENCE, "Email: a@chinhphu.vn", SENTENCE]
    assert paged(rows).dropped == ()
