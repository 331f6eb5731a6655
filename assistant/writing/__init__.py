"""A configured language model writes; nothing that it writes is shown unless the retrieved paragraphs say it."""
