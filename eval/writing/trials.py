"""Questions answered with a model that is honest, lies or fails, and what came of every sentence."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, cast

from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.decide import DecisionModel
from assistant.writing.breaker import Breaker
from assistant.writing.endpoint import Endpoint
from assistant.writing.prompt import RULES
from assistant.writing.verify import Passage, Verdict, verify
from assistant.writing.writer import Draft, Writer, passages_of
from eval.cases import Case
from eval.measures import judge
from eval.writing import honest
from eval.writing.faults import FAULTS, Fault, served
from eval.writing.lies import LIES, Lie
from eval.writing.oracle import Violation, violations
from eval.writing.server import MODEL, ChatRequest, Server
from index.search import Index
from ingest.document import Document
from ingest.library import Library
from ingest.settings import LanguageModelSettings, Settings

OWN = Path(__file__).parent
Messages = Sequence[tuple[str, str]]
Progress = Callable[[str], None]
_HTTP_EVERY = 60
_SPELT_DATE = re.compile(r"(?i)ngày (\d+) tháng (\d+) năm (\d+)")
_SPELT_DAY = re.compile(r"(?i)ngày (\d+) tháng (\d+)")
_NO_LIMIT = 1_000_000_000


class Scripted:
    """An endpoint in this process, which always gives the same reply, in pieces."""

    structured = True

    def __init__(self, reply: str) -> None:
        self._reply = reply

    def stream(self, messages: Messages, schema: Mapping[str, Any] | None, stop: threading.Event) -> Iterator[str]:
        """Yield the reply."""
        yield from (self._reply[start : start + 40] for start in range(0, len(self._reply), 40))

    def writer(self) -> Writer:
        """Return a writer that asks this endpoint."""
        return Writer(cast("Endpoint", self), LanguageModelSettings(model=MODEL))


@dataclass(frozen=True, slots=True)
class Bench:
    """A library, its index and the decision, to be put before models of any kind."""

    library: Library
    index: Index
    model: DecisionModel

    @classmethod
    def open(cls, settings: Settings, progress: Progress) -> "Bench":
        """Open what `settings` name; the model they name is left aside."""
        library = Library.open(settings.library, settings.corpus)
        return cls(library, Index.open(library, settings, progress), DecisionModel.load())

    def assistant(self, writer: Writer | None = None) -> Assistant:
        """Return an assistant with that writer."""
        return Assistant(self.library, self.index, self.model, writer)


def patient(base_url: str) -> Writer:
    """Return a writer for a server, which asks again however often it failed before."""
    settings = LanguageModelSettings(base_url=base_url, model=MODEL)
    return Writer(Endpoint(settings, Breaker(threshold=_NO_LIMIT)), settings)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one sentence of a model; `way` is its wording or the lie that it tells."""

    case: str
    way: str
    verdict: Verdict

    @property
    def kept(self) -> bool:
        """Whether it was verified."""
        return self.verdict.reason is None

    @property
    def as_written(self) -> bool:
        """Whether it was shown as the model put it, less an opening, and not as the source does."""
        return self.kept and not self.verdict.verbatim


@dataclass
class Honest:
    """The development cases with an honest model: sentences, milliseconds each, pairs (case, without, with model)."""

    sentences: list[Tried] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    answers: list[tuple[Case, bool, bool]] = field(default_factory=list)
    found: list[Violation] = field(default_factory=list)


def try_honest(bench: Bench, cases: Sequence[Case], progress: Progress) -> Honest:
    """Ask every case of an honest model behind a real server."""
    result, plain = Honest(), bench.assistant()
    with Server(honest.honest) as server:
        written = bench.assistant(patient(server.base_url))
        for position, case in enumerate(cases, 1):
            _ask_honest(result, case, plain, written, server.requests)
            if position % 50 == 0 or position == len(cases):
                progress(f"Mô hình trung thực: {position}/{len(cases)} tình huống")
    return result


def _ask_honest(
    result: Honest, case: Case, plain: Assistant, written: Assistant, requests: Sequence[ChatRequest]
) -> None:
    before, drafts, sent = _ask(plain, case), list[Draft](), len(requests)
    after = _ask(written, case, drafts.append)
    judged = [judge(case, _in_figures(answer.to_json(case.id))).correct for answer in (before, after)]
    result.answers.append((case, judged[0], judged[1]))
    result.found += violations(after.to_json(case.id), before.to_json(case.id), RULES)
    if len(requests) == sent:
        return
    asked = json.loads(requests[-1].messages[-1][1])
    sentences = honest.composed(asked["question"], asked["paragraphs"])
    ways = {s.text: s.way for s in sentences}
    verdicts = drafts[-1].verdicts if drafts else ()
    result.sentences += [Tried(case.id, ways.get(v.sentence, "câu tách từ văn xuôi"), v) for v in verdicts]
    passages = [passage for passage, _, _ in passages_of(before, plain.library.documents)]
    result.milliseconds += [_timed(sentence, passages) for sentence in sentences]


def _ask(assistant: Assistant, case: Case, told: Callable[[Draft], None] = lambda _: None) -> Answer:
    return list(assistant.stream(case.question, history=case.history, documents=case.documents, told=told))[-1]


def _in_figures(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer with its dates in figures as well: so the cases put them, and so does not every model."""
    text = answer["text"]
    found = [_SPELT_DATE.sub(form, text) for form in (r"\1/\2/\3", r"0\1/\2/\3", r"\1-\2-\3")]
    found += [_SPELT_DAY.sub(form, text) for form in (r"\1/\2", r"0\1/\2")]
    return {**answer, "text": "\n".join([text, *found, text.replace("ủy ban nhân dân", "UBND")])}


def _timed(sentence: honest.Sentence, passages: Sequence[Passage]) -> float:
    started = time.thread_time()
    verify(sentence.text, passages, sentence.paragraph)
    return (time.thread_time() - started) * 1000


def try_authored(name: str, documents: Sequence[Document]) -> list[Tried]:
    """Return what becomes of the sentences of a file beside this one, each against the paragraph that it names."""
    texts = {document.label: [paragraph.text for paragraph in document.paragraphs] for document in documents}
    names = {document.label: document.name for document in documents}
    tried = []
    for line in (OWN / name).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        held = [text for text in texts.get(record["document"], []) if record["quote"] in text]
        passages = [Passage("D1", names[record["document"]], text) for text in held]
        tried.append(Tried(record["id"], record["kind"], verify(record["text"], passages, "D1")))
    return tried


@dataclass
class Lied:
    """What one kind of lie came to: sentences that are not the honest model's, and what was shown."""

    replies: int = 0
    sentences: int = 0
    shown_in_its_stead: list[Tried] = field(default_factory=list)
    shown_as_written: list[Tried] = field(default_factory=list)
    statements: int = 0
    found: list[tuple[str, Violation]] = field(default_factory=list)
    rejected: list[Tried] = field(default_factory=list)


def try_lies(
    bench: Bench, cases: Sequence[Case], progress: Progress, kinds: Sequence[str] = tuple(LIES)
) -> dict[str, Lied]:
    """Answer every case that is answered with every kind of lie; each so-manieth through a real server."""
    results, plain = {kind: Lied() for kind in kinds}, bench.assistant()
    said = ""
    answers = [(case, _ask(plain, case)) for case in cases]
    answered = [(case, answer) for case, answer in answers if answer.status is Status.ANSWERED]
    with Server(lambda request: said) as server:
        by_http, number = patient(server.base_url), 0
        for position, (case, answer) in enumerate(answered, 1):
            for kind in kinds:
                if (reply := lying(LIES[kind], kind, case, answer, bench.library.documents)) is None:
                    continue
                said, number = reply, number + 1
                writer = by_http if number % _HTTP_EVERY == 0 else Scripted(reply).writer()
                _answer_lied(results[kind], kind, case, answer, writer, bench.library.documents)
            if position % 20 == 0 or position == len(answered):
                progress(f"Mô hình nói sai: {position}/{len(answered)} câu hỏi, {number} lượt trả lời")
    return results


def lying(lie: Lie, kind: str, case: Case, answer: Answer, documents: Sequence[Document]) -> str | None:
    """Return the reply with that lie about the paragraphs of `answer`; `None` where it does not apply."""
    given = [{"id": passage.id, "text": passage.text} for passage, _, _ in passages_of(answer, documents)]
    held = {paragraph["text"] for paragraph in given}
    others = [p.text for document in documents for p in document.paragraphs if p.text not in held]
    sentences = honest.composed(case.question, given)
    chance = Random(f"{kind} {case.id}")  # noqa: S311 (the same lies every time)
    return lie(sentences, given, others, chance) if sentences else None


def _answer_lied(
    lied: Lied, kind: str, case: Case, answer: Answer, writer: Writer, documents: Sequence[Document]
) -> None:
    drafts, known = list[Draft](), [passage for passage, _, _ in passages_of(answer, documents)]
    shown = list(writer.answers(case.question, answer, documents, threading.Event(), drafts.append))
    given = [{"id": passage.id, "text": passage.text} for passage in known]
    true = {sentence.text for sentence in honest.composed(case.question, given)}
    tried = [Tried(case.id, kind, verdict) for verdict in drafts[-1].verdicts if verdict.sentence not in true]
    lied.replies += 1
    lied.sentences += len(tried)
    lied.rejected += [t for t in tried if not t.kept]
    lied.shown_as_written += [t for t in tried if t.as_written]
    lied.shown_in_its_stead += [t for t in tried if t.kept and not t.as_written]
    lied.statements += len(shown[-1].statements)
    extractive = answer.to_json(case.id)
    for one in {a.text: a for a in shown[-2:]}.values():
        lied.found += [(case.id, violation) for violation in violations(one.to_json(case.id), extractive, RULES)]


@dataclass(frozen=True, slots=True)
class Failed:
    """How a question with a failing server ended."""

    fault: str
    seconds: float
    status: str
    cited: bool
    told: str


def try_faults(bench: Bench, question: str, progress: Progress, names: Sequence[str] = tuple(FAULTS)) -> list[Failed]:
    """Ask one question of every faulty server, several at a time, each with an endpoint of its own."""
    done: list[Failed] = []
    bench.assistant().ask(question)  # the first question ever loads what the search needs

    def ask(name: str) -> Failed:
        outcome = failed(bench, question, FAULTS[name])
        done.append(outcome)
        progress(f"Máy chủ lỗi: {len(done)}/{len(names)}")
        return outcome

    with ThreadPoolExecutor(6) as threads:
        return list(threads.map(ask, names))


def failed(bench: Bench, question: str, fault: Fault) -> Failed:
    """Ask one question of a faulty server."""
    with served(fault) as address:
        writer = Writer.open(replace(LanguageModelSettings(), base_url=address, model=MODEL))
        assistant, started = bench.assistant(writer), time.perf_counter()
        answer = assistant.ask(question)
        seconds = time.perf_counter() - started
    return Failed(fault.name, seconds, str(answer.status), bool(answer.citations), answer.own_words[0])
