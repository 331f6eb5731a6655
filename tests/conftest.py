"""What every test shares: the shipped corpus, and one library made from it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.library import Library
from ingest.settings import PROJECT, Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@pytest.fixture(scope="session")
def corpus() -> Path:
    return PROJECT / "corpus"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Library:
    return Library.open(tmp_path_factory.mktemp("library"), corpus)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """The folder of a library of the shipped corpus with its index; made once, read by many, changed by none."""
    from index.build import build

    folder = tmp_path_factory.mktemp("built") / "thu-vien"
    build(Library.open(folder, corpus), Settings(library=folder, corpus=corpus), lambda _: None)
    return folder


@pytest.fixture(scope="session")
def assistant(built: Path, corpus: Path) -> "Assistant":
    """The assistant over `built`; tests ask it and leave it as it is."""
    from assistant.assistant import Assistant

    return Assistant.open(Settings(library=built, corpus=corpus))
