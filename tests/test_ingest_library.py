"""The library on disk: made from the corpus, reopened equal, added to, shared by processes."""

import json
import multiprocessing
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ingest_library_helpers import LINES, OTHER, document, empty, file

from ingest.library import AttachedQuestion, Library, read_document

MORE = (*LINES, "Văn phòng Trung ương Đảng theo dõi, đôn đốc việc thực hiện.")


def names(library: Library) -> list[str]:
    return [item.metadata.name for item in library.documents]


def own_corpus(folder: Path, corpus: Path) -> Path:
    return shutil.copytree(corpus, folder / "corpus", ignore=shutil.ignore_patterns("questions"))


def test_a_missing_library_is_made_from_the_corpus(tmp_path: Path, corpus: Path) -> None:
    made = Library.open(tmp_path / "a" / "b", corpus)
    assert names(made) == ["Kết luận 177-KL/TW", "Kết luận 179-KL/TW"]
    assert [len(item.paragraphs) for item in made.documents] == [22, 15]
    assert made.documents == tuple(read_document(path) for path in sorted(corpus.glob("*/source.txt")))


def test_a_library_is_reopened_equal_and_untouched(tmp_path: Path, corpus: Path) -> None:
    made = Library.open(tmp_path, corpus)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = Library.open(tmp_path, corpus)
    assert (again.documents, again.fingerprint) == (made.documents, made.fingerprint)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_an_added_document_is_kept(tmp_path: Path, corpus: Path) -> None:
    made = Library.open(tmp_path, corpus)
    added = made.add([document(issued=date(2025, 11, 3))])
    assert names(added)[2:] == ["Kết luận 210-KL/TW"]
    assert added.fingerprint != made.fingerprint
    assert Library.open(tmp_path, corpus).documents == added.documents == (*made.documents, added.documents[2])


def test_what_it_holds_follows_every_change(tmp_path: Path) -> None:
    library, digest = empty(tmp_path), file("a.docx").digest
    assert library.holds(digest) is None
    library.put(document(origin=file("a.docx")))
    assert library.holds(digest) == "210-KL/TW"
    assert library.holds(file("b.docx").digest) is None
    library.remove("210-KL/TW")
    assert library.holds(digest) is None


def test_the_same_identity_replaces_and_another_date_stands_beside(tmp_path: Path, corpus: Path) -> None:
    first = Library.open(tmp_path, corpus).add([document()])
    second = first.add([document(MORE)])
    assert len(second.documents) == 3
    assert second.documents[2] == document(MORE)
    assert second.fingerprint != first.fingerprint
    third = second.add([document(OTHER, issued=date(2020, 1, 2))])
    assert [item.label for item in third.documents][2:] == ["210-KL/TW", "210-KL/TW (02/01/2020)"]
    assert (first.documents[2:], second.documents[2:]) == ((document(),), (document(MORE),))
    assert Library(tmp_path).fingerprint == third.fingerprint != second.fingerprint


def test_adding_the_same_again_changes_nothing(tmp_path: Path, corpus: Path) -> None:
    first = Library.open(tmp_path, corpus).add([document()])
    assert first.add([document()]).fingerprint == first.fingerprint


def test_a_changed_corpus_is_followed_and_added_documents_stay(tmp_path: Path, corpus: Path) -> None:
    mine = own_corpus(tmp_path, corpus)
    made = Library.open(tmp_path / "library", mine).add([document()])
    source = mine / "179-KL-TW" / "source.txt"
    source.write_text(source.read_text(encoding="utf-8") + "\nBan Bí thư theo dõi việc thực hiện.\n", encoding="utf-8")
    followed = Library.open(tmp_path / "library", mine)
    assert names(followed) == names(made)
    assert [len(item.paragraphs) for item in followed.documents] == [22, 16, 4]
    assert followed.documents[1].paragraphs[-1].text == "Ban Bí thư theo dõi việc thực hiện."


QUESTIONS = [
    {
        "question": "Bao giờ\u2028xong?",
        "kind": "fact",
        "targets": [{"document": "177-KL/TW", "paragraph": "0a1b2c3d4e5f"}],
    },
    {"question": "Lương cán bộ bao nhiêu?", "kind": "not stated"},
]


@pytest.mark.parametrize("end", ["", "\n"])
def test_attached_questions_come_in_the_order_of_the_corpus(tmp_path: Path, corpus: Path, end: str) -> None:
    mine = own_corpus(tmp_path, corpus)
    (mine / "questions").mkdir()
    for name, record in zip(("a.jsonl", "b.jsonl"), QUESTIONS, strict=True):
        text = json.dumps(record, ensure_ascii=False) + end
        (mine / "questions" / name).write_text(text, encoding="utf-8")
    assert list(Library.open(tmp_path / "library", mine).attached_questions()) == [
        AttachedQuestion("Bao giờ\u2028xong?", "fact", "a", (("177-KL/TW", "0a1b2c3d4e5f"),)),
        AttachedQuestion("Lương cán bộ bao nhiêu?", "not stated", "b"),
    ]


def test_every_shipped_question_points_to_a_paragraph_held(library: Library) -> None:
    held = {(item.metadata.number, p.content_hash) for item in library.documents for p in item.paragraphs}
    questions = list(library.attached_questions())
    assert len(questions) > 100
    assert {target for question in questions for target in question.targets} == held
    assert all(question.question.strip() and question.kind and question.batch for question in questions)


ADDED_BY_EACH = 5
at_once: Any = None  # a spawned process can be given a barrier only when it starts


def take_barrier(barrier: Any) -> None:
    global at_once
    at_once = barrier


def open_at_once(folder: Path, corpus: Path) -> int:
    at_once.wait(60)
    return len(Library.open(folder, corpus).documents)


def add_at_once(folder: Path, corpus: Path, first: int) -> None:
    library = Library.open(folder, corpus)
    at_once.wait(60)
    for number in range(first, first + ADDED_BY_EACH):
        library.add([document(number=f"{number}-KL/TW")])
        library.put(document((*LINES, f"Lần {number} trong năm nay."), number="15-CT/TW"))
        if number > first:
            library.remove(f"{number - 1}-KL/TW")
        assert [item for item in Library.open(folder, corpus).documents if item.label == f"{number}-KL/TW"]


def test_processes_make_and_fill_one_library_at_once(tmp_path: Path, corpus: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(3, take_barrier, (context.Barrier(3),)) as pool:
        for attempt in range(6):
            opened = pool.starmap(open_at_once, [(tmp_path / str(attempt), corpus)] * 3, chunksize=1)
            assert opened == [2, 2, 2]
        pool.starmap(add_at_once, [(tmp_path / "0", corpus, number) for number in (300, 400, 500)], chunksize=1)
    filled = Library.open(tmp_path / "0", corpus)
    assert len(filled.documents) == 2 + 3 + 1
    assert len(filled.history("15-CT/TW")) == 3 * ADDED_BY_EACH - 1
