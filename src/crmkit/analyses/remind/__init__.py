"""Whose next purchase is due."""
