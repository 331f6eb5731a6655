"""What a cited paragraph does not say itself: whom it addresses, by the lead-in or the heading that governs it."""

from collections.abc import Sequence

from assistant import wording
from assistant.answer import Citation
from assistant.entities import Gazetteer
from ingest.document import Document


def context_lines(citations: Sequence[Citation], documents: Sequence[Document], gazetteer: Gazetteer) -> list[str]:
    """Return a line for each lead-in or heading with a body's name that governs cited paragraphs from outside."""
    lines = []
    for document in documents:
        cited = {c.paragraph: document.paragraph(c.paragraph) for c in citations if c.document == document.label}
        led: dict[int, list[int]] = {}
        headed: dict[str, list[int]] = {}
        for paragraph in cited.values():
            if paragraph.lead_in is not None and paragraph.lead_in not in cited:
                led.setdefault(paragraph.lead_in, []).append(paragraph.number)
            elif paragraph.section is not None and gazetteer.names_body(paragraph.section):
                headed.setdefault(paragraph.section, []).append(paragraph.number)
        lines += [wording.governed(document, numbers, lead_in) for lead_in, numbers in led.items()]
        lines += [wording.under_heading(document, numbers, heading) for heading, numbers in headed.items()]
    return lines
