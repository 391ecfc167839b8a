"""A portal on pysaml2: reads {settings, messages} on standard input, writes what it understood of each message."""

import json
import logging
import sys

from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig

logging.disable(logging.CRITICAL)


def portal(settings):
    config = SPConfig()
    config.load(
        {
            "entityid": settings["entityId"],
            "xmlsec_binary": settings["xmlsec1"],
            "key_file": settings["key"],
            "cert_file": settings["certificate"],
            "encryption_keypairs": [{"key_file": settings["key"], "cert_file": settings["certificate"]}],
            "metadata": {"inline": [settings["metadata"]]},
            "allow_unknown_attributes": True,
            "service": {
                "sp": {
                    "endpoints": {"assertion_consumer_service": [(settings["acs"], BINDING_HTTP_POST)]},
                    "allow_unsolicited": True,
                    "want_response_signed": True,
                    "want_assertions_signed": True,
                }
            },
        }
    )
    return Saml2Client(config=config)


def receive(settings, message):
    try:
        response = portal(settings).parse_authn_request_response(message, BINDING_HTTP_POST, {"_request1": "/"})
        return {
            "nameId": response.get_subject().text,
            "sessionIndex": response.session_info()["session_index"],
            "attributes": response.ava,
        }
    except Exception as refusal:
        return {"refusal": type(refusal).__name__}


task = json.load(sys.stdin)
json.dump([receive(task["settings"], message) for message in task["messages"]], sys.stdout)
