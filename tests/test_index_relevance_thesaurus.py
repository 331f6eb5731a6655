"""What the thesaurus knows under another name counts as named in a paragraph."""

import pytest
from index_reading_fixtures import embedder_fixture  # noqa: F401 - fixture
from index_reading_helpers import Reading

from index.embedding import SHIPPED as SHIPPED_EMBEDDING
from index.embedding import StaticEmbedder
from index.passages import Passages
from index.relevance import FEATURES, Reader, shipped_reader
from index.thesaurus import shipped


@pytest.mark.parametrize("question", ["Sổ đỏ mất thì sao?", "so do mat thi sao", "bìa đỏ", "GCN mất thì sao?"])
def test_a_term_of_the_thesaurus_is_found_under_another_name(embedder: StaticEmbedder, question: str) -> None:
    found = Reading(
        embedder,
        "Cấp giấy chứng nhận quyền sử dụng đất cho dân.",
        "Sổ đỏ cũ vẫn có giá trị.",
        "Chứng nhận quyền sử dụng đất bằng giấy.",  # all syllables, but not all pairs
        "Đất và ruộng.",
    ).of(question)
    assert found["by_thesaurus"] == [1, 1, 0, 0]
    assert found["thesaurus_missing"] == [0, 0, 1, 1]


def test_every_concept_of_the_question_is_looked_for(embedder: StaticEmbedder) -> None:
    found = Reading(
        embedder, "Ủy ban nhân dân xã cấp sổ đỏ.", "Ủy ban nhân dân xã.", "Đại biểu nhận bìa đỏ.", "Nghị.", "Đất."
    ).of("UBND cấp sổ đỏ cho đại biểu")
    assert found["by_thesaurus"] == [2, 1, 2, 1, 0]
    assert found["thesaurus_missing"] == [1, 2, 1, 2, 3]


@pytest.mark.parametrize("question", ["Sổ đỏ mất thì sao?", "so do mat thi sao"])
def test_a_term_of_the_context_is_not_the_paragraph_s_own(embedder: StaticEmbedder, question: str) -> None:
    found = Reading(
        embedder,
        "Nhà và ruộng.",
        "đỏ thì được cấp lại.",  # the term over the border
        "Cấp bìa đỏ cho dân.",
        contexts=["Giấy chứng nhận quyền sử dụng đất", "Mất sổ", "Nhà cửa"],
    ).of(question)
    assert found["by_thesaurus"] == [0, 0, 1]
    assert found["thesaurus_missing"] == [1, 1, 0]


def test_every_group_leads_from_its_everyday_term_to_its_formal_one(embedder: StaticEmbedder) -> None:
    groups = [group for group in shipped().groups if group.formal and group.everyday]
    assert len(groups) > 1500
    paragraphs = ["Xin chào.", *(f"Quy định về {group.formal[0]}." for group in groups)]
    reader = Reader(Passages.of([""] * len(paragraphs), paragraphs, [0] * len(paragraphs)), embedder, shipped())
    for place, group in enumerate(groups, 1):
        rows = reader.features(f"«{group.everyday[0]}» được hiểu ra sao", [0, place], [0.5, 0.5])
        found = rows[:, FEATURES.index("by_thesaurus")]
        assert found[0] == 0 < found[1], group


def test_the_shipped_thesaurus_knows_the_red_book() -> None:
    formal = "Hồ sơ đề nghị cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất."
    passages = Passages.of(["", ""], ["Hồ sơ đề nghị cấp thẻ bảo hiểm y tế cho trẻ em dưới sáu tuổi.", formal], [0, 0])
    reader = shipped_reader(passages, StaticEmbedder(SHIPPED_EMBEDDING))
    for question in ("Sổ đỏ xin ở đâu?", "so do xin o dau"):
        found = dict(zip(FEATURES, reader.features(question, [0, 1], [0.3, 0.3]).T.tolist(), strict=True))
        assert (found["by_thesaurus"], found["thesaurus_missing"]) == ([0, 1], [1, 0])
