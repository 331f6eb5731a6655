"""Footnotes at the foot of a page whose text layer does not tell them apart: no row of a table is one."""

import pytest
from test_ingest_layout import of_kind

from ingest.layout import assembled
from ingest.lines import Assembled, CleanLine, Kind

PAGE = [
    "Điều 1. Nghị định này quy định tiền lương đối với người quản lý, kiểm soát viên1 của",
    "các công ty do Nhà nước nắm giữ vốn và người đại diện phần vốn2. Cơ quan chủ quản",
    "có trách nhiệm công khai tại trụ sở của mình và báo cáo cơ quan cấp trên trực tiếp là",
]
NOTES = [
    "1 Cụm từ này được thay thế theo quy định tại khoản 1 Điều 2 của Nghị định số 21/2024/NĐ-CP,",
    "có hiệu lực từ ngày 10 tháng 4 năm 2024.",
    "2 Điểm này được bãi bỏ theo quy định tại Điều 3 của Nghị định số 21/2024/NĐ-CP.",
]
REST = ["100% số đơn vị được kiểm tra trong năm."]


def pages(*texts: list[str]) -> Assembled:
    lines = [CleanLine(line, line, wrapped=True, page=page) for page, text in enumerate(texts, 1) for line in text]
    return assembled(lines)


def test_footnotes_at_the_foot_of_a_page_leave_the_sentence_whole() -> None:
    result = pages(PAGE + NOTES, REST)
    assert of_kind(result, Kind.PROSE) == [" ".join(PAGE + REST)]
    assert list(result.dropped) == NOTES


def test_the_footnotes_of_a_gazette_without_pages() -> None:
    heads = [[f"CÔNG BÁO/Số 12/Ngày 0{n}-7-2024"] for n in (3, 4)]
    lines = [line for part in (heads[0], PAGE, NOTES, heads[1], REST) for line in part]
    result = assembled([CleanLine(line, line, wrapped=True) for line in lines])
    assert of_kind(result, Kind.PROSE) == [" ".join(PAGE + REST)]


@pytest.mark.parametrize(
    ("page", "notes"),
    [
        (["Danh sách kèm theo Quyết định của Chủ tịch:"], ["1 Nguyễn Văn A", "2 Trần Văn B"]),  # no marks: a table
        ([PAGE[0].replace("1 của", " của") + " đơn vị1:"], ["1 Nguyễn Văn A", "2 Trần Văn B"]),  # one mark for two rows
        (["Diện tích là 100 m2 và thuộc khoá QH15.", "Đơn vị1 báo cáo."], ["2 Nguyễn Văn A"]),  # none before it
        (["Quốc hội khoá QH1 có quy định tại khoản"], ["1 Điều 137 của Luật này."]),
    ],
)
def test_rows_that_begin_with_a_number_are_no_footnotes(page: list[str], notes: list[str]) -> None:
    assert not pages(page + notes, REST).dropped


def test_the_numbers_of_footnotes_run_through_the_document() -> None:
    later = ["3. Kiểm tra việc chấp hành4;", "5.17 Đối với đơn vị khác3, thì như trên."]
    result = pages(PAGE + NOTES, [*later, "3 Điểm này được bổ sung.", "4 Khoản này được sửa đổi.", "theo Nghị định."])
    assert result.dropped[len(NOTES) :] == ("3 Điểm này được bổ sung.", "4 Khoản này được sửa đổi.", "theo Nghị định.")
