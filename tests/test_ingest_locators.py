"""Where a paragraph stands: paths, locators, headings, lead-ins, quotations, enclosed documents, findings."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_outline_helpers import assembled, outline

from ingest.document import Locator
from ingest.extraction import Role
from ingest.lines import Assembled, Kind, Line
from ingest.nodes import is_prose
from ingest.offsets import OffsetMap, Span
from ingest.structure import Body, parse

LONG = "Các cấp uỷ, tổ chức đảng lãnh đạo, chỉ đạo việc quán triệt và thực hiện nghiêm túc văn bản này trong toàn Đảng."


def read(*texts: str) -> Body:
    return parse(assembled(*texts))


def headings(body: Body) -> list[str]:
    return [heading.text for heading in body.headings]


def test_the_locator_of_the_design() -> None:
    body = read(
        "I- MỤC TIÊU", "1. Một.", "II- NHIỆM VỤ", "1. Một.", "2. Hai:", "a) A:", "b) B gồm:", "- Gạch một;", "- Hai."
    )
    at = next(p for p in body.paragraphs if p.text == "- Gạch một;")
    found = Locator("Kết luận 210-KL/TW", at.number, at.path).vi()
    assert found == "gạch đầu dòng thứ nhất, điểm b, khoản 2, mục II, Kết luận 210-KL/TW"
    assert headings(body) == ["I- MỤC TIÊU", "II- NHIỆM VỤ"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Điều 1. Ban hành kèm theo Quyết định này Quy chế.", "Điều 2. Có hiệu lực."], ["điều 1", "điều 2"]),
        (["1. Về việc.", "1.1. Một.", "1.2. Hai.", "2. Ba."], ["khoản 1", "khoản 1 / điểm 1.1", "khoản 1 / điểm 1.2",
        "khoản 2"]),
        (["1. A.", "1.1. B.", "a) C;", "b) D."],
         ["khoản 1", "khoản 1 / điểm 1.1", "khoản 1 / điểm 1.1 / tiết a", "khoản 1 / điểm 1.1 / tiết b"]),
        (["1. A:", "- Bộ:", "+ Cục;", "+ Vụ.", "- Sở."],
         ["khoản 1", "khoản 1 / gạch đầu dòng 1", "khoản 1 / gạch đầu dòng 1 / gạch đầu dòng 1",
          "khoản 1 / gạch đầu dòng 1 / gạch đầu dòng 2", "khoản 1 / gạch đầu dòng 2"]),
        (["1. A.", "Thêm một đoạn.", "Thêm nữa.", "2. B."], ["khoản 1", "khoản 1 / đoạn 2", "khoản 1 / đoạn 3",
        "khoản 2"]),
        (["Điều 1. Phạm vi", "Quy định này áp dụng.", "Điều 2. Đối tượng", "Một.", "Hai."],
         ["điều 1", "điều 2 / đoạn 1", "điều 2 / đoạn 2"]),
        (["1. A gồm:", "a) B;", "b) C.", "Đoạn sau danh sách.", "2. D."],
         ["khoản 1", "khoản 1 / điểm a", "khoản 1 / điểm b", "khoản 1 / đoạn 2", "khoản 2"]),
        (["H. A.", "1. B.", "2. C."], ["đoạn 1", "khoản 1", "khoản 2"]),
        (["h) A.", "i) B.", "k) C."], ["điểm h", "điểm i", "điểm k"]),
        (["(i) A;", "(ii) B;", "(iii) C."], ["tiết i", "tiết ii", "tiết iii"]),
        (["a) A:", "1) B;", "2) C.", "b) D."], ["điểm a", "điểm a / tiết 1", "điểm a / tiết 2", "điểm b"]),
        (["1. a.", "2. tài liệu;", "3. hồ sơ."], ["khoản 1", "khoản 2", "khoản 3"]),
    ],
)  # fmt: skip
def test_paths(texts: list[str], expected: list[str]) -> None:
    assert outline(read(*texts)) == expected


def test_chapters_take_their_titles_and_articles_go_on() -> None:
    body = read(
        "Chương I",
        "QUY ĐỊNH CHUNG",
        "Điều 1. Phạm vi",
        "A.",
        "Chương II",
        "TỔ CHỨC",
        "BỘ MÁY",
        "Điều 2. Đối tượng",
        "B.",
    )
    assert headings(body)[0] == "Chương I QUY ĐỊNH CHUNG"
    assert headings(body)[2] == "Chương II TỔ CHỨC BỘ MÁY"
    assert outline(body) == ["chương I / điều 1", "chương II / điều 2"]
    assert body.findings == ()
    assert [p.section for p in body.paragraphs] == ["Điều 1. Phạm vi", "Điều 2. Đối tượng"]


def test_a_list_of_names_without_full_stops_is_prose() -> None:
    body = read("1. Giao các cơ quan sau:", "- Ban Tổ chức Trung ương", "- Ban Nội chính Trung ương", "2. " + LONG)
    assert headings(body) == []
    assert [p.lead_in for p in body.paragraphs] == [None, 1, 1, None]


def test_lead_ins_reach_what_is_under_them_and_no_farther() -> None:
    body = read("Bộ Chính trị yêu cầu:", "1. Giao Đảng uỷ Chính phủ:", "- Rà soát.", "- Báo cáo.", "2. Giao Quốc hội.",
                "II- TỔ CHỨC THỰC HIỆN", "1. " + LONG)  # fmt: skip
    assert [p.lead_in for p in body.paragraphs] == [None, 1, 2, 2, 1, None]


def test_numbering_begun_again_by_an_unmarked_lead_in_lies_below_it() -> None:
    body = read("Về quan điểm:", "1. A.", "2. B.", "Về nhiệm vụ, cụ thể là:", "1. C.", "2. D.")
    assert outline(body)[-3:] == ["đoạn 2", "đoạn 2 / khoản 1", "đoạn 2 / khoản 2"]
    assert body.findings == ()
    assert [p.lead_in for p in body.paragraphs] == [None, 1, 1, None, 4, 4]


def test_numbering_begun_again_without_reason_is_told_apart_and_reported() -> None:
    body = read("1. A.", "2. B.", "1. C.", "2. D.")
    assert outline(body) == ["khoản 1", "khoản 2", "khoản 1 (lần 2)", "khoản 2 (lần 2)"]
    assert body.findings == ("dòng 3: sau «2.» lại là «1.», đúng ra là «3.»; hãy đối chiếu với bản gốc.",)


def test_quoted_articles_do_not_break_the_order() -> None:
    body = read("Điều 1. Sửa đổi, bổ sung một số điều", "1. Sửa đổi Điều 5 như sau:", "“Điều 5. Trách nhiệm",
                "1. A.", "2. B.”.",
                "2. Sửa đổi Điều 9 như sau: “Điều 9. Hồ sơ", "1. C.", "a) D.”",
                "Điều 2. Hiệu lực thi hành", LONG)  # fmt: skip
    assert outline(body) == [
        "điều 1 / khoản 1", "điều 1 / khoản 1 / đoạn 2", "điều 1 / khoản 1 / đoạn 3", "điều 1 / khoản 1 / đoạn 4",
        "điều 1 / khoản 2", "điều 1 / khoản 2 / đoạn 2", "điều 1 / khoản 2 / đoạn 3", "điều 2",
    ]  # fmt: skip
    assert body.findings == ()


def test_a_quotation_mark_that_nobody_closes_swallows_nothing() -> None:
    body = read("1. Thực hiện “ba không.", "2. Hai.", "3. Ba.")
    assert outline(body) == ["khoản 1", "khoản 2", "khoản 3"]


def test_an_enclosed_document_has_its_own_tree() -> None:
    body = read(
        "Điều 1. Ban hành kèm theo Quy chế.",
        "Điều 2. Có hiệu lực.",
        "QUY CHẾ",
        "Điều 1. Phạm vi",
        LONG,
        "Điều 2. Đối tượng",
        LONG,
    )
    assert outline(body) == ["điều 1", "điều 2", "phụ lục Quy chế / điều 1", "phụ lục Quy chế / điều 2"]
    assert body.findings == ()


def test_annexes_and_forms() -> None:
    body = read(
        "1. A.",
        "2. B.",
        "PHỤ LỤC I",
        "DANH MỤC HỒ SƠ",
        "(Kèm theo Quyết định số 1-QĐ/TW)",
        "1. C.",
        "PHỤ LỤC II",
        "1. D.",
        "Mẫu số 01",
        LONG,
    )
    assert outline(body)[2:] == ["phụ lục I / khoản 1", "phụ lục II / khoản 1", "phụ lục II / phụ lục 01"]
    assert headings(body)[0] == "PHỤ LỤC I DANH MỤC HỒ SƠ (Kèm theo Quyết định số 1-QĐ/TW)"


def test_rows_of_a_table_are_no_markers() -> None:
    found = assembled("1. A.", "1. Một | Hai", "2. B.")
    row = Line(found.lines[1].text, found.lines[1].span, role=Role.TABLE)
    body = parse(Assembled(found.source_text, (found.lines[0], row, found.lines[2]), found.original, OffsetMap(())))
    assert outline(body) == ["khoản 1", "khoản 1 / đoạn 2", "khoản 2"]


def test_only_prose_is_cut_and_the_title_is_the_title_lines() -> None:
    kinds = {"QUY ĐỊNH": Kind.TITLE, "về lưu trữ": Kind.TITLE, "Nơi nhận:": Kind.RECIPIENTS}
    body = parse(assembled("QUY ĐỊNH", "về lưu trữ", "1. A.", "2. B.", "Nơi nhận:", kinds=kinds))
    assert (body.title, outline(body)) == ("QUY ĐỊNH về lưu trữ", ["khoản 1", "khoản 2"])


def test_the_closing_formula_belongs_to_no_unit() -> None:
    assert outline(read("I- A B C D", "1. A.", "2. B.", "Kết luận này phổ biến đến chi bộ."))[-1] == "đoạn 1"


def test_findings_give_page_and_line_on_the_page() -> None:
    source = "a) A;\nb) B;\nd) D."
    pages = ((0, 2), (6, 3))
    lines = [Line(m[0], Span(m.start(), m.end()), page=3 if m.start() else 2) for m in re.finditer(r"[^\n]+", source)]
    body = parse(Assembled(source, tuple(lines), source, OffsetMap(()), pages))
    assert body.findings == ("trang 3, dòng 2: sau «b)» là «d)», thiếu «c)»; hãy đối chiếu với bản gốc.",)


@pytest.mark.parametrize("letters", ["a b c d đ e g h i k l", "a b c d e f g h i"])
def test_both_alphabets_are_in_order(letters: str) -> None:
    assert read("1. Gồm:", *(f"{letter}) Nội dung;" for letter in letters.split())).findings == ()


def test_a_vietnamese_list_without_its_đ_is_reported() -> None:
    assert len(read("1. Gồm:", *(f"{letter}) Nội dung;" for letter in "abcde")).findings) == 1


PIECES = [
    "I- MỤC TIÊU", "II- NHIỆM VỤ", "A. CHUNG", "1. Một.", "2. Hai:", "3. Ba", "1.1. Một", "1.2. Hai.", "a) A;",
    "b) B.", "đ) Đ:", "- Gạch;",
    "- Gạch:", "+ Cộng.", "* Sao", "(1) Một;", "(i) Một", "Điều 1. Phạm vi", "Điều 2.", "Chương I", "QUY ĐỊNH CHUNG",
    "PHỤ LỤC", "Phụ lục I",
    "Mẫu số 01", "QUY CHẾ", "Như sau:", LONG, "Ngắn gọn", "“Điều 5. A", "b) B.”", "Căn cứ Điều lệ Đảng;",
    "Quy định này có hiệu lực.", "***", "",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_nothing_disappears_and_paths_are_unique_and_stable(texts: list[str]) -> None:
    found = assembled(*texts)
    body = parse(found)
    assert body == parse(found)
    spans = sorted([p.span for p in body.paragraphs] + [h.span for h in body.headings])
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for line in filter(is_prose, found.lines):
        assert sum(span.start <= line.span.start and line.span.end <= span.end for span in spans) == 1
    paths = outline(body)
    assert len(set(paths)) == len(paths) or not any(paths)
    assert [p.number for p in body.paragraphs] == list(range(1, len(paths) + 1))
    assert all(p.lead_in is None or p.lead_in < p.number for p in body.paragraphs)


def test_a_heading_ends_the_reach_of_a_lead_in() -> None:
    body = read("Bộ Chính trị yêu cầu:", "1. Nâng cao nhận thức", "- Quán triệt.", "- Học tập.", "2. Giao Quốc hội.")
    assert [p.lead_in for p in body.paragraphs] == [None, None, None, 1]
    assert [p.section for p in body.paragraphs] == [None, "1. Nâng cao nhận thức", "1. Nâng cao nhận thức", None]
