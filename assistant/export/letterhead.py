"""What stands around a draft that goes out as an official document, and how the two forms set it.

Party documents: Hướng dẫn 36-HD/VPTW of 03/4/2018 (annex 3: sizes and faces). State documents: Nghị định
30/2020/NĐ-CP of 05/3/2020, annex I.
"""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the user told of the document; `None` was not told and stays a blank to fill, «» is left out.

    `number` is the whole number as it will stand («12-TB/TU», «12/TB-UBND»); `capacity` the quyền hạn ký («T/M BAN
    THƯỜNG VỤ», «TM. UỶ BAN NHÂN DÂN»).
    """

    superior: str | None = None
    agency: str | None = None
    number: str | None = None
    place: str | None = None
    date: datetime.date | None = None
    capacity: str | None = None
    position: str | None = None
    signer: str | None = None
    recipients: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Motto:
    """A line at the top right, bold; `rule` is the length in mm of the line below it, as long as its text."""

    text: str
    size: float
    rule: float = 0.0


@dataclass(frozen=True, slots=True)
class Form:
    """The measures of one form: lengths in mm, letters and spacing in points.

    `margins` are top, bottom, left, right. `star` stands below the agency of a party document, where State documents
    have a line of a third to a half of the name's length; so it is with `dashes` below the subject.
    """

    name: str
    mottos: tuple[Motto, ...]
    margins: tuple[float, float, float, float]
    columns: tuple[float, float]  # of the head; together the width of the text
    agency_size: float
    number_label: str
    number_size: float
    number_blank: str
    title_size: float
    subject_size: float
    indent: float
    line_spacing: float  # in lines
    capacity_blank: str
    position_bold: bool
    recipients_label_size: float
    recipients_size: float
    recipients_blank: tuple[str, ...]
    star: str = ""
    dashes: str = ""

    @property
    def width(self) -> float:
        """Width of the text on a page of A4, in mm."""
        return 210 - self.margins[2] - self.margins[3]


TEXT_SIZE = 14.0
DATE_SIZE = 14.0
PARTY = Form(
    name="party",
    mottos=(Motto("ĐẢNG CỘNG SẢN VIỆT NAM", 15, rule=73),),
    margins=(20, 20, 30, 15),
    columns=(76, 89),
    agency_size=14,
    number_label="Số",
    number_size=14,
    number_blank="…-…/…",
    title_size=16,
    subject_size=14,
    indent=10,
    line_spacing=1.15,
    capacity_blank="[T/M …]",
    position_bold=False,
    recipients_label_size=14,
    recipients_size=12,
    recipients_blank=("…;", "Lưu …"),
    star="*",
    dashes="-----",
)
STATE = Form(
    name="state",
    mottos=(Motto("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13), Motto("Độc lập - Tự do - Hạnh phúc", 14, rule=60)),
    margins=(20, 20, 30, 15),
    columns=(65, 100),
    agency_size=13,
    number_label="Số:",
    number_size=13,
    number_blank="…/…-…",
    title_size=14,
    subject_size=14,
    indent=12.7,
    line_spacing=1.15,
    capacity_blank="[TM. …]",
    position_bold=True,
    recipients_label_size=12,
    recipients_size=11,
    recipients_blank=("…;", "Lưu: VT, …"),
)


def place_and_date(letterhead: Letterhead) -> tuple[str, str]:
    """Return the place and the date as they stand («ngày 05 tháng 02 năm 2026»), with «…» for what was not told.

    Days below 10 and the months 1 and 2 take a zero (annex I of Nghị định 30/2020/NĐ-CP).
    """
    told = letterhead.date
    if told is None:
        return letterhead.place or "…", "ngày … tháng … năm …"
    month = f"{told.month:02}" if told.month < 3 else str(told.month)
    return letterhead.place or "…", f"ngày {told.day:02} tháng {month} năm {told.year}"
