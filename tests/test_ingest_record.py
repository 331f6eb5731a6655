"""Documents as JSON: what goes in comes out, and a damaged record is never taken for a document."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_library_helpers import document, file

from ingest.document import (
    Document,
    DocumentType,
    Heading,
    Level,
    Metadata,
    Origin,
    Paragraph,
    Relation,
    RelationKind,
    SourceKind,
    Span,
    Step,
)
from ingest.offsets import OffsetMap
from ingest.record import decoded, digest_of, document_in, encoded, text_of

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
given_text = st.text(max_size=20)  # of a damaged file: with half pairs
maybe_words, maybe_dates = st.none() | words, st.none() | st.dates()
types = st.none() | st.sampled_from(list(DocumentType))
naturals = st.integers(0, 10**7)
paths = st.lists(st.builds(Step, st.sampled_from(list(Level)), words), max_size=3).map(tuple)
relations = st.builds(Relation, st.sampled_from(list(RelationKind)), words, types, maybe_dates)
metadata = st.builds(
    Metadata,
    number=maybe_words,
    document_type=types,
    source_kind=st.sampled_from(list(SourceKind)),
    **dict.fromkeys(("issue_date", "effective_date", "meeting_date", "reported_date"), maybe_dates),
    **dict.fromkeys(
        (
            "subject",
            "issuing_body",
            "signatory",
            "signatory_position",
            "provenance",
            "place",
            "signing_capacity",
            "called",
        ),
        maybe_words,
    ),
    **dict.fromkeys(("recipients", "handling"), st.lists(words, max_size=2).map(tuple)),
    relations=st.lists(relations, max_size=2).map(tuple),
)
origins = st.builds(
    Origin,
    words,
    words,
    words,
    pages=st.lists(st.tuples(naturals, naturals, words), max_size=3).map(tuple),
    original=st.none() | given_text,
    offsets=st.lists(st.tuples(naturals, naturals, naturals, naturals), max_size=3).map(lambda s: OffsetMap(tuple(s))),
    notes=st.lists(words, max_size=2).map(tuple),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    lines = draw(st.lists(words, max_size=5))
    text = "".join(lines)
    starts = [sum(map(len, lines[:place])) for place in range(len(lines))]
    spans = [Span(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    paragraphs = tuple(
        Paragraph(number, span.of(text), span, draw(maybe_words), draw(st.none() | naturals), draw(paths))
        for number, span in enumerate(spans, 1)
    )
    headings = tuple(Heading(draw(paths), draw(words), span) for span in spans[:2])
    return Document(
        draw(metadata), text, paragraphs, draw(maybe_words), headings, draw(st.none() | origins), draw(words)
    )


@given(documents())
def test_a_document_survives_its_record(before: Document) -> None:
    text = text_of(before)
    after = document_in(text.encode().decode(), digest_of(text))
    assert after == before
    assert (after.content_hash, after.key, after.label) == (before.content_hash, before.key, before.label)
    assert text_of(after) == text
    assert decoded(json.loads(json.dumps(encoded(before)))) == before


@given(documents())
def test_enumerations_and_dates_come_back_as_what_they_were(before: Document) -> None:
    after = decoded(json.loads(json.dumps(encoded(before))))
    assert repr(after) == repr(before)  # equal strings would hide that an enumeration became one


def test_every_field_is_told_apart() -> None:
    """A field that a record forgets, and that the property never fills, is seen here."""
    origin = file(
        "a.pdf",
        "PDF",
        pages=((0, 1, "lớp chữ"),),
        original="x",
        offsets=OffsetMap(((0, 1, 2, 3),)),
        notes=("Ghi chú.",),
    )
    stated: dict[str, Any] = {
        **dict.fromkeys(("subject", "issuing_body", "signatory", "provenance", "place", "called"), "x"),
        **dict.fromkeys(("effective_date", "meeting_date", "reported_date"), date(2025, 1, 2)),
        "signatory_position": "y",
        "signing_capacity": "T/M",
        "recipients": ("Như trên",),
        "handling": ("dự thảo",),
        "relations": (Relation(RelationKind.REPLACES, "1-KL/TW", DocumentType.CONCLUSION, date(2020, 1, 1)),),
    }
    full = document(issued=date(2025, 1, 1), origin=origin, **stated)
    assert set(encoded(full)["metadata"]) == set(Metadata.__dataclass_fields__)
    assert set(encoded(full)["origin"]) == set(Origin.__dataclass_fields__)
    assert decoded(encoded(full)) == full


OLD: dict[str, Any] = {
    "metadata": {"number": "179-KL/TW", "document_type": "Kết luận", "source_kind": "press_report", "issue_date": None,
                 "meeting_date": "2025-07-25", "subject": "x", "place": None},
    "title": "Kết luận",
    "source_text": "Đoạn một\nhai",
}  # fmt: skip


def old_record(**changes: Any) -> str:
    paragraphs = [Paragraph(1, "Đoạn một", Span(0, 8), "Mục"), Paragraph(2, "hai", Span(9, 12), None, 1)]
    places = [[p.number, p.span.start, p.span.end, p.section, p.lead_in, p.content_hash] for p in paragraphs]
    return json.dumps({**OLD, "paragraphs": places, **changes})


def test_a_record_of_the_first_format_is_read() -> None:
    read = document_in(old_record(), "0" * 12)
    assert [p.text for p in read.paragraphs] == ["Đoạn một", "hai"]
    assert (read.label, read.name) == ("179-KL/TW", "Kết luận 179-KL/TW")
    assert (read.metadata.meeting_date, read.metadata.source_kind) == (date(2025, 7, 25), SourceKind.PRESS_REPORT)
    assert (read.headings, read.origin, read.paragraphs[0].path, read.paragraphs[1].lead_in) == ((), None, (), 1)


DAMAGED: dict[str, dict[str, Any]] = {
    "text": {"source_text": "Đoạn hai\nhai"},
    "place": {"paragraphs": [[1, 0, 5, None, None, "0" * 12]]},
    "beyond": {"paragraphs": [[1, 9, 5, None, None, "0" * 12]]},
    "short": {"paragraphs": [[1, 0]]},
    "type": {"metadata": {**OLD["metadata"], "document_type": "Không có"}},
    "kind": {"metadata": {**OLD["metadata"], "source_kind": None}},
    "date": {"metadata": {**OLD["metadata"], "issue_date": "hôm qua"}},
    "key": {"metadata": {**OLD["metadata"], "lạ": 1}},
    "metadata": {"metadata": []},
    "level": {"headings": [[["chân", "1"]], "a", 0, 1]},
    "origin": {"origin": {"file_name": "a"}},
}


@pytest.mark.parametrize("change", DAMAGED)
def test_a_damaged_record_is_an_error(change: str) -> None:
    with pytest.raises((AttributeError, LookupError, TypeError, ValueError)):
        decoded(json.loads(old_record(**DAMAGED[change])))


@given(st.data())
def test_one_changed_character_of_a_record_is_noticed(data: st.DataObject) -> None:
    text = text_of(document(origin=file("a")))
    at = data.draw(st.integers(0, len(text) - 1))
    changed = (
        text[:at] + data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[at])) + text[at + 1 :]
    )
    with pytest.raises((AttributeError, LookupError, TypeError, ValueError)):
        document_in(changed, digest_of(text))
    with pytest.raises((AttributeError, LookupError, TypeError, ValueError)):
        document_in(text[:at], digest_of(text))
