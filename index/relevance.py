"""How far a paragraph answers a question: features of the pair, weighed by a fitted linear model.

Search proposes candidates by sums of scores; here each is looked at closely: which of the question's words it holds,
exactly, by the thesaurus, or by the nearest vector (soft matching, as in Kusner et al. 2015), how it stands against the
others, and how much of its heading, the context that is indexed with it, the question names. All else is read without
that context. Works on any document, with or without attached questions.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import SHIPPED as SHIPPED_EMBEDDING
from index.embedding import Embedder, StaticEmbedder, Vectors, unit_length
from index.passages import Passages
from index.sparse import K1, B
from index.thesaurus import Thesaurus, shipped
from index.tokens import Codes, Ids, encode
from ingest.text import has_diacritics

Matrix = NDArray[np.float64]
SHIPPED = Path(__file__).parent / "model" / "relevance.json"
# Similarities from which a unit of the question counts as found, and how many of its weightiest units are watched.
_NEAR = (0.99, 0.75, 0.55, 0.4)
_WEIGHTIEST = 4
_LEAD_SYLLABLES = 25
FEATURES = (
    "fused", "dense", "bm25", "covered", "covered_pairs", "soft_by_norm", "soft_by_idf", "weightiest",
    "least_of_weightiest", "worst_syllables", "near_99", "near_75", "near_55", "near_40", "lead_covered",
    "by_thesaurus", "thesaurus_missing", "log_length", "neighbour", "heading_named", "heading_dense",
)  # fmt: skip


class Reader:
    """Reads question and candidates side by side."""

    def __init__(self, passages: Passages, embedder: StaticEmbedder, thesaurus: Thesaurus) -> None:
        self._passages, self._embedder, self._thesaurus = passages, embedder, thesaurus
        self._average = passages.average

    def features(self, question: str, places: Sequence[int], scores: Sequence[float]) -> Matrix:
        """Return a row of `FEATURES` for each candidate, given its place among the passages and its fused score."""
        if not places:
            return np.zeros((0, len(FEATURES)))
        return self._features(question, np.array(places), np.array(scores))

    def uncovered_share(self, question: str) -> float:
        """Return the share of the question's idf mass, without marks, that no passage holds."""
        frequencies = self._passages.frequencies
        found = np.unique(encode([question])[1].ids)
        weights = frequencies.idf(found)
        return float(weights[frequencies.of(found) == 0].sum() / (weights.sum() or 1.0))

    def _features(self, question: str, places: NDArray[np.int64], scores: Matrix) -> Matrix:
        marked = has_diacritics(question)
        asked = encode([question])[0 if marked else 1].ids
        wanted, first = np.unique(asked, return_index=True)
        idf = self._passages.frequencies.idf(wanted)
        plain = self._read(self._passages.marked, places)
        read = plain if marked else self._read(self._passages.bare, places)
        near, dense, norms = self._vectors(wanted, plain)
        single = first < (len(asked) + 1) // 2
        weights = _Weights(idf, norms, single)
        columns = [scores, dense, *_reading(read.counts(wanted), near, read.lengths / self._average, weights)]
        columns += [_share(read.counts(wanted, read.lead) > 0, idf * single), *self._by_thesaurus(question, read)]
        columns += [np.log(1 + read.lengths), self._neighbours(places, scores)]
        columns += self._headings(marked, wanted, places)
        return np.array(columns, dtype=np.float64).T

    def _read(self, codes: Codes, places: NDArray[np.int64]) -> "_Gathered":
        parts, lead = [], []
        for place in places.tolist():
            ids, behind = codes.of(place), int(self._passages.context[place])
            syllables = (len(ids) + 1) // 2
            own = np.concatenate([ids[behind:syllables], ids[syllables + behind :]])
            position = np.concatenate([np.arange(syllables - behind), np.arange(len(own) - syllables + behind)])
            parts.append(own if len(own) else np.zeros(1, dtype=np.uint32))
            lead.append(position < _LEAD_SYLLABLES if len(own) else np.zeros(1, dtype=bool))
        starts = np.cumsum([0, *map(len, parts[:-1])])
        return _Gathered(np.concatenate(parts), starts, np.concatenate(lead))

    def _vectors(self, wanted: Ids, read: "_Gathered") -> tuple[Matrix, Matrix, Matrix]:
        """Return how near each unit comes to each candidate's own units, the cosine of whole texts, and the norms of
        the units."""
        asked = self._known_vectors(wanted)
        different, where = np.unique(read.ids, return_inverse=True)
        known = self._known_vectors(different)
        lengths = np.maximum(np.linalg.norm(known, axis=1, keepdims=True), 1e-9)
        near = (known @ unit_length(asked).T / lengths)[where]
        nearest = np.maximum.reduceat(near, read.starts, axis=0)
        sums = _times(read.owners, where, len(read.starts), len(different)) @ known
        dense = unit_length(sums) @ unit_length(asked.sum(axis=0, keepdims=True))[0]
        return nearest.astype(np.float64), dense.astype(np.float64), np.linalg.norm(asked, axis=1).astype(np.float64)

    def _headings(self, marked: bool, wanted: Ids, places: NDArray[np.int64]) -> list[Matrix]:
        """Return how much of each candidate's context the question names, by idf, and the cosine of the two."""
        codes = self._passages.marked if marked else self._passages.bare
        parts = []
        for place in places.tolist():
            ids, size = codes.of(place), int(self._passages.context[place])
            syllables = (len(ids) + 1) // 2
            parts.append(np.concatenate([ids[:size], ids[syllables : syllables + max(size - 1, 0)]]))
        owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        different, where = np.unique(np.concatenate(parts), return_inverse=True)
        idf = self._passages.frequencies.idf(different)
        times = _times(owners, where, len(parts), len(different))
        mass, shared = times @ idf, times @ (idf * np.isin(different, wanted))
        sums = times @ self._known_vectors(different)
        asked = unit_length(self._known_vectors(wanted).sum(axis=0))
        return [shared / np.maximum(mass, 1e-9), (unit_length(sums) @ asked).astype(np.float64)]

    def _known_vectors(self, ids: Ids) -> Vectors:
        """Return the vector of each unit, zeros for an unknown one."""
        return np.asarray(self._embedder.vectors[self._embedder.rows(ids)])

    def _by_thesaurus(self, question: str, read: "_Gathered") -> tuple[Matrix, Matrix]:
        """Return how many of the concepts that the thesaurus finds in the question each candidate names, or lacks."""
        named, missing = np.zeros(len(read.starts)), np.zeros(len(read.starts))
        bare = not has_diacritics(question)
        groups = [
            [_term_ids(term, bare=bare) for term in match.group.terms] for match in self._thesaurus.matches(question)
        ]
        wanted = np.unique(np.array([unit for terms in groups for ids in terms for unit in ids], dtype=np.uint32))
        held = read.counts(wanted) > 0
        for terms in groups:
            columns = [held[:, np.searchsorted(wanted, np.array(ids, dtype=np.uint32))].all(axis=1) for ids in terms]
            here = np.logical_or.reduce(columns)
            named += here
            missing += ~here
        return named, missing

    def _neighbours(self, places: NDArray[np.int64], scores: Matrix) -> Matrix:
        """Return the better score of the two texts beside each candidate, where they are candidates themselves."""
        documents = self._passages.documents
        score = dict(zip(places.tolist(), scores.tolist(), strict=True))
        beside = [[n for n in (place - 1, place + 1) if n in score] for place in places.tolist()]
        return np.array(
            [
                max((score[n] for n in near if documents[n] == documents[place]), default=0.0)
                for place, near in zip(places.tolist(), beside, strict=True)
            ]
        )


@dataclass(frozen=True, slots=True)
class Relevance:
    """A linear model over `FEATURES`; its sums compare the candidates of one question."""

    weights: Matrix

    @classmethod
    def load(cls, path: Path = SHIPPED) -> "Relevance":
        """Read the fitted model; raises `ValueError` when it was fitted for other features."""
        weights = json.loads(path.read_text(encoding="utf-8"))
        if tuple(weights) != FEATURES:
            raise ValueError("the relevance model was fitted for other features; run: python -m index train")
        return cls(np.array(list(weights.values())))

    def save(self, path: Path = SHIPPED) -> None:
        """Write the model where `load` finds it."""
        record = dict(zip(FEATURES, np.round(self.weights, 5).tolist(), strict=True))
        path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    def scores(self, features: Matrix) -> Matrix:
        """Return the score of each row."""
        return np.asarray(features @ self.weights, dtype=np.float64)


def shipped_reader(passages: Passages, embedder: Embedder) -> Reader:
    """Return a reader with the shipped embedding, whatever model the search uses, and the shipped thesaurus."""
    own = embedder if isinstance(embedder, StaticEmbedder) else StaticEmbedder(SHIPPED_EMBEDDING)
    return Reader(passages, own, shipped())


@lru_cache(maxsize=4096)
def _term_ids(term: str, *, bare: bool) -> list[int]:
    """Return the units that a text with the term holds: its pairs, or its only syllable."""
    codes = encode([term])[1 if bare else 0].ids
    alone = (len(codes) + 1) // 2
    return [int(unit) for unit in (codes[alone:] if alone > 1 else codes)]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The candidates' own units, one candidate after another, an empty one as id 0; `lead` tells which stand at its
    beginning."""

    ids: Ids
    starts: NDArray[np.int64]
    lead: NDArray[np.bool_]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many units each candidate has."""
        return np.diff([*self.starts, len(self.ids)])

    @property
    def owners(self) -> NDArray[np.int64]:
        """For each unit the candidate that it belongs to."""
        return np.repeat(np.arange(len(self.starts)), self.lengths)

    def counts(self, wanted: Ids, within: NDArray[np.bool_] | None = None) -> Matrix:
        """Return how often each candidate holds each of the ascending ids `wanted`, all over or among the units
        `within`."""
        if not len(wanted):
            return np.zeros((len(self.starts), 0))
        place = np.minimum(np.searchsorted(wanted, self.ids), len(wanted) - 1)
        here = wanted[place] == self.ids
        here = here if within is None else here & within
        flat = np.bincount(self.owners[here] * len(wanted) + place[here], minlength=len(self.starts) * len(wanted))
        return flat.reshape(len(self.starts), len(wanted)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Weights:
    """What the different units of a question weigh: by idf, by the norm of their vectors; `single` are syllables."""

    idf: Matrix
    norms: Matrix
    single: NDArray[np.bool_]


def _reading(counts: Matrix, near: Matrix, lengths: Matrix, weights: _Weights) -> list[Matrix]:
    """Return the columns «bm25» to «near_40»: how often the question's units occur, and how near the others come.

    `lengths` are shares of the average.
    """
    found = counts > 0
    penalty = K1 * (1 - B + B * lengths)[:, None]
    idf, norms = weights.idf / max(weights.idf.sum(), 1e-9), weights.norms / max(weights.norms.sum(), 1e-9)
    if not len(idf):
        return [np.zeros(len(counts))] * (8 + len(_NEAR))
    nearest = np.maximum(near, found)
    heavy = np.argsort(-norms, kind="stable")[:_WEIGHTIEST]
    worst = np.sort(nearest[:, weights.single], axis=1)[:, :3].mean(axis=1)
    return [
        (counts * (K1 + 1) / (counts + penalty)) @ idf,
        _share(found, idf * weights.single),
        _share(found, idf * ~weights.single),
        nearest @ norms,
        nearest @ idf,
        nearest[:, heavy].mean(axis=1),
        nearest[:, heavy].min(axis=1),
        worst,
        *((nearest >= level) @ norms for level in _NEAR),
    ]


def _times(owners: NDArray[np.int64], units: NDArray[np.int64], texts: int, different: int) -> Vectors:
    """Return how often each text holds each unit, shape `(texts, different)`."""
    flat = np.bincount(owners * different + units, minlength=texts * different)
    return flat.reshape(texts, different).astype(np.float32)


def _share(found: NDArray[np.bool_], weights: Matrix) -> Matrix:
    return np.asarray(found @ weights / max(weights.sum(), 1e-9), dtype=np.float64)
