"""The documents that a user names, among those of the library."""

from collections.abc import Sequence

from ingest.document import Document
from ingest.errors import QuestionError


def called(name: str, documents: Sequence[Document]) -> list[Document]:
    """Return the documents with that label or, where none has it, that number.

    Raises:
        QuestionError: there is none; the text names those that are there.
    """
    found = [document for document in documents if document.label == name]
    found = found or [document for document in documents if document.metadata.number == name]
    if not found:
        held = ", ".join(document.label for document in documents)
        raise QuestionError(f"Thư viện không có văn bản «{name}»; các văn bản hiện có: {held}.")
    return found


def chosen(documents: Sequence[Document], names: Sequence[str]) -> list[Document]:
    """Return the documents that `names` call, in the order of the library; all where nothing is named.

    Raises:
        QuestionError: a name calls none.
    """
    wanted = {document.label for name in names for document in called(name, documents)}
    return [document for document in documents if not names or document.label in wanted]
