"""Evaluation cases: what is asked, whether the texts answer it, and the paragraphs that an answer must rest on."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.document import Document
from ingest.errors import UserError

OWN = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Gold:
    """A paragraph that an answer may rest on, named by a substring that stands in no other paragraph."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `need` tells whether all gold paragraphs must be cited or any one; `must_include` holds facts, each
    as its possible spellings; `status` the accepted statuses (empty: those that follow from `answerable`)."""

    id: str
    category: str
    question: str
    answerable: bool
    gold: tuple[Gold, ...] = ()
    need: str = "any"
    history: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    status: tuple[str, ...] = ()

    @property
    def split(self) -> str:
        """«dev» or «test», by a hash of the id: nothing is fitted or looked at on test."""
        return "test" if int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 0 else "dev"


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a JSONL file.

    Raises:
        UserError: the file cannot be read, or a line is not a case; the line is named.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"Không đọc được tệp tình huống «{path}» ({error}); hãy kiểm tra lại.") from error
    cases = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line)))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UserError(
                    f"«{path}», dòng {number}: không phải một tình huống đánh giá ({error}); hãy sửa dòng này."
                ) from error
    return cases


def _case(record: dict[str, Any]) -> Case:
    need = record.get("need", "any")
    if need not in ("any", "all"):
        raise ValueError("need phải là «any» hoặc «all»")
    return Case(
        id=str(record["id"]),
        category=str(record["category"]),
        question=str(record["question"]),
        answerable=bool(record["answerable"]),
        gold=tuple(Gold(item["document"], item["quote"]) for item in record.get("gold") or ()),
        need=need,
        history=tuple((role, text) for role, text in record.get("history") or ()),
        documents=tuple(record.get("documents") or ()),
        must_include=tuple(tuple(group) for group in record.get("must_include") or ()),
        must_not_include=tuple(record.get("must_not_include") or ()),
        status=tuple(record.get("status") or ()),
    )


def check_gold(cases: Sequence[Case], documents: Sequence[Document]) -> list[str]:
    """Return one complaint for each gold quote that does not stand in exactly one paragraph of its document."""
    texts = {document.label: [p.text for p in document.paragraphs] for document in documents}
    complaints = []
    for case in cases:
        for gold in case.gold:
            found = sum(gold.quote in text for text in texts.get(gold.document, []))
            if found != 1:
                complaints.append(f"{case.id}: «{gold.quote}» có trong {found} đoạn của {gold.document}")
    return complaints
