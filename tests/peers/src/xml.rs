//! XML by libxml2 and xmlsec1: schema validation of whole messages, verification of signatures.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::peer::{Defect, Peer};
use crate::shared;

/// Target namespaces of the messages and the schema of each.
const SCHEMAS: &[(&str, &str)] = &[
    ("urn:be:fgov:ehealth:certra:protocol:v2", "ehealth-certra-schema-protocol-2_0.xsd"),
    ("urn:be:fgov:ehealth:etkra:protocol:v2", "ehealth-etkra-schema-protocol-2_0.xsd"),
    ("urn:be:fgov:ehealth:etkdepot:1_0:protocol", "ehealth-etkdepot-schema-protocol-1_0.xsd"),
    ("urn:be:fgov:ehealth:errors:soa:v1", "ehealth-errors-schema-soa-1_1.xsd"),
];

/// xmllint with the authority's schemas, under a SOAP 1.1 envelope whose content must be valid strictly.
#[derive(Debug)]
pub struct Schemas {
    xmllint: Peer,
    folder: TempDir,
}

impl Schemas {
    /// Needs xmllint and the schemas' folder.
    ///
    /// # Errors
    /// The temporary folder cannot be written.
    pub fn find() -> Result<Option<Self>, Defect> {
        let (Some(xmllint), Some(schemas)) = (Peer::xmllint(), shared::schemas()) else { return Ok(None) };
        let folder = tempfile::tempdir().map_err(|error| Defect::new(error.to_string()))?;
        let imports: String = SCHEMAS
            .iter()
            .map(|(namespace, file)| {
                let path = schemas.join(file);
                format!("<xs:import namespace=\"{namespace}\" schemaLocation=\"{}\"/>\n", path.display())
            })
            .collect();
        let envelope = ENVELOPE.replace("<!-- imports -->", &imports);
        write(&folder.path().join("envelope.xsd"), envelope.as_bytes())?;
        write(
            &folder.path().join("payloads.xsd"),
            PAYLOADS.replace("<!-- imports -->", &imports).as_bytes(),
        )?;
        Ok(Some(Self { xmllint, folder }))
    }

    /// Validates a whole HTTP body: envelope, body, the one payload or the fault.
    ///
    /// # Errors
    /// It is not valid; the defect says where.
    pub fn validate_envelope(&self, message: &[u8]) -> Result<(), Defect> {
        self.validate("envelope.xsd", message)
    }

    /// Validates a bare payload, as in an `.ehcsr` or a sample.
    ///
    /// # Errors
    /// It is not valid; the defect says where.
    pub fn validate_payload(&self, message: &[u8]) -> Result<(), Defect> {
        self.validate("payloads.xsd", message)
    }

    fn validate(&self, schema: &str, message: &[u8]) -> Result<(), Defect> {
        let schema = self.folder.path().join(schema).display().to_string();
        let run = self.xmllint.run(&["--nonet", "--noout", "--schema", &schema, "-"], message)?;
        if run.ok {
            Ok(())
        } else {
            Err(Defect::new(format!("not valid: {}\n{}", run.said(), String::from_utf8_lossy(message))))
        }
    }
}

/// SOAP 1.1 in the narrow form that ra.md 2.1 and 2.6 describe, written for these tests.
const ENVELOPE: &str = r###"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
    targetNamespace="http://schemas.xmlsoap.org/soap/envelope/" elementFormDefault="qualified">
<!-- imports -->
<xs:element name="Envelope"><xs:complexType><xs:sequence>
  <xs:element name="Header" minOccurs="0"><xs:complexType/></xs:element>
  <xs:element name="Body"><xs:complexType><xs:choice>
    <xs:any namespace="##other" processContents="strict"/>
    <xs:element ref="s:Fault"/>
  </xs:choice></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="Fault"><xs:complexType><xs:sequence>
  <xs:element name="faultcode" type="xs:QName" form="unqualified"/>
  <xs:element name="faultstring" type="xs:string" form="unqualified"/>
  <xs:element name="faultactor" type="xs:anyURI" minOccurs="0" form="unqualified"/>
  <xs:element name="detail" minOccurs="0" form="unqualified"><xs:complexType><xs:sequence>
    <xs:any namespace="##any" processContents="strict" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
</xs:schema>
"###;

/// Any payload of any of the services.
const PAYLOADS: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<!-- imports -->
</xs:schema>
"#;

/// xmlsec1, told which element carries the `Id` and which roots to trust.
#[derive(Debug)]
pub struct Xmlsec {
    peer: Peer,
    folder: TempDir,
    roots: Vec<PathBuf>,
}

impl Xmlsec {
    /// Trusts these roots (DER) and nothing else.
    ///
    /// # Errors
    /// The temporary folder cannot be written.
    pub fn trusting(roots: &[Vec<u8>]) -> Result<Option<Self>, Defect> {
        let Some(peer) = Peer::xmlsec1() else { return Ok(None) };
        let folder = tempfile::tempdir().map_err(|error| Defect::new(error.to_string()))?;
        let mut files = Vec::new();
        for (index, root) in roots.iter().enumerate() {
            let file = folder.path().join(format!("root-{index}.der"));
            write(&file, root)?;
            files.push(file);
        }
        Ok(Some(Self { peer, folder, roots: files }))
    }

    /// Verifies the one signature of a document: digest, value with the leaf, chain to a trusted root now.
    /// `element` is the signed element as `NAMESPACE:LocalName`; its `Id` is what the reference names.
    ///
    /// # Errors
    /// xmlsec1 refuses it, or says anything else than that the one signature is right.
    pub fn verify(&self, document: &[u8], element: &str) -> Result<(), Defect> {
        let file = self.folder.path().join("document.xml");
        write(&file, document)?;
        let mut arguments = vec!["--verify".to_owned(), "--id-attr:Id".to_owned(), element.to_owned()];
        for root in &self.roots {
            arguments.extend(["--trusted-der".to_owned(), root.display().to_string()]);
        }
        arguments.extend(["--enabled-key-data".to_owned(), "x509".to_owned(), file.display().to_string()]);
        let run = self.peer.run(&arguments, b"")?;
        let said = run.said();
        let one_reference = said.contains("SignedInfo References (ok/all): 1/1");
        if run.ok && said.lines().any(|line| line == "OK") && one_reference {
            return Ok(());
        }
        Err(Defect::new(format!("xmlsec1 refuses {element}: {said}")))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Defect> {
    fs::write(path, bytes).map_err(|error| Defect::new(format!("{}: {error}", path.display())))
}
