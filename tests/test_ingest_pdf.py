"""PDF in, lines out: text layers of every make, columns, passwords, damage, scans without OCR."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_pdf_fixtures import LEGACY, PROSE, WHOLE_PAGE, TestFont, pdf, picture, prose, saved
from pypdf import PdfReader, PdfWriter

from ingest.errors import FileRefused, FileState
from ingest.extraction import Extraction, RawLine, Way
from ingest.formats import ocr
from ingest.formats import pdf as module
from ingest.formats.judge import judged
from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_content import Budget, ContentTooLong, operations
from ingest.progress import listening

PICTURE = picture(bytes([255]) * 100, 10, 10)


def read(tmp_path: Path, data: bytes) -> Extraction:
    return read_pdf(saved(tmp_path, data))


def texts(extraction: Extraction) -> list[str]:
    return [line.text for line in extraction.lines if line.text]


def test_progress_counts_pages_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "ocr_page", lambda _, number: (RawLine("Kế hoạch", number, wrapped=True),))
    font, told = TestFont(), list[tuple[int, int]]()
    with listening(lambda number, of: told.append((number, of))):
        read(tmp_path, pdf([WHOLE_PAGE, prose(font, PROSE), WHOLE_PAGE, ""], font, images=(PICTURE,)))
    assert told == sorted(told)
    assert {(1, 4), (2, 4), (3, 4), (4, 4)} <= set(told)


def one_page(operators: str, font: TestFont) -> bytes:
    return pdf([operators], font)


def test_a_text_layer_is_read_line_by_line(tmp_path: Path) -> None:
    font = TestFont()
    extraction = read(tmp_path, pdf([prose(font, PROSE), "", prose(font, PROSE[2:])], font))
    assert extraction.format == "PDF"
    assert texts(extraction) == PROSE + PROSE[2:]
    assert [page.way for page in extraction.pages] == [Way.TEXT_LAYER, Way.BLANK, Way.TEXT_LAYER]
    assert [page.number for page in extraction.pages] == [1, 2, 3]
    assert {line.page for line in extraction.lines} == {1, 3}
    assert all(line.wrapped and line.font == "TimesNewRoman" for line in extraction.lines)
    assert extraction.notes == ()


@pytest.mark.parametrize("filters", ["", "/FlateDecode", "/Fl", "[/AHx /Fl]"])
def test_short_names_of_filters_are_read(tmp_path: Path, filters: str) -> None:
    font = TestFont()
    assert texts(read(tmp_path, pdf([prose(font, PROSE)], font, filters=filters))) == PROSE


def test_legacy_text_is_sound_and_names_its_font(tmp_path: Path) -> None:
    font = TestFont(name="GDNPNI+.VnTime,Bold")
    extraction = read(tmp_path, pdf([prose(font, [LEGACY] * 3)], font))
    assert texts(extraction) == [LEGACY] * 3
    assert extraction.pages[0].way is Way.TEXT_LAYER
    assert extraction.lines[0].font == ".VnTime,Bold"


def test_letters_drawn_one_by_one_make_words(tmp_path: Path) -> None:
    font, x, drawn = TestFont(), 72.0, list[str]()
    for letter in "Rà soát thể chế":
        if letter != " ":
            drawn.append(f"BT /F1 14 Tf 1 0 0 1 {x} 700 Tm {font.hexadecimal(letter)} Tj ET")
        x += 3.5 if letter == " " else 7
    assert texts(read(tmp_path, one_page("\n".join(drawn), font))) == ["Rà soát thể chế"]


def test_gaps_in_an_array_are_spaces_and_kerning_is_not(tmp_path: Path) -> None:
    font = TestFont()
    shown = f"[{font.hexadecimal('Rà')} -250 {font.hexadecimal('so')} 40 {font.hexadecimal('át')}]"
    assert texts(read(tmp_path, one_page(f"BT /F1 14 Tf 72 700 Td {shown} TJ ET", font))) == ["Rà soát"]


def test_columns_of_a_letterhead_stay_apart(tmp_path: Path) -> None:
    font = TestFont()
    left, right = "ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI"
    gap = f"BT /F1 14 Tf 72 700 Td [{font.hexadecimal(left)} -4000 {font.hexadecimal(right)}] TJ ET"
    marker = f"BT /F1 14 Tf 72 600 Td [{font.hexadecimal('a)')} -4000 {font.hexadecimal(right)}] TJ ET"
    spaces = f"BT /F1 14 Tf 72 500 Td {font.hexadecimal(left + ' ' * 20 + right)} Tj ET"
    assert texts(read(tmp_path, one_page("\n".join([gap, marker, spaces]), font))) == [
        left,
        right,
        f"a) {right}",
        left,
        right,
    ]


def test_text_printed_twice_is_read_once_and_an_exponent_joins_its_line(tmp_path: Path) -> None:
    font = TestFont()
    bold = [f"BT /F1 14 Tf 1 0 0 1 {x} 700 Tm {font.hexadecimal('QUYẾT ĐỊNH')} Tj ET" for x in (72, 72.3)]
    line = [
        f"BT /F1 14 Tf 1 0 0 1 72 600 Tm {font.hexadecimal('dưới 50 cm')} Tj ET",
        f"BT /F1 14 Tf 1 0 0 1 148 600 Tm {font.hexadecimal('trở lên')} Tj ET",
        f"BT /F1 8 Tf 1 0 0 1 141 606 Tm {font.hexadecimal('3')} Tj ET",
    ]
    assert texts(read(tmp_path, one_page("\n".join(bold + line), font))) == ["QUYẾT ĐỊNH", "dưới 50 cm3 trở lên"]


@pytest.mark.parametrize("turn", range(4))
def test_turned_pages_are_read(tmp_path: Path, turn: int) -> None:
    font = TestFont()
    a, b = round(math.cos(turn * math.pi / 2)), round(math.sin(turn * math.pi / 2))
    turned = f"q {a} {b} {-b} {a} 300 400 cm {prose(font, PROSE, left=0, top=0)} Q"
    assert texts(read(tmp_path, one_page(turned, font))) == PROSE


def test_forms_are_read_and_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    font = TestFont()
    operators = (prose(font, PROSE) + " /I0 Do").encode()
    entries = "/Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> /XObject << /I0 5 0 R >> >>"
    form = f"<< /Length {len(operators)} {entries} >>\nstream\n".encode() + operators + b"\nendstream"
    found = texts(read(tmp_path, pdf(["/I0 Do"], font, images=(form,))))
    assert found[: len(PROSE)] == PROSE


def test_pages_drawn_from_the_bottom_up_are_put_in_order(tmp_path: Path) -> None:
    font = TestFont()
    drawn = prose(font, PROSE).splitlines()
    assert texts(read(tmp_path, one_page("\n".join(reversed(drawn)), font))) == PROSE


def test_a_line_further_right_is_a_line_of_its_own(tmp_path: Path) -> None:
    font = TestFont()
    operators = prose(font, ["Nơi nhận:"]) + "\n" + prose(font, ["KT. BỘ TRƯỞNG"], left=300, top=742)
    assert texts(read(tmp_path, one_page(operators, font))) == ["Nơi nhận:", "KT. BỘ TRƯỞNG"]


def test_a_gap_between_lines_is_a_blank_line(tmp_path: Path) -> None:
    font = TestFont()
    operators = prose(font, PROSE) + "\n" + prose(font, PROSE, top=600)
    lines = [line.text for line in read(tmp_path, one_page(operators, font)).lines]
    assert lines == [*PROSE, "", *PROSE]


def test_a_user_password_is_refused_and_an_empty_one_opens(tmp_path: Path) -> None:
    font = TestFont()
    source = saved(tmp_path, pdf([prose(font, PROSE)], font))
    for password, algorithm in (("", "RC4-128"), ("", "AES-256"), ("bí mật", "AES-256")):
        writer = PdfWriter(clone_from=PdfReader(source))
        writer.encrypt(user_password=password, owner_password="khác", algorithm=algorithm)  # noqa: S106
        locked = tmp_path / "khoa.pdf"
        writer.write(locked)
        if password:
            with pytest.raises(FileRefused, match="đặt mật khẩu") as refused:
                read_pdf(locked)
            assert refused.value.state is FileState.PASSWORD
        else:
            assert texts(read_pdf(locked)) == PROSE


def test_damage_is_refused(tmp_path: Path) -> None:
    font = TestFont()
    whole = pdf([prose(font, PROSE)], font, filters="/FlateDecode")
    at = whole.rindex(b"stream\nx") + 60
    flipped = whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]
    for data in (b"", b"%PDF-1.4\n", whole[: len(whole) // 2], flipped):
        with pytest.raises(FileRefused, match=r"«.*van-ban.pdf»: .*; hãy") as refused:
            read(tmp_path, data)
        assert refused.value.state is FileState.DAMAGED
    with pytest.raises(FileRefused, match="không mở được tệp"):
        read_pdf(tmp_path / "khong-co.pdf")


def test_blank_files_and_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    font = TestFont()
    with pytest.raises(FileRefused, match="không có chữ nào trong tệp PDF; hãy"):
        read(tmp_path, pdf(["", "0 0 m 9 9 l S"], font))
    monkeypatch.setattr(module, "_MOST_PAGES", 2)
    with pytest.raises(FileRefused, match="3 trang") as refused:
        read(tmp_path, pdf(["", "", ""], font))
    assert refused.value.state is FileState.TOO_BIG


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    font = TestFont()
    tokens = "1 " * 2_100_000
    with pytest.raises(FileRefused, match="nén quá mức") as refused:
        read(tmp_path, pdf([tokens], font, filters="/FlateDecode"))
    assert refused.value.state is FileState.TOO_BIG
    huge = picture(b"", 60_000, 60_000)
    with pytest.raises(FileRefused, match="triệu điểm"):
        read(tmp_path, pdf([WHOLE_PAGE], font, images=(huge,)))


def test_scans_are_refused_where_there_is_no_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    font = TestFont()
    scans, mixed = [WHOLE_PAGE] * 3, [prose(font, PROSE), WHOLE_PAGE, WHOLE_PAGE]
    for pages, reason in ((scans, "là bản quét"), (mixed, r"trang 2–3: là ảnh quét.*apt-get install tesseract-ocr")):
        with pytest.raises(FileRefused, match=reason) as refused:
            read(tmp_path, pdf(pages, font, images=(PICTURE,)))
        assert refused.value.state is FileState.NEEDS_OCR


def test_a_signature_over_a_scan_is_not_the_whole_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    font = TestFont()
    signed = WHOLE_PAGE + prose(font, ["Người ký: Cổng thông tin", "Thời gian ký: 25.10.2025"])
    with pytest.raises(FileRefused, match="bản quét"):
        read(tmp_path, pdf([signed], font, images=(PICTURE,)))


def test_a_bad_text_layer_gives_way_to_a_better_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = [RawLine(text, 1, wrapped=True) for text in PROSE]
    bad = [line.replace("ầ", "ầ-").replace("ế", "ệẽ").replace("ơ", "ơử").replace("ộ", "ộỗ") for line in PROSE]
    for readings, way in (([None, good], Way.PDFTOTEXT), ([good, None], Way.PDFPLUMBER), ([[], []], Way.TEXT_LAYER)):
        ways = (Way.PDFPLUMBER, Way.PDFTOTEXT)
        others = [(way, lambda *_, read=read: read) for way, read in zip(ways, readings, strict=True)]
        monkeypatch.setattr(module, "OTHER_WAYS", others)
        monkeypatch.setattr(ocr, "available", lambda: False)
        font = TestFont()
        extraction = read(tmp_path, pdf([prose(font, bad)], font))
        assert extraction.pages[0].way is way
        assert texts(extraction) == (bad if way is Way.TEXT_LAYER else PROSE)


SOUND = [PROSE, [LEGACY], ["The committee shall examine the report and publish its findings within a month."]]
UNSOUND = [
    ["(cid:12)(cid:33)(cid:41)(cid:7)(cid:12)(cid:33)(cid:41)(cid:7)(cid:12)(cid:33)(cid:41)(cid:7)" * 4],
    ["\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd an" * 12],
    ["7K{QJ EiR YӅ YLӋF WULӇQ NKDL QKLӋP Yө WUӑQJ WkP WURQJ TXê WӟL FӫD FiF ÿѫQ Yӏ"],
    ["WKH FRPPLWWHH VKDOO HADPLQH WKH UHSRUW DQG SXEOLVK LWV ILQGLQJV ZLWKLQ RQH PRQWK"],
    ["Yêu cầ-u các cầp uỷỷ, tổổ chứứx đẳảng thựực hiệện nghiêêm tưức kêết luậận nàầy củủa Bộộ"],
]


@pytest.mark.parametrize(("lines", "sound"), [(lines, True) for lines in SOUND] + [(lines, False) for lines in UNSOUND])
def test_the_judge_knows_words_from_rubbish(lines: list[str], sound: bool) -> None:
    assert judged([RawLine(text) for text in lines]).sound is sound


OPERANDS = st.lists(
    st.one_of(
        st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
        st.binary(max_size=20),
        st.from_regex(r"[A-Za-z][A-Za-z0-9.]{0,8}", fullmatch=True),
    ),
    max_size=4,
)


def written(operand: float | bytes | str, *, hexadecimal: bool) -> bytes:
    if isinstance(operand, bytes):
        escaped = operand.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        return b"<" + operand.hex().encode() + b">" if hexadecimal else b"(" + escaped + b")"
    return f"/{operand}".encode() if isinstance(operand, str) else f"{operand:.3f}".encode()


@given(st.lists(st.tuples(OPERANDS, st.sampled_from([b"Tj", b"T*", b"'", b"cm", b"f*"]), st.booleans()), max_size=8))
def test_operators_come_back_as_they_were_written(
    commands: list[tuple[list[float | bytes | str], bytes, bool]],
) -> None:
    data = b"\n".join(
        b" ".join([*(written(operand, hexadecimal=coded) for operand in operands), operator])
        for operands, operator, coded in commands
    )
    assert list(operations(data, Budget())) == [(operator, operands) for operands, operator, _ in commands]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_to_the_end(data: bytes) -> None:
    assert sum(len(operands) + 1 for _, operands in operations(data, Budget())) <= 2 * len(data) + 1


def test_strings_with_brackets_and_inline_images_are_read_whole() -> None:
    data = rb"(a(b\)c)d\053\12) Tj BI /W 4 /H 1 /BPC 8 ID (((EI not) EI Q [(x) -20 <4 1>] TJ"
    assert list(operations(data, Budget())) == [
        (b"Tj", [b"a(b)c)d+\n"]),
        (b"BI", []),
        (b"Q", []),
        (b"TJ", [[b"x", -20.0, b"A"]]),
    ]
    with pytest.raises(ContentTooLong):
        list(operations(b"1 " * 20, Budget(10)))
