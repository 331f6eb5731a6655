"""`python -m assistant check FILE`: each sentence of a draft with its verdict; exit status 1 where one deviates."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.command import CommandParser
from ingest.text import has_diacritics

# Paragraphs of a library that take seconds to prepare; sentences after which progress is told.
_MANY, _EACH = 2000, 100

if TYPE_CHECKING:
    from assistant.checking.checked import Checked


def main(arguments: list[str]) -> int:
    """Check one draft; return 1 where a sentence deviates from the text, else 0."""
    parser = CommandParser("python -m assistant check", "Đối chiếu từng câu của bản thảo với các văn bản của thư viện.")
    parser.add_argument("draft", type=Path, metavar="TỆP", help="bản thảo: TXT, DOCX, PDF, ODT, HTML…")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.add_argument(
        "--document", action="append", default=[], metavar="SỐ_HIỆU", help="chỉ đối chiếu với văn bản này"
    )
    options = parser.parse_args(arguments)
    settings = parser.settings(options)
    from assistant.checking.checked import Verdict
    from assistant.checking.checker import Checker
    from assistant.checking.drafts import text_of
    from assistant.scope import chosen
    from ingest.library import Library

    library = Library.open(settings.library, settings.corpus)
    documents = chosen(library.documents, options.document)
    draft = text_of(options.draft, library.folder)
    if draft.strip() and not has_diacritics(draft):
        print("Bản thảo gõ không dấu nên không đối chiếu được từng chữ; hãy dùng bản có dấu.", file=sys.stderr)
    size = sum(len(document.paragraphs) for document in documents)
    if size > _MANY:
        print(f"Đang chuẩn bị {size} đoạn của thư viện…", file=sys.stderr)
    found = list(_told(Checker(documents).check(draft)))
    if options.json:
        print(json.dumps([item.to_json() for item in found], ensure_ascii=False, indent=1))
    else:
        print(readable(found))
    return 1 if any(item.verdict is Verdict.DEVIATING for item in found) else 0


def _told(found: "Iterable[Checked]") -> "Iterator[Checked]":
    """Yield the sentences, and tell on stderr now and then how many there were."""
    for number, item in enumerate(found, 1):
        if number % _EACH == 0:
            print(f"Đã đối chiếu {number} câu…", file=sys.stderr)
        yield item


def readable(found: "Sequence[Checked]") -> str:
    """Return the result as a Vietnamese reader wants it: each sentence with its verdict, then how many of each."""
    from assistant.checking.checked import Verdict

    lines = [line for number, item in enumerate(found, 1) for line in _lines(number, item)]
    counts = ((verdict, sum(item.verdict is verdict for item in found)) for verdict in Verdict)
    told = ", ".join(f"{count} {verdict.vi}" for verdict, count in counts if count)
    return "\n".join([*lines, f"{len(found)} câu: {told}." if found else "Bản thảo không có câu nào."])


def _lines(number: int, item: "Checked") -> list[str]:
    from assistant.answer import ELISION

    lines = [f"{number}. [{item.verdict.vi.upper()}] {item.sentence}"]
    for deviation in item.deviations:
        said = f"văn bản ghi «{deviation.source}»" if deviation.source else "văn bản không có"
        lines.append(f"   – {deviation.kind.vi}: «{deviation.found}»; {said}")
    if item.citations:
        lines.append(f"   {item.citations[0].locator}: “{ELISION.join(one.quote for one in item.citations)}”")
    return lines
