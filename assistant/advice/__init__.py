"""Advice: question -> plan of cards -> steps -> checked answer."""
