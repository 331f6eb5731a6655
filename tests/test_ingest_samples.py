"""Files of many makers and damaged ones, through the true pool into a library: each ends in a named state, in time."""

import shutil
from pathlib import Path

import pytest
from ingest_timed_reader import Run, added

from ingest.errors import FileState
from ingest.report import Result
from ingest.settings import PROJECT

SAMPLES = PROJECT.parent / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files in {SAMPLES}")
GOOD = "Số {serial}-KL/TW\nKẾT LUẬN\nBộ Chính trị yêu cầu các cấp uỷ triển khai ngay việc thứ {serial}.\n"
FOLDERS = ("pdf", "docx", "broken")


def mixed(folder: Path, samples: list[Path], suffix: str = "") -> list[Path]:
    """Copy the samples into a folder, a sound file before, between and after them."""
    folder.mkdir()
    paths = list[Path]()
    for number, sample in enumerate(samples):
        paths.append(Path(shutil.copy(sample, folder / f"{sample.name}{suffix}")))
        if number % 8 == 0:
            paths.append(folder / f"tot-{number:02}.txt")
            paths[-1].write_text(GOOD.format(serial=300 + number), encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Every folder read once; the damaged files, which have another suffix, as PDFs."""
    base = tmp_path_factory.mktemp("mau")
    files = {
        "pdf": mixed(base / "pdf", sorted(SAMPLES.glob("pdf/*.pdf"))),
        "docx": mixed(base / "docx", sorted(SAMPLES.glob("docx/*.docx"))),
        "broken": mixed(base / "broken", sorted(SAMPLES.glob("pdf/broken/*")), ".pdf"),
    }
    return {name: added(paths, base / f"kho-{name}") for name, paths in files.items()}


def samples_of(run: Run) -> dict[str, Result]:
    return {name: result for name, result in run.results.items() if not name.startswith("tot-")}


def test_every_file_of_the_samples_is_tried(runs: dict[str, Run]) -> None:
    for name, least in (("pdf", 31), ("docx", 46), ("broken", 39)):
        assert len(samples_of(runs[name])) >= least


@pytest.mark.parametrize("name", FOLDERS)
def test_every_file_ends_in_a_named_state_with_its_reason(runs: dict[str, Run], name: str) -> None:
    for file, result in samples_of(runs[name]).items():
        assert result.state not in (FileState.TOO_SLOW, FileState.TOO_BIG), result.reason
        if result.failed:
            assert file in result.reason
            assert "; hãy " in result.reason
            assert "dừng vì lỗi" not in result.reason and "dừng giữa chừng" not in result.reason


@pytest.mark.parametrize("name", FOLDERS)
def test_no_file_takes_long_or_much(runs: dict[str, Run], name: str) -> None:
    """By the processor's clock, for others may be at work beside this; what waits for ever is killed by the pool."""
    costs = runs[name].costs
    assert samples_of(runs[name]).keys() - costs.keys() <= {  # the same bytes as another one
        file for file, result in runs[name].results.items() if result.state is FileState.DUPLICATE
    }
    assert {file: cost for file, cost in costs.items() if cost.worked > 30 or cost.megabytes > 1000} == {}


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_called_read_has_words_that_can_be_cited(runs: dict[str, Run], name: str) -> None:
    for result in samples_of(runs[name]).values():
        if result.state is FileState.READ:
            assert result.document is not None and result.document.paragraphs
            assert all(any(map(str.isalpha, paragraph.text)) for paragraph in result.document.paragraphs)


@pytest.mark.parametrize("name", FOLDERS)
def test_sound_files_among_them_are_in_the_library(runs: dict[str, Run], name: str) -> None:
    run = runs[name]
    good = [file for file in run.results if file.startswith("tot-")]
    assert len(good) >= 4
    for file in good:
        serial = 300 + int(file[4:6])
        document = run.library.find(f"{serial}-KL/TW")
        assert document.origin is not None and document.origin.file_name == file
        assert document.paragraphs[-1].text == f"Bộ Chính trị yêu cầu các cấp uỷ triển khai ngay việc thứ {serial}."


def test_what_is_known_of_single_files_is_said(runs: dict[str, Run]) -> None:
    states = {name: result.state for run in runs.values() for name, result in run.results.items()}
    (locked,) = (state for name, state in states.items() if "password" in name)
    assert locked is FileState.PASSWORD
    counted = [result.state for result in samples_of(runs["broken"]).values()]
    assert counted.count(FileState.READ) == 0
    assert counted.count(FileState.DAMAGED) >= 30
    for name, least in (("pdf", 3), ("docx", 12)):  # most are refused, being in other languages or without text
        assert sum(result.state is FileState.READ for result in samples_of(runs[name]).values()) >= least
    blank = next(result for name, result in runs["docx"].results.items() if "word-default-blank" in name)
    assert "không có chữ nào" in blank.reason
