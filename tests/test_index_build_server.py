"""An index on a Qdrant server, here one in memory: the same findings, a collection for each state."""

from dataclasses import replace

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
)
from index_parts_helpers import ASKED, add_others
from qdrant_client import QdrantClient

from index import server
from index.server import ServerStore
from ingest.errors import IndexUnavailable
from ingest.settings import IndexSettings, Settings


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
    assert_alike(evidence(on_server(settings)), embedded, tolerance=5e-3)


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


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning")
def test_two_parts_are_two_collections(settings: Settings, kept: QdrantClient) -> None:
    add_others(settings)
    embedded = evidence(settings, ASKED)
    assert built(on_server(settings)) == replace(WHOLE, paragraphs=9)
    assert not built(on_server(settings)).changed
    assert not list(generation(settings).rglob("shard"))
    counts = [ServerStore(kept, found.name).count() for found in kept.get_collections().collections]
    assert sorted(counts) == [4, 18]
    assert_alike(evidence(on_server(settings), ASKED), embedded, tolerance=5e-3)
