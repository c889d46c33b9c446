"""``crmkit doctor``: whether what crmkit stands on is as it has to be."""
