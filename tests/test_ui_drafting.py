"""What the tab «Soạn thảo» shows and hands over, without a browser."""

import asyncio
import io
import re
import threading
from typing import TYPE_CHECKING, Any, cast

import docx
import pytest
from ui_tab_helpers import HOSTILE, downloaded, text, unused, updates

from assistant.answer import cite
from assistant.drafting import compose as composing
from assistant.drafting.draft import OWN_MARK, Block, Draft, Kind, Origin, Sentence
from assistant.drafting.request import Request
from ingest.document import Span
from ui_assets.chat import Chat
from ui_assets.drafting_tab import Drafting, shown

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@pytest.fixture(name="drafting")
def drafting_fixture(assistant: "Assistant") -> Drafting:
    return Drafting(Chat(assistant, unused))


def composed(drafting: Drafting, topic: str = "", words: int = 150, kind: str = "tin vắn") -> tuple[Any, str]:
    return updates(drafting.compose(kind, topic, ["179-KL/TW"], "", words))[-1]


def test_every_sentence_stands_with_its_place_or_its_mark_and_in_the_annex(drafting: Drafting) -> None:
    (_, waiting), (draft, html) = updates(drafting.compose("thông cáo báo chí", "", ["179-KL/TW"], "người dân", 300))
    assert text(waiting) == "Đang soạn…"
    body = html.split('id="annex"')[0]
    own = [sentence for sentence in draft.sentences if sentence.origin is Origin.OWN]
    assert body.count(f'<em class="own-mark">{OWN_MARK}</em>') == len(own) > 0
    assert body.count("<cite>[Kết luận 179-KL/TW, đoạn") == len(draft.sentences) - len(own) > 0
    assert html.count('<td data-label="STT">') == len(draft.annex)
    assert all(note in text(html) for note in draft.notes)


def test_nothing_of_a_document_becomes_markup(assistant: "Assistant") -> None:
    document = assistant.library.documents[0]
    citation = cite(document, 1, Span(0, 10))
    own = Sentence(HOSTILE, Origin.OWN)
    reworded = Sentence(HOSTILE, Origin.REWORDED, (0,))
    blocks = (Block((own, reworded), heading=HOSTILE), Block((reworded,), listed=True))
    html = shown(Draft(Kind.RADIO, HOSTILE, blocks, (citation,), (HOSTILE,), (HOSTILE,)))
    assert not any(mark in html for mark in ("<script", "<img", "<a "))
    assert html.count("${alert(4)}") == 10


@pytest.mark.parametrize(
    ("kind", "topic", "documents", "words", "told"),
    [
        ("tin vắn", "giá vé máy bay đi Paris", [], 150, "nên không soạn được bài"),
        ("tin vắn", "", ["999-KL/TW"], 150, "Thư viện không có văn bản «999-KL/TW»"),
        ("tin vắn", "", [], 5, "Độ dài 5 tiếng không soạn được; hãy chọn từ 40 đến 3000 tiếng."),
        ("thơ lục bát", "", [], 150, "Không có loại bài «thơ lục bát»"),
    ],
)
def test_what_cannot_be_written_is_told_and_no_draft_is_kept(
    drafting: Drafting, kind: str, topic: str, documents: list[str], words: int, told: str
) -> None:
    draft, html = updates(drafting.compose(kind, topic, documents, "", words))[-1]
    assert draft is None
    assert 'role="alert"' in html
    assert told in text(html)


def test_a_hostile_topic_is_told_as_text(drafting: Drafting) -> None:
    draft, html = composed(drafting, HOSTILE)
    assert draft is None
    assert not any(mark in html for mark in ("<script", "<img", "<a "))


@pytest.mark.parametrize(("name", "file"), [("docx-party", "tin-van.docx"), ("docx-state", "tin-van.docx")])
def test_a_draft_is_taken_away_as_a_word_file(drafting: Drafting, name: str, file: str) -> None:
    draft, _ = composed(drafting)
    html, fault = drafting.export(draft, name)
    called, kind, content = downloaded(html)
    assert (called, fault) == (file, "")
    assert kind.endswith("wordprocessingml.document")
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert all(sentence.text in words for sentence in draft.sentences)


def test_a_draft_is_taken_away_as_markdown_each_time_anew(drafting: Drafting) -> None:
    draft, _ = composed(drafting)
    first, second = (drafting.export(draft, "md")[0] for _ in range(2))
    assert downloaded(first) == downloaded(second)
    assert first != second  # or the browser would not notice
    assert downloaded(first)[0] == "tin-van.md"
    assert draft.title in downloaded(first)[2].decode()


def test_without_a_draft_nothing_is_handed_over(drafting: Drafting) -> None:
    file, fault = drafting.export(None, "md")
    assert file == ""
    assert text(fault) == "Chưa có dự thảo để tải về; hãy bấm «Soạn» trước."


@pytest.mark.parametrize("how", ["stop", "leave"])
def test_a_model_is_stopped_by_hand_or_when_the_page_is_left(
    drafting: Drafting, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    begun, ended = threading.Event(), threading.Event()
    draft = cast("Draft", composed(drafting)[0])

    def slow(request: Request, assistant: object, *, stop: threading.Event) -> Draft:
        begun.set()
        assert stop.wait(20)
        ended.set()
        return draft

    monkeypatch.setattr(composing, "compose", slow)

    async def writing() -> Any:
        event = drafting.compose("tin vắn", "", [], "", 150, "a")
        await anext(event)
        task = asyncio.ensure_future(anext(event))
        assert await asyncio.to_thread(begun.wait, 20)
        drafting.stop("b")
        assert not ended.is_set()
        if how == "stop":
            drafting.stop("a")
            return (await task)[0]
        task.cancel()
        await asyncio.wait([task])
        return draft

    assert asyncio.run(writing()) is draft
    assert ended.wait(20)


def test_two_pages_write_at_once_and_each_has_its_own(drafting: Drafting) -> None:
    async def last(kind: str, user: str) -> Draft:
        drafts: list[Draft] = [draft async for draft, _ in drafting.compose(kind, "", [], "", 150, user)]
        return drafts[-1]

    async def both() -> list[Draft]:
        return list(await asyncio.gather(last("tin vắn", "a"), last("báo cáo tóm tắt", "b")))

    assert [draft.kind for draft in asyncio.run(both())] == [Kind.NEWS_BRIEF, Kind.SUMMARY]


def test_markup_of_the_page_is_closed(drafting: Drafting) -> None:
    html = composed(drafting)[1]
    for tag in ("article", "table", "tbody", "tr", "td", "span", "cite", "em", "p", "h3"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>"), tag
