//! `typed` origins, and the handlers that name one instead of a label: what the
//! compiler is given to check.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{GenericParam, Path, Signature, Type};

use crate::analyze::borrows::is_opaque;
use crate::read::errors::{Errors, located_at, mixed_at};
use crate::read::function::Function;

/// One parameter, or the return value, of a `typed` origin.
pub(crate) struct Offer {
    pub(crate) name: String,
    /// Its type without the outer `&`, if it can be bound.
    pub(crate) ty: Option<Type>,
    /// Whether it is cloned.
    pub(crate) by_value: bool,
}

/// What cannot be `typed`.
pub(crate) fn check_shape(sig: &Signature, errors: &mut Errors) {
    const INSTEAD: &str = "leave `typed` out, and let the handlers name the label";
    if let Some(receiver) = sig.receiver() {
        errors.at(receiver, format!("a method cannot be `typed`: {INSTEAD}"));
    }
    for param in &sig.generics.params {
        let ident = match param {
            GenericParam::Type(param) => &param.ident,
            GenericParam::Const(param) => &param.ident,
            GenericParam::Lifetime(_) => continue,
        };
        errors.at(
            ident,
            format!("a generic function cannot be `typed`: {INSTEAD}"),
        );
    }
    for input in &sig.inputs {
        if let syn::FnArg::Typed(typed) = input {
            if is_opaque(&typed.ty) {
                errors.at(
                    &typed.ty,
                    format!("a function with `impl Trait` parameters cannot be `typed`: {INSTEAD}"),
                );
            }
        }
    }
    if let syn::ReturnType::Type(_, ty) = &sig.output {
        if is_opaque(ty) {
            errors.at(
                ty,
                format!("a function that returns `impl Trait` cannot be `typed`: {INSTEAD}"),
            );
        }
    }
}

/// The companion of a `typed` origin. It is not there for rustdoc, which would
/// show where it is re-exported, hidden or not.
///
/// Input: `pub fn rename(user: &User, name: String) -> Profile`
///
/// Output, with `p` for `::side_effects::__private`, and `Name` for a tuple of
/// the characters of a name:
///
/// ```text
/// pub enum rename {}
/// const _: () = {
///     pub trait Offers<Shown, T: ?Sized, Needs> {}
///     impl<Shown> Offers<Shown, User, ()> for Name /* user */ {}
///     impl<Shown> Offers<Shown, String, (p::Clonable,)> for Name /* name */ {}
///     impl<Shown> Offers<Shown, Profile, ()> for Name /* return_value */ {}
///     impl rename {
///         pub const LABEL: &'static str = label;
///         pub fn origin<Handler: p::RunsFor<p::SyncFlow>>(_: Handler) {}
///         pub fn offer<Name, Shown, T, Needs>(_: p::Named<Name, Shown>) -> p::Offered<T, Needs>
///         where
///             Name: Offers<Shown, T, Needs>;
///     }
/// };
/// ```
pub(crate) fn companion(
    private: &TokenStream,
    function: &Function,
    label: impl quote::ToTokens,
    is_async: bool,
    offers: &[Offer],
) -> TokenStream {
    let vis = &function.vis;
    let ident = &function.sig.ident;
    let conditions: Vec<_> = (function.attrs.iter())
        .filter(|attr| attr.path().is_ident("cfg"))
        .collect();
    let flow = flow(is_async);
    let impls = offers.iter().filter_map(|offer| {
        let ty = offer.ty.as_ref()?;
        let name = name(private, &offer.name);
        let clonable = offer.by_value.then(|| quote!(#private::Clonable,));
        let sharable = is_async.then(|| quote!(#private::Sharable,));
        Some(quote! {
            #[diagnostic::do_not_recommend]
            impl<Shown> Offers<Shown, #ty, (#clonable #sharable)> for #name {}
        })
    });
    let message = format!("`{}` offers no `{{Shown}}`", ident.unraw());
    let label_text = format!("`{}` does not offer this", ident.unraw());
    let notes = notes(offers);
    quote_spanned! {Span::mixed_site()=>
        #(#conditions)*
        #[cfg(not(doc))]
        #[allow(missing_docs, non_camel_case_types, dead_code, unreachable_pub, missing_debug_implementations)]
        #vis enum #ident {}
        #(#conditions)*
        #[cfg(not(doc))]
        #[allow(dead_code, unreachable_pub, missing_docs, private_bounds, private_interfaces)]
        const _: () = {
            #[diagnostic::on_unimplemented(message = #message, label = #label_text, #(note = #notes),*)]
            pub trait Offers<Shown, T: ?Sized, Needs> {}
            #(#impls)*
            impl #ident {
                pub const LABEL: &'static str = #label;

                pub fn origin<Handler: #private::RunsFor<#private::#flow>>(_: Handler) {}

                pub fn offer<Name, Shown, T, Needs>(
                    _: #private::Named<Name, Shown>,
                ) -> #private::Offered<T, Needs>
                where
                    Name: Offers<Shown, T, Needs>,
                    T: ?Sized,
                {
                    #private::Offered::VALUE
                }
            }
        };
    }
}

fn notes(offers: &[Offer]) -> Vec<String> {
    let offered = offers.iter().filter(|offer| offer.ty.is_some());
    let names: Vec<_> = offered.map(|offer| format!("`{}`", offer.name)).collect();
    let mut notes = vec![format!("it offers {}", names.join(", "))];
    for offer in offers.iter().filter(|offer| offer.ty.is_none()) {
        notes.push(format!(
            "its `{}` cannot be bound: see the documentation of `has_side_effects`",
            offer.name
        ));
    }
    notes
}

fn flow(is_async: bool) -> Ident {
    Ident::new(
        if is_async { "AsyncFlow" } else { "SyncFlow" },
        Span::mixed_site(),
    )
}

/// A name as a type: a tuple of its characters, without a leading `_`.
fn name(private: &TokenStream, name: &str) -> TokenStream {
    let plain = name.strip_prefix('_').unwrap_or(name);
    let chars = plain.chars();
    quote!((#(#private::Char<#chars>,)*))
}

/// One parameter of a handler of a `typed` origin.
pub(crate) struct Asked<'a> {
    pub(crate) ident: &'a Ident,
    /// Its type without the outer `&`.
    pub(crate) ty: &'a Type,
}

/// Imports the origin, and its companion, as `__origin`.
pub(crate) fn import(private: &TokenStream, origin: &Path) -> TokenStream {
    // At the path, should it lead nowhere.
    let alias = quote_spanned!(mixed_at(last_span(origin))=> as __origin);
    quote_spanned! {Span::mixed_site()=>
        #[allow(unused_imports)]
        use #origin #alias;
        #[allow(unused_imports)]
        use #private::not_typed::*;
    }
}

/// What the compiler checks of a handler; it never runs.
pub(crate) fn check(
    private: &TokenStream,
    origin: &Path,
    is_async: bool,
    asked: &[Asked<'_>],
) -> TokenStream {
    let flow = flow(is_async);
    let at = mixed_at(last_span(origin));
    let handler = located_at(at, private);
    let handler = quote_spanned!(at=> #handler::#flow);
    let checks = asked.iter().map(|Asked { ident, ty }| {
        let name = name(private, &ident.unraw().to_string());
        let is_result = *ident == "return_value" || *ident == "_return_value";
        let fits = if is_result { "result_fits" } else { "fits" };
        let fits = Ident::new(fits, Span::mixed_site());
        let at = mixed_at(ident.span());
        let named = quote_spanned!(at=> __Named::<#ident>::NAME);
        let at = mixed_at(ty.span());
        let offered = Ident::new("offered", at);
        let wanted = located_at(at, private);
        let wanted = quote_spanned!(at=> #wanted::Probe::<#ty>::TYPE);
        quote_spanned! {Span::mixed_site()=>
            {
                // Out here: the `enum` may hide the first name of a path.
                type __Named<Shown> = #private::Named<#name, Shown>;
                let #offered = {
                    #[allow(non_camel_case_types)]
                    enum #ident {}
                    __origin::offer(#named)
                };
                #private::#fits(#offered, #wanted);
            }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #[allow(dead_code)]
        fn check() {
            __origin::origin(#handler);
            #(#checks)*
        }
    }
}

fn last_span(path: &Path) -> Span {
    path.segments
        .last()
        .map_or_else(Span::mixed_site, |last| last.ident.span())
}
