"""What phrases that a model suggests are worth: how often they bring the right paragraph before who was refused."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.writing.endpoint import Endpoint
from assistant.writing.writer import Writer
from eval import left_out
from eval.cases import Case
from eval.writing import honest
from eval.writing.server import MODEL
from eval.writing.trials import Bench, Messages, Progress
from ingest.document import Document
from ingest.settings import LanguageModelSettings, Settings

_NEAREST = 3  # paragraphs that a refusal shows of itself


class Suggesting:
    """An endpoint in this process, which suggests what the thesaurus knows."""

    structured = True

    def stream(self, messages: Messages, schema: Mapping[str, Any] | None, stop: threading.Event) -> Iterator[str]:
        """Yield the reply."""
        yield honest.reply(messages[-1][1])

    def writer(self) -> Writer:
        """Return a writer that asks this endpoint for phrases."""
        return Writer(cast("Endpoint", self), LanguageModelSettings(model=MODEL, expand=True))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is answered in the paragraphs `gold` (labels)."""

    text: str
    gold: frozenset[str]
    history: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """One of them that was refused: whether phrases were kept, and whether a right paragraph is among those shown.

    `own` by the user's words, `more` if twice as many were shown by those, `widened` with the phrases.
    """

    suggested: bool
    own: bool
    more: bool
    widened: bool


def of_cases(cases: Sequence[Case], documents: Sequence[Document]) -> list[Asked]:
    """Return the cases that have an answer."""
    texts = [(f"{d.label}#{p.number}", d.label, p.text) for d in documents for p in d.paragraphs]
    return [
        Asked(
            case.question,
            frozenset(
                label for label, held, text in texts for g in case.gold if g.document == held and g.quote in text
            ),
            case.history,
            case.documents,
        )
        for case in cases
        if case.answerable and case.gold
    ]


def refused(plain: Assistant, suggesting: Assistant, asked: Iterable[Asked]) -> Iterator[Refused]:
    """Yield what became of each question to which the assistant finds no answer."""
    for one in asked:
        answer = plain.ask(one.text, history=one.history, documents=one.documents)
        if answer.status is not Status.SILENT:
            continue
        wider = suggesting.ask(one.text, history=one.history, documents=one.documents)
        shown = [{f"{c.document}#{c.paragraph}" for c in found.related} for found in (answer, wider)]
        more = {item.label for item in plain.judge(one.text).ranking[: 2 * _NEAREST]} | shown[0]
        yield Refused(
            wider.own_words != answer.own_words, *(bool(one.gold & held) for held in (shown[0], more, shown[1]))
        )


def try_expansion(
    bench: Bench, cases: Sequence[Case], settings: Settings, data: Path | None, progress: Progress
) -> dict[str, tuple[int, list[Refused]]]:
    """Return for each set of questions how many have an answer, and what became of those that were refused.

    With `data` they are also asked of the documents left out.
    """
    results = {"tình huống": _tried(bench, of_cases(cases, bench.library.documents))}
    if data is not None:
        added, questions = left_out.documents(data, "dev")
        with left_out.beside_the_shipped(settings, added) as held:
            beside = Bench.open(held, progress)
            results["văn bản chưa từng thấy"] = _tried(
                beside, [Asked(q.text, q.gold) for q in questions if q.answerable]
            )
            beside.index.close()
    return results


def _tried(bench: Bench, asked: Sequence[Asked]) -> tuple[int, list[Refused]]:
    return len(asked), list(refused(bench.assistant(), bench.assistant(Suggesting().writer()), asked))
