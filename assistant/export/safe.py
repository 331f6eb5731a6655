"""What every file format needs: text without characters that it cannot hold, packages without a time of making."""

import io
import re
import zipfile

# XML 1.0 holds no control characters, no half surrogate pairs and not the last two characters of the first plane.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = "\N{REPLACEMENT CHARACTER}"
# The earliest time that a ZIP archive can name: two files of the same content are the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def printable(text: str) -> str:
    """Return the text with «�» for each character that XML cannot hold; same length."""
    return _NOT_IN_XML.sub(_SHOWN, text)


def utf8(text: str, *, mark: bool = False) -> bytes:
    """Return the text in UTF-8, with «�» for half surrogate pairs; `mark` puts the byte order mark in front."""
    return _SURROGATE.sub(_SHOWN, text).encode("utf-8-sig" if mark else "utf-8")


def timeless(package: bytes) -> bytes:
    """Return the ZIP archive without the times of its members."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _NO_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
