"""The server of the page: one loopback address, only what the page needs, a clean stop."""

import errno
import ipaddress
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ingest.errors import SettingsError, UserError
from ingest.formats import LARGEST_FILE
from ui_assets.page import FOLDER

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI


def _application(blocks: "gr.Blocks", address: str) -> "FastAPI":
    import gradio as gr
    from fastapi import FastAPI

    from ui_assets.guard import Guard

    @asynccontextmanager
    async def announced(_: FastAPI) -> AsyncIterator[None]:
        print(f"Trợ lý đã sẵn sàng tại {address} (nhấn Ctrl+C để dừng).", flush=True)
        yield

    application = FastAPI(lifespan=announced, openapi_url=None)
    application.add_middleware(Guard)
    style = "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("style.css", "tabs.css"))
    fonts = ["system-ui", "Segoe UI", "Roboto", "Noto Sans", "Arial", "sans-serif"]
    gr.mount_gradio_app(
        application,
        blocks,
        "/",
        theme=gr.themes.Base(font=fonts, font_mono=["monospace"]),
        head=f"<style>{style}</style>",  # Gradio would rewrite what it gets as `css`
        footer_links=[],
        run_history=False,  # Gradio would keep every question in the browser
        show_error=False,
        allowed_paths=[],
        max_file_size=LARGEST_FILE,
    )
    return application


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on that loopback address."""
    if not 0 <= port <= 65535:
        raise SettingsError(f"Cổng {port} không hợp lệ; hãy chọn một số từ 1024 đến 65535.")
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise SettingsError(f"Địa chỉ «{host}» ở mục [chat] không phải của riêng máy này; hãy đặt host là 127.0.0.1.")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        return socket.create_server((str(address), port), family=family)
    except OSError as error:
        reason = (
            "đang có chương trình khác dùng" if error.errno == errno.EADDRINUSE else f"không mở được ({error.strerror})"
        )
        raise UserError(f"Cổng {port} {reason}; hãy chạy lại với cổng khác, ví dụ --port 7861.") from error


def serve(blocks: "gr.Blocks", listener: socket.socket) -> None:
    """Serve the page on `listener` until a signal stops it; raises `KeyboardInterrupt` then."""
    import uvicorn

    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    config = uvicorn.Config(_application(blocks, address), ws="none", log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if server.should_exit:  # by a signal, which uvicorn raises again only when it comes at the right moment
        raise KeyboardInterrupt
