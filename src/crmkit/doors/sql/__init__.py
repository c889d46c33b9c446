"""``crmkit sql``: a question in SQL over documented views, in an engine that holds nothing else."""
