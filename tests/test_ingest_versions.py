"""Identity and versions: which documents are one, which copy is canonical, what becomes of the others."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_library_helpers import LINES, OTHER, PRESS, document, empty, file, scan

from ingest.document import Document, DocumentType
from ingest.library import Library
from ingest.shelf import Identity, label_for
from ingest.versions import Change, Outcome, compared, is_same_document, is_same_text, quality, reading, share

EARLY, LATE = date(2016, 6, 5), date(2021, 6, 5)
NOISY = tuple(line.replace("sắp xếp", "sap xêp").replace("trụ sở", "tru sở") for line in LINES)
CHANGED = (LINES[0].replace("31/8", "31/12"), *LINES[1:])


def put(library: Library, *documents: Document) -> list[str]:
    return [library.put(item).change.name for item in documents]


def labels(library: Library) -> list[str]:
    return [item.label for item in library.documents]


@pytest.mark.parametrize(
    ("held", "new", "expected"),
    [
        ({}, {}, True),
        ({"issued": EARLY}, {"issued": LATE}, False),
        ({"kind": DocumentType.DECISION}, {}, False),
        ({"issued": EARLY}, {}, True),
        ({"issued": EARLY}, {"lines": OTHER}, False),
        ({"kind": None, "issued": EARLY}, {"issued": EARLY}, True),
        ({"issued": EARLY}, {"lines": OTHER, "source": PRESS}, True),
        ({"issued": EARLY}, {"lines": OTHER, "source": PRESS, "reported_date": date(2016, 8, 1)}, True),
        ({"issued": EARLY}, {"lines": OTHER, "source": PRESS, "reported_date": date(2021, 8, 1)}, False),
        ({"number": "210/KL-TW"}, {}, True),
        ({"number": "211-KL/TW"}, {}, False),
        ({"number": None}, {"number": None}, True),
        ({"number": None}, {"number": None, "lines": ("Trang 1", *LINES)}, True),
        ({"number": None}, {"number": None, "lines": ("Tháng này tỉnh ta khởi công", *LINES)}, False),
        ({"number": None}, {"number": None, "lines": (*OTHER, LINES[0])}, False),
        ({"number": None}, {}, False),
    ],
)
def test_two_documents_are_one_or_not(held: dict[str, object], new: dict[str, object], expected: bool) -> None:
    one, other = document(**held), document(**new)  # type: ignore[arg-type]
    assert is_same_document(one, other) is is_same_document(other, one) is expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (LINES, 1.0),
        (tuple(line.upper().replace("UỶ", "ỦY").rstrip(".") for line in LINES), 1.0),
        ((" ".join(LINES[:2]), *LINES[2:]), 1.0),
        ((*LINES, "2"), 1.0),
        (CHANGED, 0.75),
        (LINES[:2], 0.5),
        (OTHER, 0.0),
        ((), 0.0),
    ],
)
def test_the_share_of_paragraphs_that_stand_in_another_reading(lines: Sequence[str], expected: float) -> None:
    assert share(document(LINES), document(lines)) == expected


@given(
    st.lists(st.sampled_from([*LINES, *OTHER, "Hết."]), min_size=1, max_size=6),
    st.lists(st.sampled_from([*LINES, *OTHER])),
)
def test_shares_are_shares_and_all_of_a_text_stands_in_it(one: list[str], other: list[str]) -> None:
    assert 0 <= share(document(one), document(other)) <= 1
    assert share(document(one), document([*other, *one])) == 1
    assert is_same_text(document(one), document(one))
    assert is_same_text(document(one), document(other)) == is_same_text(document(other), document(one))


def test_the_order_of_copies() -> None:
    forms = [
        scan("a.pdf"),
        file("b.docx", original="Bé ChÝnh trÞ yªu cÇu"),
        *(file(f"c.{form}", form) for form in ("PDF", "TXT", "DOC", "RTF", "HTML", "ODT", "DOCX")),
    ]
    worth = [quality(document(origin=origin)) for origin in forms]
    assert worth == sorted(worth)
    assert len(set(worth)) == len(worth)
    assert quality(document()) == quality(document(origin=file("x", "TXT")))
    assert reading(document(origin=file("d", original="  Bộ Chính trị yêu cầu"))).name == "TEXT"


@pytest.mark.parametrize(
    ("held", "new", "expected"),
    [
        (document(origin=file("a", "PDF")), document(origin=file("b")), Change.CANONICAL),
        (document(origin=file("a")), document(origin=file("b", "PDF")), Change.COPY),
        (document(origin=file("a")), document(origin=file("b")), Change.COPY),
        (document(origin=file("a", "PDF")), document(CHANGED, origin=file("b")), Change.REPLACED),
        (document(origin=file("a")), document(NOISY, origin=scan("b")), Change.COPY),
        (document(NOISY, origin=scan("b")), document(origin=file("a", "PDF")), Change.CANONICAL),
        (document(origin=file("a")), document(NOISY, origin=file("b")), Change.REPLACED),
        (document(OTHER, origin=scan("b")), document(origin=file("a", "PDF")), Change.REPLACED),
        (document(origin=file("a")), document(LINES[:1], origin=file("b")), Change.COPY),
        (document(origin=file("a", "PDF")), document((*LINES[:1], "Ba."), origin=file("b")), Change.COPY),
        (document(origin=file("a")), document(LINES[:2], origin=file("b")), Change.REPLACED),
        (document(origin=file("a")), document((LINES[0], OTHER[0]), origin=file("b")), Change.REPLACED),
        (document(LINES[:1], origin=file("a")), document(origin=file("b")), Change.REPLACED),
        (document(OTHER, source=PRESS), document(), Change.CANONICAL),
        (document(), document(OTHER, source=PRESS, origin=file("b")), Change.COPY),
        (document(), document(CHANGED, handling=("dự thảo",)), Change.COPY),
        (document(source=PRESS), document(CHANGED, source=PRESS), Change.REPLACED),
    ],
)
def test_a_newcomer_is_copy_canonical_or_new_version(held: Document, new: Document, expected: Change) -> None:
    assert compared(held, new) is expected


def test_a_new_version_replaces_and_the_old_one_is_history(tmp_path: Path) -> None:
    library = empty(tmp_path)
    old, new = document(origin=file("cu.docx")), document(CHANGED, origin=file("moi.docx"))
    assert put(library, old, new, new, old) == ["ADDED", "REPLACED", "UNCHANGED", "SUPERSEDED"]
    assert library.documents == (new,)
    (history,) = library.history("210-KL/TW")
    assert (history.file_name, history.share, history.replaced) == ("cu.docx", 0.75, date.today().isoformat())
    assert library.earlier(history) == old


def test_a_copy_is_remembered_and_not_searched(tmp_path: Path) -> None:
    library = empty(tmp_path)
    word, page = document(origin=file("a.docx")), document(NOISY, origin=scan("a.pdf"))
    assert put(library, word, page, page) == ["ADDED", "COPY", "COPY"]
    assert library.documents == (word,)
    (copy,) = library.copies("210-KL/TW")
    assert (copy.file_name, copy.share, library.earlier(copy)) == ("a.pdf", 0.5, None)
    assert library.holds(scan("a.pdf").digest) == library.holds(file("a.docx").digest) == "210-KL/TW"
    assert library.holds(file("b").digest) is None


def test_the_better_copy_becomes_canonical_and_the_signed_text_stays(tmp_path: Path) -> None:
    library = empty(tmp_path)
    report = document(OTHER, source=PRESS, origin=file("tin.html", "HTML"), reported_date=date(2016, 7, 1))
    page, word = document(origin=scan("a.pdf")), document(origin=file("a.docx"), issued=EARLY)
    assert put(library, report, page, word, report) == ["ADDED", "CANONICAL", "CANONICAL", "COPY"]
    assert library.documents == (word,)
    assert {copy.file_name for copy in library.copies("210-KL/TW")} == {"tin.html", "a.pdf"}
    assert put(library, document(CHANGED, origin=file("b.docx"), issued=EARLY)) == ["REPLACED"]
    assert [copy.file_name for copy in library.copies("210-KL/TW")] == ["tin.html"]
    assert [old.file_name for old in library.history("210-KL/TW")] == ["a.pdf", "a.docx"]


def test_one_number_of_two_terms_stands_side_by_side(tmp_path: Path) -> None:
    library = empty(tmp_path)
    early, late, unknown = (
        document(lines, issued=day) for lines, day in ((LINES, EARLY), (OTHER, LATE), (("A b.",), None))
    )
    assert put(library, early, late, unknown) == ["ADDED"] * 3
    assert labels(library) == ["210-KL/TW", "210-KL/TW (05/06/2021)", "210-KL/TW (2)"]
    assert library.documents[1].name == "Kết luận 210-KL/TW (05/06/2021)"
    library.remove("210-KL/TW (2)")
    assert put(
        library, late, replace(late, label="x"), document((*OTHER, "Giao các tỉnh ủy lập kế hoạch."), issued=LATE)
    ) == ["UNCHANGED"] * 2 + ["REPLACED"]
    assert Library(tmp_path).documents == library.documents
    assert labels(library) == ["210-KL/TW", "210-KL/TW (05/06/2021)"]


def test_a_report_without_a_date_joins_neither_of_two_terms(tmp_path: Path) -> None:
    library = empty(tmp_path)
    put(library, document(issued=EARLY), document(OTHER, issued=LATE))
    apart = empty(tmp_path / "b")
    put(apart, document(issued=EARLY), document(OTHER, issued=LATE))
    assert put(apart, document(("Tin về kết luận này.",), source=PRESS)) == ["ADDED"]
    assert put(library, document(OTHER[:1] * 2 + OTHER[1:], source=PRESS, origin=file("b"))) == ["COPY"]
    assert library.copies("210-KL/TW (05/06/2021)")[0].file_name == "b"


def test_documents_without_a_number_are_named_apart(tmp_path: Path) -> None:
    library = empty(tmp_path)
    first, other = (document(lines, None, called="Báo cáo #1  quý I") for lines in (LINES, OTHER))
    again = document(("Trang bìa", *LINES), None, called="Khác", origin=file("b"))
    assert put(library, first, other, again) == ["ADDED", "ADDED", "READ_AGAIN"]
    assert labels(library) == ["Báo cáo -1 quý I", "Báo cáo -1 quý I (2)"]


@given(st.lists(st.tuples(st.sampled_from([None, EARLY, LATE]), st.sampled_from([None, "1-KL/TW", "x" * 200]))))
def test_labels_are_unique_short_and_name_the_number(asked: list[tuple[date | None, str | None]]) -> None:
    given_out: list[str] = []
    for issued, number in asked:
        given_out.append(label_for(document(number=number, issued=issued, called="Tờ trình"), set(given_out)))
    assert len(set(given_out)) == len(given_out)
    assert all(len(label) < 110 and "#" not in label for label in given_out)


def test_a_file_read_again_keeps_its_label_and_what_citations_name(tmp_path: Path) -> None:
    library = empty(tmp_path)
    origin = file("a.docx")
    joined = document((f"{LINES[0]} {LINES[1]}", *LINES[2:]), origin=origin)
    corrected = document(origin=origin, issued=EARLY)
    assert put(library, document(origin=origin), corrected, joined) == ["ADDED", "READ_AGAIN", "READ_AGAIN"]
    assert len(library.history("210-KL/TW")) == 1
    assert labels(library) == ["210-KL/TW"]


def test_outcomes_are_sentences() -> None:
    said = {change: Outcome(change, "1-KL/TW", "Kết luận 1-KL/TW", 0.973).vi() for change in Change}
    assert all("Kết luận 1-KL/TW" in text and text.endswith(".") and "{" not in text for text in said.values())
    assert "trùng 97 % số đoạn" in said[Change.REPLACED]
    assert len(set(said.values())) == len(Change)


def test_identities_compare_what_is_known() -> None:
    base = Identity("1-kl-tw")
    assert base.same(replace(base, told="2020-01-01"))
    assert not base.contradicts(replace(base, issue_date="2020-01-01"))
    assert replace(base, told="2019-01-01").contradicts(replace(base, issue_date="2020-01-03"))
