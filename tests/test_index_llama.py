"""The index under llama-index's interfaces: what its engines get, within a budget, without a network."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode, get_response_synthesizer
from llama_index.core.schema import QueryBundle

from index.embedding import SHIPPED, StaticEmbedder
from index.llama import LibraryEmbedding, ParagraphRetriever, count_tokens
from index.search import Index
from ingest.library import Library
from ingest.settings import PROJECT, Settings

QUESTION = "Bộ nào cấp kinh phí sửa trụ sở?"
# o200k_base by OpenAI's tokenizer.
TOKENS = {"": 0, "hello world": 2, "<|endoftext|>": 7}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, tiny_source: Path) -> Iterator[Index]:
    settings = Settings(library=tmp_path_factory.mktemp("llama"), corpus=tiny_source)
    found = Index.open(Library.open(settings.library, settings.corpus), settings, lambda _: None)
    yield found
    found.close()


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder(SHIPPED)


def test_nodes_are_paragraphs_with_their_place(index: Index) -> None:
    nodes = ParagraphRetriever(index).retrieve(QUESTION)
    hits = index.search(QUESTION).paragraphs
    assert [node.node_id for node in nodes] == [hit.label for hit in hits]
    assert [node.text for node in nodes] == [hit.paragraph.text for hit in hits]
    assert [node.score for node in nodes] == pytest.approx([hit.score for hit in hits], abs=1e-5)
    assert nodes[0].text == "Bộ Tài chính cấp kinh phí sửa chữa trụ sở xã."
    assert nodes[0].metadata == {
        "document": "210-KL/TW", "paragraph": 3, "locator": "Kết luận 210-KL/TW, đoạn 3",
    }  # fmt: skip


def test_a_query_bundle_is_retrieved_alike_and_in_async_too(index: Index) -> None:
    retriever = ParagraphRetriever(index)
    plain = [node.node_id for node in retriever.retrieve(QUESTION)]
    assert [node.node_id for node in retriever.retrieve(QueryBundle(QUESTION))] == plain
    assert [node.node_id for node in asyncio.run(retriever.aretrieve(QUESTION))] == plain


@pytest.mark.parametrize("limit", [0, 1, 3, 99])
def test_no_more_nodes_than_the_limit(index: Index, limit: int) -> None:
    nodes = ParagraphRetriever(index, limit=limit).retrieve(QUESTION)
    assert [node.node_id for node in nodes] == [hit.label for hit in index.search(QUESTION).paragraphs[:limit]]


def test_no_more_tokens_than_the_budget(index: Index) -> None:
    lengths = [count_tokens(hit.paragraph.text) for hit in index.search(QUESTION).paragraphs]
    for count in range(len(lengths) + 1):
        budget = sum(lengths[:count])
        for spare in (0, lengths[count] - 1 if count < len(lengths) else 1):
            assert len(ParagraphRetriever(index, token_budget=budget + spare).retrieve(QUESTION)) == count


def test_an_engine_of_llama_index_answers_from_the_paragraphs(index: Index) -> None:
    synthesizer = get_response_synthesizer(llm=MockLLM(), response_mode=ResponseMode.COMPACT)
    engine = RetrieverQueryEngine(ParagraphRetriever(index, limit=2), synthesizer)
    answer = engine.query(QUESTION)
    assert isinstance(answer, Response)
    assert [node.node_id for node in answer.source_nodes] == [
        hit.label for hit in index.search(QUESTION).paragraphs[:2]
    ]
    # The mock repeats its prompt: what a model would be given.
    assert answer.response is not None
    assert "Bộ Tài chính cấp kinh phí sửa chữa trụ sở xã." in answer.response
    assert "Kết luận 210-KL/TW, đoạn 3" in answer.response
    assert QUESTION in answer.response


def test_the_embedding_is_the_library_s(embedder: StaticEmbedder) -> None:
    adapted = LibraryEmbedding(embedder)
    texts = ["trụ sở xã", "kinh phí", ""]
    expected = embedder.embed(texts)
    assert np.allclose(adapted.get_text_embedding_batch(texts), expected)
    for text, vector in zip(texts, expected, strict=True):
        assert adapted.get_text_embedding(text) == pytest.approx(vector.tolist())
        assert adapted.get_query_embedding(text) == pytest.approx(vector.tolist())
        assert asyncio.run(adapted.aget_query_embedding(text)) == pytest.approx(vector.tolist())
    assert all(type(value) is float for value in adapted.get_text_embedding("trụ sở"))
    assert adapted.model_name == f"library-{embedder.fingerprint}"


@pytest.mark.parametrize(("text", "count"), TOKENS.items())
def test_tokens_are_those_of_o200k(text: str, count: int) -> None:
    assert count_tokens(text) == count


def test_tokens_add_up_about() -> None:
    text = "Bộ Chính trị yêu cầu các cấp uỷ hoàn thành việc sắp xếp trụ sở trước ngày 31/8/2025. "
    assert 15 < count_tokens(text) < 45
    assert 9 * count_tokens(text) <= count_tokens(text * 10) <= 11 * count_tokens(text)


OFFLINE = """
import socket, sys

def refuse(*arguments, **options):
    print("asked for the network", file=sys.stderr, flush=True)
    raise OSError("no network")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from index.llama import count_tokens
print(count_tokens("hello world"))
"""


def test_tokens_are_counted_without_a_network(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OFFLINE]
    unshare = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") and subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0:
        command = [*unshare, *command]
    kept = {
        name: value for name, value in os.environ.items() if name not in {"TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"}
    }
    environment = {**kept, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")
