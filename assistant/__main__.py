"""`python -m assistant ask | batch | llm | fit`; `check`, `draft` and `duties` have commands of their own."""

import argparse
import importlib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ingest.command import CommandParser, run
from ingest.errors import QuestionError, UserError, cause
from ingest.text import written_out

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant
    from assistant.writing.writer import Draft
    from ingest.settings import Settings

# Half a surrogate pair: JSON can name it, UTF-8 cannot write it.
_UNPRINTABLE = re.compile("[\ud800-\udfff]")
# Actions with options of their own, and the module whose `main` does them.
_OWN_COMMANDS = {
    "check": "assistant.checking.command",
    "draft": "assistant.drafting.command",
    "duties": "assistant.duties.command",
}


def main(arguments: list[str]) -> int:
    """Do what the first argument names; return the exit status."""
    if arguments and arguments[0] in _OWN_COMMANDS:
        return int(importlib.import_module(_OWN_COMMANDS[arguments[0]]).main(arguments[1:]))
    parser = CommandParser(
        "python -m assistant",
        "Hỏi đáp trên thư viện văn bản, có trích dẫn từng đoạn."
        " Soạn thảo, đối chiếu và sổ nhiệm vụ: draft, check, duties (mỗi lệnh có --help riêng).",
    )
    parser.add_argument("action", choices=["ask", "batch", "llm", "fit"], metavar="ask|batch|llm|fit",
                        help="hỏi một câu; trả lời tệp JSONL; thử mô hình ngôn ngữ; khớp lại các mô hình")  # fmt: skip
    parser.add_argument("subject", nargs="?", metavar="CÂU_HỎI|TỆP", help="câu hỏi (ask) hoặc tệp JSONL (batch)")
    parser.add_argument("--explain", action="store_true", help="nêu các câu của mô hình ngôn ngữ đã bị bỏ (ask)")
    parser.add_argument("--json", action="store_true", help="in câu trả lời dạng JSON (ask)")
    parser.add_argument(
        "--document", action="append", default=[], metavar="SỐ_HIỆU", help="chỉ tìm trong văn bản này (ask)"
    )
    parser.add_argument("--data", type=Path, metavar="THƯ_MỤC", help="dữ liệu huấn luyện (fit)")
    options = parser.parse_args(arguments)
    if options.action == "batch" and options.document:
        parser.error("--document chỉ dùng với ask; với batch hãy ghi «documents» ở từng dòng")
    if options.action in ("ask", "batch") and options.subject is None:
        parser.error(f"{options.action} cần thêm {'câu hỏi' if options.action == 'ask' else 'tệp JSONL'}")
    settings = parser.settings(options)
    actions = {"ask": _ask, "batch": _batch, "llm": _llm, "fit": _fit}
    return actions[options.action](settings, options)


def _progress(message: str) -> None:
    print(message, file=sys.stderr)


def _open(settings: "Settings") -> "Assistant":
    from assistant.assistant import Assistant

    return Assistant.open(settings, progress=_progress)


def _ask(settings: "Settings", options: argparse.Namespace) -> int:
    told = _explained if options.explain else _untold
    *_, answer = _open(settings).stream(options.subject, documents=options.document, told=told)
    print(json.dumps(answer.to_json(""), ensure_ascii=False) if options.json else _readable(answer))
    return 0


def _untold(_: object) -> None:
    pass


def _explained(draft: "Draft") -> None:
    for verdict in draft.dropped:
        detail = f": «{verdict.detail}»" if verdict.detail else ""
        _progress(written_out(f"Đã bỏ câu «{verdict.sentence}» ({verdict.reason}{detail})."))


def _llm(settings: "Settings", _: argparse.Namespace) -> int:
    from assistant.writing.check import report

    print(report(settings))
    return 0


def _readable(answer: "Answer") -> str:
    from assistant.wording import RELATED

    lines = [answer.text]
    if answer.related:
        lines += ["", RELATED, *(f"• {citation.locator}: {citation.quote}" for citation in answer.related)]
    return "\n".join(lines)


def _batch(settings: "Settings", options: argparse.Namespace) -> int:
    path = Path(options.subject)
    try:
        lines = path.open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UserError(f"Không đọc được tệp câu hỏi «{path}» ({cause(error)}); hãy kiểm tra đường dẫn.") from error
    with lines:
        bad = _answer_lines(_open(settings), path, lines)
    if bad:
        _progress(f"«{path}»: {bad} dòng không dùng được, các dòng còn lại đã trả lời.")
    return 1 if bad else 0


def _answer_lines(assistant: "Assistant", path: Path, lines: TextIO) -> int:
    """Answer line by line in order; return how many lines could not be used."""
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        value: object = None
        try:
            value = _parsed(line)
            record = _record(value)
            answer = assistant.ask(
                record["question"], history=record.get("history", []), documents=record.get("documents", [])
            ).to_json(record["id"])
        except QuestionError as error:
            bad += 1
            _progress(f"«{path}», dòng {number}: {error}")
            answer = _unusable(value.get("id") if isinstance(value, dict) else None, str(error))
        print(_UNPRINTABLE.sub(_escaped, json.dumps(answer, ensure_ascii=False)), flush=True)
    return bad


def _escaped(surrogate: re.Match[str]) -> str:
    return f"\\u{ord(surrogate[0]):04x}"


def _unusable(identifier: object, reason: str) -> dict[str, Any]:
    from assistant.answer import Answer, Status

    return {**Answer(Status.INVALID_QUESTION, (reason,)).to_json(""), "id": identifier}


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"không phải JSON ({error}); hãy sửa dòng này.") from error


def _record(record: object) -> dict[str, Any]:
    if (
        not isinstance(record, dict)
        or not isinstance(record.get("question"), str)
        or not isinstance(record.get("id"), str)
    ):
        raise QuestionError("thiếu «id» hoặc «question» (chuỗi ký tự); hãy bổ sung.")
    pairs = record.get("history") or []
    numbers = record.get("documents") or []
    good_pairs = isinstance(pairs, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in pairs
    )
    if not good_pairs or not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
        raise QuestionError(
            "«history» phải là danh sách cặp [vai, lời], «documents» là danh sách số hiệu; hãy sửa dòng này."
        )
    return {**record, "history": [(pair[0], pair[1]) for pair in pairs], "documents": numbers}


def _fit(settings: "Settings", options: argparse.Namespace) -> int:
    from assistant import decide, fit
    from index.embedding import load_embedder
    from ingest.library import Library

    library = Library.open(settings.library, settings.corpus)
    embedder = load_embedder(settings.index.embedding_model)
    try:
        record = fit.fit(library, embedder, options.data, _progress)
    except (FileNotFoundError, KeyError, ValueError) as error:
        raise UserError(f"Dữ liệu huấn luyện trong «{options.data}» không dùng được ({error}).") from error
    fit.write(decide.SHIPPED, record)
    print(f"Đã khớp lại mô hình quyết định: «{decide.SHIPPED}».")
    return 0


if __name__ == "__main__":
    run(main, sys.argv[1:])
