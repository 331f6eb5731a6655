"""Packages built to exhaust their reader are refused within 5 seconds and 300 MB, in a child of their own."""

import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from ingest_office_helpers import MAIN, docx_parts, odt_parts, package, para

from ingest.settings import PROJECT

CHILD = """
import json, re, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from ingest.errors import FileRefused
from ingest.formats import extract
for name in sys.argv[1:]:
    began = time.monotonic()
    try:
        outcome = f"read {len(extract(Path(name), Path(name).parent).lines)}"
    except FileRefused as error:
        outcome = str(error)
    peak = int(re.search("VmHWM:[^0-9]*([0-9]+)", Path("/proc/self/status").read_text())[1]) // 1024
    print(json.dumps([outcome, time.monotonic() - began, peak]))
"""
HEAD = f'<w:document xmlns:w="{MAIN}"><w:body>'
FOOT = "</w:body></w:document>"


def written(path: Path, document: str | bytes, name: str = "word/document.xml", times: int = 1) -> Path:
    """Write a sound package whose part `name` is `document`, its `*` replaced by as many megabytes of letters."""
    parts = odt_parts("") if name == "content.xml" else docx_parts(para("chữ"))
    parts.pop(name, None)
    package(path, parts)
    before, star, after = (document if isinstance(document, bytes) else document.encode()).partition(b"*")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(name, "w") as part:
        part.write(before)
        for _ in range(times if star else 0):
            part.write(b"A" * 1_000_000)
        part.write(after)
    return path


def forged(path: Path, document: str | bytes, size: int, *, local_too: bool, times: int = 1) -> Path:
    """Write `size` as the inflated size of the main part, in the directory and perhaps before the data."""
    data = bytearray(written(path, document, times=times).read_bytes())
    for mark, to_size, to_name in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        at = data.find(mark)
        while at >= 0:
            if data[at + to_name :].startswith(b"word/document.xml") and (local_too or mark == b"PK\x01\x02"):
                struct.pack_into("<I", data, at + to_size, size)
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    return path


def entities(kind: str) -> str:
    if kind == "billion":
        lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        return f'<!DOCTYPE w:document [<!ENTITY e0 "ha">{lines}]>{HEAD}<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>{FOOT}'
    if kind == "quadratic":
        long = "a" * 100_000
        return (
            f'<!DOCTYPE w:document [<!ENTITY e "{long}">]>{HEAD}<w:p><w:r><w:t>{"&e;" * 50_000}</w:t></w:r></w:p>{FOOT}'
        )
    if kind == "attribute":
        return f'<!DOCTYPE w:document [<!ENTITY e "{"a" * 99_999}">]>{HEAD}<w:p w:x="{"&e;" * 50_000}"/>{FOOT}'
    if kind == "external":
        return f'<!DOCTYPE w:document [<!ENTITY e SYSTEM "file:///dev/zero">]>{HEAD}<w:p>&e;</w:p>{FOOT}'
    return f'<!DOCTYPE w:document [<!ENTITY % e "<!ENTITY f &#39;{"a" * 9}&#39;>"> %e;]>{HEAD}{FOOT}'


def members(path: Path, count: int, length: int) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in docx_parts(para("chữ")).items():
            archive.writestr(name, content)
        for number in range(count):
            archive.writestr(f"word/{number:0{length}}.xml", "")
    return path


def overlapped(path: Path) -> Path:
    """Let every entry of the directory point at one and the same data."""
    data = bytearray(written(path, HEAD + "<w:p/>" * 50_000 + FOOT).read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 42, 0)
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    return path


TEXT = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
BOMBS: dict[str, list[Callable[[Path], Path]]] = {
    "ratio": [
        lambda p: written(p, HEAD + TEXT.format("*") + FOOT, times=300),
        lambda p: written(p, HEAD + "<w:p/>" * 5_000_000 + FOOT),
        lambda p: written(p, HEAD + TEXT.format("chữ " * 20) * 400_000 + FOOT),
        lambda p: written(p, b"*", "word/_rels/document.xml.rels", times=100),
        lambda p: written(p, "<a>" + "<b/>" * 5_000_000 + "</a>", "content.xml"),
        lambda p: written(p, b"*", "word/media/image1.png", times=610),
    ],
    "entities": [
        lambda p: written(p, entities("billion")),
        lambda p: written(p, entities("quadratic")),
        lambda p: written(p, entities("attribute")),
        lambda p: written(p, entities("external")),
        lambda p: written(p, entities("parameter")),
        lambda p: written(p, entities("billion").encode("utf-16")),
    ],
    "nesting": [
        lambda p: written(p, HEAD + "<w:p>" * 200_000 + "</w:p>" * 200_000 + FOOT),
        lambda p: written(p, HEAD + "<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80 + FOOT),
        lambda p: written(p, HEAD + "<w:sdt><w:sdtContent>" * 90 + "</w:sdtContent></w:sdt>" * 90 + FOOT),
        lambda p: written(p, "<a>" * 100_000, "content.xml"),
        lambda p: written(p, HEAD + "<w:p>" * 1_000_000 + FOOT, "word/_rels/document.xml.rels"),
    ],
    "count": [
        lambda p: members(p, 5_100, 5),
        lambda p: members(p, 12_000, 200),
        lambda p: members(p, 25_000, 5),
        overlapped,
    ],
    "forged": [
        lambda p: forged(p, HEAD + TEXT.format("*") + FOOT, 1_000, local_too=False, times=100),
        lambda p: forged(p, HEAD + TEXT.format("*") + FOOT, 1_000, local_too=True, times=100),
        lambda p: forged(p, HEAD + TEXT.format("A" * 1_000) + FOOT, 4_000_000_000, local_too=True),
        lambda p: forged(p, HEAD + "<w:p/>" * 5_000_000 + FOOT, 3_999_999, local_too=True),
        lambda p: forged(p, HEAD + FOOT, 0, local_too=True),
    ],
}


def test_there_are_twenty_bombs_of_five_kinds() -> None:
    assert len(BOMBS) == 5
    assert sum(map(len, BOMBS.values())) >= 20


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_in_time_and_space(kind: str, tmp_path: Path) -> None:
    files = [make(tmp_path / f"{number}.docx") for number, make in enumerate(BOMBS[kind])]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, files)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == len(files)
    for path, (outcome, seconds, peak) in zip(files, reports, strict=True):
        assert outcome.startswith(f"«{path}»: "), f"{path.name}: {outcome}"
        assert seconds < 5, path.name
        assert peak < 300, f"{path.name}: {peak} MB"
