"""Flags as values, in the way that all commands read them."""

from __future__ import annotations

from estate_assets.scanner.errors import UsageError


def split(text: str | None, flag: str) -> tuple[str, ...]:
    """A flag with commas as names; `all` is none. Raises UsageError for one that names nothing."""
    values = tuple(part.strip() for part in (text or "").split(",") if part.strip())
    if text is not None and not values:
        raise UsageError(f"{flag} {text!r}: names nothing. Give names with commas between, or `all`, or leave it out.")
    return () if values == ("all",) else values
