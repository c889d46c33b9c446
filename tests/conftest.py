"""How properties are tried: the same examples in every run, so that a run says something of the change alone.

``HYPOTHESIS_PROFILE=explore`` draws new ones; what it finds becomes a case of its own.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
