"""Samples of earlier releases, the recorder that makes them, and what reads them (see README.md)."""
