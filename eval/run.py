"""A run: every case asked, every answer judged, a folder that holds all of it, a table."""

import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import Assistant
from eval.cases import Case
from eval.measures import Estimate, Judgement, estimate, judge
from ingest.errors import UserError
from ingest.files import replace_text
from ingest.settings import Settings

Progress = Callable[[str], None]
ALL = "tất cả"
_TABLE_START, _TABLE_END = "<!-- bảng kết quả -->", "<!-- hết bảng kết quả -->"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, its answer in the form of the `batch` contract, and the judgement."""

    case: Case
    answer: dict[str, Any]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: one category, or all together."""

    category: str
    n: int
    correct: Estimate
    citation_recall: Estimate
    citation_precision: Estimate
    wrongly_refused: Estimate
    wrongly_answered: Estimate


def ask_all(assistant: Assistant, cases: Sequence[Case], progress: Progress) -> list[Outcome]:
    """Return the outcome of every case, in order."""
    outcomes = []
    for position, case in enumerate(cases, 1):
        answer = assistant.ask(case.question, history=case.history, documents=case.documents).to_json(case.id)
        outcomes.append(Outcome(case, answer, judge(case, answer)))
        if position % 100 == 0 or position == len(cases):
            progress(f"Đã hỏi {position}/{len(cases)} tình huống")
    return outcomes


def table(outcomes: Sequence[Outcome]) -> list[Row]:
    """Return one row for each category in order of appearance, then one for all."""
    categories = list(dict.fromkeys(outcome.case.category for outcome in outcomes))
    return [
        *(_row(category, [o for o in outcomes if o.case.category == category]) for category in categories),
        _row(ALL, outcomes),
    ]


def _row(category: str, outcomes: Sequence[Outcome]) -> Row:
    judged = [outcome.judgement for outcome in outcomes]
    return Row(
        category,
        len(outcomes),
        estimate([j.correct for j in judged]),
        estimate([j.citation_recall for j in judged]),
        estimate([j.citation_precision for j in judged]),
        estimate([j.wrongly_refused for j in judged]),
        estimate([j.wrongly_answered for j in judged]),
    )


def markdown(rows: Sequence[Row]) -> str:
    """Return the table in Markdown, means with 95 % intervals."""
    names = ("loại câu hỏi", "n", "đúng", "đủ trích dẫn", "trích dẫn đúng", "từ chối nhầm", "trả lời nhầm")
    head = f"| {' | '.join(names)} |\n|{' --- |' * len(names)}"
    lines = [
        f"| {r.category} | {r.n} | {r.correct} | {r.citation_recall} | {r.citation_precision} "
        f"| {r.wrongly_refused} | {r.wrongly_answered} |"
        for r in rows
    ]
    return "\n".join([head, *lines])


def latency(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Return the median and the 95th percentile of the time to an answer, in milliseconds."""
    times = [outcome.answer["elapsed_ms"] for outcome in outcomes]
    return float(np.quantile(times, 0.5)), float(np.quantile(times, 0.95))


def write_run(folder: Path, outcomes: Sequence[Outcome], configuration: dict[str, Any]) -> None:
    """Write settings, answers, scores and problems into `folder`, and the table as `report.md`."""
    folder.mkdir(parents=True)
    rows = table(outcomes)
    _write_json(folder / "settings.json", {**configuration, "python": platform.python_version()})
    _write_lines(folder / "answers.jsonl", [outcome.answer for outcome in outcomes])
    _write_json(folder / "scores.json", {row.category: asdict(row) for row in rows})
    problems = [
        {"id": o.case.id, "category": o.case.category, "question": o.case.question, "problems": o.judgement.problems,
         "status": o.answer["status"], "cited": [c["locator"] for c in o.answer["citations"]]}
        for o in outcomes if o.judgement.problems
    ]  # fmt: skip
    _write_lines(folder / "problems.jsonl", problems)
    (folder / "report.md").write_text(markdown(rows) + "\n", encoding="utf-8")


def settings_record(settings: Settings) -> dict[str, Any]:
    """Return the settings as JSON values."""
    return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(settings).items()}


def put_table(path: Path, report: str) -> None:
    """Replace what stands between the two marks in Markdown file `path`.

    Raises:
        UserError: the file cannot be read or lacks the marks.
    """
    try:
        before, rest = path.read_text(encoding="utf-8").split(_TABLE_START, 1)
        after = rest.split(_TABLE_END, 1)[1]
    except (OSError, ValueError, IndexError) as error:
        raise UserError(
            f"«{path}»: không có hai dấu mốc «{_TABLE_START}» và «{_TABLE_END}»; hãy thêm rồi chạy lại."
        ) from error
    replace_text(path, f"{before}{_TABLE_START}\n\n{report}\n\n{_TABLE_END}{after}")


def new_folder(parent: Path) -> Path:
    """Return a folder name under `parent` made of the present time, not yet taken."""
    stem = datetime.now().astimezone().strftime("%Y-%m-%d_%H%M%S")
    names = (parent / (stem if not copy else f"{stem}-{copy}") for copy in range(1000))
    return next(name for name in names if not name.exists())


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_lines(path: Path, records: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
