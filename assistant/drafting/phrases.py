"""The writer's own words in a draft: they frame, and assert nothing of the matter. What is not known is «…»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafting.draft import Kind
from assistant.entities import plain
from ingest.document import Document, SourceKind

AMONG_THEM = "Một số nội dung trong đó như sau."
ONE_OF_THEM = "Một trong các nội dung đó như sau."
MAIN_POINTS = "Một số nội dung chính như sau."
CONTACT_HEADING = "Thông tin liên hệ"
CONTACT = ("Cơ quan phát hành: …", "Người liên hệ, điện thoại, thư điện tử: …")
PLACE_AND_DATE = "…, ngày … tháng … năm …"
PURPOSE_HEADING, CONTENT_HEADING, ORGANISATION_HEADING = (
    "I. Mục đích",
    "II. Nội dung chính",
    "III. Tổ chức tuyên truyền",
)
ORGANISATION = (
    "Hình thức tuyên truyền: …",
    "Thời gian, địa điểm: …",
    "Đơn vị, người thực hiện: …",
)
GENERAL_HEADING = "Thông tin chung"
COMMON_HEADING = "Nội dung chung"
BROADCAST = "Ngày, giờ phát: …"


@dataclass(frozen=True, slots=True)
class Address:
    """How an audience is spoken to, and what it is called in the third person."""

    solemn: str  # «Kính thưa …!»
    plain: str  # «mời … theo dõi»
    third: str  # «để … nắm được»


_NOBODY = Address("quý vị", "quý vị", "bạn đọc")
_PRESS = "các cơ quan báo chí"
_ADDRESSES = (
    (r"\bbao chi\b|\bphong vien\b|\bnha bao\b", Address(_PRESS, _PRESS, _PRESS)),
    (r"\bnguoi dan\b|\bnhan dan\b|\bba con\b", Address("toàn thể bà con", "bà con", "người dân")),
    (r"\blanh dao\b", Address("các đồng chí lãnh đạo", "các đồng chí", "lãnh đạo")),
    (r"\bdang vien\b", Address("các đồng chí đảng viên", "các đồng chí", "đảng viên")),
    (r"\bcan bo\b|\bcong chuc\b", Address("các đồng chí cán bộ", "các đồng chí", "cán bộ")),
)  # fmt: skip


def address(audience: str) -> Address:
    """Return how `audience` is addressed; one that is not known by its own name."""
    if not audience:
        return _NOBODY
    for pattern, found in _ADDRESSES:
        if re.search(pattern, plain(audience)):
            return Address(found.solemn, found.plain, audience)
    return Address(audience, "quý vị", audience)


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: «A, B và C»."""
    return " và ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def names_of(documents: Sequence[Document]) -> str:
    """Return the documents by type and number."""
    return listed([document.name for document in documents])


def title(topic: str, documents: Sequence[Document]) -> str:
    """Return the title of a draft, which stands below the name of its kind."""
    return f"Về {topic} theo {names_of(documents)}" if topic else f"Về {names_of(documents)}"


def according_to(name: str) -> str:
    """Return the words before a first sentence that say what it comes from."""
    return f"Theo {name}, "


def states(name: str) -> str:
    """Return the same before words that begin with a verb."""
    return f"{name} nêu: "


def under_heading(name: str, heading: str) -> str:
    """Return that what follows stands below a title of the source, which says whom it addresses."""
    return f"Dưới đề mục «{heading}», nguồn về {name} nêu các việc sau."


def source_briefly(documents: Sequence[Document]) -> str:
    """Return the same in as few words as it takes, where the text names the documents."""
    reports = any(document.metadata.source_kind is SourceKind.PRESS_REPORT for document in documents)
    return "Nguồn: tin báo chí, không phải văn bản đã ký." if reports else "Nguồn: văn bản chính thức."


def source(documents: Sequence[Document]) -> str:
    """Return the sentence that tells the reader of what kind the sources are."""
    reports = [document for document in documents if document.metadata.source_kind is SourceKind.PRESS_REPORT]
    texts = [document for document in documents if document not in reports]
    parts = [f"tin báo chí về {names_of(reports)}, không phải văn bản đã ký"] if reports else []
    parts += [f"văn bản chính thức {names_of(texts)}"] if texts else []
    return f"Nguồn: {'; '.join(parts)}."


def source_spoken(documents: Sequence[Document]) -> str:
    """Return the same as it is said aloud."""
    return f"Nội dung vừa phát lấy từ {source(documents).removeprefix('Nguồn: ')}"


def described(document: Document) -> str:
    """Return what a source is, for the list of sources."""
    kind, provenance = document.metadata.source_kind.vi(), document.metadata.provenance
    return f"{document.name}: {kind}. {provenance}" if provenance else f"{document.name}: {kind}."


def greeting(audience: str) -> str:
    """Return the first words of a broadcast."""
    return f"Kính thưa {address(audience).solemn}!"


def invitation(audience: str, topic: str, documents: Sequence[Document]) -> str:
    """Return the words that announce a broadcast."""
    about = f"nội dung về {topic} trong {names_of(documents)}" if topic else f"nội dung của {names_of(documents)}"
    return f"Sau đây, mời {address(audience).plain} nghe {about}."


def thanks(audience: str) -> str:
    """Return the last words of a broadcast."""
    return f"Xin cảm ơn {address(audience).plain} đã chú ý lắng nghe."


def hook(topic: str, documents: Sequence[Document]) -> str:
    """Return the first line of a post."""
    return f"Điểm chính về {topic} trong {names_of(documents)}:" if topic else f"Điểm chính của {names_of(documents)}:"


def call(audience: str) -> str:
    """Return the last line of a post."""
    return f"Mời {address(audience).plain} đọc nguồn tại: …"


def purpose(audience: str, topic: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """Return what an outline says of its purpose."""
    who = address(audience).third
    about = f"nội dung về {topic} trong {names_of(documents)}" if topic else f"nội dung của {names_of(documents)}"
    return (f"Giới thiệu {about} để {who} nắm được.", "Yêu cầu cụ thể của địa phương, đơn vị: …")


def answers(audience: str, topic: str, documents: Sequence[Document]) -> str:
    """Return the words that stand before questions and answers."""
    about = f" về {topic}" if topic else ""
    who = f" mà {address(audience).third} có thể quan tâm" if audience else ""
    return f"Sau đây là một số câu hỏi{about}{who}, kèm câu trả lời trích từ {names_of(documents)}."


def for_whom(audience: str) -> str:
    """Return to whom a report goes."""
    who = next((found.solemn for pattern, found in _ADDRESSES if re.search(pattern, plain(audience))), audience)
    return f"Kính gửi: {_capital(who)}" if who else "Kính gửi: …"


_ASKING = (
    "{name} nêu nội dung gì đối với {who}?",
    "Đối với {who}, {name} nêu những gì?",
    "{Who} cần chú ý nội dung gì trong {name}?",
)
_ASKING_FURTHER = (
    "{name} nêu nội dung gì đáng chú ý?",
    "Ngoài ra, {name} còn nêu nội dung gì?",
    "{name} đề cập thêm nội dung gì?",
)
_ISSUER_SAYS = re.compile(
    r"(?P<who>[^;:.]{5,60}?)(?:,)? (?P<verb>(?:đồng ý|thống nhất) chủ trương|đồng ý|lưu ý|nhấn mạnh|khẳng định)\b"
)


def question(name: str, who: str, first: str, position: int) -> str:
    """Return the question that a group answers: of whom it charges, or of what its `first` words do."""
    if who:
        form = _ASKING[position % len(_ASKING)]
        return form.format(name=name, who=_small(who), Who=_capital(who))
    if match := _ISSUER_SAYS.match(first):
        return (
            f"Trong {name}, {match['who'].strip()} {match['verb']} {'gì' if 'trương' in match['verb'] else 'điều gì'}?"
        )
    return _ASKING_FURTHER[position % len(_ASKING_FURTHER)].format(name=name)


def matter(text: str) -> str:
    """Return the first words of a paragraph that say what it is about, for a message."""
    words = text.split()
    cut = next((n for n in range(6, min(16, len(words))) if words[n - 1][-1] in ",;:."), min(14, len(words)))
    return " ".join(words[:cut]).rstrip(" ,;:.") + ("…" if cut < len(words) else "")


def who_issued(name: str) -> str:
    """Return the question that the opening of a document answers."""
    return f"Ai ký ban hành {name}, về việc gì?"


def concerning(who: str) -> str:
    """Return the heading of what a body is charged with."""
    return f"Đối với {_small(who)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(who: str) -> str:
    """Return the addressee as it goes on within a sentence."""
    return who[0].lower() + who[1:] if who.startswith(("Các ", "Những ", "Mỗi ", "Từng ")) else who


def too_little(length: int, wanted: int) -> str:
    """Return the note that the sources hold less than was asked for."""
    return (
        f"Nguồn chỉ đủ cho khoảng {length} tiếng về nội dung này, ít hơn {wanted} tiếng được yêu cầu; "
        "bài không được kéo dài bằng câu chữ không có căn cứ."
    )


def too_much(length: int, wanted: int) -> str:
    """Return the note that nothing shorter is whole."""
    return (
        f"Bài dài {length} tiếng, nhiều hơn {wanted} tiếng được yêu cầu: các câu ngắn hơn sẽ mất cơ quan được giao, "
        "điều kiện hoặc ngoại lệ."
    )


def to_model(kind: Kind) -> str:
    """Return what a model is asked to do with the sentences of a draft."""
    return f"Viết {kind}: diễn đạt gọn mỗi đoạn thành một câu, giữ đủ nội dung."


def model_wrote(changed: int, dropped: int) -> str:
    """Return the note that a model worded sentences, and how many of its sentences were dropped."""
    left = f"; {dropped} câu của mô hình không đủ căn cứ đã bị bỏ" if dropped else ""
    return f"Mô hình ngôn ngữ diễn đạt lại {changed} câu, đã được đối chiếu với nguồn{left}."


def model_unused(fault: str) -> str:
    """Return the note that the model failed, and that the draft stands without it."""
    return f"Không dùng được mô hình ngôn ngữ: {fault}. Bài được soạn không có mô hình."


BLANKS = "Chỗ «…» là nội dung nguồn không có, người soạn cần điền trước khi dùng."
PRESS = "Nguồn là tin báo chí, không phải văn bản đã ký; cần đối chiếu với văn bản chính thức trước khi phát hành."
