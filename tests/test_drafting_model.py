"""Drafts with a language model: verified wordings enter, everything else stays, a fault costs nothing."""

import json
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from assistant.assistant import Assistant
from assistant.drafting.compose import compose
from assistant.drafting.draft import Draft, Kind, Origin
from assistant.drafting.model import worded
from assistant.drafting.request import Request
from assistant.writing.writer import Writer
from eval.writing.server import ChatRequest, Reply, Server
from ingest.settings import LanguageModelSettings

ASKED = Request(Kind.PRESS_RELEASE, "", ("177-KL/TW",), "lãnh đạo", 450)
DATE = "31-7-2025"


@pytest.fixture(scope="module")
def draft(assistant: Assistant) -> Draft:
    found = compose(ASKED, assistant)
    assert any(DATE in sentence.text for sentence in found.sentences)
    return found


def offered(request: ChatRequest) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(request.messages[-1][1])["paragraphs"]
    return found


def as_json(sentences: list[tuple[str, str]]) -> str:
    said = [{"paragraph": paragraph, "text": text} for paragraph, text in sentences]
    return json.dumps({"sentences": said}, ensure_ascii=False)


def rewritten(draft: Draft, reply: object) -> Draft:
    with Server(reply) as server:  # type: ignore[arg-type]
        writer = Writer.open(LanguageModelSettings(server.base_url, "thu", timeout=3.0))
        assert writer is not None
        return worded(draft, writer, Event())


def test_a_verified_wording_enters_with_its_citations(draft: Draft) -> None:
    def spelt(request: ChatRequest) -> Reply:
        return as_json([(item["id"], item["text"].replace(DATE, "31/7/2025")) for item in offered(request)])

    found = rewritten(draft, spelt)
    changed = [(a, b) for a, b in zip(draft.sentences, found.sentences, strict=True) if a != b]
    assert [(b.text, b.origin) for _, b in changed] == [
        (a.text.replace(DATE, "31/7/2025"), Origin.REWORDED) for a, _ in changed
    ]
    assert len(changed) == 1
    assert [a.citations for a, _ in changed] == [b.citations for _, b in changed]
    assert found.notes == ("Mô hình ngôn ngữ diễn đạt lại 1 câu, đã được đối chiếu với nguồn.", *draft.notes)


@pytest.mark.parametrize(
    "lie",
    [
        lambda text: text.replace("31-7-2025", "31/8/2025").replace("11 nội dung", "12 nội dung"),
        lambda text: text.replace("tỉnh", "huyện"),
        lambda text: f"{text.rstrip('.')} và tăng lương cho cán bộ.",
        lambda text: "Không " + text[0].lower() + text[1:],
        lambda text: " ".join(text.split()[:6]) + ".",
    ],
)
def test_what_does_not_hold_or_leaves_out_stays_as_it_was(draft: Draft, lie: object) -> None:
    def lying(request: ChatRequest) -> Reply:
        return as_json([(item["id"], lie(item["text"])) for item in offered(request)])  # type: ignore[operator]

    found = rewritten(draft, lying)
    assert found.sentences == draft.sentences
    assert found.citations == draft.citations


def test_an_opening_stands_once_and_between_two_sentences(draft: Draft) -> None:
    def opening(request: ChatRequest) -> Reply:
        return as_json(
            [(item["id"], f"Ngoài ra, {item['text'][0].lower()}{item['text'][1:]}") for item in offered(request)]
        )

    found = rewritten(draft, opening)
    opened = [n for n, sentence in enumerate(found.sentences) if sentence.text.startswith("Ngoài ra, ")]
    assert len(opened) == 1
    assert found.sentences[opened[0] - 1].citations


def test_a_fault_leaves_the_draft_with_a_note(draft: Draft) -> None:
    for reply in ("", "{"):
        found = rewritten(draft, lambda _, reply=reply: reply)
        assert replace(found, notes=draft.notes) == draft
        assert found.notes[0].startswith("Không dùng được mô hình ngôn ngữ: ")
        assert found.notes[0].endswith("Bài được soạn không có mô hình.")


def test_no_server_at_all(draft: Draft) -> None:
    writer = Writer.open(LanguageModelSettings("http://127.0.0.1:9/v1", "thu"))
    assert writer is not None
    found = worded(draft, writer, Event())
    assert found.notes[0].startswith("Không dùng được mô hình ngôn ngữ: không kết nối được")


def test_an_assistant_with_a_model_composes_with_it(built: Path, corpus: Path, draft: Draft) -> None:
    from ingest.settings import Settings

    def spelt(request: ChatRequest) -> Reply:
        return as_json([(item["id"], item["text"].replace(DATE, "31/7/2025")) for item in offered(request)])

    with Server(spelt) as server:
        llm = LanguageModelSettings(server.base_url, "thu")
        writing = Assistant.open(Settings(library=built, corpus=corpus, llm=llm))
        found = compose(ASKED, writing)
        writing.close()
    assert "trước ngày 31/7/2025" in " ".join(sentence.text for sentence in found.sentences)
    assert found.words == draft.words
