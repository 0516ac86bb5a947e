"""A trace viewer for one machine: receives OTLP over HTTP, keeps the newest spans, shows traces as waterfalls."""
