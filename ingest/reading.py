"""One file, from its bytes to a document: the steps of reading, in order. It runs in a child that can be killed."""

from dataclasses import replace
from pathlib import Path

from ingest import formats, gate, layout, repair, structure
from ingest.document import Document, Metadata, Origin
from ingest.errors import FileRefused, FileState
from ingest.extraction import Extraction
from ingest.files import digest
from ingest.lines import Assembled
from ingest.metadata import metadata_for


def read_document(path: Path, workspace: Path) -> Document:
    """Return the document in file `path`; what is written on the way lies in the private folder `workspace`.

    Raises:
        FileRefused: the file cannot become a document; the text gives the reason, `state` its sort.
    """
    extraction = formats.extract(path, workspace)
    if not any(character.isalpha() for line in extraction.lines for character in line.text):
        raise FileRefused(f"«{path}»: không có chữ nào trong tệp; hãy kiểm tra lại bản gốc.")
    repaired = _repaired(path, extraction)
    if stamp := gate.stamp(repaired.lines):
        raise FileRefused(
            f"«{path}»: văn bản đóng dấu «{stamp}», không được nạp; chương trình không giữ bản nào, "
            "hãy xử lý tệp gốc theo quy định bảo vệ bí mật nhà nước.",
            FileState.SECRET,
        )
    assembled = layout.assembled(repaired.lines)
    body = structure.parse(assembled)
    if not body.paragraphs:
        raise FileRefused(f"«{path}»: không có đoạn văn nào trích dẫn được; hãy kiểm tra lại bản gốc.")
    metadata = metadata_for(path, assembled)
    return Document(
        metadata=_labelled(metadata, gate.handling(repaired.lines)),
        source_text=assembled.source_text,
        paragraphs=body.paragraphs,
        title=body.title,
        headings=body.headings,
        origin=_origin(path, extraction, assembled, (*repaired.notes, *body.findings)),
    )


def _repaired(path: Path, extraction: Extraction) -> repair.Repaired:
    try:
        return repair.repaired(extraction)
    except FileRefused as error:
        raise FileRefused(f"«{path}»: {error}", error.state) from None


def _labelled(metadata: Metadata, handling: tuple[str, ...]) -> Metadata:
    return replace(metadata, handling=tuple(dict.fromkeys((*metadata.handling, *handling))))


def _origin(path: Path, extraction: Extraction, assembled: Assembled, notes: tuple[str, ...]) -> Origin:
    ways = {page.number: page.way.value for page in extraction.pages}
    changed = assembled.original != assembled.source_text
    return Origin(
        file_name=path.name,
        format=extraction.format,
        digest=digest(path),
        pages=tuple((start, page, ways.get(page, "")) for start, page in assembled.pages),
        original=assembled.original if changed else None,
        offsets=assembled.offsets,
        notes=(*extraction.notes, *notes),
    )
