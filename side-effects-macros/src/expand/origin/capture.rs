//! How the values of a call are kept for handlers, and handed to them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::analyze::borrows::strip;
use crate::analyze::params::Capture;
use crate::expand::origin::Origin;
use crate::expand::origin::offers::Success;
use crate::read::errors::mixed_at;

impl Origin<'_> {
    /// What prepares for the event, before the body: it keeps the arguments
    /// that handlers want and that the body is free to consume.
    pub(super) fn armed(&self) -> TokenStream {
        let private = &self.private;
        let probes = self.probes();
        let views = &self.params.views;
        let arm = if self.is_known_without_a_call() {
            quote!(arm(&__SIDE_EFFECTS_CALLSITE))
        } else {
            let offers = self.offers(|arg| match &arg.capture {
                Capture::Reference(reference) | Capture::Clone { reference, .. } => {
                    probes.of(reference)
                }
                Capture::Nothing(_) => unreachable!("there is nothing to look at"),
            });
            quote!(arm_with(&__SIDE_EFFECTS_CALLSITE, || #offers))
        };
        let clones = self.clones().map(|(position, reference)| {
            let copied = probes.copied(reference);
            quote_spanned! {Span::mixed_site()=>
                if side_effects_private::Armed::wants(&armed, #position) { #copied } else { side_effects_private::None }
            }
        });
        quote_spanned! {Span::mixed_site()=>
            if #private::OriginEntry::is_idle(&__SIDE_EFFECTS_ORIGIN) {
                side_effects_private::None
            } else {
                #(#views)*
                let armed = #private::Callsite::#arm;
                let clones = (#(#clones,)*);
                side_effects_private::Some((armed, clones))
            }
        }
    }

    /// The same for an origin that was idle when it was called.
    pub(super) fn unarmed(&self) -> TokenStream {
        let nones = self.clones().map(|_| quote!(side_effects_private::None));
        quote!((side_effects_private::Callsite::unarmed(&__SIDE_EFFECTS_CALLSITE), (#(#nones,)*)))
    }

    /// The arguments that are cloned: their positions, and references to them.
    fn clones(&self) -> impl Iterator<Item = (usize, &TokenStream)> {
        let args = self.params.args.iter().enumerate();
        args.filter_map(|(position, arg)| match &arg.capture {
            Capture::Clone { reference, .. } => Some((position, reference)),
            Capture::Reference(_) | Capture::Nothing(_) => None,
        })
    }

    /// What was captured, as the body left it.
    ///
    /// Nothing but `Values` lives on, so that a future which waits for handlers
    /// holds no reference that is not `Send`.
    pub(super) fn values(&self) -> TokenStream {
        let private = &self.private;
        let probes = self.probes();
        let mut clones = 0..;
        let args = self.params.args.iter().map(|arg| match &arg.capture {
            Capture::Nothing(_) => quote!(side_effects_private::None),
            Capture::Reference(reference) => {
                let erased = probes.erase(reference);
                quote!(side_effects_private::Some(#erased))
            }
            Capture::Clone {
                by_pattern,
                reference,
            } => {
                let value = Ident::new("value", mixed_at(reference.span()));
                let clone = syn::Index::from(clones.next().unwrap_or_default());
                let erased = if *by_pattern {
                    probes.erase_referent(&quote!(#value))
                } else {
                    probes.erase(&quote!(#value))
                };
                quote_spanned!(Span::mixed_site()=> side_effects_private::Option::as_ref(&clones.#clone).map(|#value| #erased))
            }
        });
        let (whole, ok) = self.result_values();
        quote_spanned! {Span::mixed_site()=>
            let args = [#(#args),*];
            let values = #private::Values { args: &args, whole: #whole, ok: #ok };
        }
    }

    fn result_values(&self) -> (TokenStream, TokenStream) {
        let private = &self.private;
        let probes = self.probes();
        let none = quote!(side_effects_private::None);
        let at = mixed_at(self.output.span());
        let result = self.result_at(at);
        let whole = if self.why_not_whole().is_some() {
            none.clone()
        } else {
            let is_reference = (self.output.as_ref()).is_some_and(|ty| strip(ty).0.is_some());
            let erased = if is_reference {
                probes.erase(&quote_spanned!(at=> &**#result))
            } else {
                probes.erase(&result)
            };
            quote!(side_effects_private::Some(#erased))
        };
        let ok = match self.success() {
            Success::None => none,
            Success::ByType | Success::Written(_) => {
                let value = Ident::new("value", at);
                let erased = probes.erase_referent(&quote!(#value));
                quote_spanned! {Span::mixed_site()=>
                    (&&#private::Probe::of(#result)).probe_ok(#result).map(|#value| #erased)
                }
            }
        };
        (whole, ok)
    }
}
