//! The password alone: the marks beside a field, at each key stroke. Each line of standard input stands for what
//! the field holds.

use password_policy::{Profile, State, judge};

fn main() -> std::io::Result<()> {
    for line in std::io::stdin().lines() {
        let (marks, acceptable) = marks(&line?);
        println!("{marks} {}", if acceptable { "OK" } else { "…" });
    }
    Ok(())
}

/// One mark a rule, and whether the button "next" may be pressed.
fn marks(typed: &str) -> (String, bool) {
    let judgement = judge(&Profile::ehealth(), typed, None);
    let mark = |state: &State| if state.is_met() { '✓' } else { '✗' };
    let marks = judgement.rules().map(|(rule, state)| format!("{}{}", mark(state), rule.key()));
    (marks.collect::<Vec<_>>().join(" "), judgement.acceptable())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_change_while_one_types() {
        let typed = "lampe-7x";
        let seen: Vec<(String, bool)> = (1..=typed.len()).map(|end| marks(&typed[..end])).collect();
        assert!(seen[0].0.starts_with("✗length ✓characters ✗digit_or_symbol ✓letter"), "{}", seen[0].0);
        assert!(seen[5].0.contains("✓digit_or_symbol"), "{}", seen[5].0);
        let acceptable: Vec<bool> = seen.iter().map(|(_, acceptable)| *acceptable).collect();
        assert_eq!(acceptable, [false, false, false, false, false, false, false, true]);
        // The authority's stage takes the same password.
        assert!(marks(embed_testing::PASSWORD).1);
    }
}
