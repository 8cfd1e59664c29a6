//! The function that calls a handler with the values it is bound to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::ReturnType;
use syn::spanned::Spanned;

use crate::expand::handler::params::Param;
use crate::expand::probe;
use crate::read::args::HandlerArgs;
use crate::read::errors::mixed_at;
use crate::read::function::Function;

pub(super) struct Thunk<'a> {
    /// The handler.
    pub(super) ident: &'a Ident,
    pub(super) params: &'a [Param<'a>],
    pub(super) is_async: bool,
    /// The module of all that an expansion touches, at the return type, should it be
    /// another one than a handler may have.
    pub(super) private: Ident,
    /// Where that type is.
    pub(super) returned: Span,
    returns_nothing: bool,
}

impl<'a> Thunk<'a> {
    pub(super) fn new(args: &HandlerArgs, function: &'a Function, params: &'a [Param<'a>]) -> Self {
        let (returned, returns_nothing) = match &function.sig.output {
            ReturnType::Default => (Span::mixed_site(), true),
            ReturnType::Type(_, ty) => (mixed_at(ty.span()), false),
        };
        Self {
            ident: &function.sig.ident,
            params,
            is_async: function.sig.asyncness.is_some(),
            private: args.krate.private_at(returned),
            returned,
            returns_nothing,
        }
    }

    /// At the name of an async handler, should its future not be `Send`.
    pub(super) fn called(&self) -> Span {
        if self.is_async {
            mixed_at(self.ident.span())
        } else {
            self.returned
        }
    }

    /// The `Run` of a handler whose values are those of a call.
    pub(super) fn run(&self) -> TokenStream {
        let Self {
            ident,
            private,
            returned,
            ..
        } = self;
        let values = self.params.iter().enumerate().map(|(position, param)| {
            let call = Ident::new("call", Span::mixed_site());
            let probe = probe::of_type(&param.ty);
            let at = mixed_at(param.ty.span());
            if param.may_be_lent() {
                quote_spanned!(at=> &*#probe.probe_lend(#call, #position))
            } else if param.is_reference {
                quote_spanned!(at=> #probe.probe_get(#call, #position))
            } else {
                quote_spanned!(at=> #probe.probe_get_owned(#call, #position))
            }
        });
        let result = Ident::new("result", self.called());
        if !self.is_async && self.returns_nothing {
            return quote_spanned! {Span::mixed_site()=>
                side_effects_private::Run::Sync(side_effects_private::RunSync::Infallible(
                    |call| #ident(#(#values),*)
                ))
            };
        }
        if !self.is_async {
            return quote_spanned! {Span::mixed_site()=>
                side_effects_private::Run::Sync(side_effects_private::RunSync::Fallible(|call| {
                    let #result = #ident(#(#values),*);
                    #private::HandlerReturn::into_result(#result)
                }))
            };
        }
        if self.params.iter().any(Param::may_be_lent) {
            return self.run_lending();
        }
        let run = quote_spanned!(*returned=> #private::run_async(#result));
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::Run::Async(|call| {
                let #result = #ident(#(#values),*);
                #run
            })
        }
    }

    /// The same of an async handler that borrows what is made for this run only: its
    /// future keeps that.
    fn run_lending(&self) -> TokenStream {
        let Self { ident, private, .. } = self;
        let kept = self.kept();
        let values = self.params.iter().enumerate().map(|(position, param)| {
            let probe = probe::of_type(&param.ty);
            let at = mixed_at(param.ty.span());
            let get = match (param.may_be_lent(), param.is_reference) {
                (true, _) => quote_spanned!(at=> probe_lend),
                (false, true) => quote_spanned!(at=> probe_get),
                (false, false) => quote_spanned!(at=> probe_get_owned),
            };
            let call = Ident::new("call", Span::mixed_site());
            quote_spanned!(at=> #probe.#get(#call, #position))
        });
        let lent = self.params.iter().zip(&kept).map(|(param, kept)| {
            let at = mixed_at(param.ty.span());
            if param.may_be_lent() {
                quote_spanned!(at=> &*#kept)
            } else {
                quote_spanned!(at=> #kept)
            }
        });
        let future = quote_spanned!(self.called()=> async move { #ident(#(#lent),*).await });
        let run = quote_spanned!(self.returned=> #private::run_async(#future));
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::Run::Async(|call| {
                #(let #kept = #values;)*
                #run
            })
        }
    }

    /// A name for each value.
    pub(super) fn kept(&self) -> Vec<Ident> {
        let name = |nth| format_ident!("kept_{nth}", span = Span::mixed_site());
        (0..self.params.len()).map(name).collect()
    }
}
