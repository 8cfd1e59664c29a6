//! What the compiler says of mistakes in async functions.

#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("tests/ui_async/*.rs");
}
