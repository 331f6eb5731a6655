"""A draft held against the shipped texts: a press release, whatever a draft may hold, and what is never missed."""

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest
from checking_helpers import checker_of, kinds, one, paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.checking.atoms import Sort, atoms
from assistant.checking.checked import Verdict
from assistant.checking.checker import Checker
from ingest.clauses import clauses, sentences
from ingest.document import Span
from ingest.library import Library
from ingest.settings import PROJECT

SPAN = Span(0, 0)
GOLDEN = PROJECT / "tests" / "golden" / "checking"


@pytest.fixture(scope="module")
def checker(library: Library) -> Checker:
    return checker_of(library)


# --- one press release with mistakes, as it was looked at by a reader


def test_a_press_release_with_mistakes(checker: Checker) -> None:
    draft = (GOLDEN / "thong-cao.txt").read_text(encoding="utf-8")
    expected = json.loads((GOLDEN / "thong-cao.json").read_text(encoding="utf-8"))
    found = [
        {
            "sentence": item.sentence,
            "verdict": str(item.verdict),
            "deviations": [list(deviation) for deviation in kinds(item)],
            "paragraphs": sorted({f"{citation.document}#{citation.paragraph}" for citation in item.citations}),
        }
        for item in checker.check(draft)
    ]
    assert found == expected


# --- single sentences


def test_a_deviation_comes_with_the_words_of_the_text_and_what_to_write_instead(checker: Checker) -> None:
    found = one(checker, "Ban thường vụ các tỉnh ủy, thành ủy thực hiện 12 nội dung.")
    assert found.verdict is Verdict.DEVIATING
    assert kinds(found) == [("number", "12", "11")]
    assert found.suggestion
    assert "11 nội dung" in found.suggestion
    assert all(citation.quote in citation.paragraph_text for citation in found.citations)


def test_a_sentence_that_holds_needs_no_suggestion(checker: Checker, library: Library) -> None:
    assert one(checker, paragraph(library, "177-KL/TW", 9)).suggestion == ""


def test_an_empty_library_supports_nothing() -> None:
    assert [item.verdict for item in Checker([]).check("Bộ Tài chính báo cáo. Rất mong bà con ủng hộ!")] == [
        Verdict.UNSUPPORTED,
        Verdict.OPINION,
    ]


def test_the_same_draft_is_always_judged_the_same(checker: Checker) -> None:
    draft = (GOLDEN / "thong-cao.txt").read_text(encoding="utf-8")
    assert list(checker.check(draft)) == list(checker.check(draft))


# --- how it is written does not matter


def variants(text: str) -> Iterator[str]:
    yield text.upper()
    yield text.replace("ủy", "uỷ")
    yield text.replace(" ", "\u00a0")
    yield f"- {text}"
    yield f"  12. {text}"
    yield f"“{text}”"
    yield text.rstrip(".")


def test_a_paragraph_is_told_verbatim_however_it_is_typed(checker: Checker, library: Library) -> None:
    for document in library.documents:
        for held in document.paragraphs[::4]:
            first = sentences(held.text)[0].of(held.text)
            for text in variants(first):
                (found,) = checker.check(text)
                assert found.verdict is Verdict.VERBATIM, text
                assert {(citation.document, citation.paragraph) for citation in found.citations} == {
                    (document.label, held.number)
                }


def test_whatever_is_a_sentence_or_clause_of_the_text_is_told_verbatim(checker: Checker, library: Library) -> None:
    for document in library.documents:
        for held in document.paragraphs:
            pieces = [*sentences(held.text), *(clause.span for clause in clauses(held.text))]
            for piece in pieces:
                found = list(checker.check(piece.of(held.text)))
                assert [item.verdict for item in found] == [Verdict.VERBATIM] * len(found), piece.of(held.text)


def altered(words: str, sort: Sort) -> Iterator[str]:
    """Yield other numbers, days, months, years and serials in the place of each figure of a fact."""
    for match in re.finditer(r"\d+", words):
        value = int(match[0])
        others = {value + 1, value - 1} if sort is not Sort.DATE else {value + 1 if value < 12 else value - 1}
        for other in others - {0, -1}:
            yield f"{words[: match.start()]}{other}{words[match.end() :]}"


def test_a_figure_replaced_in_a_verbatim_sentence_is_always_a_deviation(checker: Checker, library: Library) -> None:
    tried = 0
    for document in library.documents:
        for held in document.paragraphs:
            for span in sentences(held.text):
                text = span.of(held.text)
                for atom in atoms(text):
                    if atom.sort not in (Sort.NUMBER, Sort.DATE, Sort.DOCUMENT):
                        continue
                    for words in altered(atom.span.of(text), atom.sort):
                        draft = text[: atom.span.start] + words + text[atom.span.end :]
                        tried += 1
                        assert Verdict.DEVIATING in [item.verdict for item in checker.check(draft)], draft
                        told = [deviation for item in checker.check(draft) for deviation in item.deviations]
                        assert str(told[0].kind) == atom.sort.value, draft
                        assert told[0].found in words or words in told[0].found, draft
    assert tried > 50


# --- whatever a draft may hold

PIECES = (
    "31/7 1/2/2025 không chưa “ ” … . ; : 179-KL/TW hai mươi tháng ngày năm 0 tỷ quá Bộ KH&CN 99/99 % ( ) - a) Đ ß İ"
)


@st.composite
def drafts(draw: st.DrawFn, library: Library) -> str:
    words = sorted({word for document in library.documents for word in document.source_text.split()})
    parts = (
        st.sampled_from(words) | st.sampled_from([*PIECES.split(), "\n", "\r\n", "\u0301", "- "]) | st.text(max_size=6)
    )
    return draw(st.sampled_from((" ", "", "\n"))).join(draw(st.lists(parts, max_size=40)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_draft_is_read_with_exact_places_and_citations(
    checker: Checker, library: Library, data: st.DataObject
) -> None:
    draft = data.draw(drafts(library))
    text, end = unicodedata.normalize("NFC", draft), 0
    for item in checker.check(draft):
        assert end <= item.span.start < item.span.end
        assert item.span.of(text) == item.sentence == item.sentence.strip()
        end = item.span.end
        assert bool(item.deviations) == bool(item.suggestion) == (item.verdict is Verdict.DEVIATING)
        assert bool(item.citations) == (item.verdict not in (Verdict.UNSUPPORTED, Verdict.OPINION))
        for citation in item.citations:
            assert citation.span.of(citation.paragraph_text) == citation.quote
        for deviation in item.deviations:
            assert deviation.found and deviation.found in item.sentence
            assert any(deviation.source in citation.paragraph_text for citation in item.citations)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_line_ends_and_decomposed_letters_change_places_alone(
    checker: Checker, line_end: str, form: Literal["NFC", "NFD"]
) -> None:
    draft = (GOLDEN / "thong-cao.txt").read_text(encoding="utf-8")
    typed = unicodedata.normalize(form, draft.replace("\n", line_end))
    found, plain = list(checker.check(typed)), list(checker.check(draft))
    composed = unicodedata.normalize("NFC", typed)
    assert [item.span.of(composed) for item in found] == [item.sentence for item in plain]
    assert [replace(item, span=SPAN) for item in found] == [replace(item, span=SPAN) for item in plain]


@pytest.mark.parametrize(
    "draft",
    [
        "bộ chính trị " * 1600,
        "Bộ Chính trị yêu cầu các cấp ủy hoàn thành trước ngày 31/8/2025, " * 300,
        "." * 20_000,
        "“" * 20_000,
        "1/2/" * 5_000,
        "x" * 20_000,
        "năm " * 5_000,
        "- " * 10_000,
        "K/" * 10_000,
        "a\u0301" * 10_000,
    ],
    ids=lambda draft: draft[:12],
)
def test_twenty_thousand_characters_without_an_end_take_no_half_minute(checker: Checker, draft: str) -> None:
    started = time.process_time()
    list(checker.check(draft))
    assert time.process_time() - started < 30
