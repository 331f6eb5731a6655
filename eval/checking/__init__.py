"""The checker of drafts tried on sentences written by hand: true, reworded, altered in one place, on other matters."""
