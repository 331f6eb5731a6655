"""The dated deadlines of duties as a calendar file (RFC 5545), over icalendar."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from assistant.duties.duty import NO_ADDRESSEE, Duty
from assistant.export.safe import printable

REMIND_BEFORE = timedelta(days=3)
_LONGEST_SUMMARY = 120  # characters
# Each event must say when it was made; the same duties are to give the same file, so that it is no real time.
_MADE = datetime(1980, 1, 1, tzinfo=UTC)


def to_ics(duties: Sequence[Duty]) -> bytes:
    """Return a calendar with one event of a whole day for each duty whose deadline is a date.

    A day is a day wherever one is: no time zone is named. The same duty has the same UID in every run, so that a
    calendar that takes the file twice has it once. A reminder comes three days before.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Trợ lý Kết luận//Sổ nhiệm vụ//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Sổ nhiệm vụ")
    seen = Counter[str]()
    for duty in duties:
        if duty.deadline and duty.deadline.date:
            identity = _identity(duty)
            seen[identity] += 1
            calendar.add_component(_event(duty, duty.deadline.date, f"{identity}-{seen[identity]}"))
    return bytes(calendar.to_ical())


def _event(duty: Duty, day: date, identity: str) -> Event:
    summary = _summary(duty)
    event = Event()
    event.add("uid", identity)
    event.add("dtstamp", _MADE)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", _description(duty))
    event.add("transp", "TRANSPARENT")  # a deadline does not make a day busy
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMIND_BEFORE)
    alarm.add("description", summary)
    event.add_component(alarm)
    return event


def _identity(duty: Duty) -> str:
    """Return 32 hexadecimal digits for the place of the task: document, paragraph and span."""
    task = duty.task
    place = f"{task.document}\n{task.paragraph}\n{task.span.start}\n{task.span.end}\n{task.quote}"
    return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _summary(duty: Duty) -> str:
    bodies = "; ".join(item.body for item in duty.addressees) or NO_ADDRESSEE
    text = printable(f"Hạn: {bodies} – {duty.task.quote}")
    return text if len(text) <= _LONGEST_SUMMARY else text[: _LONGEST_SUMMARY - 1] + "…"


def _description(duty: Duty) -> str:
    bodies = "; ".join(f"{item.body} ({item.role})" for item in duty.addressees) or NO_ADDRESSEE
    source = f" ({duty.source})" if duty.source else ""
    deadline = duty.deadline.text if duty.deadline else ""
    lines = (
        f"Cơ quan: {bodies}",
        f"Thời hạn: {deadline}",
        f"Nhiệm vụ: “{duty.task.quote}”",
        f"Vị trí: {duty.task.locator}{source}",
    )
    return printable("\n".join(lines))
