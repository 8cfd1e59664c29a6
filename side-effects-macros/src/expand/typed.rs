//! `typed` origins, and the handlers that name one instead of a label: what the
//! compiler is given to check.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{GenericParam, Path, Signature, Type};

use crate::analyze::borrows::{Why, is_opaque};
use crate::read::errors::{Errors, located_at, mixed_at};
use crate::read::function::Function;

/// One parameter, or the return value, of a `typed` origin.
pub(crate) struct Offer {
    pub(crate) name: String,
    pub(crate) seen: Result<Seen, NotSeen>,
}

/// What handlers see of it.
pub(crate) enum Seen {
    /// A parameter, of a type without the outer `&`.
    Parameter { ty: Type, is_cloned: bool },
    /// The return value.
    Returned(Type),
    /// The value in its `Ok`, and nothing else.
    ReturnedOk(Type),
}

/// Why handlers see nothing of it.
pub(crate) enum NotSeen {
    ByPattern,
    Because(Why),
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

/// The field for a parameter, which has no leading `_`: handlers may write one
/// or not.
fn field(name: &str) -> Ident {
    let plain = name.strip_prefix('_').unwrap_or(name);
    (syn::parse_str(plain))
        .or_else(|_| syn::parse_str(&format!("r#{plain}")))
        .unwrap_or_else(|_| Ident::new(name, Span::mixed_site()))
}

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
///         let view = (&&&&asked).probe_view();
///         <str as p::CanBe<_, _, _>>::can_be(&view);
///         <p::SideEffect as p::CanBeCloned<_, _, _>>::can_be_cloned(&view);
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
        #[allow(unused_imports)]
        use #private::not_typed::__origin;
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
            .then(|| quote_spanned!(at=> <#located::SideEffect as #located::CanBeCloned<_, _, _>>::can_be_cloned));
        let shared = quote_spanned!(at=> <_ as #located::CanBeShared<_, _>>);
        let outlives = (self.is_in_background)
            .then(|| quote_spanned!(at=> <#located::SideEffect as #located::CanOutlive<_, _, _>>::can_outlive));
        let at = ty.span();
        let located = located_at(at, private);
        let can_be = quote_spanned!(at=> <#ty as #located::CanBe<_, _, _>>);
        let (cloned, outlives) = (cloned.iter(), outlives.iter());
        quote_spanned! {Span::mixed_site()=>
            let view = (&&&&#seen).probe_view();
            #can_be::can_be(&view);
            #(#cloned(&view);)*
            #shared::can_be_shared(&view);
            #(#outlives(&view);)*
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
