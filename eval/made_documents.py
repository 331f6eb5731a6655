"""PDF documents made for measuring: the frame of a party document around sentences of the shipped corpus.

They are drawn as Word draws them, in a font of two-byte codes with a ToUnicode table, so that reading them takes the
steps that a real file takes. What they say makes no sense and goes into no library but one made for measuring.
"""

import textwrap
import zlib
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

from ingest import shipped

_LINES_A_PAGE = 38
_COLUMNS = 82
_LEAST_SENTENCE = 60  # characters


def make_documents(folder: Path, corpus: Path, count: int, pages: int = 5) -> list[Path]:
    """Write `count` PDF documents of so many pages into the folder, no two alike; return their paths."""
    sentences = [line.strip() for source in shipped.sources(corpus) for line in _read(source)]
    return [
        _written(folder / f"van-ban-{at:05}.pdf", document_pages(sentences, at, pages)) for at in range(1, count + 1)
    ]


def _read(source: Path) -> Iterator[str]:
    lines = source.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if len(line) >= _LEAST_SENTENCE)


def document_pages(sentences: Sequence[str], number: int, pages: int) -> list[list[str]]:
    """Return the lines of each page of document `number`; its sentences begin at another place than its neighbours'."""
    text = cycle(sentences)
    body = (line for at, sentence in enumerate(islice(text, number, None), 1) for line in _wrapped(at, sentence))
    lines = [*_head(number), *islice(body, pages * _LINES_A_PAGE - len(_head(number)))]
    cut = [lines[start : start + _LINES_A_PAGE] for start in range(0, len(lines), _LINES_A_PAGE)]
    return [[*page, "", str(at)] for at, page in enumerate(cut, 1)]


def _head(number: int) -> list[str]:
    month = number % 12 + 1
    return [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        f"Số {number}-BC/TU",
        f"Hà Nội, ngày {number % 28 + 1:02} tháng {month:02} năm 2025",
        "BÁO CÁO",
        f"tình hình thực hiện nhiệm vụ, lần thứ {number}",
        "",
    ]


def _wrapped(number: int, sentence: str) -> list[str]:
    return textwrap.wrap(f"{number}. {sentence}", _COLUMNS)


def _written(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    path.write_bytes(pdf(pages))
    return path


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF with these lines on its pages."""
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: code for code, letter in enumerate(letters, 1)}
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+TimesNewRoman /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+TimesNewRoman /DW 480 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _packed(_to_unicode(codes)),
    ]
    for at, page in enumerate(pages):
        entries = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects += [f"<< {entries} /Contents {7 + 2 * at} 0 R >>".encode(), _packed(_drawn(page, codes))]
    return assembled(objects)


def _drawn(lines: Sequence[str], codes: dict[str, int]) -> str:
    """Return the operators that draw the lines, each word a string of its own as in justified text."""
    drawn = []
    for at, line in enumerate(lines):
        words = [f"<{''.join(f'{codes[letter]:04x}' for letter in word)}>" for word in _words(line)]
        text = f"BT /F1 12 Tf 1 0 0 1 72 {780 - at * 18} Tm [{'-3.5'.join(words)}] TJ ET"
        drawn.append(f"/P <</MCID {at} >>BDC {text} EMC")
    return "\n".join(drawn)


def _words(line: str) -> list[str]:
    words = line.split(" ")
    return [f"{word} " for word in words[:-1]] + words[-1:]


def _to_unicode(codes: dict[str, int]) -> str:
    pairs = [f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    tables = [f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks]
    ranges = "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    return "\n".join(["begincmap", ranges, *tables, "endcmap"])


def _packed(text: str) -> bytes:
    return stream(zlib.compress(text.encode("ascii")), "/Filter /FlateDecode")


def stream(data: bytes, entries: str = "") -> bytes:
    """Return a stream object of these bytes; `entries` tells what they are."""
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Return a PDF file of these objects, numbered from 1, the catalogue first; `trailer` holds further entries."""
    out, places = bytearray(b"%PDF-1.7\n"), list[int]()
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
