"""Decrypts EncryptedAssertions with Python's cryptography: reads {key, messages}, writes the assertions."""

import base64
import json
import sys
import xml.etree.ElementTree as tree

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key

NAMES = {
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
    "xenc11": "http://www.w3.org/2009/xmlenc11#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "mgf1sha1": hashes.SHA1(), "mgf1sha256": hashes.SHA256()}


def name_of(element):
    return element.get("Algorithm").split("#")[1]


def octets(element):
    return base64.b64decode(element.find("xenc:CipherData/xenc:CipherValue", NAMES).text)


def decrypt(private_key, message):
    data = tree.fromstring(message).find(".//xenc:EncryptedData", NAMES)
    wrapped = data.find(".//xenc:EncryptedKey", NAMES)
    method = wrapped.find("xenc:EncryptionMethod", NAMES)
    mask = method.find("xenc11:MGF", NAMES)
    oaep = padding.OAEP(
        mgf=padding.MGF1(HASHES["mgf1sha1" if mask is None else name_of(mask)]),
        algorithm=HASHES[name_of(method.find("ds:DigestMethod", NAMES))],
        label=None,
    )
    key = private_key.decrypt(octets(wrapped), oaep)
    secret = octets(data)
    if name_of(data.find("xenc:EncryptionMethod", NAMES)).endswith("gcm"):
        return AESGCM(key).decrypt(secret[:12], secret[12:], None).decode()
    cbc = Cipher(algorithms.AES(key), modes.CBC(secret[:16])).decryptor()
    padded = cbc.update(secret[16:]) + cbc.finalize()
    return padded[: -padded[-1]].decode()


task = json.load(sys.stdin)
private_key = load_pem_private_key(task["key"].encode(), None)
json.dump([decrypt(private_key, message) for message in task["messages"]], sys.stdout)
