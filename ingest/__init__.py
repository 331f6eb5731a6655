"""Files in, citable documents out: readers, page furniture, structure, metadata, the library on disk."""
