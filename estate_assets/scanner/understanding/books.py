"""The data files of this package: what people say, and what it means."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


def table() -> Mapping[str, Any]:
    """What people say, and what it means."""
    return data("words.yaml")


def thesaurus() -> Mapping[str, Any]:
    """What else they say."""
    return data("thesaurus.yaml")


@functools.cache
def data(name: str) -> dict[str, Any]:
    """A data file of this package."""
    text = (resources.files(__package__ or "") / name).read_text()
    found: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # the safe loader in C
    return found
