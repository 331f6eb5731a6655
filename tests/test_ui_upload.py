"""Files that a user adds in a real browser: read, cited, refused aloud, and erased from wherever they passed."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from ingest_office_helpers import docx, para
from ingest_pdf_fixtures import WHOLE_PAGE, TestFont, pdf, picture, saved

pytest.importorskip("playwright", reason="cần gói playwright: pip install -e .[dev]")
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfWriter
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
    started,
)

from ingest.files import exclusive

pytestmark = needs_browser

# Made up for these tests; no such regulations exist.
HEAD = ["TỈNH ỦY LAM SƠN", "*", "Số {number}-QĐ/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", "Lam Sơn, ngày 05 tháng 8 năm 2025"]
FOOT = ["T/M TỈNH ỦY", "BÍ THƯ", "Nguyễn Văn Mẫu"]
BICYCLES = [
    "QUY ĐỊNH",
    "về quản lý và sử dụng xe đạp công vụ",
    "Điều 1. Phạm vi áp dụng",
    "Quy định này áp dụng đối với xe đạp công vụ của các cơ quan đảng trong tỉnh.",
    "Điều 2. Nơi gửi xe",
    "1. Xe đạp công vụ phải được gửi tại nhà xe có mái che và khoá bằng hai ổ khoá sau 18 giờ hằng ngày.",
    "2. Người gửi xe ghi tên vào sổ trực.",
]
UMBRELLAS = [
    "QUY ĐỊNH",
    "về việc cho mượn ô che mưa",
    "Điều 1. Thời hạn mượn",
    "Ô che mưa được cho mượn không quá chín ngày, người mượn phơi khô ô trước khi trả.",
]
QUESTION = "Xe đạp công vụ phải được gửi tại nhà xe nào sau 18 giờ hằng ngày?"
ABOUT_UMBRELLAS = "Ô che mưa được cho mượn không quá mấy ngày?"
SECONDS = 90_000  # milliseconds for a file on a busy machine


def regulation(path: Path, number: int, lines: list[str], stamp: str = "") -> Path:
    texts = [*([stamp] if stamp else []), *HEAD, *lines, *FOOT]
    return docx(path, "".join(para(text.format(number=number)) for text in texts))


def panel(page: Page) -> Locator:
    """Open what takes the files, and return its status."""
    toggle = page.get_by_role("button", name="Nạp thêm văn bản")
    if "open" not in (toggle.get_attribute("class") or ""):
        toggle.click()
    return page.locator("#added")


def send(page: Page, *files: Path) -> None:
    panel(page)
    page.locator("#intake input[type=file]").set_input_files(files)


def outcomes(page: Page, count: int = 1) -> list[str]:
    """Wait until `count` files are done, and return what is said of each."""
    expect(page.locator("#added [aria-busy=false] li")).to_have_count(count, timeout=SECONDS)
    expect(page.locator(".toast-body")).to_have_count(0)
    return page.locator("#added li").all_inner_texts()


@pytest.fixture(name="held")
def held_fixture(server: Server) -> Iterator[ExitStack]:
    """The library is being written by another program, so that what is added has to wait: `held.close()` lets go."""
    with ExitStack() as stack:
        stack.enter_context(exclusive(server.library))
        yield stack


def test_a_document_is_added_cited_and_opened_and_another_time_known(
    open_page: Open, server: Server, tmp_path: Path
) -> None:
    page = open_page()
    file = regulation(tmp_path / "quy-dinh.docx", 12, BICYCLES)
    send(page, file)
    assert outcomes(page) == ["quy-dinh.docx: Đã nạp Quy định 12-QĐ/TU: 3 đoạn"]
    expect(page.locator("#added")).to_contain_text("Đã nạp 1 văn bản, từ chối 0. Thư viện có 3 văn bản.")
    ask(page, QUESTION)
    expect(page.locator(".answer blockquote").first).to_contain_text("nhà xe có mái che")
    place = page.locator(".answer").get_by_role("button", name="khoản 1, Điều 2, Quy định 12-QĐ/TU")
    page.get_by_label("Văn bản đang mở").click()
    page.get_by_role("option", name="Kết luận 177-KL/TW").click()
    expect(page.locator("#source h2")).to_have_text("Kết luận 177-KL/TW")
    place.click()
    expect(page.locator("#source h2")).to_have_text("Quy định 12-QĐ/TU")
    expect(page.locator("#source h3").last).to_have_text("Điều 2. Nơi gửi xe")
    expect(page.locator("#source .cited span")).to_have_text("khoản 1, Điều 2")
    expect(page.locator("#source mark")).to_be_in_viewport()
    page = open_page()  # not this one again: a page that is left while its stream still runs complains of that
    for name in ("shown", "documents"):
        page.locator(f"#{name} input").click()
        expect(page.locator(f"#{name}").get_by_role("option", name="Quy định 12-QĐ/TU")).to_be_visible()
    send(page, file)
    assert outcomes(page) == ["quy-dinh.docx: thư viện đã có tệp này (12-QĐ/TU); bỏ qua."]
    assert server.files(file.read_bytes()) == []


def test_what_is_refused_is_refused_in_vietnamese_and_erased(page: Page, server: Server, tmp_path: Path) -> None:
    secret = regulation(tmp_path / "mat.docx", 14, ["QUY ĐỊNH", "về kho ZX81", "Kho ZX81 mở cửa lúc nửa đêm."], "MẬT")
    locked = tmp_path / "khoa.pdf"
    with PdfWriter() as writer:
        writer.add_blank_page(200, 200)
        writer.encrypt("mat-khau", algorithm="RC4-128")
        writer.write(locked)
    picture = tmp_path / "anh.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    send(page, secret, locked, picture)
    said = dict(line.split(": ", 1) for line in outcomes(page, 3))
    assert said["mat.docx"].startswith("Từ chối: văn bản đóng dấu «MẬT», không được nạp")
    assert said["khoa.pdf"] == "Từ chối: tệp PDF đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại."
    assert said["anh.png"].startswith("Từ chối: ảnh rời chưa đọc được; hãy")
    for words in (b"ZX81", secret.read_bytes(), locked.read_bytes(), picture.read_bytes()):
        assert server.files(words) == []
    assert [path for path in server.library.rglob(".nap/*") if path.is_dir()] == []


def test_a_file_name_is_shown_as_text(page: Page, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)> ${alert(2)} {{x}}"
    send(page, regulation(tmp_path / f"{name}.txt", 15, BICYCLES, stamp="TUYỆT MẬT"))
    assert "alert(1)" in outcomes(page)[0]
    large = tmp_path / f"{name}.pdf"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    send(page, large)
    expect(page.locator("#unsent li")).to_have_text(
        f"{name}.pdf: tệp lớn hơn 50 MB nên không gửi; hãy tách nhỏ rồi nạp lại."
    )
    expect(page.locator(":is(#added, #unsent) :is(img, script, a)")).to_have_count(0)


def test_of_dropped_files_those_that_are_too_large_are_not_sent(page: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    drop = """sizes => {
        const carried = new DataTransfer();
        sizes.forEach((size, at) => carried.items.add(new File([new Uint8Array(size)], `tep-${at}.txt`)));
        document.querySelector('#source').dispatchEvent(
            new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, [50_000_001])
    expect(page.locator("#unsent li")).to_have_text(
        "tep-0.txt: tệp lớn hơn 50 MB nên không gửi; hãy tách nhỏ rồi nạp lại."
    )
    assert not [url for url in sent if "/upload" in url]
    page.evaluate(drop, [0, 50_000_001])
    assert outcomes(page) == ["tep-0.txt: Từ chối: tệp rỗng, không có byte nào; hãy kiểm tra lại bản gốc."]
    expect(page.locator("#unsent li")).to_contain_text("tep-1.txt")


def test_while_files_are_read_questions_are_answered_and_other_pages_wait(
    open_page: Open, server: Server, held: ExitStack, tmp_path: Path
) -> None:
    first, second, idle = open_page(), open_page(), open_page()
    file = regulation(tmp_path / "o-che-mua.docx", 16, UMBRELLAS)
    send(first, file)
    expect(first.locator("#added [aria-busy=true]")).to_be_visible()
    send(second, file)  # the very same: Gradio keeps both in one place
    expect(second.locator("#added")).to_contain_text("Đang đợi nạp xong các tệp của trang khác…")
    send(first, regulation(tmp_path / "sau.docx", 19, UMBRELLAS))
    expect(first.locator("#unsent li")).to_contain_text("chưa gửi, vì các tệp trước đang được đọc")
    ask(first, ANSWERED)
    expect(first.locator("#added [aria-busy=true]")).to_be_visible()
    held.close()
    assert outcomes(first) == ["o-che-mua.docx: Đã nạp Quy định 16-QĐ/TU: 1 đoạn"]
    assert outcomes(second) == ["o-che-mua.docx: thư viện đã có tệp này (16-QĐ/TU); bỏ qua."]
    assert server.files(file.read_bytes()) == []
    for page in (first, second, idle, idle):  # the lists of the last are those of before
        ask(page, ABOUT_UMBRELLAS)
        expect(page.locator(".answer").last).to_contain_text("không quá chín ngày")
        expect(page.get_by_label("Văn bản đang mở")).to_have_value("Quy định 16-QĐ/TU")


def test_what_is_begun_goes_on_when_the_page_is_left(
    open_page: Open, server: Server, held: ExitStack, tmp_path: Path
) -> None:
    left = open_page()
    file = regulation(tmp_path / "truc-dem.docx", 17, ["QUY ĐỊNH", "về trực đêm", "Người trực đêm uống trà gừng."])
    send(left, file)
    expect(left.locator("#added [aria-busy=true]")).to_be_visible()
    left.close()
    held.close()
    page = open_page()
    send(page, regulation(tmp_path / "khac.docx", 18, ["QUY ĐỊNH", "về trực ngày", "Người trực ngày uống nước vối."]))
    assert outcomes(page) == ["khac.docx: Đã nạp Quy định 18-QĐ/TU: 1 đoạn"]
    ask(page, "Người trực đêm uống trà gì?")
    expect(page.locator(".answer blockquote").first).to_contain_text("trà gừng")
    assert server.files(file.read_bytes()) == []


@pytest.mark.parametrize(("width", "height"), [(1400, 768), (390, 844)])
def test_the_open_panel_leaves_room_for_the_conversation(open_page: Open, width: int, height: int) -> None:
    page = open_page(width, height)
    panel(page)
    expect(page.get_by_role("button", name="Chọn tệp…")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    left = "item => getComputedStyle(item).paddingLeft"
    assert page.locator("#intake").evaluate(left) == page.locator("#composer").evaluate(left)
    boxes = [page.locator(f"#{name}").bounding_box() for name in ("chat", "conversation", "composer", "intake")]
    assert {(box["x"], box["width"]) for box in boxes if box} == {(0, boxes[0]["width"] if boxes[0] else 0)}
    assert boxes[1]
    assert boxes[1]["height"] >= 260
    assert page.locator("#chat").evaluate("pane => pane.scrollWidth - pane.clientWidth") == 0


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="cần tesseract: apt-get install tesseract-ocr-vie")
@pytest.mark.parametrize("where", ["library", "draft"])
def test_the_server_stops_at_once_while_files_are_read(
    built: Path, browser: Browser, tmp_path: Path, where: str
) -> None:
    noise = picture(Random(1).randbytes(1200 * 1700), 1200, 1700)  # noqa: S311 - slow to recognise
    scan = saved(tmp_path, pdf([WHOLE_PAGE] * 20, TestFont(), images=(noise,)), "ban-chup.pdf")
    server = started(shutil.copytree(built, tmp_path / "library"), tmp_path)
    with server.running(), browser.new_page() as page:
        page.goto(server.address)
        if where == "library":
            send(page, scan)
            told, saying = page.locator("#added"), r"Đang đọc «ban-chup\.pdf», trang \d+/20…"
        else:
            page.get_by_role("tab", name="Kiểm tra bản thảo").click()
            page.locator("#draft-file input[type=file]").set_input_files(scan)
            told, saying = page.locator("#checked"), r"Đang đọc «ban-chup\.pdf»…"
        expect(told).to_contain_text(re.compile(saying), timeout=SECONDS)
