"""Small files of Word 97 made by hand: an OLE container, a FIB, pieces, runs, styles, lists."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
TEXT = 0x800  # where the text begins in the stream
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: dict[str, bytes]) -> bytes:
    """Return a compound file; streams are filled up to 4,096 bytes so that none is a small one."""
    contents = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    chains, sectors = list[int](), list[bytes]()
    starts = {}
    for name, content in contents.items():
        starts[name] = len(sectors)
        pieces = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        chains += [*range(len(sectors) + 1, len(sectors) + len(pieces)), END]
        sectors += pieces
    directory = _directory(contents, starts)
    first = len(sectors)
    pieces = [directory[at : at + SECTOR] for at in range(0, len(directory), SECTOR)]
    chains += [*range(first + 1, first + len(pieces)), END]
    sectors += pieces
    tables = -(-(len(chains) + 8) // (SECTOR // 4 - 1))
    places = [*range(len(sectors), len(sectors) + tables)]
    chains += [FAT] * tables
    chains += [FREE] * (tables * SECTOR // 4 - len(chains))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, first, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *places, *[FREE] * (109 - tables))
    return head + b"".join(sectors) + struct.pack(f"<{len(chains)}I", *chains)


def _directory(contents: dict[str, bytes], starts: dict[str, int]) -> bytes:
    names = sorted(contents, key=lambda name: (len(name), name))
    entries = [_entry("Root Entry", 5, FREE, 1, END, 0)]
    for number, name in enumerate(names, 1):
        following = number + 1 if number < len(names) else FREE
        entries.append(_entry(name, 2, following, FREE, starts[name], len(contents[name])))
    while len(entries) % 4:
        entries.append(_entry("", 0, FREE, FREE, 0, 0))
    return b"".join(entries)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2 if name else 0, kind, 1)
    return head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def sprm(code: int, operand: bytes) -> bytes:
    return struct.pack("<H", code) + operand


def plc(positions: Sequence[int], entries: Sequence[bytes] = ()) -> bytes:
    return struct.pack(f"<{len(positions)}I", *positions) + b"".join(entries)


def strings(*fonts: str) -> bytes:
    entries = [bytes(39) + font.encode("utf-16-le") + b"\0\0" for font in fonts]
    return struct.pack("<HH", len(fonts), 0) + b"".join(bytes([len(entry)]) + entry for entry in entries)


@dataclass
class Word:
    """A document: stories in order, modifiers by the character after which they end, parts of the table stream."""

    main: str = ""
    footnotes: str = ""
    headers: str = ""
    comments: str = ""
    boxes: str = ""
    paragraphs: list[tuple[int, bytes]] = field(default_factory=list)  # (end, modifiers), by characters
    runs: list[tuple[int, bytes]] = field(default_factory=list)
    parts: dict[int, bytes] = field(default_factory=dict)
    style: int = 0  # of all paragraphs
    flags: int = 0
    version: int = 0xC1
    narrow: bool = False  # one byte a character

    def content(self) -> dict[str, bytes]:
        text = self.main + self.footnotes + self.headers + self.comments + self.boxes
        width, codec = (1, "cp1252") if self.narrow else (2, "utf-16-le")
        written = text.encode(codec)
        pages, page = b"", -(-(TEXT + len(written)) // SECTOR)
        parts = dict(self.parts)
        for number, formats, paragraphs in ((12, self.runs, False), (13, self.paragraphs, True)):
            if formats:
                places = [TEXT, *[TEXT + end * width for end, _ in formats]]
                parts[number] = plc([places[0], places[-1]], [struct.pack("<I", page)])
                begin = struct.pack("<H", self.style) if paragraphs else b""
                pages += _page(places, [begin + modifiers for _, modifiers in formats], paragraphs=paragraphs)
                page += 1
        place = TEXT * 2 | 0x40000000 if self.narrow else TEXT
        pieces = plc([0, len(text)], [struct.pack("<HIH", 0, place, 0)])
        parts[33] = b"\x02" + struct.pack("<I", len(pieces)) + pieces
        body = written.ljust(-(-(TEXT + len(written)) // SECTOR) * SECTOR - TEXT, b"\0") + pages
        table, head = self._head(parts, TEXT + len(written))
        return {"WordDocument": head.ljust(TEXT, b"\0") + body, "1Table": table}

    def _head(self, parts: dict[int, bytes], end: int) -> tuple[bytes, bytes]:
        head = bytearray(0x9A + 93 * 8)
        struct.pack_into("<HH", head, 0, 0xA5EC, self.version)
        struct.pack_into("<H", head, 0x0A, 0x0200 | self.flags)
        struct.pack_into("<II", head, 0x18, TEXT, end)
        struct.pack_into("<H", head, 0x20, 14)
        struct.pack_into("<H", head, 0x3E, 22)
        lengths = [len(story) for story in (self.main, self.footnotes, self.headers, "", self.comments, "", self.boxes)]
        struct.pack_into("<7I", head, 0x34 if self.version < 0xC1 else 0x4C, *lengths)
        struct.pack_into("<H", head, 0x98, 93)
        table = b"\0" * 4
        for number in sorted(parts, key=lambda number: number == 73):  # the levels follow the part of the lists
            struct.pack_into("<II", head, 0x9A + 8 * number, len(table), len(parts[number]))
            table += parts[number]
        return table, bytes(head)

    def write(self, path: Path) -> Path:
        path.write_bytes(ole(self.content()))
        return path


def _page(places: list[int], formats: list[bytes], *, paragraphs: bool) -> bytes:
    page, count, size = bytearray(SECTOR), len(formats), 13 if paragraphs else 1
    struct.pack_into(f"<{count + 1}I", page, 0, *places)
    at = SECTOR - 1
    for index, modifiers in enumerate(formats):
        content = modifiers
        if paragraphs:
            content += b"\0" * (1 - len(content) % 2)  # 2·n − 1 bytes
            entry = bytes([(len(content) + 1) // 2]) + content
        else:
            entry = bytes([len(content)]) + content
        at = (at - len(entry)) // 2 * 2
        page[at : at + len(entry)] = entry
        page[4 * (count + 1) + size * index] = at // 2
    page[-1] = count
    return bytes(page)
