//! Whole journeys: request, complete, renew, activate, revoke.

use ehealth_examples_common::Language;

use crate::office::{Office, PASSWORD, PIN, Plan};
use crate::webdriver::{Browser, Settings};

/// Terms, card, sign in.
pub(crate) fn to_applicant(office: &Office, browser: &Browser) {
    browser.press("request");
    to_card(office, browser);
    browser.press("next");
    browser.expect(&office.t("wizard-pin-auth"));
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-applicant"));
}

/// The terms are accepted and the card is read.
pub(crate) fn to_card(office: &Office, browser: &Browser) {
    browser.expect(&office.t("terms-title"));
    browser.click("#accept");
    browser.press("next");
    browser.until("card that was read", || browser.has(".card img"));
}

pub(crate) fn contact(office: &Office, browser: &Browser) {
    browser.expect(&office.t("step-contact-data"));
    browser.fill("#email", "anna@example.be");
    browser.fill("#phone", "0470 00 00 00");
    browser.press("next");
    browser.expect(&office.t("wizard-contract"));
    browser.click("#accept");
    browser.press("next");
}

pub(crate) fn password(office: &Office, browser: &Browser) {
    browser.expect(&office.t("step-password"));
    browser.fill("#new", PASSWORD);
    browser.fill("#again", PASSWORD);
    browser.press("next");
}

/// Contact data, contract, password, overview.
pub(crate) fn to_signature(office: &Office, browser: &Browser) {
    contact(office, browser);
    password(office, browser);
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    browser.expect(&office.t("pin-sign-title"));
}

/// Signature and summary.
pub(crate) fn to_summary(office: &Office, browser: &Browser) {
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-summary"));
}

/// The same, and sending.
pub(crate) fn to_sent(office: &Office, browser: &Browser) {
    to_summary(office, browser);
    browser.press("send");
    browser.expect(&office.t("wizard-sent"));
}

pub(crate) fn complete(office: &Office, browser: &Browser) {
    browser.press("complete");
    unlock(office, browser);
    browser.expect(&office.t("wizard-done"));
}

/// The password of a keystore that exists.
pub(crate) fn unlock(office: &Office, browser: &Browser) {
    browser.expect(&office.t("step-password"));
    browser.fill("#password", PASSWORD);
    browser.press("next");
}

/// From the first screen to a keystore that is complete.
pub(crate) fn whole(office: &Office, browser: &Browser) {
    to_applicant(office, browser);
    browser.press("next");
    to_signature(office, browser);
    to_sent(office, browser);
    complete(office, browser);
}

pub(crate) fn home(office: &Office, browser: &Browser) {
    browser.press("home");
    browser.expect(&office.t("wizard-welcome"));
}

/// A person, in French: both halves, then another password, a check, a renewal, its activation, a revocation.
#[test]
fn person_in_french() {
    let Some(office) = Office::open(Plan::default()) else { return };
    let browser = office.browser(Settings::default());
    whole(&office, &browser);
    let page = browser.page();
    assert!(page.contains(&office.t("completed")), "{page}");
    let keystores = office.files(".p12");
    assert_eq!(keystores.len(), 1);
    assert!(page.contains(&*keystores[0].to_string_lossy()), "{page}");
    assert!(keystores[0].file_name().unwrap().to_string_lossy().starts_with("SSIN="), "{keystores:?}");
    assert_eq!(office.card.tries_left(), 3);

    // A copy, written and read back, and never over another one.
    let elsewhere = office.folder.path().join("stick");
    std::fs::create_dir(&elsewhere).unwrap();
    browser.fill("#folder", "nowhere");
    browser.press("copy");
    browser.until("refusal", || browser.has("#notice"));
    browser.fill("#folder", &elsewhere.to_string_lossy());
    browser.press("copy");
    browser.expect(&office.t("wizard-copied"));
    let copy = elsewhere.join(keystores[0].file_name().unwrap());
    assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(&keystores[0]).unwrap());
    home(&office, &browser);

    // What the folder tells, and a check of everything.
    assert!(browser.page().contains(&office.t("stage-complete")), "{}", browser.page());
    browser.press("check");
    browser.expect(&office.t("wizard-do-check"));
    browser.press("next");
    unlock(&office, &browser);
    browser.expect(&office.t("wizard-checked"));
    assert!(browser.has("main > .good"), "{}", browser.page());
    home(&office, &browser);

    // Renewal in its window: the old keys go along, the old file stays.
    renewal(&office, &browser);
}

/// In the period of renewal: the old keys go along, the old file stays until the new one is proven. The
/// certificate's whole life is not lived through: the sandbox says that it may be renewed.
fn renewal(office: &Office, browser: &Browser) {
    let before = office.files(".p12");
    office.renewable();
    browser.press("renew");
    browser.expect(&office.t("wizard-do-renew"));
    browser.press("next");
    unlock(office, browser);
    to_card(office, browser);
    browser.press("next");
    contact(office, browser);
    browser.expect(&office.t("step-password"));
    browser.press("keep");
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    browser.expect(&office.t("pin-sign-title"));
    to_sent(office, browser);
    assert_eq!(office.files(".pending").len(), 1);
    assert!(before.iter().all(|path| path.exists()), "the old file stays");
    complete(office, browser);
    assert!(browser.page().contains(&office.t("waits-for-activation")));
    browser.press("activate");
    browser.expect(&office.t("wizard-do-activate"));
    assert!(!browser.enabled("main button.primary"), "not before the box is ticked");
    browser.click("#accept");
    browser.press("next");
    unlock(office, browser);
    browser.expect(&office.t("wizard-activated"));
    home(office, browser);
}

/// An organisation, in Dutch.
#[test]
fn organisation_in_dutch() {
    let Some(office) = Office::open(Plan { language: Language::Dutch, ..Plan::default() }) else { return };
    let browser = office.browser(Settings::default());
    to_applicant(&office, &browser);
    browser.click("#who-listed-0");
    browser.press("next");
    to_signature(&office, &browser);
    to_sent(&office, &browser);
    complete(&office, &browser);
    let keystores = office.files(".p12");
    assert!(
        keystores[0].file_name().unwrap().to_string_lossy().starts_with("CBE=0999999922"),
        "{keystores:?}"
    );
    home(&office, &browser);

    // A second one of the same organisation needs an identifier of its own.
    to_applicant(&office, &browser);
    browser.click("#who-listed-0");
    browser.press("next");
    browser.expect(&office.t("wizard-application"));
    browser.fill("#application", "lab é");
    browser
        .until("mark", || browser.attribute("#application-mark", "data-state").as_deref() == Some("unmet"));
    browser.fill("#application", "lab-2");
    browser.until("mark", || browser.text("#application-mark").is_some_and(|text| text.contains("LAB-2")));
    browser.press("next");
    to_signature(&office, &browser);
    browser.press("cancel");
    browser.expect(&office.t("wizard-welcome"));

    // What was begun stands there, and goes on with the same key.
    browser.until("the request that waits", || browser.has("button[value^='resume CBE=0999999922,LAB-2']"));
    browser.click("button[value^='resume CBE=0999999922,LAB-2']");
    unlock(&office, &browser);
    browser.expect(&office.t("terms-title"));
    browser.press("decline");
    browser.expect(&office.t("wizard-failed"));
    assert!(browser.page().contains(&office.t("wizard-nothing-lost")));
    home(&office, &browser);

    // The end of the first: with the card alone.
    browser.press("revoke");
    browser.until("card that was read", || browser.has(".card img"));
    browser.press("next");
    browser.expect(&office.t("wizard-pin-auth"));
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-revoke"));
    browser.press("next");
    browser.expect(&office.t("wizard-reason"));
    browser.press("next");
    browser.until("that a reason is missing", || browser.has("#notice"));
    browser.click("#reason-ended");
    browser.click("button[name=language][value=fr]");
    browser.until("French", || browser.script("return document.documentElement.lang") == "fr");
    browser.click("button[name=language][value=nl]");
    browser.expect(&office.t("wizard-reason"));
    browser.press("next");
    browser.expect(&office.t("wizard-contract"));
    browser.click("#accept");
    browser.press("next");
    browser.expect(&office.t("pin-sign-title"));
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-revoked"));
    assert!(browser.page().contains(&office.t("revoked-keep")));
}
