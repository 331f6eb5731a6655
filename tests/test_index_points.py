"""Points of a library: stable ids, context that is searched and never shown, questions bound to their paragraphs."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from index_build_helpers import added_document, rewrite

from index import points
from index.embedding import Vectors
from index.points import DOCUMENTS, KIND, PARAGRAPH, Entry, bind, context_of, entries, label, records
from index.sparse import document_weights
from index.tokens import encode
from ingest.library import Library


class Lengths:
    """An embedder that tells a text's length and remembers what it was asked."""

    dimension = 2
    fingerprint = "lengths"

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


@pytest.fixture
def tiny_library(tmp_path: Path, tiny: Path) -> Library:
    return Library.open(tmp_path / "thu-vien", tiny)


def all_entries(library: Library) -> list[Entry]:
    return entries(library, bind(library)[0])


def test_every_paragraph_and_every_question_becomes_one_entry(tiny_library: Library) -> None:
    found = all_entries(tiny_library)
    assert [entry.payload[KIND] for entry in found] == ["paragraph"] * 5 + ["question"] * 9 + ["near_miss"] * 4
    assert [entry.payload["label"] for entry in found[:5]] == [
        "15-CT/TW#1", "15-CT/TW#2", "210-KL/TW#1", "210-KL/TW#2", "210-KL/TW#3",
    ]  # fmt: skip
    document = tiny_library.documents[1]
    assert found[2].payload == {
        KIND: "paragraph",
        DOCUMENTS: ["210-KL/TW"],
        "label": label(document, document.paragraphs[0]),
        "content_hash": document.paragraphs[0].content_hash,
    }
    assert found[13].payload == {
        KIND: "question",
        DOCUMENTS: ["15-CT/TW"],
        "targets": ["15-CT/TW#1", "15-CT/TW#2"],
        "text": "Việc học chữ giao cho những ai?",
        "sort": "fact",
    }
    assert found[14].payload == {
        KIND: "near_miss", DOCUMENTS: [], "targets": [], "text": "Lương cán bộ xã là bao nhiêu?", "sort": "near",
    }  # fmt: skip


def test_the_searched_text_has_context_and_the_payload_has_no_paragraph(tiny_library: Library) -> None:
    texts = [entry.text for entry in all_entries(tiny_library)[:5]]
    assert texts == [
        "Ban Bí thư chỉ đạo mở lớp học chữ cho đồng bào vùng cao.",
        "Trách nhiệm thi hành Bộ Giáo dục và Đào tạo biên soạn sách học chữ.",
        "Bộ Chính trị yêu cầu các cấp uỷ hoàn thành việc sắp xếp trụ sở trước ngày 31/8/2025.",
        "Ban Tổ chức Trung ương hướng dẫn việc bố trí cán bộ xã.",
        "Bộ Tài chính cấp kinh phí sửa chữa trụ sở xã.",
    ]
    assert not any("Bộ Tài chính" in json.dumps(entry.payload) for entry in all_entries(tiny_library)[:5])


def test_the_context_of_a_paragraph_goes_before_it(tiny_library: Library) -> None:
    document = tiny_library.documents[0]
    contexts = [context_of(document, position) for position in range(len(document.paragraphs))]
    assert contexts == ["", "Trách nhiệm thi hành"]
    texts = [
        f"{context_of(document, position)} {paragraph.text}".strip()
        for document in tiny_library.documents
        for position, paragraph in enumerate(document.paragraphs)
    ]
    assert [entry.text for entry in all_entries(tiny_library) if entry.payload[KIND] == PARAGRAPH] == texts


def test_every_paragraph_of_a_section_has_its_title_as_context(tmp_path: Path, tiny: Path) -> None:
    rewrite(tiny / "15-CT-TW" / "source.txt", "sách học chữ.", "sách học chữ.\nBộ Tài chính cấp tiền in sách.")
    document = Library.open(tmp_path / "x", tiny).documents[0]
    assert [context_of(document, position) for position in range(3)] == ["", *["Trách nhiệm thi hành"] * 2]


def test_what_stands_around_a_paragraph_is_nothing_to_its_entry(tmp_path: Path, tiny: Path) -> None:
    before = all_entries(Library.open(tmp_path / "x", tiny))[:5]
    rewrite(tiny / "15-CT-TW" / "source.txt", "vùng cao", "miền núi")
    rewrite(tiny / "210-KL-TW" / "source.txt", "Ban Tổ chức Trung ương", "Văn phòng Trung ương")
    for name in ("15-CT-TW", "210-KL-TW"):
        rewrite(tiny / name / "metadata.toml", "về việc thử", "về việc khác")
    after = all_entries(Library.open(tmp_path / "y", tiny))[:5]
    assert [one.id == other.id for one, other in zip(before, after, strict=True)] == [False, True, True, False, True]


def test_a_paragraph_under_another_title_is_another_entry(tmp_path: Path, tiny: Path) -> None:
    before = all_entries(Library.open(tmp_path / "x", tiny))[1]
    rewrite(tiny / "15-CT-TW" / "source.txt", "Trách nhiệm thi hành", "Tổ chức thực hiện")
    after = all_entries(Library.open(tmp_path / "y", tiny))[1]
    assert after.payload == before.payload
    assert after.text == "Tổ chức thực hiện Bộ Giáo dục và Đào tạo biên soạn sách học chữ."
    assert after.id != before.id


def test_ids_are_the_same_in_every_version() -> None:
    payload = {KIND: "question", DOCUMENTS: ["1-KL/TW"], "targets": ["1-KL/TW#2"], "text": "Ai?", "sort": "fact"}
    assert Entry("Ai?", payload).id == 7545220288127396911
    assert Entry("Ai?", dict(reversed(payload.items()))).id == 7545220288127396911


def test_ids_are_the_same_in_every_library_of_the_same_texts(tmp_path: Path, corpus: Path, library: Library) -> None:
    again = Library.open(tmp_path, corpus)
    ids = [entry.id for entry in all_entries(again)]
    assert ids == [entry.id for entry in all_entries(library)]
    assert len(set(ids)) == len(ids) > 1000


@given(st.sampled_from([KIND, DOCUMENTS, "targets", "text", "sort", ""]), st.text(max_size=5))
def test_whatever_changes_makes_another_id_of_63_bits(key: str, value: str) -> None:
    entry = Entry("Ai?", {KIND: "question", DOCUMENTS: ["1"], "targets": ["1#2"], "text": "Ai?", "sort": "fact"})
    other = replace(entry, payload={**entry.payload, key: value}) if key else replace(entry, text=f"{value}…")
    assume(other != entry)
    assert other.id != entry.id
    assert 0 <= entry.id < 2**63 > other.id >= 0


def test_a_question_that_stands_twice_is_one_entry(tmp_path: Path, tiny: Path) -> None:
    again = tiny / "questions" / "more.jsonl"
    first = (tiny / "questions" / "answered.jsonl").read_text(encoding="utf-8").split("\n")[0]
    again.write_text(first.replace('"fact"', '"typed"'), encoding="utf-8")
    found = all_entries(Library.open(tmp_path / "x", tiny))
    assert len(found) == 18
    assert [entry.payload["sort"] for entry in found if entry.text == "Bao giờ phải xếp xong trụ sở?"] == ["typed"]


def test_the_same_question_for_another_paragraph_is_another_entry(tmp_path: Path, tiny: Path) -> None:
    more = {"question": "Ai hướng dẫn bố trí cán bộ xã?", "kind": "near"}
    (tiny / "questions" / "more.jsonl").write_text(json.dumps(more), encoding="utf-8")
    assert len(all_entries(Library.open(tmp_path / "x", tiny))) == 19


def test_bound_questions_name_their_paragraphs(tiny_library: Library) -> None:
    bound, lost = bind(tiny_library)
    assert lost == 0
    assert [labels for _, labels in bound] == [
        *[("210-KL/TW#1",)] * 2, *[("210-KL/TW#2",)] * 2, *[("210-KL/TW#3",)] * 2,
        ("15-CT/TW#1",), ("15-CT/TW#2",), ("15-CT/TW#1", "15-CT/TW#2"), *[()] * 4,
    ]  # fmt: skip


def test_questions_of_a_changed_paragraph_are_left_out_and_counted(tmp_path: Path, tiny: Path) -> None:
    rewrite(tiny / "15-CT-TW" / "source.txt", "vùng cao", "miền núi")
    library = Library.open(tmp_path / "x", tiny)
    bound, lost = bind(library)
    assert lost == 2
    assert {"15-CT/TW#1"}.isdisjoint(label for _, labels in bound for label in labels)
    assert ("Sách học chữ do bộ nào soạn?", ("15-CT/TW#2",)) in [(q.question, labels) for q, labels in bound]
    assert len(entries(library, bound)) == 16


def test_questions_follow_a_paragraph_that_moved(tmp_path: Path, tiny: Path) -> None:
    rewrite(tiny / "210-KL-TW" / "source.txt", "Bộ Chính trị", "Đây là đoạn mới thêm vào đầu văn bản.\nBộ Chính trị")
    bound, lost = bind(Library.open(tmp_path / "x", tiny))
    assert lost == 0
    assert bound[0][1] == ("210-KL/TW#2",)


def test_questions_of_a_document_that_is_gone_are_counted(tmp_path: Path, tiny: Path) -> None:
    rewrite(tiny / "15-CT-TW" / "metadata.toml", "15-CT/TW", "16-CT/TW")
    assert bind(Library.open(tmp_path / "x", tiny))[1] == 3


def test_a_document_without_questions_brings_its_paragraphs(tiny_library: Library) -> None:
    text = "Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em."
    found = all_entries(tiny_library.add([added_document(text)]))
    assert [entry.text for entry in found if entry.payload.get("label") == "3-QĐ/TTg#1"] == [text]
    assert len(found) == 19


def test_records_carry_the_three_vectors(tiny_library: Library) -> None:
    found = all_entries(tiny_library)
    for entry, record in zip(found, records(found, Lengths()), strict=True):
        assert (record.id, record.payload) == (entry.id, entry.payload)
        assert record.dense.tolist() == [len(entry.text), 1]
        assert [[record.sparse], [record.bare]] == [document_weights(codes) for codes in encode([entry.text])]


def test_records_are_embedded_in_batches(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "_BATCH", 7)
    found, embedder = all_entries(tiny_library), Lengths()
    made = [record.dense.tolist() for record in records(found, embedder)]
    assert [len(batch) for batch in embedder.batches] == [7, 7, 4]
    assert made == [[len(entry.text), 1] for entry in found]
    assert list(records([], embedder)) == []
