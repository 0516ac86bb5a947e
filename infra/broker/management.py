"""The management interface of the broker, as one user."""

import base64
import http.client
import json

LOOPBACK = "127.0.0.1"


class Management:
    """The broker's management interface, as one user."""

    def __init__(self, port: int, user: str, password: str, host: str = LOOPBACK) -> None:
        self._host, self._port = host, port
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}

    def get(self, path: str) -> bool:
        """Whether the node answers with 200."""
        try:
            return self.call("GET", path)[0] == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    def call(self, method: str, path: str, body: object = None) -> tuple[int, object]:
        """Send a request. Returns status and decoded body."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=10)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), self._headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text else None
