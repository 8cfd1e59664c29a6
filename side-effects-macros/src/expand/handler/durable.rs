//! A handler whose values are stored in a job, and rebuilt when that runs.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::handler::thunk::Thunk;
use crate::expand::probe;
use crate::read::durable::Durable;
use crate::read::errors::mixed_at;

/// Output, with `p` for `::side_effects::__private`:
///
/// ```text
/// p::durable! {
///     Async [None] ["mail"] [25]
///     [|call, args| { store("name", call.get(0))?; Ok(()) }]
///     [|job| {
///         let name = rebuild("name")?;
///         Ok(p::run_async(async move { notify(&name).await }))
///     }]
/// }
/// ```
pub(super) fn run(durable: &Durable, thunk: &Thunk<'_>) -> TokenStream {
    let mixed = Span::mixed_site();
    let store = thunk.params.iter().enumerate().map(|(position, param)| {
        let (name, probe) = (param.stored_name(), probe::of_type(&param.ty));
        let (call, args) = (Ident::new("call", mixed), Ident::new("args", mixed));
        let at = mixed_at(param.ty.span());
        quote_spanned!(at=> #probe.probe_store(#call, #position, #name, #args)?;)
    });
    let store = quote_spanned! {mixed=> |call, args| {
        #(#store)*
        side_effects_private::Ok(())
    }};

    let kept = thunk.kept();
    let rebuild = thunk.params.iter().zip(&kept).map(|(param, kept)| {
        let (name, probe) = (param.stored_name(), probe::of_type(&param.ty));
        let at = mixed_at(param.ty.span());
        let job = Ident::new("job", mixed);
        quote_spanned!(at=> let #kept = #probe.probe_rebuild(#job, #name)?;)
    });
    let values = thunk.params.iter().zip(&kept).map(|(param, kept)| {
        let at = mixed_at(param.ty.span());
        let probe = probe::of_type(&param.ty);
        if param.is_reference {
            quote_spanned!(at=> #probe.probe_rebuilt(&#kept))
        } else {
            quote_spanned!(at=> #kept)
        }
    });
    let Thunk {
        ident,
        private,
        returned,
        ..
    } = thunk;
    let (flow, run) = if thunk.is_async {
        let future = quote_spanned!(thunk.called()=> async move { #ident(#(#values),*).await });
        let run = quote_spanned!(*returned=> #private::run_async(#future));
        (quote!(Async), run)
    } else {
        let result = Ident::new("result", thunk.called());
        let run = quote_spanned! {*returned=> {
            let #result = #ident(#(#values),*);
            #private::HandlerReturn::into_result(#result)
        }};
        (quote!(Sync), run)
    };
    let work = quote_spanned! {mixed=> |job| {
        #(#rebuild)*
        side_effects_private::Ok(#run)
    }};

    let id = match &durable.id {
        Some(id) => quote!(side_effects_private::Some(#id)),
        None => quote!(side_effects_private::None),
    };
    let queue = match &durable.queue {
        Some(queue) => quote!(#queue),
        None => quote!(side_effects_private::DEFAULT_QUEUE),
    };
    let max_attempts = match &durable.max_attempts {
        Some(max_attempts) => quote!(#max_attempts),
        None => quote!(side_effects_private::DEFAULT_MAX_ATTEMPTS),
    };
    // At the word, should the feature for it be missing.
    quote_spanned! {mixed_at(durable.word.span())=>
        side_effects_private::durable! {
            #flow [#id] [#queue] [#max_attempts] [#store] [#work]
        }
    }
}
