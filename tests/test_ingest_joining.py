"""Which lines are one paragraph: texts broken at a width, with and without blank lines, and pages."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extraction import Role
from ingest.joining import joint
from ingest.layout import assembled
from ingest.lines import CleanLine

FIRST = (
    "Thực hiện Nghị quyết của Ban Chấp hành Trung ương Đảng về tiếp tục đổi mới, sắp xếp tổ chức bộ máy, các cấp uỷ, "
    "tổ chức đảng đã khẩn trương, nghiêm túc lãnh đạo, chỉ đạo, tổ chức thực hiện và đạt được kết quả bước đầu quan "
    "trọng, góp phần phát triển đất nước."
)
SECOND = (
    "Bộ Chính trị yêu cầu các tỉnh uỷ, thành uỷ trực thuộc Trung ương rà soát, bổ sung quy chế làm việc. Ban Tổ chức "
    "Trung ương chủ trì, phối hợp với Đảng uỷ Chính phủ theo dõi, đôn đốc; định kỳ báo cáo Bộ Chính trị và Ban Bí thư."
)
CLAUSE = (
    "1. Giao Đảng uỷ Chính phủ chỉ đạo Bộ Tài chính bố trí kinh phí; hướng dẫn các địa phương quản lý, sử dụng trụ sở "
    "dôi dư."
)
POINT = (
    "a) Chủ trì, phối hợp với các cơ quan liên quan hoàn thiện cơ sở dữ liệu; kết nối, chia sẻ "
    "thông tin giữa các cấp uỷ."
)
DASH = (
    "- Các đảng uỷ trực thuộc Trung ương căn cứ tình hình thực tế xây dựng kế hoạch, cụ thể hoá nhiệm vụ và tổ chức "
    "thực hiện."
)
PARTS = [FIRST, SECOND, CLAUSE, POINT, DASH]


def wrapped(text: str, width: int = 78) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False)


def joined(*rows: str, page: int | None = None) -> list[str]:
    lines = [CleanLine(row, row, wrapped=True, page=page) for row in rows]
    return [line.text for line in assembled(lines).lines]


def body(*rows: str) -> list[str]:
    """Return what becomes of `rows` amid wrapped text that shows the width of its lines."""
    before, after = wrapped(FIRST), wrapped(SECOND)
    found = joined(*before, *rows, *after)
    assert (found[0], found[-1]) == (FIRST, SECOND)
    return found[1:-1]


@settings(max_examples=80)
@given(st.lists(st.sampled_from(PARTS), min_size=2, max_size=7), st.integers(60, 110))
def test_paragraphs_parted_by_blank_lines_come_out_whole(parts: list[str], width: int) -> None:
    rows = [row for part in [FIRST, *parts] for row in [*wrapped(part, width), ""]]
    assert joined(*rows) == [FIRST, *parts]


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from([CLAUSE, POINT, DASH]), min_size=2, max_size=7),
    st.integers(60, 110),
    st.sampled_from([None, 4]),
)
def test_a_marker_begins_a_paragraph_without_blank_lines(parts: list[str], width: int, page: int | None) -> None:
    rows = [row for part in [FIRST, *parts] for row in wrapped(part, width)]
    assert joined(*rows, page=page) == [FIRST, *parts]


@settings(max_examples=60)
@given(st.lists(st.sampled_from([FIRST, SECOND]), min_size=2, max_size=5), st.integers(66, 90))
def test_a_short_line_ends_a_paragraph_without_marker(parts: list[str], width: int) -> None:
    rows = [wrapped(part, width) for part in parts]
    if all(len(lines[-1]) < 0.8 * width for lines in rows):
        assert joined(*(row for lines in rows for row in lines)) == parts


def test_pages_saved_out_of_word_have_short_first_lines() -> None:
    rows = []
    for part in (
        FIRST,
        CLAUSE,
        SECOND,
        POINT,
        "2. Cơ bản thống nhất với Báo cáo của Ban Tổ chức Trung ương về tình hình và kết quả hoạt động.",
    ):
        words = part.split(" ")
        rows += [" ".join(words[:6]), *wrapped(" ".join(words[6:]))]
    assert joined(*rows)[-1].startswith("2. Cơ bản thống nhất với Báo cáo")
    assert len(joined(*rows)) == 5


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Điều 3. Trách nhiệm của người đứng", "đầu cơ quan, tổ chức và cá nhân"], 1),
        (["1. Về", "đánh giá tình hình hoạt động từ tháng 6/2022 đến nay"], 1),
        (["I. Về", "phân cấp quản lý cán bộ"], 1),
        (["I- NHIỆM VỤ, GIẢI PHÁP VỀ XÂY DỰNG ĐẢNG VÀ", "HỆ THỐNG CHÍNH TRỊ"], 1),
        (["Chương II", "QUẢN LÝ TÀI LIỆU LƯU TRỮ VÀ CƠ SỞ DỮ LIỆU", "TÀI LIỆU LƯU TRỮ"], 2),
        (["CHƯƠNG II", "QUẢN LÝ TÀI LIỆU"], 2),
        (["Điều 1. Phạm vi điều chỉnh", "Quy định này áp dụng đối với cơ quan, tổ chức đảng."], 2),
        (["Giao Bộ Tài chính:", "a) Bố trí kinh phí;", "b) Hướng dẫn quản lý;", "đ) Đôn đốc, kiểm tra."], 4),
        (["- Ban Tổ chức Trung ương", "- Văn phòng Trung ương Đảng", "- Đảng uỷ Chính phủ"], 3),
        (["Căn cứ Luật Lưu trữ;", "Căn cứ Luật Cơ yếu;", "Theo đề nghị của Chánh Văn phòng;"], 3),
        (["“Điều 5a. Thẩm quyền", "Bộ trưởng quyết định.”."], 2),
        (["Trưởng đoàn đại biểu Quốc hội các tỉnh, thành phố trực thuộc Trung ương khoá", "XVII."], 1),
        (
            [
                "Các cơ quan thực hiện nhiệm vụ theo quy định tại điểm b và điểm c của khoản",
                "1. Điều này không áp dụng với cấp huyện.",
            ],
            1,
        ),
        (
            [
                "Ban Tuyên giáo và Dân vận chủ trì, phối hợp với Uỷ ban Văn hoá và Uỷ ban Kinh tế",
                "- Xã hội của Quốc hội theo dõi việc thực hiện Kết luận này.",
            ],
            1,
        ),
        (
            [
                "Việc sửa đổi tên mục 19 Phụ lục III, mục 12 Phụ lục IV, mục 8 Phụ lục V, mục 13",
                "Phụ lục VI-1.1, mục 12 Phụ lục VI-1.2 do Bộ Tài chính hướng dẫn.",
            ],
            1,
        ),
        (
            [
                "Nội dung gồm: (i) Rà soát các văn bản đã ban hành; kiến nghị bãi bỏ, thay thế;",
                "(ii) Kiểm tra, giám sát việc thực hiện.",
            ],
            1,
        ),
    ],
)
def test_what_begins_a_paragraph_and_what_goes_on(rows: list[str], expected: int) -> None:
    found = body(*rows)
    assert len(found) == expected
    assert " ".join(found) == " ".join(rows)


def test_a_short_line_that_cannot_end_goes_on() -> None:
    rows = ["Thực hiện kết luận của", "Bộ Chính trị về công tác cán bộ."]
    assert body(*rows) == [" ".join(rows)]
    assert body("## Mục đích, yêu cầu", "của kế hoạch này") == ["Mục đích, yêu cầu", "của kế hoạch này"]


def test_a_line_broken_before_a_capital_goes_on_when_it_is_full() -> None:
    rows = [
        "Các tỉnh uỷ, thành uỷ thực hiện nghiêm nghị quyết, kết luận của Ban Chấp hành",
        "Trung ương Đảng khoá XIII.",
    ]
    assert body(*rows) == [" ".join(rows)]
    short = ["Một số nội dung cần lưu ý", "Trung ương Đảng đã ban hành Kết luận này."]
    assert body(*short) == short


def test_a_paragraph_goes_on_over_the_page_and_what_the_page_puts_between() -> None:
    pages = [
        ["Số 9 Báo cáo tháng", *wrapped(FIRST)[:2], "1"],
        ["Số 9 Báo cáo tháng", *wrapped(FIRST)[2:], *wrapped(SECOND), "2"],
        ["Số 9 Báo cáo tháng", CLAUSE[:69], "3"],
    ]
    lines = [CleanLine(row, row, page=page, wrapped=True) for page, rows in enumerate(pages, 1) for row in rows]
    result = assembled(lines)
    assert [line.text for line in result.lines] == [FIRST, SECOND, CLAUSE[:69]]
    assert result.dropped == ("Số 9 Báo cáo tháng", "1", "Số 9 Báo cáo tháng", "2", "Số 9 Báo cáo tháng", "3")


def test_rows_of_a_table_and_whole_paragraphs_never_join() -> None:
    rows = [CleanLine(row, row, role=Role.TABLE, wrapped=True) for row in wrapped(FIRST)]
    assert len(assembled(rows).lines) == len(rows)
    whole = [CleanLine(row, row) for row in wrapped(FIRST)]
    assert len(assembled(whole).lines) == len(whole)


@pytest.mark.parametrize(
    ("last", "following", "expected"),
    [
        ("yêu cầ-", "u các", "yêu cầu các"),
        ("Quy định 383-", "QĐ/TW", "Quy định 383-QĐ/TW"),
        ("chủ nghĩa Mác -", "Lênin", "chủ nghĩa Mác - Lênin"),
        ("kinh tế -", "xã hội", "kinh tế - xã hội"),
        ("chất pô-li-", "me bền", "chất pô-li-me bền"),
        ("cấp uỷ", "các cấp", "cấp uỷ các cấp"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(last: str, following: str, expected: str) -> None:
    taken, between = joint(last, following)
    assert last[: len(last) - taken] + between + following == expected


@pytest.mark.parametrize(
    ("last", "following"),
    [
        ("2. Công ty trách nhiệm hữu hạn một thành viên độc lập do Nhà nước nắm giữ", "100% vốn điều lệ."),
        ("Đến nay, qua kiểm tra của các đoàn công tác, trong cả nước đã có", "19 tỉnh, thành phố hoàn thành."),
        ("Căn cứ Thông tư ngày 10 tháng 7 năm 2009 của Bộ trưởng", "Bộ Nội vụ về chế độ báo cáo;"),
        ("- Phát thẻ theo danh sách đã được Giám đốc Sở Lao động -", "Thương binh và Xã hội quyết định."),
    ],
)
def test_lines_that_end_too_soon_go_on(last: str, following: str) -> None:
    assert f"{last} {following}" in joined(*wrapped(FIRST), last, following, page=1)


def test_rows_that_begin_with_a_number_stay_apart() -> None:
    rows = ["22 Quy hoạch kết cấu hạ tầng đường bộ theo Luật Đường bộ", "23 Quy hoạch sử dụng đất"]
    assert joined(*wrapped(FIRST), *rows, page=1)[1:] == rows


def test_a_sentence_that_a_picture_tore() -> None:
    torn = "Đại hội là sự kiện chính trị quan trọng của Đảng; là dấu mốc đặc biệt trên"
    assert joined(torn, "", "con đường phát triển của đất nước.", "") == [f"{torn} con đường phát triển của đất nước."]
    ended = "Đại hội là sự kiện chính trị quan trọng của Đảng, là dấu mốc đặc biệt."
    assert joined(ended, "", "con đường phát triển của đất nước.", "")[0] == ended
    assert len(joined(torn, "", "a) con đường phát triển.", "")) == 2
