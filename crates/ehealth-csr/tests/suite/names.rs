use base64ct::{Base64, Encoding};
use ehealth_csr::fold::fold;
use ehealth_csr::{ApplicationId, DnError, Error, Identifier, IdentifierType, NameError, Ssin, SubjectName};
use ehealth_pki::Name;
use hex_literal::hex;
use serde_json::Value;

use crate::support::{Vectors, text};

/// The JDK's folding.
#[test]
fn folding() {
    let vectors = Vectors::committed("names");
    let files = [vectors.read("folding.json"), Vectors::committed("set-b/x509").read("folding.json")];
    for file in files {
        let file: Value = serde_json::from_slice(&file).unwrap();
        for case in file["cases"].as_array().unwrap() {
            assert_eq!(fold(text(case, "input")), text(case, "folded"), "{case}");
        }
    }
}

/// domain.md 3.1, with the vectors' warnings.
#[test]
fn ssins() {
    let file: Value = serde_json::from_slice(&Vectors::committed("numbers").read("ssin.json")).unwrap();
    for case in file["cases"].as_array().unwrap() {
        let input = text(case, "input");
        let result = Ssin::parse(input);
        if case["valid"] == false {
            let class = match result.unwrap_err() {
                ehealth_csr::IdentifierError::CheckDigits { .. } => "check-digits",
                ehealth_csr::IdentifierError::Length { .. } => "length",
                ehealth_csr::IdentifierError::NotADigit { .. } => "not-digits",
                other => panic!("{input}: {other:?}"),
            };
            let also = case["also_accept"].as_array().cloned().unwrap_or_default();
            assert!(case["reason"] == class || also.iter().any(|one| one == class), "{case}: {class}");
            continue;
        }
        let ssin = result.unwrap_or_else(|error| panic!("{case}: {error:?}"));
        assert_eq!(ssin.as_str(), text(case, "canonical"));
        if let Some(bis) = case["bis"].as_bool() {
            assert_eq!(ssin.is_bis(), bis, "{case}");
        }
        if let Some(date) = case["birth_date"].as_str() {
            let (year, month, day) = ssin.birth_date().unwrap_or_else(|| panic!("{case}"));
            assert_eq!(format!("{year}-{month:02}-{day:02}"), date);
        }
        let warnings: Vec<_> = ssin.warnings().iter().map(|warning| format!("{warning:?}")).collect();
        let expected = match case["warning"].as_str() {
            Some("birth-date") => vec!["BirthDate"],
            Some("sequence") => vec!["Sequence"],
            _ => vec![],
        };
        assert_eq!(warnings, expected, "{case}");
        assert!(!format!("{ssin:?}").contains(&ssin.as_str()[6..]));
    }
}

fn subject(case: &Value, name: &str, id: &str) -> SubjectName {
    let kind = IdentifierType::parse(text(case, "type")).unwrap();
    let identifier = Identifier::from_authority(kind, id).unwrap();
    let application = case["application_id"].as_str().map(|id| ApplicationId::parse(id).unwrap());
    SubjectName::organization(identifier, name, application.as_ref()).unwrap()
}

/// The bytes and texts of the JDK's `X500Principal`.
#[test]
fn subject_der_as_the_jdk() {
    let file: Value = serde_json::from_slice(&Vectors::committed("names").read("subjects.json")).unwrap();
    for case in file["subjects"].as_array().unwrap() {
        let name = subject(case, text(case, "name"), text(case, "identifier"));
        let der = Base64::decode_vec(text(case, "der_base64")).unwrap();
        assert_eq!(name.to_der(), der, "{case}");
        assert_eq!(name.rfc2253(), text(case, "jdk_rfc2253"));
        assert_eq!(name.name(), text(case, "folded_name"));
        let read = SubjectName::from_name(Name::from_der(&der).unwrap()).unwrap();
        assert_eq!(read, name);
        assert_eq!(SubjectName::from_contract_dn(text(case, "jdk_rfc2253")).unwrap(), name, "{case}");
    }
}

#[test]
fn subject_der_of_the_second_set() {
    let file: Value =
        serde_json::from_slice(&Vectors::committed("set-b/x509").read("subjects.json")).unwrap();
    for case in file["cases"].as_array().unwrap() {
        let name = subject(case, text(case, "name_input"), text(case, "id"));
        let hex: String = name.to_der().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, text(case, "der_hex"), "{case}");
        assert_eq!(name.rfc2253(), text(case, "jdk_rfc2253"), "{case}");
        let read = SubjectName::from_contract_dn(text(case, "jdk_rfc2253")).unwrap();
        assert_eq!(read, name, "{case}");
    }
}

const PERSON: &[u8] = &hex!(
    "3081A0310B3009060355040613024245311B3019060355040A13124665646572616C20476F7665726E6D656E7431193017060355040B13105353494E3D3130303130313939383632311B3019060355040B13125A4F452048454C454E4520504545544552533121301F060355040B1318654865616C74682D706C6174666F726D2042656C6769756D31193017060355040313105353494E3D3130303130313939383632"
);
const AGENDA: &[u8] = &hex!(
    "3081BE310B3009060355040613024245311B3019060355040A13124665646572616C20476F7665726E6D656E743111300F060355040B0C084147454E44415F3131173015060355040B130E4342453D303939393939393932323120301E060355040B131747524F4550535052414B54494A4B204445204C494E44453121301F060355040B1318654865616C74682D706C6174666F726D2042656C6769756D3121301F06035504030C184342453D303939393939393932322C204147454E44415F31"
);

/// ra.md 7.3, measured.
#[test]
fn measured_bytes() {
    let ssin = Ssin::parse("10010199862").unwrap();
    let person = SubjectName::person(&ssin, "Zoë Hélène", "Peeters").unwrap();
    assert_eq!(person.to_der(), PERSON);
    assert_eq!(person.identifier(), ("SSIN", "10010199862"));
    let cbe = Identifier::from_authority(IdentifierType::CBE, "0999999922").unwrap();
    let application = ApplicationId::parse("agenda_1").unwrap();
    let organization = SubjectName::organization(cbe, "Groepspraktijk De Linde", Some(&application)).unwrap();
    assert_eq!(organization.to_der(), AGENDA);
    assert_eq!(organization.file_base(), "CBE=0999999922,AGENDA_1");
    assert_eq!(organization.application_id(), Some("AGENDA_1"));
}

#[test]
fn empty_names() {
    let ssin = Ssin::parse("00010100173").unwrap();
    for (given, surname) in [("", "Peeters"), ("An", " "), ("", "")] {
        let error = SubjectName::person(&ssin, given, surname).unwrap_err();
        assert_eq!((error.code(), error), ("name.empty", Error::Name(NameError::Empty)));
    }
}

/// ra.md 15, 5: every form that the authority may write.
#[test]
fn contract_dn_forms() {
    let person = [
        r"CN=SSIN\=10010199862,OU=eHealth-platform Belgium,OU=ZOE HELENE PEETERS,OU=SSIN\=10010199862,O=Federal Government,C=BE",
        "CN=SSIN=10010199862,OU=eHealth-platform Belgium,OU=ZOE HELENE PEETERS,OU=SSIN=10010199862,O=Federal Government,C=BE",
        "CN=SSIN=10010199862, OU=eHealth-platform Belgium, OU=ZOE HELENE PEETERS, OU=SSIN=10010199862, O=Federal Government, C=BE",
        "cn = \"SSIN=10010199862\" , ou=eHealth-platform Belgium;OU=ZOE HELENE PEETERS,OU=\"SSIN=10010199862\",O=Federal Government,C=BE",
        "C=BE, O=Federal Government, OU=SSIN=10010199862, OU=ZOE HELENE PEETERS, OU=eHealth-platform Belgium, CN=SSIN=10010199862",
        "2.5.4.6=BE,OID.2.5.4.10=Federal Government,OU=SSIN=10010199862,OU=ZOE HELENE\\20PEETERS,OU=eHealth-platform Belgium,2.5.4.3=SSIN=10010199862",
        " CN=SSIN=10010199862,OU=eHealth-platform Belgium,OU=ZOE HELENE PEETERS\n,OU=SSIN=10010199862,O=Federal Government,C=BE ",
    ];
    for dn in person {
        let name = SubjectName::from_contract_dn(dn).unwrap_or_else(|error| panic!("{dn}: {error:?}"));
        assert_eq!(name.to_der(), PERSON, "{dn}");
    }
    let organization = [
        r"CN=CBE\=0999999922\, AGENDA_1,OU=eHealth-platform Belgium,OU=GROEPSPRAKTIJK DE LINDE,OU=CBE\=0999999922,OU=AGENDA_1,O=Federal Government,C=BE",
        r"CN=CBE=0999999922\, AGENDA_1,OU=eHealth-platform Belgium,OU=GROEPSPRAKTIJK DE LINDE,OU=CBE=0999999922,OU=AGENDA_1,O=Federal Government,C=BE",
        r#"CN="CBE=0999999922, AGENDA_1",OU=eHealth-platform Belgium,OU=GROEPSPRAKTIJK DE LINDE,OU=CBE=0999999922,OU=AGENDA_1,O=Federal Government,C=BE"#,
        r"C=BE,O=Federal Government,OU=AGENDA_1,OU=CBE=0999999922,OU=GROEPSPRAKTIJK DE LINDE,OU=eHealth-platform Belgium,CN=CBE=0999999922\2C AGENDA_1",
    ];
    for dn in organization {
        let name = SubjectName::from_contract_dn(dn).unwrap_or_else(|error| panic!("{dn}: {error:?}"));
        assert_eq!(name.to_der(), AGENDA, "{dn}");
        assert_eq!(name.name(), "GROEPSPRAKTIJK DE LINDE");
    }
    // the name equals the application id and stands once (ra.md 7.2)
    let once = r"CN=CBE=0999999922\, LINDE,OU=eHealth-platform Belgium,OU=CBE=0999999922,OU=LINDE,O=Federal Government,C=BE";
    assert_eq!(SubjectName::from_contract_dn(once).unwrap().name(), "LINDE");
}

#[test]
fn contract_dn_refused() {
    let rest = "OU=eHealth-platform Belgium,OU=A B,OU=SSIN=10010199862,O=Federal Government,C=BE";
    let dns = [
        (String::new(), "syntax"),
        ("CN".to_owned(), "syntax"),
        (format!("CN=\"SSIN=10010199862,{rest}"), "syntax"),
        (format!("CN=SSIN=10010199862+{rest}"), "syntax"),
        (format!("CN=SSIN=10010199862\\,{rest}"), "parts"),
        (format!("CN=SSIN\\x=10010199862,{rest}"), "syntax"),
        (format!("CN=\\FF,{rest}"), "syntax"),
        (format!("CN=#0C03303031,{rest}"), "syntax"),
        (format!("CN=CBE=0999999922, AGENDA-1,{rest}"), "syntax"), // a bare comma
        (format!("CN=SSIN=10010199863,{rest}"), "parts"),
        (format!("CN=SSIN=1001019986X,{rest}"), "parts"),
        (format!("CN=ssin=10010199862,{rest}"), "parts"),
        (format!("CN=SSIN=10010199862,CN=SSIN=10010199862,{rest}"), "parts"),
        (format!("CN=SSIN=10010199862,OU=C,{rest}"), "parts"),
        (format!("CN=SSIN=10010199862\\, APP,OU=APP,{rest}"), "parts"), // persons have no application
        (format!("CN=SSIN=10010199862,L=Brussels,{rest}"), "attribute"),
        (format!("CN=SSIN=10010199862,{rest},OU=X"), "order"),
        (format!("CN=SSIN=10010199862,{}", rest.replace("C=BE", "C=FR")), "parts"),
        (format!("CN=SSIN=10010199862,{}", rest.replace("Federal", "Other")), "parts"),
        (format!("CN=SSIN=10010199862,{}", rest.replace("eHealth-", "other-")), "parts"),
        (format!("CN={}", "A".repeat(5_000)), "long"),
        ("C=BE,".repeat(40), "long"),
    ];
    for (dn, expected) in dns {
        let class = match SubjectName::from_contract_dn(&dn) {
            Err(Error::Dn(DnError::Syntax { .. })) => "syntax",
            Err(Error::Dn(DnError::TooLong)) => "long",
            Err(Error::Dn(DnError::Attribute(_))) => "attribute",
            Err(Error::Dn(DnError::Order)) => "order",
            Err(Error::Dn(DnError::Parts(_))) => "parts",
            other => panic!("{dn}: {other:?}"),
        };
        assert_eq!(class, expected, "{dn}");
    }
}

/// The issued certificate writes the same name with other string types.
#[test]
fn matches_an_issued_certificate() {
    let certificate = crate::support::certificate("auth-person");
    let ssin = Ssin::parse("84081699356").unwrap();
    let name = SubjectName::person(&ssin, "Zoë Éléonore", "Lefèvre-Van Den Broeck").unwrap();
    assert_ne!(certificate.subject().der(), name.to_der());
    assert_eq!(name.matches(&certificate), Ok(()));
    let other = SubjectName::person(&ssin, "Zoë", "Lefèvre-Van Den Broeck").unwrap();
    let mismatch = other.matches(&certificate).unwrap_err();
    assert_eq!(mismatch.attribute, "2.5.4.11");
    assert_eq!(mismatch.expected.as_deref(), Some("ZOE LEFEVRE-VAN DEN BROECK"));
    assert!(other.same_holder(&name));
}

proptest::proptest! {
    #[test]
    fn dn_of_anything(text in "(CN|OU|O|C|=|,|;|\\\\|\"|#|\\+| |BE|é|[0-9A-F]){0,30}") {
        let _ = SubjectName::from_contract_dn(&text);
    }

    /// Any name comes back from its text form.
    #[test]
    fn dn_round_trip(given in "\\PC{1,20}", surname in "\\PC{1,20}") {
        let ssin = Ssin::parse("00010100173").unwrap();
        if let Ok(name) = SubjectName::person(&ssin, &given, &surname) {
            // spaces of other kinds at the ends would be trimmed by a reader of text
            proptest::prop_assume!(name.name().trim() == name.name() && !name.name().contains('\0'));
            proptest::prop_assert_eq!(&SubjectName::from_contract_dn(&name.rfc2253()).unwrap(), &name);
        }
    }

    #[test]
    fn ssin_of_anything(text in "\\PC{0,14}") {
        let _ = Ssin::parse(&text);
    }
}

/// Without eID the surname stands first (ra.md 7.2).
#[test]
fn foreigners() {
    let bis = Ssin::parse("00210100119").unwrap();
    let name = SubjectName::foreigner(&bis, " Zoë ", "Nguyễn Văn").unwrap();
    assert_eq!(name.name(), "NGUYEN VAN ZOE");
    assert_eq!(name.file_base(), "SSIN=00210100119");
    assert_eq!(name, SubjectName::person(&bis, "Nguyễn Văn", "Zoë").unwrap());
    assert_eq!(SubjectName::foreigner(&bis, "", "A").unwrap_err().code(), "name.empty");
}

/// Renewal: whose certificate is it?
#[test]
fn holders() {
    let holder = |name| SubjectName::holder_of(&crate::support::certificate(name));
    assert_eq!(holder("auth-person").unwrap().to_string(), "SSIN=84081699356");
    assert_eq!(holder("auth-org").unwrap().kind().as_str(), "CBE");
    assert!(matches!(holder("root-rsa"), Err(Error::Dn(_)) | Err(Error::Identifier(_))));
    assert!(matches!(holder("dummy"), Err(Error::Dn(_))));
}
