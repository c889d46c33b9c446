"""Floors: the same work as the product's, written by hand for nothing but speed. Each runs in a process of its own."""
