"""What a check says of a sentence: a verdict, what differs and what the text says, with the paragraphs beside it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.answer import Citation
from ingest.document import Span


class Verdict(StrEnum):
    """The closed set of verdicts."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    DEVIATING = "deviating"
    UNSUPPORTED = "unsupported"
    OPINION = "opinion"

    @property
    def vi(self) -> str:
        """The verdict as a reader sees it."""
        return _VERDICTS[self]


class DeviationKind(StrEnum):
    """What differs from the text."""

    NUMBER = "number"
    DATE = "date"
    BODY = "body"
    ADDRESSEE = "addressee"
    STRENGTH = "strength"
    POLARITY = "polarity"
    DOCUMENT = "document"
    WORDING = "wording"

    @property
    def vi(self) -> str:
        """The kind as a reader sees it."""
        return _KINDS[self]


_VERDICTS = {
    Verdict.VERBATIM: "đúng nguyên văn",
    Verdict.SUPPORTED: "có căn cứ",
    Verdict.DEVIATING: "sai lệch",
    Verdict.UNSUPPORTED: "không tìm thấy căn cứ",
    Verdict.OPINION: "ý kiến, lời dẫn",
}
_KINDS = {
    DeviationKind.NUMBER: "con số",
    DeviationKind.DATE: "ngày tháng, thời hạn",
    DeviationKind.BODY: "cơ quan, chức danh",
    DeviationKind.ADDRESSEE: "cơ quan được giao",
    DeviationKind.STRENGTH: "mức độ",
    DeviationKind.POLARITY: "khẳng định, phủ định",
    DeviationKind.DOCUMENT: "số hiệu, tên văn bản",
    DeviationKind.WORDING: "từ ngữ",
}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference: the words of the draft, and those of the text; `source` is empty where it has nothing there."""

    kind: DeviationKind
    found: str
    source: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with its verdict; `span` is half-open, in characters of the draft, and `span.of(draft) == sentence`.

    `suggestion` is what the text itself says instead of a deviating sentence, word for word; else empty.
    """

    sentence: str
    span: Span
    verdict: Verdict
    deviations: tuple[Deviation, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestion: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the sentence in the form of the `check` contract."""
        return {
            "sentence": self.sentence,
            "start": self.span.start,
            "end": self.span.end,
            "verdict": str(self.verdict),
            "deviations": [
                {"kind": str(item.kind), "found": item.found, "source": item.source} for item in self.deviations
            ],
            "citations": [citation.to_json() for citation in self.citations],
        }
