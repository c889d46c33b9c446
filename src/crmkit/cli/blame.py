"""Whose fault a refused value is: what nobody typed stands in a file of settings or in a variable, which is named."""

from __future__ import annotations

import os
from pathlib import Path

from crmkit.cli import session
from crmkit.config import layers
from crmkit.errors import CrmError, UsageError


def blame(error: UsageError) -> None:
    """Say of ``error`` where the setting stands that it is about, if a setting and no option brought the value."""
    if error.of_file or error.where is not None:
        return
    try:
        home = session.current().folders
    except LookupError:
        return
    from crmkit.doors.settings.faults import looked_at  # seldom needed

    try:
        for each in looked_at(list(layers(os.environ, Path.cwd(), home))):
            is_typed = each.key is not None and session.was_typed(each.key)
            if each.fault is not None and not is_typed and _are_alike(each.fault, error):
                error.where, error.of_file = each.place, True
    except (CrmError, OSError):
        return


def _are_alike(fault: CrmError, error: CrmError) -> bool:
    return fault.code == error.code and fault.values == error.values
