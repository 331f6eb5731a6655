"""Two parts of an index built again, closed, damaged, served, and rid of what was removed."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from index_build_fixtures import settings_fixture, shipped_fixture, spy_fixture  # noqa: F401 - fixtures
from index_build_helpers import WHOLE, Spy, ask_more, assert_as_if_built_anew, built, generation, never, opened
from index_parts_helpers import BICYCLES, OTHERS, OWN, VACCINES, add_others, digest, other, reading

from index import classifier, points
from index.edge import EdgeStore
from index.search import Index
from ingest.errors import IndexUnavailable
from ingest.settings import Settings

BOOKS = "Thư viện tỉnh cho mượn sách miễn phí."


def ids(settings: Settings, part: str = "") -> set[int]:
    """Return the ids of the points of a part, which must be those of its documents."""
    library = opened(settings)
    wanted = [found for found in points.parts(library, points.bind(library)[0]) if found.name == part]
    stored = np.load(generation(settings) / part / "ids.npy").tolist()
    assert stored == [entry.id for found in wanted for entry in points.entries(found, found.attached)]
    return set(stored)


def test_both_parts_are_built_upon_what_is_there(settings: Settings, spy: Spy, monkeypatch: pytest.MonkeyPatch) -> None:
    built(settings)
    own = ids(settings)
    spy.asked()
    monkeypatch.setattr(classifier, "fit", lambda *_: never("fitted again"))
    add_others(settings)
    assert spy.asked() == [*VACCINES, *BICYCLES]
    others = ids(settings, points.BESIDE)
    assert (len(own), len(others), own & others) == (18, 4, set())
    opened(settings).add([other((BOOKS,), "7-QĐ/TTg")])
    assert built(settings) == replace(WHOLE, paragraphs=10)
    assert spy.asked() == [BOOKS]
    assert ids(settings) == own
    assert ids(settings, points.BESIDE) > others
    assert len(ids(settings, points.BESIDE)) == 5
    assert not built(settings).changed


def test_two_parts_built_in_steps_find_what_two_built_at_once_find(settings: Settings, tmp_path: Path) -> None:
    add_others(settings)
    opened(settings).add([other((BOOKS,), "7-QĐ/TTg")])
    built(settings)
    opened(settings).remove(OTHERS[1])
    built(settings)
    assert_as_if_built_anew(settings, tmp_path)


@pytest.mark.parametrize("others", [1, 2])
def test_a_document_moves_when_questions_are_attached_to_it(settings: Settings, spy: Spy, others: int) -> None:
    add_others(settings)
    if others == 1:
        opened(settings).remove(OTHERS[1])
        built(settings)
    (moved,) = (document for document in opened(settings).documents if document.label == OTHERS[0])
    spy.asked()
    target = {"document": OTHERS[0], "paragraph": moved.paragraphs[1].content_hash}
    ask_more(settings, {"question": "Ai mua thuốc tiêm?", "kind": "fact", "targets": [target]})
    built(settings)
    assert spy.asked() == [*VACCINES, "Ai mua thuốc tiêm?"]
    assert len(ids(settings)) == 21
    assert (generation(settings) / points.BESIDE).exists() == (others == 2)
    with reading(settings) as index:
        assert index.labels == (*OWN, OTHERS[0])
        assert (index.beside.labels if index.beside else ()) == OTHERS[1:others]
        found = index.search("Ai mua thuốc tiêm?")
    assert "3-QĐ/TTg#2" in found.margins
    assert len({hit.label for hit in found.paragraphs}) == len(found.paragraphs) == 5 + 2 * others


def test_a_removed_document_leaves_no_point(settings: Settings) -> None:
    add_others(settings)
    before = ids(settings, points.BESIDE)
    opened(settings).remove(OTHERS[0])
    assert built(settings) == replace(WHOLE, paragraphs=7)
    assert ids(settings, points.BESIDE) < before
    with reading(settings) as index:
        assert index.beside is not None
        assert (index.store.count(), index.beside.store.count()) == (18, 2)
        assert "vắc" not in index.syllables
        found = index.search("Bộ Y tế mua vắc xin cho trẻ em.")
    assert OTHERS[0] not in {hit.document.label for hit in found.paragraphs}
    opened(settings).remove(OTHERS[1])
    assert built(settings) == WHOLE
    assert not (generation(settings) / points.BESIDE).exists()


@pytest.mark.parametrize("left", ["others beside", "none beside"])
def test_an_erased_document_leaves_none_of_its_words(settings: Settings, left: str) -> None:
    add_others(settings)
    if left == "none beside":
        opened(settings).remove(OTHERS[1])
        built(settings)
    assert opened(settings).erase(digest(OTHERS[0])) == [OTHERS[0]]
    built(settings)
    files = [path for path in (settings.library / "index").rglob("*") if path.is_file()]
    holding = [path for path in files for word in ("vắc", "tiêm", OTHERS[0]) if word.encode() in path.read_bytes()]
    assert [str(path.relative_to(settings.library)) for path in holding] == []


def closing(monkeypatch: pytest.MonkeyPatch) -> list[EdgeStore]:
    """Return a list that stores are noted in as they close."""
    closed: list[EdgeStore] = []
    close: Callable[[EdgeStore], None] = EdgeStore.close

    def noted(store: EdgeStore) -> None:
        closed.append(store)
        close(store)

    monkeypatch.setattr(EdgeStore, "close", noted)
    return closed


def test_closing_closes_both(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    add_others(settings)
    index = Index.open(opened(settings), settings, never)
    assert index.beside is not None
    closed = closing(monkeypatch)
    index.close()
    assert closed == [index.store, index.beside.store]


@pytest.mark.parametrize("name", ["ids.npy", "passages.npz", "frequencies.npz", "syllables.json"])
@pytest.mark.parametrize("part", ["", points.BESIDE])
def test_a_part_that_is_not_whole_is_an_error_and_leaves_nothing_open(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, part: str, name: str
) -> None:
    add_others(settings)
    (generation(settings) / part / name).unlink()
    opens: list[EdgeStore] = []
    opening = EdgeStore.open

    def noted(*given: object) -> EdgeStore:
        opens.append(opening(*given))  # type: ignore[arg-type]
        return opens[-1]

    closed = closing(monkeypatch)
    monkeypatch.setattr(EdgeStore, "open", noted)
    with pytest.raises(IndexUnavailable, match="bị hỏng hoặc thiếu tệp; hãy xóa thư mục «"):
        Index.open(opened(settings), settings, never)
    assert sorted(map(id, closed)) == sorted(map(id, opens))


@pytest.mark.parametrize("part", ["", points.BESIDE])
def test_the_remedy_of_a_damaged_part_helps(settings: Settings, part: str) -> None:
    add_others(settings)
    (generation(settings) / part / "ids.npy").unlink()
    with pytest.raises(IndexUnavailable) as caught:
        Index.open(opened(settings), settings, never)
    named = str(caught.value).split("hãy xóa thư mục «")[1].split("»")[0]
    shutil.rmtree(named)
    assert built(settings) == replace(WHOLE, paragraphs=9)
    with reading(settings) as index:
        assert index.search("Ai mua vắc xin?").paragraphs[0].label == "3-QĐ/TTg#2"
