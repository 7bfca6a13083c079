"""AWS's published evaluation logic over policies that were read: what is sure, and what depends on something unseen."""

from estate_assets.scanner.permissions.local.evaluate import Evaluator, Policies, Standing
from estate_assets.scanner.permissions.local.request import Context, Target
from estate_assets.scanner.permissions.local.statements import Statement, statements_of

__all__ = ["Context", "Evaluator", "Policies", "Standing", "Statement", "Target", "statements_of"]
