//! What happens on the way: cards pulled, wrong answers, other tabs, no script, keyboard alone, no network.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use beid_simulator::{DEFAULT_SEED, Persona, VirtualCard};
use ehealth_examples_common::Language;
use ehealth_sandbox::{Fault, FaultKind};

use crate::journeys::{
    complete, contact, home, password, to_applicant, to_card, to_sent, to_signature, to_summary,
};
use crate::office::{Office, PASSWORD, PIN, Plan};
use crate::webdriver::{Browser, Settings};

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

/// The card is pulled at each screen that needs it, exchanged, and comes back: nothing is lost, no try is spent.
#[test]
fn card_pulled() {
    let Some(office) = Office::open(Plan::default()) else { return };
    let browser = office.browser(Settings::default());
    office.card.remove();
    browser.press("request");
    browser.expect(&office.t("terms-title"));
    browser.click("#accept");
    browser.press("next");
    // Waiting: "next" is there and inactive, and the page goes on by itself.
    browser.expect(&office.t("card-insert"));
    assert!(!browser.enabled("main button.primary"));
    office.card.insert();
    browser.until("card that was read", || browser.has(".card img"));
    // Shown.
    office.card.remove();
    browser.expect(&office.t("card-insert"));
    office.card.insert();
    browser.until("card that was read", || browser.has(".card img"));
    browser.press("next");
    // Signing in: the card goes while the PIN is typed.
    browser.expect(&office.t("wizard-pin-auth"));
    browser.fill("#pin", "12");
    office.card.remove();
    browser.expect(&office.t("card-insert"));
    office.card.insert();
    browser.expect(&office.t("wizard-pin-auth"));
    assert_eq!(browser.attribute("#pin", "value").unwrap_or_default(), "", "what was typed is gone");
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-applicant"));
    browser.press("next");
    // Screens that need no card go on without it.
    office.card.remove();
    contact(&office, &browser);
    password(&office, &browser);
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    browser.expect(&office.t("card-insert"));
    // Another person's card is in the reader instead.
    office.card.insert_other(&VirtualCard::new(&Persona::diacritics(), DEFAULT_SEED));
    browser.until("PIN or another card", || {
        browser.has("#pin") || browser.page().contains(&office.t("card-person_mismatch"))
    });
    if browser.has("#pin") {
        browser.fill("#pin", PIN);
        browser.press("next");
    }
    browser.until("that it is another card", || browser.page().contains(&office.t("card-person_mismatch")));
    office.card.remove();
    browser.expect(&office.t("card-insert"));
    office.card.insert_other(&VirtualCard::new(&Persona::adult_ec(), DEFAULT_SEED));
    office.card.insert();
    browser.expect(&office.t("pin-sign-title"));
    to_summary(&office, &browser);
    assert_eq!(office.card.tries_left(), 3);
}

/// With a keypad the page shows no field: the PIN never comes near the computer.
#[test]
fn keypad() {
    let Some(office) = Office::open(Plan { pad: true, ..Plan::default() }) else { return };
    let browser = office.browser(Settings::default());
    browser.press("request");
    to_card(&office, &browser);
    browser.press("next");
    browser.until("next screen", || {
        assert!(!browser.has("#pin"));
        browser.heading() == office.t("wizard-applicant")
    });
    browser.press("next");
    contact(&office, &browser);
    password(&office, &browser);
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    browser.until("summary", || {
        assert!(!browser.has("#pin"));
        browser.heading() == office.t("wizard-summary")
    });
}

/// A wrong PIN is told with the tries that are left, twice; the last one is warned of.
#[test]
fn wrong_pin_and_password() {
    let Some(office) = Office::open(Plan { language: Language::Dutch, ..Plan::default() }) else { return };
    let browser = office.browser(Settings::default());
    browser.press("request");
    to_card(&office, &browser);
    browser.press("next");
    browser.expect(&office.t("wizard-pin-auth"));
    assert!(!browser.enabled("main button.primary"), "not below four digits");
    browser.fill("#pin", "123");
    assert!(!browser.enabled("main button.primary"));
    browser.fill("#pin", "12a4");
    assert!(!browser.enabled("main button.primary"), "digits only");
    for left in ["2", "1"] {
        browser.fill("#pin", "9999");
        browser.press("next");
        browser.until("tries left", || browser.text("#notice").is_some_and(|text| text.contains(left)));
    }
    assert!(browser.page().contains(&office.t("pin-last")), "{}", browser.page());
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-applicant"));
    assert_eq!(office.card.tries_left(), 3);
    browser.press("next");
    contact(&office, &browser);

    // Each mark, live; "next" waits for all of them.
    browser.expect(&office.t("step-password"));
    let states = |new: &str, again: &str| -> Vec<String> {
        browser.fill("#new", new);
        browser.fill("#again", again);
        let mark = |key: &str| {
            browser.attribute(&format!(".marks [data-mark={key}]"), "data-state").unwrap_or_default()
        };
        let keys = ["length", "characters", "digit_or_symbol", "confirmation"];
        let mut last = Vec::new();
        browser.until("marks", || {
            let now: Vec<String> = keys.iter().map(|key| mark(key)).collect();
            let settled = now == last;
            last = now;
            settled && browser.script("return document.querySelector('.marks').dataset.judged === document.getElementById('new').value.length + '/' + document.getElementById('again').value.length").as_bool() == Some(true)
        });
        last
    };
    for (new, again, expected) in [
        ("short7", "", ["unmet", "met", "met", "pending"]),
        ("caf\u{e9}correct7", "", ["met", "unmet", "met", "pending"]),
        ("onlyletters", "", ["met", "met", "unmet", "pending"]),
        (PASSWORD, "correct7hors", ["met", "met", "met", "unmet"]),
        (PASSWORD, PASSWORD, ["met", "met", "met", "met"]),
    ] {
        assert_eq!(states(new, again), expected, "{new} {again}");
        assert_eq!(
            browser.enabled("main button.primary"),
            !expected.iter().any(|state| *state != "met"),
            "{new} {again}"
        );
    }
    // Hidden, and shown on demand; nothing that a browser would store.
    assert_eq!(browser.attribute("#new", "type").as_deref(), Some("text"));
    assert_eq!(browser.attribute("#new", "autocomplete").as_deref(), Some("off"));
    let security = "return getComputedStyle(document.getElementById('new')).webkitTextSecurity";
    assert_eq!(browser.script(security), "disc");
    browser.click("#reveal");
    assert_eq!(browser.script(security), "none");
    browser.press("next");
    browser.expect(&office.t("step-overview"));

    // Back from the overview without loss: the same key, everything as it was typed.
    browser.press("decline");
    browser.until("sign-in or contact data", || browser.has("#pin") || browser.has("#email"));
    if browser.has("#pin") {
        browser.fill("#pin", PIN);
        browser.press("next");
    }
    browser.expect(&office.t("step-contact-data"));
    assert_eq!(browser.attribute("#email", "value").as_deref(), Some("anna@example.be"));
    browser.fill("#email", "berta@example.be");
    browser.press("next");
    browser.expect(&office.t("wizard-contract"));
    browser.click("#accept");
    browser.press("next");
    browser.expect(&office.t("step-overview"));
    assert!(browser.page().contains("berta@example.be"));
    assert_eq!(office.files(".p12").len(), 1, "one key");
}

/// The authority is down while the request is sent: nothing is lost, and it is sent again with a click.
#[test]
fn authority_down() {
    let Some(office) = Office::open(Plan::default()) else { return };
    let browser = office.browser(Settings::default());
    to_applicant(&office, &browser);
    browser.press("next");
    to_signature(&office, &browser);
    to_summary(&office, &browser);
    for fault in [
        // The request never arrives; the answer is lost although the authority acted.
        Fault::new(FaultKind::Drop).on("GenerateCertificate"),
        Fault::new(FaultKind::HtmlPage { status: 503 }).times(4),
        Fault::new(FaultKind::Drop).on("GenerateCertificate").after(),
    ] {
        office.sandbox.faults().clear();
        office.sandbox.faults().add(fault);
        let button = if browser.heading() == office.t("wizard-summary") { "send" } else { "way-0" };
        browser.press(button);
        browser.expect(&office.t("wizard-failed"));
    }
    office.sandbox.faults().clear();
    browser.press("way-0");
    browser.expect(&office.t("wizard-sent"));
    assert!(browser.page().contains(&office.t("request-already-sent")), "asked before it was sent again");
    complete(&office, &browser);
    assert_eq!(office.files(".p12").len(), 1);
}

/// Reload, the back button, a second tab, another browser: one session, whose question is answered once.
#[test]
fn tabs_and_browsers() {
    let Some(office) = Office::open(Plan::default()) else { return };
    let browser = office.browser(Settings::default());
    assert!(!browser.url().contains("token"), "{}", browser.url());
    let history = browser.script("return history.length").as_u64().unwrap();
    browser.back();
    assert!(!browser.url().contains("token"), "the token is in no history: {} of {history}", browser.url());
    let home = browser.url();
    if !home.starts_with("http") {
        browser.goto(&office.wizard.door());
    }
    browser.press("request");
    browser.expect(&office.t("terms-title"));
    browser.reload();
    browser.expect(&office.t("terms-title"));

    // A second tab shows the same; what is answered there is past here.
    let place = browser.url();
    let first = browser.new_tab();
    browser.goto(&place);
    browser.expect(&office.t("terms-title"));
    let second = browser.script("return document.body.dataset.screen");
    browser.click("#accept");
    browser.press("next");
    browser.until("card that was read", || browser.has(".card img"));
    browser.turn_to(&first);
    // The first tab hears of it and goes on by itself.
    browser.until("card in the first tab", || browser.has(".card img"));
    assert_ne!(browser.script("return document.body.dataset.screen"), second);

    // The back button shows a past page, or the current one; its answer changes nothing.
    browser.press("next");
    browser.expect(&office.t("wizard-pin-auth"));
    browser.back();
    if !browser.url().starts_with("http") {
        browser.forward();
    }
    browser.expect(&office.t("wizard-pin-auth"));
    let stale = format!(
        "const form = document.getElementById('form'); form.elements.screen.value = {second}; form.querySelector('[name=do]').click()"
    );
    browser.script(&stale);
    browser.expect(&office.t("wizard-pin-auth"));
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-applicant"));
    browser.press("next");
    browser.expect(&office.t("step-contact-data"));
    browser.fill("#email", "anna@example.be");
    browser.fill("#phone", "0470 00 00 00");

    // Another language loses nothing that was typed.
    browser.click("button[name=language][value=de]");
    let german = ehealth_examples_common::Words::with(
        Language::German,
        &[ehealth_wizard::catalogue(Language::German)],
    );
    browser.expect(&german.plain("step-contact-data"));
    assert_eq!(browser.attribute("#email", "value").as_deref(), Some("anna@example.be"));
    browser.click("button[name=language][value=fr]");
    browser.expect(&office.t("step-contact-data"));

    // The browser is closed in the middle. Started again, the program opens the same page in another one.
    drop(browser);
    let other = office.driver.browser(Settings::default());
    other.goto(&place);
    assert!(other.page().contains("ehealth-wizard"), "without cookie: {}", other.page());
    other.goto(&office.again());
    other.expect(&office.t("step-contact-data"));
    assert_eq!(other.attribute("#phone", "value").as_deref(), Some("0470 00 00 00"));
    contact(&office, &other);
    password(&office, &other);
    other.expect(&office.t("step-overview"));
    other.press("cancel");
    other.expect(&office.t("wizard-welcome"));
}

/// A page that another user of this computer serves on another port: the browser shows it no cookie, and its form
/// changes nothing.
#[test]
fn another_port() {
    let Some(office) = Office::open(Plan::default()) else { return };
    let browser = office.browser(Settings::default());
    let (place, before) = (browser.url(), browser.script("return document.body.dataset.screen"));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Arc::new(Mutex::new(String::new()));
    let page = format!(
        "<!DOCTYPE html><iframe src='{place}'></iframe><img src='{place}photo'><form method=post action='{place}act'>\
         <input name=screen value={before}><input name=do value=foreigner></form>"
    );
    let hearing = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap_or(0);
            hearing.lock().unwrap().push_str(&String::from_utf8_lossy(&head[..length]));
            let length = page.len();
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
            );
        }
    });
    browser.goto(&format!("http://{address}/"));
    // From a page of the same host, as if it were the same site.
    browser.script("location.href = '/again'");
    browser.until("second request", || heard.lock().unwrap().contains("GET /again"));
    let heard = heard.lock().unwrap().clone();
    assert!(heard.contains("GET / ") && !heard.contains("ehealth_wizard"), "{heard}");
    browser.until("form", || browser.has("form"));
    browser.script("document.forms[0].submit()");
    browser.until("refusal", || browser.page().contains("403"));
    browser.goto(&place);
    browser.expect(&office.t("wizard-welcome"));
    assert_eq!(browser.script("return document.body.dataset.screen"), before, "the form changed something");
}

/// Every step of the first half without a script in the page.
#[test]
fn without_script() {
    let Some(office) = Office::open(Plan { language: Language::Dutch, ..Plan::default() }) else { return };
    let browser = office.browser(Settings { script: false, ..Settings::default() });
    assert!(!browser.has("[data-print]:not([hidden])"), "scripts run");
    to_applicant(&office, &browser);
    // A wrong answer is marked although nothing is judged while it is typed.
    browser.click("#who-other");
    browser.fill("#number", "1");
    browser.press("next");
    browser.until("notice", || browser.has("#notice") && browser.has("#number[aria-invalid]"));
    browser.click("#who-person");
    browser.press("next");
    contact(&office, &browser);
    browser.expect(&office.t("step-password"));
    browser.fill("#new", "short");
    browser.fill("#again", "short");
    browser.press("next");
    browser.until("notice", || browser.has("#notice"));
    password(&office, &browser);
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    browser.expect(&office.t("pin-sign-title"));
    to_sent(&office, &browser);
    complete(&office, &browser);
    home(&office, &browser);
}

/// The first half with the keyboard alone, on a narrow window as at 200 %.
#[test]
fn keyboard_alone() {
    let Some(office) = Office::open(Plan::default()) else { return };
    let browser = office.browser(Settings { width: 500, height: 700, calm: true, ..Settings::default() });
    let wide = browser.script("return document.documentElement.scrollWidth > innerWidth");
    assert_eq!(wide, false, "nothing is cut at the side");
    let turns = "document.body.insertAdjacentHTML('beforeend', '<p class=busy id=probe></p>');
        return getComputedStyle(document.getElementById('probe'), '::before').animationName";
    assert_eq!(browser.script(turns), "none", "who wants no movement has none");
    to(&browser, "button[value=request]");
    browser.keys(ENTER);
    browser.expect(&office.t("terms-title"));
    to(&browser, "#accept");
    browser.keys(" ");
    to(&browser, "main button[value=next]");
    browser.keys(ENTER);
    browser.until("card that was read", || browser.has(".card img"));
    to(&browser, "main button[value=next]");
    browser.keys(ENTER);
    browser.expect(&office.t("wizard-pin-auth"));
    // The field has the focus; Enter sends.
    browser.until("focus", || focused(&browser, "#pin"));
    browser.keys(PIN);
    browser.keys(ENTER);
    browser.expect(&office.t("wizard-applicant"));
    to(&browser, "main button[value=next]");
    browser.keys(ENTER);
    browser.expect(&office.t("step-contact-data"));
    to(&browser, "#email");
    browser.keys("anna@example.be");
    browser.keys(TAB);
    browser.keys("0470000000");
    browser.keys(ENTER);
    browser.expect(&office.t("wizard-contract"));
    to(&browser, ".text");
    to(&browser, "#accept");
    browser.keys(" ");
    to(&browser, "main button[value=next]");
    browser.keys(ENTER);
    browser.expect(&office.t("step-password"));
    browser.until("focus", || focused(&browser, "#new"));
    browser.keys(PASSWORD);
    browser.keys(TAB);
    browser.keys(PASSWORD);
    browser.until("marks", || browser.enabled("main button.primary"));
    browser.keys(ENTER);
    browser.expect(&office.t("step-overview"));
    to(&browser, "main button[value=next]");
    browser.keys(ENTER);
    browser.expect(&office.t("pin-sign-title"));
    browser.until("focus", || focused(&browser, "#pin"));
    browser.keys(PIN);
    browser.keys(ENTER);
    browser.expect(&office.t("wizard-summary"));
    to(&browser, "main button[value=send]");
    // The focus can be seen.
    let outline = browser.script("return getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid");
    browser.keys(ENTER);
    browser.expect(&office.t("wizard-sent"));
}

/// Tabs until this element has the focus.
fn to(browser: &Browser, css: &str) {
    for _ in 0..60 {
        if focused(browser, css) {
            return;
        }
        browser.keys(TAB);
    }
    panic!("{css} is not reached by keyboard in:\n{}", browser.page());
}

fn focused(browser: &Browser, css: &str) -> bool {
    browser.script(&format!("return document.activeElement.matches({css:?})")) == true
}
