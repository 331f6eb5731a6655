"""A Word document gives every text that its printed page shows, in reading order, with its numbers."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from ingest_office_helpers import BORDERED, docx, docx_parts, numbered, package, para, run, table

from ingest.errors import FileRefused
from ingest.extraction import Role
from ingest.formats.docx import read_docx
from ingest.settings import PROJECT

SAMPLES = PROJECT.parent / "shared" / "samples"


def texts(tmp_path: Path, body: str, **related: str) -> list[str]:
    return [line.text for line in read_docx(docx(tmp_path / "a.docx", body, **related)).lines]


def field(result: str, instruction: str = "REF x") -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{run('ẩn')}{marks[1]}{run(result)}{marks[2]}"


BOX = "<w:txbxContent>{}</w:txbxContent>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("Điều ") + run("1."), ["Điều 1."]),
        ("", [""]),
        (f"<w:hyperlink>{run('liên kết')}</w:hyperlink>" + run(" sau"), ["liên kết sau"]),
        (f"<w:smartTag><w:smartTag>{run('Hà Nội')}</w:smartTag></w:smartTag>", ["Hà Nội"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('ô nhập')}</w:sdtContent></w:sdt>", ["ô nhập"]),
        (f"<w:fldSimple w:instr='PAGE'>{run('7')}</w:fldSimple>", ["7"]),
        (run("theo ") + field("Điều 5") + run(" này"), ["theo Điều 5 này"]),
        (field("ngoài", "IF") + field("trong"), ["ngoàitrong"]),
        (run("a") + f"<w:ins>{run('thêm')}</w:ins><w:del><w:r><w:delText>bớt</w:delText></w:r></w:del>", ["athêm"]),
        (f"<w:moveFrom>{run('cũ')}</w:moveFrom><w:moveTo>{run('mới')}</w:moveTo>", ["mới"]),
        (run("thấy") + run("giấu", "<w:vanish/>") + run("!", '<w:vanish w:val="0"/>'), ["thấy!"]),
        (run("quyết định", "<w:caps/>"), ["QUYẾT ĐỊNH"]),
        (run("quyÕt", '<w:rFonts w:ascii=".VnTime"/><w:caps/>'), ["quyÕt"]),
        ("<w:r><w:t>1.</w:t><w:tab/><w:t>Mục</w:t></w:r>", ["1.\tMục"]),
        ("<w:r><w:t>KL</w:t><w:noBreakHyphen/><w:t>TW</w:t></w:r>", ["KL-TW"]),
        ("<w:r><w:t>thi</w:t><w:softHyphen/><w:t> hà\u00adnh</w:t></w:r>", ["thi\u00ad hà\u00adnh"]),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t> 5</w:t></w:r>', ["≥ 5"]),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:char="xyz"/></w:r>', ["☑"]),
        (run("b", '<w:rFonts w:ascii="Symbol"/>') + run("\uf0b7 x"), ["β• x"]),
        ("<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>", ["x+y"]),
        ("<w:ruby><w:rt>" + run("chú") + "</w:rt><w:rubyBase>" + run("chữ") + "</w:rubyBase></w:ruby>", ["chữ"]),
        ('<w:r><w:commentReference w:id="1"/></w:r>' + run("văn"), ["văn"]),
    ],
)
def test_runs(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert texts(tmp_path, f"<w:p>{content}</w:p>") == expected


def test_a_field_over_paragraphs_and_one_that_never_ends(tmp_path: Path) -> None:
    begin, part, end = (f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end"))
    contents = f"<w:p>{begin}<w:r><w:instrText>TOC</w:instrText></w:r>{part}{run('Chương I')}</w:p>"
    contents += f"<w:p>{run('Điều 1')}{end}</w:p>"
    assert texts(tmp_path, contents + f"<w:p>{begin}</w:p>" + para("Sau")) == ["Chương I", "Điều 1", "", "Sau"]


@pytest.mark.parametrize(
    ("pieces", "alignment", "expected"),
    [
        (["CHÍNH PHỦ", "SỐ 30"], "center", ["CHÍNH PHỦ", "SỐ 30"]),
        (["TM. CHÍNH PHỦ", "THỦ TƯỚNG"], "left", ["TM. CHÍNH PHỦ", "THỦ TƯỚNG"]),
        (["Các cấp uỷ có trách nhiệm quán triệt, triển khai thực hiện nghiêm túc", "Kết luận này."], "both", 1),
        (["Các cấp uỷ", "có trách nhiệm."], "both", ["Các cấp uỷ có trách nhiệm."]),
        (["Các cấp uỷ, tổ chức đảng cần thực hiện tốt những nhiệm vụ sau đây", "1. Quán triệt"], "both", 2),
        (["Câu thứ nhất dài đến hơn sáu mươi chữ cái để coi là một dòng đầy đủ.", "Câu hai."], "both", 2),
    ],
)
def test_soft_breaks(tmp_path: Path, pieces: list[str], alignment: str, expected: list[str] | int) -> None:
    content = "<w:r><w:br/></w:r>".join(map(run, pieces))
    lines = texts(tmp_path, para(content, f'<w:jc w:val="{alignment}"/>'))
    assert (lines if isinstance(expected, list) else len(lines)) == expected
    assert "".join("".join(lines).split()) == "".join("".join(pieces).split())


def test_a_deleted_paragraph_mark_joins_two_paragraphs(tmp_path: Path) -> None:
    extraction = read_docx(docx(tmp_path / "a.docx", para(run("Một "), "<w:rPr><w:del/></w:rPr>") + para("hai")))
    assert [line.text for line in extraction.lines] == ["Một hai"]


def test_text_boxes_come_once_and_watermarks_are_read(tmp_path: Path) -> None:
    box = BOX.format(para("MẬT"))
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict>"
    )
    both += "</mc:Fallback></mc:AlternateContent>"
    old = f"<mc:AlternateContent><mc:Choice/><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    mark = '<w:pict><v:shape><v:textpath string="DỰ THẢO"/></v:shape></w:pict>'
    assert texts(tmp_path, f"<w:p><w:r>{both}<w:t>Chữ</w:t></w:r></w:p>") == ["Chữ", "MẬT"]
    assert texts(tmp_path, f"<w:p><w:r>{old}</w:r></w:p>") == ["", "MẬT"]
    assert texts(tmp_path, f"<w:p><w:r>{mark}</w:r></w:p>") == ["", "DỰ THẢO"]


def test_letterhead_and_signature_give_paragraphs_data_give_rows(tmp_path: Path) -> None:
    head = table([para("BAN CHẤP HÀNH TRUNG ƯƠNG") + para("Số 1-KL/TW"), para("ĐẢNG CỘNG SẢN VIỆT NAM")])
    data = table(["TT", "Nội dung"], ["1", para("Một") + para("hai")], ["", ""], properties=BORDERED)
    lines = read_docx(docx(tmp_path / "a.docx", head + data)).lines
    assert [(line.text, line.role) for line in lines] == [
        ("BAN CHẤP HÀNH TRUNG ƯƠNG", Role.BODY),
        ("Số 1-KL/TW", Role.BODY),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", Role.BODY),
        ("TT | Nội dung", Role.TABLE),
        ("1 | Một hai", Role.TABLE),
    ]


def test_merged_cells_come_once_and_deleted_rows_not(tmp_path: Path) -> None:
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr>{}</w:tc>"
    first = merged.format(' w:val="restart"', para("Tỉnh"))
    rows = f"<w:tr>{first}<w:tc>{para('a')}</w:tc><w:tc>{para('b')}</w:tc></w:tr>"
    rows += f"<w:tr>{merged.format('', para('Tỉnh'))}<w:tc>{para('c')}</w:tc><w:tc>{para('')}</w:tc></w:tr>"
    rows += f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{para('bỏ')}</w:tc></w:tr>"
    assert texts(tmp_path, f"<w:tbl><w:tblPr>{BORDERED}</w:tblPr>{rows}</w:tbl>") == ["Tỉnh | a | b", " | c"]


def test_tables_without_lines_that_set_paragraphs_side_by_side(tmp_path: Path) -> None:
    columns = [para("Bên A") + para("Đại diện"), para("Bên B") + para("Đại diện")]
    assert texts(tmp_path, table(columns)) == ["Bên A", "Đại diện", "Bên B", "Đại diện"]
    assert texts(tmp_path, table(columns, properties=BORDERED)) == ["Bên A Đại diện | Bên B Đại diện"]
    inner = table(["1", "một"], ["2", "hai"], properties=BORDERED)
    assert texts(tmp_path, table([inner, "cạnh"], properties=BORDERED)) == ["1 | một", "2 | hai", "cạnh"]


def test_tables_in_tables_are_read_in_time(tmp_path: Path) -> None:
    body = para("trong cùng")
    for _ in range(45):  # once 3⁴⁵ steps
        body = table([body, "cạnh"])
    assert "".join(texts(tmp_path, body)).count("cạnh") == 45


def test_headers_notes_and_comments_are_kept_apart(tmp_path: Path) -> None:
    note = '<w:footnote w:id="2" w:type="separator">' + para("---") + "</w:footnote>"
    note += '<w:footnote w:id="5">' + para("Chú thích.") + "</w:footnote>"
    note += '<w:footnote w:id="6">' + para("Không ai gọi.") + "</w:footnote>"
    sections = (
        '<w:sectPr><w:headerReference w:type="first" r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>'
    )
    body = f'<w:p>{run("Văn bản")}<w:r><w:footnoteReference w:id="5"/></w:r>{run(".")}</w:p>' + sections * 2
    related = {"header1": para("CÔNG BÁO"), "footer1": para(run("Trang ") + field("3", "PAGE"))}
    path = docx(tmp_path / "a.docx", body, footnotes=note, comments='<w:comment w:id="1"/>' * 3, **related)
    extraction = read_docx(path)
    assert [(line.text, line.role) for line in extraction.lines] == [
        ("CÔNG BÁO", Role.HEADER),
        ("Văn bản.", Role.BODY),
        ("Trang 3", Role.FOOTER),
        ("[1] Chú thích.", Role.NOTE),
    ]
    assert [note for note in extraction.notes if "3 lời bàn" in note]


def test_fonts_come_from_runs_styles_and_defaults(tmp_path: Path) -> None:
    styles = '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr></w:rPrDefault></w:docDefaults>'
    styles += '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
    styles += (
        '<w:style w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:rFonts w:hAnsi="VNI-Times"/><w:caps/></w:rPr></w:style>'
    )
    body = para("một") + para("hai", '<w:pStyle w:val="a"/>')
    body += para(run("chín chữ cái", '<w:rFonts w:ascii=".VnTime"/>') + run("ba"), '<w:pStyle w:val="a"/>')
    lines = read_docx(docx(tmp_path / "a.docx", body, styles=styles)).lines
    assert [line.font for line in lines] == ["Arial", "VNI-Times", ".VnTime"]


def test_the_strict_variant_is_read(tmp_path: Path) -> None:
    parts = docx_parts(para("Nghiêm") + numbered("x", 0))
    strict = str(parts["word/document.xml"]).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    lines = read_docx(package(tmp_path / "a.docx", parts | {"word/document.xml": strict})).lines
    assert [line.text for line in lines] == ["Nghiêm", "x"]


def test_damage_is_refused_by_name(tmp_path: Path) -> None:
    parts = docx_parts(para("chữ"), styles="<w:style/>")
    for name in ("word/document.xml", "word/styles.xml"):
        broken = {key: value for key, value in parts.items() if key != name}
        with pytest.raises(FileRefused, match=f"thiếu phần «{name}»"):
            read_docx(package(tmp_path / "a.docx", broken))
    with pytest.raises(FileRefused, match="không có nội dung"):
        read_docx(package(tmp_path / "a.docx", parts | {"word/document.xml": "<a/>"}))


# Mutants

CHILD = """
import json, re, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from ingest.errors import FileRefused
from ingest.formats import extract
for path in sorted(Path(sys.argv[1]).iterdir()):
    began = time.monotonic()
    try:
        extraction = extract(path, path.parent)
        state = "read" if all("\\n" not in line.text for line in extraction.lines) else "line end in a line"
    except FileRefused as error:
        state = "refused" if str(error).startswith(f"«{path}»: ") else f"not named: {error}"
    print(json.dumps([path.name, state, time.monotonic() - began]))
"""


def rich() -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    body = numbered("Một", 0) + numbered("Hai", 0) + table(["a", "b"], ["c", "d"], properties=BORDERED)
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><w:caps/></w:rPr></w:style>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in docx_parts(body * 5 + f"<w:p>{field('x')}</w:p>", numbering=lists, styles=styles).items():
            archive.writestr(name, content)
    return made.getvalue()


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.1 else changed)


def rebuilt(data: bytes, chance: random.Random) -> bytes:
    """Flip bytes within a part, leave parts out, or swap two."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    match chance.randrange(4):
        case 0:
            del parts[one]
        case 1:
            parts[one], parts[other] = parts[other], parts[one]
        case _:
            parts[one] = flipped(parts[one], chance) if parts[one] else b""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_mutants_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311 (no secret)
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("docx/*.docx")) if path.stat().st_size < 40_000]
    bases = [rich(), *samples]
    for number in range(300):
        base = bases[0] if number % 3 == 0 else chance.choice(bases)
        mutant = flipped(base, chance) if number % 2 else rebuilt(base, chance)
        (tmp_path / f"{number:03}.docx").write_bytes(mutant)
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=100)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr[-1000:]
    assert [(name, state) for name, state, _ in reports if state not in ("read", "refused")] == []
    assert {state for _, state, _ in reports} == {"read", "refused"}
    assert max(seconds for *_, seconds in reports) < 5
    assert len(reports) == 300


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files in {SAMPLES}")
def test_every_sample_is_read() -> None:
    files = [*SAMPLES.glob("docx/*.docx"), *SAMPLES.glob("vietnamese/*.docx"), *SAMPLES.glob("vietnamese/*/*.docx")]
    assert len(files) >= 50
    for path in files:
        assert read_docx(path).format == "DOCX"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files in {SAMPLES}")
def test_no_word_of_the_vni_transcripts_is_lost() -> None:
    paths = [*SAMPLES.glob("vietnamese/vni_docx/*.docx")]
    assert len(paths) >= 6
    for path in paths:
        transcript = path.with_suffix(".txt").read_text(encoding="utf-8").split()
        words = " ".join(line.text for line in read_docx(path).lines).split()
        assert len(words) == len(transcript), path.name
