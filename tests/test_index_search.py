"""Search in the shipped corpus: the right paragraph first, filters, the same from every thread, no heavy import."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from index_search_helpers import labels, never, search_at_once

from index import points
from index.relevance import FEATURES, Relevance
from index.search import Index
from ingest.library import Library
from ingest.settings import PROJECT, Settings


@pytest.fixture(scope="module")
def index(built: Path, corpus: Path) -> Iterator[Index]:
    """The index of the shipped corpus."""
    found = Index.open(Library.open(built, corpus), Settings(library=built, corpus=corpus), never)
    yield found
    found.close()


PLAIN = [
    ("Ban Tổ chức Trung ương được giao theo dõi, đôn đốc việc gì?", "179-KL/TW#15"),
    ("Bộ Công an và Bộ Tư pháp khắc phục lỗi phần mềm hộ tịch thế nào?", "179-KL/TW#11"),
    ("Bộ Khoa học và Công nghệ đề xuất phương án tổng thể về hạ tầng ra sao?", "179-KL/TW#10"),
    ("Bộ Tài chính hướng dẫn quản lý kinh phí, trụ sở thế nào?", "179-KL/TW#9"),
    ("Bộ Chính trị phê bình địa phương nào chậm kiện toàn nhân sự chủ chốt?", "179-KL/TW#12"),
    ("Đảng bộ cấp xã có trên 250 tổ chức đảng được bao nhiêu đại biểu?", "177-KL/TW#17"),
    ("Quy định 294 về chi bộ quân sự xã", "177-KL/TW#11"),
    ("bo khoa hoc va cong nghe de xuat phuong an ha tang so", "179-KL/TW#10"),
    ("bo tri can bo dia chinh tai chinh ve xa", "177-KL/TW#12"),
]


@pytest.mark.parametrize(("question", "label"), PLAIN)
def test_the_right_paragraph_comes_first(index: Index, question: str, label: str) -> None:
    found = index.search(question)
    assert labels(found)[0] == label
    assert label in found.questions[0].targets
    assert max(found.margins, key=lambda name: found.margins[name]) == label


def test_an_attached_question_asked_word_for_word_is_found(index: Index, library: Library) -> None:
    bound, _ = points.bind(library)
    for question, targets in bound[:: len(bound) // 40]:
        found = index.search(question.question)
        hits = (found.questions if targets else found.near_misses)[:5]
        assert question.question in [hit.text for hit in hits]
        assert hits[0].score > 0.5


def test_a_hit_is_the_paragraph_of_the_library(index: Index, library: Library) -> None:
    documents = {document.metadata.number: document for document in library.documents}
    found = index.search("trụ sở làm việc")
    assert len(found.paragraphs) == sum(len(document.paragraphs) for document in documents.values())
    for hit in found.paragraphs:
        assert hit.document == documents[hit.document.metadata.number]
        assert hit.paragraph == hit.document.paragraph(hit.paragraph.number)
        assert hit.label == f"{hit.document.metadata.number}#{hit.paragraph.number}"


def test_the_most_relevant_paragraph_comes_first(index: Index) -> None:
    model = Relevance.load()
    for question, _ in PLAIN:
        hits = index.search(question).paragraphs
        assert [hit.relevance for hit in hits] == sorted((hit.relevance for hit in hits), reverse=True)
        rows = np.array([hit.features for hit in hits])
        assert rows[:, FEATURES.index("fused")].tolist() == [hit.score for hit in hits]
        assert model.scores(rows) == pytest.approx([hit.relevance for hit in hits])


@pytest.mark.parametrize("number", ["177-KL/TW", "179-KL/TW"])
def test_only_the_documents_named_are_searched(index: Index, number: str) -> None:
    everywhere, found = index.search("trụ sở cấp xã"), index.search("trụ sở cấp xã", [number])
    assert labels(found) == [label for label in labels(everywhere) if label.startswith(f"{number}#")]
    assert all(any(target.startswith(f"{number}#") for target in hit.targets) for hit in found.questions)
    assert len(found.questions) == len(everywhere.questions)
    assert [hit.text for hit in found.near_misses] == [hit.text for hit in everywhere.near_misses]
    assert set(found.margins) == {label for label in everywhere.margins if label.startswith(f"{number}#")}


def test_several_documents_or_none_of_the_library(index: Index) -> None:
    everywhere = index.search("trụ sở cấp xã")
    both = index.search("trụ sở cấp xã", ["179-KL/TW", "177-KL/TW"])
    assert (labels(both), both.margins) == (labels(everywhere), everywhere.margins)
    unknown = index.search("trụ sở cấp xã", ["999-KL/TW"])
    assert (unknown.paragraphs, unknown.questions, unknown.margins) == ((), (), {})
    assert unknown.near_misses


def test_threads_find_the_same_in_the_shipped_corpus(index: Index) -> None:
    search_at_once(index, [question for question, _ in PLAIN], threads=8, times=8)


LIGHT = """
import sys
from pathlib import Path
from index.search import Index
from ingest.library import Library
from ingest.settings import Settings

settings = Settings(library=Path(sys.argv[1]), corpus=Path(sys.argv[2]))
index = Index.open(Library.open(settings.library, settings.corpus), settings, print)
assert index.search("Ai ký Kết luận 179?").paragraphs
print(*{name.split(".")[0] for name in sys.modules})
"""
HEAVY = {"torch", "sentence_transformers", "transformers", "gradio", "llama_index", "sklearn", "scipy", "qdrant_client"}


def test_a_search_imports_nothing_heavy(built: Path, corpus: Path) -> None:
    command = [sys.executable, "-c", LIGHT, str(built), str(corpus)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    loaded = set(done.stdout.split())
    assert {"index", "qdrant_edge", "numpy"} <= loaded, done.stderr
    assert not loaded & HEAVY
