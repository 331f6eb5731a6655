"""Library → index, in generations: a new one is made beside the old and published in one step.

<library>/index/current.json               which generation is read, and from what it was made
<library>/index/<generation>/shard         the embedded engine's files (absent with a server)
<library>/index/<generation>/*.npz         unit frequencies, the question classifier
<library>/index/<generation>/beside/       the same again for documents without attached questions, beside others
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index import classifier, frequencies, points
from index.edge import EdgeStore
from index.embedding import Embedder, load_embedder
from index.passages import Passages
from index.store import VectorStore
from ingest.errors import IndexUnavailable, LibraryError
from ingest.files import exclusive, read_json, replace_text
from ingest.library import Library
from ingest.settings import IndexSettings, Settings, secret
from ingest.text import fold, syllables

if TYPE_CHECKING:
    from index.server import ServerStore

FREQUENCIES, PASSAGES, CLASSIFIER = "frequencies.npz", "passages.npz", "classifier.npz"
SYLLABLES, _IDS = "syllables.json", "ids.npy"
_FORMAT = 7
_ZEROS = bytes(1 << 16)
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: nothing (`changed` false), or how many points of each kind the index now holds."""

    changed: bool
    paragraphs: int
    questions: int
    near_misses: int
    lost_questions: int


def wanted_state(library: Library, settings: IndexSettings, embedder: Embedder) -> dict[str, Any]:
    """Return what decides the content of an index; equal states mean equal indexes."""
    return {
        "format": _FORMAT,
        "library": library.fingerprint,
        "embedding": embedder.fingerprint,
        "server": f"{settings.qdrant_url}#{settings.qdrant_collection}" if settings.qdrant_url else "",
    }


def current_state(folder: Path) -> dict[str, Any] | None:
    """Return the state of the published generation with its name under «generation», or `None` without one."""
    path = folder / "index" / "current.json"
    if not path.exists():
        return None
    try:
        state = read_json(path)
    except LibraryError:  # damaged: as good as none, and made anew
        return None
    return state if isinstance(state, dict) and (folder / "index" / str(state.get("generation"))).is_dir() else None


def is_current(state: dict[str, Any] | None, wanted: dict[str, Any]) -> bool:
    """Return whether a published state was made from what is wanted."""
    return state is not None and {key: state.get(key) for key in wanted} == wanted


def build(library: Library, settings: Settings, progress: Progress) -> BuildReport:
    """Make the index fit the library; do nothing where it fits already.

    Raises:
        IndexUnavailable: the Qdrant server does not answer.
        LibraryError: the folder cannot be written.
    """
    embedder = load_embedder(settings.index.embedding_model)
    wanted = wanted_state(library, settings.index, embedder)
    attached, lost = points.bind(library)
    found = [(part, points.entries(part, part.attached)) for part in points.parts(library, attached)]
    with exclusive(library.folder / "index"):
        state = current_state(library.folder)
        changed = not is_current(state, wanted)
        if changed:
            _publish(library.folder, settings.index, embedder, found, wanted, progress)
    kinds = [entry.payload[points.KIND] for _, entries in found for entry in entries]
    return BuildReport(
        changed,
        paragraphs=kinds.count(points.PARAGRAPH),
        questions=kinds.count(points.QUESTION),
        near_misses=kinds.count(points.NEAR_MISS),
        lost_questions=lost,
    )


def _publish(
    home: Path,
    settings: IndexSettings,
    embedder: Embedder,
    found: list[tuple[points.Part, list[points.Entry]]],
    wanted: dict[str, Any],
    progress: Progress,
) -> None:
    folder = home / "index"
    old = current_state(home)
    target = folder / _next_name(folder)
    target.mkdir()
    reusable = old is not None and all(old.get(key) == wanted[key] for key in ("format", "embedding", "server"))
    previous = folder / str(old["generation"]) if old is not None and reusable else None
    progress(f"Đang lập chỉ mục {sum(len(entries) for _, entries in found)} mục (đoạn và câu hỏi gắn kèm)…")
    for part, entries in found:
        before = _if_there(previous / part.name) if previous is not None else None
        (target / part.name).mkdir(exist_ok=True)
        if settings.qdrant_url:
            _fill_server(settings, embedder, entries, {**wanted, "part": part.name})
        else:
            fill_shard(target / part.name / "shard", before, embedder, entries)
        write_statistics(target / part.name, before, part, entries, progress)
    replace_text(folder / "current.json", json.dumps({**wanted, "generation": target.name}, indent=1))
    _sweep(folder, keep={target.name, str(old["generation"])} if old else {target.name})


def _if_there(folder: Path) -> Path | None:
    return folder if (folder / _IDS).exists() else None


def passages_of(library: points.Holder) -> Passages:
    """Return the paragraphs of the library, or a part of it, as they are searched."""
    held = [
        (number, d, position) for number, d in enumerate(library.documents) for position in range(len(d.paragraphs))
    ]
    contexts = [points.context_of(document, position) for _, document, position in held]
    texts = [document.paragraphs[position].text for _, document, position in held]
    return Passages.of(contexts, texts, [number for number, _, _ in held])


def write_statistics(
    target: Path, previous: Path | None, library: points.Holder, found: list[points.Entry], progress: Progress
) -> None:
    """Write what a generation knows beside its vectors: ids, unit and syllable counts, the classifier."""
    passages_of(library).save(target / PASSAGES)
    np.save(target / _IDS, np.array([entry.id for entry in found], dtype=np.int64))
    frequencies.count([entry.text for entry in found]).save(target / FREQUENCIES)
    counts = Counter(word for entry in found for word in syllables(fold(entry.text)))
    replace_text(target / SYLLABLES, json.dumps(counts, ensure_ascii=False))
    _fit_classifier(target, previous, found, progress)


def _next_name(folder: Path) -> str:
    numbers = [int(path.name[1:]) for path in folder.glob("g*") if path.name[1:].isdigit()]
    return f"g{max(numbers, default=0) + 1}"


def _sweep(folder: Path, keep: set[str]) -> None:
    # The generation before the new one stays: another process may be opening it at this moment.
    for path in folder.glob("g*"):
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def fill_shard(shard: Path, previous: Path | None, embedder: Embedder, found: list[points.Entry]) -> None:
    """Make the shard: a copy of the previous one with what is new added and what is gone removed."""
    held: set[int] = set()
    if previous is not None and (previous / "shard").is_dir():
        # A process that opens the previous shard at this moment makes and renames files of this name.
        ignored = shutil.ignore_patterns(".atomicwrite*")
        shutil.copytree(previous / "shard", shard, ignore=ignored, copy_function=copy_sparse)
        held = _ids(previous)
        store = EdgeStore.open(shard)
    else:
        store = EdgeStore.create(shard, embedder.dimension, points.KEYS)
    if gone := held - {entry.id for entry in found}:
        store.delete(sorted(gone))
    store.upsert(points.records([entry for entry in found if entry.id not in held], embedder))
    store.close()


def copy_sparse(source: str, target: str) -> None:
    """Copy a file without its runs of zeros: the engine reserves 32 MB for what may take 30 KB."""
    with Path(source).open("rb") as old, Path(target).open("wb") as new:
        while block := old.read(len(_ZEROS)):
            if block == _ZEROS[: len(block)]:
                new.seek(len(block), os.SEEK_CUR)
            else:
                new.write(block)
        new.truncate()


def _fill_server(
    settings: IndexSettings, embedder: Embedder, found: list[points.Entry], wanted: dict[str, Any]
) -> None:
    store = _server(settings, wanted)
    store.prepare(embedder.dimension, points.KEYS)
    store.upsert(points.records(found, embedder))
    store.close()


def _server(settings: IndexSettings, state: dict[str, Any]) -> "ServerStore":
    """Return the collection of exactly this state; another state of the library has another collection."""
    from index.server import ServerStore, connect

    named = [state[key] for key in ("format", "library", "embedding")] + ([state["part"]] if state.get("part") else [])
    digest = hashlib.sha256(repr(named).encode()).hexdigest()[:10]
    client = connect(settings.qdrant_url, secret(settings.qdrant_api_key_env, "qdrant_api_key_env"))
    return ServerStore(client, f"{settings.qdrant_collection}_{digest}")


def _fit_classifier(target: Path, previous: Path | None, found: list[points.Entry], progress: Progress) -> None:
    asked = [entry for entry in found if entry.payload[points.KIND] != points.PARAGRAPH]
    key = hashlib.sha256(repr([entry.id for entry in asked]).encode()).hexdigest()
    if previous is not None and (previous / CLASSIFIER).exists() and (previous / "asked.txt").read_text() == key:
        shutil.copy(previous / CLASSIFIER, target / CLASSIFIER)
    elif asked:
        progress(f"Đang huấn luyện bộ phân loại trên {len(asked)} câu hỏi gắn kèm…")
        targets = [entry.payload["targets"] for entry in asked]
        misuse = [entry.payload["sort"] == points.MISUSE for entry in asked]
        fitted = classifier.fit([entry.text for entry in asked], targets, misuse)
        if fitted is not None:
            fitted.save(target / CLASSIFIER)
    (target / "asked.txt").write_text(key)


def open_store(library: Library, settings: IndexSettings, state: dict[str, Any], part: str = "") -> VectorStore:
    """Return the store of a part of the published generation.

    Raises:
        IndexUnavailable: its files are missing or damaged.
    """
    if settings.qdrant_url:
        return _server(settings, {**state, "part": part})
    folder = library.folder / "index" / state["generation"] / part
    expected = len(_ids(folder))
    store = EdgeStore.open(folder / "shard")
    if store.count() != expected:  # the engine drops points without a word where some files are lost
        store.close()
        raise damaged(folder)
    return store


def damaged(folder: Path) -> IndexUnavailable:
    """Return the complaint that a generation is not whole, with the remedy."""
    remedy = f"hãy xóa thư mục «{folder.parent}» rồi chạy «python -m index build»"
    return IndexUnavailable(f"Chỉ mục «{folder}» bị hỏng hoặc thiếu tệp; {remedy}.")


def _ids(generation: Path) -> set[int]:
    try:
        return set(np.load(generation / _IDS).tolist())
    except (EOFError, OSError, ValueError) as error:
        raise damaged(generation) from error
