//! The request alone: a support desk looks into an `.ehcsr` before it is sent. `csr FILE`

use std::error::Error;

use ehealth_csr::{CertificationRequest, RequestFile, SubjectName};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).ok_or("stage-csr FILE")?;
    for (field, value) in look(&std::fs::read(file)?)? {
        println!("{field}: {value}");
    }
    Ok(())
}

/// What the request asks for; an error with a code when it is none, or when the key in it did not sign it.
fn look(bytes: &[u8]) -> Result<Vec<(&'static str, String)>, ehealth_csr::Error> {
    let file = RequestFile::read(bytes)?;
    let csr: &CertificationRequest = file.csr();
    csr.verify()?;
    let subject = SubjectName::from_name(csr.subject().clone())?;
    let (kind, id) = subject.identifier();
    Ok(vec![
        ("certificate for", subject.name().to_owned()),
        ("identifier", format!("{kind} {id}")),
        ("application", subject.application_id().unwrap_or("-").to_owned()),
        ("ask the authority by", csr.key_identifier().to_string()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use embed_testing::{Persona, Practice};

    #[test]
    fn what_stands_in_a_request() {
        let persona = Persona::adult_rsa();
        let requested = Practice::new().request(&persona);
        // The practice is gone with its folder; what counts is in the bytes.
        assert!(std::fs::read(&requested.request).is_err());

        let practice = Practice::new();
        let requested = practice.request(&persona);
        let bytes = std::fs::read(&requested.request).unwrap();
        let fields = look(&bytes).unwrap();
        assert_eq!(fields[1].1, format!("SSIN {}", persona.national_number()));
        assert_eq!(fields[3].1, requested.key_identifier.to_string());
        assert_eq!(look(b"<x/>").unwrap_err().code(), "request.not_a_request");
    }
}
