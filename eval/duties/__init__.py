"""Duties that people cut from documents by hand, and how the extractor fares against them."""
