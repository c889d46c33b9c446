"""``crmkit schema``: what there is to call and what comes back, as JSON for programs."""
