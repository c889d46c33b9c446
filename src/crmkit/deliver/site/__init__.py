"""A site: the report and the tables worth browsing as pages in a folder."""
