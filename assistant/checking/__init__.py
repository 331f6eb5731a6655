"""A draft held against the library: what it says right, what it changes, what it makes up."""
