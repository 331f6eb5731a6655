"""llama-index's own Qdrant store in hybrid mode on qdrant-client's local mode: what our search is compared with."""

from collections.abc import Callable, Sequence
from pathlib import Path

from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode

from index.embedding import Embedder
from index.server import local_client
from index.sparse import SparseWeights, document_weights, query_weights
from index.tokens import Codes, encode

_BATCH = 2000
Lists = tuple[list[list[int]], list[list[float]]]


def _lists(found: Sequence[SparseWeights]) -> Lists:
    return [list(weights.indices) for weights in found], [list(weights.values) for weights in found]


def _sparse(weigh: Callable[[Codes], list[SparseWeights]]) -> Callable[[list[str]], Lists]:
    return lambda texts: _lists(weigh(encode(texts)[0]))


def hybrid_search(texts: Sequence[str], folder: Path, embedder: Embedder) -> Callable[[str], list[str]]:
    """Return a function from a question to the ids (places) of the ten best texts, after storing all of them."""
    from llama_index.vector_stores.qdrant import QdrantVectorStore

    store = QdrantVectorStore(
        "doi_chung",
        client=local_client(folder),
        enable_hybrid=True,
        batch_size=_BATCH,
        sparse_doc_fn=_sparse(document_weights),
        sparse_query_fn=_sparse(query_weights),
    )
    for start in range(0, len(texts), _BATCH):
        some = texts[start : start + _BATCH]
        vectors = embedder.embed(some).tolist()
        nodes = [
            TextNode(id_=f"{start + place:032x}", text=text, embedding=vector)
            for place, (text, vector) in enumerate(zip(some, vectors, strict=True))
        ]
        store.add(nodes)

    def search(question: str) -> list[str]:
        query = VectorStoreQuery(
            query_embedding=embedder.embed([question])[0].tolist(),
            query_str=question,
            mode=VectorStoreQueryMode.HYBRID,
            similarity_top_k=10,
            sparse_top_k=40,
            hybrid_top_k=10,
        )
        return [str(name) for name in store.query(query).ids or []]

    return search
