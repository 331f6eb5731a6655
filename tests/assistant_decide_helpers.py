"""Evidence made by hand, and a model that weighs one feature of each kind."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from assistant.decide import Decision, DecisionModel, Logistic, decide
from assistant.entities import Gazetteer
from assistant.features import GLOBAL_FEATURES, PAIR_FEATURES
from assistant.plain import PLAIN_FEATURES
from index.relevance import FEATURES
from index.search import Evidence, Hit, QuestionHit
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span


def document(*texts: str) -> Document:
    """Return a document of these paragraphs."""
    source, paragraphs = "", []
    for position, text in enumerate(texts, 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    metadata = Metadata("1-KL/TW", DocumentType.CONCLUSION, SourceKind.OFFICIAL_TEXT, issue_date=date(2025, 7, 1))
    return Document(metadata, source, tuple(paragraphs))


TEXT = document("Bộ Tài chính làm xong trước 31/7.", "Bộ Công an làm.", "Cấp xã làm.", "Cấp tỉnh làm.", *["Làm."] * 4)
NOTHING = Evidence((), (), (), {}, 0.0, 0.0, 0.0, 0.0)
GAZETTEER = Gazetteer([TEXT])


def hits(*scores: float) -> tuple[Hit, ...]:
    """Return the first paragraphs, found with these scores."""
    return tuple(
        Hit(TEXT, paragraph, score, score, np.array([float(name == "fused") * score for name in FEATURES]))
        for paragraph, score in zip(TEXT.paragraphs, scores, strict=False)
    )


def asked(*found: tuple[float, Sequence[int]], kind: str = "factoid") -> tuple[QuestionHit, ...]:
    return tuple(QuestionHit("Hỏi?", kind, tuple(map(label, targets)), score) for score, targets in found)


def label(number: int) -> str:
    return f"1-KL/TW#{number}"


def model(pair: str = "paragraph_score", answered: str = "best_pair", **changes: float) -> DecisionModel:
    """A model that weighs one feature of each kind by one."""

    def only(name: str, names: tuple[str, ...], bias: float = 0.0) -> Logistic:
        return Logistic(np.array([float(item == name) for item in names]), bias)

    thresholds = {"cite": 0.6, "cite_several": 0.3, "answer": 0.0, "plain_answer": 2.0, **changes}
    silence, plain_silence = only(answered, GLOBAL_FEATURES), only("fused", PLAIN_FEATURES, -5.0)
    return DecisionModel(only(pair, PAIR_FEATURES), silence, plain_silence, **thresholds)


def decided(decider: DecisionModel, evidence: Evidence, question: str = "Hỏi?") -> Decision:
    return decide(decider, evidence, question, GAZETTEER)
