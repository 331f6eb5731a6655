"""Columns of a letterhead or a signature that the repair, or the file, left one space apart."""

import re

from ingest import layout
from ingest.cells import cells
from ingest.lines import CleanLine
from ingest.offsets import edited


def columns(*rows: str) -> list[str]:
    """Return the cells of rows whose wide gaps the repair made one space of."""
    lines = []
    for row in rows:
        text, back = edited(row, [(gap.start(), gap.end(), " ") for gap in re.finditer(r"\s{2,}|\t", row)])
        lines.append(CleanLine(text, row, back))
    given = layout.assembled(lines)
    return [cell.text for cell in cells(given.lines, given)]


def test_columns_come_apart_where_the_file_had_a_gap() -> None:
    head = [
        "UBND TỈNH A      \tCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 5/QĐ-UBND      Hà Nội, ngày 1 tháng 2 năm 2008",
    ]
    assert columns(*head) == [
        "UBND TỈNH A", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 5/QĐ-UBND", "Hà Nội, ngày 1 tháng 2 năm 2008"
    ]  # fmt: skip
    assert columns("Số:          5/QĐ-UBND của Chủ tịch") == ["Số: 5/QĐ-UBND của Chủ tịch"]
    assert columns("1.\tGiao Ban Tổ chức.", "2.\tGiao Văn phòng.") == ["1. Giao Ban Tổ chức.", "2. Giao Văn phòng."]


def test_columns_of_a_letterhead_come_apart_without_a_gap() -> None:
    head = ["UBND TỈNH A CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 5/QĐ-UBND Hà Nội, ngày 1 tháng 2 năm 2008"]
    assert columns(*head) == [
        "UBND TỈNH A", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 5/QĐ-UBND", "Hà Nội, ngày 1 tháng 2 năm 2008"
    ]  # fmt: skip


def test_the_indentation_of_a_joined_line_is_no_gap() -> None:
    rows = [
        "\tCác cấp uỷ, tổ chức đảng lãnh đạo, chỉ đạo việc quán triệt và",
        "          thực hiện nghiêm các nội dung của Chỉ thị này và báo",
        "          cáo kết quả với Ban Bí thư trong năm.",
    ]
    given = layout.assembled([CleanLine(row, row, wrapped=True, page=1) for row in rows])
    assert [cell.text for cell in cells(given.lines, given)] == [" ".join(row.strip() for row in rows)]
