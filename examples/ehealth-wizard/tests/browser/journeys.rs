//! Whole journeys: request, complete, renew, activate, revoke.

use ehealth_examples_common::Language;

use crate::office::{Office, PASSWORD, PIN, Plan};
use crate::webdriver::{Browser, Settings};

/// Terms, card, sign in.
pub fn to_applicant(office: &Office, browser: &Browser) {
    browser.press("request");
    browser.expect(&office.t("terms-title"));
    browser.click("#accept");
    browser.press("next");
    browser.until("card that was read", || browser.has(".card img"));
    browser.press("next");
    browser.expect(&office.t("wizard-pin-auth"));
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-applicant"));
}

/// Contact data, contract, password, overview.
pub fn to_signature(office: &Office, browser: &Browser) {
    contact(office, browser);
    browser.expect(&office.t("step-password"));
    browser.fill("#new", PASSWORD);
    browser.fill("#again", PASSWORD);
    browser.press("next");
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    browser.expect(&office.t("pin-sign-title"));
}

pub fn contact(office: &Office, browser: &Browser) {
    browser.expect(&office.t("step-contact-data"));
    browser.fill("#email", "anna@example.be");
    browser.fill("#phone", "0470 00 00 00");
    browser.press("next");
    browser.expect(&office.t("wizard-contract"));
    browser.click("#accept");
    browser.press("next");
}

/// Signature, summary, sending.
pub fn to_sent(office: &Office, browser: &Browser) {
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-summary"));
    assert_eq!(office.files(".p12").len(), office.files(".ehcsr").len());
    browser.press("send");
    browser.expect(&office.t("wizard-sent"));
}

pub fn complete(office: &Office, browser: &Browser) {
    browser.press("complete");
    browser.expect(&office.t("step-password"));
    browser.fill("#password", PASSWORD);
    browser.press("next");
    browser.expect(&office.t("wizard-done"));
}

fn journey(language: Language, organisation: bool) {
    let Some(office) = Office::open(Plan { language, ..Plan::default() }) else { return };
    let browser = office.browser(Settings::default());
    to_applicant(&office, &browser);
    if organisation {
        browser.click("#who-listed-0");
    }
    browser.press("next");
    to_signature(&office, &browser);
    to_sent(&office, &browser);
    complete(&office, &browser);
    let page = browser.page();
    assert!(page.contains(&office.t("completed")), "{page}");
    let keystores = office.files(".p12");
    assert_eq!(keystores.len(), 1);
    assert!(page.contains(&*keystores[0].to_string_lossy()), "{page}");
    let expected = if organisation { "CBE=0999999922" } else { "SSIN=" };
    assert!(keystores[0].file_name().unwrap().to_string_lossy().starts_with(expected), "{keystores:?}");
    assert_eq!(office.card.tries_left(), 3);
}

#[test]
fn person_in_french() {
    journey(Language::French, false);
}

#[test]
fn organisation_in_dutch() {
    journey(Language::Dutch, true);
}
