"""The whole system while everything goes wrong."""
