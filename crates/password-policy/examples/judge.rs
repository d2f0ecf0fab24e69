//! Judges each line of standard input as a password, as a field would at each key stroke.

use password_policy::{Context, Profile, State, advise, judge};

fn main() -> std::io::Result<()> {
    for line in std::io::stdin().lines() {
        let typed = line?;
        let judgement = judge(&Profile::ehealth(), &typed, None);
        for (rule, state) in judgement.rules() {
            println!("{} {}", if *state == State::Met { "✓" } else { "✗" }, rule.key());
        }
        for advice in advise(&typed, &Context::default()) {
            println!("· {}", advice.key());
        }
        println!("{}", judgement.code().unwrap_or("acceptable"));
    }
    Ok(())
}
