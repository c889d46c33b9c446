"""Drafts: a first dialect for a file without a dialect, with what it found and what its owner is to decide."""
