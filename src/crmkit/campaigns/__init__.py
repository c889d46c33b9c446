"""Campaigns: whom to contact, who is held out, and what came of it."""
