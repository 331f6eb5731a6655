"""Sentences of drafts with what is right or wrong in each, and what the checker says of them."""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.checking.checked import Checked, Deviation, Verdict
from assistant.checking.checker import Checker
from ingest.document import Document, Span
from ingest.errors import UserError

OWN = Path(__file__).parent


class Kind(StrEnum):
    """What a sentence was written as."""

    VERBATIM = "verbatim"
    PARAPHRASE = "paraphrase"
    NUMBER = "number"
    DATE = "date"
    BODY = "body"
    ADDRESSEE = "addressee"
    STRENGTH = "strength"
    POLARITY = "polarity"
    DOCUMENT = "document"
    INVENTED = "invented"
    WORDING = "wording"
    UNRELATED = "unrelated"
    OPINION = "opinion"


# One thing altered; `WORDING`, one word of a quotation, is told apart because it has no kind of fact.
ALTERED = (
    Kind.NUMBER, Kind.DATE, Kind.BODY, Kind.ADDRESSEE, Kind.STRENGTH, Kind.POLARITY, Kind.DOCUMENT, Kind.INVENTED,
)  # fmt: skip
_TRUE = {
    Kind.VERBATIM: Verdict.VERBATIM, Kind.PARAPHRASE: Verdict.SUPPORTED, Kind.UNRELATED: Verdict.UNSUPPORTED,
    Kind.OPINION: Verdict.OPINION,
}  # fmt: skip
# Of several sentences the one that stands furthest behind here decides.
_GRAVITY = (Verdict.OPINION, Verdict.VERBATIM, Verdict.SUPPORTED, Verdict.UNSUPPORTED, Verdict.DEVIATING)


@dataclass(frozen=True, slots=True)
class Trial:
    """A text of one sentence, seldom two.

    `quote` stands in the one paragraph of `document` that it is about, `None` where it is about none. Of an alteration
    `found` are the wrong words of `text` and `source` what the paragraph has there, empty where it has nothing.
    """

    id: str
    kind: Kind
    document: str | None
    quote: str | None
    text: str
    found: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial with what the checker said; `milliseconds` for its whole text."""

    trial: Trial
    checked: tuple[Checked, ...]
    milliseconds: float

    @property
    def verdict(self) -> Verdict | None:
        """The gravest verdict of its sentences; `None` where the checker saw no sentence."""
        return max((item.verdict for item in self.checked), key=_GRAVITY.index, default=None)

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """What is said to deviate."""
        return tuple(deviation for item in self.checked for deviation in item.deviations)

    @property
    def caught(self) -> bool:
        """Whether it is said to deviate, or to have no ground."""
        return self.verdict in (Verdict.DEVIATING, Verdict.UNSUPPORTED)

    @property
    def named(self) -> bool:
        """Whether a deviation has the kind of the alteration; of invented words whether they are told as such."""
        if self.trial.kind is Kind.INVENTED:
            return self.verdict is Verdict.UNSUPPORTED or self._points_there(self.deviations)
        return any(deviation.kind.value == self.trial.kind.value for deviation in self.deviations)

    @property
    def placed(self) -> bool:
        """Whether it is `named` by a deviation that shares words with those altered."""
        if self.trial.kind is Kind.INVENTED:
            return self.named
        return self._points_there([item for item in self.deviations if item.kind.value == self.trial.kind.value])

    @property
    def told(self) -> bool:
        """Whether the verdict is the one that its kind asks for."""
        if self.trial.kind in _TRUE:
            return self.verdict is _TRUE[self.trial.kind]
        return self.caught

    @property
    def cited(self) -> bool | None:
        """Whether the right paragraph is cited; `None` where there is none, or where nothing is cited."""
        cited = [citation for item in self.checked for citation in item.citations]
        if self.trial.quote is None or not cited:
            return None
        return any(
            citation.document == self.trial.document and self.trial.quote in citation.paragraph_text
            for citation in cited
        )

    def _points_there(self, deviations: Sequence[Deviation]) -> bool:
        altered = _places(self.trial.found or self.trial.text, self.trial.text)
        told = [place for item in deviations for place in _places(item.found, self.trial.text)]
        return any(one.start < other.end and other.start < one.end for one in altered for other in told)


def _places(words: str, text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(re.escape(words), text)] if words else []


def read_trials(path: Path, documents: Sequence[Document]) -> list[Trial]:
    """Return the trials of a JSONL file.

    Raises:
        UserError: the file cannot be read, a line is no trial, or its quote is not in exactly one paragraph.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"Không đọc được tệp câu thử «{path}» ({error}); hãy kiểm tra lại.") from error
    return [_trial(path, number, line, documents) for number, line in enumerate(lines, 1) if line.strip()]


def _trial(path: Path, number: int, line: str, documents: Sequence[Document]) -> Trial:
    try:
        record = json.loads(line)
        trial = Trial(**{**record, "kind": Kind(record["kind"])})
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"Tệp câu thử «{path}», dòng {number} không đúng dạng ({error}); hãy sửa lại.") from error
    held = [
        paragraph
        for document in documents
        if document.label == trial.document
        for paragraph in document.paragraphs
        if trial.quote is not None and trial.quote in paragraph.text
    ]
    if trial.quote is not None and len(held) != 1:
        raise UserError(
            f"Tệp câu thử «{path}», dòng {number}: «{trial.quote}» có trong {len(held)} đoạn của {trial.document}, "
            "cần đúng một; hãy sửa «quote»."
        )
    return trial


def check_all(checker: Checker, trials: Sequence[Trial]) -> list[Outcome]:
    """Return what the checker says of each trial, each checked alone."""
    found = []
    for trial in trials:
        started = time.perf_counter()
        checked = tuple(checker.check(trial.text))
        found.append(Outcome(trial, checked, (time.perf_counter() - started) * 1000))
    return found
