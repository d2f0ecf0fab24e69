"""Reads and writes PKCS#12 with Python's `cryptography`, for the tests of ehealth-keystore."""
import hashlib
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

task, source, password = sys.argv[1:4]
with open(source, "rb") as file:
    store = pkcs12.load_pkcs12(file.read(), password.encode())
spki = store.key.public_key().public_bytes(
    serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
)
if task == "read":
    certificates = [store.cert, *store.additional_certs]
    print("KEY", store.cert.friendly_name.decode(), hashlib.sha256(spki).hexdigest(), len(certificates))
else:
    additional = [other.certificate for other in store.additional_certs]
    written = pkcs12.serialize_key_and_certificates(
        store.cert.friendly_name,
        store.key,
        store.cert.certificate,
        additional,
        serialization.BestAvailableEncryption(password.encode()),
    )
    with open(sys.argv[4], "wb") as file:
        file.write(written)
