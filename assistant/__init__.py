"""A question in, an answer whose every citation is exact out."""
