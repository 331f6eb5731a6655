"""From a library to points: one for each paragraph, one for each attached question and near miss."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from index.embedding import Embedder
from index.sparse import document_weights
from index.store import PointRecord
from index.tokens import encode
from ingest.document import Document, Paragraph
from ingest.library import AttachedQuestion, Library

KIND, DOCUMENTS = "kind", "documents"
PARAGRAPH, QUESTION, NEAR_MISS = "paragraph", "question", "near_miss"
# The kind of near miss that asks to invent, to forge or to drop the rules.
MISUSE = "misuse"
KEYS = (KIND, DOCUMENTS)
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes a point: the text that is searched, and the payload that comes back."""

    text: str
    payload: dict[str, Any]

    @property
    def key(self) -> str:
        """What no two points share: kind, text, and paragraph or targets."""
        return repr((self.payload[KIND], self.text, self.payload.get("targets"), self.payload.get("label")))

    @property
    def id(self) -> int:
        """A 63-bit id that follows from the text and the whole payload: what has changed is another point."""
        content = repr((self.text, sorted(self.payload.items())))
        return int.from_bytes(hashlib.sha256(content.encode()).digest()[:8]) >> 1


def label(document: Document, paragraph: Paragraph) -> str:
    """Return the name of a paragraph in the index: «179-KL/TW#9»."""
    return f"{document.label}#{paragraph.number}"


def document_of(name: str) -> str:
    """Return the label of the document of the paragraph with that name in the index."""
    return name.rsplit("#", 1)[0]


Bound = tuple[AttachedQuestion, tuple[str, ...]]
# The part of an index that holds the documents without attached questions, where others have some.
BESIDE = "beside"


class Holder(Protocol):
    """What holds documents: a library, or a part of it."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents in a fixed order."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that are searched together, with their attached questions and near misses."""

    name: str
    documents: tuple[Document, ...]
    attached: tuple[Bound, ...]


def parts(library: Holder, attached: Sequence[Bound]) -> list[Part]:
    """Return the library in one part or two: documents with attached questions apart from those without.

    What words weigh depends on the texts that they are counted in; apart, the documents with attached questions are
    judged as they were when the decision was fitted, whatever else the library holds (docs/decisions/0009).
    """
    asked = {document_of(name) for _, labels in attached for name in labels}
    first = tuple(document for document in library.documents if document.label in asked)
    others = tuple(document for document in library.documents if document.label not in asked)
    if not first or not others:
        return [Part("", library.documents, tuple(attached))]
    return [Part("", first, tuple(attached)), Part(BESIDE, others, ())]


def bind(library: Library) -> tuple[list[Bound], int]:
    """Return the attached questions with the labels of their paragraphs, and how many no longer fit the library.

    A question is left out when one of its paragraphs is missing or has other words than those it was written for.
    """
    labels = {(d.label, p.content_hash): label(d, p) for d in library.documents for p in d.paragraphs}
    bound: list[Bound] = []
    lost = 0
    for question in library.attached_questions():
        if all(target in labels for target in question.targets):
            bound.append((question, tuple(labels[target] for target in question.targets)))
        else:
            lost += 1
    return bound, lost


def context_of(document: Document, position: int) -> str:
    """Return what is indexed with a paragraph and never quoted: its section title.

    Not the start of the paragraph before: with it, the right one came first for 0.60 instead of 0.68 of the questions
    attached to the shipped texts, and for 0.74 instead of 0.81 on documents left out (docs/decisions/0007).
    """
    return document.paragraphs[position].section or ""


def entries(library: Holder, attached: Sequence[Bound]) -> list[Entry]:
    """Return every point-to-be of the library with these attached questions, in a fixed order."""
    found = [
        Entry(
            f"{context_of(document, position)} {paragraph.text}".strip(),
            {
                KIND: PARAGRAPH,
                DOCUMENTS: [document.label],
                "label": label(document, paragraph),
                "content_hash": paragraph.content_hash,
            },
        )
        for document in library.documents
        for position, paragraph in enumerate(document.paragraphs)
    ]
    for question, labels in attached:
        documents = sorted({document_of(name) for name in labels})
        kind = QUESTION if labels else NEAR_MISS
        payload = {KIND: kind, DOCUMENTS: documents, "targets": list(labels), "text": question.question}
        payload["sort"] = question.kind
        found.append(Entry(question.question, payload))
    return list({entry.key: entry for entry in found}.values())


def records(found: Sequence[Entry], embedder: Embedder) -> Iterator[PointRecord]:
    """Yield the points of the entries, embedded in batches."""
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        texts = [entry.text for entry in batch]
        weights = map(document_weights, encode(texts))
        for entry, vector, sparse, bare in zip(batch, embedder.embed(texts), *weights, strict=True):
            yield PointRecord(entry.id, vector, sparse, bare, entry.payload)
