"""Which documents are searched together: those with attached questions apart from those without."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_build_helpers import added_document

from index.points import BESIDE, Bound, Part, document_of, entries, label, parts
from ingest.document import Document
from ingest.library import AttachedQuestion

NAMES = ("1-KL/TW", "2-KL/TW", "3#KL/TW", "3", "3 (01/02/2020)", "#")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents in their order."""

    documents: tuple[Document, ...]


def shelf(*names: str) -> Shelf:
    return Shelf(tuple(added_document(f"Bộ Y tế làm việc {name}.", name) for name in names))


def asked(*targets: str) -> Bound:
    """Return a question for the first paragraphs of these documents; a near miss where there is none."""
    return AttachedQuestion("Hỏi?", "fact", "batch"), tuple(f"{name}#1" for name in targets)


def named(found: list[Part]) -> list[tuple[str, list[str]]]:
    return [(part.name, [document.label for document in part.documents]) for part in found]


def test_documents_with_attached_questions_stand_apart() -> None:
    attached = [asked("2-KL/TW"), asked(), asked("4-KL/TW", "2-KL/TW")]
    found = parts(shelf("1-KL/TW", "2-KL/TW", "3-KL/TW", "4-KL/TW"), attached)
    assert named(found) == [("", ["2-KL/TW", "4-KL/TW"]), (BESIDE, ["1-KL/TW", "3-KL/TW"])]
    # Near misses are the classifier's, and stand where it does.
    assert [part.attached for part in found] == [tuple(attached), ()]


@pytest.mark.parametrize("attached", [[], [asked()], [asked("2-KL/TW", "1-KL/TW"), asked()]])
def test_one_sort_alone_is_one_part(attached: list[Bound]) -> None:
    library = shelf("1-KL/TW", "2-KL/TW")
    assert parts(library, attached) == [Part("", library.documents, tuple(attached))]


def test_an_empty_library_is_one_part() -> None:
    assert parts(Shelf(()), [asked()]) == [Part("", (), (asked(),))]


def test_a_document_with_a_hash_in_its_name_is_its_own() -> None:
    library = shelf("3", "3#KL/TW")
    assert named(parts(library, [asked("3#KL/TW")])) == [("", ["3#KL/TW"]), (BESIDE, ["3"])]
    assert named(parts(library, [asked("3")])) == [("", ["3"]), (BESIDE, ["3#KL/TW"])]
    for document in library.documents:
        assert document_of(label(document, document.paragraphs[0])) == document.label


@given(st.sets(st.sampled_from(NAMES)), st.lists(st.sets(st.sampled_from(NAMES)), max_size=4))
def test_every_document_and_question_is_in_exactly_one_part(held: set[str], targets: list[set[str]]) -> None:
    library = shelf(*(name for name in NAMES if name in held))
    attached = [asked(*sorted(names & held)) for names in targets]
    found = parts(library, attached)
    assert [part.name for part in found] in ([""], ["", BESIDE])
    assert sorted(name for _, names in named(found) for name in names) == sorted(held)
    whole = {entry.id for entry in entries(library, attached)}
    ids = [entry.id for part in found for entry in entries(part, part.attached)]
    assert sorted(ids) == sorted(whole)
    for part in found[1:]:
        wanted = {name for names in targets for name in names & held}
        assert {document.label for document in part.documents} == held - wanted
        assert wanted
