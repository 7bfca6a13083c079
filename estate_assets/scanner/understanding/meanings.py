"""What a phrase of a question can mean: a field of the collection, and its values."""

from __future__ import annotations

from dataclasses import dataclass

TYPE, SERVICE, FACTS, STATE, LACKS, PLACE = "resource_type", "service", "facts", "state", "lacks", "region"
TRAITS, ENVIRONMENT, ACCOUNT, WORDS = "traits", "environment", "account_name", "words"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: a field and its values, and how that is said to people. A noun counts only after `with` or `without`."""

    field: str
    values: tuple[str, ...]
    said: str
    noun: bool = False
