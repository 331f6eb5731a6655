"""The page without a browser: what the templates escape, mark and offer; what the server lets in."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from assistant.answer import ELISION, Answer, Citation, Statement, Status, cite
from ingest.document import Document, DocumentType, Metadata, Paragraph, SourceKind, Span
from ingest.errors import QuestionError, SettingsError, UserError
from ingest.library import Library
from ui import Chat, _growing, _listen
from ui_assets.guard import Guard, Message, Receive, Send
from ui_assets.page import Page, Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant

PROJECT = Path(__file__).parent.parent
NAUGHTY = "<img src=x onerror=alert(1)> ${alert(2)} {{alert(3)}} \"' </script><script>alert(4)</script>"


def document(*texts: str, number: str = "179-KL/TW", issued: date | None = None) -> Document:
    source, paragraphs = "", []
    for position, text in enumerate(texts, 1):
        paragraphs.append(Paragraph(position, text, Span(len(source), len(source) + len(text))))
        source += text + "\n"
    metadata = Metadata(number, DocumentType.CONCLUSION, SourceKind.PRESS_REPORT, "về một việc", issue_date=issued)
    return Document(metadata, source, tuple(paragraphs))


def answered(*citations: Citation) -> Answer:
    statement = Statement(ELISION.join(item.quote for item in citations), True, tuple(range(len(citations))))
    return Answer(Status.ANSWERED, ("…",), (statement,), citations)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_label(status: Status) -> None:
    page = Page([document("Một đoạn.")])
    cited = (cite(document("Một đoạn."), 1, Span(0, 3)),) if status.startswith("answered") else ()
    html = page.conversation([Turn("Hỏi?", Answer(status, ("Lời đáp.",), citations=cited))])
    assert f'data-status="{status}"' in html


def test_whatever_comes_from_outside_is_escaped() -> None:
    text = document(NAUGHTY, number=f"1-KL/TW{NAUGHTY}")
    page = Page([text])
    answer = answered(cite(text, 1, Span(0, len(NAUGHTY))))
    turns = (
        Turn(NAUGHTY, answer, 1),
        Turn(NAUGHTY, Answer(Status.SILENT, (NAUGHTY,), related=answer.citations)),
    )
    for html in (
        page.conversation(turns, NAUGHTY),
        page.source(text.key, turns[:1], page.places(answer.citations)[0]),
    ):
        assert "<img" not in html
        assert "<script" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_quotes_of_one_paragraph_are_one_place_and_all_of_them_are_marked() -> None:
    text = document("Giao Bộ A: làm việc một; làm việc hai; làm việc ba.")
    page = Page([text])
    answer = answered(cite(text, 1, Span(0, 10)), cite(text, 1, Span(25, 37)))
    place, *others = page.places(answer.citations)
    assert not others
    assert place.quote == "Giao Bộ A: […] làm việc hai"
    assert [piece for piece, quoted in place.pieces if quoted] == ["Giao Bộ A:", "làm việc hai"]
    assert "".join(piece for piece, _ in place.pieces) == text.paragraphs[0].text
    assert page.place(place.key) == place
    html = page.source(text.key, (Turn("Hỏi?", answer, 1),), place)
    assert "<mark>Giao Bộ A:</mark> làm việc một; <mark>làm việc hai</mark>; làm việc ba." in html


def test_words_of_the_answer_that_are_no_quotation_are_all_shown() -> None:
    text = document("Một đoạn.")
    citation = cite(text, 1, Span(0, 9))
    said = ("Lưu ý: «Một đoạn.» chỉ là một phần.", "Theo văn bản:")
    answer = Answer(Status.ANSWERED, said, (Statement("Một đoạn.", True, (0,)),), (citation,))
    assert Turn("Hỏi?", answer, 1).own_words == ["Lưu ý: «Một đoạn.» chỉ là một phần.", "Theo văn bản:"]
    html = Page([text]).conversation([Turn("Hỏi?", answer, 1)])
    assert '<p class="own caution">Lưu ý: «Một đoạn.» chỉ là một phần.</p>' in html
    assert html.count("<blockquote>Một đoạn.</blockquote>") == 1


def test_overlapping_quotes_do_not_repeat_a_word() -> None:
    text = document("một hai ba bốn")
    place = Page([text]).places([cite(text, 1, Span(0, 7)), cite(text, 1, Span(4, 10)), cite(text, 1, Span(0, 3))])[0]
    assert "".join(piece for piece, _ in place.pieces) == "một hai ba bốn"
    assert "".join(piece for piece, quoted in place.pieces if quoted) == "một hai ba"


@pytest.mark.parametrize(
    "tail",
    ["", "9:0-2", "1:0-999", "1:2-2", "1:2", "1:", "1", "a:0-1", "1:-1-2", "1:0-1-2", "1:0-1,", NAUGHTY],
)
def test_a_forged_place_is_no_place(tail: str) -> None:
    text = document("Một đoạn.")
    assert Page([text]).place(f"{text.key}:{tail}") is None
    assert Page([text]).place(f"khác:{tail}") is None


def test_the_source_says_what_it_is_and_what_it_does_not_state() -> None:
    text = document("Một đoạn.")
    html = Page([text]).source(text.key, ())
    assert "Nguồn: tin báo chí, chưa phải văn bản chính thức" in html
    assert "<dt>Ngày ban hành</dt><dd>văn bản nguồn không nêu</dd>" in html


def test_of_two_documents_with_one_number_a_citation_opens_the_one_it_quotes() -> None:
    old, new = document("Bản cũ.", issued=date(2015, 1, 1)), document("Bản mới.", issued=date(2025, 1, 1))
    for pages in (Page([old, new]), Page([new, old])):
        for text in (old, new):
            place = pages.places([cite(text, 1, Span(0, 3))])[0]
            assert place.document == text
            assert pages.place(place.key) == place


def test_a_citation_that_is_not_in_the_library_is_an_error() -> None:
    with pytest.raises(KeyError):
        Page([document("Một đoạn.")]).places([cite(document("Đoạn khác."), 1, Span(0, 4))])


@pytest.mark.parametrize("count", [0, 1, 3, 4, 9, 30])
def test_an_answer_grows_in_few_steps_to_the_whole(count: int) -> None:
    text = document("Một đoạn.")
    statements = tuple(Statement(f"Câu {number}.", False) for number in range(count))
    answer = Answer(Status.ANSWERED, ("…",), statements, (cite(text, 1, Span(0, 3)),))
    turns = _growing("Hỏi?", answer)
    assert len(turns) <= 4
    assert [turn.complete for turn in turns] == [False] * (len(turns) - 1) + [True]
    assert turns[-1].shown == count


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.vn", ""])  # noqa: S104
def test_refuses_addresses_that_others_can_reach(host: str) -> None:
    with pytest.raises(SettingsError, match=r"không phải của riêng máy này; hãy đặt host là 127\.0\.0\.1"):
        _listen(host, 0)


def test_says_that_the_port_is_taken() -> None:
    with _listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UserError, match=f"Cổng {port} đang có chương trình khác dùng; hãy chạy lại với cổng khác"):
            _listen("localhost", port)


def test_says_that_a_port_is_impossible() -> None:
    with pytest.raises(UserError, match="Cổng 70000 không hợp lệ"):
        _listen("127.0.0.1", 70000)


class Stub:
    """An assistant that answers from a list and remembers what it was asked."""

    def __init__(self, library: Library, *answers: Answer | Exception) -> None:
        self.library = library
        self.answers = list(answers)
        self.asked: list[tuple[str, object, object]] = []

    def ask(self, question: str, *, history: Sequence[tuple[str, str]] = (), documents: Sequence[str] = ()) -> Answer:
        self.asked.append((question, list(history), list(documents)))
        if isinstance(answer := self.answers.pop(0), Exception):
            raise answer
        return answer


def exchange(stub: Stub, question: str, turns: tuple[Turn, ...] = (), documents: Sequence[str] = ()) -> list[Any]:
    """Return what a question makes the page show, update after update."""
    chat = Chat(cast("Assistant", stub))

    async def updates() -> list[Any]:
        return [item async for item in chat.ask(question, turns, list(documents), stub.library.documents[0].key)]

    return asyncio.run(updates())


def test_the_assistant_gets_the_talk_so_far_and_the_chosen_documents(library: Library) -> None:
    silent = Answer(Status.SILENT, ("Không nêu.",))
    stub = Stub(library, silent)
    turns = (Turn("Câu một?", silent), Turn("Câu dở dang?"))
    assert exchange(stub, "Câu hai?", turns, ["179-KL/TW"])[-1][1] == (*turns, Turn("Câu hai?", silent, 0))
    assert stub.asked == [("Câu hai?", [("user", "Câu một?"), ("assistant", "Không nêu.")], ["179-KL/TW"])]


def test_a_question_that_cannot_be_asked_goes_back_to_its_box(library: Library) -> None:
    box, turns, conversation, *_ = exchange(Stub(library, QuestionError("Câu hỏi dài quá.")), "Hỏi?")[-1]
    assert (box, turns) == ("Hỏi?", ())
    assert '<p class="notice" role="alert">Câu hỏi dài quá.</p>' in conversation


def test_an_unexpected_error_loses_neither_the_question_nor_the_talk(library: Library) -> None:
    done = Turn("Câu một?", Answer(Status.SILENT, ("Không nêu.",)))
    box, turns, conversation = Chat(cast("Assistant", Stub(library))).failed((done, Turn("Câu hai?")))
    assert (box, turns) == ("Câu hai?", (done,))
    assert "Có lỗi ngoài dự kiến" in conversation


def test_the_page_is_built_without_a_public_function(library: Library) -> None:
    """In a process of its own: Gradio leaves event loops open, which pytest takes for errors."""
    command = (
        "import sys, types, pathlib, ui; "
        "from ingest.library import Library; from ingest.settings import Settings; "
        "stub = types.SimpleNamespace(library=Library(pathlib.Path(sys.argv[1]))); "
        "functions = ui.build(stub, Settings()).config['dependencies']; "
        "print(len(functions), {function['api_visibility'] for function in functions})"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, library.folder],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "10 {'private'}\n"
    assert done.stderr == ""


def test_heavy_packages_are_imported_only_to_serve() -> None:
    command = "import sys, ui; sys.exit(len({'gradio', 'fastapi', 'torch', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", command], cwd=PROJECT, check=False).returncode == 0


META = '<meta property="og:url" content="https://gradio.app/" />'
PAGE = f'<html lang="en">{META}<script>1</script><script src="a">'


def fetch(path: str, host: str = "127.0.0.1:7860") -> tuple[int, dict[str, str], str]:
    """Return (status, headers, body) of a request to a guarded application that always answers `PAGE`."""
    sent: list[Message] = []

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        assert (b"accept-encoding", b"br") not in scope["headers"] or path != "/"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        for part in (PAGE[:50], PAGE[50:]):
            await send({"type": "http.response.body", "body": part.encode(), "more_body": part is not PAGE[50:]})

    async def receive() -> Message:
        raise AssertionError("nothing reads the request")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"host", host.encode()), (b"accept-encoding", b"br")]}
    asyncio.run(Guard(application)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent).decode()


def test_the_page_is_vietnamese_and_runs_only_its_own_scripts() -> None:
    status, headers, body = fetch("/")
    nonce = body.split('nonce="')[1].split('"')[0]
    policy = headers["content-security-policy"]
    assert status == 200
    assert body == f'<html lang="vi"><script nonce="{nonce}">1</script><script nonce="{nonce}" src="a">'
    assert headers["content-length"] == str(len(body))
    assert f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval';" in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert fetch("/")[2] != body


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/info",
        "/gradio_api/runs",
        "/gradio_api/call/ask",
        "/gradio_api/component_server",
        "/gradio_api/deep_link",
        "/gradio_api/queue/join/x",
        "/assets/../config",
        "/assets/a/b",
        "/config",
        "/docs",
        "/login",
        "/monitoring",
        "//",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    assert fetch(path)[0] == 404
    assert fetch(path)[2] == "Không có trang này."


@pytest.mark.parametrize(
    "path", ["/assets/Index-a_1.js", "/gradio_api/queue/join", "/gradio_api/heartbeat/a1", "/theme.css"]
)
def test_paths_of_the_page_are_passed_on(path: str) -> None:
    assert fetch(path)[::2] == (200, PAGE)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", "", "[::2]", "10.0.0.1"]
)
def test_other_host_names_are_refused(host: str) -> None:
    assert fetch("/", host)[0] == 404


@pytest.mark.parametrize("host", ["localhost", "localhost:80", "127.0.0.1:7860", "127.0.1.1", "[::1]:7860"])
def test_names_of_this_machine_are_let_in(host: str) -> None:
    assert fetch("/", host)[0] == 200
