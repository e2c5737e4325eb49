"""Guided reflections: the exercises of the articles, one question at a time, with something to keep at the end."""
