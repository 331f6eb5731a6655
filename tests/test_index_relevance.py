"""How far a paragraph answers a question: features of hand-made passages worked out by hand, the model that weighs
them."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from index.embedding import SHIPPED as SHIPPED_EMBEDDING
from index.embedding import WEIGHTS, StaticEmbedder, Vectors
from index.relevance import FEATURES, SHIPPED, Passages, Reader, Relevance, shipped_reader
from index.thesaurus import Group, Thesaurus, shipped
from index.tokens import encode, unit_id
from ingest.text import compose, fold, syllables

# «đất» and «ruộng» are at a cosine of 0.8, «ruộng» and «nhà» of 0.6, «đất» and «nhà» of 0; pairs are unknown.
VECTORS: dict[str, Sequence[float]] = {
    "[UNK]": (9, 9), "đất": (3, 0), "nhà": (0, 2), "ruộng": (4, 3), "dat": (3, 0), "nha": (0, 2),
}  # fmt: skip
GROUPS = (
    Group("land", ("giấy chứng nhận quyền sử dụng đất",), ("sổ đỏ", "bìa đỏ"), ("gcn",)),
    Group("bodies", ("uỷ ban nhân dân",), ("toà thị chính",), ("ubnd",)),
    Group("people", ("đại biểu",), ("nghị",), ()),
)


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> StaticEmbedder:
    """A model of a few words in two dimensions."""
    folder = tmp_path_factory.mktemp("model")
    tokenizer = {"model": {"vocab": {unit: row for row, unit in enumerate(VECTORS)}}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    save_file({"embedding.weight": np.array(list(VECTORS.values()), dtype=np.float32)}, folder / WEIGHTS)
    return StaticEmbedder(folder)


class Reading:
    """The features of some paragraphs, by name: a number for each paragraph."""

    def __init__(self, embedder: StaticEmbedder, *texts: str, contexts: Sequence[str] = (), one: bool = True) -> None:
        numbers = [0] * len(texts) if one else list(range(len(texts)))
        self.passages = Passages.of(contexts or [""] * len(texts), texts, numbers)
        self.reader = Reader(self.passages, embedder, Thesaurus(GROUPS))

    def of(self, question: str, scores: Mapping[int, float] | None = None) -> dict[str, list[float]]:
        candidates = dict.fromkeys(range(len(self.passages.documents)), 0.0) if scores is None else scores
        found = self.reader.features(question, list(candidates), list(candidates.values()))
        assert found.shape == (len(candidates), len(FEATURES))
        assert found.dtype == np.float64
        assert np.isfinite(found).all()
        return dict(zip(FEATURES, found.T.tolist(), strict=True))


def passages_of(parts: Sequence[tuple[str, str, int]]) -> Passages:
    """Return the passages of (context, text, number of the document)."""
    return Passages.of([part[0] for part in parts], [part[1] for part in parts], [part[2] for part in parts])


def told(passages: Passages) -> list[object]:
    codes = [column.tolist() for side in (passages.marked, passages.bare) for column in (side.ids, side.starts)]
    known = passages.frequencies
    rest = (passages.context, passages.documents, known.ids, known.counts)
    return [*codes, known.texts, *((column.tolist(), str(column.dtype)) for column in rest)]


def test_passages_are_encoded_behind_their_contexts() -> None:
    found = Passages.of(["Điều 5/7/2025 về", "", "…"], ["Bộ Tài chính", "bộ bộ", ""], [4, 4, 7])
    marked, bare = encode(["Điều 5/7/2025 về Bộ Tài chính", "bộ bộ", ""])
    for held, expected in ((found.marked, marked), (found.bare, bare)):
        assert (held.ids.tolist(), held.starts.tolist()) == (expected.ids.tolist(), expected.starts.tolist())
    assert (found.context.tolist(), found.documents.tolist()) == ([3, 0, 0], [4, 4, 7])
    assert found.frequencies.texts == 3
    wanted = np.array([unit_id(unit) for unit in ("bộ", "bo", "điều", "về_bộ", "lạ")], dtype=np.uint32)
    assert found.frequencies.of(wanted).tolist() == [2, 2, 1, 1, 0]


texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("đất nhà ruộng 31/8/2025 ")), max_size=30
).map(compose)


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts, st.integers(0, 3)), max_size=4))
def test_passages_that_are_saved_are_loaded(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str, int]]
) -> None:
    found = passages_of(parts)
    assert found.context.tolist() == [len(syllables(fold(context))) for context, _, _ in parts]
    path = tmp_path_factory.getbasetemp() / "passages.npz"
    found.save(path)
    assert told(Passages.load(path)) == told(found)


def test_passages_are_not_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "p.npz"
    Passages.of(["a"], ["b"], [0]).save(path)
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)
    np.savez(path, **{**arrays, "context": np.array([{"not": "a number"}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle=False"):
        Passages.load(path)


def test_contexts_and_texts_are_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Passages.of(["a", "b"], ["c"], [0])


def test_a_shared_word_by_hand(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "Đất, nhà", "nhà cửa").of("đất?", {0: 0.7, 1: 0.4})
    # One unit of the question, once in three units: length penalty 0.9 · (0.6 + 0.4 · 3/90) = 0.552.
    assert found == {
        "fused": [0.7, 0.4],
        "dense": pytest.approx([3 / 13**0.5, 0]),  # (3, 0) + (0, 2) beside (3, 0)
        "bm25": pytest.approx([1.9 / 1.552, 0]),
        "covered": [1, 0],
        "covered_pairs": [0, 0],
        "soft_by_norm": pytest.approx([1, 0]),
        "soft_by_idf": pytest.approx([1, 0]),
        "weightiest": pytest.approx([1, 0]),
        "least_of_weightiest": pytest.approx([1, 0]),
        "worst_syllables": pytest.approx([1, 0]),
        "near_99": pytest.approx([1, 0]),
        "near_75": pytest.approx([1, 0]),
        "near_55": pytest.approx([1, 0]),
        "near_40": pytest.approx([1, 0]),
        "lead_covered": [1, 0],
        "by_thesaurus": [0, 0],
        "thesaurus_missing": [0, 0],
        "log_length": pytest.approx([math.log(4), math.log(4)]),
        "neighbour": [0.4, 0.7],
    }


def test_near_words_by_hand(embedder: StaticEmbedder) -> None:
    # No paragraph holds a unit of the question, so that «đất», «nhà» and the pair have the same idf.
    found = Reading(embedder, "ruộng", "cửa").of("đất nhà")
    assert found["soft_by_norm"] == pytest.approx([(3 * 0.8 + 2 * 0.6) / 5, 0])
    assert found["soft_by_idf"] == pytest.approx([(0.8 + 0.6 + 0) / 3, 0])
    assert found["weightiest"] == pytest.approx([(0.8 + 0.6 + 0) / 3, 0])
    assert found["least_of_weightiest"] == pytest.approx([0, 0])
    assert found["worst_syllables"] == pytest.approx([0.7, 0])
    shares = [found[name] for name in ("near_99", "near_75", "near_55", "near_40")]
    assert shares == [pytest.approx(expected) for expected in ([0, 0], [3 / 5, 0], [1, 0], [1, 0])]
    # (3, 0) + (0, 2) beside (4, 3).
    assert found["dense"] == pytest.approx([(3 * 4 + 2 * 3) / (13**0.5 * 5), 0])
    assert [found[name] for name in ("bm25", "covered", "covered_pairs", "lead_covered")] == [[0, 0]] * 4


def test_only_the_four_weightiest_units_are_watched_and_three_worst_syllables(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "ruộng a b c d").of("đất nhà ruộng a b c d")
    assert found["weightiest"] == pytest.approx([(1 + 0.8 + 0.6 + 1) / 4])  # a pair or syllable without a vector last
    assert found["worst_syllables"] == pytest.approx([(0.6 + 0.8 + 1) / 3])


def test_what_is_covered_is_weighed_by_rarity(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "x y", "x", "x").of("xứ x y")
    # Three texts hold «x», one «y» and «x_y», none «xứ» and «xứ_x».
    common, rare, unknown = (math.log(1 + (3 - count + 0.5) / (count + 0.5)) for count in (3, 1, 0))
    total = common + rare + unknown
    assert found["covered"] == pytest.approx([(common + rare) / total, common / total, common / total])
    assert found["covered_pairs"] == pytest.approx([rare / (rare + unknown), 0, 0])
    assert found["soft_by_norm"] == [0, 0, 0]  # no unit has a vector
    assert found["soft_by_idf"][1] == pytest.approx(common / (common + 2 * rare + 2 * unknown))


def test_a_word_again_counts_for_more_in_bm25_alone(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "nhà nhà").of("nhà")
    assert found["bm25"] == pytest.approx([1.9 / (1 + 0.9 * (0.6 + 0.4 / 90)), 3.8 / (2 + 0.9 * (0.6 + 0.4 / 30))])
    for name in ("covered", "soft_by_norm", "weightiest", "near_99", "lead_covered"):
        assert found[name] == pytest.approx([1, 1])


OF_THE_PARAGRAPH = (
    "bm25", "covered", "covered_pairs", "soft_by_norm", "soft_by_idf", "weightiest", "least_of_weightiest",
    "worst_syllables", "near_99", "near_75", "near_55", "near_40", "lead_covered",
)  # fmt: skip


@pytest.mark.parametrize("question", ["đất nhà", "dat nha"])
def test_the_words_of_the_context_are_not_the_paragraph_s_own(embedder: StaticEmbedder, question: str) -> None:
    reading = Reading(embedder, "cửa", "", "đất nhà", contexts=["đất nhà", "ruộng đất nhà", "cửa"])
    found = reading.of(question)
    for name in OF_THE_PARAGRAPH:
        assert found[name][:2] == pytest.approx([0, 0], abs=1e-9), name
        assert found[name][2] > 0.9, name


def test_a_pair_over_the_border_of_context_and_paragraph_is_nobody_s(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "đất nhà", contexts=["đất", ""]).of("đất nhà")
    assert found["covered_pairs"] == [0, 1]
    assert found["covered"] == pytest.approx([0.5, 1])


@pytest.mark.parametrize("context", ["", "một ngữ cảnh dài năm"])
def test_the_beginning_is_twenty_five_syllables_of_the_paragraph(embedder: StaticEmbedder, context: str) -> None:
    within, behind = (" ".join([*["x"] * before, "nhà"]) for before in (24, 25))
    found = Reading(embedder, within, behind, contexts=[context] * 2).of("nhà")
    assert (found["covered"], found["lead_covered"]) == ([1, 1], [1, 0])


def test_a_longer_paragraph_has_more_units(embedder: StaticEmbedder) -> None:
    found = Reading(embedder, "nhà", "nhà " * 50).of("nhà")
    assert found["log_length"] == pytest.approx([math.log(2), math.log(100)])


@pytest.mark.parametrize("question", ["Sổ đỏ mất thì sao?", "so do mat thi sao", "bìa đỏ", "GCN mất thì sao?"])
def test_a_term_of_the_thesaurus_is_found_under_another_name(embedder: StaticEmbedder, question: str) -> None:
    found = Reading(
        embedder,
        "Cấp giấy chứng nhận quyền sử dụng đất cho dân.",
        "Sổ đỏ cũ vẫn có giá trị.",
        "Chứng nhận quyền sử dụng đất bằng giấy.",  # all syllables, but not all pairs
        "Đất và ruộng.",
    ).of(question)
    assert found["by_thesaurus"] == [1, 1, 0, 0]
    assert found["thesaurus_missing"] == [0, 0, 1, 1]


def test_every_concept_of_the_question_is_looked_for(embedder: StaticEmbedder) -> None:
    found = Reading(
        embedder, "Ủy ban nhân dân xã cấp sổ đỏ.", "Ủy ban nhân dân xã.", "Đại biểu nhận bìa đỏ.", "Nghị.", "Đất."
    ).of("UBND cấp sổ đỏ cho đại biểu")
    assert found["by_thesaurus"] == [2, 1, 2, 1, 0]
    assert found["thesaurus_missing"] == [1, 2, 1, 2, 3]


def test_every_group_leads_from_its_everyday_term_to_its_formal_one(embedder: StaticEmbedder) -> None:
    groups = [group for group in shipped().groups if group.formal and group.everyday]
    assert len(groups) > 1500
    paragraphs = ["Xin chào.", *(f"Quy định về {group.formal[0]}." for group in groups)]
    reader = Reader(Passages.of([""] * len(paragraphs), paragraphs, [0] * len(paragraphs)), embedder, shipped())
    for place, group in enumerate(groups, 1):
        rows = reader.features(f"«{group.everyday[0]}» được hiểu ra sao", [0, place], [0.5, 0.5])
        found = rows[:, FEATURES.index("by_thesaurus")]
        assert found[0] == 0 < found[1], group


def test_the_shipped_thesaurus_knows_the_red_book() -> None:
    formal = "Hồ sơ đề nghị cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất."
    passages = Passages.of(["", ""], ["Hồ sơ đề nghị cấp thẻ bảo hiểm y tế cho trẻ em dưới sáu tuổi.", formal], [0, 0])
    reader = shipped_reader(passages, StaticEmbedder(SHIPPED_EMBEDDING))
    for question in ("Sổ đỏ xin ở đâu?", "so do xin o dau"):
        found = dict(zip(FEATURES, reader.features(question, [0, 1], [0.3, 0.3]).T.tolist(), strict=True))
        assert (found["by_thesaurus"], found["thesaurus_missing"]) == ([0, 1], [1, 0])


def test_without_marks_the_paragraphs_are_read_without_them(embedder: StaticEmbedder) -> None:
    reading = Reading(embedder, "đất nhà", "dát nhã", "ruộng cửa")
    bare = reading.of("dat nha")
    assert (bare["covered"], bare["covered_pairs"], bare["lead_covered"]) == ([1, 1, 0], [1, 1, 0], [1, 1, 0])
    assert bare["bm25"] == pytest.approx([1.9 / 1.552, 1.9 / 1.552, 0])
    # What is near is learned for both ways of typing: «dat» is beside the «ruộng» of the paragraph.
    assert bare["soft_by_norm"][2] == pytest.approx((3 * 0.8 + 2 * 0.6) / 5)
    assert bare["near_75"][2] == pytest.approx(3 / 5)
    assert bare["dense"] == pytest.approx([1, 0, (3 * 4 + 2 * 3) / (13**0.5 * 5)])
    marked = reading.of("đất nhà")
    assert marked["covered"] == [1, 0, 0]
    # One mark, and all are asked for: «đất» is in one paragraph, «nha» in two without their marks, the pair in none.
    one, two = (math.log(1 + (3 - count + 0.5) / (count + 0.5)) for count in (1, 2))
    assert reading.of("đất nha")["covered"] == pytest.approx([one / (one + two), 0, 0])


def test_neighbours_are_of_one_document(embedder: StaticEmbedder) -> None:
    reading = Reading(embedder, *"abcdef")
    documents = np.array([0, 0, 0, 1, 1, 2], dtype=np.int32)
    frequencies = reading.passages.frequencies
    marked, bare, context = reading.passages.marked, reading.passages.bare, reading.passages.context
    reading.passages = Passages(marked, bare, context, documents, frequencies)
    reading.reader = Reader(reading.passages, embedder, Thesaurus(()))
    scores = {0: 0.9, 1: 0.5, 2: 0.7, 3: 0.6, 4: 0.2, 5: 0.8}
    assert reading.of("a", scores)["neighbour"] == [0.5, 0.9, 0.5, 0.2, 0.6, 0]
    # One that is no candidate is no neighbour, and the order of the candidates is nothing.
    assert reading.of("a", {4: 0.2, 2: 0.7, 0: 0.9, 3: 0.6})["neighbour"] == [0.6, 0, 0, 0.2]


def test_no_candidates_no_rows(embedder: StaticEmbedder) -> None:
    reader = Reading(embedder, "nhà").reader
    for question in ("nhà", "nha", ""):
        assert reader.features(question, [], []).shape == (0, len(FEATURES))
    assert Relevance.load().scores(reader.features("nhà", [], [])).shape == (0,)


@pytest.mark.parametrize("question", ["", " ", "???", "…"])
def test_a_question_of_no_words_has_scores_alone(embedder: StaticEmbedder, question: str) -> None:
    found = Reading(embedder, "đất nhà", "").of(question, {0: 0.4, 1: 0.1})
    assert found["fused"] == [0.4, 0.1]
    for name in (*OF_THE_PARAGRAPH, "dense", "by_thesaurus", "thesaurus_missing"):
        assert found[name] == [0, 0], name


words = st.lists(st.sampled_from(["đất", "nhà", "ruộng", "dat", "sổ", "đỏ", "gcn", "lạ", "31/8/2025"]), max_size=6)
paragraphs = st.lists(st.tuples(words.map(" ".join), words.map(" ".join), st.integers(0, 2)), min_size=1, max_size=5)
SHARES = ("covered", "covered_pairs", "lead_covered", "near_99", "near_75", "near_55", "near_40")


@settings(deadline=None)
@given(paragraphs, words.filter(bool).map(" ".join))
def test_features_keep_to_their_bounds_in_any_order(
    embedder: StaticEmbedder, parts: list[tuple[str, str, int]], question: str
) -> None:
    reader = Reader(passages_of(parts), embedder, Thesaurus(GROUPS))
    places = list(range(len(parts)))
    scores = [0.5 + 0.1 * place for place in places]
    rows = reader.features(question, places, scores)
    assert rows.shape == (len(parts), len(FEATURES))
    assert np.isfinite(rows).all()
    found = dict(zip(FEATURES, rows.T, strict=True))
    for name in SHARES:
        assert ((found[name] >= 0) & (found[name] <= 1 + 1e-9)).all()
    for less, more in (("near_99", "near_75"), ("near_75", "near_55"), ("near_55", "near_40")):
        assert (found[less] <= found[more] + 1e-9).all()
    assert (found["lead_covered"] <= found["covered"] + 1e-9).all()
    assert (found["least_of_weightiest"] <= found["weightiest"] + 1e-9).all()
    named = len(list(Thesaurus(GROUPS).matches(question)))
    assert (found["by_thesaurus"] + found["thesaurus_missing"]).tolist() == [named] * len(parts)
    again = reader.features(question, places[::-1], scores[::-1])
    assert again[::-1] == pytest.approx(rows, abs=1e-6)


@pytest.mark.parametrize(
    ("question", "share"), [("đất nhà", 0), ("dat nha", 0), ("cửa", 0), ("lạ", 1), ("", 0), ("?", 0)]
)
def test_what_no_passage_holds(embedder: StaticEmbedder, question: str, share: float) -> None:
    reader = Reading(embedder, "nhà", "đất nhà", contexts=["cửa", ""]).reader
    assert reader.uncovered_share(question) == share


def test_what_no_passage_holds_is_weighed(embedder: StaticEmbedder) -> None:
    reader = Reading(embedder, "nhà", "đất nhà").reader
    # Both passages hold «nha»; «la» and «nha_la» are in none.
    held, lacking = (math.log(1 + (2 - count + 0.5) / (count + 0.5)) for count in (2, 0))
    assert reader.uncovered_share("nhà lạ") == pytest.approx(2 * lacking / (held + 2 * lacking))


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
