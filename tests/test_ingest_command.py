"""The contract of `python -m ingest`: exit statuses, the two streams, settings, an instant `--help`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.settings import PROJECT, Settings, load_settings

TEXT = "Số {serial}-KL/TW\nKẾT LUẬN\nBộ Chính trị yêu cầu các cấp uỷ triển khai ngay.\n"
KNOWN = "chat, corpus, index, library, llm"


def ingest(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingest", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def given_text(path: Path, serial: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(serial=serial), encoding="utf-8")
    return path


def settings_file(folder: Path, toml: str) -> Path:
    path = folder / "cau-hinh.toml"
    path.write_text(toml, encoding="utf-8")
    return path


def held(library: Path) -> list[str]:
    return list(json.loads((library / "library.json").read_text(encoding="utf-8"))["documents"])


def test_a_file_is_added(tmp_path: Path) -> None:
    file = given_text(tmp_path / "van-ban.txt", 210)
    done = ingest(file, "--library", "thu-vien", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "Đã nạp 1 văn bản, từ chối 0. Thư viện có 3 văn bản.\n")
    assert done.stderr == f"[1/1] Đã nạp Kết luận 210-KL/TW: 1 đoạn ({file})\n"
    assert held(tmp_path / "thu-vien") == ["177-KL/TW", "179-KL/TW", "210-KL/TW"]


def test_a_folder_is_added_with_its_subfolders_in_order(tmp_path: Path) -> None:
    files = [given_text(tmp_path / "vao" / name, 210 + number) for number, name in enumerate(("a.txt", "b/c.TXT"))]
    (tmp_path / "vao" / "bang.xlsx").write_text("Đây không phải văn bản.", encoding="utf-8")
    done = ingest("vao", "--library", "thu-vien", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "kết quả | số tệp",
        "--------|-------",
        "đã đọc  |      2",
        "bỏ qua  |      1",
        "- bỏ qua: «vao/bang.xlsx», định dạng không đọc",
        "Đã nạp 2 văn bản, từ chối 0. Thư viện có 4 văn bản.",
    ]
    lines = [line.split(": 1 đoạn ")[0] for line in done.stderr.splitlines()]
    assert lines == ["[1/2] Đã nạp Kết luận 210-KL/TW", "[2/2] Đã nạp Kết luận 211-KL/TW"]
    assert all(file.relative_to(tmp_path).as_posix() in done.stderr for file in files)


def test_some_refused_is_status_1_and_the_rest_is_read(tmp_path: Path) -> None:
    good = given_text(tmp_path / "a.txt", 210)
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    done = ingest("vang.pdf", "b.txt", good, "--library", "thu-vien", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "Đã nạp 1 văn bản, từ chối 2. Thư viện có 3 văn bản."
    lines = done.stderr.splitlines()
    assert lines[0].startswith("[1/3] Từ chối: «vang.pdf»: không mở được tệp")
    assert lines[1].startswith("[2/3] Từ chối: «b.txt»: ")
    assert lines[2].startswith("[3/3] Đã nạp Kết luận 210-KL/TW")
    reasons = [line for line in done.stdout.splitlines() if line.startswith("- ")]
    assert [line.split("»")[0].split("«")[1] for line in reasons] == ["b.txt", "vang.pdf"]
    assert held(tmp_path / "thu-vien")[2:] == ["210-KL/TW"]


def test_a_folder_without_texts_is_status_1_and_named(tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()
    done = ingest("trong", "--library", "thu-vien", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "Đã nạp 0 văn bản, từ chối 0. Thư viện có 2 văn bản.\n")
    assert done.stderr == "Không có tệp văn bản nào đọc được trong «trong»; hãy kiểm tra đường dẫn.\n"


def test_a_second_run_reads_nothing_and_holds_the_same(tmp_path: Path) -> None:
    file = given_text(tmp_path / "van-ban.txt", 210)
    copy = given_text(tmp_path / "ban-sao.txt", 210)
    first, second = [ingest(file, copy, "--library", "thu-vien", folder=tmp_path) for _ in range(2)]
    assert first.stdout.endswith("Đã nạp 1 văn bản, trùng 1, từ chối 0. Thư viện có 3 văn bản.\n")
    assert f"«{copy}»: giống hệt tệp «{file}» đã nêu trong lần nạp này; bỏ qua.\n" in first.stdout
    assert (second.returncode, len(held(tmp_path / "thu-vien"))) == (0, 3)
    assert second.stdout.endswith("Đã nạp 0 văn bản, trùng 2, từ chối 0. Thư viện có 3 văn bản.\n")
    assert f"«{file}»: thư viện đã có tệp này (210-KL/TW); bỏ qua.\n" in second.stdout


def test_the_double_of_a_refused_file_is_refused_as_well(tmp_path: Path) -> None:
    first, double = (tmp_path / name for name in ("anh.png", "anh-nua.pdf"))
    for path in (first, double):
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
    good = given_text(tmp_path / "van-ban.txt", 210)
    done = ingest(first, good, double, "--library", "thu-vien", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.endswith("Đã nạp 1 văn bản, từ chối 2. Thư viện có 3 văn bản.\n")
    assert f"«{double}»: giống hệt tệp «{first}» không nạp được; hãy xem lý do nêu ở tệp đó.\n" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "thiếu TỆP|THƯ_MỤC"),
        (("--la",), "thiếu TỆP|THƯ_MỤC"),
        (("a.txt", "--sett", "b"), "không có tham số --sett b"),
        (("--library",), "--library cần một giá trị"),
        (("--library", "b"), "thiếu TỆP|THƯ_MỤC"),
        (("a.txt", "--json=1"), "--json không có giá trị đi kèm '1'"),
        *(
            (("a.txt", "--jobs", jobs), f"--jobs: cần một số từ 1 đến 16, không nhận «{jobs}»")
            for jobs in ("0", "17", "100000", "-1", "hai", "²")
        ),
    ],
)
def test_a_wrong_use_is_status_2(tmp_path: Path, arguments: tuple[str, ...], complaint: str) -> None:
    done = ingest(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cách dùng: python -m ingest [-h]")
    assert done.stderr.endswith(f"tham số không đúng ({complaint}); chạy với --help để xem hướng dẫn.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_vietnamese_on_stdout(tmp_path: Path, flag: str) -> None:
    done = ingest(flag, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("cách dùng: python -m ingest [-h]")
    for piece in ("Nạp văn bản", "--library", "--settings", "TỆP|THƯ_MỤC", "in hướng dẫn này"):
        assert piece in done.stdout
    assert "usage" not in done.stdout


SHOW_MODULES = """
import sys
from ingest.__main__ import main
try:
    main(["--help"])
finally:
    print(*sys.modules)
"""
HEAVY = {
    "pypdf",
    "lxml",
    "numpy",
    "torch",
    "gradio",
    "transformers",
    "qdrant_client",
    "ingest.library",
    "index",
    "assistant",
}


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SHOW_MODULES]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    loaded = set(done.stdout.split())
    assert {"argparse", "ingest.command"} <= loaded
    assert not loaded & HEAVY


def test_an_error_in_the_library_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    file = given_text(tmp_path / "a.txt", 210)
    done = ingest(file, "--library", ".", folder=tmp_path)
    expected = f"Thư mục «{tmp_path}» không phải thư viện văn bản; hãy chọn thư mục khác hoặc thư mục trống.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)


UNPRIVILEGED = """
import os, sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from ingest.errors import LibraryError
from ingest.library import Library
if os.getuid() == 0:
    os.setuid(65534)
try:
    Library.open(Path(sys.argv[1]), Path(sys.argv[2]))
except LibraryError as error:
    print(error)
"""


def test_a_folder_that_may_not_be_written_is_an_error_that_names_it(tmp_path: Path, corpus: Path) -> None:
    locked = tmp_path / "khoa"
    locked.mkdir(mode=0o555)
    for folder in (tmp_path, *tmp_path.parents):
        if folder == tmp_path or folder.name.startswith(("pytest-", "popen-")):
            folder.chmod(0o755)
    command = [sys.executable, "-c", UNPRIVILEGED, str(locked / "thu-vien"), str(corpus), str(PROJECT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    complaint = f"Không ghi được vào thư mục «{locked / 'thu-vien'}» (không có quyền)"
    assert (done.stdout, done.stderr) == (f"{complaint}; hãy chọn thư mục khác bằng --library.\n", "")


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ('mo_hinh = "x"', f"có khóa lạ «mo_hinh»; các khóa dùng được ở đây: {KNOWN}."),
        (
            '[llm]\nkey = "bí mật"',
            "có khóa lạ «llm.key»; các khóa dùng được ở đây: api_key_env, base_url, connect_timeout, context_tokens, "
            "expand, model, parallel, rewrite, timeout.",
        ),
        ("library = 5", "giá trị của «library» phải là đường dẫn; hãy sửa rồi chạy lại."),
        ("index = 5", "giá trị của «index» phải là bảng; hãy sửa rồi chạy lại."),
        ("[llm]\nmodel = 5", "giá trị của «llm.model» phải là chuỗi ký tự; hãy sửa rồi chạy lại."),
        ('[chat]\nport = "80"', "giá trị của «chat.port» phải là số nguyên; hãy sửa rồi chạy lại."),
        ("[chat]\nport = true", "giá trị của «chat.port» phải là số nguyên; hãy sửa rồi chạy lại."),
    ],
)
def test_wrong_settings_are_status_1(tmp_path: Path, toml: str, complaint: str) -> None:
    path = settings_file(tmp_path, toml)
    done = ingest("a.txt", "--settings", path, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Tệp cấu hình «{path}»")
    assert done.stderr.endswith(f" {complaint}\n")
    assert done.stderr.count("\n") == 1


def test_settings_that_cannot_be_read_are_status_1(tmp_path: Path) -> None:
    missing = ingest("a.txt", "--settings", "vang.toml", folder=tmp_path)
    expected = "Không đọc được tệp cấu hình «vang.toml» (không có tệp hoặc thư mục này); hãy kiểm tra đường dẫn.\n"
    assert (missing.returncode, missing.stdout, missing.stderr) == (1, "", expected)
    broken = ingest("a.txt", "--settings", settings_file(tmp_path, "library ="), folder=tmp_path)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "không đúng định dạng TOML (Invalid value" in broken.stderr


def test_settings_place_the_library_and_the_flag_goes_before_them(tmp_path: Path) -> None:
    path = settings_file(tmp_path, f'\ufefflibrary = "kho"\ncorpus = "{PROJECT}/corpus"\n[chat]\nport = 8080\n')
    loaded = load_settings(path)
    assert (loaded.library, loaded.corpus, loaded.chat.port) == (tmp_path / "kho", PROJECT / "corpus", 8080)
    assert load_settings(path, library=Path("/khac")).library == Path("/khac")
    assert load_settings() == Settings()
    file = given_text(tmp_path / "a.txt", 210)
    assert ingest(file, "--settings", path, folder=tmp_path.parent).returncode == 0
    assert len(held(tmp_path / "kho")) == 3
