"""What the tests of duties share: documents made of paragraphs, duties in a form that is easily compared."""

from assistant.duties.duty import Duty
from assistant.duties.extract import duties_of
from ingest.document import Document, DocumentType, Heading, Level, Metadata, Paragraph, Path, SourceKind, Span, Step

Found = tuple[str, list[tuple[str, str]], str]


def document(
    *texts: str,
    kind: DocumentType | None = DocumentType.CONCLUSION,
    number: str = "1-KL/TW",
    section: str | None = None,
    lead_ins: dict[int, int] | None = None,
    paths: dict[int, Path] | None = None,
    headings: tuple[Heading, ...] = (),
) -> Document:
    source, paragraphs = "", []
    for position, text in enumerate(texts, 1):
        span = Span(len(source), len(source) + len(text))
        lead_in = (lead_ins or {}).get(position)
        paragraphs.append(Paragraph(position, text, span, section, lead_in, (paths or {}).get(position, ())))
        source += text + "\n"
    metadata = Metadata(number, kind, SourceKind.OFFICIAL_TEXT)
    return Document(metadata, source, tuple(paragraphs), headings=headings)


def clause_path(label: str) -> Path:
    return (Step(Level.CLAUSE, label),)


def plainly(duty: Duty) -> Found:
    return duty.strength, [(item.body, str(item.role)) for item in duty.addressees], duty.task.quote


def found(*texts: str, **options: object) -> list[Found]:
    return [plainly(duty) for duty in duties_of(document(*texts, **options))]  # type: ignore[arg-type]
