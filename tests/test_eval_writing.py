"""The trials of writing by a model: the honest one, the liars, and the oracle that judges what came through."""

import copy
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.writing.prompt import RULES, asked_to_rewrite, asked_to_write
from assistant.writing.reply import ReplyReader, rewritten
from assistant.writing.verify import Passage
from eval import __main__ as command
from eval.cases import OWN, Case, read_cases
from eval.writing import honest, run, trials
from eval.writing.faults import FAULTS
from eval.writing.honest import Form
from eval.writing.lies import LIES
from eval.writing.oracle import violations

TEXT = (
    "Chỉ đạo Bộ Tài chính: Khẩn trương ban hành văn bản hướng dẫn về ngân sách xã, không để chậm trễ; về việc đăng ký "
    "tài khoản của UBND cấp xã (hoàn thành trước ngày 31/7/2025); đánh giá việc bàn giao, quản lý tài sản công, trụ sở."
)
OTHER = "Bộ Công an có thể thành lập không quá 12 tổ kiểm tra theo Quyết định 15-QĐ/TW, trừ đặc khu."
PARAGRAPHS = [{"id": "D1", "text": TEXT}, {"id": "D2", "text": OTHER}]
QUESTION = "Bộ Tài chính làm những gì?"


@pytest.fixture(scope="module")
def bench(assistant: Assistant) -> trials.Bench:
    from assistant.decide import DecisionModel

    return trials.Bench(assistant.library, assistant._index, DecisionModel.load())


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for path in sorted(OWN.glob("*.jsonl")) for case in read_cases(path) if case.split == "dev"]


def quiet(_: object) -> None:
    pass


# --- the honest model


def test_it_says_the_same_to_the_same_question_and_words_it_in_every_way(cases: list[Case]) -> None:
    said = [s for case in cases[:150] for s in honest.composed(case.question, PARAGRAPHS)]
    again = [s for case in cases[:150] for s in honest.composed(case.question, PARAGRAPHS)]
    assert said == again
    assert {sentence.way for sentence in said} == set(honest.WAYS)
    assert "Bộ Tài chính được giao khẩn trương ban hành" in " ".join(sentence.text for sentence in said)
    assert "ngày 31 tháng 7 năm 2025" in " ".join(sentence.text for sentence in said)


@pytest.mark.parametrize("form", list(Form))
def test_each_layout_is_read_back_as_the_same_sentences(form: Form) -> None:
    message = asked_to_write(QUESTION, [Passage(p["id"], "Kết luận 1-KL/TW", p["text"]) for p in PARAGRAPHS])[1][1]
    reader, text = ReplyReader(), honest.reply(message, form)
    claims = [*(claim for letter in text for claim in reader.feed(letter)), *reader.end()]
    expected = honest.composed(QUESTION, PARAGRAPHS)
    assert [(claim.paragraph, claim.text) for claim in claims] == [(s.paragraph, s.text) for s in expected]


def test_it_completes_a_question_by_the_one_before() -> None:
    message = asked_to_rewrite("Hạn là ngày nào?", ["Bộ Tài chính làm gì?"])[1][1]
    assert rewritten(honest.reply(message)) == "Bộ Tài chính làm gì, Hạn là ngày nào?"


def test_behind_a_real_server_its_sentences_are_kept_and_nothing_else_is_said(
    bench: trials.Bench, cases: list[Case]
) -> None:
    result = trials.try_honest(bench, cases[::32], quiet)
    assert len(result.answers) == len(cases[::32])
    assert len(result.sentences) >= 8
    assert sum(tried.kept for tried in result.sentences) >= 0.9 * len(result.sentences)
    assert result.found == []
    assert len(result.milliseconds) >= 8


# --- the oracle


def spoken(text: str, quotes: list[str], *, verbatim: bool = False, source: str = TEXT) -> dict[str, Any]:
    """Return an answer of one statement, as `batch` gives it."""
    citations = [
        {"document": "1-KL/TW", "paragraph": 1, "locator": "Kết luận 1-KL/TW, đoạn 1", "quote": quote,
         "start": source.find(quote), "end": source.find(quote) + len(quote), "paragraph_text": source}
        for quote in quotes
    ]  # fmt: skip
    own = "Theo Kết luận 1-KL/TW:"
    line = f"• “{text}” [Kết luận 1-KL/TW, đoạn 1]"
    statements = [{"text": text, "verbatim": verbatim, "citations": list(range(len(quotes)))}]
    return {"status": "answered", "text": f"{own}\n{line}", "statements": statements, "citations": citations}


def extractive(source: str) -> dict[str, Any]:
    return spoken(source, [source], verbatim=True, source=source)


ASSETS = "đánh giá việc bàn giao, quản lý tài sản công, trụ sở."
LEAD = "Chỉ đạo Bộ Tài chính:"
ACCOUNT = "về việc đăng ký tài khoản của UBND cấp xã (hoàn thành trước ngày 31/7/2025)"


@pytest.mark.parametrize(
    ("text", "quotes", "verbatim"),
    [
        (f"{LEAD} […] {ACCOUNT}", [LEAD, ACCOUNT], True),
        ("Bộ Tài chính được giao đánh giá việc bàn giao, quản lý tài sản công.", [LEAD, ASSETS], False),
        ("Đánh giá bàn giao, quản lý tài sản công, trụ sở.", [ASSETS], False),
        ("Đăng ký tài khoản của ủy ban nhân dân cấp xã (hoàn thành trước ngày 31 tháng 7 năm 2025).", [ACCOUNT], False),
        ("Về việc đăng ký tài khoản của uỷ ban nhân dân cấp xã.", [ACCOUNT], False),
    ],
)  # fmt: skip
def test_the_oracle_lets_what_is_faithful_stand(text: str, quotes: list[str], verbatim: bool) -> None:
    assert violations(spoken(text, quotes, verbatim=verbatim), extractive(TEXT), RULES) == []


@pytest.mark.parametrize(
    ("kind", "text", "quotes"),
    [
        ("con số", "Bộ Công an có thể thành lập không quá 15 tổ kiểm tra.", [OTHER]),
        ("ngày tháng", "Về việc đăng ký tài khoản của UBND cấp xã trước ngày 30 tháng 7 năm 2025", [ACCOUNT]),
        ("ngày tháng", "Hoàn thành trước ngày 31/8/2025", [ACCOUNT]),
        ("số hiệu", "Bộ Công an có thể thành lập tổ kiểm tra theo Quyết định 16-QĐ/TW.", [OTHER]),
        ("cơ quan", "Bộ Nội vụ có thể thành lập không quá 12 tổ kiểm tra.", [OTHER]),
        ("phủ định", "Bộ Công an có thể thành lập quá 12 tổ kiểm tra.", [OTHER]),
        ("trật tự từ", "Bộ Công an không thể thành lập 12 tổ kiểm tra.", [OTHER]),
        ("mức độ", "Bộ Công an thành lập không quá 12 tổ kiểm tra.", [OTHER]),
        ("mức độ", "Bộ Công an phải có thể thành lập không quá 12 tổ kiểm tra.", [OTHER]),
        ("từ ngữ", "Bộ Công an có thể giải thể không quá 12 tổ kiểm tra.", [OTHER]),
        ("lời mở đầu", "Ngoài ra, Bộ Công an có thể thành lập không quá 12 tổ kiểm tra.", [OTHER]),
        ("lời mở đầu", "Đồng thời, Bộ Công an có thể thành lập không quá 12 tổ kiểm tra.", [OTHER]),
        ("trật tự từ", "Tổ kiểm tra có thể thành lập không quá 12 Bộ Công an.", [OTHER]),
        ("điều kiện", "Bộ Công an có thể thành lập tổ kiểm tra theo Quyết định 15-QĐ/TW, đặc khu.", [OTHER]),
        ("ký tự lạ", "Bộ Сông an có thể thành lập không quá 12 tổ kiểm tra.", [OTHER]),
        ("ký tự lạ", "Bộ Công an\u200b có thể thành lập không quá 12 tổ kiểm tra.", [OTHER]),
        ("ký hiệu định dạng", "Bộ Công an có thể thành lập [tổ kiểm tra](http://a.example).", [OTHER]),
        ("ký hiệu định dạng", "Bộ Công an <b>có thể</b> thành lập.", [OTHER]),
        ("lộ lời dặn mô hình", RULES[:120], [OTHER]),
        ("không có trích dẫn", "Bộ Công an có thể thành lập tổ kiểm tra.", []),
        ("trích bỏ phủ định, mức độ đứng trước", "thành lập", ["thành lập"]),
        ("trích bỏ điều kiện đứng sau", "Bộ Công an có thể thành lập", ["Bộ Công an có thể thành lập"]),
    ],
)  # fmt: skip
def test_the_oracle_catches_what_is_planted(kind: str, text: str, quotes: list[str]) -> None:
    source = TEXT if quotes == [ACCOUNT] else OTHER
    found = violations(spoken(text, quotes, source=source), extractive(source), RULES)
    assert kind in {violation.kind for violation in found}


def _other_paragraph(answer: dict[str, Any]) -> None:
    answer["citations"][0]["paragraph"] = 7


def _shifted(answer: dict[str, Any]) -> None:
    answer["citations"][0]["start"] += 1


def _reworded(answer: dict[str, Any]) -> None:
    answer["statements"][0]["text"] += " Và hết."


def _own_line(answer: dict[str, Any]) -> None:
    answer["text"] = f"Xem thêm tại trang nhà.\n{answer['text']}"


def _leaking(answer: dict[str, Any]) -> None:
    answer["text"] = f"Không dùng được mô hình ngôn ngữ: {RULES[:90]}. Dưới đây là trích nguyên văn.\n{answer['text']}"


def _silent(answer: dict[str, Any]) -> None:
    answer["status"] = "declined"


@pytest.mark.parametrize(
    ("forge", "kind"),
    [
        (_other_paragraph, "đoạn không được truy hồi"),
        (_shifted, "trích không nguyên văn"),
        (_reworded, "không nguyên văn"),
        (_own_line, "lời ngoài khuôn"),
        (_leaking, "lộ lời dặn mô hình"),
        (_silent, "trạng thái"),
    ],
)
def test_the_oracle_catches_a_forged_answer(forge: Callable[[dict[str, Any]], None], kind: str) -> None:
    true = extractive(OTHER)
    forged = copy.deepcopy(true)
    forge(forged)
    assert violations(true, true, RULES) == []
    assert kind in {violation.kind for violation in violations(forged, true, RULES)}


# --- the liars


@pytest.fixture(scope="module")
def lied(bench: trials.Bench, cases: list[Case]) -> dict[str, trials.Lied]:
    wanted = [case for case in cases if case.answerable and not case.history]
    return trials.try_lies(bench, wanted[::40], quiet)


def test_there_are_lies_of_many_kinds_and_each_applies(
    lied: dict[str, trials.Lied], bench: trials.Bench, cases: list[Case]
) -> None:
    assert len(LIES) >= 25
    unused = {kind for kind, result in lied.items() if not result.replies}
    answers = [(case, bench.assistant().ask(case.question)) for case in cases[:60]] if unused else []
    held = [(case, answer) for case, answer in answers if answer.status is Status.ANSWERED]
    documents = bench.library.documents
    for kind in unused:
        assert any(trials.lying(LIES[kind], kind, case, answer, documents) for case, answer in held), kind


def test_no_lie_is_shown(lied: dict[str, trials.Lied]) -> None:
    assert sum(result.replies for result in lied.values()) > 200
    assert [found for result in lied.values() for found in result.found] == []
    kinds = Counter(kind for kind, result in lied.items() if result.rejected)
    assert len(kinds) > 40


@pytest.mark.parametrize("kind", ["đổi con số", "liên kết Markdown", "lộ lời dặn", "ký tự ẩn", "cơ quan bịa"])
def test_a_lie_told_by_a_real_server_is_dropped(
    kind: str, bench: trials.Bench, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "_HTTP_EVERY", 1)
    case = next(case for case in cases if case.id == "a-follow_up-001")
    question = Case("x", "direct", f"{case.history[0][1]}", answerable=True)
    result = trials.try_lies(bench, [question], quiet, [kind])[kind]
    assert (result.replies, len(result.found), len(result.shown_as_written)) == (1, 0, 0)
    assert result.rejected


# --- faults, and the report


def test_with_a_failing_server_the_answer_is_quoted(bench: trials.Bench) -> None:
    result = trials.failed(bench, "Bộ Tài chính phải hoàn thành việc gì trước ngày 31/7/2025?", FAULTS["500"])
    assert (result.status, result.cited) == ("answered", True)
    assert result.told.startswith("Không dùng được mô hình ngôn ngữ: ")
    assert result.seconds < 15


def test_each_fault_is_reported_once_and_as_itself(bench: trials.Bench) -> None:
    names = ["401", "403", "404", "429", "500", "503", "refused", "ended by length"]
    results = trials.try_faults(bench, "Bộ Tài chính phải hoàn thành việc gì trước ngày 31/7/2025?", quiet, names)
    assert [result.fault for result in results] == names


def test_the_report_has_every_table_and_the_file_every_rejection(
    bench: trials.Bench, cases: list[Case], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from ingest.settings import Settings

    monkeypatch.setattr(trials.Bench, "open", lambda *_: bench)
    monkeypatch.setattr(run, "try_faults", lambda *_: [trials.Failed("500", 0.1, "answered", True, "Lời báo.")])
    text = run.report(Settings(), cases[:1], None, tmp_path / "bo.jsonl", quiet)
    for heading in ("## Mô hình trung thực", "## Câu soạn sẵn", "## Mô hình nói sai", "## Máy chủ lỗi"):
        assert heading in text
    assert "| 500 | 0.1 | answered | có | Lời báo. |" in text
    assert "cận trên 95 %" in text
    records = [json.loads(line) for line in (tmp_path / "bo.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"soạn sẵn, sai", "nói sai"} <= {record["part"] for record in records}
    assert all(record["reason"] for record in records if not record["kept"])


def test_the_command_takes_the_development_cases_by_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cases: list[Case]
) -> None:
    asked: list[list[Case]] = []

    def report(settings: object, found: list[Case], *rest: object) -> str:
        asked.append(found)
        return "| bảng |"

    monkeypatch.setattr(run, "report", report)
    assert command.main(["writing"]) == 0
    assert capsys.readouterr().out == "| bảng |\n"
    assert asked == [cases]
