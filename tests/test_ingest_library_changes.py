"""Removing, erasing, following the corpus, old libraries, citations after a change, speed."""

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ingest_library_helpers import LINES, OTHER, PRESS, document, empty, file, record_files

from ingest import library as module
from ingest import shelf
from ingest.document import Document
from ingest.errors import LibraryError
from ingest.library import Library, Resolved
from ingest.record import encoded
from ingest.versions import Change

NEW = (*LINES[2:], "Ủy ban nhân dân xã công khai kết quả tại trụ sở.")


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of two documents whose paragraphs are the lines of their files."""

    def read(path: Path) -> Document:
        return document(path.read_text(encoding="utf-8").split("\n"), path.parent.name.replace("_", "/"))

    monkeypatch.setattr(module, "read_document", read)
    ship(tmp_path / "corpus", "1-KL_TW", LINES)
    ship(tmp_path / "corpus", "2-KL_TW", OTHER)
    return tmp_path / "corpus"


def ship(corpus: Path, name: str, lines: Sequence[str]) -> None:
    (corpus / name).mkdir(parents=True, exist_ok=True)
    (corpus / name / "source.txt").write_text("\n".join(lines), encoding="utf-8")


def opened(corpus: Path) -> Library:
    return Library.open(corpus.parent / "thu-vien", corpus)


def labels(library: Library) -> list[str]:
    return [item.label for item in library.documents]


@pytest.mark.parametrize(
    "name", ["210-KL/TW", "Kết luận 210-KL/TW", "210-kl-tw", "KẾT LUẬN 210-KL/TW", "ket luan 210-KL/TW"]
)
def test_a_removed_document_is_gone_with_every_copy(tmp_path: Path, name: str) -> None:
    library = empty(tmp_path)
    library.put(document(OTHER, "15-CT/TW"))
    for lines, form in ((LINES, "a.docx"), (NEW, "b.docx"), (NEW, "c.pdf")):
        library.put(document(lines, origin=file(form)))
    before = Library(tmp_path)
    assert library.remove(name) == before.documents[1]
    assert labels(library) == labels(Library(tmp_path)) == ["15-CT/TW"]
    kept = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())
    assert not any(line in kept for line in (*LINES, *NEW, "a.docx", "c.pdf"))
    assert library.holds(file("a.docx").digest) is None
    assert len(before.documents) == 2


def test_a_name_that_is_not_there_names_those_near_it(tmp_path: Path) -> None:
    library = empty(tmp_path)
    library.put_many([document(issued=date(2016, 1, 2)), document(OTHER, issued=date(2021, 1, 2))])
    with pytest.raises(LibraryError) as caught:
        library.remove("211-KL/TW")
    assert str(caught.value).startswith("«211-KL/TW»: thư viện không có văn bản này; gần giống có «210-KL/TW»,")
    with pytest.raises(LibraryError, match="list"):
        library.find("Tờ trình về cầu đường")
    assert library.find("210-kl/tw (02/01/2021)").label == "210-KL/TW (02/01/2021)"
    library.put(document(NEW, "7-QĐ/TW", date(2016, 1, 2)))
    library.put(document(OTHER, "7-QĐ/TW", date(2021, 1, 2)))
    with pytest.raises(LibraryError, match="nhiều văn bản như vậy"):
        library.remove("7-qđ/tw")


def test_a_file_seen_to_be_secret_is_erased_wherever_it_was_read(tmp_path: Path) -> None:
    library = empty(tmp_path)
    library.put_many([document(origin=file("a")), document(NEW, origin=file("b")), document(OTHER, "1-CT/TW")])
    assert library.erase(file("a").digest) == ["210-KL/TW"]
    assert library.erase(file("a").digest) == library.erase("") == []
    assert labels(library) == ["1-CT/TW"]
    assert len(record_files(tmp_path)) == 1


def test_a_removed_shipped_document_stays_removed(corpus: Path) -> None:
    opened(corpus).remove("1-KL/TW")
    assert labels(opened(corpus)) == ["2-KL/TW"]
    ship(corpus, "1-KL_TW", NEW)
    ship(corpus, "3-KL_TW", NEW)
    assert labels(opened(corpus)) == ["2-KL/TW", "3-KL/TW"]
    assert opened(corpus).put(document(LINES, "1-KL/TW")).change is Change.ADDED
    ship(corpus, "2-KL_TW", LINES)
    assert labels(opened(corpus)) == ["2-KL/TW", "3-KL/TW", "1-KL/TW"]


def test_what_a_newer_corpus_does_not_ship_is_dropped_unless_a_user_added_it(corpus: Path) -> None:
    opened(corpus).put_many([document(OTHER, "2-KL/TW"), document(NEW, "9-KL/TW")])
    shutil.rmtree(corpus / "1-KL_TW")
    shutil.rmtree(corpus / "2-KL_TW")
    ship(corpus, "3-KL_TW", LINES)
    assert labels(opened(corpus)) == ["2-KL/TW", "9-KL/TW", "3-KL/TW"]
    assert len(record_files(opened(corpus).folder)) == 3


def test_a_version_that_a_user_added_is_not_undone_by_the_corpus(corpus: Path) -> None:
    mine = document(NEW, "1-KL/TW", origin=file("moi.docx"))
    assert opened(corpus).put(mine).change is Change.REPLACED
    ship(corpus, "1-KL_TW", (*LINES, OTHER[0]))
    assert opened(corpus).documents[0] == mine
    assert len(opened(corpus).copies("1-KL/TW")) == 1


def test_a_corrected_shipped_text_replaces_the_one_before(corpus: Path) -> None:
    old = opened(corpus).documents[0]
    ship(corpus, "1-KL_TW", NEW)
    library = opened(corpus)
    assert (labels(library), library.documents[0]) == (["1-KL/TW", "2-KL/TW"], document(NEW, "1-KL/TW"))
    assert [library.earlier(file) for file in library.history("1-KL/TW")] == [old]


def old_library(folder: Path, documents: Sequence[Document]) -> Library:
    """Return a library as the first format wrote it."""
    (folder / "documents").mkdir(parents=True)
    names = {}
    for item in documents:
        whole = encoded(item)
        record = {name: whole[name] for name in ("metadata", "title", "source_text")}
        record["paragraphs"] = [place[:6] for place in whole["paragraphs"]]
        names[item.key] = f"{item.key}.{item.content_hash}.json"
        (folder / "documents" / names[item.key]).write_text(json.dumps(record, indent=1), encoding="utf-8")
    state = {"format": 1, "documents": names, "corpus": "cũ"}
    (folder / "library.json").write_text(json.dumps(state), encoding="utf-8")
    return Library(folder)


def test_a_library_of_the_first_format_keeps_what_was_added(corpus: Path) -> None:
    mine = document(NEW, "9-KL/TW", date(2025, 1, 2))
    shipped = [document(LINES, "1-KL/TW"), document(OTHER, "2-KL/TW")]
    old = old_library(corpus.parent / "thu-vien", [*shipped, mine])
    assert old.documents == (*shipped, mine)
    assert opened(corpus).documents == old.documents
    assert json.loads((old.folder / "library.json").read_text(encoding="utf-8"))["format"] == shelf.FORMAT
    assert opened(corpus).put(replace(mine, origin=file("9.docx"))).change is Change.READ_AGAIN
    shutil.rmtree(corpus / "1-KL_TW")
    assert labels(opened(corpus)) == ["2-KL/TW", "9-KL/TW"]


def test_an_old_library_is_upgraded_by_the_first_change(tmp_path: Path) -> None:
    library = old_library(tmp_path / "a", [document()])
    library.put(document(OTHER, "1-CT/TW"))
    assert Library(tmp_path / "a").documents == (document(), document(OTHER, "1-CT/TW"))


def test_citations_survive_what_happens_to_their_document(tmp_path: Path) -> None:
    library = empty(tmp_path)
    first, moved = document(origin=file("a")), document((OTHER[0], *LINES), origin=file("a"))
    cited = [(paragraph.number, paragraph.content_hash) for paragraph in first.paragraphs]
    library.put(first)
    assert library.resolve("210-KL/TW", *cited[1]) == Resolved(first, first.paragraphs[1])
    library.put(moved)
    assert library.resolve("210-KL/TW", *cited[1]) == Resolved(moved, moved.paragraphs[2], renumbered=True)
    new = document(NEW, origin=file("b"))
    library.put(new)
    assert library.resolve("210-KL/TW", *cited[2]) == Resolved(new, new.paragraphs[0], renumbered=True)
    found = Library(tmp_path).resolve("210-KL/TW", *cited[1])
    assert found is not None
    assert (found.paragraph.text, found.superseded) == (LINES[1], True)
    assert library.resolve("210-KL/TW", 1, "0" * 12) is library.resolve("1-KL/TW", *cited[1]) is None


def test_a_report_gives_way_and_its_citations_are_found(tmp_path: Path) -> None:
    library = empty(tmp_path)
    report = document(OTHER, source=PRESS, origin=file("tin"))
    library.put(report)
    assert library.put(document(issued=date(2025, 1, 2))).change is Change.CANONICAL
    found = library.resolve("210-KL/TW", 1, report.paragraphs[0].content_hash)
    assert found == Resolved(report, report.paragraphs[0], superseded=True)


def test_a_file_read_by_an_older_reader_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = empty(tmp_path)
    library.put_many([document(origin=file("a")), document(NEW, origin=file("b"))])
    monkeypatch.setattr(shelf, "READER", shelf.READER + 1)
    monkeypatch.setattr("ingest.changes.READER", shelf.READER)
    assert [library.holds(file(name).digest) for name in "ab"] == [None, None]
    library.put_many([document(NEW, origin=file("b")), document(origin=file("a"))])
    assert [Library(tmp_path).holds(file(name).digest) for name in "ab"] == ["210-KL/TW"] * 2
    assert library.documents == (document(NEW, origin=file("b")),)


def test_hundreds_of_documents_are_put_quickly(tmp_path: Path) -> None:
    library = empty(tmp_path)
    documents = [document((*LINES, *OTHER) * 4, f"{n}-CV/TU", origin=file(f"{n}.docx")) for n in range(400)]
    start = time.process_time()
    for first in range(0, 360, 20):
        library.put_many(documents[first : first + 20])
    for item in documents[360:]:
        library.put(item)
    assert time.process_time() - start < 8  # 50 a second; some 1.5 s where nothing else runs
    assert len(Library(tmp_path).documents) == 400


def test_a_reader_overtaken_by_a_writer_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = empty(tmp_path)
    writer.put_many([document(), document(OTHER, "1-CT/TW")])
    text_in = shelf.text_in

    def overtaken(folder: Path) -> str:
        text = text_in(folder)
        monkeypatch.undo()
        writer.remove("210-KL/TW")
        return text

    monkeypatch.setattr(shelf, "text_in", overtaken)
    assert labels(Library(tmp_path)) == ["1-CT/TW"]
