"""Drafts made of cited sentences, for those who write about directives."""
