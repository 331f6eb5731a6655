"""The text of a draft that a user hands over as a file, of any format that the library reads; nothing is kept."""

import unicodedata
from pathlib import Path

from ingest.errors import FileRefused, UserError, cause
from ingest.formats.plain import decoded
from ingest.pool import Job, Limits, Read, read_files
from ingest.workspaces import run_folder

_TEXT = frozenset({".txt", ".md", ""})


def text_of(path: Path, library: Path) -> str:
    """Return the text of file `path` in NFC: of a text file every character, of others what their reader finds.

    Others are read in a child that can be killed, in a private folder of `library`.

    Raises:
        UserError: the file cannot be read; the text says why.
    """
    try:
        if path.suffix.lower() in _TEXT:
            return unicodedata.normalize("NFC", decoded(path, path.read_bytes()))
        path.open("rb").close()
    except OSError as error:
        raise UserError(f"Không đọc được bản thảo «{path}» ({cause(error)}); hãy kiểm tra đường dẫn.") from error
    with run_folder(library) as folder:
        outcomes = [outcome for batch in read_files([Job(path, str(path))], Limits(), folder) for _, outcome in batch]
    outcome = outcomes[0]
    if isinstance(outcome, Read):
        return outcome.document.source_text
    raise FileRefused(outcome.reason, outcome.state)
