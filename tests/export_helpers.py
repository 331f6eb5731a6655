"""A realistic draft and duties over the shipped texts, made by hand, and LibreOffice as a second reader."""

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import ELISION, Citation, cite
from assistant.drafting.draft import Block, Draft, Kind, Origin, Sentence
from assistant.duties.duty import Addressee, Deadline, DeadlineKind, Duty, Role
from assistant.export.letterhead import Letterhead
from ingest.document import Document, Span
from ingest.library import Library

FULL = Letterhead(
    superior="Đảng bộ tỉnh Quảng Ninh",
    agency="Ban Tuyên giáo và Dân vận",
    number="12-TB/BTGDVTU",
    place="Quảng Ninh",
    date=date(2025, 2, 5),
    capacity="K/T Trưởng ban",
    position="Phó Trưởng ban",
    signer="Trần Văn Bình",
    recipients=("Thường trực Tỉnh uỷ (để báo cáo)", "Các đảng uỷ xã, phường, đặc khu;", "Lưu Ban."),
)
_SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
_PDFTOPPM = shutil.which("pdftoppm")
rendered = pytest.mark.skipif(not (_SOFFICE and _PDFTOPPM), reason="LibreOffice or pdftoppm is not installed")


def quote(document: Document, paragraph: int, words: str) -> Citation:
    """Return the citation of the words, which stand in that paragraph."""
    start = document.paragraph(paragraph).text.index(words)
    return cite(document, paragraph, Span(start, start + len(words)))


class Writer:
    """Collects citations while sentences are written."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {document.label: document for document in documents}
        self.citations: list[Citation] = []

    def cited(self, *places: tuple[str, int, str]) -> tuple[int, ...]:
        first = len(self.citations)
        self.citations += [quote(self.documents[label], number, words) for label, number, words in places]
        return tuple(range(first, len(self.citations)))

    def verbatim(self, *places: tuple[str, int, str]) -> Sentence:
        return Sentence(ELISION.join(words for *_, words in places), Origin.VERBATIM, self.cited(*places))

    def reworded(self, text: str, *places: tuple[str, int, str]) -> Sentence:
        return Sentence(text, Origin.REWORDED, self.cited(*places))


def own(text: str) -> Sentence:
    return Sentence(text, Origin.OWN)


KL = "179-KL/TW"


def press_release(library: Library) -> Draft:
    """Return a press release of about two pages on Kết luận 179-KL/TW."""
    writer = Writer(*library.documents)
    blocks = (
        Block(
            (
                writer.verbatim(
                    (
                        KL,
                        1,
                        "Thường trực Ban Bí thư Trần Cẩm Tú vừa ký ban hành Kết luận 179-KL/TW của Bộ Chính trị, Ban Bí"
                        " thư về tiếp tục triển khai các nhiệm vụ hoàn thiện tổ chức bộ máy và hoạt động của mô hình"
                        " chính quyền địa phương hai cấp.",
                    )
                ),
                own("Nội dung dưới đây tổng hợp theo tin báo chí, không thay thế văn bản đã ký."),
            )
        ),
        Block(
            (
                writer.reworded(
                    "Các cấp uỷ, tổ chức đảng trực thuộc Trung ương, các bộ, ngành được yêu cầu tiếp tục khẩn trương,"
                    " quyết liệt hoàn thiện hệ thống văn bản quy định, hướng dẫn triển khai thực hiện bộ máy theo mô"
                    " hình chính quyền địa phương 2 cấp.",
                    (
                        KL,
                        3,
                        "Bộ Chính trị, Ban Bí thư yêu cầu các cấp uỷ, tổ chức đảng trực thuộc Trung ương, các bộ, ngành"
                        " tiếp tục khẩn trương, quyết liệt hoàn thiện hệ thống văn bản quy định, hướng dẫn triển khai"
                        " thực hiện bộ máy theo mô hình chính quyền địa phương 2 cấp",
                    ),
                ),
                writer.verbatim(
                    (
                        KL,
                        3,
                        "Tăng cường việc hướng dẫn, tổ chức tập huấn, hỗ trợ, đồng hành cùng các địa phương trong triển"
                        " khai các nhiệm vụ được phân cấp, phân quyền theo mô hình mới.",
                    )
                ),
                writer.verbatim(
                    (KL, 4, "cần đẩy mạnh công tác truyền thông, phổ biến thông tin"),
                    (KL, 4, "nâng cao nhận thức, củng cố niềm tin, tạo sự đồng thuận trong Nhân dân"),
                ),
            ),
            heading="1. Yêu cầu chung",
        ),
        Block(
            (
                writer.verbatim(
                    (
                        KL,
                        9,
                        "Chỉ đạo Bộ Tài chính: Tiếp tục đôn đốc, kiểm tra, hướng dẫn quản lý, sử dụng kinh phí, bố trí"
                        " trụ sở làm việc; khẩn trương ban hành ngay văn bản hướng dẫn cụ thể về công tác tài chính, kế"
                        " toán, quy trình giao, phân bổ ngân sách xã, phường; về việc đăng ký và sử dụng tài khoản của"
                        " uỷ ban nhân dân cấp xã và các cơ quan chuyên môn (bảo đảm hoàn thành trước ngày 31/7/2025)",
                    )
                ),
                writer.reworded(
                    "Bộ Khoa học và Công nghệ chủ trì đề xuất phương án tổng thể về hoàn thiện cơ sở hạ tầng công nghệ,"
                    ' bảo đảm hoàn thành việc "xoá các điểm lõm sóng".',
                    (
                        KL,
                        10,
                        "chỉ đạo Bộ Khoa học và Công nghệ chủ trì, phối hợp với các bộ, ngành địa phương đề xuất phương"
                        " án tổng thể về hoàn thiện cơ sở hạ tầng công nghệ",
                    ),
                    (KL, 10, 'bảo đảm hoàn thành việc "xoá các điểm lõm sóng"'),
                ),
                writer.verbatim(
                    (
                        KL,
                        11,
                        "Chỉ đạo Bộ Công an chủ trì, phối hợp với Bộ Tư pháp khẩn trương triển khai thực hiện đồng bộ"
                        " cơ sở dữ liệu về tư pháp - hộ tịch",
                    )
                ),
            ),
            heading="2. Nhiệm vụ của các bộ",
            listed=True,
        ),
        Block(
            (
                writer.verbatim(
                    (
                        KL,
                        13,
                        "Yêu cầu các tỉnh uỷ, thành uỷ trực thuộc Trung ương: khẩn trương rà soát, đánh giá tình hình"
                        " đội ngũ cán bộ cấp xã; tiếp tục bố trí đầy đủ số lượng biên chế cấp xã đáp ứng yêu cầu nhiệm"
                        " vụ của cấp cơ sở, bám sát thực tiễn, tránh tình trạng cào bằng hoặc nơi thừa, nơi thiếu.",
                    )
                ),
                writer.verbatim(
                    (
                        "177-KL/TW",
                        16,
                        "việc bổ sung phải hoàn thành trước đại hội đảng bộ cấp xã, phường, đặc khu.",
                    )
                ),
                own("Mọi thông tin chi tiết xin liên hệ: …"),
            ),
            heading="3. Đối với các địa phương",
        ),
    )
    title = "về nội dung Kết luận 179-KL/TW của Bộ Chính trị, Ban Bí thư"
    sources = ("Kết luận 177-KL/TW: tin báo chí. Trang tin của Đảng bộ.", "Kết luận 179-KL/TW: tin báo chí.")
    notes = ("Bản thảo dựa trên tin báo chí; hãy đối chiếu với văn bản đã ký trước khi phát hành.",)
    return Draft(Kind.PRESS_RELEASE, title, blocks, tuple(writer.citations), sources, notes)


def duties(library: Library) -> tuple[Duty, ...]:
    """Return four duties: dated, led and supported, with an event, with nothing said."""
    papers = {document.label: document for document in library.documents}
    paper = papers[KL]
    dated = "khẩn trương ban hành ngay văn bản hướng dẫn cụ thể về công tác tài chính, kế toán"
    led = "khẩn trương triển khai thực hiện đồng bộ cơ sở dữ liệu về tư pháp - hộ tịch"
    event = "việc bổ sung phải hoàn thành trước đại hội đảng bộ cấp xã, phường, đặc khu"
    by_day = Deadline("trước ngày 31/7/2025", DeadlineKind.DATE, date(2025, 7, 30))
    by_event = Deadline("trước đại hội đảng bộ cấp xã, phường, đặc khu", DeadlineKind.EVENT)
    both = (Addressee("Bộ Công an", Role.LEADS), Addressee("Bộ Tư pháp", Role.SUPPORTS))
    press = "tin báo chí"
    ministry = (Addressee("Bộ Tài chính", Role.DOES), Addressee("Đảng ủy Chính phủ", Role.DIRECTS))
    return (
        Duty(ministry, False, "chỉ đạo", quote(paper, 9, dated), by_day, press),
        Duty(both, False, "chỉ đạo", quote(paper, 11, led), None, press),
        Duty((), True, "phải", quote(papers["177-KL/TW"], 16, event), by_event, press),
        Duty((), False, "", quote(paper, 14, "bảo đảm chất lượng"), None),
    )


def pages(file: bytes, name: str, folder: Path) -> Sequence[Path]:
    """Return the images of the pages that LibreOffice makes of the file."""
    assert _SOFFICE
    assert _PDFTOPPM
    source = folder / name
    source.write_bytes(file)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    quiet = ["--headless", "--norestore", "--nolockcheck", "--nologo", "--nofirststartwizard"]
    target = ["--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run([_SOFFICE, profile, *quiet, *target], check=True, capture_output=True, timeout=180)
    pdf = source.with_suffix(".pdf")
    subprocess.run([_PDFTOPPM, "-r", "70", "-png", str(pdf), str(pdf.with_suffix(""))], check=True, timeout=60)
    return sorted(folder.glob(f"{pdf.stem}-*.png"))
