//! Which documentation of a handler the registry tells.

use side_effects::{is_side_effect_of, registry};

/// The docs of the one handler of this label.
fn docs(label: &str) -> Option<String> {
    registry().handlers(label)[0].docs().map(str::to_owned)
}

fn summary(label: &str) -> Option<String> {
    registry().handlers(label)[0].summary().map(str::to_owned)
}

#[test]
fn paragraphs_and_code_keep_their_shape() {
    /// One.
    ///
    ///     let indented = code;
    ///
    /// Two.
    #[is_side_effect_of("docs_shape")]
    fn handler() {}
    assert_eq!(
        docs("docs_shape").as_deref(),
        Some("One.\n\n    let indented = code;\n\nTwo.")
    );
}

#[test]
fn a_block_comment_counts() {
    /** One.

    Two. */
    #[is_side_effect_of("docs_block")]
    fn handler() {}
    assert_eq!(summary("docs_block").as_deref(), Some("One."));
}

#[test]
fn an_attribute_counts() {
    #[doc = "From an attribute."]
    #[doc(alias = "not_this")]
    #[is_side_effect_of("docs_attribute")]
    fn handler() {}
    assert_eq!(
        docs("docs_attribute").as_deref(),
        Some("From an attribute.")
    );
}

#[test]
fn an_included_file_counts() {
    /// Before.
    #[doc = include_str!("common/docs.md")]
    /// After.
    #[is_side_effect_of("docs_included")]
    fn handler() {}
    assert_eq!(
        docs("docs_included").as_deref(),
        Some("Before.\nFrom a file.\n\nWith two paragraphs.\n\nAfter.")
    );
    assert_eq!(summary("docs_included").as_deref(), Some("Before."));

    #[doc = include_str!("common/docs.md")]
    #[is_side_effect_of("docs_included_alone")]
    fn alone() {}
    assert_eq!(
        docs("docs_included_alone").as_deref(),
        Some("From a file.\n\nWith two paragraphs.")
    );
}

#[test]
fn empty_docs_are_none() {
    #[doc = " "]
    #[allow(clippy::empty_docs)]
    #[is_side_effect_of("docs_empty")]
    fn handler() {}
    assert_eq!(docs("docs_empty"), None);
    assert_eq!(summary("docs_empty"), None);
}
