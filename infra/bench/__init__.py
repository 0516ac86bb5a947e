"""Benchmarks of the performance targets."""
