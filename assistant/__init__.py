"""Everything that thinks: models, retrieval, advice, practice and exercises, wired in app.py."""
