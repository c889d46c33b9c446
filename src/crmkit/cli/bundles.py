"""Options that several commands share, written once: a parameter that is a bundle becomes the bundle's options.

A bundle is a frozen dataclass whose fields are annotated like Typer parameters. ``unbundled`` gives Typer a function
with the plain options; called, it notes which were typed, puts the bundles together again and hands them on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import typer

from crmkit.cli import session


def unbundled(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` as Typer should see it: its own options first, then those of its bundles."""
    bundles: dict[str, type[Any]] = {}
    own: list[inspect.Parameter] = []
    shared: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        if isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation):
            bundles[parameter.name] = parameter.annotation
            shared += _options(parameter.annotation)
        elif parameter.annotation is not typer.Context:
            own.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    options = own + shared
    wants_context = "context" in inspect.signature(command).parameters

    def call(context: typer.Context, **given: object) -> None:
        session.note_typed({name: value for name, value in given.items() if _is_typed(context, name)})
        about = {"context": context} if wants_context else {}
        command(**about, **_bundled(given, bundles))

    call.__name__ = command.__name__
    call.__doc__ = command.__doc__
    parameters = [inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context), *options]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return call


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


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
