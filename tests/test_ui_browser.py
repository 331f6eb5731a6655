"""The chat in a real browser, over the real server: what a user types, sees, opens and copies."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="cần gói playwright: pip install -e .[dev]")
from playwright.sync_api import BrowserContext, Page, expect
from ui_browser_fixtures import (  # noqa: F401 - fixtures among them
    ANSWERED,
    PROJECT,
    UNANSWERED,
    Open,
    Server,
    ask,
    browser_fixture,
    context_fixture,
    needs_browser,
    open_page_fixture,
    page_fixture,
    server_fixture,
    submit,
)

PLACE = "Kết luận 179-KL/TW, đoạn 9"
# What the server says of an answer reaches the page late, as on a busy machine.
LATE = """
const prompt = window.fetch;
window.fetch = async (resource, options) => {
  const reply = await prompt(resource, options);
  if (!String(resource.url).includes('/queue/data')) return reply;
  const late = async (chunk, out) => { await new Promise(go => setTimeout(go, 400)); out.enqueue(chunk); };
  return new Response(reply.body.pipeThrough(new TransformStream({ transform: late })), reply);
};
"""

pytestmark = needs_browser


def marked(page: Page) -> str:
    return " […] ".join(page.locator("#source mark").all_inner_texts())


def test_a_typed_question_is_answered_with_its_place_and_the_source_opens_there(page: Page) -> None:
    ask(page, ANSWERED)
    answer = page.locator(".answer")
    expect(answer.locator(".status")).to_have_text(re.compile("^Có căn cứ"))
    expect(answer.locator("blockquote").first).to_be_visible()
    expect(answer.get_by_role("button", name=PLACE).first).to_be_visible()
    expect(answer.locator(".kind")).to_contain_text("tin báo chí, chưa phải văn bản chính thức")
    expect(page.locator("#source mark").first).to_be_in_viewport()
    expect(page.locator("#source h2")).to_have_text("Kết luận 179-KL/TW")
    expect(page.locator("#source .paragraph")).to_have_count(15)
    assert marked(page) in answer.locator("blockquote").first.inner_text()


def test_a_click_on_a_place_opens_it(page: Page) -> None:
    ask(page, ANSWERED)
    ask(page, UNANSWERED)
    expect(page.locator("#source mark")).to_have_count(0)
    page.locator(".turn").first.get_by_role("button", name=PLACE).first.click()
    expect(page.locator("#source .cited")).to_contain_text("đoạn 9")
    expect(page.locator("#source mark").first).to_be_in_viewport()
    expect(page.locator("#source .cited")).to_be_focused()


def test_places_of_the_latest_answer_are_listed_beside_the_source(page: Page) -> None:
    ask(page, ANSWERED)
    listed = page.get_by_role("navigation", name="Trích dẫn của câu trả lời mới nhất").get_by_role("button")
    shown = set(page.locator(".answer .place .locator").all_inner_texts())
    assert set(listed.all_inner_texts()) == shown
    expect(listed.first).to_be_in_viewport()
    listed.last.click()
    expect(listed.last).to_have_attribute("aria-current", "true")
    expect(page.locator("#source .cited span")).to_have_text(listed.last.inner_text().split(", ")[-1])


def test_a_citation_is_copied_with_its_place(page: Page) -> None:
    ask(page, ANSWERED)
    quote = page.locator(".answer blockquote").first.inner_text()
    copy = page.get_by_role("button", name="Sao chép trích dẫn").first
    copy.click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    place = page.locator(".answer .locator").first.inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == f"“{quote}” ({place})"
    expect(copy).to_have_text("Sao chép trích dẫn")


def test_an_unanswerable_question_is_not_answered(page: Page) -> None:
    ask(page, UNANSWERED)
    answer = page.locator(".answer")
    expect(answer).to_have_attribute("data-status", re.compile("^unanswerable"))
    expect(answer.get_by_role("heading")).to_have_text("Đoạn gần nhất (chỉ để tham khảo, không phải câu trả lời)")
    expect(answer.locator("blockquote")).to_have_count(0)
    answer.locator("aside .locator").first.click()
    expect(page.locator("#source mark").first).to_be_in_viewport()


@pytest.mark.parametrize(
    "question",
    [
        "<img src=x onerror=alert(1)> giao Bộ Tài chính việc gì?",
        "<script>alert(1)</script><b>giao Bộ Tài chính việc gì?</b>",
        "${alert(1)} {{constructor}} `alert(1)` giao Bộ Tài chính việc gì?",
        "[liên kết](javascript:alert(1)) &lt;i&gt; giao Bộ Tài chính việc gì?",
    ],
)
def test_markup_in_a_question_is_shown_as_text(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.locator(".question")).to_have_text(f"Câu hỏi: {question}")
    expect(page.locator(".turn :is(img, script, b, i, a)")).to_have_count(0)


def test_a_script_that_got_in_would_not_run(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(server.address)
    blocked = page.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener('securitypolicyviolation', event => resolve(event.violatedDirective));
            document.body.insertAdjacentHTML('beforeend', '<button onclick="window.ran = 1">x</button>');
            document.body.lastElementChild.click();
        })"""
    )
    assert blocked == "script-src-attr"
    assert page.evaluate("window.ran") is None
    page.close()


def test_the_page_is_vietnamese_and_says_that_it_is_a_machine(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "vi"
    expect(page).to_have_title("Trợ lý tra cứu văn bản của Đảng")
    expect(page.get_by_text("Bạn đang dùng hệ thống trí tuệ nhân tạo; hãy đối chiếu văn bản gốc")).to_be_visible()
    expect(page.get_by_text("Gradio")).to_have_count(0)


def test_an_empty_question_is_told_so(page: Page) -> None:
    page.get_by_role("button", name="Hỏi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("âu hỏi")
    expect(page.locator(".turn")).to_have_count(0)


def test_a_question_that_is_too_long_is_told_so_and_kept(page: Page) -> None:
    ask(page, ANSWERED)
    question = "Bộ Tài chính " * 770
    box = page.get_by_label("Câu hỏi", exact=True)
    box.fill(question)
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("ký tự")
    expect(box).to_have_value(question)
    expect(page.locator(".turn")).to_have_count(1)
    ask(page, ANSWERED)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_only_the_chosen_documents_are_searched(page: Page) -> None:
    page.get_by_label("Chỉ tìm trong văn bản").click()
    page.get_by_role("option", name="Kết luận 177-KL/TW").click()
    page.keyboard.press("Escape")
    ask(page, "Bí thư, chủ tịch UBND cấp xã còn thiếu phải bổ sung xong khi nào?")
    places = page.locator(".answer .locator").all_inner_texts()
    assert places
    assert all(place.startswith("Kết luận 177-KL/TW") for place in places)


def test_another_document_can_be_read(page: Page) -> None:
    expect(page.locator("#source .paragraph")).to_have_count(22)
    page.get_by_label("Văn bản đang mở").click()
    page.get_by_role("option", name="Kết luận 179-KL/TW").click()
    expect(page.locator("#source .paragraph")).to_have_count(15)
    expect(page.locator("#source")).to_contain_text("Nguồn: tin báo chí, chưa phải văn bản chính thức")


def test_an_example_is_asked_with_one_click(page: Page) -> None:
    expect(page.locator(".welcome button")).to_have_count(6)
    page.get_by_role("button", name="ket luan 177").click()
    expect(page.locator(".question")).to_contain_text("ket luan 177")
    expect(page.locator(".answer")).to_be_visible()


def test_a_new_conversation_forgets_the_old_one(page: Page) -> None:
    ask(page, ANSWERED)
    page.get_by_role("button", name="Cuộc trò chuyện mới").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#source mark")).to_have_count(0)
    expect(page.get_by_role("button", name=ANSWERED)).to_be_visible()


def test_a_follow_up_question_is_understood(page: Page) -> None:
    ask(page, ANSWERED)
    ask(page, "Việc đó phải xong trước ngày nào?")
    expect(page.locator(".answer").last).to_contain_text("31/7/2025")
    expect(page.locator(".answer").last.get_by_role("button", name=PLACE).first).to_be_visible()


def test_what_is_done_while_the_page_closes_its_stream_is_carried_out(open_page: Open) -> None:
    page = open_page(before=LATE)
    page.get_by_label("Câu hỏi", exact=True).fill(ANSWERED)
    submit(page)
    expect(page.locator(".turn[aria-busy=false] .answer")).to_have_count(1, timeout=15_000)
    page.get_by_label("Văn bản đang mở").click()
    page.get_by_role("option", name="Kết luận 177-KL/TW").click()
    expect(page.locator("#source .paragraph")).to_have_count(22)


def test_two_users_do_not_disturb_each_other(open_page: Open) -> None:
    first, second = open_page(), open_page()
    first.get_by_label("Câu hỏi", exact=True).fill(ANSWERED)
    submit(first)
    ask(second, UNANSWERED)
    expect(first.locator(".answer .place").first).to_be_visible()
    ask(first, ANSWERED)
    assert [page.locator(".turn").count() for page in (first, second)] == [2, 1]
    expect(second.locator("#source mark")).to_have_count(0)
    expect(first.locator("#source mark").first).to_be_in_viewport()


def test_the_keyboard_is_enough(page: Page) -> None:
    ask(page, ANSWERED)
    page.locator(".answer .locator").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source .cited")).to_be_focused()


def test_a_telephone_shows_one_pane_below_the_other(open_page: Open) -> None:
    page = open_page(390, 844)
    ask(page, ANSWERED)
    expect(page.locator(".question")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Hỏi", exact=True)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(".answer .locator").first.click()
    expect(page.locator("#source mark").first).to_be_in_viewport()
    expect(page.locator(".question")).not_to_be_in_viewport()
    page.get_by_role("button", name="Về câu trả lời").click()
    expect(page.locator(".question")).to_be_in_viewport()


def test_nothing_of_the_conversation_is_kept_in_the_browser(page: Page) -> None:
    ask(page, ANSWERED)
    kept = page.evaluate(
        "async () => [Object.values(localStorage), (await indexedDB.databases()).map(item => item.name)]"
    )
    assert "Bộ Tài chính" not in str(kept)
    assert page.context.cookies() == []


def test_a_taken_port_is_named(server: Server, tmp_path: Path) -> None:
    port = server.address.rsplit(":", 1)[1]
    command = [sys.executable, "ui.py", "--port", port, "--library", str(tmp_path / "library")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Cổng {port} đang có chương trình khác dùng; hãy chạy lại với cổng khác")
    assert done.stderr.count("\n") == 1
