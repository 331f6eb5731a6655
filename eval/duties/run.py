"""The duty register against duties cut by hand: the shipped documents, and others that stay outside the project."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from assistant.duties.extract import duties_of
from eval.duties.gold import FRESH, OTHERS, SHIPPED, gold_in, records
from eval.duties.score import Pair, explained, paired, table
from eval.left_out import as_read, party_texts
from ingest.document import Document
from ingest.library import Library
from ingest.settings import Settings
from ingest.text import compose


def report(settings: Settings, data: Path | None, *, explain: bool) -> str:
    """Return the tables of the shipped documents and, with `data`, of the others; with `explain`, each difference.

    Raises:
        UserError: the gold or the texts cannot be read, or do not belong together.
    """
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder) / "library", settings.corpus)
        shipped = {document.label: document for document in library.documents}
    parts = [_part("Kết luận 177, 179", SHIPPED, shipped, explain=explain)]
    if data is not None:
        parts.append(_part("Kết luận 155, 221, Thông báo 432", OTHERS, _outside(OTHERS, data), explain=explain))
        parts.append(_part("Kết luận 126, 157", FRESH, _outside(FRESH, data), explain=explain))
    return "\n\n".join(parts)


def _outside(gold: Path, data: Path) -> dict[str, Document]:
    wanted = {str(record["document"]) for record in records(gold)}
    return {name: as_read(name, compose(text)) for name, text in party_texts(data) if name in wanted}


def _part(title: str, path: Path, documents: Mapping[str, Document], *, explain: bool) -> str:
    pairs = _pairs(path, documents)
    differences = explained(pairs) if explain else ""
    return "\n\n".join(part for part in (table(title, pairs), differences) if part)


def _pairs(path: Path, documents: Mapping[str, Document]) -> list[Pair]:
    lines = records(path)
    gold = gold_in(lines, documents)
    pairs: list[Pair] = []
    for name in dict.fromkeys(str(line["document"]) for line in lines):
        document = documents[name]
        pairs += paired([item for item in gold if item.document == document.label], duties_of(document))
    return pairs
