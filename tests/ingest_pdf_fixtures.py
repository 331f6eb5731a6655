"""Small PDFs made by hand: letters in any encoding, pictures, abbreviated filters, passwords."""

import zlib
from dataclasses import dataclass, field
from pathlib import Path

from eval.made_documents import assembled, stream

PROSE = [
    "BỘ NỘI VỤ",
    "Số: 12/TB-BNV",
    "Thông báo về việc triển khai nhiệm vụ trọng tâm trong quý tới của các đơn vị,",
    "địa phương; yêu cầu người đứng đầu cơ quan tổ chức thực hiện nghiêm túc.",
    "1. Rà soát, hoàn thiện thể chế, phân cấp, phân quyền gắn với kiểm tra, giám sát.",
    "2. Bảo đảm đủ nguồn lực cho cấp xã, nhất là hạ tầng số và trang thiết bị làm việc.",
]
LEGACY = "QuyÕt ®Þnh nµy cã hiÖu lùc sau m­êi l¨m ngµy kÓ tõ ngµy ®¨ng C«ng b¸o."  # TCVN3


@dataclass
class TestFont:
    """A font whose codes are given out as letters come; each letter is 500 wide, a space 250."""

    __test__ = False
    name: str = "ABCDEF+TimesNewRoman"
    to_unicode: bool = True
    codes: dict[str, int] = field(default_factory=lambda: {" ": 32})

    def hexadecimal(self, text: str) -> str:
        for letter in text:
            self.codes.setdefault(letter, 32 + len(self.codes))
        return "<" + bytes(self.codes[letter] for letter in text).hex() + ">"

    def objects(self, first: int) -> list[bytes]:
        pairs = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in self.codes.items())
        cmap = f"begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n{len(self.codes)} beginbfchar\n"
        widths = " ".join("250" if code == 32 else "500" for code in range(32, 256))
        maps = f"/ToUnicode {first + 1} 0 R" if self.to_unicode else ""
        font = (
            f"<< /Type /Font /Subtype /TrueType /BaseFont /{self.name} /FirstChar 32 /LastChar 255 "
            f"/Widths [{widths}] /Encoding /WinAnsiEncoding {maps} >>"
        )
        return [font.encode(), stream((cmap + pairs + "\nendbfchar\nendcmap").encode())]


def prose(font: TestFont, lines: list[str], *, left: float = 72, top: float = 760, size: float = 14) -> str:
    """Return the operators that draw `lines` one under the other, as Word writes them."""
    drawn = [
        f"BT /F1 {size} Tf 1 0 0 1 {left} {top - at * 18} Tm [{font.hexadecimal(line)}] TJ ET"
        for at, line in enumerate(lines)
    ]
    return "\n".join(drawn)


def pdf(
    pages: list[str],
    font: TestFont,
    *,
    images: tuple[bytes, ...] = (),
    filters: str = "",
    trailer: str = "",
    extra: tuple[bytes, ...] = (),
) -> bytes:
    """Return a PDF whose pages have these content streams; `filters` names how they are packed.

    The objects: 1 catalogue, 2 pages, 3 and 4 the font, then images (/I0, /I1), then a page and its content in turn.
    """
    first = 5 + len(images) + len(extra)
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(pages)))
    names = " ".join(f"/I{at} {5 + at} 0 R" for at in range(len(images)))
    resources = f"<< /Font << /F1 3 0 R >> /XObject << {names} >> >>"
    contents = [_packed(page.encode("latin-1"), filters) for page in pages]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        *font.objects(3),
        *images,
        *extra,
    ]
    for at, content in enumerate(contents):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources} "
        objects += [f"{page} /Contents {first + 2 * at + 1} 0 R >>".encode(), content]
    return assembled(objects, trailer)


def _packed(data: bytes, filters: str) -> bytes:
    if filters in ("/Fl", "/FlateDecode"):
        return stream(zlib.compress(data), f"/Filter {filters}")
    if filters == "[/AHx /Fl]":
        return stream(zlib.compress(data).hex().encode() + b">", f"/Filter {filters}")
    return stream(data)


def picture(pixels: bytes, width: int, height: int) -> bytes:
    """Return a grey image of one byte a pixel."""
    entries = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray"
    return stream(zlib.compress(pixels), f"{entries} /BitsPerComponent 8 /Filter /FlateDecode")


WHOLE_PAGE = "q 595 0 0 842 0 0 cm /I0 Do Q\n"


def saved(folder: Path, data: bytes, name: str = "van-ban.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
