"""An AWS stand-in with a seeded estate, for people without an account: `with StandIn() as stand_in: ...`."""

from estate_assets.demo.process import StandIn, StandInError

__all__ = ["StandIn", "StandInError"]
