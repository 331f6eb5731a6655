"""Drafts and registers as files that an office works on: DOCX, Markdown, XLSX, CSV, calendar."""
