"""A document added later, without attached questions: found by its own words, and no harm to the others."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from eval.cases import OWN, read_cases
from ingest.library import Library, read_document
from ingest.settings import Settings

# Made up for this test; no such regulation exists.
REGULATION = """TỈNH ỦY LAM SƠN
*
Số 12-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Lam Sơn, ngày 05 tháng 8 năm 2025

QUY ĐỊNH
về quản lý và sử dụng xe đạp công vụ

Điều 1. Phạm vi áp dụng
Quy định này áp dụng đối với xe đạp công vụ của các cơ quan đảng trong tỉnh.

Điều 2. Nơi gửi xe
Xe đạp công vụ phải được gửi tại nhà xe có mái che và khoá bằng hai ổ khoá sau 18 giờ hằng ngày.

Điều 3. Bảo dưỡng
Việc bảo dưỡng xích, phanh và lốp xe đạp công vụ làm mỗi quý một lần; kinh phí lấy từ nguồn chi thường xuyên.

Điều 4. Màu sơn
Xe đạp công vụ phải sơn màu xanh lá cây, có gắn biển số bằng đồng ở ghi đông.

T/M TỈNH ỦY
BÍ THƯ
Nguyễn Văn Mẫu
"""


@pytest.fixture(scope="module")
def extended(built: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over a copy of the library with the regulation added."""
    folder = tmp_path_factory.mktemp("added")
    file = folder / "quy-dinh.txt"
    file.write_text(REGULATION, encoding="utf-8")
    shutil.copytree(built, folder / "thu-vien")
    library = Library.open(folder / "thu-vien", corpus).add([read_document(file)])
    assert [document.metadata.name for document in library.documents][2:] == ["Quy định 12-QĐ/TU"]
    return Assistant.open(Settings(library=folder / "thu-vien", corpus=corpus))


@pytest.mark.parametrize(
    ("question", "words", "article"),
    [
        ("Xe đạp công vụ phải được gửi tại nhà xe nào sau 18 giờ hằng ngày?", "nhà xe có mái che", 2),
        ("Việc bảo dưỡng xích, phanh và lốp xe đạp công vụ làm mỗi quý mấy lần?", "mỗi quý một lần", 3),
        ("Xe đạp công vụ phải sơn màu gì, gắn biển số bằng gì ở ghi đông?", "sơn màu xanh lá cây", 4),
        ("xe dap cong vu phai son mau gi, gan bien so bang gi o ghi dong", "sơn màu xanh lá cây", 4),
    ],
)
def test_it_is_found_and_cited_by_words_close_to_its_own(
    extended: Assistant, question: str, words: str, article: int
) -> None:
    answer = extended.ask(question)
    assert answer.status == "answered"
    cited = [citation for citation in answer.citations if words in citation.quote]
    assert [citation.document for citation in cited] == ["12-QĐ/TU"]
    assert "văn bản chính thức" in answer.text.split("\n")[0]
    assert cited[0].locator == f"Điều {article}, Quy định 12-QĐ/TU"


def test_it_stays_out_of_a_scope_without_it(extended: Assistant) -> None:
    question = "Xe đạp công vụ phải sơn màu gì, gắn biển số bằng gì ở ghi đông?"
    answer = extended.ask(question, documents=["179-KL/TW"])
    assert answer.status == "unanswerable_silent"
    assert answer.text.startswith("Không tìm thấy nội dung này trong Kết luận 179-KL/TW.")
    assert extended.ask(question, documents=["12-QĐ/TU"]).status == "answered"


def test_its_number_is_known_in_both_readings_of_its_symbol(extended: Assistant) -> None:
    for name in ("Quy định 12", "QĐ 12-QĐ/TU", "12-QĐ/TU", "Quyết định 12"):
        assert extended.ask(f"{name} nói gì về xe đạp công vụ?").status != "unanswerable_unknown_document", name
    unknown = extended.ask("Quy định 13-QĐ/TU nói gì về xe đạp công vụ?")
    assert unknown.status == "unanswerable_unknown_document"
    assert unknown.text.endswith("hiện có: Kết luận 177-KL/TW, Kết luận 179-KL/TW, Quy định 12-QĐ/TU.")


def test_without_it_the_question_is_not_answered(assistant: Assistant) -> None:
    question = "Xe đạp công vụ phải sơn màu gì, gắn biển số bằng gì ở ghi đông?"
    assert assistant.ask(question).status.startswith("unanswerable_")


def outcome(answer: Answer) -> Answer:
    """What the user is told; the nearest paragraphs and the list of documents may change with the library."""
    text = answer.own_words if answer.citations else ()
    return replace(answer, own_words=text, related=(), elapsed_ms=0.0)


def test_the_shipped_ones_are_answered_as_before(assistant: Assistant, extended: Assistant) -> None:
    cases = [case for path in sorted(OWN.glob("*.jsonl")) for case in read_cases(path)][::7]
    changed = []
    for case in cases:
        before, after = (
            outcome(asked.ask(case.question, history=case.history, documents=case.documents))
            for asked in (assistant, extended)
        )
        if before != after:
            changed.append(case.question)
    assert len(cases) > 60
    assert len(changed) <= len(cases) // 30, changed
