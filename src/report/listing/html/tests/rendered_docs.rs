//! What Markdown becomes.

use crate::report::listing::html::docs;

/// The docs of one handler, as HTML.
fn rendered(markdown: &str) -> String {
    let html = docs::rendered(markdown).into_string();
    let html = html
        .strip_prefix("<div class=\"docs\" dir=\"auto\">")
        .unwrap();
    html.strip_suffix("</div>").unwrap().trim_end().to_owned()
}

#[test]
fn links_lead_away_or_are_none() {
    assert_eq!(
        rendered("[a](https://a.example/?b=c&d \"e\")"),
        r#"<p><a href="https://a.example/?b=c&amp;d" title="e">a</a></p>"#
    );
    assert_eq!(rendered("[a](JavaScript:alert(1))"), "<p>a</p>");
    assert_eq!(
        rendered("[a](my_app::mail) and [b](../b.md)"),
        "<p>a and b</p>"
    );
    assert_eq!(
        rendered("[`Mailer`], a[0]"),
        "<p><code>Mailer</code>, a[0]</p>"
    );
}

#[test]
fn pictures_are_links_and_nothing_is_fetched() {
    assert_eq!(
        rendered("![a](https://a.example/b.png)"),
        r#"<p><a href="https://a.example/b.png">a</a></p>"#
    );
    // A link cannot be in a link.
    assert_eq!(
        rendered("[![a](https://a.example/b.png)](https://c.example)"),
        r#"<p><a href="https://c.example">a</a></p>"#
    );
}

#[test]
fn raw_html_is_shown_as_it_is_written() {
    assert_eq!(rendered("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
    assert_eq!(rendered("<hr>"), "<p>&lt;hr&gt;</p>");
}

#[test]
fn headings_of_docs_are_not_those_of_the_page() {
    assert_eq!(
        rendered("# Errors\n\nNone."),
        "<p><strong>Errors</strong></p>\n<p>None.</p>"
    );
}
