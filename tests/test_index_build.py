"""What a build makes, and what it makes again: only what is new, statistics and passages of all there is."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from index_build_fixtures import settings_fixture, shipped_fixture, spy_fixture  # noqa: F401 - fixtures
from index_build_helpers import (
    WHOLE,
    Spy,
    added_document,
    ask_more,
    assert_as_if_built_anew,
    built,
    evidence,
    generation,
    generations,
    never,
    opened,
    rewrite,
)

from index import build as module
from index import classifier, frequencies, points
from index.build import build, current_state, is_current, passages_of, wanted_state
from index.frequencies import Frequencies
from index.passages import Passages
from index.relevance import FEATURES
from index.search import Index
from index.tokens import Codes, encode, units
from ingest.settings import Settings


def snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != ".lock"}


def test_the_first_build_publishes_a_generation(settings: Settings, spy: Spy) -> None:
    said: list[str] = []
    assert build(opened(settings), settings, said.append) == WHOLE
    assert said == [
        "Đang lập chỉ mục 18 mục (đoạn và câu hỏi gắn kèm)…",
        "Đang huấn luyện bộ phân loại trên 13 câu hỏi gắn kèm…",
    ]
    assert len(spy.asked()) == 18
    assert generations(settings) == ["g1"]
    state = current_state(settings.library)
    assert state is not None
    assert state["generation"] == "g1"
    assert is_current(state, wanted_state(opened(settings), settings.index, spy))


def test_a_second_build_does_nothing_and_says_so(settings: Settings, spy: Spy) -> None:
    built(settings)
    spy.asked()
    before = snapshot(settings.library)
    assert build(opened(settings), settings, never) == replace(WHOLE, changed=False)
    assert spy.asked() == []
    assert snapshot(settings.library) == before


@pytest.mark.parametrize("key", ["format", "library", "embedding", "server"])
def test_an_index_made_from_anything_else_is_not_current(settings: Settings, spy: Spy, key: str) -> None:
    wanted = wanted_state(opened(settings), settings.index, spy)
    assert set(wanted) == {"format", "library", "embedding", "server"}
    assert wanted["format"] == 7
    assert is_current({**wanted, "generation": "g7"}, wanted)
    assert not is_current({**wanted, key: "khác"}, wanted)
    assert not is_current({name: value for name, value in wanted.items() if name != key}, wanted)
    assert not is_current(None, wanted)


def test_only_what_is_new_is_embedded(settings: Settings, spy: Spy, tmp_path: Path) -> None:
    built(settings)
    spy.asked()
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    assert built(settings) == replace(WHOLE, near_misses=5)
    assert spy.asked() == ["Giá xăng hôm nay?"]
    assert_as_if_built_anew(settings, tmp_path)


def test_what_is_gone_is_found_no_more(settings: Settings, spy: Spy) -> None:
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    built(settings)
    assert evidence(settings, ["Giá xăng hôm nay?"])[0].near_misses[0].text == "Giá xăng hôm nay?"
    (settings.corpus / "questions" / "more.jsonl").unlink()
    spy.asked()
    assert built(settings) == WHOLE
    assert spy.asked() == []
    (found,) = evidence(settings, ["Giá xăng hôm nay?"])
    assert "Giá xăng hôm nay?" not in [hit.text for hit in found.near_misses]


def test_a_changed_paragraph_takes_its_questions_with_it(settings: Settings, spy: Spy, tmp_path: Path) -> None:
    built(settings)
    spy.asked()
    rewrite(settings.corpus / "15-CT-TW" / "source.txt", "vùng cao", "miền núi")
    assert built(settings) == replace(WHOLE, questions=7, lost_questions=2)
    # The paragraph alone: the next one is indexed with its section title, not with what stands before it.
    assert spy.asked() == ["Ban Bí thư chỉ đạo mở lớp học chữ cho đồng bào miền núi."]
    assert_as_if_built_anew(settings, tmp_path)


def test_a_changed_section_title_changes_the_paragraphs_under_it(settings: Settings, spy: Spy, tmp_path: Path) -> None:
    built(settings)
    spy.asked()
    rewrite(settings.corpus / "15-CT-TW" / "source.txt", "Trách nhiệm thi hành", "Tổ chức thực hiện")
    assert built(settings) == WHOLE
    assert spy.asked() == ["Tổ chức thực hiện Bộ Giáo dục và Đào tạo biên soạn sách học chữ."]
    assert_as_if_built_anew(settings, tmp_path)


def test_an_added_document_leaves_the_questions_and_their_classifier_alone(
    settings: Settings, spy: Spy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built(settings)
    spy.asked()
    opened(settings).add([added_document("Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em.")])
    with monkeypatch.context() as patch:
        patch.setattr(classifier, "fit", lambda *_: never("fitted again"))
        assert built(settings) == replace(WHOLE, paragraphs=6)
    assert spy.asked() == ["Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em."]
    assert evidence(settings, ["Ai tiêm chủng cho trẻ em?"])[0].paragraphs[0].label == "3-QĐ/TTg#1"
    assert_as_if_built_anew(settings, tmp_path)


def test_a_question_of_another_kind_is_stored_and_learned_again(settings: Settings, tmp_path: Path) -> None:
    built(settings)
    (before,) = evidence(settings, ["Lương cán bộ xã là bao nhiêu?"])
    assert (before.near_misses[0].kind, before.misuse_logit < 0) == ("near", True)
    rewrite(settings.corpus / "questions" / "unanswered.jsonl", '"near"', '"misuse"')
    built(settings)
    (after,) = evidence(settings, ["Lương cán bộ xã là bao nhiêu?"])
    assert (after.near_misses[0].kind, after.misuse_logit > 0) == ("misuse", True)
    assert_as_if_built_anew(settings, tmp_path)


@pytest.mark.parametrize("change", ["embedding", "format"])
def test_another_embedding_or_format_makes_everything_anew(
    settings: Settings, spy: Spy, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    built(settings)
    spy.asked()
    if change == "embedding":
        spy.fingerprint = "another"
    else:
        monkeypatch.setattr(module, "_FORMAT", 99)
    assert built(settings) == WHOLE
    assert len(spy.asked()) == 18
    assert not built(settings).changed


def test_without_near_misses_there_is_no_classifier(settings: Settings) -> None:
    (settings.corpus / "questions" / "unanswered.jsonl").unlink()
    assert built(settings) == replace(WHOLE, near_misses=0)
    (found,) = evidence(settings, ["Ai mở lớp?"])
    assert (found.margins, found.answered_logit, found.misuse_logit) == ({}, 0.0, 0.0)
    assert found.questions[0].targets == ("15-CT/TW#1",)


def test_without_questions_the_paragraphs_are_searched(settings: Settings) -> None:
    shutil.rmtree(settings.corpus / "questions")
    assert built(settings) == replace(WHOLE, questions=0, near_misses=0)
    (found,) = evidence(settings, ["Bộ nào cấp kinh phí?"])
    assert (found.paragraphs[0].label, found.questions, found.near_misses) == ("210-KL/TW#3", (), ())


def test_opening_builds_what_is_missing_or_out_of_date(settings: Settings) -> None:
    said: list[str] = []
    Index.open(opened(settings), settings, said.append).close()
    assert len(said) == 2
    ask_more(settings, {"question": "Giá xăng hôm nay?", "kind": "far"})
    index = Index.open(opened(settings), settings, said.append)
    assert index.search("Giá xăng hôm nay?").near_misses[0].text == "Giá xăng hôm nay?"
    assert len(said) == 4
    index.close()


def test_the_statistics_of_a_generation(settings: Settings) -> None:
    built(settings)
    library = opened(settings)
    found = points.entries(library, points.bind(library)[0])
    assert np.load(generation(settings) / "ids.npy").tolist() == [entry.id for entry in found]
    syllables = json.loads((generation(settings) / "syllables.json").read_text(encoding="utf-8"))
    # Section titles count, the subject does not, and nothing stands twice.
    assert (syllables["trụ"], syllables["31/8/2025"], syllables["thi"]) == (5, 1, 1)
    assert {"Bộ", "thử"}.isdisjoint(syllables)
    texts = [entry.text for entry in found]
    known = Frequencies.load(generation(settings) / "frequencies.npz")
    expected = frequencies.count(texts)
    assert (known.texts, known.ids.tolist()) == (18, expected.ids.tolist())
    assert known.counts.tolist() == expected.counts.tolist()


def listed(codes: Codes) -> list[list[int]]:
    return [codes.of(place).tolist() for place in range(len(codes.sizes))]


def test_the_passages_of_a_generation(settings: Settings) -> None:
    built(settings)
    library = opened(settings)
    texts = [entry.text for entry in points.entries(library, points.bind(library)[0])[:5]]
    marked, bare = encode(texts)
    stored = Passages.load(generation(settings) / "passages.npz")
    for found in (stored, passages_of(library)):
        assert (listed(found.marked), listed(found.bare)) == (listed(marked), listed(bare))
        assert found.context.tolist() == [0, 4, 0, 0, 0]  # «Trách nhiệm thi hành»
        own = [len(units(paragraph.text)) for document in library.documents for paragraph in document.paragraphs]
        assert found.average == pytest.approx(sum(own) / 5)
        assert found.documents.tolist() == [0, 0, 1, 1, 1]
        expected = frequencies.count(texts)
        assert (found.frequencies.texts, found.frequencies.ids.tolist()) == (5, expected.ids.tolist())
        assert found.frequencies.counts.tolist() == expected.counts.tolist()


def test_hits_are_read_as_they_stand_in_the_library(settings: Settings) -> None:
    built(settings)
    opened(settings).add(
        [added_document("Thủ tướng giao Bộ Y tế tiêm chủng cho trẻ em.\nBộ Y tế mua vắc xin cho trẻ.")]
    )
    assert built(settings) == replace(WHOLE, paragraphs=7)
    library = opened(settings)
    positions = [points.label(d, p) for d in library.documents for p in d.paragraphs]
    (found,) = evidence(settings, ["vắc xin tiêm chủng"])
    covered = {hit.label: float(hit.features[FEATURES.index("covered")]) for hit in found.paragraphs}
    assert sorted(covered) == sorted(positions)
    assert {label for label, share in covered.items() if share} == {"3-QĐ/TTg#1", "3-QĐ/TTg#2"}


def test_two_documents_of_one_number_are_never_taken_for_each_other(settings: Settings) -> None:
    texts = ("Bộ Y tế tiêm chủng cho trẻ em.", "Bộ Xây dựng sửa cầu qua sông.")
    dates = (date(2011, 5, 6), date(2021, 7, 8))
    opened(settings).add([added_document(text, issued=when) for text, when in zip(texts, dates, strict=True)])
    assert built(settings) == replace(WHOLE, paragraphs=7)
    found = [one.paragraphs[0] for one in evidence(settings, texts)]
    assert [hit.label for hit in found] == ["3-QĐ/TTg#1", "3-QĐ/TTg (08/07/2021)#1"]
    assert [hit.paragraph.text for hit in found] == list(texts)
    assert [hit.document.metadata.issue_date for hit in found] == list(dates)
