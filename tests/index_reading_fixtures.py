"""The embedding of `index_reading_helpers` as a fixture."""

import json

import numpy as np
import pytest
from index_reading_helpers import VECTORS
from safetensors.numpy import save_file

from index.embedding import WEIGHTS, StaticEmbedder


@pytest.fixture(name="embedder", scope="module")
def embedder_fixture(tmp_path_factory: pytest.TempPathFactory) -> StaticEmbedder:
    """A model of a few words in two dimensions."""
    folder = tmp_path_factory.mktemp("model")
    tokenizer = {"model": {"vocab": {unit: row for row, unit in enumerate(VECTORS)}}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    save_file({"embedding.weight": np.array(list(VECTORS.values()), dtype=np.float32)}, folder / WEIGHTS)
    return StaticEmbedder(folder)
