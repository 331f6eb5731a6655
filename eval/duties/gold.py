"""Duties cut by hand: of the shipped documents with their words, of others as places only.

A line of `shipped.jsonl` is `{"document", "paragraph", "addressees": [{"body", "role"}], "inherited", "strength",
"task", "deadline": {"text", "kind", "date"} | null}`, `task` verbatim (with "start" where the paragraph has it twice).
A line of `others.jsonl` and `fresh.jsonl` has "start", "end" and "hash" (of the paragraph) for `task`, and the id of a
text of the data folder as "document".
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.duties.duty import Deadline, DeadlineKind
from ingest.document import Document, Span
from ingest.errors import UserError, cause
from ingest.text import fold

OWN = Path(__file__).parent
# The rules were mended on the first two; of the third only one cause was mended after its first run.
SHIPPED, OTHERS, FRESH = OWN / "shipped.jsonl", OWN / "others.jsonl", OWN / "fresh.jsonl"


@dataclass(frozen=True, slots=True)
class GoldDuty:
    """A duty as somebody cut it; `span` is half-open, in characters of the paragraph, bodies are folded."""

    document: str
    paragraph: int
    span: Span
    addressees: frozenset[tuple[str, str]]
    strength: str
    deadline: Deadline | None


def records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a JSONL file of gold duties.

    Raises:
        UserError: the file cannot be read, or a line is no JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [dict(json.loads(line)) for line in lines if line.strip()]
    except OSError as error:
        raise UserError(f"Không đọc được «{path}» ({cause(error)}); hãy kiểm tra đường dẫn.") from error
    except (TypeError, ValueError) as error:
        raise UserError(f"«{path}» có dòng không phải JSON ({error}); hãy sửa tệp này.") from error


def gold_in(lines: Iterable[Mapping[str, Any]], documents: Mapping[str, Document]) -> list[GoldDuty]:
    """Return the gold duties in the documents that they name.

    Raises:
        UserError: a document is missing, or its text is not the one that the duties were cut from.
    """
    return [_gold(line, documents) for line in lines]


def _gold(line: Mapping[str, Any], documents: Mapping[str, Document]) -> GoldDuty:
    name, number = str(line["document"]), int(line["paragraph"])
    try:
        paragraph = documents[name].paragraph(number)
    except KeyError as error:
        raise UserError(f"Bộ mẫu nhiệm vụ nêu «{name}», đoạn {number}, nhưng dữ liệu không có đoạn này.") from error
    if "hash" in line and line["hash"] != paragraph.content_hash:
        raise UserError(f"«{name}», đoạn {number} đã thay đổi; dữ liệu không phải bản đã dùng để lập bộ mẫu nhiệm vụ.")
    return GoldDuty(
        document=documents[name].label,
        paragraph=number,
        span=_span(line, paragraph.text, f"«{name}», đoạn {number}"),
        addressees=frozenset((fold(item["body"]), str(item["role"])) for item in line["addressees"]),
        strength=str(line["strength"]),
        deadline=_deadline(line.get("deadline")),
    )


def _span(line: Mapping[str, Any], text: str, place: str) -> Span:
    if "task" not in line:
        return Span(int(line["start"]), int(line["end"]))
    task = str(line["task"])
    start = int(line["start"]) if "start" in line else text.find(task)
    if start < 0 or text[start : start + len(task)] != task:
        raise UserError(f"{place}: không có nguyên văn nhiệm vụ «{task[:60]}»; hãy sửa bộ mẫu.")
    if "start" not in line and text.count(task) > 1:
        raise UserError(f"{place}: «{task[:60]}» có nhiều lần; hãy ghi thêm «start».")
    return Span(start, start + len(task))


def _deadline(value: Mapping[str, Any] | None) -> Deadline | None:
    if not value:
        return None
    day = datetime.date.fromisoformat(value["date"]) if value.get("date") else None
    return Deadline(str(value["text"]), DeadlineKind(value["kind"]), day)
