"""What is known of a resource already and could not be asked this time: its tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from estate_assets.scanner.tagging import unread

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from estate_assets.scanner.collection import Collection
    from estate_assets.scanner.model import AWSResource


def with_known_tags(
    resources: Sequence[AWSResource], known: Container[str], collection: Collection
) -> list[AWSResource]:
    """The resources, those whose tags could not be read with the tags that the collection has of them.

    The content hash stays that of what AWS said, so that the next scan which is refused the tags, too, writes nothing, and
    the one which reads them does.
    """
    asked = [one.point_id for one in resources if unread(one.notes) and one.point_id in known]
    before = collection.records(asked) if asked else {}
    return [_carried(one, before[one.point_id]) if one.point_id in before else one for one in resources]


def _carried(now: AWSResource, before: AWSResource) -> AWSResource:
    tags = {**before.tags, **now.tags}
    named = before.name if now.name == now.id and before.name == tags.get("Name") else now.name
    return replace(now, tags=dict(sorted(tags.items())), name=named)
