"""The characters of a saved page: what its bytes, its own word or its envelope (MHTML) say of their encoding."""

import codecs
import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

_META = re.compile(rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SOUND = re.compile(r"(?:windows|cp|x-cp)-?125\d|iso-?8859-?\d+|us-ascii|ascii|utf-?(?:8|16|16le|16be|32)|latin-?1")
_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")]
_BOMS += [(codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
_MOST_BROKEN = 0.01  # share of a UTF-8 page's letters beyond ASCII that may be broken, by an advertisement or a cut


def page_text(data: bytes) -> tuple[str, int]:
    """Return the page as text, and how many of its characters could not be read; of MHTML its main page."""
    charset = ""
    if _enveloped(data):
        data, charset = _main_page(data)
    text, broken = decoded(data, charset)
    return re.sub("[\x00-\x08\x0e-\x1f]", "", text), broken


def decoded(data: bytes, charset: str = "") -> tuple[str, int]:
    """Return the text of the bytes, and how many characters could not be read.

    Asked in this order: the byte order mark, whether it is UTF-8, `charset`, the page's own word. A wrong word for
    UTF-8 is common; bytes that happen to be UTF-8 are not.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data.decode(name, "replace")
            return text, text.count("\ufffd")
    named = _META.search(data, 0, 4_096)
    names = [charset.lower(), named[1].decode("ascii").lower() if named else ""]
    loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if broken <= _MOST_BROKEN * sum(character > "\x7f" for character in loose):
        return loose, broken
    for name in [*filter(_SOUND.fullmatch, names), "windows-1258"]:
        if (strict := _strictly(data, name)) is not None:
            return strict, 0
    return data.decode("latin-1"), 0


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name.removeprefix("x-"))
    except (UnicodeError, LookupError):
        return None


def _enveloped(data: bytes) -> bool:
    head = data[:8_192].lower()
    return b"mime-version:" in head and b"multipart/" in head and not head.lstrip().startswith(b"<")


def _main_page(data: bytes) -> tuple[bytes, str]:
    """Return the first HTML page of the envelope and its charset; nothing when it holds none."""
    try:
        for part in message_from_bytes(data.lstrip()).walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                return _payload(part), part.get_content_charset() or ""
    except (MessageError, LookupError, ValueError):
        return b"", ""
    return b"", ""


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
