"""Whether the configured language model works, and how fast, for the command `python -m assistant llm`."""

import json
import threading
import time
from dataclasses import dataclass

from assistant.writing.endpoint import Endpoint, FaultKind, ModelFault
from ingest.errors import SettingsError, UserError
from ingest.settings import LanguageModelSettings, Settings

_SAMPLE = (
    "Trời hôm nay nắng nhẹ, gió đông nam thổi đều, mặt hồ lặng sóng. Người đi bộ quanh hồ từ sáng sớm; trẻ em chạy "
    "theo những cánh diều; mấy cụ già ngồi đánh cờ dưới bóng cây, thỉnh thoảng lại cười vang."
)
_ORDER = 'Chép lại nguyên văn đoạn người dùng gửi. Chỉ trả lời một đối tượng JSON: {"text": "đoạn chép lại"}.'
_SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
_REMEDIES = {
    FaultKind.UNREACHABLE: "hãy kiểm tra máy chủ đã chạy chưa và khóa «base_url» ở mục [llm]",
    FaultKind.UNAUTHORISED: "hãy kiểm tra khóa truy cập trong biến môi trường nêu ở «api_key_env», mục [llm]",
    FaultKind.BUSY: "hãy thử lại sau, hoặc giảm «parallel» ở mục [llm]",
    FaultKind.SERVER_ERROR: "hãy xem nhật ký của máy chủ đó",
    FaultKind.TOO_SLOW: "hãy thử lại khi mô hình đã nạp xong, chọn mô hình nhỏ hơn, hoặc tăng «timeout» ở mục [llm]",
    FaultKind.TOO_LONG: "hãy chọn mô hình khác hoặc xem lại cấu hình của máy chủ đó",
}
_OTHERWISE = "hãy kiểm tra «base_url» (thường kết thúc bằng /v1) và «model» ở mục [llm]"


@dataclass(frozen=True, slots=True)
class _Trial:
    """What one short call showed; times in seconds."""

    text: str
    first: float
    whole: float
    structured: bool | None

    def speed(self) -> float:
        """Return characters a second, from the first words on where there is something to measure."""
        writing = self.whole - self.first
        return len(self.text) / (writing if writing > 0.1 else max(self.whole, 0.001))


def report(settings: Settings) -> str:
    """Ask the model to copy two sentences; return in Vietnamese how it did.

    Raises:
        SettingsError: no model is configured, or its key is not set.
        UserError: it does not work, with the reason and the remedy.
    """
    llm = settings.llm
    if not llm.base_url:
        raise SettingsError(
            "Tệp cấu hình chưa nêu mô hình ngôn ngữ; hãy đặt «base_url» và «model» ở mục [llm] rồi chạy lại "
            "với --settings TỆP."
        )
    try:
        trial = _tried(llm)
    except ModelFault as fault:
        remedy = _REMEDIES.get(fault.kind, _OTHERWISE)
        raise UserError(f"{_named(llm)} không dùng được: {fault.text}; {remedy}.") from None
    first = f"{trial.first:.1f}".replace(".", ",")
    return (
        f"{_named(llm)} hoạt động: những chữ đầu tiên có sau {first} giây, rồi khoảng {trial.speed():.0f} ký tự mỗi "
        f"giây. {_structure(trial)}"
    )


def _named(llm: LanguageModelSettings) -> str:
    return f"Mô hình ngôn ngữ «{llm.model}» tại «{llm.base_url}»"


def _tried(llm: LanguageModelSettings) -> _Trial:
    endpoint = Endpoint(llm)
    started = time.monotonic()
    first = 0.0
    pieces: list[str] = []
    for piece in endpoint.stream([("system", _ORDER), ("user", _SAMPLE)], _SCHEMA, threading.Event()):
        first = first or time.monotonic() - started
        pieces.append(piece)
    return _Trial("".join(pieces), first, time.monotonic() - started, endpoint.structured)


def _structure(trial: _Trial) -> str:
    if not trial.structured:
        return "Máy chủ không nhận khuôn JSON cho câu trả lời; trợ lý đọc câu trả lời theo cách dự phòng."
    if _follows_schema(trial.text):
        return "Máy chủ trả lời đúng khuôn JSON được yêu cầu."
    return "Máy chủ nhận khuôn JSON nhưng không trả lời đúng khuôn; trợ lý đọc câu trả lời theo cách dự phòng."


def _follows_schema(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.keys() == {"text"} and isinstance(value["text"], str)
