"""Paragraphs in, ranked hits out: tokens, weights, embeddings, the Qdrant store, search."""
