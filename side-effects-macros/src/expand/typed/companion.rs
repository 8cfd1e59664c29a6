//! What a `typed` origin offers, as types.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

use crate::analyze::why::Why;
use crate::expand::typed::{NotSeen, Offer, Seen, field};
use crate::read::errors::{located_at, mixed_at};
use crate::read::function::Function;

/// The companion of a `typed` origin. It is not there for rustdoc, which would
/// show where it is re-exported, hidden or not.
///
/// Input: `pub fn rename(user: &User, name: String) -> Profile`
///
/// Output, with `p` for `::side_effects::__private`:
///
/// ```text
/// pub struct rename {
///     pub user: p::Offered<p::Parameter<User>, p::No, p::No>,
///     pub name: p::Offered<p::Parameter<String>, p::Yes, p::No>,
///     pub return_value: p::Offered<p::Returned<Profile>, p::No, p::No>,
/// }
/// impl p::TypedOrigin for rename {
///     const LABEL: &'static str = label;
///     type Parameters = Self;
/// }
/// ```
///
/// Of an `async fn`, the last is `p::Yes` everywhere, and it is `p::AsyncOrigin`.
pub(crate) fn companion(
    private: &TokenStream,
    function: &Function,
    label: impl ToTokens,
    is_async: bool,
    offers: &[Offer],
) -> TokenStream {
    let vis = &function.vis;
    let ident = &function.sig.ident;
    let conditions = (function.attrs.iter()).filter(|attr| attr.path().is_ident("cfg"));
    let conditions = quote!(#(#conditions)* #[cfg(not(doc))]);
    let shared = answer(private, is_async);
    // A name that is there twice is bound to the first. `return_value`, which is
    // the last, is never a parameter.
    let mut names = HashSet::from([field("return_value")]);
    let offers = (offers.iter().enumerate()).filter(|(position, offer)| {
        names.insert(field(&offer.name)) || position + 1 == offers.len()
    });
    let offers: Vec<_> = offers.collect();
    let fields = offers.iter().map(|(position, offer)| {
        let name = field(&offer.name);
        let (of, cloned) = match &offer.seen {
            Ok(Seen::Parameter { ty, is_cloned }) => (quote!(Parameter<#ty>), *is_cloned),
            Ok(Seen::Returned(ty)) => (quote!(Returned<#ty>), false),
            Ok(Seen::ReturnedOk(ty)) => (quote!(Parameter<#ty>), false),
            Err(_) => return quote!(pub #name: #private::Uncaptured<#ident, #position>),
        };
        let cloned = answer(private, cloned);
        quote!(pub #name: #private::Offered<#private::#of, #cloned, #shared>)
    });
    let reasons = offers.iter().filter_map(|(position, offer)| {
        let why = offer.seen.as_ref().err()?;
        Some(reason(private, ident, *position, &offer.name, why))
    });
    let reasons: TokenStream = reasons.map(|reason| quote!(#conditions #reason)).collect();
    let waits = is_async.then(|| {
        quote! {
            #conditions
            #[diagnostic::do_not_recommend]
            impl #private::AsyncOrigin for #ident {}
        }
    });
    // At the function's name, where the compiler shows what it speaks of.
    let at = mixed_at(ident.span());
    let mut named = ident.clone();
    named.set_span(at);
    let structure = quote_spanned!(at=> struct #named { #(#fields),* });
    quote_spanned! {Span::mixed_site()=>
        #conditions
        #[allow(
            missing_docs, non_camel_case_types, dead_code, unreachable_pub,
            missing_debug_implementations, private_interfaces, deprecated, clippy::all,
            clippy::pedantic,
        )]
        #vis #structure
        #conditions
        #[diagnostic::do_not_recommend]
        impl #private::TypedOrigin for #ident {
            const LABEL: &'static str = #label;
            type Parameters = Self;
        }
        #waits
        #reasons
    }
}

fn answer(private: &TokenStream, answer: bool) -> TokenStream {
    if answer {
        quote!(#private::Yes)
    } else {
        quote!(#private::No)
    }
}

/// What the compiler says to a handler that asks for what is not captured.
///
/// The `impl` holds for no handler. That is what is said of it: of a parameter
/// without one, the compiler would not know why.
fn reason(
    private: &TokenStream,
    origin: &Ident,
    position: usize,
    name: &str,
    why: &NotSeen,
) -> TokenStream {
    let (reason, advice) = why.reason_and_advice();
    let message = format!(
        "`{name}` of `{}` is not captured: it {reason}",
        origin.unraw()
    );
    let at = mixed_at(origin.span());
    let private = located_at(at, private);
    quote_spanned! {at=>
        const _: () = {
            #[diagnostic::on_unimplemented(
                message = #message,
                label = "no handler can see this",
                note = #advice,
            )]
            pub trait Captured {}
            impl Captured for () {}
            impl<Name> #private::CanBeSeen<#origin, Name> for #private::Uncaptured<#origin, #position>
            where
                Name: Captured,
            {
                type Of = (
                    #private::Nothing,
                    #private::Needs<#private::No, #private::No, #origin, Name>,
                );
            }
        };
    }
}

impl NotSeen {
    /// The first completes "it …".
    fn reason_and_advice(&self) -> (&'static str, &'static str) {
        match self {
            Self::ByPattern => (
                "is bound by a pattern, which does not tell its type",
                "name the label instead of the origin, or let the origin take it as a parameter of \
                 its own",
            ),
            Self::Because(Why::Borrows) => (
                "borrows something that is not `'static` (behind its outer `&`)",
                "let the origin take a type that owns what it holds",
            ),
            Self::Because(Why::Returned) => (
                "may still be mutably borrowed when the origin has returned",
                "let the return value borrow something else",
            ),
            Self::Because(Why::Skipped) => (
                "is skipped by the origin's `skip(…)`",
                "take it out of the `skip(…)`",
            ),
            Self::Because(Why::NotInFuture) => (
                "is not used in the `async` block that the origin returns",
                "use it in the `async` block",
            ),
            Self::Because(Why::UsedBefore) => (
                "is used before the `async` block that the origin returns",
                "use it in the `async` block alone",
            ),
            Self::Because(_) => (
                "may not be `'static`",
                "let the origin name a type that owns what it holds",
            ),
        }
    }
}
