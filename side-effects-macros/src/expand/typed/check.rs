//! What a handler asks of a `typed` origin.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Path, Type};

use crate::expand::typed::field;
use crate::read::errors::{located_at, mixed_at};

/// One parameter of a handler of a `typed` origin.
pub(crate) struct Asked<'a> {
    pub(crate) ident: &'a Ident,
    /// Its type without the outer `&`.
    pub(crate) ty: &'a Type,
    /// Whether it has to outlive the call.
    pub(crate) is_in_background: bool,
}

/// The label of a handler that names its origin, with what the compiler checks
/// of it; that never runs.
///
/// For rustdoc, which sees no companions, the label is made up, and nothing is checked.
///
/// The names are type parameters, which errors can show: of a type that is
/// defined somewhere, they would show where.
///
/// Output, with `p` for `::side_effects::__private`, of `origin = a::rename`
/// and `name: &str`:
///
/// ```text
/// use p::not_typed::__origin;
/// const __SIDE_EFFECTS_LABEL: &'static str = {
///     use a::rename as __origin;
///     fn check<name>(origin: <__origin as p::TypedOrigin>::Parameters) {
///         return;
///         let asked = <_ as p::CanBeSeen<_, name>>::can_be_seen::<str>(&origin.name, &origin);
///         let view = asked.probe_view();
///         <str as p::CanBe<_, _, _>>::can_be(&view);
///         <_ as p::CanBeCloned<_, _>>::can_be_cloned(&view);
///         <_ as p::CanBeShared<_, _>>::can_be_shared(&view);
///     }
///     <__origin as p::TypedOrigin>::LABEL
/// };
/// ```
pub(crate) fn check(
    private: &TokenStream,
    origin: &Path,
    is_awaited: bool,
    asked: &[Asked<'_>],
) -> TokenStream {
    // Where errors may be, the tokens are the user's: then the compiler speaks
    // of his code, and suggests names, instead of pointing to a macro.
    let at = last_span(origin);
    let located = located_at(at, private);
    let alias = quote_spanned!(at=> __origin);
    let typed = quote_spanned!(at=> <__origin as #located::TypedOrigin>);
    let parameters = quote_spanned!(at=> #typed::Parameters);
    let waits =
        is_awaited.then(|| quote_spanned!(at=> <#parameters as #located::AsyncOrigin>::waits();));
    let its_label = quote_spanned!(at=> #typed::LABEL);
    let names: Vec<_> = asked.iter().map(|one| one.name(asked)).collect();
    let checks = (asked.iter().zip(&names)).map(|(asked, name)| asked.check(private, name));
    let params = names.iter().map(|name| {
        let mut param = name.clone();
        param.set_span(mixed_at(name.span()));
        param
    });
    let fields = Ident::new("origin", Span::call_site());
    let label = label();
    quote_spanned! {Span::mixed_site()=>
        #[cfg(not(doc))]
        #[allow(unused_imports)]
        use #private::not_typed::__origin;
        // For rustdoc, origins have no companions; and nothing runs that would want to know.
        #[cfg(doc)]
        const #label: &'static str = "documented";
        #[cfg(not(doc))]
        const #label: &'static str = {
            #[allow(unused_imports)]
            use #origin as #alias;
            #[allow(dead_code, unreachable_code, non_camel_case_types, clippy::all, clippy::pedantic)]
            fn check<#(#params),*>(#fields: #parameters) {
                // What cannot be reached is checked, and nothing is made of it.
                return;
                #waits
                #(#checks)*
            }
            #its_label
        };
    }
}

/// What the label is called within the expansion.
pub(crate) fn label() -> Ident {
    Ident::new("__SIDE_EFFECTS_LABEL", Span::mixed_site())
}

impl Asked<'_> {
    /// Its name, unless that would hide one in the types: then with one more `_`.
    fn name(&self, all: &[Asked<'_>]) -> Ident {
        let mut name = self.ident.clone();
        while all
            .iter()
            .any(|asked| mentions(asked.ty.to_token_stream(), &name))
        {
            name = format_ident!("_{name}");
        }
        name
    }

    fn check(&self, private: &TokenStream, name: &Ident) -> TokenStream {
        let Self { ident, ty, .. } = self;
        let at = ident.span();
        let mut field = field(&ident.unraw().to_string());
        field.set_span(at);
        let located = located_at(at, private);
        let seen = quote_spanned! {at=>
            <_ as #located::CanBeSeen<_, #name>>::can_be_seen::<#ty>(&origin.#field, &origin)
        };
        // Handlers run before the origin gives its value away.
        let cloned = (field != "return_value")
            .then(|| quote_spanned!(at=> <_ as #located::CanBeCloned<_, _>>));
        let shared = quote_spanned!(at=> <_ as #located::CanBeShared<_, _>>);
        let outlives =
            (self.is_in_background).then(|| quote_spanned!(at=> <_ as #located::CanOutlive<_, _>>));
        let at = ty.span();
        let located = located_at(at, private);
        let can_be = quote_spanned!(at=> <#ty as #located::CanBe<_, _, _>>);
        let (cloned, outlives) = (cloned.iter(), outlives.iter());
        // The functions are no tokens of the user's: else there would be advice
        // on how to call them.
        quote_spanned! {Span::mixed_site()=>
            let view = #seen.probe_view();
            #can_be::can_be(&view);
            #(#cloned::can_be_cloned(&view);)*
            #shared::can_be_shared(&view);
            #(#outlives::can_outlive(&view);)*
        }
    }
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Ident(ident) => ident == *name,
        _ => false,
    })
}

fn last_span(path: &Path) -> Span {
    path.segments
        .last()
        .map_or_else(Span::mixed_site, |last| last.ident.span())
}
