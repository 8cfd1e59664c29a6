//! The same for types of a method whose names may be those of type parameters of
//! the `impl` around it, though they do not look like it: `Request`. The
//! compiler knows, and decides by the core crate's `Certain` or `Uncertain`
//! (the gate) whether anything is captured. So the types must not be used but
//! through it: they may not last.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::analyze::params::{Arg, Capture};
use crate::analyze::result::Success;
use crate::analyze::types::strip;
use crate::analyze::why::Why;
use crate::expand::origin::Origin;
use crate::expand::origin::offers::seen;
use crate::expand::probe;

impl Origin<'_> {
    /// The gate before an argument, if there is a doubt.
    pub(super) fn gate(&self, arg: &Arg) -> Option<TokenStream> {
        match arg.capture {
            // What is copied has a type that is known by its name.
            Capture::Nothing(_) | Capture::Copy(_) => None,
            Capture::Reference(_) | Capture::Clone { .. } => probe::gate(&arg.doubtful),
        }
    }

    /// The gate before the return value, if there is a doubt.
    pub(super) fn result_gate(&self) -> Option<TokenStream> {
        let is_seen = self.why_not_whole().is_none() || !matches!(self.success(), Success::None);
        probe::gate(&self.returned.doubtful).filter(|_| is_seen)
    }

    pub(super) fn doubtful_offer(&self, arg: &Arg, gate: &TokenStream) -> TokenStream {
        let probe = match (&arg.capture, &arg.ty) {
            (Capture::Nothing(why), _) => return self.nothing(*why),
            (Capture::Copy(_), _) => unreachable!("there is no doubt"),
            (_, Some(ty)) => probe::of_type(ty),
            (Capture::Reference(reference) | Capture::Clone { reference, .. }, None) => {
                probe::of(reference, reference.at)
            }
        };
        probe::offer(&seen(&arg.capture, true, quote!(#gate.probe(#probe))))
    }

    /// An argument as the body left it; `clone` has what was cloned of it.
    pub(super) fn doubtful_local(&self, arg: &Arg, clone: &Ident) -> TokenStream {
        let gate = self.gate(arg);
        match &arg.capture {
            Capture::Nothing(_) => quote!(side_effects_private::Local::nothing()),
            Capture::Copy(_) => unreachable!("there is no doubt"),
            Capture::Reference(reference) => quote!(#gate.local(#reference)),
            Capture::Clone {
                reference,
                by_pattern,
            } => {
                let value = Ident::new("value", reference.at);
                let seen = if *by_pattern {
                    let given = probe::given(&value, reference.at);
                    quote!(#given.probe_referent())
                } else {
                    quote!(#value)
                };
                quote_spanned! {Span::mixed_site()=>
                    match #clone {
                        side_effects_private::Some(#value) => #gate.local(#seen),
                        side_effects_private::None => side_effects_private::Local::nothing(),
                    }
                }
            }
        }
    }

    pub(super) fn doubtful_result_offers(&self, gate: &TokenStream) -> (TokenStream, TokenStream) {
        let whole = match (self.why_not_whole(), &self.output) {
            (None, Some(output)) => {
                let probe = probe::of_type(strip(output).1);
                probe::offer(&quote!(#gate.probe(#probe)))
            }
            (why, _) => self.nothing(why.unwrap_or(Why::Opaque)),
        };
        let probe = match self.success() {
            Success::None => {
                return (
                    whole,
                    self.nothing(self.why_not_whole().unwrap_or(Why::Opaque)),
                );
            }
            Success::ByType => {
                let result = probe::of_type(self.output);
                quote!(#gate.probe(#result).probe_of_ok())
            }
            Success::Written(ty) => {
                let probe = probe::of_type(ty);
                quote!(#gate.probe(#probe))
            }
        };
        (whole, probe::offer(&probe))
    }

    /// What handlers see of the return value: the whole of it, and the value of
    /// an `Ok`.
    pub(super) fn doubtful_result_locals(&self, gate: &TokenStream) -> [TokenStream; 2] {
        let at = self.returned_at();
        let result = self.result_at(at);
        let nothing = || quote!(side_effects_private::Local::nothing());
        let whole = match (self.why_not_whole(), &self.output) {
            (None, Some(output)) if strip(output).0.is_some() => {
                quote_spanned!(at=> #gate.local(&**#result))
            }
            (None, _) => quote_spanned!(at=> #gate.local(#result)),
            (Some(_), _) => nothing(),
        };
        let ok = match self.success() {
            Success::None => nothing(),
            Success::ByType | Success::Written(_) => {
                let value = Ident::new("value", at);
                let given = probe::given(&value, at);
                quote_spanned! {at=>
                    match #gate.value(#result) {
                        side_effects_private::Some(#value) => #given.probe_ok(),
                        side_effects_private::None => side_effects_private::Local::nothing(),
                    }
                }
            }
        };
        [whole, ok]
    }
}
