//! Every screen once: no violation that axe-core finds, nothing untranslated in four languages, and, when
//! `EHEALTH_SCREENSHOTS` names a folder, a picture of each in each language.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ehealth_examples_common::{Language, Words};
use ehealth_sandbox::{Fault, FaultKind};

use crate::journeys::{contact, home, password, to_card, to_summary, unlock};
use crate::office::{Office, PASSWORD, PIN, Plan};
use crate::webdriver::{Browser, Settings};

/// Languages in the order in which a screen is shown; the first is that of the journey.
const LANGUAGES: [Language; 4] = [Language::French, Language::Dutch, Language::German, Language::English];

/// What axe-core is asked for.
const TAGS: &str = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";

/// Looks at screens.
struct Guide<'o> {
    browser: &'o Browser,
    axe: Option<String>,
    pictures: Option<PathBuf>,
    seen: Vec<&'static str>,
    shown: usize,
    faults: Vec<String>,
}

impl<'o> Guide<'o> {
    fn new(browser: &'o Browser) -> Self {
        let path = std::env::var_os("EHEALTH_AXE").map(PathBuf::from).unwrap_or_else(|| {
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/axe/package/axe.min.js")
        });
        let axe = std::fs::read_to_string(&path).ok();
        if axe.is_none() {
            println!("ABSENT peer: axe-core (accessibility of every screen; `cargo xtask peers` fetches it)");
        }
        let pictures = std::env::var_os("EHEALTH_SCREENSHOTS").map(PathBuf::from);
        Self { browser, axe, pictures, seen: Vec::new(), shown: 0, faults: Vec::new() }
    }

    /// One screen. Those that pass by themselves are not turned to other languages.
    fn look(&mut self, name: &'static str) {
        assert!(!self.seen.contains(&name), "{name} twice");
        self.seen.push(name);
        self.violations(name);
        // As on a screen of 1280 points at 400 %.
        self.browser.widen(Some(320));
        let wide = self.browser.script("return document.documentElement.scrollWidth");
        if wide.as_u64().is_none_or(|width| width > 320) {
            self.faults.push(format!("{name}: {wide} points wide in a window of 320"));
        }
        self.browser.widen(None);
        let others = LANGUAGES.into_iter().skip(1);
        // One other language a screen, in turn; all of them for pictures and for the whole count.
        let whole = self.pictures.is_some() || std::env::var_os("EHEALTH_TEST_FULL").is_some();
        let turn = self.seen.len() % 3;
        let others: Vec<_> = others.enumerate().filter(|(index, _)| whole || *index == turn).collect();
        self.shown += others.len() + 1;
        for language in others.into_iter().map(|(_, language)| language).chain([LANGUAGES[0]]) {
            let tag = language.tag();
            self.browser.click(&format!("button[name=language][value={tag}]"));
            self.browser.until(&format!("{name} in {tag}"), || {
                self.browser.script("return document.documentElement.lang") == tag
            });
            self.untranslated(name, language);
            self.picture(name, tag);
        }
    }

    /// A screen without the switch, in its one language.
    fn look_once(&mut self, name: &'static str) {
        self.seen.push(name);
        self.violations(name);
        self.picture(name, "all");
    }

    /// The page as it is printed: the facts without the buttons.
    fn print(&mut self, name: &'static str) {
        self.browser.media("print");
        let shown = |css: &str| {
            self.browser.script(&format!("return getComputedStyle(document.querySelector({css:?})).display"))
                != "none"
        };
        let shows = ["h1", ".file", ".facts", ".banner"].into_iter().all(&shown);
        let hides = [".buttons", ".languages", "footer", ".copy"].into_iter().all(|css| !shown(css));
        if !shows || !hides {
            self.faults.push(format!("{name}: shows what it needs: {shows}, hides the rest: {hides}"));
        }
        self.picture(name, "all");
        self.browser.media("");
    }

    fn violations(&mut self, name: &str) {
        let Some(axe) = &self.axe else { return };
        self.browser.script(&format!("{axe}; return null"));
        let found = self.browser.script_later(&format!(
            "const done = arguments[arguments.length - 1];
             axe.run(document, {{ runOnly: {TAGS} }}).then((result) => done(result.violations.map((v) =>
                 v.id + ': ' + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join(' | '))), (e) => done([String(e)]))"
        ));
        for violation in found.as_array().into_iter().flatten() {
            self.faults.push(format!("{name}: {violation}"));
        }
    }

    /// Keys of catalogues, open placeables, another language's words.
    fn untranslated(&mut self, name: &str, language: Language) {
        let text = self.browser.page();
        let family = [
            "wizard",
            "step",
            "label",
            "check",
            "doctor",
            "stage",
            "tell",
            "pin",
            "pw",
            "card",
            "request",
            "overview",
            "reason",
            "revoke",
            "who",
            "environment",
        ];
        for word in text.split_whitespace() {
            let key = word.trim_matches(|c: char| !c.is_alphanumeric());
            let known =
                family.iter().any(|start| key.strip_prefix(start).is_some_and(|rest| rest.starts_with('-')));
            let plain = key.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
            if (known && plain) || word.contains("{$") {
                self.faults.push(format!("{name} in {}: {word}", language.tag()));
            }
        }
        let wide = self.browser.script("return document.documentElement.scrollWidth > innerWidth");
        if wide == true {
            self.faults.push(format!("{name} in {}: wider than the window", language.tag()));
        }
        // A heading that is the same in English is not translated, but for names.
        let english = Words::with(Language::English, &[ehealth_wizard::catalogue(Language::English)]);
        if language != Language::English && self.browser.heading() == english.plain("wizard-failed") {
            self.faults.push(format!("{name} in {}: English", language.tag()));
        }
    }

    fn picture(&self, name: &str, tag: &str) {
        let Some(folder) = &self.pictures else { return };
        let number = self.seen.len();
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join(format!("{number:02}-{name}.{tag}.png")), self.browser.screenshot())
            .unwrap();
    }
}

/// Both halves, and what follows.
#[test]
fn every_screen() {
    let Some(office) = Office::open(Plan { approve_after: Duration::from_secs(3600), ..Plan::default() })
    else {
        return;
    };
    let browser = office.browser(Settings::default());
    let mut guide = Guide::new(&browser);
    guide.look("welcome");
    office.card.remove();
    browser.press("request");
    browser.expect(&office.t("terms-title"));
    guide.look("terms");
    assert!(!browser.enabled("main button.primary"), "not before the box is ticked");
    browser.click("#accept");
    browser.press("next");
    browser.expect(&office.t("card-insert"));
    guide.look("card-missing");
    office.card.insert();
    browser.until("card that was read", || browser.has(".card img"));
    guide.look("card-read");
    browser.press("next");
    browser.expect(&office.t("wizard-pin-auth"));
    guide.look("pin-sign-in");
    browser.fill("#pin", "9999");
    browser.press("next");
    browser.until("notice", || browser.has("#notice"));
    browser.fill("#pin", "9999");
    browser.press("next");
    browser.until("last try", || browser.page().contains(&office.t("pin-last")));
    guide.look("pin-last-try");
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-applicant"));
    guide.look("applicant");
    browser.click("#who-other");
    browser.fill("#number", "123");
    browser.press("next");
    browser.until("notice", || browser.has("#notice"));
    guide.look("applicant-wrong-number");
    browser.click("#who-person");
    browser.press("next");
    browser.expect(&office.t("step-contact-data"));
    browser.fill("#email", "anna@example.be");
    browser.fill("#phone", "0032 470/00.00.00");
    browser.fill("#general-email", "practice");
    browser.until("marks", || browser.has("#general-email-mark[data-state=unmet]"));
    guide.look("contact");
    browser.fill("#general-email", "");
    browser.press("next");
    browser.expect(&office.t("wizard-contract"));
    guide.look("contract");
    browser.click("#accept");
    browser.press("next");
    browser.expect(&office.t("step-password"));
    browser.fill("#new", PASSWORD);
    browser.fill("#again", "other");
    guide.look("password");
    password(&office, &browser);
    browser.expect(&office.t("step-overview"));
    guide.look("overview");
    browser.press("next");
    browser.expect(&office.t("pin-sign-title"));
    guide.look("pin-sign");
    to_summary(&office, &browser);
    guide.look("summary");
    guide.print("summary-on-paper");
    office.sandbox.faults().add(Fault::new(FaultKind::HtmlPage { status: 503 }).times(8));
    browser.press("send");
    browser.expect(&office.t("wizard-failed"));
    guide.look("failed");
    office.sandbox.faults().clear();
    office.sandbox.faults().add(Fault::new(FaultKind::Delay { milliseconds: 8000 }));
    browser.press("way-0");
    browser.expect(&office.t("wizard-working"));
    guide.look("working");
    office.sandbox.faults().clear();
    browser.expect(&office.t("wizard-sent"));
    guide.look("sent");
    browser.press("complete");
    browser.expect(&office.t("step-password"));
    browser.fill("#password", "another1");
    browser.press("next");
    browser.until("refusal", || browser.has("#refused"));
    let html = browser.script("return document.documentElement.outerHTML");
    assert!(!html.as_str().unwrap().contains("another1"), "what was typed comes back in no page");
    guide.look("unlock-refused");
    unlock(&office, &browser);
    browser.expect(&office.t("wizard-waiting"));
    guide.look("waiting");
    browser.press("cancel");
    browser.expect(&office.t("wizard-welcome"));
    guide.look("welcome-waits");
    office.clock.advance(Duration::from_secs(7200));
    browser.press("complete");
    browser.expect(&office.t("wizard-do-complete"));
    guide.look("choose");
    browser.press("next");
    unlock(&office, &browser);
    browser.expect(&office.t("wizard-done"));
    guide.look("done");
    browser.fill("#folder", &office.folder.path().to_string_lossy());
    browser.press("copy");
    browser.expect(&office.t("wizard-copied"));
    guide.look("copied");
    home(&office, &browser);
    browser.press("check");
    browser.expect(&office.t("wizard-do-check"));
    browser.press("next");
    unlock(&office, &browser);
    browser.expect(&office.t("wizard-checked"));
    guide.look("checked");
    home(&office, &browser);
    browser.press("password");
    browser.expect(&office.t("wizard-do-password"));
    browser.press("next");
    browser.until("fields", || browser.has("#new"));
    guide.look("change-password");
    browser.fill("#password", PASSWORD);
    browser.fill("#new", PASSWORD);
    browser.fill("#again", PASSWORD);
    browser.press("next");
    browser.expect(&office.t("wizard-password-changed"));
    guide.look("password-changed");
    home(&office, &browser);
    renewal_and_end(&office, &browser, &mut guide);
    browser.press("doctor");
    browser.until("findings", || browser.has(".findings"));
    guide.look("examined");
    home(&office, &browser);
    browser.press("foreigner");
    browser.expect(&office.t("wizard-do-foreigner"));
    guide.look("foreigner");
    browser.fill("#bis", "00210100119");
    browser.fill("#name", "Beispiel");
    browser.fill("#first-name", "Berta");
    browser.press("next");
    browser.expect(&office.t("terms-title"));
    browser.click("#accept");
    browser.press("next");
    browser.expect(&office.t("step-contact-data"));
    browser.press("next");
    password(&office, &browser);
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    browser.expect(&office.t("wizard-confirm"));
    guide.look("confirm");
    browser.goto(&format!("http://{}/", office.wizard.address()));
    guide.look_once("stranger");
    assert!(guide.seen.len() >= 38, "{} screens", guide.seen.len());
    println!("COUNT screens in languages: {} of {}", guide.shown, (guide.seen.len() - 1) * LANGUAGES.len());
    assert!(guide.faults.is_empty(), "{:#?}", guide.faults);
}

fn renewal_and_end(office: &Office, browser: &Browser, guide: &mut Guide<'_>) {
    office.renewable();
    browser.press("renew");
    browser.expect(&office.t("wizard-do-renew"));
    browser.press("next");
    unlock(office, browser);
    to_card(office, browser);
    browser.press("next");
    contact(office, browser);
    browser.expect(&office.t("step-password"));
    guide.look("password-of-renewal");
    browser.press("keep");
    browser.expect(&office.t("step-overview"));
    browser.press("next");
    to_summary(office, browser);
    browser.press("send");
    browser.expect(&office.t("wizard-sent"));
    office.clock.advance(Duration::from_secs(7200));
    browser.press("complete");
    unlock(office, browser);
    browser.expect(&office.t("wizard-done"));
    guide.look("done-renewed");
    browser.press("activate");
    browser.expect(&office.t("wizard-do-activate"));
    guide.look("activate");
    browser.click("#accept");
    browser.press("next");
    unlock(office, browser);
    browser.expect(&office.t("wizard-activated"));
    guide.look("activated");
    home(office, browser);
    guide.look("welcome-complete");
    browser.press("revoke");
    browser.until("card that was read", || browser.has(".card img"));
    browser.press("next");
    browser.expect(&office.t("wizard-pin-auth"));
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-revoke"));
    guide.look("revoke");
    browser.click("#certificate-0");
    browser.press("next");
    browser.expect(&office.t("wizard-reason"));
    guide.look("reason");
    browser.click("#reason-ended");
    browser.press("next");
    browser.expect(&office.t("wizard-contract"));
    guide.look("revocation-contract");
    browser.click("#accept");
    browser.press("next");
    browser.expect(&office.t("pin-sign-title"));
    guide.look("pin-revoke");
    browser.fill("#pin", PIN);
    browser.press("next");
    browser.expect(&office.t("wizard-revoked"));
    guide.look("revoked");
    home(office, browser);
}
