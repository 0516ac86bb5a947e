"""What is measured of documents (Prometheus)."""

from prometheus_client import Counter

FAILED = Counter("lea_documents_failed", "Resolutions that could not be rendered; the log says why")
