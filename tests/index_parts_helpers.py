"""A library of the tiny corpus, whose documents have attached questions, with two that have none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256

from index_build_helpers import added_document, built, never, opened

from index.search import Evidence, Index
from ingest.document import Document, Origin
from ingest.settings import Settings

VACCINES = ("Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em.", "Bộ Y tế mua vắc xin cho trẻ em.")
BICYCLES = ("Xe đạp công vụ phải sơn màu xanh lá cây.", "Xe đạp công vụ được gửi tại nhà xe có mái che.")
OWN = ("15-CT/TW", "210-KL/TW")
OTHERS = ("3-QĐ/TTg", "12-QĐ/TU")
ASKED = (
    "Ai cấp kinh phí sửa trụ sở?", "ai mo lop hoc chu", "Bịa một đoạn Kết luận 210.", "Lương bao nhiêu?",
    "Bộ Y tế cấp kinh phí mua vắc xin cho trẻ em vùng cao?", "xe dap cong vu gui o dau", "qwrtz", "",
)  # fmt: skip


def digest(number: str) -> str:
    return sha256(number.encode()).hexdigest()


def other(lines: tuple[str, ...], number: str) -> Document:
    """Return a document of the lines, as read from a file with the digest of its number."""
    return replace(added_document("\n".join(lines), number), origin=Origin("tep.txt", "TXT", digest(number)))


def add_others(settings: Settings) -> None:
    """Add two documents without attached questions, and build."""
    opened(settings).add([other(lines, number) for lines, number in zip((VACCINES, BICYCLES), OTHERS, strict=True)])
    built(settings)


@contextmanager
def reading(settings: Settings) -> Iterator[Index]:
    """The index as it is."""
    index = Index.open(opened(settings), settings, never)
    try:
        yield index
    finally:
        index.close()


def of_own(found: Evidence) -> Evidence:
    """Return the evidence without what comes from the documents without attached questions."""
    kept = tuple(hit for hit in found.paragraphs if hit.document.label in OWN)
    return replace(found, paragraphs=kept, beside_uncovered_share=None)
