//! `#[is_side_effect_of]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{FnArg, GenericParam, Ident, Lifetime, Pat, PatIdent, Path, ReturnType, Safety, Type};

use crate::analyze::type_params::TypeParams;
use crate::analyze::types::{is_opaque, strip};
use crate::analyze::why::Why;
use crate::expand::facts::facts;
use crate::expand::probe;
use crate::expand::typed;
use crate::read::args::HandlerArgs;
use crate::read::errors::{Errors, mixed_at};
use crate::read::function::Function;

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
///     p::handler! {
///         p::HandlerEntry::new(
///             p::facts! { … },
///             order,
///             &[param("name", str), param("return_value", Profile)],
///             p::Run::Sync(|call| p::run(notify(call.get(0), call.get_cloned(1)))),
///         )
///     }
/// };
/// ```
///
/// Of an `async fn`, it is `p::Run::Async(|call| p::run_async(notify(…)))`.
pub(crate) fn try_expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let args = HandlerArgs::parse(args, &mut errors);
    let function = errors.take(Function::under("is_side_effect_of", item.clone()));
    let params = function.as_ref().map(|function| {
        check_shape(function, &mut errors);
        params(function, &mut errors)
    });
    errors.finish()?;
    let (Some(function), Some(params)) = (&function, params) else {
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
        errors.at(
            sig,
            "a side effect is a free function with a body: write one, which calls this",
        );
    }
    match &sig.output {
        ReturnType::Type(_, ty) if is_opaque(ty) || matches!(**ty, Type::Never(_)) => errors.at(
            ty,
            "a side effect returns `()` or `Result<(), E>`: write which of the two, and `async fn` if it \
             waits for something",
        ),
        _ => {}
    }
}

/// One parameter of a handler.
struct Param<'a> {
    ident: &'a Ident,
    name: String,
    is_reference: bool,
    /// Its type without the outer `&`.
    ty: Type,
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
            errors.at(
                attr,
                "a parameter of a side effect cannot be conditional: write two functions",
            );
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
        } else if !is_path_to(ty, "Event") && types.why_not_static(ty) == Some(Why::Borrows) {
            errors.at(
                ty,
                "a side effect sees values of `'static` types, as `T` or `&T`, and this type borrows \
                 something inside: write `'static` there, if the origin does",
            );
        }
        let ty = without_lifetimes(ty);
        match name(&typed.pat) {
            Some(ident) => params.push(Param {
                ident,
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

/// The type as it can be written elsewhere: `Event<'_>` for `Event<'a>`.
fn without_lifetimes(ty: &Type) -> Type {
    struct Elide;
    impl VisitMut for Elide {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident != "static" {
                lifetime.ident = Ident::new("_", lifetime.ident.span());
            }
        }
    }
    let mut ty = ty.clone();
    // Others cannot have any but in `Fn(&'a T)`, where they are at home.
    if is_path_to(&ty, "Event") {
        Elide.visit_type_mut(&mut ty);
    }
    ty
}

/// Whether a type may be one of the core crate's, going by its name. Whether it
/// is, the compiler finds out.
fn is_path_to(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Path(path) => (path.path.segments.last()).is_some_and(|last| last.ident == name),
        _ => false,
    }
}

fn entries(args: &HandlerArgs, function: &Function, params: &[Param<'_>]) -> TokenStream {
    let ident = &function.sig.ident;
    let order = match &args.order {
        Some(order) => {
            let at = mixed_at(order.span());
            quote_spanned!(at=> { let order: i32 = #order; order })
        }
        None => quote!(0),
    };
    let wanted = params.iter().map(|Param { name, ty, .. }| {
        let probe = probe::of_type(ty);
        quote!(side_effects_private::HandlerParam { name: #name, wanted: || (&&#probe).probe_wanted() })
    });
    let values = params.iter().enumerate().map(|(position, param)| {
        let Param {
            is_reference, ty, ..
        } = param;
        let call = Ident::new("call", Span::mixed_site());
        let probe = probe::of_type(ty);
        let at = mixed_at(ty.span());
        let get = if *is_reference {
            quote_spanned!(at=> probe_get)
        } else {
            quote_spanned!(at=> probe_get_owned)
        };
        quote_spanned!(at=> (&&#probe).#get(#call, #position))
    });
    let import = args.krate.import();
    // At the type, should it be another one.
    let returned = match &function.sig.output {
        ReturnType::Default => Span::mixed_site(),
        ReturnType::Type(_, ty) => mixed_at(ty.span()),
    };
    let at = args.krate.private_at(returned);
    let (flow, called, run) = if function.sig.asyncness.is_some() {
        // At the name, should its future not be `Send`.
        let called = mixed_at(ident.span());
        (
            quote!(Async),
            called,
            quote_spanned!(returned=> #at::run_async),
        )
    } else {
        let run = quote_spanned!(returned=> #at::HandlerReturn::into_result);
        (quote!(Sync), returned, run)
    };
    let result = Ident::new("result", called);
    let run = quote_spanned!(returned=> #run(#result));
    let common = quote_spanned! {Span::mixed_site()=>
        #order,
        &[#(#wanted),*],
        side_effects_private::Run::#flow(|call| {
            let #result = #ident(#(#values),*);
            #run
        }),
    };
    let entry = |label: &dyn ToTokens, check: Option<TokenStream>| {
        let facts = facts(label, function);
        let mut entry = quote_spanned!(Span::mixed_site()=> side_effects_private::HandlerEntry::new(#facts, #common));
        if let Some(background) = &args.background {
            // At the word, should the feature for it be missing.
            entry = quote_spanned!(mixed_at(background.span())=> side_effects_private::background!(#entry));
        }
        let unnamed = quote_spanned!(mixed_at(ident.span())=> const _);
        quote_spanned! {Span::mixed_site()=>
            #[allow(deprecated, clippy::let_unit_value)]
            #unnamed: () = {
                #import
                #check
                side_effects_private::handler! { #entry }
            };
        }
    };
    match &args.origin {
        Some(origin) => {
            let check = check(args, origin, function, params);
            entry(&typed::label(), Some(check))
        }
        None => (args.labels.iter())
            .map(|label| entry(&label.checked(&args.krate), None))
            .collect(),
    }
}

/// What the compiler checks of a handler that names its origin. What such a
/// parameter gets is not the origin's to offer: the event, or a `Dep`.
fn check(
    args: &HandlerArgs,
    origin: &Path,
    function: &Function,
    params: &[Param<'_>],
) -> TokenStream {
    let is_in_background = args.background.is_some();
    let is_awaited = function.sig.asyncness.is_some() && !is_in_background;
    let asked = params
        .iter()
        .filter(|param| !is_path_to(&param.ty, "Event") && !is_path_to(&param.ty, "Dep"));
    let asked: Vec<_> = asked
        .map(|param| typed::Asked {
            ident: param.ident,
            ty: &param.ty,
            is_in_background,
        })
        .collect();
    typed::check(&args.krate.private(), origin, is_awaited, &asked)
}
