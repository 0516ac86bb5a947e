"""A small viewer of traces for one machine: takes OTLP over HTTP, keeps the newest spans, shows them as waterfalls."""
