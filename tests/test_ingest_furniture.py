"""What is no prose: letterhead, signature, page furniture, web sites; and what must stay prose beside it."""

import pytest
from test_ingest_layout import SENTENCE, kinds, of_kind, paragraphs

from ingest.extraction import Role
from ingest.layout import assembled
from ingest.lines import Assembled, CleanLine, Kind

HEAD = [
    "BAN CHẤP HÀNH TRUNG ƯƠNG",
    "*",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "---------",
    "Số 12-QĐ/TW",
    "Hà Nội, ngày 2 tháng 3 năm 2025",
]
TITLE = ["QUY ĐỊNH", "VỀ LƯU TRỮ TRONG CÁC CƠ QUAN ĐẢNG"]
BODY = ["- Căn cứ Điều lệ Đảng;", "Ban Bí thư quy định như sau:", "Điều 1. Phạm vi điều chỉnh", SENTENCE]
RECIPIENTS = ["Nơi nhận:", "- Các tỉnh uỷ, thành uỷ,", "- Các ban đảng Trung ương,", "- Lưu Văn phòng Trung ương Đảng."]
SIGNATURE = ["T/M BAN BÍ THƯ", "Nguyễn Văn A"]
SITE = [
    "Quy định 12-QĐ/TW năm 2025 về lưu trữ",
    "Văn bản này chưa có bản dịch tiếng Anh",
    "## Văn bản liên quan",
    "Ban hành:",
    "25/11/2025",
    "Tình trạng: Đã biết",
    "Điện thoại:",
    "(024) 0000 0000",
    "Quý khách vui lòng đăng nhập để xem tiếp.",
]


def read(*texts: str) -> Assembled:
    return assembled(paragraphs(*texts))


def prose(*texts: str) -> list[str]:
    return of_kind(read(*texts), Kind.PROSE)


def test_a_party_document_falls_into_its_parts() -> None:
    result = read(*HEAD, *TITLE, "-----", *BODY, *RECIPIENTS, *SIGNATURE)
    assert [line.text for line in result.lines] == [*HEAD, *TITLE, "-----", *BODY, *RECIPIENTS, *SIGNATURE]
    expected = [Kind.LETTERHEAD] * 6 + [Kind.TITLE] * 2 + [Kind.LETTERHEAD] + [Kind.PROSE] * 4
    assert [kind for kind, _ in kinds(result)] == expected + [Kind.RECIPIENTS] * 4 + [Kind.SIGNATURE] * 2


def test_a_decree_falls_into_its_parts() -> None:
    texts = [
        "CHÍNH PHỦ",
        "_______",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/2025/NĐ-CP",
        "Hà Nội, ngày 02 tháng 3 năm 2025",
        "NGHỊ ĐỊNH",
        "Quy định chi tiết một số điều của Luật Lưu trữ",
        "____",
        "CHÍNH PHỦ",
        "Căn cứ Luật Lưu trữ;",
        "Chương I",
        "QUY ĐỊNH CHUNG",
        SENTENCE,
        "Nơi nhận:",
        "- Ban Bí thư Trung ương Đảng;",
        "- Lưu: VT, TH.",
        "TM. CHÍNH PHỦ",
        "KT. THỦ TƯỚNG",
        "PHÓ THỦ TƯỚNG",
        "Nguyễn Văn A",
    ]
    found = read(*texts)
    assert of_kind(found, Kind.TITLE) == texts[6:8]
    assert of_kind(found, Kind.PROSE) == texts[10:14]
    assert of_kind(found, Kind.RECIPIENTS) == texts[14:17]
    assert of_kind(found, Kind.SIGNATURE) == texts[17:]


@pytest.mark.parametrize(
    "head",
    [
        [
            "BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG CỘNG SẢN VIỆT NAM",
            "* ---------",
            "Số 294-QĐ/TW Hà Nội, ngày 26 tháng 5 năm 2025",
        ],
        ["TỈNH UỶ A | ĐẢNG CỘNG SẢN VIỆT NAM", "Số 15-QĐ/TU | A, ngày 5 tháng 6 năm 2025"],
        [
            "UỶ BAN NHÂN DÂN",
            "TỈNH A",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập – Tự do – Hạnh phúc",
            "Số: 7/2025/QĐ-UBND",
        ],
        ["QUỐC HỘI", "Luật số: 35/2024/QH15", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ],
)
def test_letterheads_of_many_kinds(head: list[str]) -> None:
    result = read(*head, *TITLE, *BODY)
    assert of_kind(result, Kind.LETTERHEAD) == head
    assert (of_kind(result, Kind.TITLE), of_kind(result, Kind.PROSE)) == (TITLE, BODY)


def test_glued_columns_come_apart_before_the_title() -> None:
    rows = [*HEAD[:5], "Hà Nội, ngày 2 tháng 3 năm 2025 NGHỊ QUYẾT", "Về công tác lưu trữ", *BODY]
    result = assembled([CleanLine(row, row, page=1, wrapped=True) for row in rows])
    assert of_kind(result, Kind.TITLE) == ["NGHỊ QUYẾT", "Về công tác lưu trữ"]


def test_an_official_letter_has_subject_and_addressees() -> None:
    texts = ["V/v báo cáo kết quả", "Kính gửi:", "- Các tỉnh uỷ;", "- Các ban đảng.", SENTENCE, "- Nội dung thứ nhất."]
    result = read(*HEAD, *texts)
    assert of_kind(result, Kind.TITLE) == texts[:1]
    assert of_kind(result, Kind.RECIPIENTS) == texts[1:4]
    assert of_kind(result, Kind.PROSE) == texts[4:]


@pytest.mark.parametrize(
    "stamp", ["HỎA TỐC", "HOẢ TỐC", "DỰ THẢO", "Dự thảo lần 2", "M Ậ T", "KHẨN", "LƯU HÀNH NỘI BỘ"]
)
def test_stamps(stamp: str) -> None:
    assert of_kind(read(stamp, *HEAD, *TITLE, *BODY), Kind.STAMP) == [stamp]


@pytest.mark.parametrize(
    "signature",
    [
        ["K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Nguyễn Văn A"],
        ["CHỦ TỊCH QUỐC HỘI", "(Đã ký)", "Nguyễn Văn A"],
        ["BỘ TRƯỞNG", "Nguyễn Thị B"],
        ["TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG", "(Đã ký)", "NGUYỄN VĂN A"],
        ["Nguyễn Văn A", "(Đã ký)"],
        ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "Thượng tướng Nguyễn Văn A"],
    ],
)
def test_signatures_before_and_after_the_recipients(signature: list[str]) -> None:
    for texts in ([*RECIPIENTS, *signature], [*signature, *RECIPIENTS]):
        result = read(*HEAD, *TITLE, *BODY, *texts)
        assert of_kind(result, Kind.SIGNATURE) == signature
        assert of_kind(result, Kind.RECIPIENTS) == RECIPIENTS
        assert of_kind(result, Kind.PROSE) == BODY


def test_what_is_annexed_after_the_signature_is_prose_again() -> None:
    annex = [
        "PHỤ LỤC I",
        "(Kèm theo Quy định số 12-QĐ/TW)",
        "1. Danh mục hồ sơ",
        SENTENCE,
        "Điện thoại:",
        "Mẫu số 01",
        "Địa chỉ:",
    ]
    assert prose(*HEAD, *TITLE, *BODY, *RECIPIENTS, *SIGNATURE, *annex) == [*BODY, *annex]
    assert prose(*HEAD, *TITLE, *BODY, *SIGNATURE, "QUY CHẾ", "LÀM VIỆC", "Điều 1. Phạm vi", SENTENCE)[4:] == [
        "QUY CHẾ",
        "LÀM VIỆC",
        "Điều 1. Phạm vi",
        SENTENCE,
    ]


def test_the_text_of_a_site_around_a_document_is_navigation() -> None:
    before = [
        "Bản dịch này thuộc quyền sở hữu của trang",
        "Đang tải văn bản...",
        "Số hiệu:",
        "12-QĐ/TW",
        "Loại văn bản:",
        "Quy định",
    ]
    result = read(*before, *HEAD, *TITLE, *BODY, *SIGNATURE, "[1] Gồm các đồng chí Uỷ viên.", *SITE)
    assert of_kind(result, Kind.PROSE) == BODY
    assert set(before) <= set(of_kind(result, Kind.NAVIGATION))
    assert of_kind(result, Kind.NAVIGATION)[-len(SITE) :] == [text.removeprefix("## ") for text in SITE]


def test_an_annex_stays_before_the_text_of_a_site() -> None:
    annex = ["PHỤ LỤC I", "DANH MỤC HỒ SƠ LƯU TRỮ", SENTENCE]
    assert prose(*HEAD, *TITLE, *BODY, *SIGNATURE, *annex, *SITE[1:]) == [*BODY, *annex]


@pytest.mark.parametrize(
    "line",
    [
        "Theo TTXVN",
        "(TTXVN)",
        "Theo Cổng Thông tin điện tử Chính phủ",
        "Nguồn: Báo Nhân Dân",
        "Link bài viết gốc: https://a.vn/mot-bai-viet-dai",
        "Ngày giờ đăng bài viết gốc: 11:51 26/05/2025",
        "Giờ đăng bài viết gốc: 23:02",
        "INFOGRAPHICS: Một số nội dung quan trọng tại Kết luận số 12",
    ],
)
def test_where_a_report_was_taken_from(line: str) -> None:
    assert prose("# Kết luận mới", "### Nội dung chính", SENTENCE, SENTENCE, line) == [SENTENCE, SENTENCE]


@pytest.mark.parametrize(
    "line",
    [
        "Theo Kết luận này, Bộ Tài chính bố trí kinh phí.",
        "Nguồn lực được bố trí theo kế hoạch:",
        "Bảo mật thông tin tài khoản và mật khẩu.",
        "Mật độ dân số của các đơn vị hành chính",
        "Trưởng Ban Tổ chức Trung ương chịu trách nhiệm.",
        "Ảnh hưởng của việc sắp xếp",
        "Nơi nhận bồi thường do các bên thoả thuận",
        "Số lượng cấp uỷ viên",
        "Người ký văn bản chịu trách nhiệm.",
        "Kính trọng và học tập Bác",
        "Quyết định này thay thế Quyết định số 5-QĐ/TW, ngày 2/3/2020.",
        "Luật số 35/2018/QH14, Luật số 68/2020/QH14 hết hiệu lực.",
        "TỔ CHỨC THỰC HIỆN",
        "Chủ tịch Hồ Chí Minh",
    ],
)
def test_prose_that_looks_like_furniture_stays(line: str) -> None:
    assert prose(*HEAD, *TITLE, *BODY, line, SENTENCE, *RECIPIENTS, *SIGNATURE) == [*BODY, line, SENTENCE]


def test_the_title_of_a_saved_page_and_the_credit_of_its_photo() -> None:
    result = read("# Chỉ thị 45 về đại hội", "Đồng chí A phát biểu. (Ảnh: TTXVN)", SENTENCE)
    assert [kind for kind, _ in kinds(result)] == [Kind.TITLE, Kind.CAPTION, Kind.PROSE]


def test_a_table_of_contents_and_not_the_blanks_of_a_form() -> None:
    contents = ["MỤC LỤC", "Phần 1. Thủ tục ........... 12", "Phần 2. Yêu cầu ........... 95"]
    result = read(*contents, "Phần 1. Thủ tục", SENTENCE, "Họ và tên: ............ 5", SENTENCE)
    assert of_kind(result, Kind.CONTENTS) == contents
    assert of_kind(result, Kind.PROSE) == ["Phần 1. Thủ tục", SENTENCE, "Họ và tên: ............ 5", SENTENCE]


def test_footnotes_that_the_text_refers_to() -> None:
    result = read("Các địa phương[1] báo cáo.", SENTENCE, "[1] Gồm các tỉnh A, B.", "[2] Không ai dẫn đến.")
    assert of_kind(result, Kind.NOTE) == ["[1] Gồm các tỉnh A, B."]
    assert len(of_kind(result, Kind.PROSE)) == 3


def test_what_the_format_says_counts() -> None:
    roles = {Role.HEADER: Kind.RUNNING, Role.FOOTER: Kind.RUNNING, Role.NOTE: Kind.NOTE, Role.CAPTION: Kind.CAPTION}
    lines = [CleanLine(f"{SENTENCE} {role}", f"{SENTENCE} {role}", role=role) for role in roles]
    assert [line.kind for line in assembled(lines).lines] == list(roles.values())
    numbers = [CleanLine(number, number, role=Role.TABLE) for number in ("1", "30")]
    assert [line.kind for line in assembled(numbers).lines] == [Kind.PROSE, Kind.PROSE]


def test_the_session_between_letterhead_and_title() -> None:
    session = ["Khoá XI, kỳ họp thứ 9", "(Từ ngày 16 tháng 5 đến ngày 29 tháng 6 năm 2006)"]
    result = read(
        "QUỐC HỘI", "Số: 65/2006/QH11", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", *session, "LUẬT", "LUẬT SƯ", *BODY
    )
    assert of_kind(result, Kind.TITLE) == ["LUẬT", "LUẬT SƯ"]
    assert of_kind(result, Kind.PROSE) == BODY


def test_a_table_of_attributes_without_letterhead() -> None:
    table = [
        "Số hiệu:",
        "12-QĐ/TW",
        "Loại văn bản:",
        "Quy định",
        "Người ký:",
        "Nguyễn Văn A",
        "Ngày ban hành:",
        "2/3/2025",
    ]
    assert prose(*table, *BODY) == BODY


def test_the_fields_of_a_form_after_the_signature_are_no_web_site() -> None:
    form = ["GIẤY ĐỀ NGHỊ CẤP PHÉP", "Điện thoại:", "Fax:", "Email:", "Địa chỉ:", "Mã số thuế:"]
    assert prose(*HEAD, *TITLE, *BODY, *SIGNATURE, *form) == [*BODY, *form]


def test_a_signed_document_ends_with_no_source() -> None:
    assert of_kind(read(*HEAD, *TITLE, *BODY, SENTENCE, "(Đã ký)"), Kind.NAVIGATION) == []
