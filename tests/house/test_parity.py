"""The command line and the library are the same functions: same parameters, same defaults."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass

import pytest

import crmkit
from crmkit.cli.app import COMMANDS, command_of
from crmkit.cli.options import FormatName
from crmkit.cli.source import Reading
from crmkit.render.formats import FORMATS

FROM_SETTINGS = {
    "shop": "",
    "platform": "",
    "max_rejects": 0.05,
    "wait": 10.0,
}
"""Options whose default comes from the settings or the language; the library has the plain one."""
PROGRAM = {"language", "progress", "loaded_at", "dialect_folder", "store", "store_path", "folder", "fail_over", "named",
           "now", "made_at", "at", "agreed"}  # fmt: skip
"""What the program fills in or looks at by itself."""
TYPED = {"until", "tier_shares"}
"""Options that are text on a command line and a value in Python, so that their defaults look different."""
CONDITIONS = {"exit_code", "strict"}
"""Options that only the exit code depends on."""
GIVEN_BY_THE_PROGRAM = PROGRAM | TYPED | CONDITIONS
COMMAND = {name: command_of(name) for name in COMMANDS}
PAIRS = {
    "segment": crmkit.segment,
    "tiers": crmkit.tiers,
    "churn": crmkit.churn,
    "cohort": crmkit.cohort,
    "customer": crmkit.customer,
    "diff": crmkit.diff,
    "evaluate": crmkit.evaluate,
    "snapshot": crmkit.snapshot,
    "profile": crmkit.profile,
    "remind": crmkit.remind,
    "repurchase": crmkit.repurchase,
    "inspect": crmkit.inspect,
    "tags": crmkit.tags,
    "trend": crmkit.trend,
    "report": crmkit.report,
    "value": crmkit.value,
    "load": crmkit.load,
    "backup": crmkit.backup,
    "restore": crmkit.restore,
    "prune": crmkit.prune,
    "privacy": crmkit.personal_data,
    "run": crmkit.run,
    "dialect": crmkit.dialect,
    "demo": crmkit.write_shop,
    "export": crmkit.export,
}


def own_options(name: str) -> dict[str, object]:
    """The options a command has beside those of answers; those of reading are arguments of ``load``."""
    found = {}
    for parameter in inspect.signature(COMMAND[name], eval_str=True).parameters.values():
        if parameter.annotation is Reading:
            found |= {field.name: field.default for field in fields(Reading)}
        elif not (isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation)):
            found[parameter.name] = parameter.default
    return {key: value for key, value in found.items() if key not in ("lang", "quiet", "store", "folder")}


@pytest.mark.parametrize("name", PAIRS)
def test_same_parameters_and_defaults(name):
    library = {
        parameter.name: parameter.default
        for parameter in inspect.signature(PAIRS[name]).parameters.values()
        if parameter.name not in GIVEN_BY_THE_PROGRAM
    }
    command = {key: value for key, value in own_options(name).items() if key not in GIVEN_BY_THE_PROGRAM}
    assert set(command) == set(library)
    for key, default in command.items():
        assert library[key] == (FROM_SETTINGS.get(key) if default is None else default), key


def test_files_are_opened_with_what_every_command_takes():
    taken = inspect.signature(crmkit.open).parameters
    assert {field.name for field in fields(Reading)} <= set(taken)
    for field in fields(Reading):
        assert taken[field.name].default == FROM_SETTINGS.get(field.name, field.default), field.name


def test_formats():
    from typing import get_args

    assert get_args(FormatName) == tuple(FORMATS)


def test_bundles_do_not_overlap():
    for command in map(command_of, COMMANDS):
        names = []
        for parameter in inspect.signature(command, eval_str=True).parameters.values():
            kind = parameter.annotation
            bundled = isinstance(kind, type) and is_dataclass(kind)
            names += [field.name for field in fields(kind)] if bundled else [parameter.name]
        assert len(names) == len(set(names)), command.__name__


def test_public_names_exist():
    for name in crmkit.__all__:
        assert getattr(crmkit, name) is not None
    with pytest.raises(AttributeError):
        crmkit.no_such_name  # noqa: B018
