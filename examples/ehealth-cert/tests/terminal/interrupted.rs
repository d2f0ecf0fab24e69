//! Ctrl-C at each question: 130, nothing half done, and the same command goes on.

use crate::machine::{Machine, Sandbox};
use crate::screen::{CTRL_C, ENTER, Screen, TAB};

/// The questions of a request in order, and what answers each.
const QUESTIONS: [(&str, &str); 11] = [
    ("Do you accept these terms?", "y\r"),
    ("PIN (Esc: cancel):", "1234\r"),
    ("For whom is the certificate? Number:", "1\r"),
    ("Personal e-mail address:", "me@example.be\r"),
    ("Personal telephone number:", "0470000000\r"),
    ("General e-mail address (may stay empty):", ENTER),
    ("General telephone number (may stay empty):", ENTER),
    ("Do you accept this contract?", "y\r"),
    ("New password:", "correct7horse\tcorrect7horse\r"),
    ("Is everything right?", "y\r"),
    ("legally valid electronic signature", "1234\r"),
];

#[test]
fn at_each_question() {
    let machine = Machine::new();
    let sandbox = Sandbox::start(&machine, &[]);
    for stop in 0..QUESTIONS.len() {
        let folder = machine.path(&format!("keystores-{stop}"));
        let flags = [
            "--sandbox",
            &sandbox.descriptor,
            "--card",
            "virtual:adult-ec",
            "--lang",
            "en",
            "--keystore-dir",
            folder.to_str().unwrap(),
            "request",
        ];
        let mut screen = Screen::start(machine.home.path(), &flags);
        for (index, (question, answer)) in QUESTIONS.iter().enumerate() {
            screen.sees(question);
            if index == QUESTIONS.len() - 1 {
                screen.until("the second PIN", |text| text.matches("PIN (Esc: cancel):").count() >= 2);
            }
            if index == stop {
                screen.types(CTRL_C);
                break;
            }
            for part in answer.split_inclusive(TAB) {
                screen.types(part);
            }
        }
        assert_eq!(screen.ends(), 130, "{stop}: {}", screen.text());
        let text = screen.text();
        assert!(text.contains("[interrupted]"), "{stop}: {text}");
        let keystores = crate::machine::files(&folder);
        let made = keystores.iter().find(|path| path.extension().is_some_and(|end| end == "p12"));
        // Once the key is on disk the way to go on is said, and it works.
        assert_eq!(made.is_some(), stop >= 9, "{stop}: {keystores:?}");
        if let Some(keystore) = made {
            assert!(text.contains("request --resume"), "{text}");
            if stop == QUESTIONS.len() - 1 {
                let resume = ["--resume", keystore.to_str().unwrap()];
                let run = machine.request(&sandbox.descriptor, "virtual:adult-ec", &resume);
                assert_eq!(run.succeeds()["state"], "sent");
            }
        }
    }
}
