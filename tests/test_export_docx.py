"""Drafts as Word files: what the rules of both forms ask of the page, the head and the foot."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.run import Run
from export_helpers import FULL, press_release
from export_word_helpers import FORMS, cells, faces, highlighted, opened

from assistant.drafting.draft import Draft
from assistant.export.letterhead import PARTY, STATE, Form, Letterhead
from ingest.library import Library

DOTS = "…"


@pytest.fixture(scope="module")
def draft(library: Library) -> Draft:
    return press_release(library)


@FORMS
def test_the_page_is_a4_with_the_margins_of_the_rules(draft: Draft, form: Form) -> None:
    first, annex = opened(draft, form).sections
    size = [first.page_width, first.page_height]
    edges = [first.top_margin, first.bottom_margin, first.left_margin, first.right_margin]
    assert [length.mm for length in size if length] == pytest.approx([210, 297], abs=0.1)
    assert [length.mm for length in edges if length is not None] == pytest.approx([20, 20, 30, 15], abs=0.1)
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert [annex.page_width, annex.page_height] == [first.page_height, first.page_width]


@FORMS
def test_pages_are_numbered_in_the_middle_of_the_upper_margin_but_for_the_first(draft: Draft, form: Form) -> None:
    first, annex = opened(draft, form).sections
    number = first.header.paragraphs[0]
    assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert [field.get(qn("w:instr")) for field in number.paragraph_format.element.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert first.different_first_page_header_footer
    assert not first.first_page_header.paragraphs[0].text
    assert first.header_distance is not None
    assert first.header_distance.mm == pytest.approx(10, abs=0.1)
    assert annex.header.is_linked_to_previous
    starts = [kind.get(qn("w:start")) for kind in annex._sectPr.iter(qn("w:pgNumType"))]
    assert starts == ["1"]  # the pages of an annex are numbered on their own


@FORMS
def test_times_new_roman_stands_in_every_script_and_no_run_has_another_font(draft: Draft, form: Form) -> None:
    word = opened(draft, form)
    for name, size in (("Normal", 14), ("Body Text", 14), ("Heading 1", 14), ("Header", 14), ("footnote text", 10)):
        style = word.styles[name]
        assert isinstance(style, ParagraphStyle)
        assert style.font.size
        assert style.font.size.pt == size
        fonts = [font.attrib for font in style.element.iter(qn("w:rFonts"))]
        assert [set(font.values()) for font in fonts] == [{"Times New Roman"}]
        assert {qn(f"w:{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")} == set(fonts[0])
    assert not list(word.element.body.iter(qn("w:rFonts")))


@FORMS
def test_prose_is_justified_with_an_indent_and_the_spacing_of_the_rules(draft: Draft, form: Form) -> None:
    style = opened(draft, form).styles["Body Text"]
    assert isinstance(style, ParagraphStyle)
    layout = style.paragraph_format
    assert layout.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert layout.first_line_indent is not None
    assert 10 <= round(layout.first_line_indent.mm, 1) <= 12.7
    assert layout.space_before is not None
    assert layout.space_before.pt >= 6
    assert isinstance(layout.line_spacing, float)
    assert 1 <= layout.line_spacing <= 1.5


def test_the_head_of_a_party_document(draft: Draft) -> None:
    left, right = cells(opened(draft, PARTY), 0)
    assert faces(left) == [
        ("ĐẢNG BỘ TỈNH QUẢNG NINH", 14, False, False),
        ("BAN TUYÊN GIÁO VÀ DÂN VẬN", 14, True, False),
        ("*", 14, False, False),
        ("Số 12-TB/BTGDVTU", 14, False, False),
    ]
    assert faces(right) == [
        ("ĐẢNG CỘNG SẢN VIỆT NAM", 15, True, False),
        ("Quảng Ninh, ngày 05 tháng 02 năm 2025", 14, False, True),
    ]


def test_the_head_of_a_state_document(draft: Draft) -> None:
    told = replace(FULL, superior="UBND tỉnh Quảng Ninh", agency="Sở Nội vụ", number="12/TB-SNV")
    left, right = cells(opened(draft, STATE, told), 0)
    assert faces(left) == [
        ("UBND TỈNH QUẢNG NINH", 13, False, False),
        ("SỞ NỘI VỤ", 13, True, False),
        ("Số: 12/TB-SNV", 13, False, False),
    ]
    assert faces(right) == [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 14, True, False),
        ("Quảng Ninh, ngày 05 tháng 02 năm 2025", 14, False, True),
    ]


def drawn(cell: _Cell) -> list[str]:
    """The text above each drawn line of the cell."""
    lines = cell.paragraphs
    borders = (line.paragraph_format.element.find(f".//{qn('w:pBdr')}") for line in lines)
    return [lines[at - 1].text for at, border in enumerate(borders) if border is not None]


def test_lines_are_drawn_where_the_rules_want_them(draft: Draft) -> None:
    party, state = opened(draft, PARTY), opened(draft, STATE)
    assert [drawn(cell) for cell in cells(party, 0)] == [[], ["ĐẢNG CỘNG SẢN VIỆT NAM"]]
    assert [drawn(cell) for cell in cells(state, 0)] == [
        ["BAN TUYÊN GIÁO VÀ DÂN VẬN"],
        ["Độc lập - Tự do - Hạnh phúc"],
    ]
    assert "-----" in [line.text for line in party.paragraphs]
    assert "-----" not in [line.text for line in state.paragraphs]


@FORMS
def test_type_and_subject_stand_in_the_middle(draft: Draft, form: Form) -> None:
    kind, subject = opened(draft, form).paragraphs[:2]
    assert kind.text == "THÔNG CÁO BÁO CHÍ"
    assert subject.text == draft.title
    for line, size in ((kind, form.title_size), (subject, form.subject_size)):
        assert line.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert [(run.bold, run.font.size and run.font.size.pt) for run in line.runs] == [(True, size)]


def test_who_signs_and_who_receives(draft: Draft) -> None:
    for form, label, size, bold in ((PARTY, 14, 12, False), (STATE, 12, 11, True)):
        left, right = cells(opened(draft, form), 1)
        assert faces(left) == [
            ("Nơi nhận:", label, bold, bold),
            ("- Thường trực Tỉnh uỷ (để báo cáo);", size, False, False),
            ("- Các đảng uỷ xã, phường, đặc khu;", size, False, False),
            ("- Lưu Ban.", size, False, False),
        ]
        assert bool(left.paragraphs[0].runs[0].underline) is not bold
        assert faces(right) == [
            ("K/T TRƯỞNG BAN", 14, True, False),
            ("PHÓ TRƯỞNG BAN", 14, bold, False),
            ("Trần Văn Bình", None, True, False),
        ]


@FORMS
def test_what_was_not_told_is_a_blank_that_is_seen_and_nothing_is_made_up(draft: Draft, form: Form) -> None:
    word = opened(draft, form, Letterhead())
    blanks = highlighted(word)
    assert len(blanks) == 10
    assert all(DOTS in blank for blank in blanks)
    said = "".join(run.text for table in (0, 1) for cell in cells(word, table) for run in _plain(cell))
    rest = "".join(motto.text for motto in form.mottos)
    assert sorted(said) == sorted(f"{form.star}{form.number_label} {rest}, Nơi nhận:")
    assert not re.search(r"\d", "".join(blanks))


def _plain(cell: _Cell) -> Iterator[Run]:
    for line in cell.paragraphs:
        yield from (run for run in line.runs if not run.font.highlight_color)


def test_what_was_told_is_no_blank_and_what_is_not_wanted_is_left_out(draft: Draft) -> None:
    assert not highlighted(opened(draft, PARTY))
    word = opened(draft, PARTY, replace(FULL, superior="", capacity="", recipients=()))
    assert cells(word, 0)[0].paragraphs[0].text == "BAN TUYÊN GIÁO VÀ DÂN VẬN"
    assert [face[0] for face in faces(cells(word, 1)[1])] == ["PHÓ TRƯỞNG BAN", "Trần Văn Bình"]
    assert [face[0] for face in faces(cells(word, 1)[0])] == ["Nơi nhận:"]
