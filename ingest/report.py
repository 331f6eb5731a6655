"""What became of each file of a run: a line and a JSON object a file, and the closing table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.document import Document
from ingest.errors import FileState
from ingest.text import on_one_line
from ingest.versions import Change, Outcome

_NOTHING_NEW = {Change.UNCHANGED, Change.SUPERSEDED, Change.COPY}
_NO_FAULT = {FileState.READ, FileState.DUPLICATE}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: `document` and `stored` where it was read, `reason` where it was not.

    `held` is the label of the document that the library had of this very file already.
    """

    shown: str
    state: FileState
    reason: str = ""
    document: Document | None = None
    stored: Outcome | None = None
    held: str = ""

    @classmethod
    def read(cls, shown: str, document: Document, stored: Outcome) -> "Result":
        """Return the result of a file whose document the library has taken in."""
        state = FileState.DUPLICATE if stored.change in _NOTHING_NEW else FileState.READ
        return cls(shown, state, stored.vi() if state is FileState.DUPLICATE else "", document, stored)

    @property
    def failed(self) -> bool:
        """Whether the file is neither read nor in the library already."""
        return self.state not in _NO_FAULT

    def line(self) -> str:
        """Return the result as a line of the progress."""
        if self.failed:
            return f"Từ chối: {self.reason}"
        if self.document is None or self.stored is None:
            return self.reason
        notes = len(self.document.origin.notes) if self.document.origin else 0
        if self.stored.change is Change.ADDED:
            counted = f"{len(self.document.paragraphs)} đoạn" + (f", {notes} lưu ý khi đọc" if notes else "")
            return f"Đã nạp {self.stored.name}: {counted} ({self.shown})"
        return f"{self.stored.vi()} {f'Có {notes} lưu ý khi đọc. ' if notes else ''}({self.shown})"

    def record(self) -> dict[str, Any]:
        """Return the result as values of JSON; `status` is the name of the state that programs rely on."""
        record: dict[str, Any] = {
            "file": self.shown,
            "state": self.state.value,
            "status": self.state.name.lower(),
            "reason": self.reason or None,
        }
        return record | self._document_record()

    def _document_record(self) -> dict[str, Any]:
        if self.document is None or self.stored is None:
            return {"document": self.held} if self.held else {}
        origin = self.document.origin
        return {
            "document": self.stored.label,
            "key": self.document.key,
            "paragraphs": len(self.document.paragraphs),
            "pages": [{"page": page, "way": way} for _, page, way in origin.pages] if origin else [],
            "notes": list(origin.notes) if origin else [],
            "outcome": self.stored.change.name.lower(),
        }


class Report:
    """The results of a run so far."""

    def __init__(self) -> None:
        self.results: list[Result] = []
        self.skipped: list[str] = []

    def count(self, state: FileState) -> int:
        """Return how many files are in that state."""
        return sum(result.state is state for result in self.results)

    @property
    def failed(self) -> int:
        """How many files could not be read."""
        return sum(result.failed for result in self.results)

    def table(self) -> str:
        """Return the closing table, with the reason for each file that gave nothing new; empty for one good file."""
        if len(self.results) + len(self.skipped) < 2 and not any(result.reason for result in self.results):
            return ""
        counts = Counter(result.state.value for result in self.results)
        rows = [(state.value, counts[state]) for state in FileState if counts[state]]
        rows += [("bỏ qua", len(self.skipped))] if self.skipped else []
        width = max(len(name) for name, _ in [*rows, ("kết quả", 0)])
        head = [f"{'kết quả':{width}} | số tệp", f"{'-' * width}-|-------"]
        return (
            "\n".join(
                [*head, *(f"{name:{width}} | {number:6}" for name, number in rows), *map(on_one_line, self._reasons())]
            )
            + "\n"
        )

    def closing(self, held: int) -> str:
        """Return the last line; `held` is the number of documents in the library."""
        duplicates = self.count(FileState.DUPLICATE)
        repeated = f"trùng {duplicates}, " if duplicates else ""
        return (
            f"Đã nạp {self.count(FileState.READ)} văn bản, {repeated}từ chối {self.failed}. Thư viện có {held} văn bản."
        )

    def summary(self, held: int) -> dict[str, Any]:
        """Return the closing object of JSON."""
        states = {state.name.lower(): number for state in FileState if (number := self.count(state))}
        return {
            "summary": states,
            "files": len(self.results),
            "refused": self.failed,
            "skipped": self.skipped,
            "library": held,
            "text": self.closing(held),
        }

    def _reasons(self) -> Iterator[str]:
        for state in FileState:
            for result in self.results:
                if result.state is state and result.reason:
                    named = "" if result.shown in result.reason else f" «{result.shown}»:"
                    yield f"- {state.value}:{named} {result.reason}"
        for name in self.skipped:
            yield f"- bỏ qua: «{name}», định dạng không đọc"
