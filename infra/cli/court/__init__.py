"""`lea court`: the Supreme Court's side of service 3.11.01."""
