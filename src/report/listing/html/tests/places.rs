//! Where the names of files lead.

use super::parsed::Page;
use crate::report::listing::Format;
use crate::report::listing::html::SourceUrl;
use crate::report::listing::tests::{listing, section};

fn places(source: &str, file: &str) -> Vec<String> {
    let page = listing([section("l", "a::f", "Do.", file)]).source_url(source);
    let page = Page::of(&page, &[]);
    page.hrefs()
        .into_iter()
        .filter(|href| href.contains("://"))
        .collect()
}

#[test]
fn places_lead_to_the_source_code() {
    let source = "https://example.org/my_app/{file}#L{line}";
    let expected = "https://example.org/my_app/src/a%20b.rs#L7";
    assert_eq!(places(source, "src/a b.rs"), [expected, expected]);
    assert_eq!(places(source, "src\\a b.rs"), [expected, expected]);
    assert_eq!(
        places("vscode://file/work/{file}:{line}", "src/a.rs"),
        [
            "vscode://file/work/src/a.rs:7",
            "vscode://file/work/src/a.rs:7"
        ]
    );
}

#[test]
fn what_is_outside_of_the_workspace_is_not_linked() {
    let file = "/home/ada/.cargo/src/x/mail-1.0.2/src/b.rs";
    assert!(places("https://example.org/{file}", file).is_empty());
    let page = listing([section("l", "a::f", "Do.", file)]).render(Format::Html);
    assert!(page.contains(">mail-1.0.2/src/b.rs:7<") && !page.contains("ada"));
}

#[test]
fn a_source_url_that_leads_nowhere_is_refused() {
    for (template, complaint) in [
        (
            "https://example.org/",
            "the source URL `https://example.org/` has no `{file}` in it",
        ),
        (
            "https://example.org/{file}#{lines}",
            "the source URL `https://example.org/{file}#{lines}` has other braces in it than \
             `{file}`, `{line}`",
        ),
        (
            "blob/main/{file}",
            "the source URL `blob/main/{file}` does not begin with a scheme such as `https:`",
        ),
        (
            "javascript:open('{file}')",
            "the source URL `javascript:open('{file}')` does not begin with a scheme such as \
             `https:`",
        ),
    ] {
        let said = SourceUrl::new(template).unwrap_err();
        assert_eq!(
            said,
            format!(
                "{complaint}: write an address like \
                 `https://github.com/me/my_app/blob/main/{{file}}#L{{line}}`"
            )
        );
    }
}
