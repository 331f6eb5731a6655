"""A draft cut into sentences with exact places, and which of them only give the writer's view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.sentences import in_context, is_opinion, sentences_of
from ingest.text import compose


def cut(draft: str) -> list[str]:
    return [span.of(draft) for span in sentences_of(draft)]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("Một việc. Hai việc! Ba việc? Bốn việc…", ["Một việc.", "Hai việc!", "Ba việc?", "Bốn việc…"]),
        ("- Một việc.\n• Hai việc; ba việc\n+ Bốn việc", ["Một việc.", "Hai việc; ba việc", "Bốn việc"]),
        ("1. Một việc. Hai việc.\n2) Ba việc\n(3) Bốn việc", ["Một việc.", "Hai việc.", "Ba việc", "Bốn việc"]),
        ("a) Một việc\nđ) Hai việc\nII. Ba việc", ["Một việc", "Hai việc", "Ba việc"]),
        ("## Đầu đề\n\n> Trích ở đây.\n", ["Đầu đề", "Trích ở đây."]),
        ("  \t Một câu  \t\n", ["Một câu"]),
        ("Ông nói: “Đúng vậy.” Rồi về.", ["Ông nói: “Đúng vậy.”", "Rồi về."]),
        ("TP. Huế giao 1.205 việc. Hạn 31.7.2025 là chót.", ["TP. Huế giao 1.205 việc.", "Hạn 31.7.2025 là chót."]),
        ("Căn cứ mục 2.\nNội dung", ["Căn cứ mục 2.", "Nội dung"]),
        ("-----\n***\n31/7/2025\n…\n", []),
        ("", []),
    ],
)
def test_a_draft_is_cut_where_its_sentences_end(draft: str, expected: list[str]) -> None:
    assert cut(draft) == expected


DRAFTS = st.lists(
    st.sampled_from(["\n", "- ", "1. ", "a) ", ". ", "… ", "; ", "“", "”", " ", "Việc", "hai", "ông", "V", "31/7", "#"])
    | st.text(max_size=5)
).map("".join)


@given(DRAFTS)
def test_sentences_stand_in_order_and_apart_without_white_space_at_their_ends(draft: str) -> None:
    text = compose(draft)
    end = 0
    for span in sentences_of(text):
        assert end <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        end = span.end


WORDS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyạảã", min_size=2)


@given(st.lists(WORDS | st.sampled_from(["\n", ". ", "; ", ", ", "“", "”", " "])).map("".join))
def test_no_letter_of_prose_is_left_out(draft: str) -> None:
    kept = {at for span in sentences_of(draft) for at in range(span.start, span.end)}
    assert {at for at, letter in enumerate(draft) if letter.isalpha()} <= kept


@pytest.mark.parametrize(
    "sentence",
    [
        "Tôi cho rằng đây là quyết định đúng.",
        "Theo tôi, nên làm sớm.",
        "Rất mong bà con ủng hộ!",
        "Liệu cấp xã có kham nổi không?",
    ],
)
def test_a_view_a_wish_thanks_and_a_question_are_opinions_whatever_they_are_about(sentence: str) -> None:
    assert is_opinion(sentence, 0.0)
    assert is_opinion(sentence, 1.0)


@pytest.mark.parametrize("sentence", ["Kính thưa các đồng chí.", "Xin trân trọng cảm ơn quý vị đã lắng nghe."])
def test_an_address_is_an_opinion_where_the_text_says_nothing_like_it(sentence: str) -> None:
    assert is_opinion(sentence, 0.0)


def test_a_valuing_word_makes_an_opinion_only_of_what_the_text_does_not_say() -> None:
    sentence = "Đây là bước tiến có ý nghĩa lớn đối với chính quyền hai cấp."
    assert is_opinion(sentence, 0.2)
    assert not is_opinion(sentence, 0.9)


@pytest.mark.parametrize(
    "sentence",
    [
        "Bộ Tài chính hoàn thành trước ngày 31/7/2025.",
        "Các địa phương bị phê bình vì chậm kiện toàn nhân sự.",
        "Ủy ban nhân dân xã tổ chức hội nghị vào sáng thứ Hai.",
    ],
)
def test_a_plain_statement_is_no_opinion(sentence: str) -> None:
    assert not is_opinion(sentence, 0.0)


def test_an_answer_is_read_with_its_question_and_nothing_else_is() -> None:
    assert in_context("Đáp: 11 nội dung.", "Hỏi: Có mấy nội dung?") == "Hỏi: Có mấy nội dung? Đáp: 11 nội dung."
    assert in_context("Có 11 nội dung.", "Hỏi: Có mấy nội dung?") == "Có 11 nội dung."
    assert in_context("Đáp: 11 nội dung.", "") == "Đáp: 11 nội dung."


def test_the_annex_of_a_draft_and_what_is_behind_it_are_no_part_of_it() -> None:
    first = "Một số nội dung chính. [ý người soạn]"
    draft = f"{first}\n\nBẢNG ĐỐI CHIẾU\n1 | Một số nội dung chính. | ý người soạn\n[1] Đoạn 2.\n"
    assert [span.of(draft) for span in sentences_of(draft)] == [first]


def test_what_is_marked_as_the_writers_own_asserts_nothing_of_the_text() -> None:
    assert is_opinion("Bộ Tài chính phải báo cáo trước ngày 31/8/2025 [ý người soạn].", 1.0)
