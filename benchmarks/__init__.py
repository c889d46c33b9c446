"""Measures crmkit against the fastest hand-written program for the same work; see ``docs/benchmarks.md``."""
