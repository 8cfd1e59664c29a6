//! The page for people: a form that places an order, what happened, and the wiring.

mod happenings;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;

pub use happenings::happenings;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What the page says about the form that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice<'a> {
    /// None was sent.
    Nothing,
    /// There is an order of this number now.
    Placed(i64),
    /// There is none, because of this.
    Refused(&'a str),
}

/// What stands in the form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Filled {
    /// Who orders.
    pub name: String,
    /// Where the mail goes.
    pub email: String,
    /// What is ordered.
    pub article: String,
    /// How many of it.
    pub count: i64,
}

impl Default for Filled {
    fn default() -> Self {
        Self {
            name: "Ada".into(),
            email: "ada@example.org".into(),
            article: "teapot".into(),
            count: 1,
        }
    }
}

/// All of it.
#[must_use]
pub fn page(
    articles: &[(String, i64)],
    filled: &Filled,
    notice: Notice<'_>,
    happenings: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "The shop" }
                // Nobody has drawn one.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "The shop" }
                    p.lead { "Place an order, and see what follows from it." }
                }
                main {
                    section.order {
                        h2 { "Order" }
                        (self::notice(notice))
                        (form(articles, filled))
                    }
                    section.happened {
                        h2 { "What happened" }
                        div id="happenings" { (happenings) }
                    }
                    section.wiring {
                        h2 { a href="/wiring" { "The wiring" } }
                        p { "Who does what when: told by the program itself." }
                        iframe src="/wiring" title="The wiring of the shop" {}
                    }
                }
                footer { a href="/metrics" { "Metrics" } " · " a href="/search?q=teapot" { "Search" } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn notice(notice: Notice<'_>) -> Markup {
    html! {
        @match notice {
            Notice::Nothing => {}
            Notice::Placed(order) => p.notice.good role="status" { "Order " (order) " is placed." },
            Notice::Refused(why) => p.notice.bad role="alert" { "Not ordered: " (why) "." },
        }
    }
}

fn form(articles: &[(String, i64)], filled: &Filled) -> Markup {
    html! {
        form method="post" action="/" {
            label { "Your name" input name="name" value=(filled.name) required autocomplete="name"; }
            label {
                "Your e-mail address"
                input name="email" type="email" value=(filled.email) required autocomplete="email";
            }
            label {
                "Article"
                select name="article" {
                    @for (name, stock) in articles {
                        option value=(name) selected[*name == filled.article] { (name) " (" (stock) " left)" }
                    }
                }
            }
            label { "How many" input name="count" type="number" value=(filled.count) min="1" max=(shop::orders::MOST) required; }
            button { "Place the order" }
        }
    }
}
