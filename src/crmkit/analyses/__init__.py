"""Analyses: one question, one module and its SQL; each takes a store and plain arguments and returns a Result."""
