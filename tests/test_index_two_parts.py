"""Documents without attached questions beside others: searched apart, weighed as in one, no harm to the others."""

from itertools import product

import numpy as np
import pytest
from index_build_fixtures import settings_fixture, shipped_fixture, spy_fixture  # noqa: F401 - fixtures
from index_build_helpers import WHOLE, assert_alike, built, evidence, generation, opened
from index_parts_helpers import ASKED, OTHERS, OWN, add_others, of_own, reading

from assistant.decide import DecisionModel, decide
from assistant.entities import Gazetteer
from index import points
from index.frequencies import Frequencies, count, merged
from index.search import Evidence, Index
from index.sparse import document_weights, query_weights
from index.tokens import encode, unit_id
from ingest.settings import Settings


def held_by(found: Evidence) -> set[str]:
    return {hit.document.label for hit in found.paragraphs}


def attached_logits(settings: Settings, found: list[Evidence], gazetteer: Gazetteer) -> list[float]:
    sides = [
        decide(DecisionModel.load(), one, question, gazetteer).side for one, question in zip(found, ASKED, strict=True)
    ]
    return [side[1] for side in sides if side is not None]


def test_added_documents_change_nothing_in_the_evidence_of_the_others(settings: Settings) -> None:
    built(settings)
    before = evidence(settings, ASKED)
    gazetteer = Gazetteer(opened(settings).documents)
    add_others(settings)
    after = evidence(settings, ASKED)
    assert all(held_by(found) >= set(OTHERS) for found in after)
    assert_alike(list(map(of_own, after)), before)
    for one, other in zip(before, after, strict=True):
        assert other.margins == one.margins
        assert (other.answered_logit, other.misuse_logit) == (one.answered_logit, one.misuse_logit)
        assert (other.unknown_share, other.uncovered_share) == (one.unknown_share, one.uncovered_share)
    logits = [attached_logits(settings, found, gazetteer) for found in (before, after)]
    assert len(logits[0]) == len(ASKED)
    assert logits[1] == pytest.approx(logits[0], abs=1e-3)


def test_hits_of_both_parts_are_one_list(settings: Settings) -> None:
    add_others(settings)
    first, second, third = evidence(settings, ["Ai mua vắc xin?", "Bộ nào cấp kinh phí?", "cong vu mau gi"])
    assert [found.paragraphs[0].label for found in (first, second, third)] == [
        "3-QĐ/TTg#2", "210-KL/TW#3", "12-QĐ/TU#1",
    ]  # fmt: skip
    for found in (first, second, third):
        order = [(-hit.relevance, hit.label) for hit in found.paragraphs]
        assert order == sorted(order)
        assert len(order) == len(set(order)) == 9
        assert {name.split("#")[0] for name in found.margins} == set(OWN)
    # «mua», «vắc xin» and their pair stand in the second part alone, «kinh phí» in the first alone.
    assert first.beside_uncovered_share is not None
    assert second.beside_uncovered_share is not None
    assert first.beside_uncovered_share < first.uncovered_share
    assert second.beside_uncovered_share > second.uncovered_share


def test_without_others_there_is_no_second_part(settings: Settings) -> None:
    built(settings)
    assert not (generation(settings) / points.BESIDE).exists()
    with reading(settings) as index:
        assert index.beside is None
        assert index.search("Ai mua vắc xin?").beside_uncovered_share is None


@pytest.mark.parametrize(
    ("documents", "found", "asked"),
    [
        ([OTHERS[0]], {OTHERS[0]}, set()),
        ([OWN[0]], {OWN[0]}, {OWN[0]}),
        ([OTHERS[1], OWN[1]], {OTHERS[1], OWN[1]}, {OWN[1]}),
        ([*OTHERS], set(OTHERS), set()),
        (["9-KL/TW"], set(), set()),
        ([], {*OTHERS, *OWN}, set(OWN)),
    ],
)
def test_a_search_within_documents_spans_both_parts(
    settings: Settings, documents: list[str], found: set[str], asked: set[str]
) -> None:
    add_others(settings)
    with reading(settings) as index:
        for question in ASKED:
            one = index.search(question, documents)
            assert held_by(one) == found
            assert {name.split("#")[0] for name in one.margins} == asked
            assert {name.split("#")[0] for hit in one.questions for name in hit.targets} == asked
            assert (one.beside_uncovered_share is not None) == bool(found & set(OTHERS))
            assert len(one.near_misses) == 4


def assert_weighed(index: Index, part: Index, whole: Frequencies, texts: dict[int, str], question: str) -> None:
    """The engine must score each text as if it knew how many texts of both parts hold each unit."""
    for weights, side in (((0.0, 1.0, 0.0), 0), ((0.0, 0.0, 1.0), 1)):
        query = part.queries(question, weights=weights)[0]
        asked = query_weights(encode([question])[side])[0].indices
        idf = dict(zip(asked, whole.idf(np.array(asked, dtype=np.uint32)).tolist(), strict=True))
        scale = query.weights[1 + side]
        assert scale > 0
        found = {record.id: record.score for record in part.store.search([query])[0]}
        for number, text in texts.items():
            stored = document_weights(encode([text])[side])[0]
            held = dict(zip(stored.indices, stored.values, strict=True))
            expected = scale * sum(held.get(unit, 0.0) * rarity for unit, rarity in idf.items())
            assert found.get(number, 0.0) == pytest.approx(expected, abs=1e-5)


def test_the_engine_weighs_the_second_part_as_if_both_were_one(settings: Settings) -> None:
    add_others(settings)
    library = opened(settings)
    first, second = points.parts(library, points.bind(library)[0])
    entries = {part.name: points.entries(part, part.attached) for part in (first, second)}
    counted = {name: count([entry.text for entry in found]) for name, found in entries.items()}
    whole = merged([counted[""], counted[points.BESIDE]])
    common = np.array([unit_id("bo")], dtype=np.uint32)  # in nearly all of the one, in half of the other
    assert whole.idf(common)[0] != pytest.approx(counted[points.BESIDE].idf(common)[0], rel=0.1)
    questions = ("Bộ Y tế cấp kinh phí mua vắc xin cho trẻ em vùng cao?", "Xe đạp công vụ gửi ở trụ sở xã, qwrtz.")
    with reading(settings) as index:
        assert index.beside is not None
        parts = ((index, counted[""], first), (index.beside, whole, second))
        for (part, frequencies, held), question in product(parts, questions):
            texts = {
                entry.id: entry.text for entry in entries[held.name] if entry.payload[points.KIND] == points.PARAGRAPH
            }
            assert_weighed(index, part, frequencies, texts, question)
        for question in questions:  # the first part knows nothing of the second
            query = index.queries(question)[0]
            assert [[query.sparse], [query.bare]] == [query_weights(codes) for codes in encode([question])]


def test_syllables_of_both_parts_are_counted(settings: Settings) -> None:
    assert built(settings) == WHOLE
    with reading(settings) as index:
        alone = index.syllables
    assert "vắc" not in alone
    add_others(settings)
    with reading(settings) as index:
        assert index.beside is not None
        assert index.syllables["vắc"] == 1
        assert index.syllables["xe"] == 3
        assert index.syllables["bộ"] == alone["bộ"] + index.beside.syllables["bộ"] == alone["bộ"] + 2
