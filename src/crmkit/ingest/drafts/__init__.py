"""Drafts: a first dialect for a file that nobody has described, with what it found and what its owner is to decide."""
