"""What the scanning principal may do with each resource, as IAM itself answers it."""

from estate_assets.scanner.permissions.principal import Principal, principal_of
from estate_assets.scanner.permissions.simulate import Simulator

__all__ = ["Principal", "Simulator", "principal_of"]
