"""What is asked of a draft: kind, topic, documents, audience, length; and the names by which kinds may be called."""

from dataclasses import dataclass

from assistant.drafting.draft import Kind
from assistant.entities import plain
from assistant.writing.words import unusual
from ingest.errors import UserError
from ingest.text import compose as composed

LEAST_WORDS, MOST_WORDS = 40, 3000
DEFAULT_WORDS = {
    Kind.NEWS_BRIEF: 120,
    Kind.PRESS_RELEASE: 400,
    Kind.QUESTIONS: 500,
    Kind.SOCIAL_POST: 150,
    Kind.OUTLINE: 800,
    Kind.RADIO: 400,
    Kind.SUMMARY: 500,
}
_LONGEST_TOPIC, _LONGEST_AUDIENCE = 40, 10  # words
# Further names of each kind (plain text).
_SHORT_NAMES = {
    Kind.NEWS_BRIEF: ("tin", "tv"),
    Kind.PRESS_RELEASE: ("thong cao", "tcbc"),
    Kind.QUESTIONS: ("hoi dap", "hoi va dap", "hd"),
    Kind.SOCIAL_POST: ("mang xa hoi", "bai dang", "mxh", "facebook", "zalo"),
    Kind.OUTLINE: ("de cuong", "dctt"),
    Kind.RADIO: ("phat thanh", "bai phat thanh", "ptcs"),
    Kind.SUMMARY: ("bao cao", "tom tat", "bctt"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be written; `words` is the length in words (tiếng).

    `topic` empty: the whole of the documents; `documents` (labels or numbers) empty: all of the library; `audience`
    empty: nobody in particular.
    """

    kind: Kind
    topic: str = ""
    documents: tuple[str, ...] = ()
    audience: str = ""
    words: int = 0

    @property
    def length(self) -> int:
        """The words asked for; without a number, what the kind usually has."""
        return self.words or DEFAULT_WORDS[self.kind]


def _called(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in plain(composed(text))).split())


def kind_named(name: str) -> Kind:
    """Return the kind with that name, in full or short, with or without marks.

    Raises:
        UserError: there is none.
    """
    wanted = _called(name)
    for kind in Kind:
        if wanted in (_called(kind), *_SHORT_NAMES[kind]):
            return kind
    known = ", ".join(f"«{kind}»" for kind in Kind)
    raise UserError(f"Không có loại bài «{name}»; hãy chọn một trong: {known}.")


def checked(request: Request) -> Request:
    """Return the request with topic and audience in one line.

    Raises:
        UserError: the length is out of bounds, or the topic or the audience is too long or not plain text.
    """
    if not LEAST_WORDS <= request.length <= MOST_WORDS:
        raise UserError(
            f"Độ dài {request.length} tiếng không soạn được; hãy chọn từ {LEAST_WORDS} đến {MOST_WORDS} tiếng."
        )
    topic = _plain_words(request.topic, "Chủ đề", _LONGEST_TOPIC).rstrip(" .,;:?!")
    audience = _plain_words(request.audience, "Đối tượng", _LONGEST_AUDIENCE).rstrip(" .,;:?!")
    return Request(request.kind, topic, tuple(request.documents), audience, request.words)


def _plain_words(text: str, what: str, longest: int) -> str:
    words = composed(text).split()
    if len(words) > longest:
        raise UserError(f"{what} dài {len(words)} tiếng, tối đa {longest}; hãy viết gọn lại.")
    if strange := unusual(" ".join(words)):
        raise UserError(f"{what} có ký tự «{ascii(strange)[1:-1]}» không dùng trong bài; hãy bỏ ký tự đó.")
    return " ".join(words)
