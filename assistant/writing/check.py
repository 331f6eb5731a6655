"""Whether the configured language model works, and how fast, for the command `python -m assistant llm`."""

import threading
import time
from dataclasses import dataclass

from assistant.writing.endpoint import Endpoint, FaultKind, ModelFault
from assistant.writing.prompt import SCHEMA, asked_to_write
from assistant.writing.reply import ReplyReader
from assistant.writing.verify import Passage, verify
from ingest.errors import SettingsError, UserError
from ingest.settings import LanguageModelSettings, Settings

_QUESTION = "Người dân nộp hồ sơ ở đâu, bao giờ có kết quả?"
_SAMPLE = Passage(
    "D1",
    "",
    "Bộ phận tiếp dân mở cửa từ thứ hai đến thứ sáu; người dân nộp hồ sơ tại bộ phận một cửa của xã; kết quả được trả "
    "trong vòng 5 ngày làm việc.",
)
_REMEDIES = {
    FaultKind.UNREACHABLE: "hãy kiểm tra máy chủ đã chạy chưa và khóa «base_url» ở mục [llm]",
    FaultKind.UNAUTHORISED: "hãy kiểm tra khóa truy cập trong biến môi trường nêu ở «api_key_env», mục [llm]",
    FaultKind.BUSY: "hãy thử lại sau, hoặc giảm «parallel» ở mục [llm]",
    FaultKind.SERVER_ERROR: "hãy xem nhật ký của máy chủ đó",
    FaultKind.TOO_SLOW: "hãy thử lại khi mô hình đã nạp xong, chọn mô hình nhỏ hơn, hoặc tăng «timeout» ở mục [llm]",
    FaultKind.CUT: "hãy tăng «context_tokens» ở mục [llm] và độ dài ngữ cảnh của máy chủ đó, hoặc chọn mô hình khác",
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
    """Have the model answer a question from a made paragraph; return in Vietnamese how it did.

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
    held, tried = _held(trial.text)
    if not held:
        raise UserError(
            f"{_named(llm)} trả lời được nhưng {tried} câu viết thử không giữ được câu nào; hãy chọn mô hình khác, "
            "hoặc tăng độ dài ngữ cảnh của máy chủ đó nếu câu trả lời bị cắt."
        )
    first = f"{trial.first:.1f}".replace(".", ",")
    return (
        f"{_named(llm)} hoạt động: những chữ đầu tiên có sau {first} giây, rồi khoảng {trial.speed():.0f} ký tự mỗi "
        f"giây. Máy chủ {'nhận' if trial.structured else 'không nhận'} khuôn JSON cho câu trả lời. "
        f"Giữ được {held} trong {tried} câu viết thử."
    )


def _named(llm: LanguageModelSettings) -> str:
    return f"Mô hình ngôn ngữ «{llm.model}» tại «{llm.base_url}»"


def _tried(llm: LanguageModelSettings) -> _Trial:
    endpoint = Endpoint(llm)
    started = time.monotonic()
    first = 0.0
    pieces: list[str] = []
    for piece in endpoint.stream(asked_to_write(_QUESTION, [_SAMPLE]), SCHEMA, threading.Event()):
        first = first or time.monotonic() - started
        pieces.append(piece)
    return _Trial("".join(pieces), first, time.monotonic() - started, endpoint.structured)


def _held(text: str) -> tuple[int, int]:
    """Return how many sentences of a reply hold, of how many."""
    reader = ReplyReader()
    verdicts = [verify(claim.text, [_SAMPLE], claim.paragraph) for claim in (*reader.feed(text), *reader.end())]
    return sum(verdict.reason is None for verdict in verdicts), len(verdicts)
