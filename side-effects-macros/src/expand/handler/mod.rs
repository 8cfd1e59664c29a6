//! `#[is_side_effect_of]`.

mod durable;
mod params;
mod thunk;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use crate::expand::facts::facts;
use crate::expand::handler::params::{Param, check_shape, params};
use crate::expand::handler::thunk::Thunk;
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
///     use p::names::*;
///     p::handler! {
///         facts []
///         order,
///         &[param("name", str), param("return_value", Profile)],
///         p::Run::Sync(p::RunSync::Fallible(|call| {
///             p::into_result(notify(call.get(0), call.get_cloned(1)))
///         }))
///     }
/// };
/// ```
///
/// Of one that returns nothing, it is `Infallible`. Of an `async fn`, it is
/// `p::Run::Async(|call| p::run_async(notify(…)))`, and of a durable handler
/// `p::durable! { … }`, which has that function in two parts.
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

fn entries(args: &HandlerArgs, function: &Function, params: &[Param<'_>]) -> TokenStream {
    let order = match &args.order {
        Some(order) => {
            let at = mixed_at(order.span());
            quote_spanned!(at=> { let order: i32 = #order; order })
        }
        None => quote!(0),
    };
    let wanted = params.iter().map(|Param { name, ty, .. }| {
        let probe = probe::of_type(ty);
        // At the type, should it be a `Dep` of what cannot be shared.
        let wanted = quote_spanned!(mixed_at(ty.span())=> #probe.probe_wanted());
        quote!(side_effects_private::HandlerParam { name: #name, wanted: || #wanted })
    });
    let thunk = Thunk::new(args, function, params);
    let run = match &args.durable {
        Some(durable) => durable::run(durable, &thunk),
        None => thunk.run(),
    };
    let common = quote_spanned! {Span::mixed_site()=> #order, &[#(#wanted),*], #run };
    // At the word, should the feature for it be missing.
    let around = args.background.as_ref().map(|background| {
        quote_spanned!(mixed_at(background.span())=> side_effects_private::background!)
    });
    let import = args.krate.import();
    let entry = |label: &dyn ToTokens, check: Option<TokenStream>| {
        let facts = facts(label, function);
        let unnamed = quote_spanned!(mixed_at(function.sig.ident.span())=> const _);
        quote_spanned! {Span::mixed_site()=>
            #[allow(deprecated, clippy::let_unit_value)]
            #unnamed: () = {
                #import
                #check
                side_effects_private::handler! { #facts [#around] #common }
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
/// parameter gets is not the origin's to offer: the event, a `Dep`, or how the run
/// came about.
fn check(
    args: &HandlerArgs,
    origin: &Path,
    function: &Function,
    params: &[Param<'_>],
) -> TokenStream {
    let is_in_background = args.background.is_some();
    let is_inline = !is_in_background && args.durable.is_none();
    let asked: Vec<_> = (params.iter())
        .filter(|param| !param.may_be_ours())
        .map(|param| typed::Asked {
            ident: param.ident,
            ty: &param.ty,
            is_in_background,
        })
        .collect();
    let is_awaited = function.sig.asyncness.is_some() && is_inline;
    typed::check(
        &args.krate.private().into_token_stream(),
        origin,
        is_awaited,
        &asked,
    )
}
