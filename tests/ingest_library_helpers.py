"""What the tests of the library share: documents made without reading a file, and libraries made without a corpus."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.document import Document, DocumentType, Metadata, Origin, Paragraph, SourceKind, Span
from ingest.library import Library
from ingest.shelf import Shelf

PRESS, OFFICIAL = SourceKind.PRESS_REPORT, SourceKind.OFFICIAL_TEXT
LINES = (
    "Bộ Chính trị yêu cầu các cấp uỷ hoàn thành việc sắp xếp trụ sở trước ngày 31/8/2025.",
    "Ban Tổ chức Trung ương hướng dẫn việc bố trí cán bộ cấp xã.",
    "Bộ Tài chính cấp kinh phí sửa chữa trụ sở làm việc của xã.",
    "Các tỉnh uỷ, thành uỷ báo cáo kết quả về Văn phòng Trung ương Đảng hằng tháng.",
)
OTHER = ("Ban Bí thư chỉ đạo mở lớp học chữ cho đồng bào vùng cao.", "Bộ Giáo dục và Đào tạo biên soạn sách học chữ.")


def document(
    lines: Sequence[str] = LINES,
    number: str | None = "210-KL/TW",
    issued: date | None = None,
    kind: DocumentType | None = DocumentType.CONCLUSION,
    source: SourceKind = OFFICIAL,
    origin: Origin | None = None,
    **stated: Any,
) -> Document:
    """Return a document whose lines are its paragraphs."""
    text, paragraphs, at = "\n".join(lines), [], 0
    for ordinal, line in enumerate(lines, 1):
        paragraphs.append(Paragraph(ordinal, line, Span(at, at + len(line))))
        at += len(line) + 1
    return Document(Metadata(number, kind, source, issue_date=issued, **stated), text, tuple(paragraphs), origin=origin)


def file(name: str, form: str = "DOCX", **given: Any) -> Origin:
    """Return the origin of a document in a file of that name; its digest follows from the name."""
    return Origin(name, form, sha256(name.encode()).hexdigest(), **given)


def scan(name: str) -> Origin:
    return file(name, "PDF", pages=((0, 1, "nhận dạng chữ (OCR)"),))


def empty(folder: Path) -> Library:
    """Return a library without documents."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "library.json").write_text(Shelf("không").text(), encoding="utf-8")
    return Library(folder)


def record_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "documents").iterdir())
