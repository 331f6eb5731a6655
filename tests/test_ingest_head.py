"""Letterhead, title, signature and recipients, in the forms of the party, the State, portals and the press."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metadata_documents import LAW, LETTER, PARTY, POLITBURO, PORTAL, PROSE, STATE, assembled

from ingest.cells import attributes, cells
from ingest.document import DocumentType
from ingest.head import Head, read_head
from ingest.lines import Kind
from ingest.signing import Signature, recipients, signature


def head(text: str, kinds: dict[str, Kind] | None = None) -> Head:
    return read_head(cells(assembled(text, kinds).lines))


def signed(text: str) -> Signature:
    return signature(cells(assembled(text).lines))


def test_a_party_document() -> None:
    found = head(PARTY)
    assert (found.document_type, found.number) == (DocumentType.CONCLUSION, "07-KL/VPTW")
    assert (found.place, found.issue_date) == ("Hà Nội", date(2025, 12, 1))
    assert found.issuing_body == "BAN CHẤP HÀNH TRUNG ƯƠNG - VĂN PHÒNG"
    assert found.subject and found.subject.endswith("TẠI HỘI NGHỊ TOÀN QUỐC CÔNG TÁC VĂN PHÒNG")
    assert signed(PARTY) == Signature("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Nguyễn Văn A")
    assert recipients(cells(assembled(PARTY).lines)) == (
        "Ban Bí thư (để báo cáo)",
        "Các đồng chí lãnh đạo Văn phòng Trung ương Đảng",
        "Lưu Văn phòng Trung ương Đảng",
    )


def test_the_body_in_the_title_goes_before_the_letterhead() -> None:
    found = head(POLITBURO)
    assert found.issuing_body == "BỘ CHÍNH TRỊ, BAN BÍ THƯ"
    assert found.subject == "VỀ TÌNH HÌNH HOẠT ĐỘNG CỦA CHÍNH QUYỀN ĐỊA PHƯƠNG 2 CẤP"
    assert signed(POLITBURO) == Signature("T/M BỘ CHÍNH TRỊ", None, "Nguyễn Văn A")


def test_a_document_of_the_state_in_two_merged_columns() -> None:
    found = head(STATE)
    assert (found.document_type, found.number) == (DocumentType.DECISION, "991/QĐ-UBND")
    assert (found.place, found.issue_date) == ("Bình Minh", date(2025, 5, 14))
    assert found.issuing_body == "ỦY BAN NHÂN DÂN TỈNH BÌNH MINH"
    assert found.subject == (
        "Về việc phê duyệt Kế hoạch sắp xếp thôn, tổ dân phố và bố trí người hoạt động không chuyên trách"
    )
    assert signed(STATE) == Signature("TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn B")
    assert recipients(cells(assembled(STATE).lines)) == ("Như Điều 2", "Lưu: VT")


def test_a_law() -> None:
    found = head(LAW)
    assert (found.document_type, found.number, found.subject) == (DocumentType.LAW, "75/2006/QH11", "ĐƯỜNG BỘ")
    assert (found.issuing_body, found.issue_date) == ("QUỐC HỘI", None)
    assert signed(LAW) == Signature(None, "CHỦ TỊCH QUỐC HỘI", "Nguyễn Văn C")


def test_an_official_letter_is_known_by_its_form() -> None:
    found = head(LETTER)
    assert (found.document_type, found.number) == (DocumentType.OFFICIAL_LETTER, "123/BNV-CQĐP")
    assert (found.subject, found.issuing_body) == ("bố trí cán bộ không chuyên trách ở xã", "BỘ NỘI VỤ")
    assert recipients(cells(assembled(LETTER).lines)) == (
        "Sở Nội vụ các tỉnh",
        "Ủy ban nhân dân các xã",
        "Như trên",
        "Lưu: VT",
    )
    assert signed(LETTER) == Signature("TL. BỘ TRƯỞNG", "VỤ TRƯỞNG VỤ CHÍNH QUYỀN ĐỊA PHƯƠNG", "Nguyễn Văn D")


def test_the_table_of_a_portal_gives_what_the_text_does_not() -> None:
    found = head(PORTAL)
    assert (found.number, found.issue_date, found.effective_date) == ("221-KL/TW", date(2025, 11, 28), None)
    assert (found.signatory, found.issuing_body) == ("Nguyễn Văn A", "Ban Chấp hành Trung ương")
    assert found.document_type is None  # «Loại văn bản» of a portal is its own, and often «Văn bản khác»
    table, rest = attributes(cells(assembled(PORTAL).lines))
    assert table["ngày hiệu lực"] == "Đã biết"
    assert [cell.text for cell in rest] == ["Đang tải văn bản...", PROSE]


@pytest.mark.parametrize("kind", list(DocumentType))
def test_the_title_line_gives_the_type(kind: DocumentType) -> None:
    for title in (
        kind.value.upper(),
        kind.value,
        " ".join(kind.value.upper().replace(" ", "")),
        f"**{kind.value.upper()}**",
    ):
        assert head(f"BỘ NỘI VỤ\nSố: 5/ABC-BNV\n{title}\nvề công tác cán bộ\nCăn cứ").document_type is kind, title


def test_the_symbol_does_not_give_the_type() -> None:
    text = "Số 39-QĐ/TW\nHà Nội, ngày 5 tháng 7 năm 2025\n{}\nVỀ CÔNG TÁC CÁN BỘ"
    assert head(text.format("QUY ĐỊNH")).document_type is DocumentType.REGULATION
    assert head(text.format("QUYẾT ĐỊNH")).document_type is DocumentType.DECISION
    assert head(text.format("")).document_type is None


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số 399-QĐ/TW", "399-QĐ/TW"),
        ("Số 399/QĐ/TW", "399/QĐ/TW"),
        ("Số: 36-HD/VPTW", "36-HD/VPTW"),
        ("Số 56 - KH/BCĐ", "56-KH/BCĐ"),
        ("Số: 1835/QĐ-BGDĐT", "1835/QĐ-BGDĐT"),
        ("SỐ: 12/2001/QĐ-BTC", "12/2001/QĐ-BTC"),
        ("Số: 256 /2004/QĐ-UB", "256/2004/QĐ-UB"),
        ("Luật số: 35/2024/QH15", "35/2024/QH15"),
        ("Số 05-TTr/BTCTW", "05-TTr/BTCTW"),
        ("Số: 21/CT-TTg", "21/CT-TTg"),
        ("*Số 45-CT/TW*", "45-CT/TW"),
        ("Nghị quyết số: 76/2025/UBTVQH15", "76/2025/UBTVQH15"),
        ("Số:     /KH-UBND", None),
        ("Số: ……/QĐ-UBND", None),
        ("Số 177", None),
        ("CÔNG BÁO/Số 983 + 984/Ngày 25-8-2024", None),
        ("Theo Quyết định số 12-QĐ/TW của Ban Bí thư", None),
    ],
)
def test_the_number_on_its_line(line: str, number: str | None) -> None:
    assert head(f"BAN BÍ THƯ\n{line}\nKẾ HOẠCH\nvề công tác cán bộ\nThực hiện Nghị quyết số 9-NQ/TW").number == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("# Chỉ thị số 45-CT/TW về đại hội đảng bộ", "45-CT/TW"),
        ("TOÀN VĂN: NGHỊ QUYẾT SỐ 71-NQ/TW CỦA BỘ CHÍNH TRỊ VỀ GIÁO DỤC", "71-NQ/TW"),
        ("KẾT LUẬN 155-KL/TW CỦA BỘ CHÍNH TRỊ VỀ BỘ MÁY", "155-KL/TW"),
        ("Nghị định của Chính phủ số 114/2003/NĐ-CP\nngày 10/10/2003 về cán bộ xã", "114/2003/NĐ-CP"),
        ("HƯỚNG DẪN\nMỘT SỐ NỘI DUNG QUY ĐỊNH SỐ 377-QĐ/TW NGÀY 08/10/2025", None),
        ("QUY ĐỊNH\n(Ban hành kèm theo Quyết định số 5/2006/QĐ-UBND)", None),
        ("QUYẾT ĐỊNH\nVề việc sửa đổi Quyết định số 9/QĐ-TTg", None),
    ],
)
def test_the_number_in_the_title_is_its_own_only_right_after_the_type(title: str, number: str | None) -> None:
    assert head(f"{title}\n{PROSE}").number == number


def test_a_title_that_carries_number_and_date() -> None:
    found = head(f"Nghị định\ncủa Chính phủ số 94 /1998/NĐ-CP ngày 17 tháng 11 năm 1998\n{PROSE}")
    assert (found.document_type, found.number, found.issue_date) == (
        DocumentType.DECREE,
        "94/1998/NĐ-CP",
        date(1998, 11, 17),
    )


@pytest.mark.parametrize(
    ("line", "place", "issued"),
    [
        ("Hà Nội, ngày 19 tháng 11 năm 2025", "Hà Nội", date(2025, 11, 19)),
        ("*TP. Hồ Chí Minh, ngày 01 tháng 7 năm 2004*", "TP. Hồ Chí Minh", date(2004, 7, 1)),
        ("Đồng Xoài, ngày 14 tháng5 năm 2008", "Đồng Xoài", date(2008, 5, 14)),
        ("Hà Nội, ngày 19\ntháng 11 năm 2025", "Hà Nội", date(2025, 11, 19)),
        ("ĐẢNG CỘNG SẢN VIỆT NAM Hà Nội, ngày 19 tháng 11 năm 2025", "Hà Nội", date(2025, 11, 19)),
        ("Hà Nội, ngày   tháng   năm 2025", "Hà Nội", None),
        ("Hà Nội, ngày … tháng … năm 2025", "Hà Nội", None),
        ("Hà Nội, ngày 31 tháng 02 năm 2025", "Hà Nội", None),
        ("Căn cứ Quyết định ngày 19 tháng 11 năm 2025", None, None),
    ],
)
def test_place_and_date(line: str, place: str | None, issued: date | None) -> None:
    found = head(f"TỈNH ỦY BÌNH MINH\nSố 5-KH/TU\n{line}\nKẾ HOẠCH\nvề công tác cán bộ\n{PROSE}")
    assert (found.place, found.issue_date) == (place, issued)


def test_kinds_of_the_layout_help_but_are_not_needed() -> None:
    kinds = {
        "Báo cáo": Kind.TITLE,
        "tình hình năm 2025.": Kind.TITLE,
        "Thông báo": Kind.NAVIGATION,
        "5": Kind.PAGE_NUMBER,
    }
    found = head(f"5\nThông báo\nSố 5-BC/TU\nBáo cáo\ntình hình năm 2025.\n{PROSE}", kinds)
    assert (found.document_type, found.subject) == (DocumentType.REPORT, "tình hình năm 2025.")


@pytest.mark.parametrize(
    "text", ["", "12", f"{PROSE}\nQuyết định này có hiệu lực.", "Theo Quyết định này\nQuyết địnhs"]
)
def test_nothing_is_guessed(text: str) -> None:
    found = head(text)
    assert (found.document_type, found.number, found.issue_date, found.issuing_body, found.subject) == (None,) * 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T/M BỘ CHÍNH\nTRỊ\nNguyễn Văn A", Signature("T/M BỘ CHÍNH TRỊ", None, "Nguyễn Văn A")),
        ("TM. CHÍNH PHỦ\nTHỦ TƯỚNG\n(Đã ký)\nNguyễn Văn A", Signature("TM. CHÍNH PHỦ", "THỦ TƯỚNG", "Nguyễn Văn A")),
        (
            "K/T TRƯỞNG\nBAN\nPHÓ TRƯỞNG BAN\nNguyễn Văn A",
            Signature("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn A"),
        ),
        ("KT.THỐNG ĐỐC PHÓ THỐNG ĐỐC\nNguyễn Văn A", Signature("KT.THỐNG ĐỐC", "PHÓ THỐNG ĐỐC", "Nguyễn Văn A")),
        (
            "TUQ. CHỦ TỊCH\nGIÁM ĐỐC SỞ NỘI VỤ\nNguyễn Văn A",
            Signature("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ", "Nguyễn Văn A"),
        ),
        ("BỘ TRƯỞNG BỘ NỘI VỤ\nCăn cứ Luật số 1/2020/QH14;", Signature()),
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", Signature("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", None)),
        ("KT.GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nNguyễn Văn A", Signature("KT.GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn A")),
        ("Q. GIÁM ĐỐC\nNguyễn Văn A", Signature("Q. GIÁM ĐỐC", None, "Nguyễn Văn A")),
    ],
)
def test_the_signature(text: str, expected: Signature) -> None:
    assert signed(f"{PROSE}\n{text}\n") == expected


@given(st.text(max_size=300))
def test_any_text_has_a_head(text: str) -> None:
    parts = cells(assembled(text).lines)
    found = read_head(parts)
    assert 0 <= found.end <= len(parts)
    assert signature(parts, found.end) is not None
    assert isinstance(recipients(parts), tuple)


@pytest.mark.parametrize(
    ("title", "kind", "body", "subject"),
    [
        ("THÔNG TƯ\nLIÊN TỊCH CỦA BỘ TÀI CHÍNH SỐ 176/1998/TTLT-BTC-BCN NGÀY 25 THÁNG 12 NĂM 1998 HƯỚNG DẪN THUẾ",
         DocumentType.JOINT_CIRCULAR, "BỘ TÀI CHÍNH", "HƯỚNG DẪN THUẾ"),
        ("NGHỊ ĐỊNH CỦA CHÍNH PHỦ QUY ĐỊNH CHI TIẾT LUẬT THUẾ", DocumentType.DECREE, "CHÍNH PHỦ",
         "QUY ĐỊNH CHI TIẾT LUẬT THUẾ"),
        ("QUYẾT ĐỊNH\nvề việc sửa đổi Quy chế của Quỹ bảo lãnh tín dụng\nThủ tướng Chính phủ", DocumentType.DECISION,
         None, "về việc sửa đổi Quy chế của Quỹ bảo lãnh tín dụng"),
        ("THÔNG TƯ\nQuy định về hoạt động của công ty\nThông tư số 121/2020/TT-BTC ngày 31 tháng 12 năm 2020 của Bộ",
         DocumentType.MINISTERIAL_CIRCULAR, None, "Quy định về hoạt động của công ty"),
    ],
)  # fmt: skip
def test_titles_with_more_than_a_subject(title: str, kind: DocumentType, body: str | None, subject: str) -> None:
    found = head(f"{title}\n{PROSE}")
    assert (found.document_type, found.issuing_body, found.subject) == (kind, body, subject)


def test_a_title_within_an_annex_is_not_the_documents() -> None:
    annex = f"Phụ lục VI\nHỆ THỐNG QUẢN LÝ TÀI LIỆU\nPhần I\nQUY ĐỊNH ĐỐI VỚI HỆ THỐNG\n{PROSE}"
    assert head(annex).document_type is None


def test_a_signature_beside_a_long_list_of_recipients() -> None:
    listed = "\n".join(f"- Sở {name};" for name in "ABCDEFGH")
    text = f"{PROSE}\nTM. UBND TỈNH A\nNơi nhận:\nCHỦ TỊCH\n{listed}\nNguyễn Văn A\n- Lưu: VT.\nTỈNH A\nĐộc lập - Tự do"
    assert signed(text) == Signature("TM. UBND TỈNH A", "CHỦ TỊCH", "Nguyễn Văn A")
    assert recipients(cells(assembled(text).lines))[-1] == "Lưu: VT"
    stamped = f"{PROSE}\nTL.CHỦ TỊCH\nCHÁNH VĂN PHÒNG\n42 UBND TỈNH A\nVAN PHONG"
    assert signed(stamped) == Signature("TL.CHỦ TỊCH", "CHÁNH VĂN PHÒNG", None)
