"""Runs moto on 127.0.0.1, one request at a time, with what it lacks (see ec2_additions.py) and a few paths of its own.

Usage: moto_server.py PORT

Paths of its own, JSON in and out:
  POST /__testbed/seed       fills one account and region in-process; see seed_fleet.py
  POST /__testbed/enforce    {"on": bool}: signatures and IAM policies count from now on, or no more
  any path with the header `x-testbed-authorize: <operation>`
                             only says whether IAM allows that signed request (200, or 401/403 and {"code", "message"})
"""

import io
import json
import sys
import traceback

import ec2_additions
import seed_fleet
from moto import settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.access_control import IAMRequest
from moto.iam.models import get_account_id_from
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request

authorize_header = "HTTP_X_TESTBED_AUTHORIZE"


def enforces():
    return ActionAuthenticatorMixin.request_count >= settings.INITIAL_NO_AUTH_ACTION_COUNT


def enforce(body):
    ActionAuthenticatorMixin.request_count = 0
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0 if body["on"] else float("inf")
    return {"on": enforces()}


def authorize(environ):
    """Asks moto's IAM about an operation that moto does not have, signed as any other."""
    action = environ.pop(authorize_header)
    if not enforces():
        return 200, {}
    request = Request(environ)
    headers = Headers(request.headers)
    headers.remove("x-testbed-authorize")
    scope = headers.get("Authorization", "").partition("Credential=")[2].partition(",")[0]
    path = environ.get("RAW_URI") or environ["PATH_INFO"]
    try:
        asked = IAMRequest(
            account_id=get_account_id_from(scope.split("/")[0]),
            method=request.method,
            path=path,
            data={},
            body=request.get_data(),
            headers=headers,
            action=action,
        )
        asked.check_signature()
        asked.check_action_permitted("*")
        return 200, {}
    except HTTPException as refusal:
        return refusal.code or 403, {
            "code": getattr(refusal, "error_type", refusal.name),
            "message": str(getattr(refusal, "message", refusal.description)),
        }


def answer_own(environ):
    path = environ["PATH_INFO"]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = json.loads(environ["wsgi.input"].read(length) or b"{}")
    own = {"/__testbed/seed": seed_fleet.seed, "/__testbed/enforce": enforce}
    if path not in own:
        return 404, {"message": f"nothing at {path}"}
    try:
        return 200, own[path](body)
    except Exception:  # noqa: BLE001 - the caller is to see what went wrong, and the server to live on
        return 500, {"message": traceback.format_exc()}


class Application:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start_response):
        if authorize_header in environ:
            status, answer = authorize(environ)
        elif environ["PATH_INFO"].startswith("/__testbed/"):
            status, answer = answer_own(environ)
        else:
            return self.moto(environ, start_response)
        body = json.dumps(answer).encode()
        start_response(f"{status} -", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return io.BytesIO(body)


class QuietHandler(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        """Requests are not logged: the proxy counts them, and a fleet would fill the disk."""


def main():
    ec2_additions.install()
    settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
    server = make_server("127.0.0.1", int(sys.argv[1]), Application(), threaded=False, request_handler=QuietHandler)
    server.serve_forever()


if __name__ == "__main__":
    main()
