"""Benchmarks: what is measured, and with what."""
