//! The authority behind the server.

use http::{Request, Response, StatusCode};
use hyper::body::Bytes;

use crate::ca::{Authorities, StatusUrls};
use crate::options::Options;
use crate::server::Handler;
use crate::store::Folder;

/// Everything that outlives one request.
#[derive(Debug)]
pub(crate) struct Authority {
    pub(crate) options: Options,
    pub(crate) authorities: Authorities,
    pub(crate) urls: StatusUrls,
    pub(crate) folder: Option<Folder>,
}

impl Handler for Authority {
    fn answer(&self, _request: &Request<Bytes>) -> Response<Vec<u8>> {
        let mut response = Response::new(Vec::new());
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    }
}
