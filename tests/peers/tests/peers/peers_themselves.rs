//! The peers judge samples and vectors made elsewhere: proof that the helpers ask the right question, good
//! and bad side by side.

use std::fs;

use peers::{Java, Openssl, Schemas, Xmlsec};

#[test]
fn schemas_take_samples_and_refuse_changed_ones() {
    let (Some(folder), Some(schemas)) = (peers::schemas(), Schemas::find().unwrap()) else { return };
    let sample = |name: &str| fs::read(folder.join("samples").join(name)).unwrap();
    schemas.validate_payload(&sample("GetActorQualitiesRequest.xml")).unwrap();
    schemas.validate_payload(&sample("StartETKRegistrationResponse.xml")).unwrap();
    schemas.validate_payload(&sample("GetEtkResponse.xml")).unwrap();
    schemas.validate_envelope(&sample("soap.GetActorQualitiesRequest.xml")).unwrap();
    schemas.validate_envelope(&sample("soap.fault.xml")).unwrap();

    let text = String::from_utf8(sample("soap.GetActorQualitiesRequest.xml")).unwrap();
    // a payload inside the envelope is validated, not skipped
    let changed = text.replacen("IssueInstant", "IssueInstance", 1);
    schemas.validate_envelope(changed.as_bytes()).unwrap_err();
    schemas
        .validate_envelope(text.replace("GetActorQualitiesRequest", "GetActorQualitiesQuestion").as_bytes())
        .unwrap_err();
    schemas.validate_payload(b"<unknown xmlns=\"urn:none\"/>").unwrap_err();
}

#[test]
fn both_verifiers_take_signed_samples_and_refuse_changed_ones() {
    let (Some(folder), Some(openssl), Some(java)) =
        (peers::schemas(), Openssl::find().unwrap(), Java::find())
    else {
        return;
    };
    let samples = folder.join("samples");
    let read = |name: &str| fs::read(samples.join(name)).unwrap();
    let roots = ["material/croot.pem", "extra/citizen-root.pem"]
        .map(|name| openssl.der(&fs::read_to_string(samples.join(name)).unwrap()).unwrap());
    let Some(xmlsec) = Xmlsec::trusting(&roots).unwrap() else { return };
    let element = "urn:be:fgov:ehealth:certra:protocol:v2:GetActorQualitiesRequest";

    let rsa = read("GetActorQualitiesRequest.xml");
    let ec = read("extra/GetActorQualitiesRequest.ec-p384-sha384.xml");
    let soap = read("soap.GetActorQualitiesRequest.xml");
    let changed =
        String::from_utf8(rsa.clone()).unwrap().replacen("00010100173", "00010100174", 1).into_bytes();
    xmlsec.verify(&rsa, element).unwrap();
    xmlsec.verify(&ec, element).unwrap();
    xmlsec.verify(&soap, element).unwrap();
    xmlsec.verify(&changed, element).unwrap_err();
    let untrusting = Xmlsec::trusting(&[]).unwrap().unwrap();
    untrusting.verify(&rsa, element).unwrap_err();

    let verdicts = java.verify_signatures(&[rsa.clone(), ec, soap, changed], &roots).unwrap();
    assert!(
        verdicts[0].starts_with("valid\thttp://www.w3.org/2001/04/xmldsig-more#rsa-sha256\t"),
        "{verdicts:?}"
    );
    assert!(
        verdicts[1].starts_with("valid\thttp://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384\t"),
        "{verdicts:?}"
    );
    assert!(verdicts[2].starts_with("valid\t"), "{verdicts:?}");
    assert!(verdicts[3].starts_with("invalid\t"), "{verdicts:?}");
    assert!(java.verify_signatures(&[rsa], &roots[1..]).unwrap()[0].starts_with("invalid\t"));
}

#[test]
fn the_jdk_lists_keystores_and_reads_requests_of_others() {
    let (Some(folder), Some(java)) = (peers::vectors(), Java::find()) else { return };
    let store = folder.join("pkcs12/ehealth-complete-jdk.p12");
    let refused = java.list_keystore(&store, "wrong").unwrap_err();
    assert!(refused.to_string().contains("password was incorrect"), "{refused}");
    let listing = java.list_keystore(&store, "Keystore-Pass_2026!").unwrap();
    let authentication = listing.keys.iter().find(|entry| entry.alias == "authentication").unwrap();
    assert!(authentication.fits);
    assert_eq!(authentication.chain.len(), 3, "the JDK goes on with every certificate of the file");
    assert!(!listing.trusted.is_empty());

    let request = fs::read(folder.join("csr/person-1-openssl.csr.der")).unwrap();
    let read = java.read_requests(&[request]).unwrap();
    assert_eq!(read[0].0, "SHA256withRSA");
    assert!(read[0].1.contains("C=BE"), "{read:?}");
    let flipped = fs::read(folder.join("csr/bad/signature-flip.csr.der")).unwrap();
    java.read_requests(&[flipped]).unwrap_err();
}
