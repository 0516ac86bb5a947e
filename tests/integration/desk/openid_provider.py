"""A process that is an OpenID provider, and can be made to answer wrongly: `python -m … <port>`.

`oidc-provider-mock` does not check the code verifier of PKCE: added here, so that a client without it is refused. What
the provider is to do wrong is set with `PUT /faults`.
"""

import base64
import hashlib
import os
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
from authlib import jose
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry, extract_compact
from oidc_provider_mock import app as provider
from oidc_provider_mock._storage import storage

_SHARED_SECRET = "s" * 32


def main(port: int) -> None:
    """Serve until terminated."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    app: flask.Flask = provider(require_client_registration=True, require_nonce=True)
    challenges: dict[str, str] = {}
    faults: dict[str, Any] = {}

    @app.put("/faults")
    def set_faults() -> tuple[str, int]:
        faults.clear()
        faults.update(flask.request.get_json())
        return "", 204

    @app.before_request
    def check_verifier() -> flask.typing.ResponseReturnValue | None:
        if faults.get("failing") and flask.request.path == faults["failing"]:
            return "out of order", 500
        if flask.request.path == "/oauth2/authorize" and flask.request.args.get("code_challenge_method") != "S256":
            return "no PKCE", 400
        if flask.request.path == "/oauth2/token":
            verifier = flask.request.form.get("code_verifier", "").encode()
            challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
            if challenges.get(flask.request.form.get("code", ""), challenge) != challenge:
                return {"error": "invalid_grant"}, 400
        return None

    @app.after_request
    def changed(response: flask.Response) -> flask.Response:
        path = flask.request.path
        if path == "/oauth2/authorize" and response.location:
            code = parse_qs(urlsplit(response.location).query).get("code", [""])[0]
            challenges[code] = flask.request.args["code_challenge"]
        if path == "/oauth2/token" and response.is_json and "id_token" in (tokens := response.get_json()):
            tokens["id_token"] = _faulty(tokens["id_token"], faults)
            response.set_data(flask.json.dumps(tokens))
        if path == "/.well-known/openid-configuration":
            response.set_data(flask.json.dumps({**response.get_json(), **faults.get("description", {})}))
        return response

    app.run("127.0.0.1", port, debug=False)


def _faulty(id_token: str, faults: dict[str, Any]) -> str:
    """The token with other claims, or signed with another key."""
    if faults.get("new_key"):
        storage.jwk = jose.RSAKey.generate_key(is_private=True)
    own = RSAKey.import_key(storage.jwk.as_dict(is_private=True))
    token = extract_compact(id_token.encode())
    claims = {**flask.json.loads(token.payload), **faults.get("claims", {})}
    claims = {name: value for name, value in claims.items() if value is not None}
    algorithm = faults.get("algorithm", "RS256")
    key: Any = RSAKey.generate_key() if faults.get("other_key") else own
    if algorithm == "HS256":
        key = OctKey.import_key(_SHARED_SECRET)
    header = {"alg": algorithm, "kid": own.thumbprint()}
    return jwt.encode(header, claims, key, registry=JWSRegistry(algorithms=[algorithm], strict_check_header=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
