"""What the server of the page lets in, what the page may run, and how the server stops."""

import asyncio

import pytest

from ingest.errors import SettingsError, UserError
from ui_assets.guard import Guard, Message, Receive, Send
from ui_assets.server import listen

OWN = "127.0.0.1:7860"
META = '<meta property="og:url" content="https://gradio.app/" />'
PAGE = f'<html lang="en">{META}<script>1</script><script src="a">'


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.vn", ""])  # noqa: S104
def test_refuses_addresses_that_others_can_reach(host: str) -> None:
    with pytest.raises(SettingsError, match=r"không phải của riêng máy này; hãy đặt host là 127\.0\.0\.1"):
        listen(host, 0)


def test_says_that_the_port_is_taken() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UserError, match=f"Cổng {port} đang có chương trình khác dùng; hãy chạy lại với cổng khác"):
            listen("localhost", port)


def test_says_that_a_port_is_impossible() -> None:
    with pytest.raises(UserError, match="Cổng 70000 không hợp lệ"):
        listen("127.0.0.1", 70000)


def fetch(path: str, host: str = OWN, *origins: str) -> tuple[int, dict[str, str], str]:
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

    headers = [(b"host", host.encode()), (b"accept-encoding", b"br")]
    headers += [(b"origin", origin.encode()) for origin in origins]
    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(Guard(application)(scope, receive, send))
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent).decode()


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
        "/gradio_api/upload/x",
        "/gradio_api/upload_progress_",
        "/gradio_api/uploads",
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
    "path",
    [
        "/assets/Index-a_1.js",
        "/gradio_api/queue/join",
        "/gradio_api/heartbeat/a1",
        "/gradio_api/upload",
        "/gradio_api/upload_progress",
        "/theme.css",
    ],
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


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "",
        f"https://{OWN}",
        "http://127.0.0.1:7861",
        "http://127.0.0.1",
        f"http://{OWN}.evil.example",
        f"http://evil.example@{OWN}",
    ],
)
@pytest.mark.parametrize("path", ["/", "/gradio_api/upload", "/gradio_api/queue/join"])
def test_nothing_is_taken_from_a_page_elsewhere(path: str, origin: str) -> None:
    assert fetch(path, OWN, origin)[0] == 404
    assert fetch(path, OWN, f"http://{OWN}", origin)[0] == 404


@pytest.mark.parametrize("host", [OWN, "localhost:7861", "[::1]:80"])
def test_the_page_itself_is_let_in(host: str) -> None:
    assert fetch("/gradio_api/upload", host, f"http://{host}")[0] == 200
