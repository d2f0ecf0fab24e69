#![no_main]
//! Passwords while they are typed: any text is judged, and being acceptable means what the policy says.

use libfuzzer_sys::fuzz_target;
use password_policy::{Context, Profile, advise, judge, strength};

fuzz_target!(|text: &str| {
    let (typed, word) = text.split_once('\n').unwrap_or((text, ""));
    let judgement = judge(&Profile::ehealth(), typed, Some(typed));
    let wanted = (8..=64).contains(&typed.chars().count())
        && typed.bytes().all(|byte| byte.is_ascii_graphic())
        && typed.bytes().any(|byte| byte.is_ascii_alphabetic())
        && typed.bytes().any(|byte| !byte.is_ascii_alphabetic());
    assert_eq!(judgement.acceptable(), wanted);
    assert_eq!(judgement.code().is_none(), wanted);
    std::hint::black_box(advise(typed, &Context { identity: &[word], others: &[word] }));
    let estimate = strength(typed, &[word]);
    assert!(estimate.score() <= 4 && estimate.guesses_log10() >= 0.0);
});
