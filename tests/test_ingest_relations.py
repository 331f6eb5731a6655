"""Relations: which documents a text names, how it stands to each, and in which direction."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import DocumentType, Relation, RelationKind
from ingest.relations import relations

BASED, DOES, REPLACES = RelationKind.BASED_ON, RelationKind.IMPLEMENTS, RelationKind.REPLACES
AMENDS, REPEALS, REFERS = RelationKind.AMENDS, RelationKind.REPEALS, RelationKind.REFERS


def told(text: str) -> list[tuple[RelationKind, str]]:
    return [(relation.kind, relation.number) for relation in relations([text])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Căn cứ Luật Lưu trữ số 33/2024/QH15, ngày 21/6/2024 của Quốc hội khoá XV;", [(BASED, "33/2024/QH15")]),
        ("Căn cứ Nghị định số 1/2020/NĐ-CP; Quyết định số 2/QĐ-TTg;", [(BASED, "1/2020/NĐ-CP"), (BASED, "2/QĐ-TTg")]),
        (
            "Căn cứ Luật Bảo hiểm y tế số 25/2008/QH12 đã được sửa đổi, bổ sung một số điều theo Luật số 32/2013/QH13;",
            [(BASED, "25/2008/QH12"), (REFERS, "32/2013/QH13")],
        ),
        (
            "Căn cứ Hướng dẫn số 06-HD/BTCTW của Ban Tổ chức về phụ cấp theo Thông báo số 13-TB/TW của Bộ Chính trị;",
            [(BASED, "06-HD/BTCTW"), (REFERS, "13-TB/TW")],
        ),
        ("Thực hiện Chỉ thị số 50-CT/TW; Quy định số 339-QĐ/TW,", [(DOES, "50-CT/TW"), (DOES, "339-QĐ/TW")]),
        ("Các cấp uỷ tiếp tục thực hiện nghiêm Kết luận số 18-KL/TW.", [(DOES, "18-KL/TW")]),
        ("Hồ sơ thực hiện theo Nghị định số 30/2020/NĐ-CP.", [(REFERS, "30/2020/NĐ-CP")]),
        (
            "Chỉ thị này thay thế Chỉ thị số 35-CT/TW, ngày 14/6/2024; Kết luận số 118-KL/TW.",
            [(REPLACES, "35-CT/TW"), (REPLACES, "118-KL/TW")],
        ),
        ("Quyết định này có hiệu lực từ ngày ký và thay thế Quyết định số 12/QĐ-UBND.", [(REPLACES, "12/QĐ-UBND")]),
        (
            "Quyết định số 12/QĐ-UBND bị thay thế bởi Quyết định số 13/QĐ-UBND.",
            [(REFERS, "12/QĐ-UBND"), (REFERS, "13/QĐ-UBND")],
        ),
        ("Bộ Nội vụ ban hành Thông tư thay thế Thông tư số 5/2020/TT-BNV.", [(REFERS, "5/2020/TT-BNV")]),
        ("Điều 1. Sửa đổi, bổ sung một số điều của Thông tư số 12/2020/TT-BTC như sau:", [(AMENDS, "12/2020/TT-BTC")]),
        ("Sửa đổi, bổ sung một số điều của Nghị định số 8/2019/NĐ-CP", [(AMENDS, "8/2019/NĐ-CP")]),
        (
            "Luật số 7/2019/QH14 được sửa đổi bởi Luật số 9/2021/QH15.",
            [(REFERS, "7/2019/QH14"), (REFERS, "9/2021/QH15")],
        ),
        ("Bãi bỏ Quyết định số 9/QĐ-TTg; Quyết định số 10/QĐ-TTg.", [(REPEALS, "9/QĐ-TTg"), (REPEALS, "10/QĐ-TTg")]),
        ("Luật Quốc phòng số 39/2005/QH11 hết hiệu lực kể từ ngày Luật này có hiệu lực.", [(REPEALS, "39/2005/QH11")]),
        ("Quyết định số 5/QĐ-TTg đã hết hiệu lực từ ngày 1/1/2020.", [(REFERS, "5/QĐ-TTg")]),
        ("theo quy định tại Nghị quyết số 76/2025/UBTVQH15.", [(REFERS, "76/2025/UBTVQH15")]),
        ("Căn cứ Điều lệ Đảng;", []),
        ("Cấp 12-AB và mẫu 3/M-BC, ngày 24/7, tỷ lệ 50/100-KG.", []),
    ],
)
def test_the_kind_and_its_direction(text: str, expected: list[tuple[RelationKind, str]]) -> None:
    assert told(text) == expected


def test_type_and_date_only_where_written() -> None:
    text = (
        "Căn cứ Luật Bảo vệ bí mật nhà nước số 29/2018/QH14, ngày 15/11/2018; Quyết định số 246-QĐ/TW ngày 24 tháng 01 "
        "năm 2025 của Bộ Chính trị; văn bản số 12/BNV-CQĐP; Nghị định số 1/2020/NĐ-CP, ngày 31/02/2020."
    )
    assert relations([text]) == (
        Relation(BASED, "29/2018/QH14", DocumentType.LAW, date(2018, 11, 15)),
        Relation(BASED, "246-QĐ/TW", DocumentType.DECISION, date(2025, 1, 24)),
        Relation(BASED, "12/BNV-CQĐP"),
        Relation(BASED, "1/2020/NĐ-CP", DocumentType.DECREE),
    )


def test_a_list_shares_its_type() -> None:
    found = relations(["Các Kết luận số 126-KL/TW, 127-KL/TW và 128-KL/TW của Bộ Chính trị."])
    assert [(each.number, each.document_type) for each in found] == [
        (number, DocumentType.CONCLUSION) for number in ("126-KL/TW", "127-KL/TW", "128-KL/TW")
    ]


def test_each_once_with_the_stronger_relation_and_never_itself() -> None:
    text = ["Căn cứ Quy định số 5-QĐ/TW;", "Theo Quy định số 5-QĐ/TW, ngày 1/2/2025.", "Kết luận số 9-KL/TW này."]
    assert relations(text, own="9-KL/TW") == (Relation(BASED, "5-QĐ/TW", DocumentType.REGULATION),)
    assert [each.number for each in relations(text)] == ["5-QĐ/TW", "9-KL/TW"]


@given(st.text(alphabet="Luật số 1/2-QĐTNgàyăcứ.;,thaythếnày\n", max_size=200))
def test_every_number_stands_in_the_text(text: str) -> None:
    squeezed = "".join(text.split())
    found = relations([text])
    assert all(each.number in squeezed for each in found)
    assert len({(each.kind, each.number) for each in found}) == len(found)


def test_a_serial_of_two_parts() -> None:
    assert told("Căn cứ Nghị quyết số 66.16/2026/NQ-CP của Chính phủ;") == [(BASED, "66.16/2026/NQ-CP")]
    assert told("Kinh phí là 1.200/NĐ-CP đồng.") == []
