"""Texts that speak of secrecy and carry no stamp: none is stopped, of ours or of those that are public."""

import gzip
import json
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product
from typing import Literal

import pytest
from gate_forms import HEADS, PARTY, PROSE, STATE, lines, tcvn3, vni
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction import Role
from ingest.gate import stamp
from ingest.settings import PROJECT

DATA = PROJECT.parent / "shared" / "data"
SENTENCES = (
    "Cơ quan, tổ chức có trách nhiệm bảo vệ bí mật nhà nước theo quy định của pháp luật.",
    "Bí mật nhà nước được phân loại thành 03 độ mật, bao gồm: Tuyệt mật, Tối mật, Mật.",
    "Các độ Tuyệt mật, Tối mật, Mật được xác định theo danh mục.",
    "Văn bản có độ mật phải được đóng dấu chỉ độ mật Tuyệt mật, Tối mật hoặc Mật.",
    "Mật độ dân số của đặc khu là 120 người/km2.",
    "Mật độ xây dựng không quá 40%.",
    "Mật khẩu có ít nhất 12 ký tự.",
    "Hệ thống phải bảo mật thông tin cá nhân.",
    "Người làm công tác cơ yếu giữ gìn bí mật của Đảng.",
    "Mật ong rừng là sản phẩm của xã.",
    "Đường mật, rỉ mật và mật mía.",
    "Túi mật, mật và đường mật.",
    "Học viện Kỹ thuật mật mã đào tạo kỹ sư an toàn thông tin.",
    "Thông tin bí mật kinh doanh được bảo hộ.",
    "Nghiêm cấm làm lộ, làm mất bí mật nhà nước.",
    "Bỏ phiếu bằng hình thức bỏ phiếu kín, giữ bí mật lá phiếu.",
    "Văn bản mật được gửi theo đường riêng.",
    "Tài liệu mật phải được đăng ký vào sổ riêng.",
    "Việc giải mật được thực hiện theo Điều 22 của Luật.",
    "Hồ sơ mật do bộ phận lưu trữ quản lý.",
    "Giảm độ mật, giải mật, tiêu hủy tài liệu.",
    "Tài liệu độ Mật được bảo quản trong tủ có khóa.",
    "Thời hạn bảo vệ bí mật nhà nước là 30 năm đối với độ Tuyệt mật, 20 năm đối với độ Tối mật, 10 năm đối với độ Mật.",
    "Không áp dụng với văn bản thuộc danh mục tuyệt mật.",
    "Nước mật, gấu lấy mật, nuôi ong lấy mật.",
    "Quy định này không áp dụng đối với thông tin, tài liệu thuộc danh mục tuyệt mật, tối mật, mật.",
    "Mật mã dân sự là sản phẩm có điều kiện.",
    "Kho tài liệu mật đặt tại tầng 2.",
    "Cơ quan mật vụ thời Pháp thuộc.",
    "Cán bộ thân mật gặp gỡ nhân dân.",
    "Quan hệ mật thiết giữa Đảng với nhân dân.",
    "Điều tra bí mật; trinh sát bí mật.",
    "Sao chụp tài liệu mật phải được phép; tài liệu tối mật chỉ người có thẩm quyền mới được xem.",
    "Văn bản này không chứa bí mật nhà nước.",
    "Tài liệu này không có nội dung mật và được công khai.",
    "Dấu «MẬT» hình chữ nhật, kích thước 20 mm x 8 mm.",
    "Chữ MẬT in hoa, nét đậm, cách đều đường viền 2 mm.",
    "Con dấu TUYỆT MẬT, TỐI MẬT, MẬT do văn thư giữ.",
    "Mật danh, mật hiệu, mật lệnh; mật vụ; mật thám.",
)
LINES = (
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "VỀ DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT THUỘC LĨNH VỰC TÀI CHÍNH",
    "Độ mật:",
    "ĐỘ MẬT",
    "Độ mật: Thường",
    "Độ mật: Không",
    "Độ mật: ……",
    "Độ mật: [ ] Mật [ ] Tối mật [ ] Tuyệt mật",
    "BẢO MẬT",
    "BÍ MẬT",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC",
    "CỤC BẢO MẬT THÔNG TIN",
    "BAN CƠ YẾU CHÍNH PHỦ",
    "HỌC VIỆN KỸ THUẬT MẬT MÃ",
    "MẬT ONG",
    "MẬT ĐỘ",
    "VỀ CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "QUY CHẾ BẢO MẬT",
    "VỀ BẢO VỆ BÍ\nMẬT",
    "VỀ BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT,\nTỐI MẬT\nTHUỘC NGÀNH Y",
    "VỀ DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ\nTỐI MẬT\nTHUỘC LĨNH VỰC NỘI VỤ",
    "VỀ QUẢN LÝ TÀI LIỆU\nMẬT",
    "VỀ QUY CHẾ BẢO\nMẬT",
    "MẶT TRẬN",
    "MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "MẶT BẰNG",
    "MẮT",
    "HỌ TÊN",
    "TÓM TẮT",
    "TÔI",
    "MỘT",
    "MUỐI",
    "TOI",
    "TUYẾT",
    "MAI",
    "MÁT",
    "MỤC LỤC",
    "MẪU",
    "HỎA TỐC",
    "KHẨN",
    "(M)",
    "Số: 12-BC/TU (A)",
    "Số: 12-BC/TU",
    "Số 15/MT-BTC",
    "Mức độ: Cao",
    "PHÒNG BẢO VỆ BÍ MẬT",
    "Kính gửi: Cục Bảo mật",
    "GIẢI MẬT",
    "ĐÃ GIẢI MẬT",
    "Bí thư",
    "MẬT KHẨU: ........",
    "TÊN ĐĂNG NHẬP | MẬT KHẨU",
    "V/v bảo vệ bí mật",
    "THƯ MẬT",
    "LỘ MẬT",
    "1. MẬT",
    "a) Mật;",
    "TOMAT",
    "NAM | NỮ",
    "Mật độ: 5",
    "THÔNG BÁO MẤT GIẤY TỜ",
    "CHƯƠNG TRÌNH MẬT ƯỚC",
    "NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
)


def innocent_documents() -> Iterator[str]:
    for sentence, head in product(SENTENCES, HEADS.values()):
        yield f"{head.format('')}\n{sentence}\n{PROSE}"
        yield f"{head.format('')}\n" + "\n".join([PROSE] * 50) + f"\n{sentence}"
    for line, head in product(LINES, HEADS.values()):
        if line not in ("a) Mật;", "1. MẬT"):
            yield head.format(line) + "\n" + "\n".join([PROSE] * 50)
        yield head.format("") + "\n" + "\n".join([PROSE] * 50) + f"\n{line}\n" + "\n".join([PROSE] * 50)


WRITTEN = list(dict.fromkeys(innocent_documents()))


def test_there_are_many_written_by_hand() -> None:
    assert len(set(SENTENCES)) + len(set(LINES)) >= 100
    assert len(WRITTEN) >= 600


def test_none_of_ours_is_stopped() -> None:
    assert [text[:300] for text in WRITTEN if stamp(lines(text)) is not None] == []


@given(
    st.sampled_from(SENTENCES),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from([str, str.lower, tcvn3, vni]),
    st.booleans(),
)
def test_sentences_pass_however_they_are_encoded(
    sentence: str, form: Literal["NFC", "NFD"], encode: Callable[[str], str], wide: bool
) -> None:
    text = encode(unicodedata.normalize("NFC", sentence))
    spaced = text.replace(" ", "  ") if wide else text
    document = lines(STATE.format("") + f"\n{unicodedata.normalize(form, spaced)}\n{PROSE}")
    assert stamp(document) is None


@given(st.sampled_from(SENTENCES), st.integers(min_value=10, max_value=60))
def test_sentences_pass_wherever_a_page_breaks_them(sentence: str, width: int) -> None:
    words, rows = sentence.split(), [""]
    for word in words:
        rows[-1:] = [f"{rows[-1]} {word}".strip()] if len(rows[-1]) + len(word) < width else [rows[-1], word]
    assert stamp(lines(PARTY.format("") + "\n" + "\n".join(rows) + "\n" + PROSE)) is None


def test_lists_cells_and_specimens_of_stamps_are_no_stamp() -> None:
    far = PARTY.format("") + "\n" + "\n".join([PROSE] * 50) + "\n"
    listed = "Mẫu dấu chỉ độ mật\nMẫu số 01\nTUYỆT MẬT\nMẫu số 02\nTỐI MẬT\nMẫu số 03\nMẬT\n"
    assert stamp(lines(far + listed + PROSE)) is None
    assert stamp([*lines(far), *lines("MẬT", Role.TABLE), *lines("\n".join([PROSE] * 20))]) is None


def corpus(name: str) -> Iterator[str]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in file:
            if "mật" in row.lower():
                record = json.loads(row)
                yield unicodedata.normalize("NFC", f"{record.get('title', '')}\n{record['text']}")


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no corpora in {DATA}")
def test_public_texts_about_secrecy_pass() -> None:
    names = ("party/laws_110", "party/gazette_2025_26", "party/party_full_texts", "retrieval/phapdien_corpus")
    texts = [text for name in names for text in corpus(name)]
    assert len(texts) >= 2000
    assert [text[:200] for text in texts if stamp(lines(text)) is not None] == []
