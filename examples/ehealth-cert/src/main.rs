//! The program that obtains an eHealth certificate.
fn main() {}
