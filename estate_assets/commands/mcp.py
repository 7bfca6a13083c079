"""`estate mcp`: the estate for agents."""

from __future__ import annotations


def mcp() -> None:
    """Serve the estate to agents over MCP (stdio): search, show, ledger, services. Read-only; asks AWS nothing.

    Name it in your agent's configuration as command `estate` with the argument `mcp`, and ESTATE_HOME in its environment.
    """
    from estate_assets import agents
    from estate_assets.reading import Reader
    from estate_assets.scanner.garbage import GARBAGE
    from estate_assets.scanner.settings import load

    GARBAGE.process_is_a_server()
    reader = Reader(load())
    try:
        agents.server(reader).run("stdio")
    finally:
        reader.close()
