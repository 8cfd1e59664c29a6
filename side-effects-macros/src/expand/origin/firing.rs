//! What comes after the body: the event fires, if there is a reason to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::origin::Origin;
use crate::read::args::OnError;
use crate::read::errors::mixed_at;

impl Origin<'_> {
    /// Fires the event. Of a sync origin, this comes to its return value.
    pub(super) fn fire(&self) -> TokenStream {
        if self.shape.is_async() {
            self.fire_async()
        } else {
            self.fire_sync()
        }
    }

    fn fire_sync(&self) -> TokenStream {
        let private = &self.private;
        let locals = self.locals();
        let [whole, ok] = self.views();
        let verdict = match &self.args.run_on_exit {
            None => self.verdict(),
            Some(predicate) => {
                let at = mixed_at(predicate.span());
                let private = self.args.krate.private_at(at);
                quote_spanned!(at=> |result: &_| #private::evaluate(result, #predicate))
            }
        };
        // The result last: what its type chooses looks at it before it is moved.
        let args = quote_spanned! {Span::mixed_site()=>
            &__SIDE_EFFECTS_CALLSITE, prepared, #verdict, [#whole, #ok], #locals, result
        };
        match self.args.on_error {
            OnError::Log => quote!(#private::fire(#args)),
            OnError::Abort => {
                let error = Ident::new("error", Span::mixed_site());
                let abort = self.abort(&quote!(#error));
                quote_spanned! {Span::mixed_site()=>
                    match #private::fire_or_abort(#args) {
                        side_effects_private::Ok(result) => result,
                        side_effects_private::Err(#error) => #abort,
                    }
                }
            }
        }
    }

    fn fire_async(&self) -> TokenStream {
        let private = &self.private;
        let locals = self.locals();
        let views = self.views();
        let result = self.result_at(Span::mixed_site());
        let predicate = match &self.args.run_on_exit {
            None => {
                let verdict = self.verdict();
                quote!(#verdict(#result))
            }
            Some(predicate) => {
                let at = mixed_at(predicate.span());
                let private = self.args.krate.private_at(at);
                quote_spanned!(at=> #private::evaluate(#result, #predicate))
            }
        };
        let seen = views.map(|view| quote!(#private::see(#result, #view)));
        let on_error = match self.args.on_error {
            OnError::Log => quote!(#private::OnError::Log),
            OnError::Abort => quote!(#private::OnError::Abort),
        };
        let is_send = if self.named_output().is_some() {
            quote!(true)
        } else {
            quote!((&&#private::Probe::of(#result)).probe_is_send())
        };
        let fired = quote_spanned! {Span::mixed_site()=>
            let passed = #private::passes(&__SIDE_EFFECTS_CALLSITE, #on_error, || #predicate);
            let fired = match passed {
                side_effects_private::Ok(true) => {
                    let sealed = #private::Sealed::new(#locals, [#(#seen),*]);
                    let values = #private::Sealed::values(&sealed);
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

    /// Whether the return value is a success, as a function that its type has
    /// chosen.
    fn verdict(&self) -> TokenStream {
        let at = mixed_at(self.output.span());
        let result = self.result_at(at);
        let private = self.args.krate.private_at(at);
        quote_spanned!(at=> (&&&&&#private::Probe::of(#result)).probe_verdict())
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
