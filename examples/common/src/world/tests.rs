use super::*;
use clap::Parser;

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    global: Global,
}

fn global(flags: &[&str]) -> Global {
    Program::try_parse_from(["program"].into_iter().chain(flags.iter().copied())).unwrap().global
}

/// product.md: which combinations are which world, and which end with 2.
#[test]
fn combinations() {
    let rows: &[(&[&str], Option<Environment>)] = &[
        (&[], Some(Environment::Production)),
        (&["--environment", "production"], Some(Environment::Production)),
        (&["--environment", "acceptance"], Some(Environment::Acceptance)),
        (&["--sandbox", "d.json"], Some(Environment::Sandbox)),
        (&["--sandbox", "d.json", "--environment", "sandbox"], Some(Environment::Sandbox)),
        (&["--sandbox", "d.json", "--card", "virtual:adult-ec"], Some(Environment::Sandbox)),
        (&["--sandbox", "d.json", "--environment", "production"], None),
        (&["--sandbox", "d.json", "--environment", "acceptance"], None),
        (&["--environment", "sandbox"], None),
        (&["--card", "virtual:adult-ec"], None),
        (&["--card", "virtual:adult-ec", "--environment", "acceptance"], None),
        (&["--sandbox", "d.json", "--card", "virtual:nobody"], None),
        (&["--sandbox", "d.json", "--card", "virtual:adult-ec", "--reader", "x"], None),
    ];
    for (flags, expected) in rows {
        let got = environment_of(&global(flags));
        assert_eq!(got.as_ref().ok(), expected.as_ref(), "{flags:?}");
        if let Err(failure) = got {
            assert_eq!((failure.code(), failure.exit()), ("usage", 2), "{flags:?}");
        }
    }
}
