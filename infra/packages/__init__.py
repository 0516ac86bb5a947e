"""The two wheels for subscribers, `lea-events` and `lea-subscriber`: source copied under other names, and built."""
