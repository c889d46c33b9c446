"""Options that several commands share, written once: a parameter that is a bundle becomes the bundle's options.

A bundle is a frozen dataclass whose fields are annotated like Typer parameters. ``unbundled`` gives Typer a function
with the plain options; called, it puts the bundles together again and hands them to the command.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints


def unbundled(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` as Typer should see it: its own options first, then those of its bundles."""
    bundles: dict[str, type[Any]] = {}
    own: list[inspect.Parameter] = []
    shared: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        if isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation):
            bundles[parameter.name] = parameter.annotation
            shared += _options(parameter.annotation)
        else:
            own.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    options = own + shared

    def call(**given: object) -> None:
        command(**_bundled(given, bundles))

    call.__name__ = command.__name__
    call.__doc__ = command.__doc__
    call.__annotations__ = {option.name: option.annotation for option in options}
    call.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    return call


def _options(bundle: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(bundle, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in fields(bundle)
    ]


def _bundled(given: Mapping[str, object], bundles: Mapping[str, type[Any]]) -> dict[str, object]:
    """The command's own arguments: loose values, and one value per bundle."""
    inside = {field.name for bundle in bundles.values() for field in fields(bundle)}
    arguments = {name: value for name, value in given.items() if name not in inside}
    for name, bundle in bundles.items():
        arguments[name] = bundle(**{field.name: given[field.name] for field in fields(bundle)})
    return arguments
