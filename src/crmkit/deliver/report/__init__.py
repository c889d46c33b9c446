"""The content of a report: from the store to blocks with a finding, charts and tables."""
