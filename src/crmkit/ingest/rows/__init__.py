"""Which rows are let in, from text and from sheets, and where the others go."""
