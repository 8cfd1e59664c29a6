//! What comes after the body: the event fires, if there is a reason to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::origin::Origin;
use crate::read::args::OnError;
use crate::read::errors::mixed_at;

impl Origin<'_> {
    /// Fires the event of a sync origin if there is a reason to, and comes to its
    /// return value.
    pub(super) fn fire_sync(&self, is_active: &TokenStream, prepared: &TokenStream) -> TokenStream {
        let private = &self.private;
        let locals = self.locals();
        let verdict = self.verdict();
        let fire = match self.args.on_error {
            OnError::Log if self.prepares_late() && self.args.run_on_exit.is_none() => {
                quote_spanned! {Span::mixed_site()=>
                    #private::prepare_and_fire(&__SIDE_EFFECTS_CALLSITE, &#locals)
                }
            }
            OnError::Log => quote_spanned! {Span::mixed_site()=>
                #private::fire(&__SIDE_EFFECTS_CALLSITE, #prepared, &#locals)
            },
            OnError::Abort => {
                let error = Ident::new("error", Span::mixed_site());
                let abort = self.abort(&quote!(#error));
                let by_type = self.args.krate.by_type();
                return quote_spanned! {Span::mixed_site()=>
                    if #is_active || #private::interest() {
                        #by_type
                        let result = result;
                        match #private::fire_or_abort(&__SIDE_EFFECTS_CALLSITE, #prepared, #verdict, &#locals) {
                            side_effects_private::Ok(()) => result,
                            side_effects_private::Err(#error) => #abort,
                        }
                    } else {
                        result
                    }
                };
            }
        };
        quote_spanned!(Span::mixed_site()=> #private::fire_sync! { result if #is_active; #verdict; #fire })
    }

    /// Fires the event of an async origin, or returns the error of a handler.
    pub(super) fn fire_async(&self, prepared: &TokenStream) -> TokenStream {
        let private = &self.private;
        let locals = self.locals();
        let verdict = self.verdict();
        let on_error = match self.args.on_error {
            OnError::Log => quote!(#private::OnError::Log),
            OnError::Abort => quote!(#private::OnError::Abort),
        };
        let is_send = if self.named_output().is_some() {
            quote!(true)
        } else {
            let result = self.result_at(Span::mixed_site());
            quote!((&&#private::Probe::of(#result)).probe_is_send())
        };
        let allow = self.allow();
        let by_type = self.args.krate.by_type();
        let fired = quote_spanned! {Span::mixed_site()=>
            #by_type
            let prepared = #prepared;
            let passed = #private::passes_or_aborts(&__SIDE_EFFECTS_CALLSITE, #on_error, #verdict);
            let fired = match passed {
                side_effects_private::Ok(true) => {
                    #allow
                    let sealed = #private::seal(prepared, #locals);
                    let values = #private::Sealed::everywhere(&sealed);
                    let event = #private::async_event(&__SIDE_EFFECTS_CALLSITE, prepared, values);
                    #private::fire_async(&event, #on_error, #is_send).await
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
                let private = self.args.krate.private_at(at);
                let result = self.result_at(Span::mixed_site());
                quote_spanned!(at=> #private::evaluate(#result, #predicate))
            }
            None => {
                let result = self.result_at(Span::mixed_site());
                let private = &self.private;
                quote_spanned!(Span::mixed_site()=> #private::verdict!(#result))
            }
        }
    }

    /// The return value for a side effect that failed.
    fn abort(&self, error: &TokenStream) -> TokenStream {
        let at = self
            .output
            .as_ref()
            .map_or(Span::mixed_site(), |ty| mixed_at(ty.span()));
        let private = self.args.krate.private_at(at);
        quote_spanned!(at=> #private::Abort::abort(#error))
    }
}
