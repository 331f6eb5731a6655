"""What holds of any sentence against the shipped paragraphs, however it was made; and how long the check takes."""

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import ELISION
from assistant.writing.align import scopes, words_of
from assistant.writing.verify import LONGEST_SENTENCE, Passage, Verdict, verify
from assistant.writing.words import Sort, words
from ingest.clauses import Clause, clauses
from ingest.library import Library
from ingest.text import compose, fold

# Of a charge; none of them says anything of its own.
_GIVEN = set(fold("được giao nhiệm vụ chỉ đạo yêu cầu phân công có trách nhiệm").split())
_WAYS = ["drop", "drop", "cut", "swap", "double", "alien", "free", "own", "mark", "capital"]
_JOINING = ["các", "những", "việc", "và", "của", "là", "này", "đó", "mà", "thì", "đồng thời", "phải", "cần"]
_ALIEN = ["99", "7,5", "ngày 9/9/2029", "8-QĐ/TW", "Bộ Ngoại giao", "không", "chưa", "cấm", "trừ", "máy bay", "nếu"]


@pytest.fixture(scope="module")
def passages(library: Library) -> list[Passage]:
    texts = [(document.name, paragraph.text) for document in library.documents for paragraph in document.paragraphs]
    return [Passage(f"D{number}", name, text) for number, (name, text) in enumerate(texts, 1)]


def said(clause: Clause, text: str) -> str:
    lead = f"{clause.lead_in.of(text)} " if clause.lead_in else ""
    return lead + clause.span.of(text)


def assert_founded(verdict: Verdict, passage: Passage) -> None:
    """Shown is either the source or, in order, words of the quotes it rests on, with the same marks."""
    text = passage.text
    assert all(0 <= span.start < span.end <= len(text) for span in verdict.spans)
    quoted = ELISION.join(span.of(text) for span in verdict.spans)
    if verdict.verbatim:
        assert verdict.shown == quoted
        return
    there = iter([word.form for word in words(quoted)])
    counted = [word for word in words(verdict.shown) if word.sort is not Sort.NEUTRAL and word.form not in _GIVEN]
    assert all(word.form in there for word in counted), (verdict.shown, quoted)
    assert set(re.findall(r"[^\w\s,.;:]", verdict.shown)) <= set(quoted)
    for sort in (Sort.NEGATION, Sort.RESTRICTION):
        assert [w.form for w in words(verdict.shown) if w.sort is sort] == [
            w.form for w in words(quoted) if w.sort is sort
        ]


def test_every_clause_passes_and_is_shown_as_it_stands(passages: list[Passage]) -> None:
    tried = 0
    for passage in passages:
        for clause in clauses(passage.text):
            text = said(clause, passage.text)
            verdict = verify(text, [passage], passage.id, clause.span.of(passage.text))
            assert verdict.reason is None, (text, verdict)
            assert clause.span.of(passage.text).rstrip(" .;…")[-40:] in verdict.shown
            away = clause.lead_in is not None and passage.text[clause.lead_in.end : clause.span.start].strip()
            assert verdict.verbatim or away
            assert_founded(verdict, passage)
            tried += 1
    assert tried > 60


@given(st.randoms(use_true_random=False), st.integers(0, 36), st.integers(0, 4))
def test_whatever_is_done_to_a_clause_what_is_shown_is_founded(
    passages: list[Passage], chance: random.Random, number: int, changes: int
) -> None:
    passage = passages[number]
    found = clauses(passage.text)
    first = chance.randrange(len(found))
    tokens = " ".join(said(clause, passage.text) for clause in found[first : first + chance.choice([1, 1, 2])]).split()
    for _ in range(changes):
        changed(tokens, chance, passage)
    verdict = verify(" ".join(tokens), [passage])
    if verdict.reason is None:
        assert_founded(verdict, passage)


def changed(tokens: list[str], chance: random.Random, passage: Passage) -> None:
    at, other = (chance.randrange(len(tokens)) for _ in range(2))
    way = chance.choice(_WAYS)
    if way == "drop" and len(tokens) > 1:
        del tokens[at]
    elif way == "cut" and len(tokens) > 3:
        del tokens[min(at, other) : max(at, other)]
    elif way == "swap":
        tokens[at], tokens[other] = tokens[other], tokens[at]
    elif way == "double":
        tokens.insert(at, tokens[other])
    elif way == "alien":
        tokens.insert(at, chance.choice(_ALIEN))
    elif way == "free":
        tokens.insert(at, chance.choice(_JOINING))
    elif way == "own":
        tokens.insert(at, chance.choice(passage.text.split()))
    elif way == "mark":
        tokens[at] += chance.choice(["?", "!", "%", "/", ",", ";", ":", ")", "”", "…", "+", "-"])
    else:
        tokens[at] = tokens[at].upper()


@given(st.data(), st.integers(0, 36), st.sampled_from(_ALIEN))
def test_what_the_paragraph_lacks_is_never_accepted(
    passages: list[Passage], data: st.DataObject, number: int, alien: str
) -> None:
    passage = passages[number]
    if {word.form for word in words(alien)} & {word.form for word in words_of(passage.text)}:
        return
    tokens = said(data.draw(st.sampled_from(clauses(passage.text))), passage.text).split()
    tokens.insert(data.draw(st.integers(0, len(tokens))), alien)
    assert verify(" ".join(tokens), [passage]).reason is not None


@given(st.data(), st.integers(0, 36))
def test_no_number_and_no_denial_is_lost_on_the_way(passages: list[Passage], data: st.DataObject, number: int) -> None:
    passage = passages[number]
    text = said(data.draw(st.sampled_from(clauses(passage.text))), passage.text)
    kept = [word for word in words(text) if word.sort in (Sort.NEGATION, Sort.NUMBER, Sort.DATE, Sort.STRENGTH)]
    if not kept:
        return
    lost = data.draw(st.sampled_from(kept)).span
    verdict = verify(text[: lost.start] + text[lost.end :], [passage])
    if verdict.reason is None:
        assert lost.of(text) in verdict.shown


_ANY = st.text(max_size=400) | st.text('aáxãbộ không 12/.,;:()“”"\n[]{}', max_size=400)


@given(_ANY, _ANY, st.none() | st.sampled_from(["D1", "", "D2"]), _ANY)
def test_nothing_breaks_it(sentence: str, text: str, paragraph: str | None, quote: str) -> None:
    passage = Passage("D1", "Kết luận 1", compose(text))
    verdict = verify(sentence, [passage], paragraph, quote)
    if verdict.reason is None:
        assert_founded(verdict, passage)


@given(_ANY.filter(lambda text: any(map(str.isalpha, text))))
def test_a_paragraph_may_be_anything(text: str) -> None:
    passage = Passage("D1", "Kết luận 1", compose(text))
    for clause in clauses(passage.text)[:5]:
        verdict = verify(clause.span.of(passage.text), [passage])
        if verdict.reason is None:
            assert_founded(verdict, passage)


_PARAGRAPHS = {
    "one word": "xã ", "clauses": "xã; ", "segments": "xã, ", "sentences": "Xã. ", "denials": "không xã ",
    "numbers": "1 ", "brackets": "(xã ", "quotes": '"xã ', "colons": "xã: ", "digits": "1", "dates": "1-",
    "body": "bộ ",
    "duty": "cán bộ xã, phường không được giao quá 5 người; ",
}  # fmt: skip
_SENTENCES = ("xã ", "xã, ", "không xã ", "1 ", "1", "bộ ", "cán bộ xã, phường không được giao quá 5 người; ", "(xã ")


@pytest.mark.parametrize("kind", _PARAGRAPHS)
def test_repetition_takes_no_time(kind: str) -> None:
    text = (_PARAGRAPHS[kind] * 20_000)[:20_000]
    passage = Passage("D1", "Kết luận 1", text)
    scopes(text)  # once for each paragraph
    for sentence in _SENTENCES:
        written, taken = (sentence * LONGEST_SENTENCE)[:LONGEST_SENTENCE], []
        for _ in range(3):
            started = time.process_time()
            verify(written, [passage])
            taken.append(time.process_time() - started)
        assert min(taken) < 0.15, sentence
