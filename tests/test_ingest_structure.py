"""What becomes a paragraph: the two reports against outlines read by hand, page furniture, any text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_outline_helpers import clean_lines

from ingest import layout
from ingest.document import Paragraph
from ingest.extraction import Role
from ingest.lines import Assembled, CleanLine
from ingest.nodes import is_prose
from ingest.structure import Body, parse
from ingest.text import compose

GOLDEN = Path(__file__).parent / "golden"
NAMES = ("177-KL-TW", "179-KL-TW")
SENTENCE = "Bộ Chính trị yêu cầu các cấp uỷ triển khai ngay."
OTHER = "Ban Tổ chức Trung ương báo cáo kết quả."
BYLINE = " " * 20 + "Phương Anh  - Quý Lâm"


def laid(text: str) -> Assembled:
    return layout.assembled(clean_lines(text, wrapped=True))


def read(text: str) -> Body:
    return parse(laid(text))


def source(corpus: Path, name: str) -> str:
    return compose((corpus / name / "source.txt").read_text(encoding="utf-8"))


def golden(name: str) -> dict[str, Any]:
    outline: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return outline


def by_number(ranges: list[dict[str, Any]], value: str) -> dict[int, Any]:
    return {number: item[value] for item in ranges for number in range(item["from"], item["to"] + 1)}


def texts(body: Body) -> list[str]:
    return [paragraph.text for paragraph in body.paragraphs]


def article(*parts: str) -> list[str]:
    return texts(read("\n\n".join(parts)))


def assert_exact(source_text: str, paragraphs: tuple[Paragraph, ...]) -> None:
    end = 0
    for number, paragraph in enumerate(paragraphs, 1):
        assert paragraph.number == number
        assert paragraph.span.of(source_text) == paragraph.text == paragraph.text.strip() != ""
        assert "\n" not in paragraph.text
        assert end <= paragraph.span.start
        end = paragraph.span.end
        assert paragraph.lead_in is None or paragraph.lead_in < number


@pytest.mark.parametrize(("name", "count"), [("177-KL-TW", 22), ("179-KL-TW", 15)])
def test_the_real_reports_have_the_outline_read_by_hand(corpus: Path, name: str, count: int) -> None:
    outline, body = golden(name), read(source(corpus, name))
    assert len(outline["paragraphs"]) == count
    ends = [[" ".join(text.split()[:5]), " ".join(text.split()[-5:])] for text in texts(body)]
    assert ends == outline["paragraphs"]
    assert body.title == outline["title"]
    assert {p.number: p.section for p in body.paragraphs} == by_number(outline["sections"], "title")
    lead_ins = {p.number: p.lead_in for p in body.paragraphs if p.lead_in is not None}
    assert lead_ins == by_number(outline["lead_ins"], "lead_in")


@pytest.mark.parametrize("name", NAMES)
def test_the_real_spans_are_exact(corpus: Path, name: str) -> None:
    text = source(corpus, name)
    assert_exact(text, read(text).paragraphs)


def test_every_line_of_report_179_is_a_paragraph(corpus: Path) -> None:
    text = source(corpus, "179-KL-TW")
    expected = [line.strip() for line in text.splitlines() if line.strip()]
    expected[0] = expected[0].removeprefix("date 2025-07 ")
    assert texts(read(text)) == expected


def test_nothing_after_the_byline_of_report_177_is_in_the_document(corpus: Path) -> None:
    text = source(corpus, "177-KL-TW")
    body = read(text)
    report, byline, navigation = text.partition("Phương Anh")
    after = [byline, *(line.strip() for line in navigation.splitlines() if line.strip())]
    assert len(after) == 79  # the byline in two pieces and 77 lines of other news
    assert max(paragraph.span.end for paragraph in body.paragraphs) < len(report)
    held = [*texts(body), *{paragraph.section or "" for paragraph in body.paragraphs}]
    assert [line for line in after for piece in held if line in piece] == []


@pytest.mark.parametrize(
    "furniture",
    [
        "22:55 13/07/2025",
        "hoạt động chính quyền địa phương 2 cấp- Ảnh 1.",
        "Tuyên truyền về thực hiện mô hình chính quyền địa phương 2 cấp trên địa bàn phường Dương Nội",
        "Bộ Chính trị, Ban Bí thư ban hành Kết luận 177 về tổ chức",
        "Phương Anh",
        "date 2025-07",
    ],
)
def test_page_furniture_is_in_no_paragraph_and_no_section(corpus: Path, furniture: str) -> None:
    sources = [source(corpus, name) for name in NAMES]
    assert any(furniture in text for text in sources)
    for text in sources:
        paragraphs = read(text).paragraphs
        held = [*(p.text for p in paragraphs), *(p.section or "" for p in paragraphs)]
        assert [piece for piece in held if furniture in piece] == []


LINES = [
    SENTENCE, OTHER, BYLINE, "Tin đọc nhiều", "22:55 13/07/2025", "Hội nghị - Ảnh 1.", "Ảnh: TTXVN", "",
    "   ", "\t", "date 2025-07", "Tiêu đề", "2", "…", "KẾT LUẬN", "Chỉ đạo thực hiện 1 nội dung.", "Yêu cầu:",
    "\u2028", "\x0c", "İ.",
]  # fmt: skip
any_text = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(LINES), max_size=15).map("\n".join),
    st.text(st.sampled_from("A. \n-Đa")),
)


@given(any_text.map(compose))
def test_every_line_of_prose_is_a_paragraph_or_a_heading(text: str) -> None:
    found = laid(text)
    body = parse(found)
    assert_exact(found.source_text, body.paragraphs)
    spans = [p.span for p in body.paragraphs] + [h.span for h in body.headings]
    for line in filter(is_prose, found.lines):
        holders = [span for span in spans if span.start <= line.span.start and line.span.end <= span.end]
        assert len(holders) == 1, line.text


@given(st.lists(st.sampled_from([SENTENCE, OTHER, "Ủy ban kiểm tra; báo cáo."]), min_size=1, max_size=9))
def test_plain_paragraphs_all_stay(sentences: list[str]) -> None:
    assert article(*sentences) == sentences


def test_a_first_line_before_a_time_stamp_is_the_title() -> None:
    body = read(f"Kết luận mới về bộ máy\n22:55 13/07/2025\n{SENTENCE}")
    assert (body.title, texts(body)) == ("Kết luận mới về bộ máy", [SENTENCE])
    later = read(f"{SENTENCE}\n{OTHER}\n8h05, 1/7/2025\n{SENTENCE}")
    assert (later.title, texts(later)) == (None, [SENTENCE, OTHER, SENTENCE])


@pytest.mark.parametrize("stray", ["date 2025-07 ", " date 2025-07-25\t", "date 2025-07\n"])
def test_a_stray_date_at_the_head_is_left_out(stray: str) -> None:
    body = read(stray + SENTENCE)
    assert [(p.text, p.section) for p in body.paragraphs] == [(SENTENCE, None)]


def test_a_date_further_down_is_text() -> None:
    assert article(OTHER, f"date 2025-07 {SENTENCE}") == [OTHER, f"date 2025-07 {SENTENCE}"]


def test_the_caption_under_a_photo_credit_goes_with_it() -> None:
    assert article(SENTENCE, "Hội nghị trực tuyến- Ảnh 1.", "Quang cảnh tại phường Dương Nội.", OTHER) == [
        SENTENCE,
        OTHER,
    ]
    assert article(SENTENCE, "Ảnh:", "Quang cảnh tại phường Dương Nội.", OTHER) == [SENTENCE, OTHER]


@pytest.mark.parametrize(
    "credit", ["Quang cảnh hội nghị - Ảnh: TTXVN", "Ảnh: VGP/Nhật Bắc.", "Toàn cảnh - Ảnh 2: N.P."]
)
def test_a_credit_that_is_its_own_caption_costs_no_paragraph(credit: str) -> None:
    assert article(SENTENCE, credit, OTHER) == [SENTENCE, OTHER]


@pytest.mark.parametrize(
    "byline",
    ["Phương Anh", "Phương Anh  - Quý Lâm", "Ánh Dương, Đức Ổn", "P.Anh - Th. Minh", "Nguyễn Thị Minh Khai"],
)
def test_the_report_ends_at_its_byline(byline: str) -> None:
    assert article(SENTENCE, " " * 12 + byline, OTHER) == [SENTENCE]
    assert article(SENTENCE, " " * 3 + byline, OTHER) == [SENTENCE, OTHER]


@pytest.mark.parametrize(
    "centred",
    ["Chương V", "Phần Hai", "KẾT LUẬN", "XV80", "Z   -   I", "Tổ chức thực hiện"],
)
def test_a_centred_heading_is_no_byline(centred: str) -> None:
    assert article(SENTENCE, " " * 20 + centred, OTHER) == [SENTENCE, OTHER]


def test_names_before_the_first_paragraph_are_no_byline() -> None:
    assert article("Tiêu đề bản tin", BYLINE, SENTENCE) == [SENTENCE]


@pytest.mark.parametrize(
    "head",
    [
        "Tin đọc nhiều",
        "Tin cùng chuyên mục",
        "Tin khác:",
        "Xem theo ngày",
        "Đọc thêm…",
        "Bình luận",
        "Chia sẻ",
    ],
)
def test_the_report_ends_at_a_navigation_head(head: str) -> None:
    assert article(SENTENCE, head, OTHER) == [SENTENCE]
    assert article(SENTENCE, f"{head} của nhân dân được lắng nghe.", OTHER)[-1] == OTHER


def test_subheads_are_sections_and_not_paragraphs() -> None:
    body = read(f"{SENTENCE}\nTổ chức thực hiện\n{OTHER}\n{SENTENCE}\nKiểm tra\n{OTHER}")
    assert [p.section for p in body.paragraphs] == [
        None,
        "Tổ chức thực hiện",
        "Tổ chức thực hiện",
        "Kiểm tra",
    ]


@pytest.mark.parametrize("mark", ["2", "- 3 -", "***", "_______"])
def test_a_page_number_or_rule_is_neither_section_nor_paragraph(mark: str) -> None:
    body = read(f"Tổ chức thực hiện\nYêu cầu tỉnh ủy thực hiện 2 nội dung.\n{OTHER}\n{mark}\n{SENTENCE}")
    assert [p.section for p in body.paragraphs] == ["Tổ chức thực hiện"] * 3
    assert [p.lead_in for p in body.paragraphs] == [None, 1, 1]


@pytest.mark.parametrize(
    "lead",
    [
        "Bộ Chính trị yêu cầu tỉnh ủy thực hiện 11 nội dung.",
        "Tỉnh ủy thực hiện các nhiệm vụ sau:",
        "Giao Bộ Tài chính:",
    ],
)
def test_a_counted_lead_in_governs_its_section(lead: str) -> None:
    body = read(f"{SENTENCE}\n{lead}\n{SENTENCE}\n{OTHER}\nMục khác\n{OTHER}")
    assert [p.lead_in for p in body.paragraphs] == [None, None, 2, 2, None]


def test_a_second_lead_in_takes_over() -> None:
    body = read(f"Giao Bộ Tài chính:\n{SENTENCE}\nGiao Bộ Công an:\n{OTHER}")
    assert [p.lead_in for p in body.paragraphs] == [None, 1, None, 3]


def test_the_rows_of_a_table_are_paragraphs_and_no_headings() -> None:
    rows = [
        CleanLine(text, text, role=Role.TABLE) for text in ("Thứ hai | Họp giao ban", "Thứ ba | Làm công tác văn thư")
    ]
    body = parse(layout.assembled(rows))
    assert [paragraph.text for paragraph in body.paragraphs] == [row.text for row in rows]
    assert body.headings == ()
