"""A whole portal on pysaml2. Reads {settings, task} on standard input: writes its metadata, a signed request, or what it
understood of a Response to that request."""

import json
import logging
import sys

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor

logging.disable(logging.CRITICAL)
BINDINGS = {"redirect": BINDING_HTTP_REDIRECT, "post": BINDING_HTTP_POST}


def configure(settings):
    pair = {"key_file": settings["key"], "cert_file": settings["certificate"]}
    described = {
        "entityid": settings["entityId"],
        "xmlsec_binary": settings["xmlsec1"],
        **pair,
        "encryption_keypairs": [pair],
        "allow_unknown_attributes": True,
        "service": {
            "sp": {
                "endpoints": {"assertion_consumer_service": [(settings["acs"], BINDING_HTTP_POST)]},
                "authn_requests_signed": True,
                "want_response_signed": True,
                "want_assertions_signed": True,
                "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
            }
        },
    }
    if "metadata" in settings:
        described["metadata"] = {"inline": [settings["metadata"]]}
    return SPConfig().load(described)


def request(config, task):
    client = Saml2Client(config=config)
    request_id, sent = client.prepare_for_authenticate(
        entityid=task["idp"], relay_state=task["relayState"], binding=BINDINGS[task["binding"]], sign=True
    )
    return {"id": request_id, "url": dict(sent["headers"]).get("Location", sent["url"]), "body": sent["data"]}


def receive(config, task):
    client = Saml2Client(config=config)
    try:
        response = client.parse_authn_request_response(task["response"], BINDING_HTTP_POST, {task["id"]: "/"})
        return {"attributes": response.ava, "nameIdFormat": response.get_subject().format}
    except Exception as refusal:
        return {"refusal": type(refusal).__name__}


def work(settings, task):
    config = configure(settings)
    if task["name"] == "metadata":
        return str(entity_descriptor(config))
    return {"request": request, "receive": receive}[task["name"]](config, task)


given = json.load(sys.stdin)
json.dump(work(given["settings"], given["task"]), sys.stdout)
