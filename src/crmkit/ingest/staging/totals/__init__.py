"""Rows that are sums of others: total lines that look like orders, sums of days, summary sheets."""
