//! One call: the request's bytes, ready to be sent by anything that speaks HTTP, and the reading of its
//! answer. No socket, no clock.

use core::fmt;

use ehealth_csr::xml::{Document, Element, Writer};
use ehealth_csr::{SignedRequest, xmldsig};
use ehealth_pki::{Prepared, SignatureScheme};
use http::header::{ACCEPT, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use rustls_pki_types::{CertificateDer, UnixTime};

use crate::assumed;
use crate::certra::GenerateCertificate;
use crate::endpoints::Endpoints;
use crate::error::{Error, MalformedAnswer, RawAnswer};
use crate::fault::Fault;
use crate::header::Header;
use crate::names::{COMMONS_CORE, DEPOT_COMMONS};
use crate::operation::{Defect, Form, Operation, SignedOperation, UnsignedOperation};
use crate::read::ElementExt;
use crate::soap;
use crate::status::Status;
use crate::time::parse_date_time;
use crate::transport::{AsyncTransport, ClockSkew, Limits, Transport, server_time};

/// The certificates that go into a signature, leaf first, and how its key signs (ra.md 3.1, 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerChain {
    certificates: Vec<CertificateDer<'static>>,
    scheme: SignatureScheme,
}

impl SignerChain {
    /// A card's: leaf, citizen CA, root. A keystore's: leaf and issuing CA.
    #[must_use]
    pub fn new(certificates: &[CertificateDer<'_>], scheme: SignatureScheme) -> Self {
        Self { certificates: certificates.iter().map(|c| c.clone().into_owned()).collect(), scheme }
    }

    /// The certificates, leaf first.
    #[must_use]
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }

    /// How the key signs.
    #[must_use]
    pub const fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}

/// A request that is complete: its bytes are final, whoever carries them and however often.
///
/// ```
/// use ehealth_client::certra::{CertificateReply, GetCertificate};
/// use ehealth_client::{Call, Endpoints, Error, Header, UnixTime};
///
/// let key = "37E3A0B1C2D3E4F5060718293A4B5C6D7E8FD8BA".parse()?;
/// let header = Header::new(&mut rand::rng(), UnixTime::now());
/// let call = Call::new(GetCertificate::new(key), header)?;
///
/// let request = call.http_request(&Endpoints::acceptance());     // send it with any HTTP library …
/// assert_eq!(request.method(), "POST");
/// # fn send(_: http::Request<Vec<u8>>) -> http::Response<Vec<u8>> {
/// #     http::Response::builder().status(503).body(b"<html>Maintenance</html>".to_vec()).unwrap()
/// # }
/// let response = send(request);
/// match call.on_response(response) {                            // … and hand back whatever came
///     Ok(CertificateReply::Delivered(chain)) => println!("{} certificates", chain.len()),
///     Ok(CertificateReply::Pending) => println!("not yet"),
///     Err(error) => assert_eq!(error.code(), "ra.unavailable"),
/// #   _ => unreachable!(),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Call<O> {
    operation: O,
    header: Header,
    body: Vec<u8>,
}

impl<O: UnsignedOperation> Call<O> {
    /// A call that needs no signature.
    ///
    /// # Errors
    /// [`Error::Request`] when a text holds a character that XML cannot.
    pub fn new(operation: O, header: Header) -> Result<Self, Error> {
        let body = write(&operation, &header)?;
        Ok(Self { operation, header, body })
    }
}

impl<O: SignedOperation + Send + 'static> Call<O> {
    /// A call but for its signature: the key that signs is [`SIGNED_BY`](SignedOperation::SIGNED_BY)'s.
    ///
    /// # Errors
    /// [`Error::Request`] when a text holds a character that XML cannot, or `signer` has no usable leaf.
    pub fn prepare(operation: O, header: Header, signer: &SignerChain) -> Result<Prepared<Self>, Error> {
        let unsigned = write(&operation, &header)?;
        let prepared =
            xmldsig::prepare(unsigned, &signer.certificates, signer.scheme).map_err(Error::request)?;
        Ok(prepared.map(move |body| Self { operation, header, body }))
    }
}

impl Call<GenerateCertificate> {
    /// Takes up a call whose signed element was kept: the content of an `.ehcsr` of version 2.
    ///
    /// Only its form is looked at. Whether its signature, key and person are still the right ones is for
    /// [`xmldsig::verify`] and the caller.
    ///
    /// # Errors
    /// [`Error::Request`] when it is not a signed `GenerateCertificateRequest`.
    pub fn from_signed(bytes: Vec<u8>) -> Result<Self, Error> {
        let signed = SignedRequest::from_bytes(bytes).map_err(Error::request)?;
        let issue_instant = parse_date_time(signed.issue_instant());
        let issue_instant =
            issue_instant.ok_or_else(|| Error::request("the request has no valid instant"))?;
        if !is_signed(signed.as_bytes()) {
            return Err(Error::request("the request has no signature"));
        }
        let header = Header::from_parts(signed.id().to_owned(), issue_instant);
        let operation = GenerateCertificate::new(signed.request().clone())?;
        Ok(Self { operation, header, body: soap::without_declaration(signed.as_bytes()).to_vec() })
    }
}

/// Whether the last child is a signature, of whatever worth.
fn is_signed(request: &[u8]) -> bool {
    Document::parse(request).is_ok_and(|document| {
        document.root().children().next_back().is_some_and(|last| last.is(xmldsig::DS.uri(), "Signature"))
    })
}

fn write<O: Operation>(operation: &O, header: &Header) -> Result<Vec<u8>, Error> {
    let mut out = Writer::new();
    out.start(O::WIRE.namespace, O::WIRE.request);
    if O::WIRE.form.is_headed() {
        out.attribute("Id", header.id()).attribute("IssueInstant", &header.issue_instant_text());
    }
    operation.write(&mut out);
    out.end();
    out.finish().map_err(Error::request)
}

/// What one exchange gave.
#[derive(Debug)]
#[must_use]
pub struct Exchange<T> {
    /// The answer, or why there is none.
    pub outcome: Result<T, Error>,
    /// The server's clock, when anything answered: compare it with
    /// [`clock_skew`](Self::clock_skew), above all after a refusal.
    pub server_time: Option<UnixTime>,
}

impl<T> Exchange<T> {
    /// How far our clock is from the server's; `None` when nothing answered or its answer had no `Date`. A
    /// difference that is not [`Small`](ClockSkew::Small) explains refusals: say so beside the error.
    #[must_use]
    pub fn clock_skew(&self, now: UnixTime) -> Option<ClockSkew> {
        self.server_time.map(|server| ClockSkew::between(now, server))
    }
}

impl<O: Operation> Call<O> {
    /// The request's element without its envelope, signed where the operation is: for
    /// [`GenerateCertificate`] exactly what an `.ehcsr` holds.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What was asked.
    #[must_use]
    pub const fn operation(&self) -> &O {
        &self.operation
    }

    /// Identifier and instant of the request.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The request in its SOAP 1.1 envelope, with every header but those of the connection (ra.md 2.1).
    /// `User-Agent` is this crate's and may be replaced.
    #[must_use]
    pub fn http_request(&self, endpoints: &Endpoints) -> http::Request<Vec<u8>> {
        let mut request = http::Request::new(soap::envelope(&self.body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = endpoints.uri(O::SERVICE).clone();
        let action = HeaderValue::from_str(&format!("\"{}\"", O::SOAP_ACTION));
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        headers.insert(ACCEPT, HeaderValue::from_static("text/xml"));
        headers.insert(USER_AGENT, HeaderValue::from_static(assumed::USER_AGENT));
        // every action is visible ASCII, so the other branch is never taken
        let action = action.unwrap_or(HeaderValue::from_static("\"\""));
        headers.insert(HeaderName::from_static("soapaction"), action);
        request
    }

    /// Bytes of the longest answer that [`on_response`](Self::on_response) reads.
    #[must_use]
    pub const fn max_response_len(&self) -> usize {
        assumed::MAX_RESPONSE_BYTES
    }

    /// Reads what came back, whatever its status, and believes it only after the checks of ra.md 2.4: the
    /// response of this operation, to this request, with a status of success before anything else, and all
    /// that belongs to a success.
    ///
    /// # Errors
    /// Every variant of [`Error`] but those of the transport and of the issued certificate.
    pub fn on_response(&self, response: http::Response<impl AsRef<[u8]>>) -> Result<O::Response, Error> {
        let (parts, body) = response.into_parts();
        self.on_parts(&http::Response::from_parts(parts, body.as_ref()))
    }

    fn on_parts(&self, response: &http::Response<&[u8]>) -> Result<O::Response, Error> {
        let raw = || Box::new(RawAnswer::of(response));
        let malformed = |what| Error::Malformed { what, answer: raw() };
        let status = response.status();
        match status {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => return Err(Error::ProxyAuthentication(raw())),
            StatusCode::NETWORK_AUTHENTICATION_REQUIRED => return Err(Error::CaptivePortal(raw())),
            _ if status.is_redirection() && response.headers().contains_key(LOCATION) => {
                return Err(Error::CaptivePortal(raw()));
            }
            _ => {}
        }
        let body = *response.body();
        if body.len() > self.max_response_len() {
            return Err(malformed(MalformedAnswer::TooLong { limit: self.max_response_len() }));
        }
        let document = Document::parse(body).map_err(MalformedAnswer::from);
        let content = document.as_ref().map_err(Clone::clone).and_then(soap::content);
        match content {
            Ok(soap::Content::Fault(fault)) => Err(Error::Fault(Box::new(Fault::read(fault)))),
            Ok(soap::Content::Payload(answer)) => self.read(answer).map_err(|defect| match defect {
                Defect::Malformed(what) => malformed(what),
                Defect::Final(error) => error,
            }),
            Err(_) if soap::is_a_page(response) => Err(Error::Unavailable(raw())),
            Err(_) if body.is_empty() => Err(malformed(MalformedAnswer::Empty)),
            Err(what) => Err(malformed(what)),
        }
    }

    /// Sends the call and reads its answer, once.
    ///
    /// # Errors
    /// As [`on_response`](Self::on_response), and [`Error::Transport`].
    pub fn send(
        &self,
        transport: &mut (impl Transport + ?Sized),
        endpoints: &Endpoints,
        limits: &Limits,
    ) -> Result<O::Response, Error> {
        self.exchange(transport, endpoints, limits).outcome
    }

    /// As [`send`](Self::send), and tells the server's clock whatever the outcome is.
    pub fn exchange(
        &self,
        transport: &mut (impl Transport + ?Sized),
        endpoints: &Endpoints,
        limits: &Limits,
    ) -> Exchange<O::Response> {
        match transport.send(self.http_request(endpoints), &self.limits(limits)) {
            Ok(response) => self.exchanged(response),
            Err(error) => Exchange { outcome: Err(error.into()), server_time: None },
        }
    }

    /// As [`exchange`](Self::exchange), for asynchronous programs.
    pub async fn exchange_async(
        &self,
        transport: &impl AsyncTransport,
        endpoints: &Endpoints,
        limits: &Limits,
    ) -> Exchange<O::Response> {
        match transport.send(self.http_request(endpoints), &self.limits(limits)).await {
            Ok(response) => self.exchanged(response),
            Err(error) => Exchange { outcome: Err(error.into()), server_time: None },
        }
    }

    fn limits(&self, limits: &Limits) -> Limits {
        limits.with_max_body(limits.max_body().min(self.max_response_len()))
    }

    fn exchanged(&self, response: http::Response<Vec<u8>>) -> Exchange<O::Response> {
        let server_time = server_time(response.headers());
        Exchange { outcome: self.on_response(response), server_time }
    }

    fn read(&self, answer: Element<'_>) -> Result<O::Response, Defect> {
        let wire = O::WIRE;
        if !answer.is(wire.namespace.uri(), wire.response) {
            let (expected, found) = (wire.response.into(), answer.name().into());
            return Err(MalformedAnswer::OtherElement { expected, found }.into());
        }
        if wire.form.is_headed()
            && answer.attribute("InResponseTo").is_some_and(|id| id.trim() != self.header.id())
        {
            return Err(MalformedAnswer::OtherRequest.into());
        }
        let status = match wire.form {
            Form::Status => Some(Status::read(answer.one(COMMONS_CORE.uri(), "Status")?)?),
            Form::Bare => answer.optional(COMMONS_CORE.uri(), "Status")?.map(Status::read).transpose()?,
            Form::Depot => Some(depot_status(answer.one(DEPOT_COMMONS, "Status")?)?),
            #[cfg(feature = "v1")]
            Form::V1 => Some(Status::read_v1(answer, wire.namespace.uri())?),
        };
        match status {
            Some(status) if !status.is_success() => self.operation.refused(status),
            _ => self.operation.read(answer),
        }
    }
}

/// The depot's status: a code of its own, `200` for success, and a text (ra.md 5.7).
fn depot_status(status: Element<'_>) -> Result<Status, MalformedAnswer> {
    let code = status.child_in_any("Code").ok_or(MalformedAnswer::Value { name: "Status" })?.trimmed()?;
    let message = status.child_in_any("Message").map(ElementExt::text_or_empty);
    Ok(Status::of_depot(code, message))
}

/// The content may be a person's: lengths only.
impl<O> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({}, {} bytes)", core::any::type_name::<O>(), self.body.len())
    }
}
