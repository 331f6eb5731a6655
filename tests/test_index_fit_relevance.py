"""Fitting the relevance model: which questions judge among which texts, the fit, the report on documents left out."""

import gzip
import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import fit_relevance, train
from index.collection import heading_context
from index.embedding import StaticEmbedder
from index.fit_relevance import Judged, articles_of, corpus_of, first_right, fit, judged_questions, report
from index.relevance import FEATURES, Relevance
from index.train import vocabulary_of
from index.training_data import LAW, AskedParagraph, asked_paragraphs, for_embedding, resolved
from ingest.settings import PROJECT

SHARED = PROJECT.parent / "shared" / "data"


def block(word: str, size: int = 20) -> str:
    return " ".join(f"{word}{place}" for place in range(size))


def side(source: str, start: str, *, learned: bool) -> str:
    """Return a text that begins so and that the embedding learns from, or not."""
    for number in range(1000):
        text = f"{start} {number} {block(start)}"
        if for_embedding(asked(source, "", text)) == learned:
            return text
    raise AssertionError


def asked(source: str, name: str, text: str, start: int = 0) -> AskedParagraph:
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    words = text.split()
    questions = (" ".join(words[2:8]), " ".join(words[9:14]))
    return AskedParagraph("a", source, name, start, start + len(text), digest, questions, ())


# One document in two records and another; of each first paragraph it is asked.
HELD = {name: side("party/x", word, learned=False) for name, word in (("1#p1", "một"), ("2", "hai"))}
KNOWN = side("party/x", "biết", learned=True)
RECORDS = {
    "0": block("khác"),
    "1#p1": "\n\n".join([HELD["1#p1"], KNOWN, block("ngắn", 14), block("dài", 231), f"  {block('bên')}\n{block('x')}"]),
    "1#p2": side("party/x", "trang", learned=True),
    "2": f"{block('đầu')}\n\n{HELD['2']}",
}
PARAGRAPHS = [
    asked("party/x", "2", HELD["2"], RECORDS["2"].index(HELD["2"])),
    asked("party/x", "1#p1", HELD["1#p1"]),
    asked("party/x", "1#p1", KNOWN, RECORDS["1#p1"].index(KNOWN)),
    asked("party/x", "1#p2", RECORDS["1#p2"]),
]
# Of twelve articles every fifth is there anyhow (0, 5, 10), and those asked about (3, 5, 7); on 8 the embedding knows.
ARTICLES = {f"d{number}": block(f"điều{number}") for number in range(12)}
ARTICLES |= {f"d{number}": side(LAW, f"luật{number}", learned=False) for number in (3, 5, 7)}
ARTICLES["d8"] = side(LAW, "luật8", learned=True)
ON_LAW = [asked(LAW, name, ARTICLES[name]) for name in ("d7", "d8", "d3", "d5")]


def write(data: Path, name: str, records: Sequence[dict[str, str]]) -> None:
    path = data / f"{name}.jsonl.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    path.write_bytes(gzip.compress("".join(lines).encode()))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fit_relevance, "asked_paragraphs", lambda: iter([*PARAGRAPHS[:2], *ON_LAW, *PARAGRAPHS[2:]]))
    write(tmp_path, "party/x", [{"id": name, "text": text} for name, text in RECORDS.items()])
    apart = unicodedata.normalize("NFD", "Điều về đất")
    write(tmp_path, LAW, [
        {"_id": name, "title": f"{apart} {name}", "topic": "Đất", "text": text} for name, text in ARTICLES.items()
    ])  # fmt: skip
    return tmp_path


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> StaticEmbedder:
    """A model of all words at hand that has learned nothing."""
    folder = tmp_path_factory.mktemp("model")
    vocabulary = vocabulary_of([*RECORDS.values(), *ARTICLES.values()], 5000)
    vectors = np.random.default_rng(1).normal(size=(len(vocabulary), 8)).astype(np.float32)
    train.save(folder, vocabulary, vectors)
    return StaticEmbedder(folder)


# Which questions, among which texts.


def test_paragraphs_of_directives_stand_among_those_of_their_documents(data: Path) -> None:
    paragraphs, corpus = corpus_of(data)
    # Neither articles of law nor what the embedding knows by heart.
    assert paragraphs == PARAGRAPHS[:2]
    # The paragraph that the embedding knows is one to be told apart; others are too short, too long, of other records.
    expected = [HELD["1#p1"], KNOWN, f"{block('bên')} {block('x')}", block("đầu"), HELD["2"]]
    assert corpus.texts == expected
    assert corpus.places == [4, 0]
    assert corpus.documents == [0, 0, 0, 1, 1]
    assert corpus.contexts == [""] * 5


def test_pages_of_one_document_are_numbered_as_one(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_relevance, "for_embedding", lambda _: False)
    paragraphs, corpus = corpus_of(data)
    assert paragraphs == PARAGRAPHS
    assert [corpus.texts[place] for place in corpus.places] == [HELD["2"], HELD["1#p1"], KNOWN, RECORDS["1#p2"]]
    assert [corpus.documents[place] for place in corpus.places] == [1, 0, 0, 0]


def test_a_record_lends_only_so_many_others(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_relevance, "_MOST_DISTRACTORS", 1)
    assert corpus_of(data)[1].texts == [HELD["1#p1"], KNOWN, block("đầu"), HELD["2"]]


def test_articles_of_law_stand_among_every_fifth_article(data: Path) -> None:
    paragraphs, corpus = articles_of(data)
    assert paragraphs == [ON_LAW[0], ON_LAW[2], ON_LAW[3]]
    names = ["d0", "d3", "d5", "d7", "d10"]
    assert corpus.texts == [f"Điều về đất {name} {ARTICLES[name]}" for name in names]
    assert corpus.places == [3, 1, 2]
    # The title counts three times, and each article is a document of its own.
    assert corpus.contexts == [f"Điều về đất {name} Điều về đất {name}" for name in names]
    assert len(set(corpus.documents)) == 5


def test_the_context_of_a_text_under_a_title() -> None:
    assert heading_context("Hộ tịch") == "Hộ tịch Hộ tịch"
    assert heading_context("") == ""


def test_other_texts_than_those_asked_about_are_refused(data: Path) -> None:
    write(data, "party/x", [{"id": name, "text": f" {text}"} for name, text in RECORDS.items()])
    with pytest.raises(ValueError, match="a: party/x 2 has changed"):
        corpus_of(data)
    write(data, LAW, [{"_id": name, "title": "", "text": f" {text}"} for name, text in ARTICLES.items()])
    with pytest.raises(ValueError, match=f"a: {LAW} d7 has changed at 0"):
        articles_of(data)


def test_every_question_is_judged_among_its_candidates(data: Path, embedder: StaticEmbedder) -> None:
    judged = judged_questions(data, embedder, lambda _: None)
    # Two questions of each paragraph: first those on directives, then those on law.
    assert [item.law for item in judged] == [False] * 4 + [True] * 6
    assert [item.document for item in judged[:4]] == [1, 1, 0, 0]
    assert len({item.document for item in judged[4:]}) == 3
    for item in judged:
        # Words of the paragraph, so that it is always found, and looks best.
        assert item.features.shape == (len(item.wanted), len(FEATURES))
        assert item.wanted.sum() == 1
        assert item.features[item.wanted, FEATURES.index("covered")] == pytest.approx(1)
        assert np.argmax(item.features[:, 0]) == np.argmax(item.wanted)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no training sources in {SHARED}")
def test_what_judges_is_not_what_the_embedding_knows() -> None:
    learned = {question for item in asked_paragraphs() if for_embedding(item) for question in item.questions}
    on_directives, on_law = corpus_of(SHARED), articles_of(SHARED)
    for paragraphs, corpus in (on_directives, on_law):
        assert len(paragraphs) > 100
        assert not learned & {question for paragraph in paragraphs for question in paragraph.questions}
        texts = [corpus.texts[place] for place in corpus.places]
        assert all(found.endswith(text) for found, (_, text) in zip(texts, resolved(SHARED, paragraphs), strict=True))
    assert {paragraph.source for paragraph in on_law[0]} == {LAW}
    assert LAW not in {paragraph.source for paragraph in on_directives[0]}
    assert len(on_law[1].texts) > 10_000


# The fit and the report.

FUSED = np.array([float(name == "fused") for name in FEATURES])


def judged(document: int, column: int, *, law: bool = False, fused: bool = True, size: int = 4) -> Judged:
    """Return candidates of which a column tells the wanted one, and the fused score as well or the contrary."""
    wanted = np.arange(size) == document % size
    features = np.zeros((size, len(FEATURES)))
    features[:, 0] = wanted if fused else ~wanted
    features[:, column] = wanted
    return Judged(features, wanted, document, law)


def test_the_fit_finds_the_column_that_tells() -> None:
    items = [judged(number, 2, fused=number % 2 == 0) for number in range(40)]
    model = fit(items)
    assert np.argmax(model.weights) == 2
    assert first_right(model, items) == 1
    # A question whose paragraph is no candidate teaches nothing, and is never right.
    lost = Judged(items[0].features, np.zeros(4, dtype=bool), 0)
    assert fit([*items, lost]).weights == pytest.approx(model.weights)
    assert first_right(model, [items[1], lost]) == 0.5


@pytest.mark.parametrize("scale", [1, 10])
@pytest.mark.parametrize("bonus", [0, 1, 2.5])
def test_the_score_of_search_gets_more_than_was_fitted(
    monkeypatch: pytest.MonkeyPatch, bonus: float, scale: float
) -> None:
    monkeypatch.setattr(fit_relevance, "_SEARCH", bonus)
    # The fused score tells the wanted one as often as it tells the contrary, and nothing else tells anything: the fit
    # leaves everything at zero. Half of the scores are 0 and half are `scale`, a standard deviation of scale/2.
    items = [judged(number, 0, fused=True) for number in range(8)]
    items += [replace(item, features=scale * (item.features == 0) * FUSED) for item in items]
    items[:8] = [replace(item, features=scale * item.features) for item in items[:8]]
    assert fit(items).weights == pytest.approx(2 * bonus / scale * FUSED, abs=1e-6)


def test_the_score_of_search_is_given_its_share_after_the_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [judged(number, 2, fused=number % 4 > 0) for number in range(40)]
    monkeypatch.setattr(fit_relevance, "_SEARCH", 0.0)
    alone = fit(items).weights
    assert alone[0] > 0
    monkeypatch.undo()
    # Of 160 scores 30 are 1 where the wanted one is told, and 30 where the three others are: 3/8, so √15/8 in spread.
    assert fit(items).weights - alone == pytest.approx(fit_relevance._SEARCH * 8 / 15**0.5 * FUSED, abs=1e-6)
    assert fit_relevance._SEARCH > 0


def test_the_report_has_a_line_for_each_kind() -> None:
    directives = [judged(number, 2, fused=number % 4 == 0) for number in range(12)]
    articles = [judged(number, 2, law=True, fused=number % 2 == 0) for number in range(20, 30)]
    first = "văn bản chỉ đạo: 12 câu hỏi; đoạn đầu đúng: điểm tổng 0.250, xếp lại 1.000"
    second = "điều luật: 10 câu hỏi; đoạn đầu đúng: điểm tổng 0.500, xếp lại 1.000"
    assert report([*articles, *directives]).split("\n") == [first, second]
    assert report(directives) == first
    assert report(articles) == second


def test_the_report_asks_only_models_that_have_not_seen_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[tuple[Any, set[int]]] = []

    def remembered(items: Sequence[Judged]) -> Relevance:
        model = Relevance(np.zeros(len(FEATURES)))
        fitted.append((model, {item.document for item in items}))
        return model

    def right(model: Relevance, items: Sequence[Judged]) -> float:
        (known,) = (documents for fitted_model, documents in fitted if fitted_model is model)
        assert not known & {item.document for item in items}
        return sum(item.document < 3 for item in items) / len(items)

    monkeypatch.setattr(fit_relevance, "fit", remembered)
    monkeypatch.setattr(fit_relevance, "first_right", right)
    items = [judged(number % 10, 2, law=number % 2 == 1) for number in range(40)]
    lines = report(items).split("\n")
    # Of the even documents 0 and 2 of five, of the odd ones 1 of five.
    assert [line.split("xếp lại ")[1] for line in lines] == ["0.400", "0.200"]
    assert [len(documents) for _, documents in fitted] == [6, 7, 7]


def test_a_run_tells_the_report_and_writes_the_model(data: Path, tmp_path: Path, embedder: StaticEmbedder) -> None:
    said: list[str] = []
    fit_relevance.run(data, tmp_path / "model.json", embedder, said.append)
    found = judged_questions(data, embedder, lambda _: None)
    assert said == [report(found)]
    model = Relevance.load(tmp_path / "model.json")
    assert model.weights == pytest.approx(fit(found).weights, abs=1e-4)
    assert first_right(model, found) == 1
