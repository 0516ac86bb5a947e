"""The rules of subscribers: what grants access takes two people, what takes it away takes one."""
