"""An OpenDocument text gives every text that its page shows, with the numbers of its lists."""

import random
from pathlib import Path

import pytest
from ingest_office_helpers import ODF_SPACES, odt, odt_parts, package

from ingest.errors import FileRefused, FileState
from ingest.extraction import Role
from ingest.formats import extract
from ingest.formats.odt import read_odt


def texts(tmp_path: Path, body: str, automatic: str = "", styles: str = "") -> list[str]:
    return [line.text for line in read_odt(odt(tmp_path / "a.odt", body, automatic, styles)).lines]


def rank(level: int, number_format: str, suffix: str, more: str = "") -> str:
    return (
        f'<text:list-level-style-number text:level="{level}" style:num-format="{number_format}" '
        f'style:num-suffix="{suffix}" {more}/>'
    )


LIST = (
    '<text:list-style style:name="L">'
    + rank(1, "I", ".")
    + rank(2, "1", ".")
    + rank(3, "a", ")")
    + rank(4, "1", ".", 'text:display-levels="3"')
    + '<text:list-level-style-bullet text:level="5" text:bullet-char="–"/></text:list-style>'
)


def items(*contents: str, more: str = 'text:style-name="L"') -> str:
    inside = "".join(f"<text:list-item>{item}</text:list-item>" for item in contents)
    return f"<text:list {more}>{inside}</text:list>"


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Điều <text:span>1</text:span>. Chữ", ["Điều 1. Chữ"]),
        ('a<text:s text:c="3"/>b<text:tab/>c<text:s/>', ["a   b\tc "]),
        ("<text:a>liên kết</text:a> sau", ["liên kết sau"]),
        ("a<office:annotation><text:p>lời bàn</text:p></office:annotation>b", ["ab"]),
        ('a<text:change-start text:change-id="1"/>thêm<text:change-end/>', ["athêm"]),
        ("<text:ruby><text:ruby-base>chữ</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>", ["chữ"]),
        ("<text:hidden-text>x</text:hidden-text>thấy", ["thấy"]),
        ("QUYẾT ĐỊNH<text:line-break/>VỀ VIỆC", ["QUYẾT ĐỊNH", "VỀ VIỆC"]),
        ("a<draw:frame><draw:text-box><text:p>MẬT</text:p></draw:text-box><svg:desc>tả</svg:desc></draw:frame>b", 2),
        ("trang <text:page-number>3</text:page-number>", ["trang 3"]),
        ("hà\u00adnh", ["hà\u00adnh"]),  # ư in TCVN3
    ],
)
def test_paragraphs(tmp_path: Path, content: str, expected: list[str] | int) -> None:
    found = texts(tmp_path, p(content))
    assert found == (expected if isinstance(expected, list) else ["ab", "MẬT"])


def test_tracked_deletions_and_hidden_text_stay_out_with_a_note(tmp_path: Path) -> None:
    changes = "<text:tracked-changes><text:changed-region><text:deletion>" + p("bỏ") + "</text:deletion>"
    changes += "</text:changed-region></text:tracked-changes>"
    hidden = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    path = odt(tmp_path / "a.odt", changes + p('thấy<text:span text:style-name="H">giấu</text:span>'), hidden)
    extraction = read_odt(path)
    assert [line.text for line in extraction.lines] == ["thấy"]
    assert [note for note in extraction.notes if "theo dõi sửa đổi" in note]


def test_lists_are_numbered_by_their_style(tmp_path: Path) -> None:
    below = items(p("b") + p("tiếp"), p("c") + items(p("d") + items(p("e")), more=""), more="")
    body = items(p("a") + below, p("f")) + items(items(p("g"), more=""), more='text:style-name="L"')
    assert texts(tmp_path, body, LIST) == [
        "I. a",
        "1. b",
        "tiếp",
        "2. c",
        "a) d",
        "2.a.1. e",
        "II. f",
        "1. g",
    ]


def test_lists_go_on_where_they_say_so(tmp_path: Path) -> None:
    named = 'xml:id="x" text:style-name="L"'
    body = (
        items(p("a"), p("b"), more=named)
        + items(p("mới"))
        + items(p("c"), more='text:continue-list="x" text:style-name="L"')
    )
    body += items(p("d"), more='text:continue-numbering="true" text:style-name="L"')
    body += '<text:list text:style-name="L"><text:list-header>' + p("đầu") + "</text:list-header>"
    body += '<text:list-item text:start-value="7">' + p("bảy") + "</text:list-item></text:list>"
    assert texts(tmp_path, body, LIST) == ["I. a", "II. b", "I. mới", "III. c", "IV. d", "đầu", "VII. bảy"]


def test_bullets_and_patterns_of_newer_files(tmp_path: Path) -> None:
    style = '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
    style += 'xmlns:loext="urn:loext" loext:num-list-format="Điều %1%."/><text:list-level-style-bullet text:level="2" '
    style += 'text:bullet-char="•"/></text:list-style>'
    assert texts(tmp_path, items(p("x") + items(p("y"), p(""), more="")), style) == ["Điều 1. x", "- y", ""]


def test_headings_are_numbered_by_the_outline(tmp_path: Path) -> None:
    levels = '<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
    outline = f"<office:styles><text:outline-style>{levels}</text:outline-style></office:styles>"
    body = "".join(
        f'<text:h text:outline-level="{level}">{text}</text:h>' for level, text in ((1, "a"), (2, "b"), (1, "c"))
    )
    assert texts(tmp_path, body, styles=outline) == ["I. a", "b", "II. c"]


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell table:style-name="C" {more}>{p(text)}</table:table-cell>'


def test_tables(tmp_path: Path) -> None:
    border = (
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid"/>'
    )
    border += "</style:style>"
    head = f"<table:table-row>{cell('TT')}{cell('Tên')}{cell('Số')}</table:table-row>"
    rows = f"<table:table-header-rows>{head}</table:table-header-rows>"
    wide = cell("rộng", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>" + cell("z")
    rows += f"<table:table-row>{wide}</table:table-row>"
    rows += f"<table:table-row><table:covered-table-cell/>{cell('a')}{cell('b')}</table:table-row>"
    empty = '<table:table-cell table:number-columns-repeated="9"/>'
    rows += f'<table:table-row table:number-rows-repeated="1000000">{empty}</table:table-row>'
    extraction = read_odt(odt(tmp_path / "a.odt", f"<table:table>{rows}</table:table>", border))
    assert [line.text for line in extraction.lines] == ["TT | Tên | Số", "rộng | z", " | a | b"]
    assert {line.role for line in extraction.lines} == {Role.TABLE}


def test_cells_covered_from_the_left_and_from_above(tmp_path: Path) -> None:
    border = (
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="1pt solid"/>'
    )
    wide = cell("rộng", 'table:number-columns-spanned="3"') + "<table:covered-table-cell/>" * 2 + cell("z")
    under = cell("a") + "<table:covered-table-cell/>" * 2 + cell("b")
    rows = f"<table:table-row>{wide}</table:table-row><table:table-row>{under}</table:table-row>"
    found = texts(tmp_path, f"<table:table>{rows}</table:table>", border + "</style:style>")
    assert found == ["rộng | z", "a |  |  | b"]


def test_notes_headers_and_fonts(tmp_path: Path) -> None:
    note = (
        "<text:note><text:note-citation>3</text:note-citation><text:note-body>"
        + p("Chú thích")
        + "</text:note-body></text:note>"
    )
    automatic = '<style:style style:name="P" style:family="paragraph" style:parent-style-name="Q"/>'
    face = """<style:font-face style:name="F" svg:font-family="'.VnTime'"/>"""
    styles = f"<office:font-face-decls>{face}</office:font-face-decls>"
    style = '<style:style style:name="Q"><style:text-properties style:font-name="F"/></style:style>'
    styles += f"<office:styles>{style}</office:styles>"
    for name in ("header", "footer", "footer-first"):
        styles += f"<style:master-page><style:{name}>{p(name)}</style:{name}></style:master-page>"
    lines = read_odt(odt(tmp_path / "a.odt", p(f"Chữ{note}.", "P"), automatic, styles)).lines
    assert [(line.text, line.role) for line in lines] == [
        ("header", Role.HEADER),
        ("Chữ.", Role.BODY),
        ("footer", Role.FOOTER),
        ("footer-first", Role.FOOTER),
        ("[3] Chú thích", Role.NOTE),
    ]
    assert lines[1].font == ".VnTime"


def test_a_flat_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.fodt"
    path.write_text(
        f'<?xml version="1.0"?><office:document {ODF_SPACES}><office:body><office:text>{p("Phẳng")}'
        "</office:text></office:body></office:document>",
        encoding="utf-8",
    )
    assert [line.text for line in extract(path, tmp_path).lines] == ["Phẳng"]


def test_a_password_is_asked_to_be_removed(tmp_path: Path) -> None:
    manifest = f"<manifest:manifest {ODF_SPACES}><manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    parts = odt_parts(p("x")) | {"META-INF/manifest.xml": manifest + "</manifest:manifest>", "content.xml": b"\x01\x02"}
    with pytest.raises(FileRefused, match="mật khẩu") as caught:
        extract(package(tmp_path / "a.odt", parts), tmp_path)
    assert caught.value.state is FileState.PASSWORD


def test_mutants_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 (no secret)
    parts = odt_parts(
        items(p("a"), p("b")) + f"<table:table><table:table-row>{cell('x')}</table:table-row></table:table>", LIST
    )
    outcomes = set()
    for _ in range(200):
        data = bytearray(str(parts["content.xml"]).encode())
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.choice(b'<>/"= 0129azL\x00\xff')
        path = package(tmp_path / "a.odt", parts | {"content.xml": bytes(data)})
        try:
            outcomes.add(read_odt(path).format)
        except FileRefused as error:
            assert str(error).startswith(f"«{path}»: ")
            outcomes.add("refused")
    assert outcomes == {"ODT", "refused"}
