"""The one place that says which crmkit this is."""

__version__ = "0.2.0"
