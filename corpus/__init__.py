"""Text in, passages out: the library of articles and cards, and its index."""
