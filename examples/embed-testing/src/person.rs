//! Somebody who says yes to everything.

use beid_card::{Card, Contents, Files, Pin, PinSource};
use beid_simulator::{Persona, VirtualReader};
use ehealth_client::transport::blocking::HttpsTransport;
use ehealth_client::{Limits, Transport, TransportError};
use ehealth_enrollment::driver::{Ports, sign_with_card};
use ehealth_enrollment::{Acceptance, Answer, Applicant, Error, Question, SignatureWanted};
use rustls_pki_types::UnixTime;

use crate::{contact_data, password};

pub(crate) struct Somebody {
    card: Card<VirtualReader>,
    transport: HttpsTransport,
}

impl Somebody {
    pub(crate) fn new(reader: VirtualReader, transport: HttpsTransport) -> Self {
        Self { card: Card::open(reader).unwrap(), transport }
    }
}

impl Ports for Somebody {
    fn read_card(&mut self) -> Result<Contents, Error> {
        Ok(self.card.read(Files::all())?)
    }

    fn sign(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        sign_with_card(&mut self.card, wanted, PinSource::Entered(Pin::parse(Persona::PIN)?))
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        Ok(match question {
            Question::Terms => Answer::Accepted(Acceptance { language: "fr".into(), sha256: [0; 32] }),
            Question::Contract(contract) => {
                Answer::Accepted(Acceptance { language: "fr".into(), sha256: contract.sha256() })
            }
            Question::Applicant(_) => Answer::Applicant(Applicant::Person),
            Question::ContactData { .. } => Answer::ContactData(contact_data()),
            Question::NewPassword { .. } | Question::Password { refused: false, .. } => {
                Answer::Password(password())
            }
            Question::Overview(_) => Answer::Confirmed,
            other => panic!("nobody was to be asked {other:?}"),
        })
    }

    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.transport.send(request, limits)
    }

    fn wait_until(&mut self, _: UnixTime) -> Result<(), Error> {
        Ok(())
    }
}
