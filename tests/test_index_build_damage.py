"""A damaged index is named with its remedy, and never built upon."""

import gc
import shutil
from pathlib import Path

import pytest
from index_build_fixtures import settings_fixture, shipped_fixture, spy_fixture  # noqa: F401 - fixtures
from index_build_helpers import (
    WHOLE,
    Spy,
    ask_more,
    assert_alike,
    built,
    evidence,
    generation,
    never,
    opened,
)

from index import build as module
from index.build import copy_sparse, current_state
from index.embedding import StaticEmbedder
from index.search import Index
from ingest.errors import IndexUnavailable
from ingest.settings import Settings


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


def test_without_a_note_the_index_is_made_anew(settings: Settings) -> None:
    built(settings)
    (settings.library / "index" / "current.json").write_text("{", encoding="utf-8")
    assert built(settings) == WHOLE
    assert not built(settings).changed
