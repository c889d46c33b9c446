"""Measures crmkit against the fastest hand-written way to do the same work; see ``docs/benchmarks.md``."""
