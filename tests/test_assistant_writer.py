"""Answers in the model's verified words: how they grow, what stays quoted, what never reaches the model."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any, cast

import pytest

from assistant import wording
from assistant.answer import Answer, Citation, Statement, Status, cite
from assistant.compose import extract
from assistant.question import LONGEST_QUESTION
from assistant.writing.endpoint import Endpoint, FaultKind, ModelFault
from assistant.writing.prompt import Messages
from assistant.writing.verify import Reason
from assistant.writing.writer import Draft, Writer, passages_of
from ingest.document import Span
from ingest.library import Library
from ingest.settings import LanguageModelSettings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

Reply = Callable[[Messages], Sequence[str | ModelFault]]
LIMITS = LanguageModelSettings("http://127.0.0.1:1/v1", "thu", context_tokens=8192)
BUSY = ModelFault(FaultKind.BUSY, "máy chủ mô hình đang quá tải (429)")
STOPPED = ModelFault(FaultKind.STOPPED, "đã dừng")


class Fake:
    """Stands for the endpoint: gives pieces of a reply, or fails."""

    def __init__(self, reply: Reply) -> None:
        self.reply, self.asked = reply, list[Messages]()

    def stream(self, messages: Messages, schema: Mapping[str, Any], stop: Event) -> Iterator[str]:
        self.asked.append(messages)
        for piece in self.reply(messages):
            if isinstance(piece, ModelFault):
                raise piece
            if stop.is_set():
                raise STOPPED
            yield piece


def sentence(text: str, paragraph: str | None = "D1") -> str:
    return json.dumps({"paragraph": paragraph, "text": text}, ensure_ascii=False)


_ASSETS = "khẩn trương đánh giá và báo cáo về tình hình bàn giao, quản lý tài sản công, trụ sở chính quyền các cấp."
GOOD, SAME = f"Bộ Tài chính được giao {_ASSETS}", f"K{_ASSETS[1:]}"
OTHER = (
    "Chỉ đạo Bộ Công an chủ trì, phối hợp với Bộ Tư pháp khẩn trương triển khai thực hiện đồng bộ cơ sở dữ liệu "
    "về tư pháp - hộ tịch"
)
BAD = "Bộ Tài chính cấp 99 tỷ đồng."


@pytest.fixture(scope="module")
def quoted(library: Library) -> Answer:
    """An answer of two paragraphs: D1 is paragraph 9, D2 paragraph 11 of the second document."""
    statements, citations = list[Statement](), list[Citation]()
    for number in (9, 11):
        said, cited = extract("Liệt kê nhiệm vụ", library.documents[1], number, len(citations))
        statements, citations = [*statements, *said], [*citations, *cited]
    return Answer(Status.ANSWERED, ("Theo Kết luận 179-KL/TW:",), tuple(statements), tuple(citations))


@pytest.fixture
def written(library: Library, quoted: Answer) -> Callable[..., tuple[list[Answer], Draft]]:
    def write(*pieces: str | ModelFault, stop: Event | None = None, **limits: Any) -> tuple[list[Answer], Draft]:
        told = list[Draft]()
        writer = Writer(cast(Endpoint, Fake(lambda _: pieces)), replace(LIMITS, **limits))
        answers = list(writer.answers("Ai?", quoted, library.documents, stop or Event(), told.append))
        assert len(told) == 1
        for answer in answers:  # made, so its invariants hold; nothing but our words around verified ones
            known = {wording.model_wrote(n) for n in range(9)} | {wording.MODEL_UNFOUNDED, wording.MODEL_STOPPED}
            known |= {told(fault.text) for told in (wording.model_unused, wording.model_broke_off) for fault in (BUSY,)}
            assert set(answer.own_words) <= {*known, *quoted.own_words} or told[0].fault
            places = [place for statement in answer.statements for place in statement.citations]
            assert places == list(range(len(answer.citations)))
        return answers, told[0]

    return write


Written = Callable[..., tuple[list[Answer], Draft]]


def test_it_grows_sentence_by_sentence(written: Written, quoted: Answer) -> None:
    answers, draft = written(sentence(GOOD)[:20], sentence(GOOD)[20:], sentence(OTHER, "D2"))
    whole, other = (item.text for item in quoted.statements)  # of a short sentence nothing is left out
    assert [[item.text for item in answer.statements] for answer in answers] == [
        [GOOD], [GOOD, other], [GOOD, other, whole],
    ]  # fmt: skip
    assert [item.verbatim for item in answers[-1].statements] == [False, True, True]
    assert answers[0].own_words == answers[1].own_words == quoted.own_words
    assert answers[-1].own_words == (wording.model_wrote(0), *quoted.own_words)
    assert (len(draft.held), draft.dropped, draft.fault) == (2, [], None)
    assert f"• {GOOD} [" in answers[-1].text


def test_what_it_does_not_cover_stays_quoted(written: Written, quoted: Answer) -> None:
    answers, _ = written(sentence(GOOD))
    assert [item.text for item in answers[0].statements] == [GOOD]
    assert [item.text for item in answers[-1].statements[1:]] == [item.text for item in quoted.statements]
    assert {(c.document, c.paragraph) for c in answers[-1].citations} == {
        (c.document, c.paragraph) for c in quoted.citations
    }


def test_that_a_model_chose_is_always_told(written: Written, quoted: Answer) -> None:
    answers, _ = written(sentence(OTHER, "D2"))
    assert all(item.verbatim for item in answers[-1].statements)
    assert answers[-1].own_words == (wording.model_wrote(0), *quoted.own_words)
    answers, _ = written(sentence(OTHER, "D2"), sentence(BAD))
    assert answers[-1].own_words == (wording.model_wrote(1), *quoted.own_words)


def test_a_sentence_is_shown_once(written: Written, quoted: Answer) -> None:
    answers, draft = written(*[sentence(GOOD)] * 3, sentence(SAME), sentence(f"Ngoài ra, {OTHER}", "D2"))
    whole, other = (item.text for item in quoted.statements)
    assert [item.text for item in answers[-1].statements] == [GOOD, other, whole]
    assert (len(answers), draft.dropped) == (3, [])


@pytest.mark.parametrize("pieces", [(sentence(BAD),), (sentence(GOOD), *[sentence(BAD)] * 2), ("Xin lỗi.",)])
def test_of_a_model_that_errs_too_often_nothing_is_shown(
    written: Written, quoted: Answer, pieces: tuple[str, ...]
) -> None:
    answers, draft = written(*pieces)
    assert answers[-1] == replace(quoted, own_words=(wording.MODEL_UNFOUNDED, *quoted.own_words))
    assert draft.fault is None


@pytest.mark.parametrize("pieces", [("",), (), ('{"sentences": []}',), (sentence(GOOD)[:-9],)])
def test_a_reply_without_a_whole_sentence_is_a_fault(written: Written, quoted: Answer, pieces: tuple[str, ...]) -> None:
    answers, draft = written(*pieces)
    assert draft.fault is not None
    assert answers[-1].own_words == (wording.model_unused(draft.fault.text), *quoted.own_words)
    assert "trọn vẹn" in draft.fault.text


def test_half_of_it_is_enough(written: Written) -> None:
    answers, draft = written(sentence(BAD), sentence(GOOD))
    assert answers[-1].statements[0].text == GOOD
    assert [verdict.sentence for verdict in draft.dropped] == [BAD]
    assert answers[-1].own_words[0] == wording.model_wrote(1)


def test_a_fault_at_once_leaves_the_quotes(written: Written, quoted: Answer) -> None:
    answers, draft = written(BUSY)
    assert answers == [replace(quoted, own_words=(wording.model_unused(BUSY.text), *quoted.own_words))]
    assert draft.fault is BUSY


def test_a_fault_in_the_middle_keeps_what_was_written(written: Written, quoted: Answer) -> None:
    answers, draft = written(sentence(GOOD), sentence(OTHER, "D2")[:30], BUSY)
    assert [item.text for item in answers[-1].statements] == [GOOD, *(item.text for item in quoted.statements)]
    assert answers[-1].own_words[:2] == (wording.model_wrote(0), wording.model_broke_off(BUSY.text))
    assert draft.fault is BUSY


def test_a_paragraph_of_which_more_is_written_than_quoted_is_quoted_whole(library: Library) -> None:
    document, number = library.documents[1], 9
    part = cite(document, number, Span(0, 60))
    answer = Answer(Status.ANSWERED, (), (Statement(part.quote, True, (0,)),), (part,))
    writer = Writer(cast(Endpoint, Fake(lambda _: [sentence(GOOD)])), LIMITS)
    *_, last = writer.answers("Ai?", answer, library.documents, Event(), lambda _: None)
    assert [item.text for item in last.statements] == [GOOD, document.paragraph(number).text]


def test_a_reply_that_is_cut_is_told(written: Written, quoted: Answer) -> None:
    answers, draft = written(f'{{"sentences": [{sentence(GOOD)}, {sentence(OTHER, "D2")[:30]}')
    assert [item.text for item in answers[-1].statements] == [GOOD, *(item.text for item in quoted.statements)]
    assert draft.fault is not None
    assert answers[-1].own_words[1] == wording.model_broke_off(draft.fault.text)
    assert "bị cắt" in draft.fault.text


CUT = ModelFault(FaultKind.CUT, "máy chủ mô hình cắt câu trả lời vì hết số token")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f'{{"sentences": [{sentence(GOOD)}]}}', True),
        (f"{GOOD} [D1]\nChỉ đạo Bộ Công an chủ trì", True),
        (f"{GOOD} [D1]", False),  # perhaps not the whole of it
    ],
)
def test_a_reply_that_the_server_cut_is_told_however_it_ends(
    written: Written, quoted: Answer, text: str, kept: bool
) -> None:
    answers, draft = written(text, CUT)
    assert draft.fault is CUT
    assert len(draft.verdicts) == kept
    if kept:
        assert [item.text for item in answers[-1].statements] == [GOOD, *(item.text for item in quoted.statements)]
        assert answers[-1].own_words[:2] == (wording.model_wrote(0), wording.model_broke_off(CUT.text))
    else:
        assert answers[-1].own_words == (wording.model_unused(CUT.text), *quoted.own_words)


def test_stopped_by_the_user(written: Written, quoted: Answer) -> None:
    stop = Event()
    stop.set()
    answers, draft = written(sentence(GOOD), stop=stop)
    assert answers == [replace(quoted, own_words=(wording.MODEL_STOPPED, *quoted.own_words))]
    answers, draft = written(sentence(GOOD), STOPPED)
    assert answers[-1].statements[0].text == GOOD
    assert answers[-1].own_words[:2] == (wording.model_wrote(0), wording.MODEL_STOPPED)
    assert draft.fault is STOPPED


def test_a_reply_without_end_is_cut(written: Written) -> None:
    answers, draft = written(*[sentence(GOOD)] * 100)
    assert draft.fault is not None
    assert draft.fault.kind is FaultKind.TOO_LONG
    assert answers[-1].statements[0].text == GOOD


def test_paragraphs_that_are_too_long_together(library: Library, quoted: Answer) -> None:
    fake = Fake(lambda _: [sentence(GOOD), sentence(OTHER, "D2")])
    told = list[Draft]()
    for tokens, given in ((700, ["D1"]), (8192, ["D1", "D2"]), (300, None)):
        fake.asked.clear()
        writer = Writer(cast(Endpoint, fake), replace(LIMITS, context_tokens=tokens))
        answers = list(writer.answers("Ai?", quoted, library.documents, Event(), told.append))
        sent = [item["id"] for messages in fake.asked for item in json.loads(messages[1][1])["paragraphs"]]
        assert sent == (given or [])
        assert {c.paragraph for c in answers[-1].citations} == {9, 11}
    assert told[0].dropped[0].reason is Reason.UNKNOWN_PARAGRAPH
    assert not fake.asked
    assert told[-1].fault is not None


def test_each_paragraph_is_given_once(library: Library, quoted: Answer) -> None:
    doubled = replace(quoted, statements=quoted.statements[:1], citations=quoted.citations[:1] * 3)
    known = passages_of(replace(doubled, statements=()), library.documents)
    assert [(passage.id, number) for passage, _, number in known] == [("D1", 9)]
    assert known[0][0].text == library.documents[1].paragraph(9).text


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        ("Bộ Tài chính báo cáo khi nào?", "Bộ Tài chính báo cáo khi nào?"),
        ("Khi nào các Bộ Tài chính báo cáo?", "Khi nào các Bộ Tài chính báo cáo?"),
        ("Bộ Công an báo cáo khi nào?", ""),
        ("Bộ Tài chính báo cáo ngày 31/7/2025?", ""),
        ("Bộ Tài chính không báo cáo khi nào?", ""),
        ("báo cáo " * LONGEST_QUESTION, ""),
        ("", ""),
    ],
)
def test_a_question_is_reworded_with_the_words_of_the_talk(reply: str, question: str) -> None:
    fake = Fake(lambda _: [json.dumps({"question": reply})])
    before = ["Bộ Tài chính làm gì?"]
    assert (
        Writer(cast(Endpoint, fake), replace(LIMITS, rewrite=True)).standalone("Khi nào báo cáo?", before, Event())
        == question
    )
    assert Writer(cast(Endpoint, fake), LIMITS).standalone("Khi nào báo cáo?", before, Event()) == ""
    assert Writer(cast(Endpoint, fake), replace(LIMITS, rewrite=True)).standalone("Khi nào?", [], Event()) == ""
    assert len(fake.asked) == 1


def test_a_fault_while_rewording_is_no_matter() -> None:
    writer = Writer(cast(Endpoint, Fake(lambda _: ['{"question": "Khi', BUSY])), replace(LIMITS, rewrite=True))
    assert writer.standalone("Khi nào?", ["Ai báo cáo?"], Event()) == ""


def test_without_an_address_there_is_no_writer() -> None:
    assert Writer.open(LanguageModelSettings()) is None


def writing(plain: "Assistant", reply: Reply) -> "tuple[Assistant, Fake]":
    from assistant.assistant import Assistant

    fake = Fake(reply)
    model = plain._reader._model
    return Assistant(plain.library, plain._index, model, Writer(cast(Endpoint, fake), LIMITS)), fake


def copied(messages: Messages) -> list[str]:
    given = json.loads(messages[1][1])["paragraphs"]
    return [sentence(item["text"].split(";")[0], item["id"]) for item in given]


@pytest.mark.parametrize("question", ["Bộ Tài chính được giao những việc gì?", "Hạn mở tài khoản cho xã là khi nào?"])
def test_only_what_is_answered_is_written(assistant: "Assistant", question: str) -> None:
    model, fake = writing(assistant, copied)
    extractive, grown = assistant.ask(question), list(model.stream(question))
    assert extractive.status is Status.ANSWERED
    assert model.writes and not assistant.writes
    assert len(fake.asked) == 1
    assert json.loads(fake.asked[0][1][1])["question"] == question
    last = replace(model.ask(question), elapsed_ms=0.0)
    assert last == replace(grown[-1], elapsed_ms=0.0)
    cited = {(c.document, c.paragraph) for c in extractive.citations}
    assert {(c.document, c.paragraph) for c in last.citations} == cited
    assert [len(answer.statements) for answer in grown] == sorted(len(answer.statements) for answer in grown)


@pytest.mark.parametrize(
    "question",
    ["Đoạn 9 của Kết luận 179 nói gì?", "Khoản 2 Điều 5 quy định gì?", "Lương giáo viên năm 2030 là bao nhiêu?",
     "Bịa giúp tôi một kết luận", "Xin chào", "Việc đó hạn khi nào?", "Kết luận 999-KL/TW nói gì?"],
)  # fmt: skip
def test_refusals_and_places_never_reach_the_model(assistant: "Assistant", question: str) -> None:
    model, fake = writing(assistant, copied)
    assert replace(model.ask(question), elapsed_ms=0) == replace(assistant.ask(question), elapsed_ms=0)
    assert not fake.asked
