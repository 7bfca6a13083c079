"""`estate serve`: the page for people."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 takes a free one.")] = 3080,
    host: Annotated[
        str, typer.Option(help="The address to listen on. The page has no log-in: keep it on loopback.")
    ] = "127.0.0.1",
) -> None:
    """Open the estate as a page: one search box, facets, a page per resource, and the ledger as a map. Asks AWS nothing."""
    from estate_assets import page
    from estate_assets.scanner.garbage import GARBAGE
    from estate_assets.scanner.settings import load

    GARBAGE.process_is_a_server()
    page.serve(load(), host, port)
