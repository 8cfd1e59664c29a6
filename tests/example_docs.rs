//! The committed page of the example application, which is linked as a whole.

side_effects::link!(shop, shop_effects);

#[test]
fn the_page_of_the_example_is_current() {
    side_effects::assert_listing!("docs/side-effects.md");
}
