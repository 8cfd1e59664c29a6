//! What comes after the body: the event fires, if there is a reason to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::result::Success;
use crate::expand::origin::Origin;
use crate::expand::probe;
use crate::read::args::OnError;
use crate::read::errors::mixed_at;

impl Origin<'_> {
    /// What fires most origins: the type of the return value, which has a name,
    /// decides.
    pub(super) fn framed_firing(&self) -> Option<TokenStream> {
        let Self { args, .. } = self;
        let is_plain = args.run_on_exit.is_none()
            && args.on_error == OnError::Log
            && self.allow().is_none()
            && self.is_known_without_a_call()
            && matches!(self.success(), Success::ByType)
            && self.result_gate().is_none();
        if !is_plain {
            return None;
        }
        let frame = if self.shape.is_async() {
            "fire_async_event"
        } else {
            "fire_sync"
        };
        let frame = Ident::new(frame, Span::mixed_site());
        let locals = self.arg_locals();
        let whole = self.whole_local();
        let kept = (self.clone_names())
            .map(|clones| quote_spanned!(Span::mixed_site()=> if kept [#clones]));
        Some(quote_spanned! {Span::mixed_site()=>
            side_effects_private::#frame! { result #kept; #(#locals,)* #whole, }
        })
    }

    /// The same for all others. `is_prepared`: before the body.
    pub(super) fn firing(&self, is_prepared: bool) -> TokenStream {
        let (may_fire, prepared) = if is_prepared {
            let [kept, prepared] =
                ["kept", "prepared"].map(|it| Ident::new(it, Span::mixed_site()));
            (quote!(#kept.may_fire()), quote!(#prepared))
        } else {
            let may_fire = quote!(side_effects_private::may_fire(&__SIDE_EFFECTS_CALLSITE));
            (may_fire, self.prepare())
        };
        if self.shape.is_async() {
            let fire = self.fire_async(&prepared);
            return quote_spanned! {Span::mixed_site()=>
                if #may_fire { #fire }
                result.into_inner()
            };
        }
        let fired = self.fire_sync(&may_fire, &prepared);
        match self.allow() {
            Some(allow) => quote_spanned! {Span::mixed_site()=>
                #allow
                let result = #fired;
                result
            },
            None => fired,
        }
    }

    /// Fires the event of a sync origin if there is a reason to, and comes to its
    /// return value.
    fn fire_sync(&self, may_fire: &TokenStream, prepared: &TokenStream) -> TokenStream {
        let locals = self.locals();
        let verdict = self.verdict();
        let parts = self.parts_in_scope();
        let fire = match self.args.on_error {
            OnError::Log if self.prepares_late() && self.args.run_on_exit.is_none() => {
                quote_spanned! {Span::mixed_site()=>
                    side_effects_private::prepare_and_fire(&__SIDE_EFFECTS_CALLSITE, &#locals)
                }
            }
            OnError::Log => quote_spanned! {Span::mixed_site()=>
                #parts
                side_effects_private::fire(&__SIDE_EFFECTS_CALLSITE, #prepared, &#locals)
            },
            OnError::Abort => {
                let error = Ident::new("error", Span::mixed_site());
                let abort = self.abort(&quote!(#error));
                return quote_spanned! {Span::mixed_site()=>
                    if #may_fire {
                        let result = result;
                        #parts
                        match side_effects_private::fire_or_abort(&__SIDE_EFFECTS_CALLSITE, #prepared, #verdict, &#locals) {
                            side_effects_private::Ok(()) => result,
                            side_effects_private::Err(#error) => #abort,
                        }
                    } else {
                        result
                    }
                };
            }
        };
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::fire_sync! {
                result if [#may_fire] [#verdict] #fire
            }
        }
    }

    /// Fires the event of an async origin, or returns the error of a handler.
    fn fire_async(&self, prepared: &TokenStream) -> TokenStream {
        let locals = self.locals();
        let verdict = self.verdict();
        let on_error = match self.args.on_error {
            OnError::Log => quote!(side_effects_private::OnError::Log),
            OnError::Abort => quote!(side_effects_private::OnError::Abort),
        };
        let is_send = if self.named_output().is_some() {
            quote!(true)
        } else {
            let at = Span::mixed_site();
            let probe = probe::of(&self.result_at(at), at);
            quote!(#probe.probe_is_send())
        };
        let allow = self.allow();
        let parts = self.parts_in_scope();
        let fired = quote_spanned! {Span::mixed_site()=>
            #parts
            let prepared = #prepared;
            let passed = side_effects_private::passes_or_aborts(&__SIDE_EFFECTS_CALLSITE, #on_error, #verdict);
            let fired = match passed {
                side_effects_private::Ok(true) => {
                    #allow
                    let sealed = side_effects_private::seal(prepared, #locals);
                    let event = side_effects_private::async_event(&__SIDE_EFFECTS_CALLSITE, prepared, &sealed);
                    side_effects_private::fire_async(&event, #on_error, #is_send).await
                }
                side_effects_private::Ok(false) => side_effects_private::Ok(()),
                side_effects_private::Err(error) => side_effects_private::Err(error),
            };
        };
        match self.args.on_error {
            OnError::Log => quote_spanned!(Span::mixed_site()=> #fired let _ = fired;),
            OnError::Abort => {
                let error = Ident::new("error", Span::mixed_site());
                let abort = self.abort(&quote!(*#error));
                quote_spanned! {Span::mixed_site()=>
                    #fired
                    if let side_effects_private::Err(#error) = fired {
                        return #abort;
                    }
                }
            }
        }
    }

    /// Whether the return value lets the event fire: by the predicate, or as its
    /// type decides.
    fn verdict(&self) -> TokenStream {
        match &self.args.run_on_exit {
            Some(predicate) => {
                let at = mixed_at(predicate.span());
                let result = self.result_at(Span::mixed_site());
                quote_spanned!(at=> side_effects_private::evaluate(#result, #predicate))
            }
            None => {
                let at = Span::mixed_site();
                let given = probe::given(&self.result_at(at), at);
                quote_spanned!(at=> #given.probe_verdict())
            }
        }
    }

    /// The return value for a side effect that failed.
    fn abort(&self, error: &TokenStream) -> TokenStream {
        let at = self.returned_at();
        quote_spanned!(at=> side_effects_private::Abort::abort(#error))
    }
}
