"""A literal IAM policy evaluator: documents in, allow or deny out; it knows nothing of moto or HTTP."""
