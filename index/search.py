"""Search: a question in, evidence out: how near it is to paragraphs, attached questions and near misses."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from index import build, points
from index.classifier import QuestionClassifier
from index.embedding import Embedder, load_embedder
from index.frequencies import Frequencies, merged
from index.passages import Passages
from index.queries import FUSION, Weights, fused_query
from index.relevance import Matrix, Relevance, shipped_reader
from index.store import FusedQuery, ScoredRecord, VectorStore
from index.tokens import encode
from ingest.document import Document, Paragraph
from ingest.errors import IndexUnavailable, LibraryError
from ingest.files import read_json
from ingest.library import Library
from ingest.settings import Settings


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph of the library that a search found: its fused score in about 0..1, its relevance beside the other
    hits, and the `index.relevance.FEATURES` that relevance weighs."""

    document: Document
    paragraph: Paragraph
    score: float
    relevance: float
    features: Matrix

    @property
    def label(self) -> str:
        """The paragraph's name in the index."""
        return points.label(self.document, self.paragraph)


@dataclass(frozen=True, slots=True)
class QuestionHit:
    """An attached question or near miss that a search found: its text, kind, paragraphs (labels) and score."""

    text: str
    kind: str
    targets: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that search knows of a question.

    `margins` holds the classifier's margin of each paragraph label, `answered_logit` and `misuse_logit` its logits
    of being answered and of being misuse (zero without attached questions); `unknown_share` and `uncovered_share`
    are the shares of the question's idf mass that no indexed text, and no paragraph, holds; `beside_uncovered_share`
    is the latter for the documents without attached questions, where they stand beside others.
    """

    paragraphs: tuple[Hit, ...]
    questions: tuple[QuestionHit, ...]
    near_misses: tuple[QuestionHit, ...]
    margins: dict[str, float]
    answered_logit: float
    misuse_logit: float
    unknown_share: float
    uncovered_share: float
    beside_uncovered_share: float | None = None


class Index:
    """A published generation of the index, open for reading; safe to use from several threads.

    `beside` searches the documents without attached questions where this one's have some.
    """

    def __init__(
        self,
        library: points.Holder,
        store: VectorStore,
        folder: Path,
        embedder: Embedder,
        beside: "Index | None" = None,
        whole: Frequencies | None = None,
    ) -> None:
        """Open what a build left in `folder`; `whole` weighs words where the documents are too few to tell."""
        self.store = store
        self.beside = beside
        self._embedder = embedder
        held = Frequencies.load(folder / build.FREQUENCIES)
        self._frequencies = held if whole is None else merged([held, whole])
        self._counted = None if whole is None else held
        passages = Passages.load(folder / build.PASSAGES)
        self._reader = shipped_reader(passages, embedder)
        self._relevance = Relevance.load()
        own: dict[str, int] = read_json(folder / build.SYLLABLES)
        self.syllables: dict[str, int] = Counter(own) + Counter(beside.syllables if beside else {})
        fitted = folder / build.CLASSIFIER
        self._classifier = QuestionClassifier.load(fitted) if fitted.exists() else None
        self._paragraphs = {points.label(d, p): (d, p) for d in library.documents for p in d.paragraphs}
        self._places = {label: place for place, label in enumerate(self._paragraphs)}
        if len(passages.documents) != len(self._places):
            raise ValueError("the passages are not those of the library")
        attached = self._classifier.labels if self._classifier is not None else ()
        # Labels of the documents that have attached questions.
        self.attached_documents = frozenset(map(points.document_of, attached))
        self.labels = tuple(document.label for document in library.documents)

    @classmethod
    def open(cls, library: Library, settings: Settings, progress: build.Progress) -> "Index":
        """Open the index of the library, building it first where it is missing or out of date.

        Raises:
            IndexUnavailable: the index is damaged, or its server does not answer.
        """
        embedder = load_embedder(settings.index.embedding_model)
        wanted = build.wanted_state(library, settings.index, embedder)
        state = build.current_state(library.folder)
        if state is None or not build.is_current(state, wanted):
            build.build(library, settings, progress)
            state = build.current_state(library.folder)
        if state is None:
            raise IndexUnavailable(f"Chưa có chỉ mục trong «{library.folder}»; hãy chạy «python -m index build».")
        first, *others = points.parts(library, points.bind(library)[0])
        generation = Generation(library, settings, state, embedder)
        beside = generation.opened(others[0]) if others else None
        try:
            return generation.opened(first, beside)
        except IndexUnavailable:
            if beside is not None:
                beside.close()
            raise

    def close(self) -> None:
        """Release the stores."""
        self.store.close()
        if self.beside is not None:
            self.beside.close()

    def search(self, question: str, documents: Sequence[str] = ()) -> Evidence:
        """Return the evidence for `question` among `documents` (labels; all of the library when empty)."""
        own = self._search(question, documents)
        if self.beside is None or (documents and not set(documents) & set(self.beside.labels)):
            return own
        other = self.beside._search(question, documents)
        hits = sorted((*own.paragraphs, *other.paragraphs), key=lambda hit: (-hit.relevance, hit.label))
        return replace(own, paragraphs=tuple(hits), beside_uncovered_share=other.uncovered_share)

    def _search(self, question: str, documents: Sequence[str]) -> Evidence:
        paragraphs, asked, missed = self.store.search(self.queries(question, documents))
        margins, answered, misuse = self._classified(question, documents)
        unknown, uncovered = self._shares(question)
        return Evidence(
            self._hits(question, paragraphs),
            tuple(map(_question_hit, asked)),
            tuple(map(_question_hit, missed)),
            margins,
            answered,
            misuse,
            unknown,
            uncovered,
        )

    def queries(self, question: str, documents: Sequence[str] = (), *, weights: Weights = FUSION) -> list[FusedQuery]:
        """Return what is asked of the store: paragraphs, attached questions, near misses."""
        query = fused_query(question, self._embedder, self._frequencies, held=self._counted, weights=weights)
        within = {points.DOCUMENTS: list(documents)} if documents else {}
        everywhere: dict[str, list[str]] = {}
        kinds = ((points.PARAGRAPH, within), (points.QUESTION, within), (points.NEAR_MISS, everywhere))
        return [replace(query, matches={points.KIND: [kind], **only}) for kind, only in kinds]

    def _hits(self, question: str, found: Sequence[ScoredRecord]) -> tuple[Hit, ...]:
        """Return the paragraphs found, the most relevant first."""
        held = [self._held(record) for record in found]
        places = [self._places[record.payload["label"]] for record in found]
        features = self._reader.features(question, places, [record.score for record in found])
        hits = [
            Hit(document, paragraph, record.score, relevance, row)
            for (document, paragraph), record, relevance, row in zip(
                held, found, self._relevance.scores(features).tolist(), features, strict=True
            )
        ]
        return tuple(sorted(hits, key=lambda hit: (-hit.relevance, hit.label)))

    def _held(self, record: ScoredRecord) -> tuple[Document, Paragraph]:
        document, paragraph = self._paragraphs.get(record.payload["label"], (None, None))
        if document is None or paragraph is None or paragraph.content_hash != record.payload["content_hash"]:
            raise IndexUnavailable(
                f"Chỉ mục không khớp thư viện ở mục «{record.payload['label']}»; hãy chạy «python -m index build»."
            )
        return document, paragraph

    def _classified(self, question: str, documents: Sequence[str]) -> tuple[dict[str, float], float, float]:
        if self._classifier is None:
            return {}, 0.0, 0.0
        margins, answered, misuse = self._classifier.score(question)
        allowed = set(documents or self.labels)
        named = zip(self._classifier.labels, margins.tolist(), strict=True)
        return {label: margin for label, margin in named if points.document_of(label) in allowed}, answered, misuse

    def _shares(self, question: str) -> tuple[float, float]:
        found = np.unique(encode([question])[1].ids)
        weights = self._frequencies.idf(found)
        total = float(weights.sum()) or 1.0
        unknown = weights[self._frequencies.of(found) == 0].sum()
        return float(unknown) / total, self._reader.uncovered_share(question)


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation, whose parts are opened from it."""

    library: Library
    settings: Settings
    state: dict[str, Any]
    embedder: Embedder

    def opened(self, part: points.Part, beside: Index | None = None) -> Index:
        """Return the part open for reading, with another one `beside` it.

        Raises:
            IndexUnavailable: its files are damaged, or its server does not answer.
        """
        generation = self.library.folder / "index" / str(self.state["generation"])
        store = build.open_store(self.library, self.settings.index, self.state, part.name)
        try:
            # Few documents do not tell which words are common; the attached questions of the others do.
            whole = Frequencies.load(generation / build.FREQUENCIES) if part.name else None
            return Index(part, store, generation / part.name, self.embedder, beside, whole)
        except (BadZipFile, EOFError, KeyError, LibraryError, OSError, ValueError) as error:
            store.close()
            raise build.damaged(generation) from error


def _question_hit(record: ScoredRecord) -> QuestionHit:
    return QuestionHit(record.payload["text"], record.payload["sort"], tuple(record.payload["targets"]), record.score)
