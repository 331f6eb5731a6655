"""A running `python ui.py` and a browser that reports every fault; what a user does there."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

pytest.importorskip("playwright", reason="cần gói playwright: pip install -e .[dev]")
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

PROJECT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWERED = "Kết luận 179 giao Bộ Tài chính những việc gì?"
UNANSWERED = "Chủ tịch UBND cấp xã được hưởng mức lương bao nhiêu?"
SECONDS_TO_START = 240
SECONDS_TO_STOP = 15

needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="cần trình duyệt của Debian: apt-get install chromium")
Open = Callable[..., Page]


@dataclass
class Server:
    """A running chat with a library of its own; `temporary` is where the files lie that a page sends."""

    process: subprocess.Popen[str]
    library: Path
    temporary: Path
    errors: Path
    address: str = ""

    def wait_for_address(self) -> None:
        lines: Queue[str] = Queue()
        assert self.process.stdout is not None
        Thread(target=lambda out: lines.put(out.readline()), args=(self.process.stdout,), daemon=True).start()
        line = lines.get(timeout=SECONDS_TO_START)
        found = re.fullmatch(r"Trợ lý đã sẵn sàng tại (http://127\.0\.0\.1:\d+) .*\n", line)
        assert found, self.errors.read_text()
        self.address = found[1]

    def files(self, *words: bytes) -> list[Path]:
        """Return the files of the temporary folder and of the library that hold those words."""
        found = [file for folder in (self.temporary, self.library) for file in folder.rglob("*") if file.is_file()]
        return [file for file in found if all(word in file.read_bytes() for word in words)]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Stop it at the end, or kill it after a failure."""
        with self.process:
            try:
                yield
                self.stop()
            finally:
                self.process.kill()

    def stop(self) -> None:
        """Stop it as Ctrl+C does; it must say so, soon, and leave nothing in its temporary folder."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=SECONDS_TO_STOP)
        assert (status, self.errors.read_text().splitlines()[-1]) == (130, "Đã dừng theo yêu cầu.")
        assert "Traceback" not in self.errors.read_text()
        assert list(self.temporary.iterdir()) == []


def started(library: Path, folder: Path, settings: str = "") -> Server:
    """Start the chat over that library with those settings; whatever it puts aside lies in `folder`."""
    temporary, errors = folder / "tmp", folder / "stderr"
    temporary.mkdir()
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "ui.py", "--port", "0", "--library", str(library)]
    command += ["--settings", str(folder / "settings.toml")]
    environment = os.environ | {"TMPDIR": str(temporary)}
    with errors.open("w") as log:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    server = Server(process, library, temporary, errors)
    try:
        server.wait_for_address()
    except BaseException:
        process.kill()
        raise
    return server


@pytest.fixture(name="server", scope="module")
def server_fixture(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ui")
    server = started(shutil.copytree(built, folder / "library"), folder)
    with server.running():
        yield server


@pytest.fixture(name="browser", scope="module")
def browser_fixture() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(name="context", scope="module")
def context_fixture(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    with browser.new_context(locale="vi-VN") as shared:
        shared.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.address)
        yield shared


@pytest.fixture(name="open_page")
def open_page_fixture(context: BrowserContext, server: Server) -> Iterator[Open]:
    """A function that opens the chat; every page must ask nothing off the host and report no fault."""
    pages: list[Page] = []
    foreign: list[str] = []
    faults: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{server.address}/", "data:")):
            foreign.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(message.text)

    def opened(width: int = 1280, height: int = 800, before: str = "") -> Page:
        page = context.new_page()
        page.add_init_script(before)
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(server.address)
        expect(page.get_by_role("button", name=ANSWERED)).to_be_visible()
        return page

    yield opened
    for page in pages:
        page.close()
    assert [*foreign, *faults] == [], [*foreign, *faults]


@pytest.fixture(name="page")
def page_fixture(open_page: Open) -> Page:
    return open_page()


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, and wait until the whole answer is there."""
    before = page.locator(".answer").count()
    box = page.get_by_label("Câu hỏi", exact=True)
    box.fill(question)
    submit(page)
    expect(page.locator(".answer")).to_have_count(before + 1)
    expect(page.locator(".turn[aria-busy=true]")).to_have_count(0)


def submit(page: Page) -> None:
    """Press Enter until the box is taken over: right after an answer, Gradio is busy for some milliseconds."""
    box = page.get_by_label("Câu hỏi", exact=True)
    for _ in range(3):
        box.press("Enter")
        with suppress(AssertionError):
            expect(box).to_have_value("")
            return
    raise AssertionError("the question was not taken")
