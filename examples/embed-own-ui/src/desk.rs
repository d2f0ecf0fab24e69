//! Between the procedure's thread and the event loop of a user interface.

use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use beid_card::transport::Reader;
use beid_card::{Card, Contents, Files, Pin, PinQuestion, PinSource, Tries};
use ehealth_client::{Limits, Transport, TransportError};
use ehealth_enrollment::driver::{Ports, run, sign_with_card};
use ehealth_enrollment::{Answer, Error, Flow, Outcome, Progress, Purpose, Question, SignatureWanted};
use rustls_pki_types::UnixTime;

/// The callbacks of a user interface. `None` is the person's "cancel".
pub(crate) trait Ui {
    fn progress(&mut self, progress: &Progress);
    fn ask(&mut self, question: &Question) -> Option<Answer>;
    fn pin(&mut self, purpose: &Purpose, tries: Tries) -> Option<Pin>;
    fn failed(&mut self, error: &Error);
}

/// What the procedure wants from the person.
pub(crate) enum Message {
    Progress(Progress),
    Question(Box<Question>, Reply<Answer>),
    Pin { purpose: Purpose, tries: Tries, reply: Reply<Pin> },
}

/// The way back to the procedure.
pub(crate) struct Reply<T>(Sender<Option<T>>);

impl<T> Reply<T> {
    pub(crate) fn give(self, answer: Option<T>) {
        // The procedure waits for it, unless its thread has ended.
        let _ = self.0.send(answer);
    }
}

/// The procedure's end of the connection.
pub(crate) struct Desk(Sender<Message>);

pub(crate) fn pair() -> (Desk, Receiver<Message>) {
    let (sender, messages) = mpsc::channel();
    (Desk(sender), messages)
}

impl Desk {
    /// Runs a procedure to its end; `reader` waits for a card when one is wanted.
    pub(crate) fn run<R: Reader>(
        self,
        flow: &mut Flow,
        reader: impl FnMut() -> Result<R, Error>,
        transport: impl Transport,
    ) -> Result<Outcome, Error> {
        run(flow, &mut Host { desk: self, reader, card: None, transport })
    }

    /// Sends a message with a way back, and waits for what comes back.
    fn wait_for<T>(&self, message: impl FnOnce(Reply<T>) -> Message) -> Option<T> {
        let (sender, answer) = mpsc::channel();
        self.0.send(message(Reply(sender))).ok()?;
        answer.recv().ok()?
    }
}

struct Host<R: Reader, F, T> {
    desk: Desk,
    reader: F,
    card: Option<Card<R>>,
    transport: T,
}

impl<R: Reader, F: FnMut() -> Result<R, Error>, T: Transport> Ports for Host<R, F, T> {
    fn progress(&mut self, progress: &Progress) {
        let _ = self.desk.0.send(Message::Progress(*progress));
    }

    fn read_card(&mut self) -> Result<Contents, Error> {
        let card = self.card.insert(Card::open((self.reader)()?)?);
        Ok(card.read(Files::all())?)
    }

    fn sign(&mut self, wanted: &SignatureWanted) -> Result<Vec<Vec<u8>>, Error> {
        let card = self.card.as_mut().ok_or(Error::AnswerMissing("card"))?;
        // Asked while the card is free, with the tries that are left.
        let mut ask = |question: PinQuestion| {
            let (purpose, tries) = (wanted.purpose.clone(), question.tries);
            self.desk.wait_for(|reply| Message::Pin { purpose, tries, reply })
        };
        loop {
            match sign_with_card(card, wanted, PinSource::Ask(&mut ask)) {
                // The person sees how many tries are left, and may give up.
                Err(error) if error.code() == "pin.wrong" => {}
                ended => return ended,
            }
        }
    }

    fn ask(&mut self, question: &Question) -> Result<Answer, Error> {
        let question = Box::new(question.clone());
        self.desk.wait_for(|reply| Message::Question(question, reply)).ok_or(Error::Interrupted)
    }

    fn send(
        &mut self,
        request: http::Request<Vec<u8>>,
        limits: &Limits,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.transport.send(request, limits)
    }

    fn wait_until(&mut self, when: UnixTime) -> Result<(), Error> {
        // A request waits only where the authority asks for a pause; a program with windows counts it down.
        let left = when.as_secs().saturating_sub(self.now().as_secs());
        std::thread::sleep(Duration::from_secs(left));
        Ok(())
    }
}
