"""What a principal may do with each resource: asked of IAM, or evaluated from its policies."""
