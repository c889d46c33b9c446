"""Answers as pictures: asked, masked, drawn into a file or for a notebook."""
