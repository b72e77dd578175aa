"""What verifiers fetch: the file that works alone, keys, lists, and the worker that keeps it."""

from flask import Response, jsonify, make_response, render_template

from certificates.blueprint import blueprint
from certificates.proof import alone, badge
from certificates.proof.bundle import bundle_of, key_set
from certificates.proof.keys import keys_of
from certificates.proof.listing import signed_list
from certificates.proof.words import words
from lms.app import limiter
from lms.clock import now
from lms.db import db
from lms.errors import NotFound
from lms.web.access import public

LIMIT = "60 per minute"
FILE = "certificate-verifier.html"
SHORT = "public, max-age=300"


@blueprint.get("/v/")
@limiter.limit(LIMIT)
@public
def offline() -> Response:
    """离线核验页: what the phone keeps."""
    answer = make_response(alone.verifier(db.session(), now()))
    answer.headers["Content-Security-Policy"] = f"{alone.parts().policy}; frame-ancestors 'none'"
    return answer


@blueprint.get("/verify/offline.html")
@limiter.limit(LIMIT)
@public
def offline_file() -> Response:
    """下载离线核验工具: one file for any phone or computer."""
    answer = offline()
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer


@blueprint.get("/verify/bundle.json")
@limiter.limit(LIMIT)
@public
def bundle() -> Response:
    """Keys and lists together, and the words of the visitor's language."""
    answer = jsonify({**bundle_of(db.session(), now()), "words": words()})
    answer.headers["Cache-Control"], answer.headers["Vary"] = "private, max-age=300", "Cookie"
    return answer


@blueprint.get("/verify/keys/<county>.json")
@limiter.limit(LIMIT)
@public
def keys(county: str) -> Response:
    """公钥: those of one county that were not withdrawn, as a JWK set."""
    found = keys_of(db.session(), county)
    if not found:
        raise NotFound
    return _kept(jsonify(key_set(found)))


@blueprint.get("/verify/revoked/<county>.cose")
@limiter.limit(LIMIT)
@public
def revoked(county: str) -> Response:
    """吊销名单: signed, as of now."""
    signed = signed_list(db.session(), now(), county)
    if signed is None:
        raise NotFound
    answer = make_response(signed)
    answer.headers["Content-Type"] = "application/cose"
    return _kept(answer)


@blueprint.get("/verify/key/<kid>")
@limiter.limit(LIMIT)
@public
def key(kid: str) -> Response:
    """One public key as a JWK: where the `kid` of a credential leads."""
    found = [one for one in key_set(keys_of(db.session()))["keys"] if one["kid"] == kid]
    if not found:
        raise NotFound
    return _kept(jsonify(found[0]))


@blueprint.get("/verify/issuers/<county>")
@limiter.limit(LIMIT)
@public
def issuer(county: str) -> Response:
    """发证县: its profile for credentials (Open Badges)."""
    found = badge.issuer_profile(db.session(), county)
    if found is None:
        raise NotFound
    return _kept(jsonify(found))


@blueprint.get("/verify/status/<county>/<int:block>")
@limiter.limit(LIMIT)
@public
def status(county: str, block: int) -> Response:
    """The status list of credentials, signed."""
    signed = badge.status_list(db.session(), now(), county, block)
    if signed is None:
        raise NotFound
    answer = make_response(signed)
    answer.headers["Content-Type"] = "application/vc+jwt"
    return _kept(answer)


@blueprint.get("/verify-sw.js")
@public
def worker() -> Response:
    """The worker of the verification pages."""
    answer = make_response(render_template("certificates/verify-sw.js"))
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = SHORT
    answer.headers["Access-Control-Allow-Origin"] = "*"  # nothing personal, made for others
    return answer
