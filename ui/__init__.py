"""The faces: terminal and web."""
