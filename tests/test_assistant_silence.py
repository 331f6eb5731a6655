"""What is shown when the texts are silent: the nearest paragraphs, unless the question is about something else."""

import pytest

from assistant.answer import Status
from assistant.assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "Chủ tịch UBND cấp xã được hưởng mức lương bao nhiêu?",
        "chu tich ubnd cap xa duoc huong muc luong bao nhieu",
        "Trung tâm phục vụ hành chính công cấp xã mở cửa mấy giờ?",
    ],
)
def test_a_question_beside_the_text_shows_the_nearest_paragraphs(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == Status.SILENT
    assert answer.citations == ()
    assert answer.related


@pytest.mark.parametrize("question", ["Tỷ giá đô la hôm nay thế nào?", "Đau dạ dày nên uống thuốc gì?"])
def test_a_question_about_something_else_shows_none(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == Status.OFF_TOPIC
    assert answer.citations == answer.related == ()
