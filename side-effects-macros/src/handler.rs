//! `#[is_side_effect_of]`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FnArg, GenericParam, Ident, Pat, PatIdent, Safety, Type};

use crate::args::HandlerArgs;
use crate::borrows::{TypeParams, is_opaque, strip};
use crate::errors::Errors;
use crate::facts::facts;
use crate::function::Function;
use crate::located::located;
use crate::probe::Probes;

/// Input:
///
/// ```text
/// #[is_side_effect_of("rename")]
/// fn notify(name: &str, return_value: Profile) -> Result<(), Error> { body }
/// ```
///
/// Output, with `p` for `::side_effects::__private`: the function as it is, and
/// for each label
///
/// ```text
/// const _: () = {
///     use p::by_type::*;
///     #[p::linkme::distributed_slice(p::SIDE_EFFECTS_HANDLERS)]
///     static HANDLER: p::HandlerEntry = p::HandlerEntry::new(
///         facts,
///         order,
///         &[param("name", str), param("return_value", Profile)],
///         p::Run::Sync(|call| p::run(notify(call.get(0), call.get_cloned(1)))),
///     );
/// };
/// ```
///
/// Of an `async fn`, it is `p::Run::Async(|call| p::run_async(notify(…)))`.
pub(crate) fn try_expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let args = errors.take(HandlerArgs::parse(args));
    let function = errors.take(Function::under("is_side_effect_of", item.clone()));
    let params = function.as_ref().map(|function| {
        check_shape(function, &mut errors);
        params(function, &mut errors)
    });
    errors.finish()?;
    let (Some(args), Some(function), Some(params)) = (args, &function, params) else {
        unreachable!("what is missing is an error");
    };
    let entries = entries(&args, function, &params);
    Ok(quote!(#item #entries))
}

fn check_shape(function: &Function, errors: &mut Errors) {
    let sig = &function.sig;
    if let Some(constness) = &sig.constness {
        errors.at(
            constness,
            "a side effect is run, never computed: remove `const`",
        );
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        errors.at(
            unsafety,
            "a side effect is called by safe code: remove `unsafe`, and put the unsafe part into a \
             block that upholds its conditions",
        );
    }
    for param in &sig.generics.params {
        let message = "a side effect cannot be generic, since nobody names its types: write the \
                       type that the origin has, or take `&Event<'_>` and look for several";
        match param {
            GenericParam::Type(param) => errors.at(&param.ident, message),
            GenericParam::Const(param) => errors.at(&param.ident, message),
            GenericParam::Lifetime(_) => {}
        }
    }
    if function.body.is_none() {
        errors.at(sig, "a side effect is a free function with a body");
    }
}

/// One parameter of a handler.
struct Param<'a> {
    name: String,
    is_reference: bool,
    /// Its type without the outer `&`.
    ty: &'a Type,
}

fn params<'a>(function: &'a Function, errors: &mut Errors) -> Vec<Param<'a>> {
    let types = TypeParams::of(&function.sig);
    let mut params = Vec::new();
    for input in &function.sig.inputs {
        let typed = match input {
            FnArg::Typed(typed) => typed,
            FnArg::Receiver(receiver) => {
                errors.at(
                    receiver,
                    "a side effect is a free function: move it out of the `impl`, and take the \
                     origin's receiver, if you need it, as a parameter `this`",
                );
                continue;
            }
        };
        let (reference, ty) = strip(&typed.ty);
        if let Some(attr) = typed.attrs.iter().find(|attr| attr.path().is_ident("cfg")) {
            errors.at(attr, "a parameter of a side effect cannot be conditional");
        }
        if let Some(mutability) = reference.and_then(|reference| reference.mutability) {
            errors.at(
                mutability,
                "a side effect sees the origin's values, and cannot change them: write `&` \
                 without `mut`, or take a clone",
            );
        }
        let lifetime = reference.and_then(|reference| reference.lifetime.as_ref());
        if let Some(lifetime) = lifetime.filter(|lifetime| lifetime.ident == "static") {
            errors.at(
                lifetime,
                "a side effect sees the origin's values for the time of its call: write `&` \
                 without `'static`",
            );
        }
        if is_opaque(ty) {
            errors.at(
                ty,
                "a parameter of a side effect cannot be an `impl Trait`, since nobody names its \
                 type: write the type that the origin has",
            );
        } else if !is_event(ty) && types.why_not_static(ty).is_some() {
            errors.at(
                ty,
                "a side effect sees values of `'static` types, as `T` or `&T`: this type borrows \
                 something inside",
            );
        }
        match name(&typed.pat) {
            Some(ident) => params.push(Param {
                name: ident.unraw().to_string(),
                is_reference: reference.is_some(),
                ty,
            }),
            None => errors.at(
                &typed.pat,
                "a parameter of a side effect is bound by its name: give it one, and take it apart \
                 in the body",
            ),
        }
    }
    params
}

fn name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(PatIdent {
            ident,
            subpat: None,
            ..
        }) => Some(ident),
        Pat::Paren(paren) => name(&paren.pat),
        _ => None,
    }
}

/// Whether a type may be the `Event<'_>` of the core crate. Whether it is, the
/// compiler finds out.
fn is_event(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Event"))
}

fn entries(args: &HandlerArgs, function: &Function, params: &[Param<'_>]) -> TokenStream {
    let private = &args.krate.private();
    let probes = Probes { private };
    let ident = &function.sig.ident;
    let order = args
        .order
        .as_ref()
        .map_or_else(|| quote!(0), |order| quote!(#order));
    let wanted = params.iter().map(|Param { name, ty, .. }| {
        let probe = probes.of_type(ty);
        quote!(#private::HandlerParam { name: #name, wanted: || (&&#probe).wanted() })
    });
    let values = params.iter().enumerate().map(|(position, param)| {
        let Param {
            is_reference, ty, ..
        } = param;
        let call = Ident::new("call", Span::mixed_site());
        if *is_reference {
            let probe = probes.of_type(ty);
            quote!((&&#probe).get(#call, #position))
        } else {
            // With the span of the type, should it not be `Clone`.
            quote_spanned!(ty.span()=> #call.get_cloned::<#ty>(#position))
        }
    });
    let import = probes.import();
    // What it returns may not be what a handler may return. A future, besides,
    // may not be `Send`.
    let returned = match &function.sig.output {
        syn::ReturnType::Default => ident.span(),
        syn::ReturnType::Type(_, ty) => ty.span(),
    };
    let (flow, run, called) = match &function.sig.asyncness {
        None => (quote!(Sync), quote!(#private::run), returned),
        Some(_) => (quote!(Async), quote!(#private::run_async), ident.span()),
    };
    let run = located(run, returned);
    let callee = located(quote!(#ident), called);
    let values = quote_spanned!(called=> (#(#values),*));
    let common = quote_spanned! {Span::mixed_site()=>
        #order,
        &[#(#wanted),*],
        #private::Run::#flow(|call| #run(#callee #values)),
    };
    let entries = args.labels.iter().map(|label| {
        let facts = facts(private, label, function);
        quote_spanned! {Span::mixed_site()=>
            #[allow(deprecated, clippy::unit_arg)]
            const _: () = {
                #import
                #[#private::linkme::distributed_slice(#private::SIDE_EFFECTS_HANDLERS)]
                #[linkme(crate = #private::linkme)]
                static HANDLER: #private::HandlerEntry =
                    #private::HandlerEntry::new(#facts, #common);
            };
        }
    });
    quote!(#(#entries)*)
}
