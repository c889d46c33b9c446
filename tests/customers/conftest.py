"""What every question stands on is tried on the same public log as the questions."""

from tests.analyses.conftest import cdnow  # noqa: F401  a fixture
