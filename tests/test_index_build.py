"""Generations of the index: published in one step, grown by what is new, swept, damaged, made by two at once."""

import gc
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import PIPE, Popen

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from index import build as module
from index import classifier, frequencies, points, search, server
from index.build import BuildReport, build, copy_sparse, current_state, is_current, passages_of, wanted_state
from index.embedding import SHIPPED, StaticEmbedder, Vectors
from index.frequencies import Frequencies
from index.relevance import FEATURES, Passages
from index.search import Evidence, Index
from index.server import ServerStore
from index.tokens import Codes, encode
from ingest.document import Document, DocumentType, Metadata, SourceKind
from ingest.errors import FileRefused, IndexUnavailable, LibraryError
from ingest.files import replace_text
from ingest.library import Library
from ingest.settings import PROJECT, IndexSettings, Settings
from ingest.structure import parse

QUESTIONS = ("Ai cấp kinh phí sửa trụ sở?", "ai mo lop hoc chu", "Bịa một đoạn Kết luận 210.", "Lương bao nhiêu?", "")
WHOLE = BuildReport(changed=True, paragraphs=5, questions=9, near_misses=4, lost_questions=0)


class Spy:
    """The shipped embedder, with a note of what it was asked and a fingerprint that can be changed."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self.dimension = embedder.dimension
        self.fingerprint = embedder.fingerprint
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._embedder.embed(texts)

    def asked(self) -> list[str]:
        """Return what was embedded since the last call."""
        asked, self.texts = self.texts, []
        return asked


@pytest.fixture(scope="module")
def shipped() -> StaticEmbedder:
    return StaticEmbedder(SHIPPED)


@pytest.fixture
def spy(shipped: StaticEmbedder, monkeypatch: pytest.MonkeyPatch) -> Spy:
    made = Spy(shipped)
    monkeypatch.setattr(module, "load_embedder", lambda _: made)
    monkeypatch.setattr(search, "load_embedder", lambda _: made)
    return made


@pytest.fixture
def settings(tmp_path: Path, tiny: Path, spy: Spy) -> Iterator[Settings]:
    yield Settings(library=tmp_path / "thu-vien", corpus=tiny)
    for folder in tmp_path.glob("*/index"):  # several shards a test would fill the disk
        shutil.rmtree(folder, ignore_errors=True)


def opened(settings: Settings) -> Library:
    return Library.open(settings.library, settings.corpus)


def quiet(_: str) -> None:
    pass


def built(settings: Settings) -> BuildReport:
    return build(opened(settings), settings, quiet)


def never(message: str) -> None:
    raise AssertionError(message)


def generations(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.library / "index").iterdir() if path.is_dir())


def generation(settings: Settings) -> Path:
    state = current_state(settings.library)
    assert state is not None
    return settings.library / "index" / str(state["generation"])


def evidence(settings: Settings, questions: Sequence[str] = QUESTIONS) -> list[Evidence]:
    index = Index.open(opened(settings), settings, never)
    try:
        return [index.search(question) for question in questions]
    finally:
        index.close()


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def ask_more(settings: Settings, *records: dict[str, object], name: str = "more") -> None:
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (settings.corpus / "questions" / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def added_document(text: str, number: str = "3-QĐ/TTg", issued: date | None = None) -> Document:
    metadata = Metadata(number, DocumentType.DECISION, SourceKind.OFFICIAL_TEXT, issue_date=issued)
    return Document(metadata, text, parse(text).paragraphs)


def assert_as_if_built_anew(settings: Settings, tmp_path: Path) -> None:
    """The index of `settings` must find just what a fresh one of the same library finds."""
    fresh = replace(settings, library=tmp_path / "moi")
    shutil.copytree(settings.library, fresh.library, ignore=shutil.ignore_patterns("index"))
    assert built(fresh).changed
    assert_alike(evidence(settings), evidence(fresh))


def assert_alike(found: Sequence[Evidence], expected: Sequence[Evidence], tolerance: float = 1e-5) -> None:
    """What was found must be the same, and the scores too, but for the order in which the engine adds them up."""
    for one, other in zip(found, expected, strict=True):
        assert names(one) == names(other)
        assert scores(one) == pytest.approx(scores(other), abs=tolerance)


def names(found: Evidence) -> list[tuple[str, ...]]:
    asked = [(hit.text, hit.kind, *hit.targets) for hit in (*found.questions, *found.near_misses)]
    return [*((hit.label,) for hit in found.paragraphs), *asked, tuple(found.margins)]


def scores(found: Evidence) -> list[float]:
    logits = (found.answered_logit, found.misuse_logit, found.unknown_share, found.uncovered_share)
    hits = [value for hit in found.paragraphs for value in (hit.score, *hit.features)]
    hits += [hit.score for hit in (*found.questions, *found.near_misses)]
    return [*hits, *found.margins.values(), *logits]


def snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != ".lock"}


def test_the_first_build_publishes_a_generation(settings: Settings, spy: Spy) -> None:
    said: list[str] = []
    assert build(opened(settings), settings, said.append) == WHOLE
    assert said == [
        "Đang lập chỉ mục 18 mục (đoạn và câu hỏi gắn kèm)…",
        "Đang huấn luyện bộ phân loại trên 13 câu hỏi gắn kèm…",
    ]
    assert len(spy.asked()) == 18
    assert generations(settings) == ["g1"]
    state = current_state(settings.library)
    assert state is not None
    assert state["generation"] == "g1"
    assert is_current(state, wanted_state(opened(settings), settings.index, spy))


def test_a_second_build_does_nothing_and_says_so(settings: Settings, spy: Spy) -> None:
    built(settings)
    spy.asked()
    before = snapshot(settings.library)
    assert build(opened(settings), settings, never) == replace(WHOLE, changed=False)
    assert spy.asked() == []
    assert snapshot(settings.library) == before


@pytest.mark.parametrize("key", ["format", "library", "embedding", "server"])
def test_an_index_made_from_anything_else_is_not_current(settings: Settings, spy: Spy, key: str) -> None:
    wanted = wanted_state(opened(settings), settings.index, spy)
    assert set(wanted) == {"format", "library", "embedding", "server"}
    assert wanted["format"] == 4
    assert is_current({**wanted, "generation": "g7"}, wanted)
    assert not is_current({**wanted, key: "khác"}, wanted)
    assert not is_current({name: value for name, value in wanted.items() if name != key}, wanted)
    assert not is_current(None, wanted)


def test_only_what_is_new_is_embedded(settings: Settings, spy: Spy, tmp_path: Path) -> None:
    built(settings)
    spy.asked()
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    assert built(settings) == replace(WHOLE, near_misses=5)
    assert spy.asked() == ["Giá xăng hôm nay?"]
    assert_as_if_built_anew(settings, tmp_path)


def test_what_is_gone_is_found_no_more(settings: Settings, spy: Spy) -> None:
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    built(settings)
    assert evidence(settings, ["Giá xăng hôm nay?"])[0].near_misses[0].text == "Giá xăng hôm nay?"
    (settings.corpus / "questions" / "more.jsonl").unlink()
    spy.asked()
    assert built(settings) == WHOLE
    assert spy.asked() == []
    (found,) = evidence(settings, ["Giá xăng hôm nay?"])
    assert "Giá xăng hôm nay?" not in [hit.text for hit in found.near_misses]


def test_a_changed_paragraph_takes_its_questions_with_it(settings: Settings, spy: Spy, tmp_path: Path) -> None:
    built(settings)
    spy.asked()
    rewrite(settings.corpus / "15-CT-TW" / "source.txt", "vùng cao", "miền núi")
    assert built(settings) == replace(WHOLE, questions=7, lost_questions=2)
    # The paragraph itself, and the next one, whose context it is.
    assert spy.asked() == [
        "về việc thử Ban Bí thư chỉ đạo mở lớp học chữ cho đồng bào miền núi.",
        "Trách nhiệm thi hành Ban Bí thư chỉ đạo mở lớp học chữ cho đồng bào miền núi. "
        "Bộ Giáo dục và Đào tạo biên soạn sách học chữ.",
    ]
    assert_as_if_built_anew(settings, tmp_path)


def test_an_added_document_leaves_the_questions_and_their_classifier_alone(
    settings: Settings, spy: Spy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built(settings)
    spy.asked()
    opened(settings).add([added_document("Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em.")])
    with monkeypatch.context() as patch:
        patch.setattr(classifier, "fit", lambda *_: never("fitted again"))
        assert built(settings) == replace(WHOLE, paragraphs=6)
    assert spy.asked() == ["Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em."]
    assert evidence(settings, ["Ai tiêm chủng cho trẻ em?"])[0].paragraphs[0].label == "3-QĐ/TTg#1"
    assert_as_if_built_anew(settings, tmp_path)


def test_a_question_of_another_kind_is_stored_and_learned_again(settings: Settings, tmp_path: Path) -> None:
    built(settings)
    (before,) = evidence(settings, ["Lương cán bộ xã là bao nhiêu?"])
    assert (before.near_misses[0].kind, before.misuse_logit < 0) == ("near", True)
    rewrite(settings.corpus / "questions" / "unanswered.jsonl", '"near"', '"misuse"')
    built(settings)
    (after,) = evidence(settings, ["Lương cán bộ xã là bao nhiêu?"])
    assert (after.near_misses[0].kind, after.misuse_logit > 0) == ("misuse", True)
    assert_as_if_built_anew(settings, tmp_path)


@pytest.mark.parametrize("change", ["embedding", "format"])
def test_another_embedding_or_format_makes_everything_anew(
    settings: Settings, spy: Spy, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    built(settings)
    spy.asked()
    if change == "embedding":
        spy.fingerprint = "another"
    else:
        monkeypatch.setattr(module, "_FORMAT", 99)
    assert built(settings) == WHOLE
    assert len(spy.asked()) == 18
    assert not built(settings).changed


def test_without_near_misses_there_is_no_classifier(settings: Settings) -> None:
    (settings.corpus / "questions" / "unanswered.jsonl").unlink()
    assert built(settings) == replace(WHOLE, near_misses=0)
    (found,) = evidence(settings, ["Ai mở lớp?"])
    assert (found.margins, found.answered_logit, found.misuse_logit) == ({}, 0.0, 0.0)
    assert found.questions[0].targets == ("15-CT/TW#1",)


def test_without_questions_the_paragraphs_are_searched(settings: Settings) -> None:
    shutil.rmtree(settings.corpus / "questions")
    assert built(settings) == replace(WHOLE, questions=0, near_misses=0)
    (found,) = evidence(settings, ["Bộ nào cấp kinh phí?"])
    assert (found.paragraphs[0].label, found.questions, found.near_misses) == ("210-KL/TW#3", (), ())


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings, str], None]:
    """A function that builds and dies when the named file is about to be written."""

    def dying(settings: Settings, name: str) -> None:
        def dying_write(path: Path, text: str) -> None:
            if path.name == name:
                raise LibraryError("Mất điện.")
            replace_text(path, text)

        with monkeypatch.context() as patch:
            patch.setattr(module, "replace_text", dying_write)
            with pytest.raises(LibraryError, match="Mất điện"):
                built(settings)

    return dying


@pytest.mark.parametrize("name", ["current.json", "syllables.json"])
def test_a_crash_before_publishing_leaves_the_old_generation(
    settings: Settings, crash: Callable[[Settings, str], None], shipped: StaticEmbedder, name: str
) -> None:
    built(settings)
    library = opened(settings)
    before = evidence(settings)
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    crash(settings, name)
    assert generations(settings) == ["g1", "g2"]
    assert generation(settings).name == "g1"
    store = module.open_store(library, settings.index, {"generation": "g1"})
    index = Index(library, store, generation(settings), shipped)
    assert_alike([index.search(question) for question in QUESTIONS], before)
    index.close()
    assert built(settings).changed
    assert generations(settings) == ["g1", "g3"]
    assert evidence(settings, ["Giá xăng hôm nay?"])[0].near_misses[0].text == "Giá xăng hôm nay?"


def test_a_crash_in_the_first_build_leaves_none(settings: Settings, crash: Callable[[Settings, str], None]) -> None:
    crash(settings, "current.json")
    assert current_state(settings.library) is None
    assert built(settings) == WHOLE
    assert generations(settings) == ["g2"]


def test_the_generation_before_the_newest_is_kept_and_older_ones_go(settings: Settings) -> None:
    for number in range(1, 4):
        ask_more(settings, {"question": f"Câu hỏi số {number}?", "kind": "far"})
        assert built(settings).changed
    assert generations(settings) == ["g2", "g3"]


def test_a_reader_keeps_the_generation_that_it_opened(settings: Settings) -> None:
    built(settings)
    index = Index.open(opened(settings), settings, never)
    before = [index.search(question) for question in QUESTIONS]
    for number in range(2):
        ask_more(settings, {"question": f"Ai cấp kinh phí sửa trụ sở {number}?", "kind": "far"})
        built(settings)
    assert generations(settings) == ["g2", "g3"]
    assert_alike([index.search(question) for question in QUESTIONS], before)
    index.close()


def test_a_build_is_not_stopped_by_what_a_reader_writes_for_a_moment(settings: Settings) -> None:
    built(settings)
    # The engine writes such files when it opens a shard; this one is gone again when it is to be copied.
    (generation(settings) / "shard" / ".atomicwriteXyz").symlink_to("gone")
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    assert built(settings).changed
    assert not list(generation(settings).rglob(".atomicwrite*"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, tiny_source: Path, shipped: StaticEmbedder) -> Settings:
    """A library with its index, made once, to be copied: opening a damaged shard damages it further."""
    settings = Settings(library=tmp_path_factory.mktemp("whole"), corpus=tiny_source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "load_embedder", lambda _: Spy(shipped))
        built(settings)
    return settings


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # numpy leaves a damaged archive open
@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("shard", "gone"),
        ("shard", "empty"),
        ("shard/edge_config.json", "cut"),
        ("shard/segments/*/mutable_id_tracker.mappings", "gone"),
        ("shard/segments/*/mutable_id_tracker.mappings", "cut"),
        ("shard/segments/*/version.info", "gone"),
        ("ids.npy", "gone"),
        ("ids.npy", "cut"),
        ("ids.npy", "empty"),
        ("frequencies.npz", "gone"),
        ("frequencies.npz", "cut"),
        ("passages.npz", "gone"),
        ("passages.npz", "cut"),
        ("passages.npz", "zeros"),
        ("passages.npz", "empty"),
        ("classifier.npz", "cut"),
        ("classifier.npz", "zeros"),
        ("syllables.json", "gone"),
        ("syllables.json", "zeros"),
    ],
)
def test_a_damaged_index_is_an_error_with_its_remedy(
    whole: Settings, settings: Settings, name: str, damage: str
) -> None:
    shutil.copytree(whole.library, settings.library, copy_function=copy_sparse)
    (path,) = generation(settings).glob(name)
    content = path.read_bytes() if path.is_file() else b""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    if damage == "empty" and not content:
        path.mkdir()
    elif damage != "gone":
        path.write_bytes({"cut": content[:-9], "zeros": bytes(len(content)), "empty": b""}[damage])
    with pytest.raises(IndexUnavailable) as caught:
        Index.open(opened(settings), settings, never)
    if name.endswith(".npz"):
        gc.collect()  # while the warning is ignored
    folder = settings.library / "index"
    assert str(caught.value).startswith(f"Chỉ mục «{folder / 'g1'}")
    remedy = f"hãy xóa thư mục «{folder}» rồi chạy «python -m index build»."
    assert str(caught.value).endswith(f"» bị hỏng hoặc thiếu tệp; {remedy}")


def test_the_remedy_works(settings: Settings) -> None:
    built(settings)
    before = evidence(settings)
    shutil.rmtree(generation(settings) / "shard")
    with pytest.raises(IndexUnavailable):
        evidence(settings)
    shutil.rmtree(settings.library / "index")
    assert built(settings) == WHOLE
    assert_alike(evidence(settings), before)


def test_a_generation_without_its_shard_is_no_ground_to_build_on(settings: Settings, spy: Spy) -> None:
    built(settings)
    spy.asked()
    shutil.rmtree(generation(settings) / "shard")
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    assert built(settings).changed
    assert len(spy.asked()) == 19


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"generation": "g9"}', "\x00"])
def test_a_damaged_note_of_the_current_generation_is_no_generation(tmp_path: Path, text: str) -> None:
    (tmp_path / "index" / "g1").mkdir(parents=True)
    (tmp_path / "index" / "current.json").write_text(text, encoding="utf-8")
    assert current_state(tmp_path) is None
    (tmp_path / "index" / "current.json").write_text('{"generation": "g1"}', encoding="utf-8")
    assert current_state(tmp_path) == {"generation": "g1"}


def room(folder: Path) -> int:
    """Return the bytes that the files in `folder` take on the disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


def test_a_copied_generation_takes_no_more_room(settings: Settings) -> None:
    built(settings)
    first = room(settings.library / "index" / "g1")
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    built(settings)
    assert room(settings.library / "index" / "g2") < first + 2_000_000


@given(st.lists(st.tuples(st.binary(max_size=3), st.integers(0, 40))), st.integers(1, 17))
def test_a_copy_is_the_same_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[bytes, int]], block: int
) -> None:
    source, target = (tmp_path_factory.getbasetemp() / name for name in ("source", "target"))
    source.write_bytes(b"".join(piece + bytes(zeros) for piece, zeros in parts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ZEROS", bytes(block))
        copy_sparse(str(source), str(target))
    assert target.read_bytes() == source.read_bytes()


def test_without_a_note_the_index_is_made_anew(settings: Settings) -> None:
    built(settings)
    (settings.library / "index" / "current.json").write_text("{", encoding="utf-8")
    assert built(settings) == WHOLE
    assert not built(settings).changed


def test_opening_builds_what_is_missing_or_out_of_date(settings: Settings) -> None:
    said: list[str] = []
    Index.open(opened(settings), settings, said.append).close()
    assert len(said) == 2
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    index = Index.open(opened(settings), settings, said.append)
    assert index.search("Giá xăng hôm nay?").near_misses[0].text == "Giá xăng hôm nay?"
    assert len(said) == 4
    index.close()


AT_ONCE = """
import sys
from pathlib import Path
from index.build import build
from index.search import Index
from ingest.files import replace_text
from ingest.library import Library
from ingest.settings import Settings

settings = Settings(library=Path(sys.argv[1]), corpus=Path(sys.argv[2]))
print("sẵn sàng", flush=True)
sys.stdin.readline()
library = Library.open(settings.library, settings.corpus)
report = build(library, settings, lambda _: None)
index = Index.open(library, settings, lambda _: None)
print(report.changed, index.store.count(), index.search("Bộ nào cấp kinh phí?").paragraphs[0].label)
"""


def test_processes_build_and_read_one_index_at_once(settings: Settings) -> None:
    command = [sys.executable, "-c", AT_ONCE, str(settings.library), str(settings.corpus)]
    processes = [Popen(command, cwd=PROJECT, text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "sẵn sàng\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120) for process in processes]
    assert sorted(told) == [
        ("False 18 210-KL/TW#3\n", ""),
        ("False 18 210-KL/TW#3\n", ""),
        ("True 18 210-KL/TW#3\n", ""),
    ]
    assert generations(settings) == ["g1"]


class Kept(QdrantClient):
    """A server in memory that outlives the connections to it."""

    def close(self, grpc_grace: float | None = None, **_: object) -> None:
        pass


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> QdrantClient:
    client = Kept(":memory:")
    monkeypatch.setattr(server, "connect", lambda url, key: client)
    return client


def on_server(settings: Settings) -> Settings:
    return replace(settings, index=IndexSettings(qdrant_url="http://127.0.0.1:6333", qdrant_collection="thu"))


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning")
def test_a_server_finds_what_the_embedded_engine_finds(settings: Settings, spy: Spy, kept: QdrantClient) -> None:
    built(settings)
    embedded = evidence(settings)
    assert built(on_server(settings)) == WHOLE
    assert not built(on_server(settings)).changed
    assert not (generation(settings) / "shard").exists()
    assert len(kept.get_collections().collections) == 1
    assert_alike(evidence(on_server(settings)), embedded)


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning")
def test_another_state_of_the_library_is_another_collection(settings: Settings, kept: QdrantClient) -> None:
    built(on_server(settings))
    (first,) = (found.name for found in kept.get_collections().collections)
    assert first.startswith("thu_")
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    assert built(on_server(settings)) == replace(WHOLE, near_misses=5)
    counts = {found.name: ServerStore(kept, found.name).count() for found in kept.get_collections().collections}
    assert counts.pop(first) == 18
    assert list(counts.values()) == [19]


def test_a_server_out_of_reach_leaves_the_index_as_it_was(settings: Settings) -> None:
    built(settings)
    before = evidence(settings)
    away = replace(settings, index=IndexSettings(qdrant_url="http://127.0.0.1:9"))
    with pytest.raises(IndexUnavailable, match="Máy chủ Qdrant"):
        built(away)
    assert generation(settings).name == "g1"
    assert_alike(evidence(settings), before)


def test_the_statistics_of_a_generation(settings: Settings) -> None:
    built(settings)
    library = opened(settings)
    found = points.entries(library, points.bind(library)[0])
    assert np.load(generation(settings) / "ids.npy").tolist() == [entry.id for entry in found]
    syllables = json.loads((generation(settings) / "syllables.json").read_text(encoding="utf-8"))
    assert (syllables["trụ"], syllables["31/8/2025"], "Bộ" in syllables) == (6, 2, False)
    texts = [entry.text for entry in found]
    known = Frequencies.load(generation(settings) / "frequencies.npz")
    expected = frequencies.count(texts)
    assert (known.texts, known.ids.tolist()) == (18, expected.ids.tolist())
    assert known.counts.tolist() == expected.counts.tolist()


def listed(codes: Codes) -> list[list[int]]:
    return [codes.of(place).tolist() for place in range(len(codes.sizes))]


def test_the_passages_of_a_generation(settings: Settings) -> None:
    built(settings)
    library = opened(settings)
    texts = [entry.text for entry in points.entries(library, points.bind(library)[0])[:5]]
    marked, bare = encode(texts)
    stored = Passages.load(generation(settings) / "passages.npz")
    for found in (stored, passages_of(library)):
        assert (listed(found.marked), listed(found.bare)) == (listed(marked), listed(bare))
        # The subject, a section title of four syllables and the paragraph before, the subject, the paragraphs before.
        assert found.context.tolist() == [3, 4 + 14, 3, 18, 13]
        assert found.documents.tolist() == [0, 0, 1, 1, 1]
        expected = frequencies.count(texts)
        assert (found.frequencies.texts, found.frequencies.ids.tolist()) == (5, expected.ids.tolist())
        assert found.frequencies.counts.tolist() == expected.counts.tolist()


def test_hits_are_read_as_they_stand_in_the_library(settings: Settings) -> None:
    built(settings)
    opened(settings).add(
        [added_document("Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em.\nBộ Y tế mua vắc xin cho trẻ.")]
    )
    assert built(settings) == replace(WHOLE, paragraphs=7)
    library = opened(settings)
    positions = [points.label(d, p) for d in library.documents for p in d.paragraphs]
    (found,) = evidence(settings, ["vắc xin tiêm chủng"])
    covered = {hit.label: float(hit.features[FEATURES.index("covered")]) for hit in found.paragraphs}
    assert sorted(covered) == sorted(positions)
    assert {label for label, share in covered.items() if share} == {"3-QĐ/TTg#1", "3-QĐ/TTg#2"}


def test_two_documents_of_one_number_are_never_taken_for_each_other(settings: Settings) -> None:
    texts = ("Bộ Y tế tiêm chủng cho trẻ em.", "Bộ Xây dựng sửa cầu qua sông.")
    dates = (date(2011, 5, 6), date(2021, 7, 8))
    # «số#đoạn» would name a paragraph of both: the library refuses the second, or else the search does.
    with pytest.raises((FileRefused, IndexUnavailable)):
        opened(settings).add([added_document(text, issued=when) for text, when in zip(texts, dates, strict=True)])
        built(settings)
        evidence(settings, texts)
