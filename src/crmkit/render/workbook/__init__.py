"""Workbooks: which sheets, what stands on each, how a cell is written, how a page prints."""
