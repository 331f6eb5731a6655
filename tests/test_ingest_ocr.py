"""Pictures of pages in, lines out, with tesseract where it is installed and with stand-ins for it."""

import os
import shutil
from pathlib import Path

import pytest
from ingest_pdf_fixtures import PROSE, WHOLE_PAGE, TestFont, pdf, picture, prose, saved
from PIL import Image, ImageDraw, ImageFont

from ingest.errors import FileRefused, FileState
from ingest.extraction import Way
from ingest.formats import ocr
from ingest.formats.pdf import read_pdf
from ingest.settings import PROJECT

SCAN = PROJECT.parent / "shared" / "samples" / "vietnamese" / "03__KSTTHC.pdf"
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dots an inch
PAGE = [
    "Căn cứ Nghị quyết của Quốc hội về kế hoạch phát triển kinh tế - xã hội,",
    "Bộ Nội vụ đề nghị các địa phương khẩn trương rà soát, hoàn thiện thể chế,",
    "bảo đảm đủ nguồn lực, tăng cường kiểm tra, giám sát và báo cáo kết quả",
    "thực hiện trước ngày 15 hằng tháng để tổng hợp theo quy định.",
]
installed = pytest.mark.skipif(not ocr.available(), reason="tesseract with the Vietnamese language is not installed")


def scanned(lines: list[str], turn: int = 0) -> bytes:
    """Return a page's picture with these lines, turned to the left by `turn` degrees."""
    try:
        font = ImageFont.truetype("DejaVuSerif.ttf", 38)
    except OSError:
        pytest.skip("no DejaVu font to draw a scan with")
    page = Image.new("L", (WIDTH, HEIGHT), 250)
    for at, line in enumerate(lines):
        ImageDraw.Draw(page).text((120, 200 + at * 70), line, font=font, fill=20)
    page = page.rotate(turn)
    return picture(page.tobytes(), WIDTH, HEIGHT)


def words_read(path: Path, wanted: list[str]) -> float:
    read = {word for line in read_pdf(path).lines for word in line.text.split()}
    words = [word for line in wanted for word in line.split()]
    return sum(word in read for word in words) / len(words)


@installed
def test_pages_without_a_text_layer_are_read_by_ocr_and_others_are_not(tmp_path: Path) -> None:
    font = TestFont()
    path = saved(tmp_path, pdf([prose(font, PROSE), WHOLE_PAGE, ""], font, images=(scanned(PAGE),)))
    extraction = read_pdf(path)
    assert [page.way for page in extraction.pages] == [Way.TEXT_LAYER, Way.OCR, Way.BLANK]
    assert extraction.notes == ("Trang 2 đọc bằng nhận dạng chữ (OCR); hãy đối chiếu bản gốc.",)
    assert [line.text for line in extraction.lines if line.page == 1] == PROSE
    assert len([line for line in extraction.lines if line.page == 2 and line.text]) == len(PAGE)
    assert words_read(path, PAGE) >= 0.95


@installed
def test_a_page_scanned_upside_down_is_turned(tmp_path: Path) -> None:
    lines = PAGE * 3
    path = saved(tmp_path, pdf([WHOLE_PAGE], TestFont(), images=(scanned(lines, turn=180),)))
    assert words_read(path, PAGE) >= 0.9


@installed
def test_letters_without_meaning_over_a_picture_give_way_to_ocr(tmp_path: Path) -> None:
    font = TestFont(to_unicode=False)
    path = saved(tmp_path, pdf([WHOLE_PAGE + "3 Tr " + prose(font, PROSE)], font, images=(scanned(PAGE),)))
    assert read_pdf(path).pages[0].way is Way.OCR
    assert words_read(path, PAGE) >= 0.9


@installed
@pytest.mark.skipif(not SCAN.is_file(), reason=f"no sample {SCAN}")
def test_a_real_scan_with_a_stamp_is_read(tmp_path: Path) -> None:
    lines = [line.text for line in read_pdf(SCAN).lines]
    assert "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines  # the columns of the letterhead stay apart
    assert "ban hành Chương trình tổng thể cải cách hành chính nhà nước giai đoạn" in lines
    assert sum(map(len, lines)) > 2500


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program `tesseract` before the real one."""
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nif [ $1 = --list-langs ]; then echo vie; exit; fi\n" + script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def test_tesseract_gets_the_picture_of_the_page_and_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = tmp_path / "kept"
    row = "5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\t95\\tBộ\\n"
    stand_in(tmp_path, monkeypatch, f"head -c 17 > {keep}; cat > /dev/null; echo $OMP_THREAD_LIMIT $* >> {keep}; ")
    with (tmp_path / "bin" / "tesseract").open("a") as script:
        script.write(f"printf '{row}'\n")
    path = saved(tmp_path, pdf([WHOLE_PAGE], TestFont(), images=(picture(bytes([9]) * 100, 10, 10),)))
    assert [line.text for line in ocr.ocr_page(path, 1)] == ["Bộ"]
    header, command = keep.read_bytes().split(b"255\n", 1)
    assert header.startswith(b"P5 24")  # 595 points at 300 dots an inch
    assert command.split(b" ", 1)[0].endswith(b"1")
    assert b"-l vie --dpi 300" in command


@pytest.mark.parametrize(
    "script", ["cat > /dev/null; exit 3", "cat > /dev/null; exec sleep 9", "cat > /dev/null; while :; do :; done"]
)
def test_a_page_that_ocr_cannot_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    stand_in(tmp_path, monkeypatch, script)
    monkeypatch.setattr(ocr, "_SECONDS", 1)
    monkeypatch.setattr(ocr, "_LONGEST_WAIT", 2)
    monkeypatch.setattr(ocr, "available", lambda: True)
    path = saved(tmp_path, pdf([WHOLE_PAGE], TestFont(), images=(picture(bytes([9]) * 100, 10, 10),)))
    with pytest.raises(FileRefused, match=r"trang 1: nhận dạng chữ .* hãy") as refused:
        read_pdf(path)
    assert refused.value.state is FileState.NEEDS_OCR


def test_a_page_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="trang 2: không dựng được ảnh") as refused:
        ocr.ocr_page(saved(tmp_path, pdf([""], TestFont())), 2)
    assert refused.value.state is FileState.DAMAGED


@pytest.mark.parametrize("drawer", [ocr._by_pdfium, ocr._by_pdftoppm])
def test_huge_pages_are_drawn_small(tmp_path: Path, drawer: ocr.Drawer) -> None:
    if drawer is ocr._by_pdftoppm and not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is not installed")
    data = pdf([""], TestFont()).replace(b"[0 0 595 842]", b"[0 0 9950 9420]")
    drawn = drawer(saved(tmp_path, data), 1)
    assert drawn is not None
    width, height = map(int, drawn[2:40].split()[:2])
    assert 5_000_000 < width * height <= 30_000_000


def test_ocr_is_available_only_with_vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.available.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not ocr.available()
    ocr.available.cache_clear()


def row(line: int, word: int, text: str, confidence: float = 95, *, block: int = 1, left: int = 0) -> str:
    return f"5\t1\t{block}\t1\t{line}\t{word}\t{left}\t0\t{len(text) * 20}\t40\t{confidence}\t{text}"


def test_noise_is_dropped_and_columns_and_blocks_are_kept() -> None:
    table = "\n".join(
        [
            "level\tpage_num\tblock_num",
            row(1, 1, "ỦY"),
            row(1, 2, "BAN", left=60),
            row(1, 3, "|", left=200),
            row(1, 4, "CỘNG", left=500),
            row(1, 5, "HÒA", left=600),
            row(2, 1, "éœ", 20),
            row(3, 1, ".,-~'", 90),
            row(5, 1, "TrảuvàÏnbéo", 20),
            row(4, 1, "LỊ", 47),
            row(1, 1, "Kính", block=2),
            row(1, 2, "gửi:", block=2, left=100),
        ]
    )
    assert ocr.lines_of(table) == ["ỦY BAN", "CỘNG HÒA", "", "Kính gửi:"]
    assert ocr.lines_of("") == []
