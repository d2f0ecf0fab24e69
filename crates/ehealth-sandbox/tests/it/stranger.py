"""A client that shares nothing with this workspace: zeep reads the reconstructed WSDLs, xmlsec1 signs.

Arguments: folder of the schemas, base URL, folder with ca.pem, auth.key, auth.pem, sign.key, sign.pem (key and
chain of a card, EC or RSA). Prints one line for each operation whose answer was understood.
"""

import base64
import datetime
import hashlib
import pathlib
import subprocess
import sys
import uuid

import requests
import zeep
from lxml import etree
from zeep.transports import Transport
from zeep.xsd import SkipValue

SCHEMAS, BASE, FOLDER = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
METHOD = sys.argv[4]
DS = "http://www.w3.org/2000/09/xmldsig#"
SUCCESS = "urn:be:fgov:ehealth:2.0:status:Success"
PERSON = {"Id": [{"_value_1": "00010100173", "Type": "SSIN"}], "FirstName": ["Testa Fictiva"], "Name": "Voorbeeld"}
CONTACT = {"EmailPrivate": "testa@example.org", "PhonePrivate": "+32 000 00 00 00"}

session = requests.Session()
session.trust_env = False
session.verify = str(FOLDER / "ca.pem")


def described(name, schema, actions):
    """A WSDL for a service that has none among the schemas: only what the test calls."""
    namespace = etree.parse(str(SCHEMAS / schema)).getroot().get("targetNamespace")
    each = lambda form: "".join(form.format(name=operation, action=action) for operation, action in actions.items())
    path = FOLDER / f"{name}.wsdl"
    path.write_text(f"""<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:test" xmlns:p="{namespace}"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:test"><w:types>
  <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="{namespace}" schemaLocation="{(SCHEMAS / schema).resolve()}"/></xs:schema></w:types>
""" + each("""<w:message name="{name}In"><w:part name="body" element="p:{name}Request"/></w:message>
<w:message name="{name}Out"><w:part name="body" element="p:{name}Response"/></w:message>""") + """<w:portType name="P">""" + each(
        """<w:operation name="{name}"><w:input message="t:{name}In"/><w:output message="t:{name}Out"/></w:operation>""") + """</w:portType>
<w:binding name="B" type="t:P"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>""" + each(
        """<w:operation name="{name}"><soap:operation soapAction="{action}"/><w:input><soap:body use="literal"/></w:input>"""
        """<w:output><soap:body use="literal"/></w:output></w:operation>""") + "</w:binding></w:definitions>")
    return path


class Service:
    def __init__(self, name, version="v2", wsdl=None):
        wsdl = wsdl or SCHEMAS / f"reconstructed-{name.lower()}-v2.wsdl"
        self.client = zeep.Client(str(wsdl), transport=Transport(session=session))
        ((qname, binding),) = self.client.wsdl.bindings.items()
        self.binding = binding
        self.proxy = self.client.create_service(qname, f"{BASE}/{name}/{version}")
        self.url = f"{BASE}/{name}/{version}"

    @staticmethod
    def head():
        return {"Id": f"_{uuid.uuid4()}", "IssueInstant": datetime.datetime.now(datetime.timezone.utc)}

    def unsigned(self, operation, **content):
        if content:
            return understood(operation, self.proxy[operation](**content, **self.head()))
        # zeep cannot write an element that has attributes and nothing else; it reads the answer.
        soap = "http://schemas.xmlsoap.org/soap/envelope/"
        envelope = etree.Element(f"{{{soap}}}Envelope")
        body = etree.SubElement(envelope, f"{{{soap}}}Body")
        head = self.head()
        head["IssueInstant"] = head["IssueInstant"].isoformat()
        etree.SubElement(body, f"{{urn:be:fgov:ehealth:certra:protocol:v2}}{operation}Request", **head)
        return self.post(operation, envelope)

    def signed(self, operation, key, method, **content):
        envelope = self.client.create_message(self.proxy, operation, Signature=SkipValue, **content, **self.head())
        payload = envelope.find("{*}Body")[0]
        payload.getparent().replace(payload, sign(payload, key, method))
        return self.post(operation, envelope)

    def post(self, operation, envelope):
        action = self.binding.get(operation).soapaction
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        response = session.post(self.url, data=etree.tostring(envelope), headers=headers)
        reply = self.binding.process_reply(self.client, self.binding.get(operation), response)
        return understood(operation, reply)


def understood(operation, reply):
    if hasattr(reply, "Status") and reply.Status.StatusCode.Value != SUCCESS:
        detail = reply.Status.StatusDetail._value_1[0]
        print(operation, getattr(detail, "EteeStatusDetail", detail).Errors[0].Code)
    else:
        print(operation, "Success")
    return reply


def run(*arguments, stdin=None):
    return subprocess.run([str(a) for a in arguments], input=stdin, check=True, capture_output=True).stdout


def sign(payload, key, method):
    """xmlsec1 fills in a template."""
    payload = etree.fromstring(etree.tostring(payload))
    ds = lambda parent, name, **attributes: etree.SubElement(parent, f"{{{DS}}}{name}", **attributes)
    signature = etree.SubElement(payload, f"{{{DS}}}Signature", nsmap={"ds": DS})
    info = ds(signature, "SignedInfo")
    ds(info, "CanonicalizationMethod", Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    ds(info, "SignatureMethod", Algorithm=f"http://www.w3.org/2001/04/xmldsig-more#{method}")
    reference = ds(info, "Reference", URI="#" + payload.get("Id"))
    transforms = ds(reference, "Transforms")
    ds(transforms, "Transform", Algorithm=f"{DS}enveloped-signature")
    ds(transforms, "Transform", Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    ds(reference, "DigestMethod", Algorithm="http://www.w3.org/2001/04/xmlenc#sha256")
    ds(reference, "DigestValue")
    ds(signature, "SignatureValue")
    ds(ds(ds(signature, "KeyInfo"), "X509Data"), "X509Certificate")
    (FOLDER / "template.xml").write_bytes(etree.tostring(payload))
    name = etree.QName(payload)
    chain = sorted(FOLDER.glob(f"{key}-*.pem"))
    keys = ",".join(str(path) for path in [FOLDER / f"{key}.key", *chain])
    out = run("xmlsec1", "--sign", "--privkey-pem", keys, "--id-attr:Id",
              f"{name.namespace}:{name.localname}", FOLDER / "template.xml")
    return etree.fromstring(out)


def der(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(digits)]) + digits + content


def encryption_certificate(serial, leaf, spki):
    """Names and validity are those of the authentication certificate; its key signs."""
    def parts(data):
        """The elements in an element."""
        out, at = [], header(data, 0)[0]
        while at < len(data):
            begin, end = header(data, at)
            out.append(data[at:end])
            at = end
        return out

    def header(data, at):
        length, begin = data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, begin = int.from_bytes(data[begin:begin + count], "big"), begin + count
        return begin, begin + length

    _, _, _, issuer, validity, subject = parts(parts(leaf)[0])[:6]
    rsa = der(0x30, der(6, bytes.fromhex("2A864886F70D01010B")), der(5))
    usage = der(0x30, der(6, bytes.fromhex("551D0F")), der(1, b"\xff"), der(4, bytes.fromhex("03020430")))
    tbs = der(0x30, der(0xA0, der(2, b"\x02")), der(2, b"\x00"[:serial[0] >> 7] + serial), rsa, subject, validity,
              subject, spki, der(0xA3, der(0x30, usage)))
    signature = run("openssl", "dgst", "-sha256", "-sign", FOLDER / "holder.key", stdin=tbs)
    return der(0x30, tbs, rsa, der(3, b"\x00", signature))


def new_key(name):
    run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", FOLDER / f"{name}.key")
    return run("openssl", "pkey", "-in", FOLDER / f"{name}.key", "-pubout", "-outform", "DER")


def csr(name, subject):
    return run("openssl", "req", "-new", "-key", FOLDER / f"{name}.key", "-subj", subject, "-outform", "DER")


def identifier(spki):
    return hashlib.sha1(spki[24:]).digest()  # RSA 2048: what follows is the BIT STRING's content


certra, etkra = Service("CertRa"), Service("EtkRa")
types = certra.unsigned("GetGenericOrganizationTypes")
assert any(entry.IdentifierType == "CBE" for entry in types.OrganizationType)
certra.unsigned("GetExistingApplicationIds", OrganizationIdentifier={"_value_1": "0999999922", "Type": "CBE"})
qualities = certra.signed("GetActorQualities", "auth", METHOD, SSIN={"_value_1": "00010100173", "Type": "SSIN"})
assert qualities.NaturalPersonAuthorization is True and len(qualities.OrganizationAuthorization) == 2

spki = new_key("holder")
contract = certra.unsigned("GenerateContract", ContactData=CONTACT, Signer=PERSON,
                           CertificateIdentifier={"Actor": PERSON}).Contract
name = "/C=BE/O=Federal Government/OU=SSIN\\=00010100173/OU=TESTA FICTIVA VOORBEELD/OU=eHealth-platform Belgium/CN=SSIN\\=00010100173"
request = {"ContactData": CONTACT, "CSR": csr("holder", name), "Contract": contract}
answer = certra.signed("GenerateCertificate", "sign", METHOD, EHealthCSR=request)
assert answer.PublicKeyIdentifier.lower() == identifier(spki).hex(), answer
chain = certra.unsigned("GetCertificate", PublicKeyIdentifier=answer.PublicKeyIdentifier).X509Certificate
for number, certificate in enumerate(chain):
    run("openssl", "x509", "-inform", "DER", "-out", FOLDER / f"holder-{number}.pem", stdin=certificate)

info = certra.signed("GetCertificateInfoForAuthenticationCertificate", "holder", "rsa-sha256")
assert info.CertificateInfo.AuthenticationCertificateStatus == "VALID_ACTIVE"
encryption = new_key("encryption")
challenge = etkra.signed("StartETKRegistration", "holder", "rsa-sha256", PublicEncryptionKey=encryption).Challenge
serial = run("openssl", "pkeyutl", "-decrypt", "-inkey", FOLDER / "encryption.key", stdin=challenge[:-32])
assert hashlib.sha256(serial).digest() == challenge[-32:]
certificate = encryption_certificate(serial, chain[0], encryption)
token = etkra.signed("CompleteETKRegistration", "holder", "rsa-sha256", ToBeRegistered=certificate)
assert token.ToBeActivated is False and certificate in token.ETK
etkra.signed("ActivateETK", "holder", "rsa-sha256")  # nothing waits: a refusal, understood
mine = certra.signed("GetCertificateInfoForCitizen", "auth", METHOD).CertificateInfo
assert mine[0].ETKStatus == "VALID_ACTIVE"
# The depot and version 1 have no reconstructed WSDL.
depot = Service("EtkDepot", "v1", described("EtkDepot", "ehealth-etkdepot-schema-protocol-1_0.xsd", {"GetEtk": ""}))
ask = lambda number: depot.proxy.GetEtk(SearchCriteria={"Identifier": [{"Type": "SSIN", "Value": number}]})
found = ask("00010100173")
assert found.Status.Code == "200" and found.ETK == token.ETK and not found.Error
assert ask("10010199862").ETK is None
print("GetEtk Success")
v1 = "urn:be:fgov:ehealth:etee:certra:"
old = Service("CertRa", "v1", described("CertRaV1", "ehealth-certra-schema-protocol-1_1.xsd",
              {"GetCertificate": v1 + "getcertificate", "GetExistingApplicationIds": v1 + "getexistingapplicationids"}))
answer_v1 = old.proxy.GetCertificate(requestId="100001")
assert answer_v1.certificate == chain[0] and answer_v1.caCertificates == chain[1:], answer_v1
refused = old.proxy.GetCertificate(requestId="1")
assert refused.certificate is None and len(refused.Error) == 1
assert not old.proxy.GetExistingApplicationIds(SearchCriterium={"Type": "CBE", "Value": "0999999922"}).SearchCriterium
print("v1 Success")

contract = certra.unsigned("GenerateRevocationContract", PublicKeyIdentifier=answer.PublicKeyIdentifier,
                           Signer=PERSON, RevocationReason="superseded").Contract
certra.signed("Revoke", "sign", METHOD, PublicKeyIdentifier=answer.PublicKeyIdentifier, Contract=contract)
new_key("foreigner")
stranger = {"Id": [{"_value_1": "00210100119", "Type": "SSIN"}], "FirstName": ["Erika"], "Name": "Mustermann"}
name = "/C=BE/O=Federal Government/OU=SSIN\\=00210100119/OU=MUSTERMANN ERIKA/OU=eHealth-platform Belgium/CN=SSIN\\=00210100119"
reply = certra.unsigned("SubmitCSRForForeigner", ForeignPerson=stranger, ContactData=CONTACT, CSR=csr("foreigner", name))
assert reply.ValidationUrl.startswith(BASE)
try:
    certra.proxy.GetCertificate(PublicKeyIdentifier="00", **Service.head())
except zeep.exceptions.Fault as fault:
    print("Fault", fault.message)
