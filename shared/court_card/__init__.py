"""The course of an enforcement proceeding as service 3.11.01 tells it.

Kept by `court_query`, told by `edge`: what both must understand alike lives here.
"""
