//! What must not compile: an order that loses keys, a secret that gets out.

#[test]
fn compile_fail() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
