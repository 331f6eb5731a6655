"""What the tab «Sổ nhiệm vụ» shows and hands over, without a browser."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from ui_tab_helpers import HOSTILE, chat_over, downloaded, text, updates

from assistant.duties.duty import Duty
from assistant.duties.register import register as register_of
from ingest.library import Library
from ui_assets import duties_tab
from ui_assets.duties_tab import Register


@pytest.fixture(name="register")
def register_fixture(library: Library) -> Register:
    return Register(chat_over(library))


def found(
    register: Register, *documents: str, body: str = "", level: str = "mọi cấp", until: str = "", topic: str = ""
) -> tuple[Any, str]:
    return updates(register.find(documents, body, level, until, topic))[-1]


def rows(html: str) -> int:
    return html.count('<td data-label="STT">')


def test_the_whole_register_has_a_row_for_each_duty(register: Register) -> None:
    duties, html = found(register)
    assert len(duties) == rows(html) > 20
    assert f"{len(duties)} nhiệm vụ Lập từ: Kết luận 177-KL/TW (tin báo chí), Kết luận 179-KL/TW" in text(html)
    assert "không nêu thời hạn" in html


def test_a_body_is_found_by_name_and_through_collectives(register: Register) -> None:
    duties, html = found(register, body="bo tai chinh")
    assert 0 < len(duties) < len(found(register)[0])
    assert any(item.body == "Bộ Tài chính" for duty in duties for item in duty.addressees)
    assert "bo tai chinh: thuộc «các bộ»" in text(html)


def test_an_abbreviation_with_two_readings_is_told(register: Register) -> None:
    assert "Tên viết tắt có thể là Bộ Tài chính hoặc Ban Tổ chức Trung ương" in text(found(register, body="BTC")[1])


def test_documents_level_day_and_topic_sift(register: Register) -> None:
    every = found(register)[0]
    for asked in ({"level": "cấp xã"}, {"until": "31/7/2025"}, {"topic": "trụ sở"}):
        duties, html = found(register, **asked)
        assert 0 < len(duties) < len(every), asked
        assert rows(html) == len(duties)
    assert {duty.task.document for duty in found(register, "179-KL/TW")[0]} == {"179-KL/TW"}
    dated = found(register, until="2025-07-31")
    assert all(duty.deadline and duty.deadline.date for duty in dated[0])
    assert "nhiệm vụ không nêu thời hạn tính được ra ngày" in text(dated[1])


def test_nothing_found_is_told_with_who_is_charged(register: Register) -> None:
    duties, html = found(register, body="Hội Cờ tướng")
    assert duties == ()
    assert "Không có nhiệm vụ nào như vậy. Cơ quan được giao việc trong các văn bản này: " in text(html)
    assert "<table" not in html


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"until": "hôm qua"}, "«hôm qua» không phải ngày; hãy ghi như 31/7/2025."),
        ({"until": "31/2/2025"}, "«31/2/2025» không phải ngày; hãy ghi như 31/7/2025."),
        ({"topic": "a" * 201}, "Ô «Nhiệm vụ có các từ» dài 201 ký tự, tối đa 200; hãy viết gọn lại."),
    ],
)
def test_what_cannot_be_asked_is_told(register: Register, asked: dict[str, str], told: str) -> None:
    duties, html = found(register, **asked)
    assert (duties, text(html)) == ((), told)
    assert 'role="alert"' in html


def test_an_unknown_document_is_told(register: Register) -> None:
    assert "Thư viện không có văn bản «999-KL/TW»" in text(found(register, "999-KL/TW")[1])


def test_nothing_that_is_typed_becomes_markup(register: Register) -> None:
    for asked in ({"body": HOSTILE}, {"until": HOSTILE}, {"topic": HOSTILE}):
        html = found(register, **asked)[1]
        assert not any(mark in html for mark in ("<script", "<img", "<a ")), asked


def test_nothing_of_a_document_becomes_markup(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    true = register._duties

    def hostile(*arguments: Any) -> Iterator[Duty]:
        for duty in true(*arguments):
            bodies = tuple(replace(item, body=HOSTILE) for item in duty.addressees)
            yield replace(duty, addressees=bodies, strength=HOSTILE)

    monkeypatch.setattr(register, "_duties", hostile)
    html = found(register)[1]
    assert "&lt;script&gt;" in html
    assert not any(mark in html for mark in ("<script", "<img", "<a "))


def test_the_register_is_taken_away_as_it_is_shown(register: Register) -> None:
    duties = found(register, body="Bộ Tài chính")[0]
    name, _, content = downloaded(register.export(duties, "xlsx")[0])
    sheet = load_workbook(io.BytesIO(content)).active
    assert name == "so-nhiem-vu.xlsx"
    assert sheet is not None
    tasks = [row[5] for row in sheet.iter_rows(values_only=True)]
    assert tasks[-len(duties) :] == [duty.task.quote for duty in duties]
    name, _, content = downloaded(register.export(duties, "csv")[0])
    assert (name, content[:3]) == ("so-nhiem-vu.csv", b"\xef\xbb\xbf")
    name, _, content = downloaded(register.export(duties, "ics")[0])
    dated = [duty for duty in duties if duty.deadline and duty.deadline.date]
    assert name == "so-nhiem-vu.ics"
    assert len(Calendar.from_ical(content).walk("VEVENT")) == len(dated) > 0


def test_an_empty_register_and_one_without_days_are_not_handed_over(register: Register) -> None:
    assert register.export((), "xlsx")[0] == ""
    assert text(register.export((), "xlsx")[1]) == "Chưa có nhiệm vụ nào trong sổ để tải về; hãy lọc lại."
    undated = [duty for duty in found(register)[0] if duty.deadline is None]
    assert register.export(undated, "ics")[0] == ""
    assert "không lập được lịch" in text(register.export(undated, "ics")[1])


def test_a_document_is_cut_into_duties_once(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []
    true = register_of

    def counting(documents: Any, sieve: Any) -> Any:
        cut.extend(document.label for document in documents)
        return true(documents, sieve)

    monkeypatch.setattr(duties_tab, "register", counting)
    for _ in range(2):
        found(register)
    assert sorted(cut) == ["177-KL/TW", "179-KL/TW"]
