"""The model that weighs the features, and the reader that it is shipped with."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from index_reading_fixtures import embedder_fixture  # noqa: F401 - fixture

from index.embedding import SHIPPED as SHIPPED_EMBEDDING
from index.embedding import StaticEmbedder, Vectors
from index.passages import Passages
from index.relevance import FEATURES, SHIPPED, Relevance, shipped_reader


class Other:
    """An embedder that is not the shipped one: it is asked for nothing when paragraphs are read."""

    dimension = 2
    fingerprint = "other"

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(texts)


def test_whatever_the_search_uses_paragraphs_are_read_with_the_shipped_embedding() -> None:
    passages = Passages.of(["", ""], ["Bộ Tài chính cấp kinh phí", "Trồng lúa nước"], [0, 1])
    own = shipped_reader(passages, StaticEmbedder(SHIPPED_EMBEDDING))
    other = shipped_reader(passages, Other())
    for question in ("Tiền lấy ở đâu?", "tien lay o dau"):
        expected = own.features(question, [0, 1], [0.5, 0.4])
        assert (other.features(question, [0, 1], [0.5, 0.4]) == expected).all()
        assert (expected[:, FEATURES.index("soft_by_norm")] > 0).all()


def test_the_shipped_model_weighs_every_feature() -> None:
    assert tuple(json.loads(SHIPPED.read_text(encoding="utf-8"))) == FEATURES
    assert len(set(FEATURES)) == len(FEATURES)
    weights = Relevance.load().weights
    assert weights.shape == (len(FEATURES),)
    assert np.isfinite(weights).all()


def test_a_model_that_is_saved_is_loaded(tmp_path: Path) -> None:
    weights = np.linspace(-2, 3, len(FEATURES))
    Relevance(weights).save(tmp_path / "r.json")
    loaded = Relevance.load(tmp_path / "r.json")
    assert loaded.weights == pytest.approx(weights, abs=5e-6)
    loaded.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "r.json").read_bytes()


@pytest.mark.parametrize(
    "names",
    [FEATURES[:-1], (*FEATURES, "more"), FEATURES[::-1], ("other", *FEATURES[1:]), ()],
    ids=["fewer", "more", "another order", "another name", "none"],
)
def test_a_model_for_other_features_is_refused(tmp_path: Path, names: Sequence[str]) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(dict.fromkeys(names, 1.0)), encoding="utf-8")
    with pytest.raises(ValueError, match="the relevance model was fitted for other features"):
        Relevance.load(path)


def test_scores_are_weighed_sums() -> None:
    weights = np.zeros(len(FEATURES))
    weights[[0, 3]] = 2, -1
    rows = np.zeros((2, len(FEATURES)))
    rows[0, [0, 3]] = 0.5, 0.25
    assert Relevance(weights).scores(rows).tolist() == [0.75, 0]
