"""The chat in a real browser with a language model: words appear as they are verified, and stop when told to."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="cần gói playwright: pip install -e .[dev]")
from playwright.sync_api import expect
from ui_browser_fixtures import (  # noqa: F401 - fixtures among them
    ANSWERED,
    UNANSWERED,
    Open,
    Server,
    browser_fixture,
    context_fixture,
    needs_browser,
    open_page_fixture,
    started,
    submit,
)

from eval.writing import server as model
from eval.writing.server import ChatRequest, Line, Reply

pytestmark = needs_browser
LEAD = "Chỉ đạo Bộ Tài chính: "
TRUE = (
    "Bộ Tài chính khẩn trương đánh giá và báo cáo về tình hình bàn giao, quản lý tài sản công, "
    "trụ sở chính quyền các cấp."
)
FALSE = "Bộ Tài chính bố trí trụ sở trước ngày 31/8/2025. <img src=x onerror=alert(1)> [xem](http://vi-du.invalid)"


class Model:
    """Writes one sentence, and the rest only when it is let go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked = 0

    def reply(self, request: ChatRequest) -> Reply:
        self.asked += 1
        given = json.loads(request.messages[-1][1])["paragraphs"]
        place = next(item["id"] for item in given if item["text"].startswith(LEAD))
        said = [json.dumps({"paragraph": place, "text": text}, ensure_ascii=False) for text in (TRUE, FALSE)]

        def written(line: Line) -> None:
            line.head()
            line.write(model.chunk(role="assistant", content=f'{{"sentences": [{said[0]}'))
            while not self.go_on.is_set() and line.wait(0.05):
                line.write(b": still here\n\n")
            line.write(model.chunk(content=f", {said[1]}]}}") + b"data: [DONE]\n\n")

        return written


@pytest.fixture(name="writing", scope="module")
def writing_fixture() -> Iterator[tuple[Model, str]]:
    written = Model()
    with model.Server(written.reply) as server:
        yield written, f'[llm]\nbase_url = "{server.base_url}"\nmodel = "thu"\n'


@pytest.fixture(name="server", scope="module")
def server_fixture(
    built: Path, writing: tuple[Model, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ui")
    server = started(shutil.copytree(built, folder / "library"), folder, writing[1])
    with server.running():
        yield server


def test_words_appear_as_they_are_verified_and_stop_when_told_to(writing: tuple[Model, str], open_page: Open) -> None:
    writing[0].go_on.clear()
    page = open_page()
    stop = page.get_by_role("button", name="Dừng")
    expect(stop).to_be_hidden()
    page.get_by_label("Câu hỏi", exact=True).fill(ANSWERED)
    submit(page)
    expect(page.locator(".turn[aria-busy=true] .written")).to_contain_text(TRUE, timeout=15_000)
    expect(page.locator("#source mark").first).to_be_in_viewport()
    stop.click()
    expect(page.locator(".turn[aria-busy=false] .written")).to_contain_text(TRUE)
    expect(page.locator(".answer .own").filter(has_text="Đã dừng mô hình ngôn ngữ theo yêu cầu")).to_be_visible()
    expect(stop).to_be_hidden()


def test_what_is_not_verified_is_never_shown(writing: tuple[Model, str], open_page: Open) -> None:
    writing[0].go_on.set()
    page = open_page()
    page.get_by_label("Câu hỏi", exact=True).fill(ANSWERED)
    submit(page)
    answer = page.locator(".turn[aria-busy=false] .answer")
    expect(answer.locator(".written")).to_have_text(re.compile(re.escape(TRUE)), timeout=15_000)
    expect(answer.locator(".written .by")).to_have_text("Mô hình diễn đạt, đã đối chiếu")
    expect(answer).to_contain_text("1 câu không có căn cứ đã bị bỏ")
    expect(answer.locator(":is(img, a)")).to_have_count(0)
    assert "31/8" not in answer.inner_text()


def test_a_question_without_an_answer_never_reaches_the_model(writing: tuple[Model, str], open_page: Open) -> None:
    page, before = open_page(), writing[0].asked
    page.get_by_label("Câu hỏi", exact=True).fill(UNANSWERED)
    submit(page)
    expect(page.locator(".turn[aria-busy=false] .answer")).to_have_attribute("data-status", re.compile("^unanswerable"))
    assert writing[0].asked == before
