"""DOC: what Word 97 shows on paper comes out in order; everything else, damage above all, is refused by name."""

import random
import re
import struct
import time
from pathlib import Path

import pytest
from ingest_word_helpers import TEXT, Word, plc, sprm, strings

from ingest import repair
from ingest.errors import FileRefused, FileState
from ingest.extraction import Extraction, RawLine, Role
from ingest.formats import convert
from ingest.formats.doc import read_doc
from ingest.settings import PROJECT

SAMPLES = PROJECT.parent / "shared" / "samples" / "vietnamese"
IN_TABLE, ROW_END = sprm(0x2416, b"\1"), sprm(0x2416, b"\1") + sprm(0x2417, b"\1")
LINED = struct.pack("<HHB", 0xD608, 2 + 4 + 20, 1) + bytes(4) + struct.pack("<HH", 0, 0) + b"\4\1\0\0" * 4


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice: its own tests are in test_ingest_convert."""
    monkeypatch.setattr(convert, "available", lambda: False)


def read(tmp_path: Path, document: Word) -> Extraction:
    return read_doc(document.write(tmp_path / "a.doc"), tmp_path)


def texts(tmp_path: Path, document: Word) -> list[str]:
    return [line.text for line in read(tmp_path, document).lines]


def test_paragraphs_soft_breaks_and_signs(tmp_path: Path) -> None:
    main = "Điều 1. Phạm vi\rQUYẾT ĐỊNH\x0bVề việc nhỏ\rA\x1eB\tC\x0cTrang hai\r\r"
    assert texts(tmp_path, Word(main)) == [
        "Điều 1. Phạm vi",
        "QUYẾT ĐỊNH",
        "Về việc nhỏ",
        "A-B\tC",
        "Trang hai",
        "",
    ]


def test_bytes_of_tcvn3_come_as_latin_letters_with_their_font(tmp_path: Path) -> None:
    document = Word("§iÒu 1. Ph­¬ng ¸n\r", narrow=True, parts={15: strings("Arial", ".VnTime")})
    document.runs = [(18, sprm(0x4A4F, struct.pack("<H", 1)))]
    found = read(tmp_path, document)
    assert found.format == "DOC"
    assert found.lines == (RawLine("§iÒu 1. Ph­¬ng ¸n", font=".VnTime"),)
    assert repair.repaired(found).lines[0].text == "Điều 1. Phương án"


def test_codes_of_a_symbol_font_are_letters_only_in_legacy_fonts(tmp_path: Path) -> None:
    document = Word("\uf0a7\uf041\r", parts={15: strings(".VnTime", "Symbol")})
    document.runs = [(1, sprm(0x4A4F, b"\0\0")), (3, sprm(0x4A4F, b"\1\0"))]
    assert texts(tmp_path, document) == ["§Α"]


def test_hidden_and_deleted_text_goes_and_capitals_show(tmp_path: Path) -> None:
    document = Word("mộtẩnbỏhai\r")
    document.runs = [(3, b""), (5, sprm(0x083C, b"\1")), (7, sprm(0x0800, b"\1")), (11, sprm(0x083B, b"\1"))]
    found = read(tmp_path, document)
    assert [line.text for line in found.lines] == ["mộtHAI"]
    assert found.notes == ("Tệp còn theo dõi sửa đổi; đã lấy chữ thêm vào, bỏ chữ bị xóa.",)


def test_a_deleted_mark_joins_paragraphs(tmp_path: Path) -> None:
    document = Word("một\r hai\rba\r", runs=[(3, b""), (4, sprm(0x0800, b"\1")), (12, b"")])
    assert texts(tmp_path, document) == ["một hai", "ba"]


def test_a_field_shows_its_result_only(tmp_path: Path) -> None:
    main = "Xem \x13 HYPERLINK x \x14trang \x13 PAGE \x145\x15\x15 nhé\rsau \x13 hỏng\rcòn đây\r"
    assert texts(tmp_path, Word(main)) == ["Xem trang 5 nhé", "sau ", "còn đây"]


def cells(*, bordered: bool) -> Word:
    main = "Tên\rgọi\x07Số\x07\x07Một\x071\x07\x07Hết.\r"
    end = ROW_END + (LINED if bordered else b"")
    marks = [(11, IN_TABLE), (12, end), (18, IN_TABLE), (19, end), (24, b"")]
    return Word(main, paragraphs=marks)


def test_a_row_of_data_is_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, cells(bordered=True))
    assert found.lines == (
        RawLine("Tên gọi | Số", role=Role.TABLE),
        RawLine("Một | 1", role=Role.TABLE),
        RawLine("Hết."),
    )


def test_the_lines_of_a_table_tell_data_from_layout(tmp_path: Path) -> None:
    assert texts(tmp_path, cells(bordered=False)) == ["Tên", "gọi", "Số", "Một", "1", "Hết."]


def test_a_letterhead_is_no_data(tmp_path: Path) -> None:
    main = "TỈNH ỦY A\r*\rSố 1-CT/TU\x07ĐẢNG CỘNG SẢN VIỆT NAM\rA, ngày 1\x07\x07Chỉ thị\r"
    first = main.index("\x07\x07") + 1
    document = Word(main, paragraphs=[(first, IN_TABLE), (first + 1, ROW_END), (len(main), b"")])
    found = read(tmp_path, document)
    assert [line.text for line in found.lines] == [*re.split("[\r\x07]+", main)[:-1]]
    assert {line.role for line in found.lines} == {Role.BODY}


def test_footnotes_heads_and_feet_have_their_roles(tmp_path: Path) -> None:
    special = sprm(0x0855, b"\1")
    document = Word(
        "Chữ\x02 sau\r", footnotes="\x02 Chú thích\r", headers="CÔNG BÁO\rtrang\rCÔNG BÁO\r", comments="bàn\r"
    )
    document.runs = [(3, b""), (4, special), (9, b""), (10, special), (40, b"")]
    document.parts = {11: plc([0, 0, 0, 0, 0, 0, 0, 9, 9, 15, 15, 15, 15, 24]), 4: plc([3, 9], [bytes(30)])}
    found = read(tmp_path, document)
    assert found.lines == (
        RawLine("CÔNG BÁO", role=Role.HEADER),
        RawLine("Chữ sau"),
        RawLine("trang", role=Role.FOOTER),
        RawLine("[1] Chú thích", role=Role.NOTE),
    )
    assert found.notes == ("Tệp có 1 lời bàn bên lề; không đưa vào văn bản.",)


def test_a_text_box_stands_after_its_anchor(tmp_path: Path) -> None:
    document = Word("một\rhai\r", boxes="MẬT\rlạc\r")
    shape = struct.pack("<I", 77).ljust(26, b"\0")
    box, stray = (bytes(14) + struct.pack("<II", lid, 0) for lid in (77, 5))
    document.parts = {40: plc([1, 8], [shape]), 56: plc([0, 4, 8, 8], [box, stray, bytes(22)])}
    assert texts(tmp_path, document) == ["một", "MẬT", "hai", "lạc"]


def level(number_format: int, pattern: str, start: int = 1) -> bytes:
    head = struct.pack("<IBB9xB8xBBBx", start, number_format, 0, 0, 0, 0, 0)
    return head + struct.pack("<H", len(pattern)) + pattern.encode("utf-16-le")


def numbered(*levels: int) -> Word:
    """Return a document whose paragraphs stand in list 1 at these levels; 9: in list 2, which begins anew at 7."""
    main = "".join(f"{letter}\r" for letter in "abcdefgh"[: len(levels)])
    shown = [sprm(0x460B, b"\2\0" if at == 9 else b"\1\0") + sprm(0x260A, bytes([at % 9])) for at in levels]
    paragraphs = [(2 * place, modifiers) for place, modifiers in enumerate(shown, 1)]
    one = [level(1, "\0."), level(0, "\0.\1)"), level(4, "\2)"), level(23, "\uf0b7"), *[level(255, "")] * 5]
    own = struct.pack("<IIB3x", 5, 0, 0)
    lists = struct.pack("<I", 2) + struct.pack("<I8xB3x", 5, 0) + struct.pack("<I8xB3x", 5, 1) + b"\xff" * 4
    lists += b"\xff" * 4 + struct.pack("<II", 7, 0x10)
    definition = struct.pack("<H", 1) + own[:4] + bytes(24)
    return Word(main, paragraphs=paragraphs, parts={73: definition + b"".join(one), 74: lists})


def test_automatic_numbers_are_counted(tmp_path: Path) -> None:
    found = texts(tmp_path, numbered(0, 1, 1, 2, 3, 0, 1, 9))
    assert found == ["I. a", "I.1) b", "I.2) c", "a) d", "- e", "II. f", "II.1) g", "VII. h"]


def test_numbers_of_word_6_are_missed_aloud(tmp_path: Path) -> None:
    document = Word("một\r", paragraphs=[(4, sprm(0xC63E, b"\2\1\1"))])
    assert any("hãy cài LibreOffice" in note for note in read(tmp_path, document).notes)


def test_fonts_alignment_and_hiding_come_from_styles(tmp_path: Path) -> None:
    def style(base: int, paragraph: bytes, letters: bytes) -> bytes:
        content = struct.pack("<HHHHH", 0, base << 4 | 1, 2, 0, 0) + struct.pack("<HHH", 1, ord("a"), 0)
        for part in (b"\0\0" + paragraph, letters):
            content += struct.pack("<H", len(part)) + part + b"\0" * (len(part) % 2)
        return struct.pack("<H", len(content)) + content

    normal = style(0xFFF, sprm(0x2403, b"\1"), sprm(0x4A4F, b"\1\0") + sprm(0x083B, b"\1"))
    sheet = struct.pack("<HHH", 18, 2, 10) + bytes(14) + normal + style(0, b"", sprm(0x083B, b"\0"))
    document = Word("về việc tổ chức rất dài dòng trong năm hai nghìn không trăm linh\x0bba\r", parts={1: sheet})
    document.parts[15] = strings("Arial", "Times New Roman")
    document.paragraphs, document.style = [(len(document.main), b"")], 1
    found = read(tmp_path, document)
    assert len(found.lines) == 2  # centred, so that a soft break parts lines
    assert {line.font for line in found.lines} == {"Times New Roman"}
    assert found.lines[1].text == "ba"  # the style's own word holds against that of its base


def refusal(tmp_path: Path, document: Word | bytes) -> FileRefused:
    path = tmp_path / "công văn.doc"
    if isinstance(document, Word):
        document.write(path)
    else:
        path.write_bytes(document)
    with pytest.raises(FileRefused) as caught:
        read_doc(path, tmp_path)
    assert str(caught.value).startswith(f"«{path}»: ")
    assert str(caught.value).endswith(".")
    return caught.value


def test_a_password_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path, Word("kín\r", flags=0x0100)).state is FileState.PASSWORD


def test_cut_text_is_damaged(tmp_path: Path) -> None:
    whole = Word("một hai ba " * 900 + "\r").write(tmp_path / "b.doc").read_bytes()
    content = bytearray(whole)
    at = content.index("WordDocument".encode("utf-16-le"))
    struct.pack_into("<Q", content, at + 120, TEXT + 4096)
    error = refusal(tmp_path, bytes(content))
    assert error.state is FileState.DAMAGED
    assert "chữ bị cụt" in str(error)


@pytest.mark.parametrize(
    "content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 900]
)
def test_no_ole_file_is_damaged(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content).state is FileState.DAMAGED


def test_pieces_that_share_their_text_are_hostile(tmp_path: Path) -> None:
    document = Word("chữ " * 2000)
    content = document.content()
    pieces = plc([0, 8000, 16000, 24000], [struct.pack("<HIH", 0, TEXT, 0)] * 3)
    whole = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(content["WordDocument"])
    struct.pack_into("<II", head, 0x9A + 8 * 33, len(content["1Table"]), len(whole))
    from ingest_word_helpers import ole

    bomb = ole({"WordDocument": bytes(head), "1Table": content["1Table"] + whole})
    assert "bất thường" in str(refusal(tmp_path, bomb))


def test_word_6_gives_its_plain_text(tmp_path: Path) -> None:
    found = read(tmp_path, Word("§iÒu 1\rhai\r", narrow=True, version=0x65))
    assert [line.text for line in found.lines] == ["§iÒu 1", "hai"]
    assert any("LibreOffice" in note for note in found.notes)


def mutated(content: bytes, seed: int) -> bytes:
    """Return the file with bytes changed, a stretch zeroed, or its end cut, mostly where its structure is."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    changed = bytearray(content)
    if seed % 5 == 0:
        return bytes(changed[: chance.randrange(len(changed))])
    for _ in range(chance.choice([1, 4, 40])):
        within = 512 + 0x400 if chance.random() < 0.5 else len(changed)
        changed[chance.randrange(within)] = chance.choice([0, 1, 255, chance.randrange(256)])
    if seed % 5 == 1:
        at = chance.randrange(len(changed))
        changed[at : at + 700] = bytes(len(changed[at : at + 700]))
    return bytes(changed)


def test_mutants_are_read_or_refused(tmp_path: Path) -> None:
    made = [numbered(0, 1, 2, 9), cells(bordered=True), Word("§iÒu\r", narrow=True)]
    sources = [document.write(tmp_path / "m.doc").read_bytes() for document in made]
    sources += [path.read_bytes() for path in sorted(SAMPLES.glob("*.doc")) if 40_000 < path.stat().st_size < 60_000]
    path = tmp_path / "m.doc"
    outcomes = {"read": 0, "refused": 0}
    for seed in range(200):
        path.write_bytes(mutated(sources[seed % len(sources)], seed))
        began = time.monotonic()
        try:
            read_doc(path, tmp_path)
            outcomes["read"] += 1
        except FileRefused as error:
            assert str(path) in str(error)
            outcomes["refused"] += 1
        assert time.monotonic() - began < 30
    assert min(outcomes.values()) > 20


@pytest.mark.skipif(not (SAMPLES / "transcripts").is_dir(), reason=f"no transcripts in {SAMPLES}")
def test_samples_agree_with_their_transcripts(tmp_path: Path) -> None:
    known = sorted((SAMPLES / "transcripts").glob("*.doc.txt"))
    assert len(known) == 5
    for transcript in known:
        found = read_doc(SAMPLES / transcript.stem, tmp_path)
        text = "\n".join(line.text for line in repair.repaired(found).lines)
        want, have = (re.findall(r"\w*[^\W\x00-\x7f]\w*", t.lower()) for t in (transcript.read_text(), text))
        missing = [word for word in set(want) if have.count(word) < want.count(word)]
        lost = sum(want.count(word) - have.count(word) for word in missing)
        assert lost <= 0.01 * len(want), transcript.name
