"""Text to unit vectors. The shipped static model is read with numpy alone; others through sentence-transformers."""

import hashlib
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.tokens import Codes, Ids, encode, unit_id
from ingest.errors import SettingsError

Vectors = NDArray[np.float32]
SHIPPED = Path(__file__).parent / "model" / "embedding"
WEIGHTS = "model.safetensors"
SCALE = "embedding.scale"
# The module that a folder trained here names in its `modules.json`.
MODULE = "index.syllable_embedding.SyllablePairEmbedding"


class Embedder(Protocol):
    """What search needs of an embedding model."""

    dimension: int
    fingerprint: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape `(len(texts), dimension)`; a text of unknown words gives zeros."""
        ...


class StaticEmbedder:
    """A bag of syllable and pair vectors (a sentence-transformers StaticEmbedding folder), without torch."""

    def __init__(self, folder: Path) -> None:
        vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
        ids = np.array([unit_id(unit) for unit in vocabulary], dtype=np.uint32)
        order = np.argsort(ids, kind="stable")
        self._ids, self._order = ids[order], np.array(list(vocabulary.values()), dtype=np.int32)[order]
        self.vectors = stored_vectors(folder)
        self.vectors[0] = 0  # what no unit is known for
        self.dimension = int(self.vectors.shape[1])
        self.fingerprint = _fingerprint(folder)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape `(len(texts), dimension)`."""
        return self.embed_codes(encode(texts)[0])

    def embed_codes(self, codes: Codes) -> Vectors:
        """Return the unit vector of each encoded text."""
        rows = self.rows(codes.ids)
        result = np.zeros((len(codes.sizes), self.dimension), dtype=np.float32)
        for text, (start, end) in enumerate(pairwise(codes.starts.tolist())):
            known = rows[start:end][rows[start:end] > 0]
            if len(known):
                result[text] = self.vectors[known].mean(axis=0)
        return unit_length(result)

    def rows(self, ids: Ids) -> NDArray[np.int32]:
        """Return the row of each unit id in `vectors`, zero for unknown units."""
        place = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        return np.where(self._ids[place] == ids, self._order[place], 0).astype(np.int32)


def quantised(vectors: Vectors) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return `vectors` in eight bits and the scale of each row, so that weights · scale is near them."""
    scale = np.maximum(np.abs(vectors).max(axis=1) / 127, 1e-6).astype(np.float16)
    return np.rint(vectors / scale.astype(np.float32)[:, None]).clip(-127, 127).astype(np.int8), scale


def stored_vectors(folder: Path) -> Vectors:
    """Return the vectors `(vocabulary, dimension)` that a folder holds."""
    from safetensors.numpy import load_file

    stored = load_file(folder / WEIGHTS)
    vectors: Vectors = stored["embedding.weight"].astype(np.float32)
    return vectors * stored[SCALE].astype(np.float32)[:, None] if SCALE in stored else vectors


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers can load, from a folder or, where the user asks for it, a hub."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"Không tải được mô hình «{name}» (khóa «index.embedding_model»): {str(error).splitlines()[0]}; "
                "hãy kiểm tra thư mục mô hình, hoặc bỏ khóa này để dùng mô hình đi kèm."
            ) from error
        self.fingerprint = hashlib.sha256(name.encode()).hexdigest()[:12]
        self.dimension = int(self._model.encode(["thử"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape `(len(texts), dimension)`."""
        return unit_length(np.asarray(self._model.encode(list(texts), show_progress_bar=False), dtype=np.float32))


def unit_length(vectors: Vectors) -> Vectors:
    """Return `vectors` scaled to length one along the last axis; zero rows stay zero."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return scaled


def load_embedder(model: str) -> Embedder:
    """Return the embedder that setting `index.embedding_model` names; the shipped one when it is empty.

    A folder that `python -m index train` wrote is read like the shipped one: sentence-transformers would refuse it,
    unless told to trust the code that it names.
    """
    folder = Path(model) if model else SHIPPED
    return StaticEmbedder(folder) if _trained_here(folder) else SentenceTransformerEmbedder(model)


def _trained_here(folder: Path) -> bool:
    modules = folder / "modules.json"
    return modules.is_file() and MODULE in modules.read_text(encoding="utf-8")


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in ("tokenizer.json", WEIGHTS):
        path = folder / name
        with path.open("rb") as file:
            head = file.read(1 << 16)
            file.seek(-min(path.stat().st_size, 1 << 16), 2)
            digest.update(str(path.stat().st_size).encode() + head + file.read())
    return digest.hexdigest()[:12]
