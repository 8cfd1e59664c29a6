//! `#[disable_side_effects]`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{FnArg, PatType, Signature};

use crate::anchor::{anchor, returned};
use crate::args::{Crate, parse_guard};
use crate::errors::Errors;
use crate::function::{Body, Function};

/// Input:
///
/// ```text
/// #[disable_side_effects]
/// #[test]
/// fn reports(events: Events) { body }
/// ```
///
/// Output:
///
/// ```text
/// #[test]
/// fn reports() {
///     let _guard = ::side_effects::disable_side_effects();
///     let events: Events = Clone::clone(&*_guard);
///     body
/// }
/// ```
///
/// The body of an `async fn` is wrapped in the scope of a guard instead.
pub(crate) fn try_expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let krate = errors.take(parse_guard(args));
    let mut function = errors.take(Function::under("disable_side_effects", item));
    if let Some(function) = &function {
        check_shape(&function.sig, &mut errors);
    }
    errors.finish()?;
    let (Some(krate), Some(function)) = (krate, &mut function) else {
        unreachable!("what is missing is an error");
    };
    let Some(body) = function.body.take() else {
        return Err(syn::Error::new_spanned(
            &function.sig,
            "expected a function with a body",
        ));
    };
    let events = function.sig.inputs.pop().map(|input| match input {
        FnArg::Typed(typed) => typed,
        FnArg::Receiver(_) => unreachable!("a receiver is an error"),
    });
    let inputs = function.sig.inputs.iter().map(|input| quote!(#input));
    let inputs: Vec<_> = inputs.collect();
    let statements = if function.sig.asyncness.is_some() {
        in_scope(&krate, &function.sig, events.as_ref(), &body)
    } else {
        under_guard(&krate, events.as_ref(), &body)
    };
    Ok(function.with(&inputs, &body, &statements))
}

fn under_guard(krate: &Crate, events: Option<&PatType>, body: &Body) -> TokenStream {
    let root = krate.root();
    let statements = &body.statements;
    let events = events.map(|events| {
        quote_spanned!(Span::mixed_site()=> let #events = ::core::clone::Clone::clone(&*_guard);)
    });
    quote_spanned! {Span::mixed_site()=>
        let _guard = #root::disable_side_effects();
        #events
        #statements
    }
}

/// A guard is for a thread, and an async test may not stay on one.
fn in_scope(krate: &Crate, sig: &Signature, events: Option<&PatType>, body: &Body) -> TokenStream {
    let private = krate.private();
    let statements = &body.statements;
    let anchor = anchor(&returned(&sig.output));
    let events = events.map(|events| quote_spanned!(Span::mixed_site()=> let #events = _events;));
    quote_spanned! {Span::mixed_site()=>
        let (scope, _events) = #private::disabled_scope();
        scope
            .wrap(async move {
                #anchor
                #events
                #statements
            })
            .await
    }
}

fn check_shape(sig: &Signature, errors: &mut Errors) {
    if let Some(receiver) = sig.receiver() {
        errors.at(
            receiver,
            "`#[disable_side_effects]` belongs on a free function",
        );
    }
}
