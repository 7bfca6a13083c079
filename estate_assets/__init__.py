"""Estate: AWS accounts as a searchable collection that stays true to AWS."""

__version__ = "0.1.0"
