"""The module that sentence-transformers loads for the shipped folder: StaticEmbedding over syllables and pairs.

Imported by name from the folder's `modules.json`; the program itself reads the same weights without torch.
"""

from typing import Any, Self

from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from index.embedding import SCALE
from index.tokens import units


class SyllablePairEmbedding(StaticEmbedding):  # type: ignore[misc]
    """StaticEmbedding whose tokenizer sees the known syllables and overlapping pairs of the text."""

    @classmethod
    def load(cls, model_name_or_path: str, **options: Any) -> Self:
        """Return the module in a folder; the base class would return one that does not make pairs."""
        named = ("subfolder", "token", "cache_folder", "revision", "local_files_only")
        where = {name: options[name] for name in named if name in options}
        stored = cls.load_torch_weights(model_name_or_path, **where)
        weights = stored["embedding.weight"].float()
        if SCALE in stored:
            weights *= stored[SCALE].float()[:, None]
        tokenizer = Tokenizer.from_file(cls.load_file_path(model_name_or_path, "tokenizer.json", **where))
        return cls(tokenizer, embedding_weights=weights)

    def preprocess(self, inputs: list[str], *arguments: Any, **options: Any) -> Any:
        """Return the token ids and offsets of the units of each text."""
        known = [[unit for unit in units(text) if self.tokenizer.token_to_id(unit) is not None] for text in inputs]
        return super().preprocess([" ".join(found) for found in known], *arguments, **options)
