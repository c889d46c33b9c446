"""``crmkit config``: what is set, where that comes from, and what is wrong with it."""
