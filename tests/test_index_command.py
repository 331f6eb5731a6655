"""The contract of `python -m index`: exit statuses, the two streams, nothing to do said so, an instant `--help`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.__main__ import main
from ingest.settings import PROJECT

COUNTS = "5 đoạn, 9 câu hỏi gắn kèm, 4 câu hỏi ngoài văn bản"


def index(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "index", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **environment}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def folder(tmp_path: Path, tiny: Path) -> Iterator[Path]:
    """A folder to work in, with settings that name the tiny corpus and a library beside it."""
    (tmp_path / "s.toml").write_text(f'corpus = "{tiny}"\nlibrary = "thu-vien"\n', encoding="utf-8")
    yield tmp_path
    shutil.rmtree(tmp_path / "thu-vien", ignore_errors=True)


def test_the_first_run_builds_and_the_second_says_that_there_is_nothing_to_do(folder: Path) -> None:
    first = index("build", "--settings", "s.toml", folder=folder)
    assert (first.returncode, first.stdout) == (0, f"Đã lập chỉ mục: {COUNTS}.\n")
    assert first.stderr == (
        "Đang lập chỉ mục 18 mục (đoạn và câu hỏi gắn kèm)…\nĐang huấn luyện bộ phân loại trên 13 câu hỏi gắn kèm…\n"
    )
    current = folder / "thu-vien" / "index" / "current.json"
    before = (current.stat().st_mtime_ns, current.stat().st_ino)
    second = index("build", "--settings", "s.toml", folder=folder)
    expected = f"Chỉ mục đã khớp thư viện, không phải làm gì ({COUNTS}).\n"
    assert (second.returncode, second.stdout, second.stderr) == (0, expected, "")
    assert (current.stat().st_mtime_ns, current.stat().st_ino) == before


def test_questions_that_fit_no_paragraph_are_counted_on_stderr(folder: Path, tiny: Path) -> None:
    source = tiny / "15-CT-TW" / "source.txt"
    source.write_text(source.read_text(encoding="utf-8").replace("vùng cao", "miền núi"), encoding="utf-8")
    done = index("build", "--settings", "s.toml", folder=folder)
    assert done.returncode == 0
    assert done.stdout == "Đã lập chỉ mục: 5 đoạn, 7 câu hỏi gắn kèm, 4 câu hỏi ngoài văn bản.\n"
    assert done.stderr.endswith("Bỏ qua 2 câu hỏi gắn kèm vì đoạn của chúng đã thay đổi.\n")


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ('qdrant_url = "http://127.0.0.1:9"', "Máy chủ Qdrant (kho «van_ban_"),
        ('qdrant_url = "ftp://x"', "Địa chỉ «ftp://x» (khóa «index.qdrant_url») không dùng được"),
        (
            'qdrant_url = "https://127.0.0.1:9"\nqdrant_api_key_env = "KHONG_DAT"',
            "Biến môi trường «KHONG_DAT» nêu trong tệp cấu hình chưa được đặt; hãy đặt rồi chạy lại.",
        ),
    ],
)
def test_an_expected_error_is_one_sentence_and_status_1(folder: Path, toml: str, complaint: str) -> None:
    with (folder / "s.toml").open("a", encoding="utf-8") as file:
        file.write(f"[index]\n{toml}\n")
    done = index("build", "--settings", "s.toml", folder=folder)
    assert (done.returncode, done.stdout) == (1, "")
    progress, sentence = done.stderr.splitlines()
    assert progress.startswith("Đang lập chỉ mục")
    assert sentence.startswith(complaint)
    assert sentence.endswith(".")
    assert not (folder / "thu-vien" / "index" / "current.json").exists()


def test_a_library_that_is_none_is_an_error_that_names_it(folder: Path) -> None:
    done = index("build", "--settings", "s.toml", "--library", ".", folder=folder)
    expected = f"Thư mục «{folder}» không phải thư viện văn bản; hãy chọn thư mục khác hoặc thư mục trống.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)


@pytest.mark.parametrize(
    "arguments",
    [[], ["lap"], ["build", "--la"], ["build", "thua"], ["train"], ["train", "--data"], ["build", "--output"]],
)
def test_a_wrong_use_is_status_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    printed = capsys.readouterr()
    assert (caught.value.code, printed.out) == (2, "")
    assert printed.err.startswith("cách dùng: python -m index [-h]")
    assert "tham số không đúng (" in printed.err


def test_train_asks_for_its_data_in_vietnamese(tmp_path: Path) -> None:
    done = index("train", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("tham số không đúng (train cần --data THƯ_MỤC); chạy với --help để xem hướng dẫn.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_vietnamese_on_stdout(tmp_path: Path, flag: str) -> None:
    done = index(flag, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("cách dùng: python -m index [-h]")
    for piece in (
        "Lập chỉ mục thư viện",
        "build|train",
        "--data",
        "--output",
        "--library",
        "--settings",
        "việc cần làm",
    ):
        assert piece in done.stdout
    assert "usage" not in done.stdout


SHOW_MODULES = """
import sys
from index.__main__ import main
try:
    main(["--help"])
finally:
    print(*sys.modules)
"""
HEAVY = {"numpy", "torch", "qdrant_edge", "qdrant_client", "sklearn", "tokenizers", "ingest.library", "index.build"}


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", SHOW_MODULES],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    loaded = set(done.stdout.split())
    assert {"argparse", "ingest.command"} <= loaded
    assert not loaded & HEAVY
