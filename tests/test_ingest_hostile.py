"""Mutants, bombs and strings that break programs, through the true pool and the true command."""

import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from gate_forms import PROSE
from ingest_library_helpers import empty
from ingest_office_helpers import odt
from ingest_run_helpers import Told, contents, environment, told
from ingest_timed_reader import Run, added
from ingest_word_helpers import Word
from test_ingest_archive import forged, many, overlapping, ratio, total, very_many
from test_ingest_bombs import BOMBS
from test_ingest_docx import flipped, rebuilt, rich
from test_ingest_pdf_mutants import MUTATIONS, own_files

from ingest.errors import FileState
from ingest.settings import PROJECT

STRINGS = PROJECT.parent / "shared" / "samples" / "text"
GOOD = "Số {serial}-KL/TW\nKẾT LUẬN\nBộ Chính trị yêu cầu các cấp uỷ triển khai ngay việc thứ {serial}.\n"
EACH = 60


def good(folder: Path, serial: int) -> Path:
    path = folder / f"tot-{serial}.txt"
    path.write_text(GOOD.format(serial=serial), encoding="utf-8")
    return path


def assert_good_are_there(run: Run) -> None:
    names = [name for name in run.results if name.startswith("tot-")]
    assert names
    for name in names:
        serial = name[4:-4]
        found = run.library.find(f"{serial}-KL/TW").paragraphs[-1].text
        assert found == f"Bộ Chính trị yêu cầu các cấp uỷ triển khai ngay việc thứ {serial}."


# --- mutants


def pdf_mutants(folder: Path, chance: random.Random) -> list[Path]:
    originals, paths = own_files(folder), list[Path]()
    for number in range(EACH):
        paths.append(folder / f"{number:02}.pdf")
        mutation = MUTATIONS[number % len(MUTATIONS)]
        paths[-1].write_bytes(mutation(originals[number // len(MUTATIONS) % len(originals)], chance))
    return paths


def docx_mutants(folder: Path, chance: random.Random) -> list[Path]:
    paths, base = list[Path](), rich()
    for number in range(EACH):
        paths.append(folder / f"{number:02}.docx")
        paths[-1].write_bytes(flipped(base, chance) if number % 2 else rebuilt(base, chance))
    return paths


def other_mutants(folder: Path, chance: random.Random) -> list[Path]:
    rtf = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in PROSE)
    html = f"<!doctype html><html><body><article><h1>KẾT LUẬN</h1>{f'<p>{PROSE}</p>' * 5}</article></body></html>"
    (folder / "a.rtf").write_text(rf"{{\rtf1\ansi {rtf}\par {rtf}\par}}")
    (folder / "a.html").write_text(html, encoding="utf-8")
    (folder / "a.txt").write_text(f"{PROSE}\n" * 5, encoding="utf-8")
    originals = [folder / "a.rtf", folder / "a.html", folder / "a.txt"]
    originals.append(odt(folder / "a.odt", f"<text:p>{PROSE}</text:p>" * 5))
    originals.append(Word(main=f"{PROSE}\r" * 5).write(folder / "a.doc"))
    paths = list[Path]()
    for number in range(EACH):
        original = originals[number % len(originals)]
        paths.append(folder / f"{number:02}{original.suffix}")
        paths[-1].write_bytes(flipped(original.read_bytes(), chance))
    return paths


def without_ocr(folder: Path) -> Path:
    """Make a folder of the programs that the readers use, but for tesseract: it takes seconds for a page of noise."""
    folder.mkdir()
    for name in ("pdftotext", "pdftoppm", "antiword", "catdoc", "soffice"):
        if program := shutil.which(name):
            (folder / name).symlink_to(program)
    return folder


@pytest.mark.parametrize("made", [pdf_mutants, docx_mutants, other_mutants])
def test_mutants_end_in_named_states_and_sound_files_among_them_are_read(
    tmp_path: Path, made: Callable[[Path, random.Random], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(without_ocr(tmp_path / "bin")))
    folder = tmp_path / "vao"
    folder.mkdir()
    paths = made(folder, random.Random(20260801))  # noqa: S311 (no secret)
    for number in range(0, EACH, 20):
        paths.insert(number, good(folder, 300 + number))
    run = added(paths, tmp_path)
    assert len(run.results) == EACH + 3
    assert_good_are_there(run)
    for result in run.results.values():
        if result.failed:
            assert "; hãy " in result.reason
            assert "dừng vì lỗi" not in result.reason and "dừng giữa chừng" not in result.reason
        elif result.document is not None:  # not the same bytes again
            assert result.document.paragraphs
            assert all(any(map(str.isalpha, paragraph.text)) for paragraph in result.document.paragraphs)
    assert max(cost.worked for cost in run.costs.values()) < 30
    assert max(cost.megabytes for cost in run.costs.values()) < 1000
    assert len({result.state for result in run.results.values()}) >= 2  # some are sound enough


# --- bombs


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_by_the_pool_in_time_and_space(kind: str, tmp_path: Path) -> None:
    paths = [make(tmp_path / f"{number}.docx") for number, make in enumerate(BOMBS[kind])]
    run = added([good(tmp_path, 300), *paths, good(tmp_path, 301)], tmp_path / "ra")
    assert_good_are_there(run)
    for path in paths:
        assert run.results[path.name].failed
        assert run.results[path.name].state in (FileState.TOO_BIG, FileState.DAMAGED, FileState.REFUSED)
        assert run.costs[path.name].worked < 5
        assert run.costs[path.name].megabytes < 300


MEASURED = """
import json, os, re, sys
from pathlib import Path
from ingest.__main__ import main
status = main(sys.argv[1:])
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(json.dumps([status, os.times().user + os.times().system, int(most) // 1024]))
"""


def test_bombs_of_archives_are_refused_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "vao").mkdir()
    bombs = {"ratio": ratio, "total": total, "many": many, "very_many": very_many, "overlapping": overlapping}
    for name, make in bombs.items():
        make(tmp_path / "vao" / f"{name}.zip")
    forged(tmp_path / "vao" / "forged.zip", 9_000_000)
    good(tmp_path / "vao", 300)
    empty(tmp_path / "kho")
    arguments = ["vao", "--library", str(tmp_path / "kho"), "--json"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=True, timeout=100,
    )  # fmt: skip
    *records, _, (status, seconds, megabytes) = map(json.loads, done.stdout.splitlines())
    states = {Path(record["file"].split(" › ")[0]).stem: record["status"] for record in records}
    assert status == 1
    assert {states.pop(name) for name in bombs} == {"too_big"}
    assert states.pop("forged") in ("too_big", "damaged", "refused")
    assert states == {"tot-300": "read"}
    assert seconds < 5 * (len(bombs) + 1)
    assert megabytes < 300


# --- strings


def strings() -> list[str]:
    """Naughty strings, and instructions that an attacker would hide in a document."""
    if not STRINGS.is_dir():
        pytest.skip(f"no sample files in {STRINGS}")
    naughty = json.loads((STRINGS / "naughty_strings.json").read_text(encoding="utf-8"))
    attacks = json.loads((STRINGS / "injection_text_attacks.json").read_text(encoding="utf-8"))
    found = [*naughty, *(attack for kind in attacks.values() for attack in kind)]
    assert len(found) >= 580
    return found


def outside(folder: Path) -> dict[str, bytes | None]:
    library = str(folder / "kho")
    return {path: content for path, content in contents(folder).items() if not path.startswith(library)}


def ran(folder: Path, *arguments: str | Path) -> Told:
    """Run the command and see that it wrote nothing but its library."""
    environment(folder)
    before = outside(folder)
    run = told(folder, *arguments)
    assert outside(folder) == before
    assert not Path("/tmp/blns.fail").exists()  # noqa: S108 (what some of the strings would make)
    return run


def test_strings_in_a_document_are_stored_as_they_are_or_refused(tmp_path: Path) -> None:
    (tmp_path / "vao").mkdir()
    written = {}
    for number, string in enumerate(strings()):
        text = f"{GOOD.format(serial=1000 + number)}{string}\nĐiều này do Ban Bí thư quy định.\n"
        (tmp_path / "vao" / f"{number:03}.txt").write_text(text, encoding="utf-8", errors="surrogatepass")
        written[f"{number:03}.txt"] = string
    run = ran(tmp_path, "vao")
    assert len(run.records) == len(written)
    read = [record for record in run.records if record["status"] == "read"]
    assert len(read) > 0.95 * len(written)
    for record in read:
        string = written[Path(record["file"]).name]
        document = run.library.find(record["document"])
        assert document.origin is not None
        given = document.origin.original or document.source_text
        for line in re.split("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", string):
            assert re.sub("[\x00-\x08\x0e-\x1a\x1c-\x1f]", "", line).strip(" \t") in given, record["file"]
        assert any(paragraph.text.startswith("Bộ Chính trị yêu cầu") for paragraph in document.paragraphs)


def as_file_name(string: str, number: int) -> str | None:
    """Return a name that a file system takes, and the program does not leave out."""
    name = f"{string.replace('/', '∕')}-{number}.txt"
    if "\0" in name or name.startswith(".") or len(name.encode("utf-8", "replace")) > 250:
        return None
    return name


def test_strings_as_file_names_harm_nothing(tmp_path: Path) -> None:
    (tmp_path / "vao").mkdir()
    named = {}
    for number, string in enumerate(strings()):
        if name := as_file_name(string, number):
            (tmp_path / "vao" / name).write_text(GOOD.format(serial=1000 + number), encoding="utf-8")
            named[f"{1000 + number}-KL/TW"] = name
    assert len(named) > 500
    run = ran(tmp_path, "vao")
    assert run.status == 0
    assert sorted(record["document"] for record in run.records) == sorted(named)
    for label, name in named.items():
        assert run.library.source(label).file_name == name
    assert len(run.lines) == len(named)  # no name makes a line of its own
    assert not any(re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", line) for line in run.lines)


def test_strings_as_names_in_an_archive_harm_nothing(tmp_path: Path) -> None:
    names = {f"{string}-{number}.txt" for number, string in enumerate(strings())} | {
        "../../x.txt",
        "/x.txt",
        "a\\..\\x",
    }
    (tmp_path / "vao").mkdir()
    for number, name in enumerate(sorted(names)):
        if number % 6 == 0:
            with zipfile.ZipFile(tmp_path / "vao" / f"{number:03}.zip", "w") as archive:
                archive.writestr(name.replace("\0", ""), GOOD.format(serial=1000 + number))
    run = ran(tmp_path, "vao")
    assert len(run.records) == len(list((tmp_path / "vao").iterdir()))
    assert {record["status"] for record in run.records} <= {"read", "refused"}
    assert sum(record["status"] == "read" for record in run.records) > 80
