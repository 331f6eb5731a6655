"""The register of duties as Excel, CSV, JSON and calendar: the same cells, never a formula, the same bytes."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from export_helpers import duties
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.answer import Citation
from assistant.duties.duty import Addressee, Deadline, DeadlineKind, Duty, Role
from assistant.export import register
from assistant.export.formats import DUTY_FORMATS
from assistant.export.ics import REMIND_BEFORE, to_ics
from assistant.export.safe import printable
from assistant.export.sheet import to_xlsx
from ingest.document import Span
from ingest.library import Library

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
DANGEROUS = st.builds(
    lambda space, sign, rest: space + sign + rest,
    st.text(st.sampled_from(" \t\n\r\xa0\u3000"), max_size=3),
    st.sampled_from(SIGNS),
    st.text(),
)


@pytest.fixture(scope="module")
def known(library: Library) -> tuple[Duty, ...]:
    return duties(library)


def sheet(file: bytes) -> Worksheet:
    workbook = load_workbook(io.BytesIO(file))
    assert workbook.sheetnames == ["Sổ nhiệm vụ"]
    found = workbook.active
    assert isinstance(found, Worksheet)
    return found


def table(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def any_duty(text: str) -> Duty:
    """A duty whose every text is this one."""
    task = Citation(text, 1, text, text, Span(0, len(text)), text)
    deadline = Deadline(text, DeadlineKind.DATE, date(2025, 7, 31))
    roles = (Addressee(text, role) for role in (Role.DOES, Role.SUPPORTS, Role.DIRECTS))
    return Duty(tuple(roles), False, text, task, deadline, text)


def test_the_sheet_holds_the_cells_of_the_register(known: Sequence[Duty]) -> None:
    found = sheet(to_xlsx(known))
    header, *rows = [[cell.value for cell in row] for row in found.iter_rows()]
    assert header == list(register.COLUMNS)
    assert rows[0][:11] == [
        1, "Bộ Tài chính", None, "Đảng ủy Chính phủ", "chỉ đạo",
        "khẩn trương ban hành ngay văn bản hướng dẫn cụ thể về công tác tài chính, kế toán",
        "trước ngày 31/7/2025", datetime(2025, 7, 30), "179-KL/TW", "Kết luận 179-KL/TW, đoạn 9", "tin báo chí",
    ]  # fmt: skip
    assert rows[0][11] == known[0].task.paragraph_text
    assert rows[1][1:3] == ["Bộ Công an (chủ trì)", "Bộ Tư pháp"]
    assert rows[1][6:8] == ["không nêu thời hạn", None]
    assert rows[2][1] == "không nêu rõ"
    assert rows[2][12] == "Cơ quan được giao nêu ở câu dẫn, không ở chính câu này."
    assert rows[3][4] is None


def test_the_sheet_can_be_read_and_filtered(known: Sequence[Duty]) -> None:
    found = sheet(to_xlsx(known))
    assert found.freeze_panes == "B2"
    assert found.auto_filter.ref == f"A1:M{len(known) + 1}"
    assert found.print_title_rows == "$1:$1"
    assert all(cell.alignment.wrap_text for row in found.iter_rows() for cell in row)
    assert found["H2"].is_date
    assert found["H2"].number_format == "dd/mm/yyyy"
    assert found.column_dimensions["F"].width > found.column_dimensions["A"].width
    assert found["A1"].font.bold
    assert not found["A2"].font.bold


def test_a_number_of_a_document_stays_text(known: Sequence[Duty]) -> None:
    task = replace(known[0].task, document="179", locator="31/7/2025")
    found = sheet(to_xlsx([replace(known[0], task=task)]))
    assert (found["I2"].value, found["J2"].value) == ("179", "31/7/2025")


@given(DANGEROUS | st.sampled_from(["=1+1", "#N/A", "#DIV/0!", "=cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"]))
def test_no_cell_of_the_workbook_is_a_formula(text: str) -> None:
    made = to_xlsx([any_duty(text)])
    found = sheet(made)
    texts = [cell for cell in found[2] if cell.column not in (1, 8, 13)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert texts[0].value == printable(text)
    assert all(cell.quotePrefix == register.looks_like_formula(text) for cell in texts)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@given(DANGEROUS)
def test_no_cell_of_the_csv_begins_like_a_formula(text: str) -> None:
    _, row = table(register.to_csv([any_duty(text)]))
    assert all(cell.lstrip()[:1] not in SIGNS or not cell for cell in row)
    assert row[1] == f"'{printable(text)}"


@given(st.text())
def test_any_text_passes_through_every_format(text: str) -> None:
    made = [any_duty(text)]
    cell = sheet(to_xlsx(made))["F2"].value or ""
    assert cell == printable(text)
    assert table(register.to_csv(made))[1][5].removeprefix("'") == printable(text).removeprefix("'")
    assert len(json.loads(register.to_json(made))) == 1
    assert len(list(Calendar.from_ical(to_ics(made)).walk("VEVENT"))) == 1


def test_a_text_that_no_cell_can_hold_says_that_it_was_cut() -> None:
    value = sheet(to_xlsx([any_duty("ă" * 40_000)]))["F2"].value
    assert isinstance(value, str)
    assert len(value) == 32_767
    assert value.endswith("ă […]")


def test_csv_has_the_mark_that_excel_needs_and_the_same_cells(known: Sequence[Duty]) -> None:
    made = register.to_csv(known)
    assert made.startswith(b"\xef\xbb\xbfSTT,")
    header, *rows = table(made)
    assert header == list(register.COLUMNS)
    assert rows[0][7] == "2025-07-30"
    assert rows[1][7] == ""
    cells = [["" if cell is None else str(cell) for cell in row] for row in register.rows(known)]
    assert rows == cells


def test_json_is_what_the_duties_say(known: Sequence[Duty]) -> None:
    assert json.loads(register.to_json(known)) == [duty.to_json() for duty in known]


def event(duties: Sequence[Duty]) -> Component:
    (found,) = Calendar.from_ical(to_ics(duties)).walk("VEVENT")
    return found


def test_the_calendar_has_a_whole_day_for_each_date(known: Sequence[Duty]) -> None:
    found = event(known)  # of four duties one has a date
    assert found.decoded("dtstart") == date(2025, 7, 30)
    assert found.decoded("dtend") == date(2025, 7, 31)
    assert str(found["summary"]).startswith("Hạn: Bộ Tài chính; Đảng ủy Chính phủ – khẩn trương ban hành")
    description = str(found["description"])
    assert known[0].task.quote in description
    assert "Vị trí: Kết luận 179-KL/TW, đoạn 9 (tin báo chí)" in description
    assert "Thời hạn: trước ngày 31/7/2025" in description
    (alarm,) = found.walk("VALARM")
    assert alarm.decoded("trigger") == -REMIND_BEFORE == -timedelta(days=3)


def test_the_calendar_names_no_time_zone(known: Sequence[Duty]) -> None:
    made = to_ics(known).decode()
    assert "TZID" not in made
    assert "VTIMEZONE" not in made
    assert "DTSTART;VALUE=DATE:20250730\r\n" in made


def test_an_event_keeps_its_identity_whatever_stands_beside_it(known: Sequence[Duty]) -> None:
    identity = event(known)["uid"]
    assert event(known[:1])["uid"] == identity
    assert event([replace(known[0], strength="yêu cầu", addressees=())])["uid"] == identity
    other = replace(known[1], deadline=known[0].deadline)
    both = [found["uid"] for found in Calendar.from_ical(to_ics([other, *known])).walk("VEVENT")]
    assert len(set(both)) == 2
    assert identity in both
    twice = [found["uid"] for found in Calendar.from_ical(to_ics([known[0]] * 2)).walk("VEVENT")]
    assert len(set(twice)) == 2


def test_lines_of_a_text_do_not_become_lines_of_the_calendar() -> None:
    made = to_ics([any_duty("a\r\nEND:VEVENT\nBEGIN:VEVENT\rUID:x")])
    assert len(list(Calendar.from_ical(made).walk("VEVENT"))) == 1
    assert b"\r\nUID:x" not in made


@pytest.mark.parametrize("name", DUTY_FORMATS)
def test_an_empty_register_can_be_written(name: str) -> None:
    assert DUTY_FORMATS[name].write([])


def test_the_workbook_names_neither_author_nor_time(known: Sequence[Duty]) -> None:
    made = to_xlsx(known)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        properties = archive.read("docProps/core.xml").decode()
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "Sổ nhiệm vụ" in properties
    assert "openpyxl" not in properties
    assert "created" not in properties
    assert "modified" not in properties
