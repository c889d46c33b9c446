"""``crmkit explain``: what a figure, a column, a code or a tag means, from the same pages as the documentation."""
