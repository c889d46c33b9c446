"""``python -m crmkit`` is the same program as ``crmkit``."""

from crmkit.cli.main import run

if __name__ == "__main__":
    run()
