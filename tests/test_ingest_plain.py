"""Plain text: every encoding in which offices have saved Vietnamese is known by its words; the rest is refused."""

import codecs
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.encoding_tables import TCVN3, VNI
from ingest.encodings import to_unicode
from ingest.errors import FileRefused, FileState
from ingest.extraction import PageReading, Way
from ingest.formats.plain import read_text
from ingest.formats.word_blocks import LATIN

TEXT = "Kết luận của Ban Bí thư về việc đẩy mạnh học tập và làm theo tư tưởng\nĐiều 1. Các cấp ủy, tổ chức đảng"


def lines(tmp_path: Path, content: bytes) -> list[str]:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    return [line.text for line in read_text(path).lines]


def legacy(text: str, table: dict[str, str]) -> bytes:
    """Return the text in a legacy encoding; its bytes are those of the Latin letters in `table`."""
    codes = {letter: code for code, letter in reversed(table.items())}
    written = "".join(codes.get(letter, letter) for letter in text)
    return bytes(LATIN.index(letter) for letter in written)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_is_known_by_its_mark_or_its_zeros(tmp_path: Path, mark: bytes, codec: str) -> None:
    assert lines(tmp_path, mark + TEXT.encode(codec)) == TEXT.split("\n")


@pytest.mark.parametrize("table", [TCVN3, VNI])
def test_legacy_encodings_come_as_latin_letters(tmp_path: Path, table: dict[str, str]) -> None:
    found = lines(tmp_path, legacy(TEXT.replace("Đ", "đ"), table))
    assert to_unicode("\n".join(found)) == TEXT.replace("Đ", "đ")


def test_windows_1258_has_its_marks_apart(tmp_path: Path) -> None:
    marked = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    apart = unicodedata.normalize("NFD", TEXT)
    apart = "".join(
        letter if letter in marked else unicodedata.normalize("NFC", letter) for letter in _clusters(apart, marked)
    )
    found = "\n".join(lines(tmp_path, apart.encode("cp1258")))
    assert unicodedata.normalize("NFC", found) == TEXT


def _clusters(text: str, apart: set[str]) -> list[str]:
    """Return letters with their shape (ê, ơ), and tones on their own, after them."""
    clusters: list[str] = []
    tones: list[str] = []
    for letter in text:
        if letter in apart:
            tones.append(letter)
        elif unicodedata.combining(letter):
            clusters[-1] += letter
        else:
            clusters += [*tones, letter]
            tones = []
    return clusters + tones


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n", "\x0b", "\x85", "\u2028", "\u2029"])
def test_every_line_end_ends_a_line(tmp_path: Path, end: str) -> None:
    assert lines(tmp_path, f"  một{end}hai\tba".encode()) == ["  một", "hai\tba"]


def test_blank_lines_and_indentation_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Tiêu đề\n\n    một\n", encoding="utf-8")
    found = read_text(path)
    assert [(line.text, line.wrapped, line.page) for line in found.lines] == [
        ("# Tiêu đề", True, None),
        ("", True, None),
        ("    một", True, None),
    ]
    assert (found.format, found.pages) == ("TXT", ())


def test_form_feeds_part_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("một\nhai\n\f\n\fba\n\f", encoding="utf-8")
    found = read_text(path)
    assert [(line.text, line.page) for line in found.lines if line.text] == [("một", 1), ("hai", 1), ("ba", 3)]
    ways = (Way.TEXT_LAYER, Way.BLANK, Way.TEXT_LAYER)
    assert found.pages == tuple(PageReading(number, way) for number, way in enumerate(ways, 1))


def test_a_form_feed_at_the_end_makes_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("một\n\f", encoding="utf-8")
    assert {line.page for line in read_text(path).lines} == {None}


def test_a_stray_control_character_goes(tmp_path: Path) -> None:
    assert lines(tmp_path, "một\x1a\n\x00hai\x1f".encode()) == ["một", "hai"]


def refusal(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "công văn.txt"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        read_text(path)
    assert caught.value.state is FileState.DAMAGED
    assert str(caught.value).startswith(f"«{path}»: ")
    assert str(caught.value).endswith(".")
    return str(caught.value)


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x00\x01\x02\x03" * 900, b"text\x00\x01\x02\x03\x04"])
def test_binary_data_is_refused(tmp_path: Path, content: bytes) -> None:
    refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (TEXT.encode()[:-1].replace("việc".encode(), b"vi\xe1\xbbc"), TEXT.encode().index("việc".encode()) + 2),
        (TEXT.encode() + b" \xe1\xbb", len(TEXT.encode()) + 1),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\0", len(TEXT.encode("utf-16-le"))),
        ("Le café était fermé à l’été, voilà déjà près".encode("cp1252"), 6),
    ],
)
def test_broken_text_is_refused_at_its_byte(tmp_path: Path, content: bytes, place: int) -> None:
    assert f"byte {place})" in refusal(tmp_path, content)


def test_the_judgement_does_not_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []

    def counted(text: str) -> str:
        judged.append(len(text))
        return to_unicode(text)

    monkeypatch.setattr("ingest.formats.plain.to_unicode", counted)
    one = legacy(TEXT.replace("Đ", "đ"), TCVN3) + b"\n"
    assert len(lines(tmp_path, one * 20_000)) == 40_000
    assert 0 < sum(judged) < 500_000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_anything_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    try:
        found = read_text(path)
    except FileRefused:
        return
    assert not any(end in line.text for line in found.lines for end in "\n\r\f\v\x85\u2028\u2029\0")
