//! What stands in the parentheses of the attributes.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit, Path, Token, token};

use crate::read::durable::Durable;
use crate::read::errors::Errors;
use crate::read::label::Label;
use crate::read::options::{Given, Known, arguments};

/// Where the core crate is.
pub(crate) struct Crate(Option<Path>);

impl Crate {
    pub(crate) fn at(path: Path) -> Self {
        Self(Some(path))
    }

    /// Gives the module of all that an expansion touches its short name, and
    /// brings what is named most into scope. Each import costs the compiler as much
    /// as a small function, so that there is but one of either. The name has to have
    /// its own: where there is no such crate, the compiler says so once then.
    pub(crate) fn import(&self) -> TokenStream {
        let krate = self.root();
        quote! {
            use #krate::__private as side_effects_private;
            use side_effects_private::names::*;
        }
    }

    /// That module by its path, where it has no short name.
    pub(crate) fn path(&self) -> TokenStream {
        let krate = self.root();
        quote!(#krate::__private)
    }

    /// That module by its short name. An expansion has many paths, and compiles
    /// the faster the fewer tokens they take.
    pub(crate) fn private(&self) -> Ident {
        Ident::new("side_effects_private", Span::call_site())
    }

    /// The same, for what the compiler says of its items to point to `span`.
    pub(crate) fn private_at(&self, span: Span) -> Ident {
        Ident::new("side_effects_private", Span::call_site().located_at(span))
    }

    pub(crate) fn root(&self) -> TokenStream {
        match &self.0 {
            Some(path) => quote!(#path),
            None => quote!(::side_effects),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnError {
    Log,
    Abort,
}

/// What `skip(…)` and `capture(…)` name: parameters, `self`, `return_value`.
#[derive(Default)]
pub(crate) struct Selection {
    pub(crate) skip: Vec<Ident>,
    pub(crate) capture: Vec<Ident>,
    /// Whether there is no `impl` around the function, whose lifetimes and type
    /// parameters could be hidden.
    is_free: bool,
}

impl Selection {
    pub(crate) fn skips(&self, name: &str) -> bool {
        self.skip.iter().any(|skip| is_called(skip, name))
    }

    /// Whether it is captured, whatever its type may hide.
    pub(crate) fn captures(&self, name: &str) -> bool {
        self.is_free || self.capture.iter().any(|capture| is_called(capture, name))
    }
}

/// Whether an identifier stands for a parameter: handlers call a receiver
/// `this`.
pub(crate) fn is_called(ident: &Ident, name: &str) -> bool {
    ident.unraw() == name || name == "this" && ident == "self"
}

/// The arguments of `#[has_side_effects]`:
///
/// * `"label"` or `path::to::LABEL`, exactly one
/// * `run_on_exit = path::to::predicate` or `run_on_exit = |value| …`
/// * `skip(name, …)`
/// * `capture(name, …)`
/// * `on_error = log` or `on_error = abort`
/// * `typed`
/// * `crate = path::to::side_effects`
pub(crate) struct OriginArgs {
    pub(crate) label: Label,
    pub(crate) run_on_exit: Option<Expr>,
    pub(crate) selection: Selection,
    pub(crate) on_error: OnError,
    pub(crate) typed: bool,
    pub(crate) krate: Crate,
}

impl OriginArgs {
    const OPTIONS: &[Known] = &[
        Known {
            name: "run_on_exit",
            written: "run_on_exit = path::to::predicate",
        },
        Known {
            name: "skip",
            written: "skip(name, …)",
        },
        Known {
            name: "capture",
            written: "capture(name, …)",
        },
        Known {
            name: "on_error",
            written: "on_error = log` or `on_error = abort",
        },
        Known {
            name: "typed",
            written: "typed",
        },
        CRATE,
    ];

    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Self {
        let (mut run_on_exit, mut on_error, mut krate) = (None, None, None);
        let mut selection = Selection::default();
        let mut typed = false;
        let mut labels = arguments(args, Self::OPTIONS, errors, |option, input| {
            match option.name() {
                "run_on_exit" => run_on_exit = Some(option.value(input)?),
                "skip" => selection.skip = names(option, input)?,
                "capture" => selection.capture = names(option, input)?,
                "on_error" => on_error = Some(policy(option, input)?),
                "typed" => typed = option.flag(input)?,
                _ => krate = Some(option.path(input)?),
            }
            Ok(())
        });
        selection.is_free = typed;
        if let [_, second, ..] = &labels[..] {
            errors.at(
                second,
                "one label is enough: to fire several, write the attribute several times",
            );
        } else if labels.is_empty() {
            errors.add(Label::missing("has_side_effects"));
            labels.push(Label::Broken);
        }
        Self {
            label: labels.swap_remove(0),
            run_on_exit,
            selection,
            on_error: on_error.unwrap_or(OnError::Log),
            typed,
            krate: Crate(krate),
        }
    }
}

/// The arguments of `#[is_side_effect_of]`:
///
/// * `"label"` or `path::to::LABEL`, one or more, or else
///   `origin = path::to::function`
/// * `order = -10`
/// * `background`
/// * `durable` or `durable(id = "…", queue = "…", max_attempts = 25)`
/// * `crate = path::to::side_effects`
pub(crate) struct HandlerArgs {
    pub(crate) labels: Vec<Label>,
    /// There are no labels, then.
    pub(crate) origin: Option<Path>,
    pub(crate) order: Option<Expr>,
    /// The word, where it is there.
    pub(crate) background: Option<Ident>,
    pub(crate) durable: Option<Durable>,
    pub(crate) krate: Crate,
}

impl HandlerArgs {
    const OPTIONS: &[Known] = &[
        Known {
            name: "origin",
            written: "origin = path::to::function",
        },
        Known {
            name: "order",
            written: "order = 10` or `order = -10",
        },
        Known {
            name: "background",
            written: "background",
        },
        Known {
            name: "durable",
            written: "durable` or `durable(queue = \"mail\")",
        },
        CRATE,
    ];

    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Self {
        let (mut origin, mut order, mut krate) = (None, None, None);
        let mut background = None;
        let mut durable: Option<(Ident, TokenStream)> = None;
        let labels = arguments(args, Self::OPTIONS, errors, |option, input| {
            match option.name() {
                "origin" => origin = Some(option.path(input)?),
                "order" => order = Some(number(option, input)?),
                "background" => {
                    option.flag(input)?;
                    background = Some(option.key().clone());
                }
                "durable" => durable = Some(durable_options(option, input)?),
                _ => krate = Some(option.path(input)?),
            }
            Ok(())
        });
        let durable = durable.map(|(word, options)| Durable::parse(word, options, errors));
        if let (Some(_), Some(durable)) = (&background, &durable) {
            errors.at(
                &durable.word,
                "a side effect is `background` or `durable`, not both: a durable one is off the \
                 origin's path anyway",
            );
        }
        match (labels.first(), &origin) {
            (None, None) => errors.add(Label::missing("is_side_effect_of")),
            (Some(label), Some(_)) => {
                errors.at(
                    label,
                    "an `origin` has its label: remove this one, or the `origin`",
                );
            }
            _ => {}
        }
        let mut seen = HashSet::new();
        for label in &labels {
            let is_new = seen.insert(label.text());
            if !is_new && !matches!(label, Label::Broken) {
                errors.at(label, "this label is given twice");
            }
        }
        Self {
            labels,
            origin,
            order,
            background,
            durable,
            krate: Crate(krate),
        }
    }
}

/// The arguments of `#[disable_side_effects]`:
///
/// * `crate = path::to::side_effects`
pub(crate) fn parse_guard(args: TokenStream, errors: &mut Errors) -> Crate {
    let mut krate = None;
    let labels = arguments(args, &[CRATE], errors, |option, input| {
        krate = Some(option.path(input)?);
        Ok(())
    });
    if let Some(label @ (Label::Literal(_) | Label::Path(_))) = labels.first() {
        errors.at(
            label,
            "`#[disable_side_effects]` takes no labels: for some of them, call \
             `disable_side_effects().only([…])` in the test",
        );
    }
    Crate(krate)
}

const CRATE: Known = Known {
    name: "crate",
    written: "crate = path::to::side_effects",
};

fn names(option: &Given<'_>, input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let parser = |input: ParseStream<'_>| {
        Punctuated::<Ident, Token![,]>::parse_terminated_with(input, Ident::parse_any)
    };
    let names = option.parenthesized(input, parser)?;
    Ok(names.into_iter().collect())
}

fn policy(option: &Given<'_>, input: ParseStream<'_>) -> syn::Result<OnError> {
    let policy: TokenTree = option.value(input)?;
    match policy.to_string().as_str() {
        "log" => Ok(OnError::Log),
        "abort" => Ok(OnError::Abort),
        _ => Err(option.malformed(policy)),
    }
}

/// What stands in the parentheses of `durable`, if there are any.
fn durable_options(
    option: &Given<'_>,
    input: ParseStream<'_>,
) -> syn::Result<(Ident, TokenStream)> {
    let options = if input.peek(token::Paren) {
        option.parenthesized(input, |input: ParseStream<'_>| input.parse())?
    } else {
        option.flag(input)?;
        TokenStream::new()
    };
    Ok((option.key().clone(), options))
}

fn number(option: &Given<'_>, input: ParseStream<'_>) -> syn::Result<Expr> {
    let number: Expr = option.value(input)?;
    match &number {
        Expr::Lit(ExprLit {
            lit: Lit::Int(_), ..
        })
        | Expr::Unary(_)
        | Expr::Path(_)
        | Expr::Group(_) => Ok(number),
        _ => Err(syn::Error::new(
            number.span(),
            "expected an `i32`, as in `order = 10` or `order = -10`: lower runs first",
        )),
    }
}
