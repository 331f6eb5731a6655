"""The tabs beside the chat in a real browser: a draft checked, one composed and taken away, the register sifted."""

import io
import re
from pathlib import Path

import docx
import pytest
from ingest_office_helpers import docx as word_file
from ingest_office_helpers import para
from openpyxl import load_workbook
from ui_tab_helpers import HOSTILE

pytest.importorskip("playwright", reason="cần gói playwright: pip install -e .[dev]")
from playwright.sync_api import Locator, Page, expect
from ui_browser_fixtures import (  # noqa: F401 - fixtures among them
    ANSWERED,
    Open,
    Server,
    ask,
    browser_fixture,
    context_fixture,
    needs_browser,
    open_page_fixture,
    page_fixture,
    server_fixture,
)

pytestmark = needs_browser

TABS = ("Hỏi đáp", "Kiểm tra bản thảo", "Soạn thảo", "Sổ nhiệm vụ")
WRONG = "Bộ Tài chính phải ban hành văn bản hướng dẫn về tài chính, kế toán, hoàn thành trước ngày 31/8/2025."
VIEW = "Chúng tôi tin rằng đây là chủ trương đúng đắn!"
SECONDS = 60_000  # milliseconds on a busy machine


def tab(page: Page, name: str) -> Page:
    page.get_by_role("tab", name=name, exact=True).click()
    return page


def check(page: Page, draft: str) -> Locator:
    """Type a draft, have it checked, and return its sentences."""
    tab(page, "Kiểm tra bản thảo").get_by_label("Bản thảo", exact=True).fill(draft)
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.locator("#checked h2")).to_be_visible(timeout=SECONDS)
    return page.locator("#checked .sentence")


def compose(page: Page, topic: str = "") -> None:
    tab(page, "Soạn thảo").get_by_label("Chủ đề").fill(topic)
    page.get_by_role("button", name="Soạn", exact=True).click()


def sift(page: Page, body: str) -> None:
    box = tab(page, "Sổ nhiệm vụ").get_by_label("Cơ quan được giao")
    box.fill(body)
    box.press("Enter")
    expect(page.locator("#found h2")).to_be_visible(timeout=SECONDS)


def taken(page: Page, button: str) -> tuple[str, bytes]:
    """Return (name, content) of the file that a button hands over."""
    with page.expect_download() as handed:
        page.get_by_role("button", name=button).click()
    return handed.value.suggested_filename, Path(handed.value.path()).read_bytes()


def test_a_wrong_date_is_told_with_the_right_one_beside_its_paragraph(page: Page) -> None:
    sentences = check(page, f"{WRONG}\n{VIEW}")
    expect(sentences).to_have_count(2)
    first = sentences.first
    expect(first.locator(".status")).to_have_text("Câu 1: sai lệch")
    expect(first.locator(".text mark")).to_have_text("ngày 31/8/2025")
    expect(first.locator(".deviations")).to_contain_text("văn bản ghi «ngày 31/7/2025»")
    expect(first.locator(".where")).to_have_text("Kết luận 179-KL/TW, đoạn 9")
    expect(first.locator(".beside mark").filter(has_text="trước ngày 31/7/2025")).to_be_visible()
    expect(page.locator("#checked .counts")).to_have_text(re.compile("1 sai lệch.*1 ý kiến", re.DOTALL))
    first.get_by_role("button", name="Sao chép").click()
    expect(first.get_by_role("button", name="Đã sao chép")).to_be_visible()
    assert "trước ngày 31/7/2025" in page.evaluate("navigator.clipboard.readText()")


def test_only_what_deviates_is_shown_on_demand(page: Page) -> None:
    sentences = check(page, f"{WRONG}\n{VIEW}")
    page.get_by_label("Chỉ hiện câu sai lệch").check()
    expect(sentences.first).to_be_visible()
    expect(sentences.last).to_be_hidden()
    check(page, VIEW)
    expect(page.get_by_text("Không có câu nào sai lệch.")).to_be_visible()


def test_a_word_file_is_checked_and_erased(page: Page, server: Server, tmp_path: Path) -> None:
    file = word_file(tmp_path / "ban-thao.docx", para(WRONG) + para(VIEW))
    tab(page, "Kiểm tra bản thảo").locator("#draft-file input[type=file]").set_input_files(file)
    expect(page.locator("#checked .sentence")).to_have_count(2, timeout=SECONDS)
    expect(page.get_by_label("Bản thảo", exact=True)).to_have_value(f"{WRONG}\n{VIEW}")
    expect(page.locator("#checked .deviations")).to_contain_text("31/7/2025")
    assert server.files(file.read_bytes()) == []
    assert server.files(WRONG.encode()) == []


def test_a_file_that_is_dropped_on_this_tab_is_a_draft_and_no_document(page: Page) -> None:
    drop = """([name, text]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([text], name));
        carried.items.add(new File([text], 'sau.txt'));
        document.querySelector('#checked').dispatchEvent(
            new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
    }"""
    tab(page, "Kiểm tra bản thảo")
    expect(page.locator("#draft-file input[type=file]")).to_have_count(1)
    page.evaluate(drop, ["ban-thao.txt", WRONG])
    expect(page.locator("#checked .sentence")).to_have_count(1, timeout=SECONDS)
    expect(page.locator("#draft-unsent li")).to_have_text("sau.txt: chưa gửi, vì mỗi lần chỉ nhận một tệp.")
    expect(page.locator("#added li")).to_have_count(0)


def test_a_draft_file_that_cannot_be_used_is_told(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "anh.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    tab(page, "Kiểm tra bản thảo").locator("#draft-file input[type=file]").set_input_files(picture)
    expect(page.locator("#checked").get_by_role("alert")).to_contain_text("ảnh", timeout=SECONDS)
    large = tmp_path / "lon.txt"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    page.locator("#draft-file input[type=file]").set_input_files(large)
    expect(page.locator("#draft-unsent li")).to_contain_text("tệp lớn hơn 50 MB nên không gửi")
    expect(page.locator(".toast-body")).to_have_count(0)


def test_nothing_of_a_hostile_draft_runs_or_links(page: Page) -> None:
    sentences = check(page, f"{HOSTILE}.\n{WRONG[:-1]} {HOSTILE}.")
    expect(sentences.last).to_contain_text("<script>alert(1)</script>")
    expect(sentences.last).to_contain_text("[xem](javascript:alert(3)) ${alert(4)} {{x}}")
    expect(page.locator("#checked :is(script, img, a)")).to_have_count(0)


def test_an_empty_draft_is_told(page: Page) -> None:
    tab(page, "Kiểm tra bản thảo").get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.locator("#checked").get_by_role("alert")).to_contain_text("Chưa có bản thảo")


def test_a_draft_is_composed_and_taken_away_in_word(page: Page) -> None:
    expect(tab(page, "Soạn thảo").get_by_role("button", name=re.compile("^Tải về Word"))).to_have_count(0)
    compose(page)
    expect(page.locator("#made article")).to_be_visible(timeout=SECONDS)
    expect(page.locator("#made .own-mark").first).to_have_text("[ý người soạn]")
    expect(page.locator("#made cite").first).to_contain_text("Kết luận 177-KL/TW, đoạn 1")
    for button in ("Tải về Word, thể thức văn bản của Đảng", "Tải về Word, thể thức văn bản hành chính"):
        name, content = taken(page, button)
        assert name == "thong-cao-bao-chi.docx"
        words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
        assert page.locator("#made .verbatim").first.inner_text().strip("“”") in words
    name, content = taken(page, "Tải về Markdown")
    assert name == "thong-cao-bao-chi.md"
    assert "[ý người soạn]" in content.decode().replace("\\", "")


def test_a_topic_that_the_texts_lack_is_told_and_the_kind_sets_the_length(page: Page) -> None:
    compose(page, f"giá vé máy bay đi Paris {HOSTILE[:40]}")
    expect(page.locator("#made").get_by_role("alert")).to_be_visible(timeout=SECONDS)
    expect(page.locator("#made :is(article, script, img, a)")).to_have_count(0)
    page.get_by_label("Loại bài").click()
    page.get_by_role("option", name="tin vắn").click()
    expect(page.get_by_label("Độ dài")).to_have_value("120")


def test_the_duties_of_a_body_are_found_and_taken_away_in_excel(page: Page) -> None:
    sift(page, "Bộ Tài chính")
    rows = page.locator("#found tbody tr")
    tasks = rows.locator("td:nth-child(4)").all_inner_texts()
    assert len(tasks) > 1
    expect(rows.filter(has_text="Bộ Tài chính: thuộc «các bộ»").first).to_be_visible()
    name, content = taken(page, "Tải về Excel")
    sheet = load_workbook(io.BytesIO(content)).active
    assert name == "so-nhiem-vu.xlsx"
    assert sheet is not None
    assert [row[5] for row in sheet.iter_rows(values_only=True)][-len(tasks) :] == tasks
    assert taken(page, "Tải về CSV")[1].decode("utf-8-sig").count("Kết luận 179-KL/TW, đoạn 9") >= 1
    assert taken(page, "Tải về Lịch")[1].startswith(b"BEGIN:VCALENDAR")


def test_a_wrong_day_and_an_unknown_body_are_told(page: Page) -> None:
    sift(page, "Hội Cờ tướng <b>Làng</b>")
    expect(page.locator("#found")).to_contain_text("Không có nhiệm vụ nào như vậy.")
    expect(page.get_by_role("button", name="Tải về Excel")).to_have_count(0)
    page.get_by_label("Có hạn đến hết ngày").fill("hôm qua")
    page.get_by_role("button", name="Lập sổ").click()
    expect(page.locator("#found").get_by_role("alert")).to_have_text(
        "«hôm qua» không phải ngày; hãy ghi như 31/7/2025."
    )


def test_the_tabs_keep_what_is_in_them_and_pages_do_not_see_each_other(open_page: Open) -> None:
    first, second = open_page(), open_page()
    ask(first, ANSWERED)
    check(first, WRONG)
    sift(first, "Bộ Tài chính")
    check(second, VIEW)
    expect(second.locator("#checked .sentence")).to_have_count(1)
    expect(tab(second, "Sổ nhiệm vụ").locator("#found table")).to_have_count(0)
    expect(tab(second, "Hỏi đáp").locator(".turn")).to_have_count(0)
    expect(tab(first, "Hỏi đáp").locator(".answer")).to_be_visible()
    ask(first, "Việc đó phải xong trước ngày nào?")
    expect(tab(first, "Kiểm tra bản thảo").locator("#checked .deviations")).to_contain_text("31/7/2025")


def test_the_chat_answers_while_a_long_draft_is_checked(open_page: Open) -> None:
    long, other = open_page(), open_page()
    tab(long, "Kiểm tra bản thảo").get_by_label("Bản thảo", exact=True).fill(f"{WRONG}\n" * 300)
    long.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(long.locator("#checked")).to_contain_text(re.compile(r"Đã đối chiếu \d+/300 câu…"), timeout=SECONDS)
    ask(other, ANSWERED)
    expect(long.locator("#checked progress")).to_be_visible()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.get_by_role("tab", name="Sổ nhiệm vụ").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Cơ quan được giao").focus()
    page.keyboard.type("Bộ Công an")
    page.keyboard.press("Enter")
    expect(page.locator("#found table")).to_be_visible(timeout=SECONDS)
    page.get_by_role("button", name="Tải về Excel").focus()
    with page.expect_download() as handed:
        page.keyboard.press("Enter")
    assert handed.value.suggested_filename == "so-nhiem-vu.xlsx"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_nothing_is_wider_than_the_screen(open_page: Open, width: int, height: int) -> None:
    page = open_page(width, height)
    check(page, f"{WRONG}\n{'dài' * 200} Bộ Tài chính.")
    compose(page)
    expect(page.locator("#made article")).to_be_visible(timeout=SECONDS)
    sift(page, "")
    for name in TABS:
        tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        wide = "pane => pane.scrollWidth - pane.clientWidth"
        assert page.locator("[role=tabpanel]:visible").evaluate(wide) <= 0, name
