"""What a duty is: who (in which role) must do what, how strongly, until when, and where the text says so."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.answer import Citation

NO_DEADLINE = "không nêu thời hạn"
NO_ADDRESSEE = "không nêu rõ"


class Role(StrEnum):
    """What an addressee is told to do about the task; the value is the Vietnamese name."""

    LEADS = "chủ trì"
    SUPPORTS = "phối hợp"
    DIRECTS = "chỉ đạo"
    DOES = "thực hiện"


class DeadlineKind(StrEnum):
    """What a deadline hangs on."""

    DATE = "date"
    EVENT = "event"
    RECURRING = "recurring"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A body as the text writes it («các tỉnh uỷ»), and its role."""

    body: str
    role: Role


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words of a deadline; `date` is its last day where it can be computed from the text alone."""

    text: str
    kind: DeadlineKind
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """One task of one clause. The quote of `task` is the task; `inherited`: the clause itself names nobody.

    `strength` is the word that lays it on («yêu cầu»), empty where there is none; `source` what kind of text it is.
    """

    addressees: tuple[Addressee, ...]
    inherited: bool
    strength: str
    task: Citation
    deadline: Deadline | None
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the duty for other programs; the citation of the task in the form of the `batch` contract."""
        deadline = self.deadline
        return {
            "addressees": [{"body": item.body, "role": str(item.role)} for item in self.addressees],
            "inherited": self.inherited,
            "strength": self.strength,
            "task": self.task.quote,
            "deadline": None
            if deadline is None
            else {
                "text": deadline.text,
                "kind": str(deadline.kind),
                "date": deadline.date.isoformat() if deadline.date else None,
            },
            "citation": self.task.to_json(),
            "source": self.source,
        }
