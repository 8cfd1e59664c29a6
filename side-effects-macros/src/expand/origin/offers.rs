//! What an origin offers: types only, so that handlers can be bound.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit::{self, Visit};
use syn::{ExprPath, GenericParam, ReturnType, Signature, TypePath};

use crate::analyze::params::{Arg, Capture};
use crate::analyze::result::Success;
use crate::analyze::type_params::{TypeParams, is_like_a_parameter};
use crate::analyze::types::strip;
use crate::analyze::why::Why;
use crate::expand::origin::Origin;
use crate::expand::probe::{self, Expression};
use crate::expand::typed::{self, NotSeen, Seen};

impl Origin<'_> {
    /// The offers, for a place that has no call, if they can be known there.
    pub(super) fn offers_without_a_call(&self) -> TokenStream {
        if !self.is_known_without_a_call() {
            let offers = self.offers_as_far_as_known();
            return quote!(otherwise [#offers]);
        }
        let args: Vec<_> = self
            .params
            .args
            .iter()
            .map(|arg| self.framed_offer(arg))
            .collect();
        let kinds = args.iter().map(|(kind, _)| kind);
        let args = args.iter().map(|(_, arg)| arg);
        let result = self.framed_result_offers();
        let keeps = self
            .named_output()
            .filter(|_| self.shape.is_async())
            .into_iter();
        quote!(offers [#(#kinds [#args],)*] #result #(keeps [#keeps])*)
    }

    /// The same as [`offer`](Self::offer), for the frame around it: the word that
    /// stands before it, and its type if that is enough.
    fn framed_offer<'a>(&self, arg: &'a Arg) -> (Ident, Box<dyn ToTokens + 'a>) {
        let (kind, offer): (_, Box<dyn ToTokens>) = match (self.gate(arg), &arg.capture, &arg.ty) {
            (None, Capture::Copy(_), Some(ty)) => ("copy", Box::new(ty)),
            (None, Capture::Reference(_), Some(ty)) => ("ref", Box::new(ty)),
            (None, Capture::Clone { .. }, Some(ty)) => ("val", Box::new(ty)),
            _ => ("given", Box::new(self.offer(arg))),
        };
        (Ident::new(kind, Span::mixed_site()), offer)
    }

    fn framed_result_offers(&self) -> TokenStream {
        match (
            self.result_gate(),
            self.why_not_whole(),
            self.success(),
            &self.output,
        ) {
            (None, None, Success::ByType, Some(output)) => quote!(type [#output]),
            _ => {
                let (whole, ok) = self.result_offers();
                quote!(whole [#whole] ok [#ok])
            }
        }
    }

    pub(super) fn offers(&self) -> TokenStream {
        let args = self.params.args.iter().map(|arg| self.offer(arg));
        let (whole, ok) = self.result_offers();
        let output = self.named_output().filter(|_| self.shape.is_async());
        let keeping = output.map(|output| {
            let probe = probe::of_type(output);
            quote!(.keeping(#probe.probe_is_send()))
        });
        quote_spanned! {Span::mixed_site()=>
            side_effects_private::Offers::new([#(#args),*], #whole, #ok) #keeping
        }
    }

    /// What an argument offers: by its type where that can be written, else by
    /// the reference to it.
    pub(super) fn offer(&self, arg: &Arg) -> TokenStream {
        if let Some(gate) = self.gate(arg) {
            return self.doubtful_offer(arg, &gate);
        }
        let probe = match (&arg.capture, &arg.ty, &arg.taken) {
            (Capture::Nothing(why), ..) => return self.nothing(*why),
            (_, Some(ty), _) => probe::of_type(ty),
            (Capture::Copy(_), None, _) => unreachable!("its type is written"),
            (Capture::Clone { .. }, None, Some(taken)) if self.is_known_without_a_call() => {
                probe::of_taken(taken)
            }
            (Capture::Clone { reference, .. } | Capture::Reference(reference), None, _) => {
                probe::of(reference, reference.at)
            }
        };
        probe::offer(&seen(&arg.capture, arg.ty.is_none(), probe))
    }

    /// What the compiler is told of a `typed` origin.
    pub(super) fn companion(&self) -> TokenStream {
        let private = &self.args.krate.path();
        let args = self.params.args.iter().map(|arg| typed::Offer {
            name: arg.name.clone(),
            seen: match (&arg.capture, &arg.ty) {
                (Capture::Nothing(why), _) => Err(NotSeen::Because(*why)),
                (_, None) => Err(NotSeen::ByPattern),
                (capture, Some(ty)) => Ok(Seen::Parameter {
                    ty: ty.clone(),
                    is_cloned: matches!(capture, Capture::Clone { .. }),
                }),
            },
        });
        let result = match (self.why_not_whole(), self.success(), &self.output) {
            (None, _, Some(output)) => Ok(Seen::Returned(strip(output).1.clone())),
            (_, Success::Written(ok), _) => Ok(Seen::ReturnedOk(ok.clone())),
            (why, ..) => Err(NotSeen::Because(why.unwrap_or(Why::Opaque))),
        };
        let result = typed::Offer {
            name: "return_value".into(),
            seen: result,
        };
        let offers: Vec<_> = args.chain([result]).collect();
        let label = &self.args.label;
        typed::companion(
            private,
            self.function,
            label,
            self.shape.is_async(),
            &offers,
        )
    }

    pub(super) fn result_offers(&self) -> (TokenStream, TokenStream) {
        if let Some(gate) = self.result_gate() {
            return self.doubtful_result_offers(&gate);
        }
        let whole = match (self.why_not_whole(), &self.output) {
            (None, Some(output)) => probe::offer(&probe::of_type(strip(output).1)),
            (why, _) => self.nothing(why.unwrap_or(Why::Opaque)),
        };
        let success = match self.success() {
            Success::None => {
                return (
                    whole,
                    self.nothing(self.why_not_whole().unwrap_or(Why::Opaque)),
                );
            }
            Success::ByType => {
                let result = probe::of_type(self.output);
                quote!(#result.probe_of_ok())
            }
            Success::Written(ty) => probe::of_type(ty),
        };
        (whole, probe::offer(&success))
    }

    /// What handlers see of the return value: the whole of it, and the value of
    /// an `Ok`.
    pub(super) fn result_locals(&self) -> [Expression; 2] {
        if let Some(gate) = self.result_gate() {
            return self.doubtful_result_locals(&gate).map(Expression::from);
        }
        let ok = match self.success() {
            Success::None => {
                quote!(side_effects_private::Local::nothing())
            }
            Success::ByType | Success::Written(_) => {
                let at = self.returned_at();
                let given = probe::given(&self.result_at(at), at);
                quote_spanned!(at=> #given.probe_ok())
            }
        };
        [self.whole_local(), ok.into()]
    }

    /// What they see of the whole, where there is no doubt.
    pub(super) fn whole_local(&self) -> Expression {
        let at = self.returned_at();
        let result = self.result_at(at);
        if self.why_not_whole().is_some() {
            quote!(side_effects_private::Local::nothing()).into()
        } else if (self.output).is_some_and(|ty| strip(ty).0.is_some()) {
            probe::local(&quote_spanned!(at=> &**#result), at)
        } else {
            probe::local(&result, at)
        }
    }

    pub(super) fn nothing(&self, why: Why) -> TokenStream {
        let why = Ident::new(&format!("{why:?}"), Span::mixed_site());
        quote!(side_effects_private::Offer::Nothing(side_effects_private::Why::#why))
    }

    pub(super) fn why_not_whole(&self) -> Option<Why> {
        self.returned.why_not_whole
    }

    pub(super) fn success(&self) -> Success<'_> {
        self.returned.success
    }

    /// Whether the tokens alone say of what types everything is, in a place
    /// that knows neither `Self` nor any parameter.
    pub(super) fn is_known_without_a_call(&self) -> bool {
        *self.is_known.get_or_init(|| self.find_out_whether_known())
    }

    fn find_out_whether_known(&self) -> bool {
        let sig = &self.function.sig;
        let is_unknown = |arg: &Arg| {
            let is_known = arg.ty.is_some() || arg.taken.is_some();
            !is_known && !matches!(arg.capture, Capture::Nothing(_))
        };
        let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
        let names_lifetimes = self.shape.is_async()
            && (self.named_output())
                .is_some_and(|output| TypeParams::of(sig).why_not_static(output).is_some());
        // Of what has no name, no handler sees what it returns.
        let output = self.named_output().map(|_| &sig.output);
        !names_lifetimes
            && !sig.generics.params.iter().any(is_generic)
            && !self.params.args.iter().any(is_unknown)
            && !self.function.mentions_self_type
            && !is_in_an_impl(sig, output)
    }
}

/// The probe for what handlers see of a captured value, given the one for what is
/// kept.
pub(super) fn seen(
    capture: &Capture,
    is_by_pattern_alone: bool,
    probe: TokenStream,
) -> TokenStream {
    match capture {
        Capture::Clone {
            by_pattern: true, ..
        } if is_by_pattern_alone => quote!(#probe.probe_clone().probe_of_referent()),
        Capture::Clone { .. } => quote!(#probe.probe_clone()),
        _ => probe,
    }
}

/// Whether a function without a receiver is an associated function all the
/// same, of a generic type perhaps. One cannot know: this goes by `Self`, by
/// `impl Trait`, and by names that type parameters have, such as `T` and `DB`.
fn is_in_an_impl(sig: &Signature, output: Option<&ReturnType>) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_path(&mut self, path: &'ast TypePath) {
            let first = &path.path.segments[0].ident;
            self.0 |= first == "Self" || is_like_a_parameter(first);
            visit::visit_type_path(self, path);
        }

        fn visit_expr_path(&mut self, path: &'ast ExprPath) {
            let first = &path.path.segments[0].ident;
            self.0 |= first == "Self" || is_like_a_parameter(first);
        }

        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut finder = Finder(sig.receiver().is_some());
    finder.visit_generics(&sig.generics);
    sig.inputs
        .iter()
        .for_each(|input| finder.visit_fn_arg(input));
    output
        .into_iter()
        .for_each(|output| finder.visit_return_type(output));
    finder.0
}
