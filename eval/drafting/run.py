"""`python -m eval drafts`: the development requests, composed and counted anew, as a table in Markdown."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.drafting.compose import TOLERANCE, compose
from assistant.drafting.draft import Draft
from assistant.drafting.request import Request, kind_named
from assistant.drafting.show import to_text
from eval.drafting.judge import Judged, judge
from eval.measures import estimate
from eval.writing.honest import honest
from eval.writing.server import Server
from ingest.errors import UserError
from ingest.settings import LanguageModelSettings, Settings

OWN = Path(__file__).parent
_RULE_OF_THREE = 3
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A request with its draft, how that is judged, and the seconds it took."""

    record: dict[str, Any]
    draft: Draft
    judged: Judged
    seconds: float

    @property
    def off(self) -> float:
        """How far the length is from the one asked for, as a share of it."""
        asked = int(self.record["words"])
        return abs(self.judged.words - asked) / asked


def read_requests(path: Path) -> list[tuple[dict[str, Any], Request]]:
    """Return the records of a file of requests, one JSON object a line, each with its request."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(record, _request(record)) for record in records]


def _request(record: dict[str, Any]) -> Request:
    documents = tuple(record["documents"])
    return Request(kind_named(record["kind"]), record["topic"], documents, record["audience"], record["words"])


def report(settings: Settings, *, explain: bool, progress: Progress) -> str:
    """Return the tables without a model and with an honest one; with `explain` every draft, and what is wrong."""
    plain = Assistant.open(replace(settings, llm=LanguageModelSettings()), progress=progress)
    alone = [_outcome(plain, *request) for request in read_requests(OWN / "requests.jsonl")]
    refused = [_refused(plain, request) for _, request in read_requests(OWN / "impossible.jsonl")]
    plain.close()
    with Server(honest) as server:
        configured = replace(settings, llm=LanguageModelSettings(server.base_url, "thu"))
        writing = Assistant.open(configured, progress=progress)
        worded = [_outcome(writing, *request) for request in read_requests(OWN / "requests.jsonl")]
        writing.close()
    parts = [_table([("không có mô hình", alone), ("mô hình trung thực", worded)]), _refusals(refused)]
    return "\n\n".join([*(map(_explained, alone) if explain else ()), *parts])


def _outcome(assistant: Assistant, record: dict[str, Any], request: Request) -> Outcome:
    started = time.perf_counter()
    draft = compose(request, assistant)
    seconds = time.perf_counter() - started
    written = json.loads(json.dumps(draft.to_json(), ensure_ascii=False))
    judged = judge(written, to_text(draft), assistant.library.documents, request.topic)
    return Outcome(record, draft, judged, seconds)


def _refused(assistant: Assistant, request: Request) -> str | None:
    """Return the complaint about a request that no text can meet; `None` where a draft was made."""
    try:
        compose(request, assistant)
    except UserError as error:
        return str(error)
    return None


def _table(runs: Sequence[tuple[str, Sequence[Outcome]]]) -> str:
    rows = [["đo", *(name for name, _ in runs)], ["---"] * (len(runs) + 1)]
    columns = [_measures(found) for _, found in runs]
    rows += [[name, *(column[name] for column in columns)] for name in columns[0]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _measures(found: Sequence[Outcome]) -> dict[str, str]:
    judged = [outcome.judged for outcome in found]
    quotes = sum(item.quotes for item in judged)
    times = sorted(outcome.seconds for outcome in found)
    return {
        "số bài": str(len(found)),
        "số câu (nguyên văn, ý người soạn)": f"{_sum(judged, 'sentences')} ({quotes}, {_sum(judged, 'own')})",
        "câu không trích dẫn, không đánh dấu": _none(judged, "bare"),
        "câu nguyên văn đúng từng ký tự": f"{1 - _count(judged, 'altered') / quotes:.3f} ({quotes} câu)",
        "câu diễn đạt lại thêm hoặc mất từ": _none(judged, "added"),
        "ý người soạn nêu con số lạ": _none(judged, "asserting"),
        "câu hỏng đầu, cuối": _none(judged, "broken"),
        "câu mở đầu lặp câu trước": _none(judged, "repeated"),
        "độ dài lệch không quá 10 %": str(estimate([outcome.off <= TOLERANCE for outcome in found])),
        "thời gian, trung vị và lâu nhất": f"{times[len(times) // 2]:.1f} s, {times[-1]:.1f} s",
    }


def _sum(judged: Sequence[Judged], name: str) -> int:
    return sum(getattr(item, name) for item in judged)


def _count(judged: Sequence[Judged], name: str) -> int:
    return sum(len(getattr(item, name)) for item in judged)


def _none(judged: Sequence[Judged], name: str) -> str:
    """Return how many there are; of none, the upper bound of the share at 95 % (rule of three)."""
    count, sentences = _count(judged, name), _sum(judged, "sentences")
    return str(count) if count else f"0 (cận trên {_RULE_OF_THREE / sentences:.4f})"


def _refusals(complaints: Sequence[str | None]) -> str:
    refused = [complaint for complaint in complaints if complaint is not None]
    lines = [f"Yêu cầu không thể đáp ứng: {len(complaints)}, bị từ chối: {len(refused)}."]
    return "\n".join([*lines, *(f"- {complaint}" for complaint in refused)])


def _explained(outcome: Outcome) -> str:
    wrong = [
        f"{name}: {text}"
        for name in ("bare", "altered", "added", "asserting", "broken", "repeated")
        for text in getattr(outcome.judged, name)
    ]
    asked = ", ".join(f"{key}: {value}" for key, value in outcome.record.items() if value)
    length = f"{outcome.judged.words} tiếng, lệch {100 * outcome.off:.0f} %"
    return "\n".join([f"### {asked} → {length}", *(f"- {line}" for line in wrong), to_text(outcome.draft)])
