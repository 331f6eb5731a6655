"""The module that sentence-transformers loads for the shipped folder: StaticEmbedding over syllables and pairs.

Imported by name from the folder's `modules.json`; the program itself reads the same weights without torch.
"""

from typing import Any

from sentence_transformers.sentence_transformer.modules import StaticEmbedding

from index.tokens import units


class SyllablePairEmbedding(StaticEmbedding):  # type: ignore[misc]
    """StaticEmbedding whose tokenizer sees the syllables and overlapping pairs of the text."""

    def preprocess(self, inputs: list[str], *arguments: Any, **options: Any) -> Any:
        """Return the token ids and offsets of the units of each text."""
        return super().preprocess([" ".join(units(text)) for text in inputs], *arguments, **options)
