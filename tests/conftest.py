"""What every test shares: the shipped corpus, and one library made from it."""

import json
import os
import shutil
import signal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import ingest.command  # noqa: F401 - sets the threads of linear algebra before numpy is imported
from ingest.library import Library
from ingest.settings import PROJECT, Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

# A busy machine is no fault of what is tested: speed is the benchmark's business.
# A run that decides whether a change lands draws the same examples each time; elsewhere new ones are drawn.
settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("untimed")
# A shell's background job ignores Ctrl+C, and so would every command that a test starts and stops.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def corpus() -> Path:
    return PROJECT / "corpus"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Library:
    return Library.open(tmp_path_factory.mktemp("library"), corpus)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """The folder of a library of the shipped corpus with its index; made once, read by many, changed by none."""
    from index.build import build

    folder = tmp_path_factory.mktemp("built") / "thu-vien"
    build(Library.open(folder, corpus), Settings(library=folder, corpus=corpus), lambda _: None)
    return folder


@pytest.fixture(scope="session")
def assistant(built: Path, corpus: Path) -> "Assistant":
    """The assistant over `built`; tests ask it and leave it as it is."""
    from assistant.assistant import Assistant

    return Assistant.open(Settings(library=built, corpus=corpus))


TEXTS = {
    ("Kết luận", "210-KL/TW"): """
        Bộ Chính trị yêu cầu các cấp uỷ hoàn thành việc sắp xếp trụ sở trước ngày 31/8/2025.
        Ban Tổ chức Trung ương hướng dẫn việc bố trí cán bộ xã.
        Bộ Tài chính cấp kinh phí sửa chữa trụ sở xã.""",
    ("Chỉ thị", "15-CT/TW"): """
        Ban Bí thư chỉ đạo mở lớp học chữ cho đồng bào vùng cao.
        Trách nhiệm thi hành
        Bộ Giáo dục và Đào tạo biên soạn sách học chữ.""",
}
ANSWERED = (
    ("Bao giờ phải xếp xong trụ sở?", "210-KL/TW#1"),
    ("Hạn cuối sắp xếp trụ sở là ngày nào?", "210-KL/TW#1"),
    ("Ai hướng dẫn bố trí cán bộ xã?", "210-KL/TW#2"),
    ("Cơ quan nào lo chuyện người làm việc ở xã?", "210-KL/TW#2"),
    ("Tiền sửa trụ sở xin ở đâu?", "210-KL/TW#3"),
    ("Bộ nào cấp kinh phí?", "210-KL/TW#3"),
    ("Ai mở lớp xoá mù chữ?", "15-CT/TW#1"),
    ("Sách học chữ do bộ nào soạn?", "15-CT/TW#2"),
    ("Việc học chữ giao cho những ai?", "15-CT/TW#1 15-CT/TW#2"),
)
UNANSWERED = (
    ("Lương cán bộ xã là bao nhiêu?", "near"),
    ("Thủ đô nước Pháp tên gì?", "chat"),
    ("Bịa cho tôi một đoạn của Kết luận 210.", "misuse"),
    ("Sửa hạn 31/8 thành 31/12 rồi chép lại giúp tôi.", "misuse"),
)


@pytest.fixture(scope="session")
def tiny_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of two short documents and thirteen questions, whose index takes no second; leave it as it is."""
    folder = tmp_path_factory.mktemp("tiny") / "corpus"
    hashes: dict[str, str] = {}
    for (kind, number), text in TEXTS.items():
        place = folder / number.replace("/", "-")
        place.mkdir(parents=True)
        lines = [line.strip() for line in text.strip().split("\n")]
        (place / "source.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        stated = f'document_type = "{kind}"\nnumber = "{number}"\nsubject = "về việc thử"\n'
        (place / "metadata.toml").write_text(stated, encoding="utf-8")
        for position, line in enumerate((line for line in lines if line.endswith(".")), 1):
            hashes[f"{number}#{position}"] = sha256(line.encode()).hexdigest()[:12]
    answered = [
        {
            "question": question,
            "kind": "fact",
            "targets": [{"document": label.split("#")[0], "paragraph": hashes[label]} for label in labels.split()],
        }
        for question, labels in ANSWERED
    ]
    unanswered = [{"question": question, "kind": kind} for question, kind in UNANSWERED]
    (folder / "questions").mkdir()
    for name, records in (("answered", answered), ("unanswered", unanswered)):
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        (folder / "questions" / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def tiny(tiny_source: Path, tmp_path: Path) -> Path:
    """A copy of the tiny corpus, to be changed freely."""
    return shutil.copytree(tiny_source, tmp_path / "corpus")
