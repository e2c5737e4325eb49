"""Readers of the formats that are no plain text, a small module each. They run in a process of their own (apart.py)."""
