"""Monitoring: scrape targets and alerts of Prometheus, data sources of Grafana, the trace viewer."""
