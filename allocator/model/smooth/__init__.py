"""Smooth curves in the model: pieces that follow the answer, and searches that prove it."""
