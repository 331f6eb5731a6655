r"""RTF: characters in every spelling, tables, notes, numbers as written; groups that hold no text stay out."""

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import repair
from ingest.errors import FileRefused, FileState
from ingest.extraction import Extraction, RawLine, Role
from ingest.formats.rtf import read_rtf
from ingest.settings import PROJECT

SAMPLES = PROJECT.parent / "shared" / "samples" / "vietnamese"
FONTS = rb"{\fonttbl{\f0\froman\fcharset0{\*\panose 0202}Arial;}{\f1\fcharset163 Tahoma{\*\falt Times};}"
FONTS += rb"{\f2\fcharset162 .VnTime Tur;}{\f3\fcharset2 Symbol;}}"
CELLS = rb"\pard\intbl T\'ean\cell S\cell\row\pard\intbl M\cell 1\cell\row\pard H\par"


def read(tmp_path: Path, body: bytes, head: bytes = rb"\rtf1\ansi\ansicpg1252\deff0") -> Extraction:
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{" + head + FONTS + body + b"}")
    return read_rtf(path)


def texts(tmp_path: Path, body: bytes) -> list[str]:
    return [line.text for line in read(tmp_path, body).lines]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\u272\'d0i\u7873\'eau 1", "Điều 1"),  # one character of fallback is the default
        (rb"\uc2\u272\'d0Xi", "Đi"),
        (rb"{\uc0\u272 i}\u272?i", "ĐiĐi"),
        (rb"\u-3913?\u272{}?", "•Đ?"),  # a group ends the fallback
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"{\f1 \'d0\'ea\'ccu}", "Đê\u0300u"),
        (rb"{\f2 \'a7i\'d2u \'fd}", "§iÒu ý"),
        (rb"{\f2 \'adu b\-u}", "\xadu b\xadu"),
        (rb"{\f3 \'b7 a}", "• α"),
        (rb"a\~b\_c\{d\}\\e\tab f\emdash g\ldblquote h\rdblquote", "a\xa0b-c{d}\\e\tf—g“h”"),
        (b"a\r\nb\\\r\n", "ab"),
        (rb"a{\v b}{\deleted c}{\plain d}\v e\v0 f", "adf"),
        (rb"{\caps t\'e8} t", "TÈ t"),
        (rb"{\*\unknown a{b}}{\info{\title c}}{\pict\bin3 }}}d}e{\*\bkmkstart x}", "e"),
        (rb"a\bin2 }}b", "ab"),
        (rb"{\field{\*\fldinst PAGE}{\fldrslt 5}}", "5"),
        (rb"{\upr{ansi}{\*\ud{\u272?i}}}", "Đi"),
        (rb"{\object{\*\objdata 00}{\result k}}", "k"),
    ],
)
def test_characters(tmp_path: Path, body: bytes, text: str) -> None:
    assert texts(tmp_path, body) == [text]


def test_paragraphs_and_soft_breaks(tmp_path: Path) -> None:
    body = rb"\qc QUY\line NH\par\pard\ql a\par\par b\page c\sect d"
    assert texts(tmp_path, body) == ["QUY", "NH", "a", "", "b", "c", "d"]


def test_the_font_of_most_letters_goes_along(tmp_path: Path) -> None:
    found = read(tmp_path, rb"ab {\f2 \'a7i\'d2u}\par\plain abc")
    assert [line.font for line in found.lines] == [".VnTime Tur", "Arial"]


def test_numbers_that_word_wrote_come_first(tmp_path: Path) -> None:
    body = (
        rb"{\listtext\pard\plain\f3 \'b7\tab}a\par{\listtext 2.1.\tab}b\par{\pntext\f0 c)\tab}{\*\pn\pnlvlbody}d\par e"
    )
    assert texts(tmp_path, body) == ["- a", "2.1. b", "c) d", "e"]


@pytest.mark.parametrize(
    ("rows", "bordered"),
    [(rb"\trowd\clbrdrt\brdrs\brdrw10\cellx1", True), (rb"\trowd\clbrdrt\brdrnone\cellx1", False)],
)
def test_tables(tmp_path: Path, rows: bytes, bordered: bool) -> None:
    heads = rb"\pard\intbl T1\par T2\cell S\cell\row"
    found = read(tmp_path, rows + heads + CELLS)
    if bordered:
        table = [("T1 T2 | S", Role.TABLE), ("Tên | S", Role.TABLE), ("M | 1", Role.TABLE), ("H", Role.BODY)]
    else:
        table = [(text, Role.BODY) for text in ("T1", "T2", "S", "Tên", "S", "M", "1", "H")]
    assert [(line.text, line.role) for line in found.lines if line.text] == table


def test_nested_tables(tmp_path: Path) -> None:
    inner = rb"\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}"
    body = rb"\trowd\clbrdrt\brdrs\pard\intbl A\cell" + inner + rb"\pard\intbl\itap1 z\cell\row\pard end"
    assert texts(tmp_path, body) == ["A | x | y z", "end"]


def test_heads_feet_notes_and_boxes(tmp_path: Path) -> None:
    shape = rb"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard box\par}}{\shprslt{\*\do box}}}"
    mark = rb"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv M\u7852?T}}}}"
    body = (
        rb"{\header\pard head\par}{\footer foot\par}a{\super\chftn{\footnote\chftn\pard note\par}}"
        + shape
        + rb" b\par "
    )
    body += rb"c{\*\footnote\chftn two\par more}" + mark + rb"\par{\headerf head\par}"
    assert read(tmp_path, body).lines == (
        RawLine("head", role=Role.HEADER, font="Arial"),
        RawLine("a b", font="Arial"),
        RawLine("box", font="Arial"),
        RawLine("c", font="Arial"),
        RawLine("MẬT"),
        RawLine("foot", role=Role.FOOTER, font="Arial"),
        RawLine("[1] note", role=Role.NOTE, font="Arial"),
        RawLine("[2] two", role=Role.NOTE, font="Arial"),
        RawLine("more", role=Role.NOTE, font="Arial"),
    )


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    body = rb"a{\*\annotation x}{\pict 00}{\revised b}"
    notes = " ".join(read(tmp_path, body).notes)
    for word in ("1 lời bàn", "theo dõi sửa đổi", "1 hình"):
        assert word in notes


def test_a_cut_file_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(b"\n{\\rtf1 a\\par {b")
    found = read_rtf(path)
    assert [line.text for line in found.lines] == ["a", "b"]
    assert "cụt" in found.notes[0]


def refusal(tmp_path: Path, content: bytes) -> FileRefused:
    path = tmp_path / "công văn.rtf"
    path.write_bytes(content)
    began = time.monotonic()
    with pytest.raises(FileRefused) as caught:
        read_rtf(path)
    assert time.monotonic() - began < 5
    assert str(caught.value).startswith(f"«{path}»: ")
    return caught.value


def test_other_files_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"abc").state is FileState.DAMAGED


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "sâu" in str(refusal(tmp_path, b"{\\rtf1 " + b"{" * 5_000_000))
    monkeypatch.setattr("ingest.formats.rtf._MOST_ENDS", 10_000)
    assert "quá nhiều đoạn" in str(refusal(tmp_path, b"{\\rtf1 " + b"\\par" * 10_001))
    monkeypatch.setattr("ingest.formats.rtf._MOST_TOKENS", 100_000)
    assert "quá nhiều lệnh" in str(refusal(tmp_path, b"{\\rtf1 " + b"{}" * 2_000_000))
    assert "quá nhiều lệnh" in str(refusal(tmp_path, b"{\\rtf1 " + b"\\zz" * 2_000_000))


@pytest.mark.parametrize("piece", [rb"\u272?", rb"\'e1", rb"a\line ", rb"{\listtext 1}", rb"\intbl\itap9 \nestcell "])
def test_reading_takes_time_in_proportion(tmp_path: Path, piece: bytes) -> None:
    began = time.process_time()
    assert read(tmp_path, piece * 40_000 + b"end").lines[-1].text.endswith("end")
    assert time.process_time() - began < 8  # minutes, were it in proportion to the square


def test_binary_data_may_claim_any_length(tmp_path: Path) -> None:
    assert texts(tmp_path, rb"a\bin9999999999 }{\pict\bin9999999999 b}c") == ["a"]


PIECES = [
    b"{",
    b"}",
    rb"\cell ",
    rb"\row ",
    rb"\par ",
    rb"\intbl\itap3 ",
    rb"\nestcell ",
    rb"\nestrow ",
    rb"\pard ",
    b"x",
]
PIECES += [
    rb"\'e1",
    rb"\u7853?",
    rb"\*",
    rb"{\footnote a",
    rb"{\listtext 1",
    rb"\uc9 ",
    rb"{\upr",
    rb"{\header b",
    b"\\",
]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=60))
def test_anything_is_read_or_refused(tmp_path: Path, pieces: list[bytes]) -> None:
    for line in read(tmp_path, b"".join(pieces)).lines:
        line.text.encode()
        assert not set(line.text) & set("\n\r\f\v\x85\u2028\u2029\0")


@pytest.mark.skipif(not (SAMPLES / "transcripts").is_dir(), reason=f"no transcripts in {SAMPLES}")
def test_samples_agree_with_their_transcripts_and_mutants_end(tmp_path: Path) -> None:
    known = sorted((SAMPLES / "transcripts").glob("*.rtf.txt"))
    assert len(known) == 2
    chance = random.Random(4)  # noqa: S311 (no secret)
    for transcript in known:
        source = SAMPLES / transcript.stem
        text = "\n".join(line.text for line in repair.repaired(read_rtf(source)).lines)
        want, have = (re.findall(r"\w*[^\W\x00-\x7f]\w*", t.lower()) for t in (transcript.read_text(), text))
        assert sum(max(want.count(word) - have.count(word), 0) for word in set(want)) <= 0.01 * len(want)
        for _ in range(50):
            changed = bytearray(source.read_bytes())
            for _ in range(chance.choice([1, 10, 100])):
                changed[chance.randrange(5, len(changed))] = chance.choice(b"{}\\ 09az\xff\0")
            (tmp_path / "m.rtf").write_bytes(
                changed[: chance.choice([len(changed), chance.randrange(5, len(changed))])]
            )
            assert read_rtf(tmp_path / "m.rtf").format == "RTF"
