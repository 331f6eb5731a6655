"""The real Vietnamese files of the samples, each read once by the true pool: what is stored, against what they say."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from ingest_measures import marks, mojibake, spaces, words
from ingest_timed_reader import Run, added
from lxml import etree

from ingest import syllables
from ingest.document import Document
from ingest.errors import FileState
from ingest.extraction import Extraction, RawLine, Way
from ingest.repair import repaired
from ingest.settings import PROJECT
from ingest.text import strip_diacritics
from ingest.trust import garbled

SAMPLES = PROJECT.parent / "shared" / "samples" / "vietnamese"
SCAN = "03__KSTTHC.pdf"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_here = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample files in {SAMPLES}")

# As each file states them; a file that is not named here states none. Taken from the files by hand.
NUMBERS = {
    "01__QD15UB.DOC": "15/2010/QĐ-UBND",
    "05__Nghi_dinh_86_huong_dna_thi_hnah_Luat_Thanh_tra_nam_2010.doc": "86/2011/NĐ-CP",
    "09__30_2020_ND_CP.docx": "30/2020/NĐ-CP",
    "15__35-2024-qh15.pdf": "35/2024/QH15",
    "18__36-2024-qh15_tiep.pdf": "36/2024/QH15",
    "19__1835_QD-BGDDT_477328.doc": "1835/QĐ-BGDĐT",
    "25__2006-19412_QD115.04TTg_BLTch_DNNVV.pdf": "115/2004/QĐ-TTg",
    "30__2008-23.QD-991-UBND.doc": "991/QĐ-UBND",
    "32__2002-0112qd.doc": "12/2001/QĐ-BTC",
    "34__2004-NghiDinh114_2003.doc": "114/2003/NĐ-CP",
    "36__2005-QD-256.doc": "256/2004/QĐ-UB",
    "37__2003-A-15.rtf": "94/1998/NĐ-CP",
    "39__2004-A33.rtf": "176/1998/TTLT-BTC-BCN-TCHQ",
    "synthetic-vni-2002-0112qd.docx": "12/2001/QĐ-BTC",
    "synthetic-vni-2003-02144qd.docx": "144/2002/QĐ/BTC",
    "synthetic-vni-2004-0328NDCP.docx": "28/2003/NĐ-CP",
    "synthetic-vni-2004-19Z9A_Luat_hop_tac_xasuadoi.docx": "18/2003/QH11",
}


# Typing errors of the originals, and what OCR makes of a scrawl in the margin («'ŒT»); words of a broken encoding
# («Quyeát») are as impossible as these.
TYPED = {
    *("thêôth", "Irắc", "truờng", "đuợc", "thơì", "đôí", "hịên", "tưọng", "Nnhưng", "nđó", "cCác", "nàay", "mvà"),
    *("xcơ", "ŒT"),
}


def files() -> list[Path]:
    return sorted(SAMPLES.glob("*.*"))


def synthetic() -> list[Path]:
    return sorted(SAMPLES.glob("vni_docx/*.docx"))


def transcript(path: Path) -> Path:
    own = path.with_suffix(".txt")
    return own if own.exists() else path.parent / "transcripts" / f"{path.name}.txt"


TRANSCRIBED = [path for path in (*files(), *synthetic()) if transcript(path).exists()]
OTHERS = [path for path in files() if not transcript(path).exists() and path.name != SCAN]
each_transcribed = pytest.mark.parametrize("path", TRANSCRIBED, ids=[path.name for path in TRANSCRIBED])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """The 20 files and, in a library of its own, the six made of some of them in VNI."""
    base = tmp_path_factory.mktemp("mau")
    return added(files(), base / "that"), added(synthetic(), base / "vni")


def stored(runs: tuple[Run, Run], path: Path) -> Document:
    return next(run for run in runs if path.name in run.results).document(path.name)


@_here
def test_every_file_is_read_and_says_which_document_it_is(runs: tuple[Run, Run]) -> None:
    assert [len(run.results) for run in runs] == [20, 6]
    for run in runs:
        assert {name: r.reason for name, r in run.results.items() if r.state is not FileState.READ} == {}
        documents = {name: run.document(name) for name in run.results}
        found = {name: document.metadata.number for name, document in documents.items() if document.metadata.number}
        assert found == {name: number for name, number in NUMBERS.items() if name in documents}
        assert len(run.library.documents) == len(run.results)
        assert all(any(map(str.isalpha, document.source_text)) for document in documents.values())


@_here
def test_no_file_takes_long_or_much(runs: tuple[Run, Run]) -> None:
    for run in runs:
        assert {name: cost for name, cost in run.costs.items() if cost.worked > 30 or cost.megabytes > 1000} == {}


@_here
def test_pages_without_letters_in_the_file_are_marked_as_read_by_ocr_and_no_others(runs: tuple[Run, Run]) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext here")
    for path in SAMPLES.glob("*.pdf"):
        pages = _printed("pdftotext", path, "-").split("\f")[:-1]
        scans = [number for number, text in enumerate(pages, 1) if len(words(text)) < 5]
        origin = stored(runs, path).origin
        assert origin is not None
        assert [page for _, page, way in origin.pages if way == Way.OCR] == scans
        assert any("OCR" in note for note in origin.notes) == bool(scans)
        assert bool(scans) == (path.name == SCAN)


@_here
@each_transcribed
def test_marks_are_as_in_the_transcript(runs: tuple[Run, Run], path: Path) -> None:
    """The transcripts were made by a program.

    In that of 23 hundreds of words are torn and its footnotes, which are no prose, stand in the midst of it; in that
    of 36 some words are torn («th\\x1fưởng»). That of 28 has «hoẵc», «chẵt», «chẵn» for «hoặc», «chặt», «chặn».
    """
    measured = marks(stored(runs, path).source_text, transcript(path).read_text(encoding="utf-8-sig"))
    assert measured.kept >= (0.96 if path.name.startswith("23__") else 0.999)
    assert measured.same >= 0.98 * measured.aligned
    assert {pair for pair in measured.differences if pair[0] not in ("hoẵc", "chẵt", "chẵn")} == set()


@_here
def test_no_broken_character_is_stored(runs: tuple[Run, Run]) -> None:
    for run in runs:
        for document in run.library.documents:
            headings = (heading.text for heading in document.headings)
            shown = "\n".join((document.source_text, document.name, repr(document.metadata), *headings))
            assert mojibake(shown) == [], document.label
            assert set(garbled(syllables.words(shown))) - TYPED == set(), document.label


@_here
@each_transcribed
def test_no_word_with_marks_is_stored_that_the_transcript_does_not_have(runs: tuple[Run, Run], path: Path) -> None:
    text = transcript(path).read_text(encoding="utf-8-sig")
    whole = "".join(words(text))  # in which torn words of the transcript are whole
    own = [word for word in words(_without_running_heads(stored(runs, path))) if not word.isascii()]
    strange = {word for word in own if word not in whole}
    known = {"hoặc", "chặt", "chặn", "đặc", "tưọng", "trùng"}  # wrong in those of 28, 39 («tưưọng») and 23 («tùrng»)
    assert strange - known == set()


def _without_running_heads(document: Document) -> str:
    """The transcripts have no running heads; those of the two RTF are «VĂN PHÒNG QUỐC HỘI · CƠ SỞ DỮ LIỆU LUẬT …»."""
    return "\n".join(line for line in document.source_text.split("\n") if "LAWDATA" not in line)


@_here
@pytest.mark.parametrize("path", [*OTHERS, *TRANSCRIBED], ids=[path.name for path in (*OTHERS, *TRANSCRIBED)])
def test_words_are_neither_torn_nor_run_together(runs: tuple[Run, Run], path: Path) -> None:
    document = stored(runs, path)
    measured = spaces(document.source_text, _truth(path))
    # 07 and 19 are mostly tables, whose cells the other reader gives in another order.
    assert measured.share > (0.15 if path.name.startswith(("07__", "19__")) else 0.75)
    assert len(measured.torn) <= measured.letters / 10_000, measured.torn
    # The transcript of 36 has a control character, as good as a space, within five words.
    assert len(measured.lost) <= measured.letters / 10_000 + 5 * path.name.startswith("36__"), measured.lost
    assert syllables.possible_share(document.source_text) >= 0.98


def _truth(path: Path) -> str:
    """Return what another reader makes of the file: where its spaces stand is its own finding."""
    if path.suffix == ".pdf":
        lines = _printed("pdftotext", path, "-").replace("\f", "\n").split("\n")
        return "\n".join(line.text for line in repaired(Extraction("", tuple(map(RawLine, lines)))).lines)
    if transcript(path).exists():
        return transcript(path).read_text(encoding="utf-8-sig")
    if path.suffix == ".docx":
        return _raw_docx(path)
    if path.read_bytes().startswith(b"\xef\xbb\xbf"):  # 07, a page of HTML that is called .doc
        return re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8-sig"))
    return _printed("antiword", "-m", "UTF-8.txt", "-w", "0", path)


def _printed(program: str, *arguments: str | Path) -> str:
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    return subprocess.run([program, *arguments], capture_output=True, check=True).stdout.decode()


def _raw_docx(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    tags = {f"{_WORD}t": None, f"{_WORD}tab": "\t", f"{_WORD}br": "\n"}
    paragraphs = root.iter(f"{_WORD}p")
    return "\n".join("".join(tags[str(e.tag)] or e.text or "" for e in p.iter(*tags)) for p in paragraphs)


TEXT = "Quyết định này có hiệu lực sau mười lăm ngày kể từ ngày đăng Công báo."


def test_the_measures_notice_what_is_wrong() -> None:
    assert marks(TEXT, TEXT).kept == 1
    assert marks(strip_diacritics(TEXT), TEXT).same == 0
    assert marks(TEXT.replace("hiệu", "hiểu"), TEXT).differences == (("hiệu", "hiểu"),)
    assert marks(TEXT.replace("hiệu", "hi ệu"), TEXT).kept < 0.98
    assert [len(spaces(TEXT, TEXT).torn), spaces(TEXT, TEXT).share] == [0, 1]
    assert spaces(TEXT.replace("hiệu", "hi ệu"), TEXT).torn == ("aycohi|eulucs",)
    assert len(spaces(TEXT.replace("hiệu lực", "hiệulực"), TEXT).lost) == 1
    for broken in ("QuyÕt ®Þnh", "quyeát ñònh", "Quy\ufffdt", "Quyáº¿t", "Quy\x92", "\uf0b7 một"):
        assert mojibake(broken), broken
    assert mojibake(f"{TEXT} «Đ» “Ơ” 5‰ © 2010 – … §1") == []
