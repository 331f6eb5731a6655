"""The index under llama-index's interfaces: an embedding and a retriever that any of its engines can use.

Kept apart because importing llama-index takes seconds; answering a question does not need it.
"""

import importlib.util
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding, Embedding
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.embedding import Embedder
from index.search import Hit, Index

if TYPE_CHECKING:
    from tiktoken import Encoding

_ENCODING = "o200k_base"


class LibraryEmbedding(BaseEmbedding):
    """An `Embedder` as llama-index sees it."""

    _embedder: Embedder

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=f"library-{embedder.fingerprint}")
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> Embedding:
        return [float(value) for value in self._embedder.embed([text])[0]]

    def _get_query_embedding(self, query: str) -> Embedding:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return self._get_text_embedding(query)


class ParagraphRetriever(BaseRetriever):
    """Paragraphs for a query, best first, as many as fit into `token_budget` tokens and at most `limit`."""

    def __init__(self, index: Index, *, limit: int = 8, token_budget: int = 3000) -> None:
        super().__init__()
        self._index = index
        self._limit = limit
        self._token_budget = token_budget

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        nodes: list[NodeWithScore] = []
        left = self._token_budget
        for hit in self._index.search(query_bundle.query_str).paragraphs[: self._limit]:
            left -= count_tokens(hit.paragraph.text)
            if left < 0:
                break
            nodes.append(_node(hit))
        return nodes


def _node(hit: Hit) -> NodeWithScore:
    locator = hit.document.locator(hit.paragraph.number).vi()
    metadata = {"document": hit.document.label, "paragraph": hit.paragraph.number, "locator": locator}
    return NodeWithScore(node=TextNode(id_=hit.label, text=hit.paragraph.text, metadata=metadata), score=hit.score)


def count_tokens(text: str) -> int:
    """Return the length of `text` in tokens of o200k_base, without a network."""
    return len(_encoding().encode(text, disallowed_special=()))


@lru_cache(maxsize=1)
def _encoding() -> "Encoding":
    # tiktoken downloads its vocabulary unless it finds it here; llama-index-core carries a copy.
    spec = importlib.util.find_spec("llama_index.core")
    if spec is not None and spec.origin is not None:
        cache = Path(spec.origin).parent / "_static" / "tiktoken_cache"
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(cache))
    import tiktoken

    return tiktoken.get_encoding(_ENCODING)
