//! A password has no text form.
use ehealth_keystore::Password;

fn main() {
    println!("{}", Password::new("secret".into()));
}
