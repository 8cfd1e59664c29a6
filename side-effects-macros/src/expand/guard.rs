//! `#[disable_side_effects]`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, PatType, Signature};

use crate::analyze::shape::returned;
use crate::expand::return_type::annotate;
use crate::read::args::{Crate, parse_guard};
use crate::read::errors::{Errors, located_at, mixed_at};
use crate::read::function::{Body, Changed, Function};

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
///     let events: Events = ::side_effects::Events::clone(&_guard);
///     body
/// }
/// ```
///
/// The same for an `async fn` that an attribute below this one makes a test: its
/// runtime polls it on the thread of the test, where the guard stays between
/// polls, for the tasks that run there. The body of any other `async fn` is
/// wrapped in the scope of a guard instead.
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
    let events = function.sig.inputs.pop().map(|input| match input {
        FnArg::Typed(typed) => typed,
        FnArg::Receiver(_) => unreachable!("a receiver is an error"),
    });
    let statements = if function.sig.asyncness.is_some() && !is_test(&function.attrs) {
        in_scope(&krate, &function.sig, events.as_ref(), &body)
    } else {
        under_guard(&krate, events.as_ref(), &body)
    };
    Ok(function.with_inputs(&Changed::new(), &body, statements))
}

fn under_guard(krate: &Crate, events: Option<&PatType>, body: &Body) -> TokenStream {
    let root = krate.root();
    let statements = &body.statements;
    let events = events.map(|events| {
        // At the type, should it be another one.
        let at = mixed_at(events.ty.span());
        let root = located_at(at, &root);
        let value = quote_spanned!(at=> #root::Events::clone(&_guard));
        quote_spanned!(Span::mixed_site()=> let #events = #value;)
    });
    quote_spanned! {Span::mixed_site()=>
        let _guard = #root::disable_side_effects();
        #events
        #statements
    }
}

/// Whether another attribute, such as `#[tokio::test]`, makes the function a
/// test.
fn is_test(attrs: &[Attribute]) -> bool {
    let last = |attr: &Attribute| Some(attr.path().segments.last()?.ident.to_string());
    attrs
        .iter()
        .filter_map(last)
        .any(|name| name == "test" || name == "wasm_bindgen_test")
}

/// A guard is for a thread, and a future may not stay on one.
fn in_scope(krate: &Crate, sig: &Signature, events: Option<&PatType>, body: &Body) -> TokenStream {
    let private = krate.path();
    let statements = &body.statements;
    let output = returned(sig);
    let at = mixed_at(output.span());
    let annotation = annotate(&output, at, &located_at(at, &private));
    let events = events.map(|events| quote_spanned!(Span::mixed_site()=> let #events = _events;));
    quote_spanned! {Span::mixed_site()=>
        let (scope, _events) = #private::disabled_scope();
        scope
            .wrap(async move {
                #annotation
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
            "`#[disable_side_effects]` belongs on a free function: in a method, call \
             `disable_side_effects()`",
        );
    }
    if let Some(constness) = &sig.constness {
        errors.at(constness, "a test is run, never computed: remove `const`");
    }
}
