"""The language of ``--where`` and of tags: which customers a condition means."""
