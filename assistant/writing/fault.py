"""What can go wrong with the model's server, and the Vietnamese clause for it; nothing the server says is repeated."""

from enum import StrEnum


class FaultKind(StrEnum):
    """The kinds of fault, as far as anybody acts on them differently."""

    UNREACHABLE = "unreachable"
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    TOO_SLOW = "too_slow"
    BAD_REPLY = "bad_reply"
    TOO_LONG = "too_long"
    CUT = "cut"  # the server works, its reply is not whole
    PAUSED = "paused"  # not called at all: it failed just now, see `Breaker`
    STOPPED = "stopped"  # by the user


class ModelFault(Exception):
    """The model gave no answer, or none to the end; `text` is one Vietnamese clause without a full stop."""

    def __init__(self, kind: FaultKind, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text


class ReplyTooLong(Exception):
    """More bytes came than any answer needs."""


class ReplyEncoded(Exception):
    """The reply is compressed, which was not asked for: what it unpacks to has no bound."""


_NO_SUCH_HOST = "không tìm thấy máy chủ mô hình (tên máy chủ không phân giải được)"
_CERTIFICATE = "không lập được kết nối bảo mật (TLS) tới máy chủ mô hình"
_REFUSED = "không kết nối được tới máy chủ mô hình"
_CUT = "máy chủ mô hình ngắt kết nối giữa chừng hoặc trả lời không đúng giao thức"
_STATUS = {
    400: (FaultKind.BAD_REPLY, "máy chủ mô hình không nhận yêu cầu (400)"),
    401: (FaultKind.UNAUTHORISED, "máy chủ mô hình từ chối khóa truy cập (401)"),
    403: (FaultKind.UNAUTHORISED, "máy chủ mô hình không cho phép truy cập (403)"),
    404: (FaultKind.BAD_REPLY, "máy chủ mô hình không có địa chỉ hoặc mô hình đã nêu (404)"),
    408: (FaultKind.TOO_SLOW, "máy chủ mô hình báo quá thời gian (408)"),
    413: (FaultKind.TOO_LONG, "máy chủ mô hình báo yêu cầu quá dài (413)"),
    429: (FaultKind.BUSY, "máy chủ mô hình đang quá tải (429)"),
}
# Of the reasons for which a stream ends, those that leave a part of the reply out.
_ENDINGS = {
    "length": "máy chủ mô hình cắt câu trả lời vì hết số token",
    "content_filter": "máy chủ mô hình chặn một phần câu trả lời (bộ lọc nội dung)",
}


def unreachable() -> ModelFault:
    """Return the fault of a connection that is not made in time."""
    return ModelFault(FaultKind.UNREACHABLE, f"{_REFUSED} trong thời gian quy định")


def too_slow(seconds: float, begun: bool) -> ModelFault:
    """Return the fault of an answer that is not there, or not whole, after so many seconds."""
    what = "trả lời quá chậm, chưa xong" if begun else "không trả lời"
    return ModelFault(FaultKind.TOO_SLOW, f"máy chủ mô hình {what} sau {seconds:n} giây".replace(".", ","))


def ended(reason: object, found: bool) -> ModelFault | None:
    """Return the fault of a stream that ended with that `finish_reason`, with or without any text; `None` if whole."""
    text = _ENDINGS.get(reason) if isinstance(reason, str) else None
    if found:
        return ModelFault(FaultKind.CUT, text) if text else None
    return ModelFault(FaultKind.BAD_REPLY, text or "máy chủ mô hình trả lời không đúng giao thức, không có nội dung")


def of(error: BaseException) -> ModelFault:
    """Return the fault that an exception of the client libraries means."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return _of_status(error.status_code)
    if isinstance(error, openai.APIConnectionError):
        return of(error.__cause__) if error.__cause__ is not None else ModelFault(FaultKind.UNREACHABLE, _REFUSED)
    if isinstance(error, openai.APIError):
        return ModelFault(FaultKind.SERVER_ERROR, "máy chủ mô hình báo lỗi giữa chừng")
    if isinstance(error, ReplyTooLong):
        return ModelFault(FaultKind.TOO_LONG, "máy chủ mô hình trả lời dài quá mức")
    if isinstance(error, ReplyEncoded):
        return ModelFault(FaultKind.BAD_REPLY, "máy chủ mô hình gửi trả lời bị nén, không đúng yêu cầu")
    return _of_transport(error)


def _of_transport(error: BaseException) -> ModelFault:
    import httpx

    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return ModelFault(FaultKind.TOO_SLOW, "máy chủ mô hình không trả lời kịp")
    if isinstance(error, httpx.RemoteProtocolError):
        return ModelFault(FaultKind.BAD_REPLY, _CUT)
    if isinstance(error, httpx.TransportError | httpx.InvalidURL | OSError | ImportError):
        return ModelFault(FaultKind.UNREACHABLE, _connection(error))
    return ModelFault(FaultKind.BAD_REPLY, "máy chủ mô hình trả lời không đúng giao thức")


def _connection(error: BaseException) -> str:
    import socket
    import ssl

    import httpx

    causes = _causes(error)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return _NO_SUCH_HOST
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return _CERTIFICATE
    return _CUT if isinstance(error, httpx.ReadError | httpx.WriteError) else _REFUSED


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found:
        found.append(step)
        step = step.__cause__ or step.__context__
    return found


def _of_status(status: int) -> ModelFault:
    if status in _STATUS:
        return ModelFault(*_STATUS[status])
    if status >= 500:
        return ModelFault(FaultKind.SERVER_ERROR, f"máy chủ mô hình gặp lỗi ({status})")
    if 300 <= status < 400:
        text = f"máy chủ mô hình chuyển hướng sang địa chỉ khác ({status}), không đi theo"
        return ModelFault(FaultKind.BAD_REPLY, text)
    return ModelFault(FaultKind.BAD_REPLY, f"máy chủ mô hình không nhận yêu cầu ({status})")
