"""Recipes: what a shop wants every week, written once in a file and run without being watched."""
