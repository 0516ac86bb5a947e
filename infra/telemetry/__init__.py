"""What watches the system: Prometheus' scrape targets and alerts, and the viewer of traces."""
