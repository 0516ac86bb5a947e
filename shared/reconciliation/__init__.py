"""Whether consumers and the event stores of their sources agree; both are compared, neither is changed."""
