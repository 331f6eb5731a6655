"""What a directive is: a document of citable paragraphs with exact places in its stored source text."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

# What is imported as itself is part of what this module offers.
from ingest.kinds import DocumentType as DocumentType
from ingest.kinds import Level as Level
from ingest.kinds import RelationKind as RelationKind
from ingest.kinds import SourceKind as SourceKind
from ingest.offsets import SAME, OffsetMap
from ingest.offsets import Span as Span
from ingest.text import fold


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a place: its level, and its label as the text writes it («II», «1.1», «đ»).

    An indent and an unmarked paragraph have no label in the text: theirs is their ordinal among their like under
    the same parent, in digits («1»).
    """

    level: Level
    label: str


Path = tuple[Step, ...]  # from the outermost step to the innermost; empty where the text has no structure


@dataclass(frozen=True, slots=True)
class Heading:
    """A title within the text: structure, not prose; `span` lies in the source text."""

    path: Path
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Locator:
    """The place of a paragraph as an official would write it."""

    document: str  # its name
    paragraph: int
    path: Path = ()

    def vi(self) -> str:
        """Return «Kết luận 179-KL/TW, đoạn 9», or where the text has structure «điểm b, khoản 2, Kết luận …»."""
        return f"{self.within()}, {self.document}" if self.path else f"{self.document}, {self.within()}"

    def within(self) -> str:
        """Return the place without the name of the document."""
        return ", ".join(map(_step_vi, reversed(self.path))) if self.path else f"đoạn {self.paragraph}"


_TYPE_NAMES = frozenset(kind.value for kind in DocumentType)
# Written with a capital where a place is cited (Nghị định 30/2020/NĐ-CP, annex II); the mục of a conclusion is not.
_CAPITALISED = (Level.PART, Level.CHAPTER, Level.ARTICLE)


def _step_vi(step: Step) -> str:
    if step.level is Level.ANNEX and step.label in _TYPE_NAMES:
        return step.label  # a Quy chế that a decision issues
    if step.level in _CAPITALISED:
        return f"{step.level.capitalize()} {step.label}"
    if step.level is Level.INDENT:
        return f"{step.level} thứ {_ORDINALS.get(step.label, step.label)}"
    return f"{step.level} {step.label}".strip()


_ORDINALS = dict(zip("123456789", ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín"], strict=True)) | {
    "10": "mười"
}


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
    path: Path = ()

    @property
    def content_hash(self) -> str:
        """Twelve hexadecimal digits that change when a character of the paragraph changes."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Relation:
    """A document that the text names, and how; its number as the text writes it, its type where it is named."""

    kind: RelationKind
    number: str
    document_type: DocumentType | None = None
    issue_date: date | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text states about the document; `None` where it does not say, never a guess.

    `called` is what to call a document that states no number: its title line or the name of its file.
    """

    number: str | None
    document_type: DocumentType | None
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
    place: str | None = None
    signing_capacity: str | None = None  # quyền hạn ký: «T/M BAN BÍ THƯ»
    recipients: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    handling: tuple[str, ...] = ()  # «dự thảo», «lưu hành nội bộ»
    called: str | None = None

    @property
    def serial(self) -> str:
        """Số: the part of the number before the symbol («179» of «179-KL/TW»); empty without a number."""
        return (self.number or "").replace("/", "-").split("-")[0]

    @property
    def symbol(self) -> str:
        """Ký hiệu: the part of the number after the serial («KL/TW»); empty without a number."""
        return (self.number or "")[len(self.serial) + 1 :]

    @property
    def name(self) -> str:
        """Type and number, as the document is called: «Kết luận 179-KL/TW»; without a number, `called`."""
        if self.number:
            return f"{self.document_type} {self.number}" if self.document_type else self.number
        return self.called or str(self.document_type or "văn bản không số")


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a document was read from.

    `digest` is the SHA-256 of the file in hexadecimal digits. `pages` holds (start in the source text, page number
    from 1, how it was read) in ascending order. `original` is the text as the file gave it where it was repaired;
    `offsets` leads from the source text into it. `notes` are Vietnamese sentences about what was found on the way.
    """

    file_name: str
    format: str
    digest: str
    pages: tuple[tuple[int, int, str], ...] = ()
    original: str | None = None
    offsets: OffsetMap = SAME
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A văn bản: metadata, its stored source text, the title line and the paragraphs cut from it.

    `label` is the name under which citations carry it, unique in its library: its number where no other document
    has the same; the library gives another one where needed.
    """

    metadata: Metadata
    source_text: str
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    headings: tuple[Heading, ...] = ()
    origin: Origin | None = None
    label: str = ""
    _by_number: dict[int, Paragraph] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.metadata.number or self.metadata.name)
        for paragraph in self.paragraphs:
            if paragraph.span.of(self.source_text) != paragraph.text:
                raise ValueError(f"{self.label}: paragraph {paragraph.number} is not in its source")
            self._by_number[paragraph.number] = paragraph

    @property
    def name(self) -> str:
        """What a reader calls the document: type and label («Kết luận 179-KL/TW»)."""
        kind = self.metadata.document_type
        return f"{kind} {self.label}" if self.metadata.number and kind else self.label

    @property
    def key(self) -> str:
        """Identity in the library: type, number and issue date, safe as a folder name.

        Without a number the beginning of the text stands for it.
        """
        kind = self.metadata.document_type.name.lower() if self.metadata.document_type else "khong-ro-loai"
        issued = self.metadata.issue_date.isoformat() if self.metadata.issue_date else "khong-ro-ngay"
        beginning = hashlib.sha256(fold(self.source_text[:1000]).encode()).hexdigest()[:8]
        number = self.metadata.number.replace("/", "-") if self.metadata.number else f"khong-so-{beginning}"
        return f"{kind}_{number}_{issued}"

    @property
    def content_hash(self) -> str:
        """Twelve hexadecimal digits over the metadata, the source text and every paragraph's place."""
        digest = hashlib.sha256(repr(self.metadata).encode() + self.source_text.encode())
        places = [(p.number, p.span, p.section, p.lead_in, p.path) for p in self.paragraphs]
        digest.update(repr(places).encode())
        return digest.hexdigest()[:12]

    def paragraph(self, number: int) -> Paragraph:
        """Return the paragraph with that number; raises `KeyError` when there is none."""
        return self._by_number[number]

    def locator(self, number: int) -> Locator:
        """Return the place of the paragraph with that number."""
        return Locator(self.name, number, self._by_number[number].path)

    def page(self, number: int) -> int | None:
        """Return the page of the file, from 1, on which the paragraph begins; `None` where there are no pages."""
        if self.origin is None or not self.origin.pages:
            return None
        start = self._by_number[number].span.start
        before = [page for begins, page, _ in self.origin.pages if begins <= start]
        return before[-1] if before else self.origin.pages[0][1]
