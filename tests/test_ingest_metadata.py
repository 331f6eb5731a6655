"""Metadata: the file beside the text first, else the head of an official text; never a guess."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metadata_documents import LAW, LETTER, POLITBURO, PROSE, REPORT, STATE, assembled

from ingest.document import DocumentType, Metadata, Relation, RelationKind, SourceKind
from ingest.errors import FileRefused
from ingest.metadata import metadata_for, sidecar


def from_text(text: str, name: str = "/khong-co/van-ban.txt") -> Metadata:
    return metadata_for(Path(name), assembled(text))


def from_sidecar(folder: Path, toml: str) -> Metadata:
    (folder / "van-ban.toml").write_text(toml, encoding="utf-8")
    return metadata_for(folder / "van-ban.txt", assembled("Một văn bản."))


def refusal(folder: Path, toml: str) -> str:
    with pytest.raises(FileRefused) as caught:
        from_sidecar(folder, toml)
    return str(caught.value)


def test_the_shipped_metadata(corpus: Path) -> None:
    later = metadata_for(corpus / "179-KL-TW" / "source.txt", assembled(""))
    earlier = metadata_for(corpus / "177-KL-TW" / "source.txt", assembled(""))
    assert (later.name, later.serial, later.symbol) == ("Kết luận 179-KL/TW", "179", "KL/TW")
    assert (later.issue_date, later.meeting_date, later.effective_date) == (None, date(2025, 7, 25), None)
    assert (earlier.name, earlier.issue_date) == ("Kết luận 177-KL/TW", date(2025, 7, 11))
    assert earlier.source_kind is later.source_kind is SourceKind.PRESS_REPORT
    assert earlier.signatory == later.signatory == "Trần Cẩm Tú"


def test_where_the_metadata_file_stands() -> None:
    assert sidecar(Path("a/source.txt")) == Path("a/metadata.toml")
    assert sidecar(Path("a/ke-hoach.pdf")) == Path("a/ke-hoach.toml")
    assert sidecar(Path("a/source.pdf")) == Path("a/source.toml")


def test_a_party_document() -> None:
    found = from_text(POLITBURO)
    assert found == Metadata(
        "21-KL/TW",
        DocumentType.CONCLUSION,
        SourceKind.OFFICIAL_TEXT,
        subject="VỀ TÌNH HÌNH HOẠT ĐỘNG CỦA CHÍNH QUYỀN ĐỊA PHƯƠNG 2 CẤP",
        issuing_body="Bộ Chính trị, Ban Bí thư",  # as the text writes it
        issue_date=date(2025, 11, 28),
        meeting_date=date(2025, 11, 27),
        signatory="Nguyễn Văn A",
        place="Hà Nội",
        signing_capacity="T/M BỘ CHÍNH TRỊ",
    )
    assert found.name == "Kết luận 21-KL/TW"


def test_the_organ_in_whose_name_it_was_signed_is_the_body_under_the_letterhead_of_the_committee() -> None:
    text = POLITBURO.replace("KẾT LUẬN\nCỦA BỘ CHÍNH TRỊ,\nBAN BÍ THƯ\n", "QUY ĐỊNH\n")
    assert from_text(text).issuing_body == "Bộ Chính trị"
    assert from_text(text.replace("T/M BỘ CHÍNH TRỊ\n", "")).issuing_body == "BAN CHẤP HÀNH TRUNG ƯƠNG"


def test_a_document_of_the_state() -> None:
    found = from_text(STATE)
    assert found.name == "Quyết định 991/QĐ-UBND"
    assert (found.issue_date, found.effective_date) == (date(2025, 5, 14), date(2025, 5, 14))
    assert found.relations == (
        Relation(RelationKind.BASED_ON, "72/2025/QH15", DocumentType.LAW),
        Relation(RelationKind.REPLACES, "12/QĐ-UBND", DocumentType.DECISION, date(2020, 6, 5)),
    )
    assert (found.signatory, found.signatory_position) == ("Nguyễn Văn B", "PHÓ CHỦ TỊCH")


def test_a_law_is_of_the_day_on_which_it_was_passed() -> None:
    found = from_text(LAW)
    assert (found.name, found.issue_date) == ("Luật 75/2006/QH11", date(2006, 11, 29))
    assert (found.effective_date, found.signatory_position) == (date(2007, 1, 1), "CHỦ TỊCH QUỐC HỘI")


def test_a_letter() -> None:
    found = from_text(LETTER)
    assert (found.name, found.subject) == ("Công văn 123/BNV-CQĐP", "bố trí cán bộ không chuyên trách ở xã")
    assert found.recipients[:2] == ("Sở Nội vụ các tỉnh", "Ủy ban nhân dân các xã")


def test_a_press_report_tells_of_its_document() -> None:
    found = from_text(REPORT)
    assert (found.name, found.source_kind) == ("Kết luận 157-KL/TW", SourceKind.PRESS_REPORT)
    assert (found.issue_date, found.reported_date) == (date(2025, 5, 25), date(2025, 5, 26))
    assert (found.signatory, found.signatory_position) == ("Nguyễn Văn A", "Thường trực Ban Bí thư")
    assert (found.signing_capacity, found.issuing_body) == ("thay mặt Bộ Chính trị", "Bộ Chính trị")
    assert [relation.number for relation in found.relations] == ["392-BC/BTCTW"]
    assert found.provenance and "https://example.vn/ket-luan" in found.provenance


@pytest.mark.parametrize(
    ("opening", "number"),
    [
        (
            "Theo Báo Nhân Dân, ngày 22/10/2025, đồng chí Nguyễn Văn A đã ký ban hành Quy định số 379-QĐ/TW.",
            "379-QĐ/TW",
        ),
        ("Một số nội dung quan trọng tại Kết luận số 126-KL/TW của Bộ Chính trị", "126-KL/TW"),
        (
            "Tại phiên họp ngày 28/2/2025, nghe báo cáo (Công văn số 8011-CV/BTCTW, ngày 27/02/2025), Bộ Chính trị "
            "có ý kiến như sau về việc sắp xếp tổ chức bộ máy của hệ thống chính trị và đơn vị hành chính các cấp:",
            None,
        ),
        ("Điểm mới của Kết luận số 126-KL/TW và Kết luận số 127-KL/TW", None),
    ],
)
def test_a_number_in_a_report_counts_only_where_the_report_is_about_it(opening: str, number: str | None) -> None:
    found = from_text(f"{opening}\n{PROSE}\n{PROSE}\nBáo cáo số 5-BC/TW được trình.\nTheo TTXVN")
    assert (found.number, found.source_kind) == (number, SourceKind.PRESS_REPORT)


def test_a_signed_text_is_official_wherever_it_was_published() -> None:
    assert from_text(POLITBURO + "Theo TTXVN\n").source_kind is SourceKind.OFFICIAL_TEXT
    assert from_text(PROSE).source_kind is SourceKind.OFFICIAL_TEXT


@pytest.mark.parametrize(
    ("sentence", "effective"),
    [
        ("Quy định này có hiệu lực kể từ ngày ký.", date(2025, 11, 28)),
        ("Văn bản này có hiệu lực thi hành từ ngày ký ban hành.", date(2025, 11, 28)),
        ("Nghị định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2026.", date(2026, 1, 1)),
        ("Thông tư này có hiệu lực kể từ ngày 15/3/2026, trừ khoản 2.", date(2026, 3, 15)),
        ("Quyết định này có hiệu lực sau 45 ngày kể từ ngày ký.", None),  # how to count is not stated
        ("Điều này có hiệu lực từ ngày 15/3/2026.", None),
        ("Kể từ ngày Quy định này có hiệu lực thi hành, bãi bỏ mọi quy định trái.", None),
        ("Nghị định này có hiệu lực từ ngày 31/02/2026.", None),
    ],
)
def test_the_effective_date_is_what_the_text_says(sentence: str, effective: date | None) -> None:
    assert from_text(POLITBURO.replace(PROSE, sentence)).effective_date == effective


def test_an_effective_date_from_the_day_of_an_undated_signature_is_not_known() -> None:
    text = POLITBURO.replace("ngày 28 tháng 11", "ngày   tháng  ").replace(
        PROSE, "Quy định này có hiệu lực từ ngày ký."
    )
    assert (from_text(text).issue_date, from_text(text).effective_date) == (None, None)


@pytest.mark.parametrize(
    ("text", "name", "called"),
    [
        (
            f"HƯỚNG DẪN\nBÁO CÁO VIÊN\n-----\n{PROSE}",
            "a.txt",
            "HƯỚNG DẪN BÁO CÁO VIÊN",
        ),
        (f"Sổ tay công tác chi bộ\n{PROSE}", "a.txt", "Sổ tay công tác chi bộ"),
        (PROSE, "so-tay.pdf", "so-tay"),
        (PROSE, "so-tay/source.txt", "so-tay"),
        ("", ".txt", ".txt"),
    ],
)
def test_a_document_without_a_number_is_called_by_its_title(text: str, name: str, called: str) -> None:
    found = from_text(text, f"/khong-co/{name}")
    assert (found.number, found.called, found.name) == (None, called, called)


@given(st.text(max_size=400))
def test_any_text_has_metadata_that_stand_in_it(text: str) -> None:
    document = assembled(text)
    found = metadata_for(Path("/khong-co/a.txt"), document)
    squeezed = "".join(document.source_text.split())
    assert found.number is None or found.number in squeezed
    assert found.signatory is None or "".join(found.signatory.split()) in squeezed


def test_the_metadata_file_goes_before_the_head(tmp_path: Path) -> None:
    (tmp_path / "van-ban.toml").write_text('number = "1-NQ/TW"\ndocument_type = "Nghị quyết"', encoding="utf-8")
    assert metadata_for(tmp_path / "van-ban.txt", assembled(STATE)).name == "Nghị quyết 1-NQ/TW"


def test_a_full_metadata_file(tmp_path: Path) -> None:
    toml = (
        '\ufeffnumber = "45-CT/TW"\ndocument_type = "Chỉ thị"\n'
        'source_kind = "press_report"\nissue_date = 2025-04-14\n'
        'subject = "về đại hội"\nsignatory = "Trần Cẩm Tú"\nprovenance = "Báo"\nplace = "Hà Nội"\n'
        'recipients = ["Các tỉnh uỷ"]\nhandling = ["dự thảo"]'
    )
    assert from_sidecar(tmp_path, toml) == Metadata(
        "45-CT/TW",
        DocumentType.DIRECTIVE,
        SourceKind.PRESS_REPORT,
        subject="về đại hội",
        issue_date=date(2025, 4, 14),
        signatory="Trần Cẩm Tú",
        provenance="Báo",
        place="Hà Nội",
        recipients=("Các tỉnh uỷ",),
        handling=("dự thảo",),
    )


def test_a_metadata_file_that_names_no_source_kind_is_of_an_official_text(tmp_path: Path) -> None:
    found = from_sidecar(tmp_path, 'number = "45-CT/TW"\ndocument_type = "Chỉ thị"')
    assert found.source_kind is SourceKind.OFFICIAL_TEXT


GOOD = 'number = "45-CT/TW"\ndocument_type = "Chỉ thị"\n'
WRONG_KIND = (
    "giá trị của «{}» sai kiểu; ngày ghi dạng 2025-07-11, «recipients» và «handling» là danh sách chuỗi, còn lại là "
    "chuỗi."
)
NO_NUMBER = "giá trị của «number» không phải số hiệu như «179-KL/TW»; hãy sửa rồi nạp lại."
UNUSABLE = "giá trị không dùng được ('{}' is not a valid {}); xem mẫu ở corpus/179-KL-TW/metadata.toml."
KEYS = (
    "number, document_type, source_kind, subject, issuing_body, issue_date, effective_date, meeting_date, "
    "reported_date, signatory, signatory_position, provenance, place, signing_capacity, recipients, handling, called"
)


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        *((f'number = "{number}"', NO_NUMBER) for number in ("", "45 CT", "45\\u0000", "4" * 61)),
        (GOOD + 'so_hieu = "45"', f"có khóa lạ «so_hieu»; các khóa dùng được: {KEYS}."),
        (GOOD + 'issue_date = "14/4/2025"', WRONG_KIND.format("issue_date")),
        (GOOD + "issue_date = 2025-04-14T08:00:00", WRONG_KIND.format("issue_date")),
        (GOOD + "subject = 2025-04-14", WRONG_KIND.format("subject")),
        ("number = 45", WRONG_KIND.format("number")),
        (GOOD + 'recipients = "Các tỉnh uỷ"', WRONG_KIND.format("recipients")),
        (GOOD + "handling = [1]", WRONG_KIND.format("handling")),
        (GOOD + "relations = []", f"có khóa lạ «relations»; các khóa dùng được: {KEYS}."),
        ('number = "45-CT/TW"', "thiếu khóa «document_type»; hãy thêm rồi nạp lại."),
        ('document_type = "Chỉ thị"', "thiếu khóa «number»; hãy thêm rồi nạp lại."),
        ('number = "1-TT/TW"\ndocument_type = "Thông lệnh"', UNUSABLE.format("Thông lệnh", "DocumentType")),
        (GOOD + 'source_kind = "blog"', UNUSABLE.format("blog", "SourceKind")),
    ],
)
def test_a_wrong_metadata_file_is_refused(tmp_path: Path, toml: str, complaint: str) -> None:
    assert refusal(tmp_path, toml) == f"«{tmp_path / 'van-ban.toml'}»: {complaint}"


def test_an_unreadable_metadata_file_is_refused_at_its_place(tmp_path: Path) -> None:
    message = refusal(tmp_path, "number = ")
    assert message.startswith(f"«{tmp_path / 'van-ban.toml'}»: tệp thông tin văn bản không đọc được (Invalid value")
    assert message.endswith("hãy sửa rồi nạp lại.")
    (tmp_path / "van-ban.toml").write_bytes(b'number = "45-CT/TW" # \xff')
    with pytest.raises(FileRefused, match="tệp thông tin văn bản không đọc được"):
        metadata_for(tmp_path / "van-ban.txt", assembled(""))


def test_names_of_documents_without_a_number() -> None:
    assert from_text(
        f"QUY ĐỊNH\nVỀ TỔ CHỨC ĐỘI KIỂM TRA\n(Ban hành kèm theo Quyết định số …/QĐ-UBND)\n{PROSE}"
    ).called == ("QUY ĐỊNH VỀ TỔ CHỨC ĐỘI KIỂM TRA")
    assert from_text(f"Phụ lục VI\nHỆ THỐNG QUẢN LÝ TÀI LIỆU\n{PROSE}").called == "Phụ lục VI HỆ THỐNG QUẢN LÝ TÀI LIỆU"
    assert len((from_text(f"KẾ HOẠCH\n{' '.join(['CÔNG TÁC'] * 30)}\n{PROSE}").called or "").split()) <= 25
    assert from_text(f"ỦY BAN NHÂN DÂN\nCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{PROSE}").called


def test_what_a_footnote_tells_of_another_text_is_not_in_force() -> None:
    told = "văn bản này có hiệu lực thi hành kể từ ngày 10 tháng 4 năm 2024."
    title = "NGHỊ ĐỊNH\nVề thuế"
    assert from_text(f"{title}\n17 Khoản này được bổ sung; {told}\n“Điều 3. Nay {told}”").effective_date is None
    assert from_text(f"{title}\nĐiều 3. Hiệu lực: {told}").effective_date == date(2024, 4, 10)
