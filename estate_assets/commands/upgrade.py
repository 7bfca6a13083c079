"""`estate upgrade`: a store of an earlier version brought to this one."""

from __future__ import annotations


def upgrade() -> None:
    """Bring a store that an earlier version of Estate made to this one. Asks AWS nothing, and loses nothing.

    Every resource is written anew from its own record, with this version's texts, vectors and filters; what this version
    finds out besides comes with the next scan. Parquet of earlier versions is taken away: scans make it anew. The ledger and
    the book of changes are brought up by themselves. Killed in the middle, run it again: it goes on.
    """
    from estate_assets import console
    from estate_assets.scanner.collection import opened
    from estate_assets.scanner.dataset import dataset_of
    from estate_assets.scanner.embedding import Embedder
    from estate_assets.scanner.registry import Registry
    from estate_assets.scanner.settings import load
    from estate_assets.scanner.upgrade import upgrade as upgraded

    settings = load()
    with opened(settings.store, settings.home) as collection:
        embedder = Embedder(settings.home / "vectors.db")
        done = upgraded(settings.home, dataset_of(settings), collection, Registry(), embedder)
    console.say(f"{done.points} points written anew, {done.files} Parquet files of earlier versions taken away")
    if done.left_out:
        console.say(
            f"{done.left_out} records could not be read, or their types are not known any more; a scan brings what is there"
        )
    if done.points or done.files:
        console.say("now scan: `estate scan`")
