"""Fixtures of the tests that build an index: the shipped embedder, watched, and a library of the tiny corpus."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from index_build_helpers import Spy

from index import build as module
from index import search
from index.embedding import SHIPPED, StaticEmbedder
from ingest.settings import Settings


@pytest.fixture(name="shipped", scope="module")
def shipped_fixture() -> StaticEmbedder:
    return StaticEmbedder(SHIPPED)


@pytest.fixture(name="spy")
def spy_fixture(shipped: StaticEmbedder, monkeypatch: pytest.MonkeyPatch) -> Spy:
    made = Spy(shipped)
    monkeypatch.setattr(module, "load_embedder", lambda _: made)
    monkeypatch.setattr(search, "load_embedder", lambda _: made)
    return made


@pytest.fixture(name="settings")
def settings_fixture(tmp_path: Path, tiny: Path, spy: Spy) -> Iterator[Settings]:
    yield Settings(library=tmp_path / "thu-vien", corpus=tiny)
    for folder in tmp_path.glob("*/index"):  # several shards a test would fill the disk
        shutil.rmtree(folder, ignore_errors=True)
