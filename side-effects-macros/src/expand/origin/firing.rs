//! What comes after the body: the event fires, if there is a reason to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::result::Success;
use crate::expand::origin::Origin;
use crate::read::args::OnError;
use crate::read::errors::mixed_at;

impl Origin<'_> {
    /// What fires most sync origins: the type of the return value decides.
    pub(super) fn framed_sync_firing(&self) -> Option<TokenStream> {
        let firing = self.framed_firing()?;
        Some(quote_spanned!(Span::mixed_site()=> side_effects_private::fire_sync! { #firing }))
    }

    /// The same for most async origins: the type of the return value has a name.
    pub(super) fn framed_async_firing(&self) -> Option<TokenStream> {
        self.named_output()?;
        let firing = self.framed_firing()?;
        Some(quote_spanned! {Span::mixed_site()=>
            side_effects_private::fire_async_event! { #firing }
        })
    }

    fn framed_firing(&self) -> Option<TokenStream> {
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
        let locals = self.arg_locals();
        let [whole, _] = self.result_locals();
        let prepared =
            (!self.prepares_late()).then(|| quote_spanned!(Span::mixed_site()=> if prepared));
        Some(quote_spanned!(Span::mixed_site()=> result #prepared; #(#locals,)* #whole,))
    }

    /// Fires the event of a sync origin if there is a reason to, and comes to its
    /// return value.
    pub(super) fn fire_sync(&self, is_active: &TokenStream, prepared: &TokenStream) -> TokenStream {
        let private = &self.private;
        let locals = self.locals();
        let verdict = self.verdict();
        let fire = match self.args.on_error {
            OnError::Log if self.prepares_late() => quote_spanned! {Span::mixed_site()=>
                #private::prepare_and_fire(&__SIDE_EFFECTS_CALLSITE, &#locals)
            },
            OnError::Log => quote_spanned! {Span::mixed_site()=>
                #private::fire(&__SIDE_EFFECTS_CALLSITE, #prepared, &#locals)
            },
            OnError::Abort => {
                let error = Ident::new("error", Span::mixed_site());
                let abort = self.abort(&quote!(#error));
                return quote_spanned! {Span::mixed_site()=>
                    if #is_active || #private::interest() {
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
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::fire_sync! {
                result if [#is_active || side_effects_private::interest()] [#verdict] #fire
            }
        }
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
        let fired = quote_spanned! {Span::mixed_site()=>
            let prepared = #prepared;
            let passed = #private::passes_or_aborts(&__SIDE_EFFECTS_CALLSITE, #on_error, #verdict);
            let fired = match passed {
                side_effects_private::Ok(true) => {
                    #allow
                    let sealed = #private::seal(prepared, #locals);
                    let values = #private::Sealed::everywhere(&sealed);
                    #private::fire_async(&__SIDE_EFFECTS_CALLSITE, prepared, #on_error, values, #is_send).await
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
