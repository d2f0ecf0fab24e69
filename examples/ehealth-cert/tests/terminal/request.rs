//! A whole request by keys, in French, with everything that a person gets wrong on the way.

use crate::machine::{Machine, Sandbox};
use crate::screen::{CTRL_U, ENTER, Screen, TAB};

fn begin(machine: &Machine, sandbox: &Sandbox, rest: &[&str]) -> Screen {
    let flags = ["--sandbox", &sandbox.descriptor, "--card", "virtual:adult-rsa", "--lang", "fr"];
    Screen::start(machine.home.path(), &[&flags, rest].concat())
}

#[test]
fn in_french() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let mut screen = begin(&machine, &sandbox, &["request"]);
    screen.answers("Acceptez-vous ces conditions ? [o/n]", "o\r");
    // A wrong PIN, then the right one.
    screen.answers("Code PIN (Échap : annuler)\u{a0}:", "99");
    screen.types(ENTER).types("99").types(ENTER);
    screen.sees("encore 2 essais");
    screen.until("asked again", |text| text.matches("Code PIN (Échap").count() >= 2);
    screen.types("1234\r");
    screen.answers("Pour qui est le certificat", "1\r");
    // An address that is none, then one.
    screen.answers("Adresse e-mail personnelle\u{a0}:", "moi\r");
    screen.sees("nom@");
    screen.types(CTRL_U).types("moi@example.be\r");
    screen.answers("Numéro de téléphone personnel\u{a0}:", "0470/00.00.00\r");
    screen.answers("Adresse e-mail générale", ENTER);
    screen.answers("Numéro de téléphone général", ENTER);
    screen.answers("Acceptez-vous ce contrat ?", "o\r");
    // Rejected by each of the three checks, then by the confirmation, then accepted.
    screen.sees("Nouveau mot de passe\u{a0}:");
    screen.types("court7").sees("[non] Longueur");
    screen.types(CTRL_U).types("caféassezlong7").sees("[non] Caractères acceptés");
    screen.types(CTRL_U).types("seulementlettres").sees("[non] Chiffres ou symboles");
    screen.types(CTRL_U).types("cheval7correct").sees("[ok] Chiffres ou symboles");
    assert!(screen.text().contains("[…] Confirmation"), "{}", screen.text());
    screen.types(TAB).types("cheval7corect").sees("[non] Confirmation");
    // Enter does nothing but move on, here to the first field; the second one is corrected.
    screen.types(ENTER);
    screen.types(TAB).types(CTRL_U).sees("[…] Confirmation");
    screen.types("cheval7correct").sees("[ok] Confirmation");
    let text = screen.text();
    assert!(!text.contains("cheval7correct"), "never shown: {text}");
    screen.types(ENTER);
    screen.answers("Tout est-il correct ?", "o\r");
    // The second entry says what it is.
    screen.sees("signature électronique juridiquement valable");
    screen.until("the second PIN", |text| text.matches("Code PIN (Échap").count() >= 3);
    screen.types("1234\r");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    let text = screen.text();
    assert!(text.contains("La demande a été envoyée") && text.contains("SSIN="), "{text}");
    assert!(!text.contains("1234\n") && !text.contains("cheval7correct"), "{text}");
    std::fs::write(machine.path("password"), "cheval7correct\n").unwrap();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();

    // Whoever begins again is told what is there already (S5).
    let mut screen = begin(&machine, &sandbox, &["request"]);
    screen.sees("Le dossier de vos keystores dit déjà");
    screen.answers("Commencer quand même une nouvelle demande ?", "n\r");
    assert_eq!(screen.ends(), 130, "{}", screen.text());
}

/// For an organisation of the list, the old keystore's folder known, the application identifier asked.
#[test]
fn for_an_organisation() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let flags = ["--pin-from", "file:pin", "--new-password-from", "file:password", "request"];
    let contact = ["--accept-terms", "--email", "me@example.be", "--phone", "0470000000"];
    let mut screen = begin(&machine, &sandbox, &[&flags[..], &contact].concat());
    screen.sees("CLINIQUE INVENTEE (CBE=0999999922)");
    screen.answers("Pour qui est le certificat", "9\r");
    screen.sees("Un numéro de 1 à 4");
    screen.types(CTRL_U).types("2\r");
    screen.answers("Tout est-il correct ?", "o\r");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert!(screen.text().contains("CBE=0999999922 "), "{}", screen.text());
}

/// Line by line, for screen readers: nothing that was written is written over.
#[test]
fn plain() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let flags = ["--plain", "--pin-from", "file:pin", "request", "--accept-terms", "--for", "person"];
    let contact = ["--email", "me@example.be", "--phone", "0470000000"];
    let mut screen = begin(&machine, &sandbox, &[&flags[..], &contact].concat());
    screen.answers("Nouveau mot de passe\u{a0}:", "court7\r");
    screen.sees("[non] Longueur");
    screen.types(TAB).types(CTRL_U).types("cheval7correct\r");
    screen.until("repeated", |text| text.matches("Encore une fois\u{a0}:").count() >= 2);
    screen.types("cheval7correct\r");
    screen.answers("Tout est-il correct ?", "o\r");
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert!(!screen.text().contains("cheval7correct"));
}

/// A narrow terminal, and one without colour: nothing depends on either.
#[test]
fn narrow_and_without_colour() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    let flags = ["--sandbox", &sandbox.descriptor, "--card", "virtual:adult-ec", "--lang", "nl", "request"];
    let mut screen = Screen::with(machine.home.path(), &flags, &[("NO_COLOR", "1")], 40);
    screen.sees("Aanvaardt u");
    assert!(!screen.text().contains('\u{1b}'));
    screen.types("n\r");
    assert_eq!(screen.ends(), 3, "{}", screen.text());
    assert!(machine.files().is_empty());
}

#[test]
fn a_new_password_by_keys() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    machine.request(&sandbox.descriptor, "virtual:adult-rsa", &[]).succeeds();
    machine.on_keystore(&sandbox.descriptor, &["complete"]).succeeds();
    let keystore =
        machine.files().into_iter().find(|path| path.extension().is_some_and(|end| end == "p12")).unwrap();
    let mut screen = begin(&machine, &sandbox, &["passwd", keystore.to_str().unwrap()]);
    screen.answers("Mot de passe de SSIN=", "wrong\r");
    screen.sees("Mot de passe incorrect");
    screen.until("asked again", |text| text.matches("Mot de passe de SSIN=").count() >= 2);
    screen.types("correct7horse\r");
    screen.answers("Nouveau mot de passe\u{a0}:", "cheval7correct").types(TAB).types("cheval7correct");
    screen.sees("[ok] Confirmation");
    screen.types(ENTER);
    assert_eq!(screen.ends(), 0, "{}", screen.text());
    assert!(screen.text().contains("[ ] dans votre logiciel médical"), "{}", screen.text());
    std::fs::write(machine.path("password"), "cheval7correct\n").unwrap();
    machine.on_keystore(&sandbox.descriptor, &["check"]).succeeds();
}
