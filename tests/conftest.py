"""What every test shares: the shipped corpus, and one library made from it."""

from pathlib import Path

import pytest

from ingest.library import Library
from ingest.settings import PROJECT


@pytest.fixture(scope="session")
def corpus() -> Path:
    return PROJECT / "corpus"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Library:
    return Library.open(tmp_path_factory.mktemp("library"), corpus)
