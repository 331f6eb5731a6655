"""What a directive is: a document of citable paragraphs with exact places in its stored source text."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class DocumentType(StrEnum):
    """Tên loại văn bản: the value is the Vietnamese name, as in Quy định 399-QĐ/TW and Hướng dẫn 36-HD/VPTW."""

    CONCLUSION = "Kết luận"
    DIRECTIVE = "Chỉ thị"
    RESOLUTION = "Nghị quyết"
    DECISION = "Quyết định"
    REGULATION = "Quy định"
    RULES = "Quy chế"
    GUIDANCE = "Hướng dẫn"
    CIRCULAR = "Thông tri"
    NOTICE = "Thông báo"


class SourceKind(StrEnum):
    """Where the stored text comes from."""

    PRESS_REPORT = "press_report"
    OFFICIAL_TEXT = "official_text"

    def vi(self) -> str:
        """Return the kind as a user reads it."""
        return "tin báo chí" if self is SourceKind.PRESS_REPORT else "văn bản chính thức"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters `[start, end)`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Locator:
    """The place of a paragraph as an official would write it."""

    document_type: DocumentType
    number: str
    paragraph: int

    def vi(self) -> str:
        """Return for example «Kết luận 179-KL/TW, đoạn 9»."""
        return f"{self.document_type} {self.number}, đoạn {self.paragraph}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The citable leaf (đoạn), numbered from 1 in reading order.

    `span` lies in the document's source text and `source_text[span] == text`. `lead_in` is the number of the
    paragraph whose addressee this one inherits («… yêu cầu ban thường vụ các tỉnh ủy thực hiện 11 nội dung.»).
    """

    number: int
    text: str
    span: Span
    section: str | None = None
    lead_in: int | None = None

    @property
    def content_hash(self) -> str:
        """Twelve hexadecimal digits that change when a character of the paragraph changes."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text states about the document; `None` where it does not say, never a guess."""

    number: str
    document_type: DocumentType
    source_kind: SourceKind
    subject: str | None = None
    issuing_body: str | None = None
    issue_date: date | None = None
    effective_date: date | None = None
    meeting_date: date | None = None
    reported_date: date | None = None
    signatory: str | None = None
    signatory_position: str | None = None
    provenance: str | None = None

    @property
    def serial(self) -> str:
        """Số: the part of the number before the symbol («179» of «179-KL/TW»)."""
        return self.number.replace("/", "-").split("-")[0]

    @property
    def symbol(self) -> str:
        """Ký hiệu: the part of the number after the serial («KL/TW»)."""
        return self.number[len(self.serial) + 1 :]

    @property
    def name(self) -> str:
        """Type and number, as the document is called: «Kết luận 179-KL/TW»."""
        return f"{self.document_type} {self.number}"


@dataclass(frozen=True, slots=True)
class Document:
    """A văn bản: metadata, its stored source text, the title line and the paragraphs cut from it."""

    metadata: Metadata
    source_text: str
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    _by_number: dict[int, Paragraph] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for paragraph in self.paragraphs:
            if paragraph.span.of(self.source_text) != paragraph.text:
                raise ValueError(f"{self.metadata.number}: paragraph {paragraph.number} is not in its source")
            self._by_number[paragraph.number] = paragraph

    @property
    def key(self) -> str:
        """Identity in the library: type, number and issue date, safe as a folder name."""
        issued = self.metadata.issue_date.isoformat() if self.metadata.issue_date else "khong-ro-ngay"
        return f"{self.metadata.document_type.name.lower()}_{self.metadata.number.replace('/', '-')}_{issued}"

    @property
    def content_hash(self) -> str:
        """Twelve hexadecimal digits over the metadata, the source text and every paragraph's place."""
        digest = hashlib.sha256(repr(self.metadata).encode() + self.source_text.encode())
        digest.update(repr([(p.number, p.span, p.section, p.lead_in) for p in self.paragraphs]).encode())
        return digest.hexdigest()[:12]

    def paragraph(self, number: int) -> Paragraph:
        """Return the paragraph with that number; raises `KeyError` when there is none."""
        return self._by_number[number]

    def locator(self, number: int) -> Locator:
        """Return the place of the paragraph with that number."""
        return Locator(self.metadata.document_type, self.metadata.number, number)
