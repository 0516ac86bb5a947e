"""HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530), in the profile of service 3.11.01.

The profile is narrow on purpose: one signature per message, in canonical form, over plain components. What it reads,
every implementation of the RFC reads alike; what could be read in two ways is refused.
"""
