//! `#[disable_side_effects]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Signature};

use crate::args::parse_guard;
use crate::errors::{Errors, located_at, mixed_at};
use crate::function::Function;

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
///     let guard = ::side_effects::disable_side_effects();
///     let events: Events = ::side_effects::Events::clone(&guard);
///     body
/// }
/// ```
pub(crate) fn try_expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let krate = parse_guard(args, &mut errors);
    let mut function = errors.take(Function::under("disable_side_effects", item));
    if let Some(function) = &function {
        check_shape(&function.sig, &mut errors);
    }
    errors.finish()?;
    let Some(function) = &mut function else {
        unreachable!("what is missing is an error");
    };
    let Some(body) = function.body.take() else {
        return Err(syn::Error::new_spanned(
            &function.sig,
            "`#[disable_side_effects]` belongs on a function with a body",
        ));
    };
    let root = krate.root();
    let events = function.sig.inputs.pop().map(|input| match input {
        FnArg::Typed(typed) => {
            // At the type, should it be another one.
            let at = mixed_at(typed.ty.span());
            let root = located_at(at, &root);
            let events = quote_spanned!(at=> #root::Events::clone(&guard));
            quote_spanned!(Span::mixed_site()=> let #typed = #events;)
        }
        FnArg::Receiver(_) => unreachable!("a receiver is an error"),
    });
    let inputs: Vec<_> = function
        .sig
        .inputs
        .iter()
        .map(|input| quote!(#input))
        .collect();
    let statements = &body.statements;
    let guard = if events.is_some() { "guard" } else { "_guard" };
    let guard = Ident::new(guard, Span::mixed_site());
    let statements = quote_spanned! {Span::mixed_site()=>
        let #guard = #root::disable_side_effects();
        #events
        #statements
    };
    Ok(function.with(&inputs, &body, &statements))
}

fn check_shape(sig: &Signature, errors: &mut Errors) {
    if let Some(receiver) = sig.receiver() {
        errors.at(
            receiver,
            "`#[disable_side_effects]` belongs on a free function: in a method, call \
             `disable_side_effects()`",
        );
    }
    if let Some(constness) = &sig.constness {
        errors.at(constness, "a test is run, never computed: remove `const`");
    }
    if let Some(asyncness) = &sig.asyncness {
        errors.at(
            asyncness,
            "`#[disable_side_effects]` cannot be on an `async fn` yet",
        );
    }
}
