"""The card of an enforcement proceeding, as service 3.11.01 gives it.

`court_query` stores it and `edge` answers with it; both use this package.
"""
