"""Drafts, judged: is every sentence cited or marked, every quote the source's, every length the one asked for?"""
