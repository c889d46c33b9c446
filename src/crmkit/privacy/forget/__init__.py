"""Forgetting people: a store without them, wherever they were in it, and the proof of it."""
