"""``crmkit doctor``: whether everything is as it has to be."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import store_path
from crmkit.errors import ConditionMet
from crmkit.periods import SHOP_TIME


def doctor(delivery: Delivery, store: options.StorePath = None) -> None:
    """Look at the machine, the settings and the store."""
    from crmkit.doors.doctor.doctor import doctor as look
    from crmkit.doors.doctor.surroundings import Surroundings

    run = session.current()
    target = delivery.target()
    around = Surroundings(
        encoding=sys.stdout.encoding or "ascii",
        is_terminal=sys.stdout.isatty(),
        width=shutil.get_terminal_size().columns,
        spoken=run.spoken,
        here=Path.cwd(),
        environment=os.environ,
        home=run.folders,
    )
    result = look(
        around,
        store_path(store),
        tz=run.settings.tz,
        today=datetime.now(SHOP_TIME).date(),
        language=run.language,
    )
    delivery.send(result, target)
    if problems := result.facts["problems"]:
        raise ConditionMet("doctor_problems", problems=problems)
