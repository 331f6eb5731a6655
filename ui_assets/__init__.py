"""The page of the chat: templates, style, script, and the code that fills and serves them."""
