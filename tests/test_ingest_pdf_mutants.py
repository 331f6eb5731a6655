"""Damaged PDFs: every sample and 300 mutants end as lines with letters or as a refusal, in time and in memory."""

import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from ingest_pdf_fixtures import LEGACY, PROSE, WHOLE_PAGE, TestFont, pdf, picture, prose
from pypdf import PdfReader, PdfWriter

from ingest.settings import PROJECT

SAMPLES = PROJECT.parent / "shared" / "samples"
SEED = 20251119
MUTANTS = 300
PROGRAM = """
import resource, signal, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from ingest.errors import FileRefused
from ingest.formats import ocr
from ingest.formats.pdf import read_pdf
if sys.argv[1] == "no OCR":
    ocr.available = lambda: False
for line in sys.stdin:
    path = Path(line.strip())
    signal.alarm(30)
    try:
        lines = read_pdf(path).lines
        outcome = "read" if any(map(str.isalpha, "".join(line.text for line in lines))) else "empty"
        "".join(line.text for line in lines).encode()
    except FileRefused as error:
        outcome = "refused" if f"«{path}»" in str(error) and "; hãy " in str(error) else f"wrong words: {error}"
    except BaseException as error:
        outcome = repr(error)
    signal.alarm(0)
    print(path.name, outcome, sep="\\t", flush=True)
"""


def outcomes(paths: list[Path], mode: str) -> dict[str, str]:
    """Read all files in one child, which dies with an alarm where one of them takes more than 30 seconds."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, mode],
        cwd=PROJECT,
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    found = dict(line.split("\t", 1) for line in done.stdout.splitlines())
    for path in paths:
        found.setdefault(path.name, f"died: {done.returncode}")
    if done.stderr:
        found["stderr"] = done.stderr[-500:]
    return found


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice([1, 4, 20, 100])):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def swapped(data: bytes, dice: random.Random) -> bytes:
    a, b, c = sorted(dice.sample(range(len(data)), 3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def without_an_object(data: bytes, dice: random.Random) -> bytes:
    objects = list(re.finditer(rb"\d+ 0 obj.*?endobj", data, re.DOTALL)) or list(re.finditer(rb"\w+", data))
    gone = dice.choice(objects)
    return data[: gone.start()] + data[gone.end() :]


def blown_up(data: bytes, dice: random.Random) -> bytes:
    numbers = list(re.finditer(rb"(?<![\w.])\d+(?![\w.])", data))
    if not numbers:
        return data[::-1]
    for number in sorted(dice.sample(numbers, min(3, len(numbers))), key=lambda match: -match.start()):
        value = dice.choice([b"0", b"-1", b"2147483648", b"99999999999999999999", b"9" * 400, b"1e309", b"4 0 R"])
        data = data[: number.start()] + value + data[number.end() :]
    return data


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    truncated,
    flipped,
    swapped,
    without_an_object,
    blown_up,
]


def own_files(tmp_path: Path) -> list[bytes]:
    font, legacy = TestFont(), TestFont(name="ABCDEF+.VnTime")
    image = picture(bytes([200]) * 10_000, 100, 100)
    plain = pdf([prose(font, PROSE), "", prose(font, PROSE * 4)], font)
    packed = pdf([prose(font, PROSE * 3)] * 3, font, filters="/FlateDecode")
    old = pdf([prose(legacy, [LEGACY] * 9)], legacy, filters="[/AHx /Fl]")
    mixed = pdf([prose(font, PROSE), WHOLE_PAGE], font, images=(image,))
    (tmp_path / "plain").write_bytes(plain)
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "plain"))
    writer.encrypt("", owner_password="khác", algorithm="RC4-128")  # noqa: S106
    writer.write(tmp_path / "locked")
    return [plain, packed, old, mixed, (tmp_path / "locked").read_bytes()]


def sources(tmp_path: Path) -> list[bytes]:
    samples = sorted(SAMPLES.glob("pdf/*.pdf")) + sorted(SAMPLES.glob("vietnamese/25*.pdf"))
    return own_files(tmp_path) + [path.read_bytes() for path in samples if path.stat().st_size < 100_000]


def test_mutants_are_read_or_refused(tmp_path: Path) -> None:
    dice, originals, paths = random.Random(SEED), sources(tmp_path), list[Path]()  # noqa: S311
    for number in range(MUTANTS):
        mutation = MUTATIONS[number % len(MUTATIONS)]
        paths.append(tmp_path / f"{number}-{mutation.__name__}.pdf")
        paths[-1].write_bytes(mutation(originals[number // len(MUTATIONS) % len(originals)], dice))
    found = outcomes(paths, "no OCR")
    assert {name: outcome for name, outcome in found.items() if outcome not in ("read", "refused")} == {}
    counted = Counter(found.values())
    assert counted["read"] > 30
    assert counted["refused"] > 60


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files in {SAMPLES}")
def test_samples_are_read_or_refused(tmp_path: Path) -> None:
    paths = [*SAMPLES.glob("pdf/*.pdf"), *SAMPLES.glob("vietnamese/*.pdf")]
    for broken in sorted(SAMPLES.glob("pdf/broken/*")):
        paths.append(tmp_path / f"{broken.name}.pdf")
        paths[-1].write_bytes(broken.read_bytes())
    assert len(paths) > 70
    found = outcomes(paths, "OCR")
    assert {name: outcome for name, outcome in found.items() if outcome not in ("read", "refused")} == {}
    assert all(
        found[path.name] == "read" for path in paths if path.parent.name == "vietnamese" and "KSTT" not in path.name
    )
