"""How often questions that the texts do not answer are answered all the same."""

import gzip
import json
from pathlib import Path

from assistant.assistant import Assistant
from eval.measures import estimate
from ingest.errors import UserError

_SHOWN = 5


def read_questions(path: Path) -> list[str]:
    """Return the field «question» of every line of a JSONL file, gzip or plain.

    Raises:
        UserError: the file cannot be read or a line has no question.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        return [str(json.loads(line)["question"]) for line in text.split("\n") if line.strip()]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"Không đọc được câu hỏi từ «{path}» ({error}); mỗi dòng phải là JSON có «question»."
        ) from error


def report(assistant: Assistant, path: Path) -> str:
    """Return the share of questions in `path` that were answered, with its interval, and the first of them."""
    questions = read_questions(path)
    answered = [question for question in questions if assistant.ask(question).citations]
    share = estimate([question in set(answered) for question in questions])
    lines = [f"{path.name}: trả lời {len(answered)}/{len(questions)} câu; tỷ lệ {share}"]
    return "\n".join(lines + [f"  • {question}" for question in answered[:_SHOWN]])
