//! What a function's parameters offer to handlers, and how they get into its
//! body.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, FnArg, Pat, PatIdent, PatReference, PatRest, PatType, PatWild, Receiver,
    ReceiverKind, Signature, Type, parse_quote,
};

use crate::borrows::{MutableBorrows, TypeParams, Why, strip};
use crate::runs::Runs;

/// One name that handlers can bind to.
pub(crate) struct Arg {
    pub(crate) name: String,
    /// Its type without the outer `&`, where the tokens tell.
    pub(crate) ty: Option<Type>,
    pub(crate) capture: Capture,
}

/// How a handler gets to see an argument.
pub(crate) enum Capture {
    /// Through this reference, after the body.
    Reference(TokenStream),
    /// As a clone that is made, through this reference, before the body. Where
    /// a pattern has bound it, it may be a reference itself.
    Clone {
        reference: TokenStream,
        by_pattern: bool,
    },
    Nothing(Why),
}

/// The parameters of an origin.
#[derive(Default)]
pub(crate) struct Params {
    /// What stands in the signature.
    pub(crate) inputs: Vec<TokenStream>,
    /// What takes the parameters apart before the body, to clone from them.
    pub(crate) views: Vec<TokenStream>,
    /// What is borrowed for an `async move` block that would else take it.
    pub(crate) hoists: Vec<TokenStream>,
    /// What moves the parameters into the body, where they are dropped.
    pub(crate) rebindings: Vec<TokenStream>,
    /// What `self` is called in an `async move` block that would else take it.
    pub(crate) renamed_self: Option<Ident>,
    pub(crate) args: Vec<Arg>,
}

impl Params {
    /// Reads the parameters of a function that comes to `output`.
    pub(crate) fn of(
        sig: &Signature,
        output: Option<&Type>,
        runs: &Runs<'_>,
        skip: &[Ident],
    ) -> Self {
        let mut reader = Reader {
            types: TypeParams::of(sig),
            borrows: MutableBorrows::of(sig, output),
            runs,
            skip,
            params: Self::default(),
        };
        for input in &sig.inputs {
            match input {
                FnArg::Receiver(receiver) => reader.receiver(receiver),
                FnArg::Typed(typed) => reader.typed(typed),
            }
        }
        reader.params
    }
}

struct Reader<'a> {
    types: TypeParams,
    borrows: MutableBorrows,
    runs: &'a Runs<'a>,
    skip: &'a [Ident],
    params: Params,
}

impl Reader<'_> {
    fn receiver(&mut self, receiver: &Receiver) {
        let this: Type = parse_quote!(Self);
        let span = receiver.self_token.span;
        let this_token = quote_spanned!(span=> self);
        let (ty, mutable) = match &receiver.kind {
            ReceiverKind::Value => (this, None),
            ReceiverKind::Reference(_, lifetime, mutability) => (
                parse_quote!(& #lifetime #mutability Self),
                Some(lifetime.clone()),
            ),
            ReceiverKind::Typed(_, ty) => {
                let lifetime = strip(ty).0.map(|reference| reference.lifetime.clone());
                ((**ty).clone(), lifetime)
            }
            _ => (this, None),
        };
        let (reference, behind) = strip(&ty);
        let is_absent = match self.runs.why_not("self") {
            // No other `self` can hide a reference that was used before.
            Some(Why::UsedBefore) if reference.is_some() => None,
            why => why,
        };
        let capture = if let Some(why) = is_absent {
            Capture::Nothing(why)
        } else if self.skips("self") || self.skips("this") {
            Capture::Nothing(Why::Skipped)
        } else if let Some(why) = self.types.why_not_static_behind(reference, behind) {
            Capture::Nothing(why)
        } else if let Some(reference) = reference {
            let is_mutable = reference.mutability.is_some();
            if is_mutable && self.borrows.outlive(mutable.flatten().as_ref(), true) {
                Capture::Nothing(Why::Returned)
            } else if is_mutable && self.runs.moves_self() {
                Capture::Nothing(Why::MovedByBody)
            } else {
                if is_mutable && matches!(self.runs, Runs::Block { .. }) {
                    let hoisted = Ident::new("hoisted_self", Span::mixed_site());
                    (self.params.hoists).push(quote!(let #hoisted = &mut *#this_token;));
                    self.params.renamed_self = Some(hoisted);
                }
                Capture::Reference(quote!(&*#this_token))
            }
        } else {
            Capture::Clone {
                reference: quote!(&#this_token),
                by_pattern: false,
            }
        };
        if reference.is_none() && is_absent.is_none() {
            // Makes the closure own the receiver, which cannot be rebound, so
            // that it is dropped in there. The branch is never taken.
            let owned = Ident::new("owned", Span::mixed_site());
            self.params
                .rebindings
                .push(quote_spanned! {Span::mixed_site()=>
                    if false {
                        let #owned = #this_token;
                        ::core::unreachable!();
                    }
                });
        }
        self.params.inputs.push(quote!(#receiver));
        self.params.args.push(Arg {
            name: "this".into(),
            ty: None,
            capture,
        });
    }

    fn typed(&mut self, typed: &PatType) {
        let args = match strip_parens(&typed.pat) {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => {
                match self.runs.pattern(&ident.ident) {
                    Some(pat) => self.taken_apart_later(typed, ident, &Pattern::of(&pat)),
                    None => vec![self.name(typed, ident)],
                }
            }
            pat => self.pattern(typed, &Pattern::of(pat)),
        };
        // Whether there is a conditional parameter cannot be known here.
        if !is_conditional(&typed.attrs) {
            self.params.args.extend(args);
        }
    }

    fn name(&mut self, typed: &PatType, name: &PatIdent) -> Arg {
        let ident = &name.ident;
        let (reference, ty) = strip(&typed.ty);
        let is_mutable = reference.is_some_and(|ty| ty.mutability.is_some());
        let lifetime = reference.and_then(|reference| reference.lifetime.as_ref());
        let capture = if let Some(why) = self.why_not(ident, &typed.ty) {
            Capture::Nothing(why)
        } else if is_mutable && self.borrows.outlive(lifetime, false) {
            Capture::Nothing(Why::Returned)
        } else if is_mutable {
            Capture::Reference(quote!(&*#ident))
        } else if reference.is_some() {
            Capture::Reference(quote!(#ident))
        } else {
            Capture::Clone {
                reference: quote!(&#ident),
                by_pattern: false,
            }
        };
        let value = match (&capture, self.runs) {
            (Capture::Reference(_), Runs::Whole(_)) if is_mutable => quote!(&mut *#ident),
            (Capture::Reference(_), Runs::Block { .. }) if is_mutable => {
                let hoisted = format_ident!("hoisted_{}", ident, span = Span::mixed_site());
                (self.params.hoists).push(quote!(let #hoisted = &mut *#ident;));
                quote!(#hoisted)
            }
            _ => quote!(#ident),
        };
        self.rebind(typed, name, &value);
        self.keep(typed, name.mutability.is_some());
        Arg {
            name: ident.unraw().to_string(),
            ty: Some(ty.clone()),
            capture,
        }
    }

    fn pattern(&mut self, typed: &PatType, pattern: &Pattern) -> Vec<Arg> {
        // Behind a reference nothing is dropped, nothing is moved. And where
        // only a block is watched, the pattern is matched before it.
        let stays = strip(&typed.ty).0.is_some()
            || pattern.moves_everything
            || matches!(self.runs, Runs::Block { .. });
        if stays {
            for name in &pattern.idents {
                self.rebind(typed, name, &name.ident.to_token_stream());
            }
            let mut idents = pattern.idents.iter();
            self.keep(typed, idents.any(|ident| ident.mutability.is_some()));
        } else {
            self.take_apart_inside(typed, pattern);
        }
        let arg = |PatIdent { ident, .. }: &PatIdent| Arg {
            name: ident.unraw().to_string(),
            ty: None,
            capture: match self.why_not(ident, &typed.ty) {
                Some(why) => Capture::Nothing(why),
                None if pattern.has_reference && !stays => Capture::Nothing(Why::Borrows),
                None => Capture::Clone {
                    reference: if stays {
                        quote!(&#ident)
                    } else {
                        quote!(#ident)
                    },
                    by_pattern: true,
                },
            },
        };
        pattern.idents.iter().map(arg).collect()
    }

    /// A parameter that the block takes apart. What handlers see of it is
    /// cloned before.
    fn taken_apart_later(
        &mut self,
        typed: &PatType,
        whole: &PatIdent,
        pattern: &Pattern,
    ) -> Vec<Arg> {
        self.rebind(typed, whole, &whole.ident.to_token_stream());
        self.keep(typed, whole.mutability.is_some());
        let capture = |ident: &Ident| match self.why_not(&whole.ident, &typed.ty) {
            _ if self.skips(&ident.to_string()) => Capture::Nothing(Why::Skipped),
            Some(why) => Capture::Nothing(why),
            None if pattern.has_reference => Capture::Nothing(Why::Borrows),
            None => Capture::Clone {
                reference: ident.to_token_stream(),
                by_pattern: true,
            },
        };
        let arg = |PatIdent { ident, .. }: &PatIdent| Arg {
            name: ident.unraw().to_string(),
            ty: None,
            capture: capture(ident),
        };
        let args: Vec<Arg> = pattern.idents.iter().map(arg).collect();
        let is_cloned = |arg: &Arg| matches!(arg.capture, Capture::Clone { .. });
        if args.iter().any(is_cloned) {
            let (view, whole) = (&pattern.view, &whole.ident);
            let view = quote!(#[allow(unused_variables)] let #view = &#whole;);
            self.params.views.push(view);
        }
        args
    }

    /// Moves a variable into what runs, if it is there at all.
    fn rebind(&mut self, typed: &PatType, name: &PatIdent, value: &TokenStream) {
        let PatIdent {
            ident,
            mutability,
            by_ref,
            ..
        } = name;
        if self.runs.why_not(&ident.to_string()).is_none() {
            let attrs = &typed.attrs;
            let mutability = mutability.filter(|_| by_ref.is_none());
            let rebinding = quote!(#(#attrs)* let #mutability #ident = #value;);
            self.params.rebindings.push(rebinding);
        }
    }

    fn skips(&self, name: &str) -> bool {
        self.skip.iter().any(|skip| skip == name)
    }

    fn why_not(&self, ident: &Ident, ty: &Type) -> Option<Why> {
        let name = ident.to_string();
        let (reference, ty) = strip(ty);
        (self.skips(&name).then_some(Why::Skipped))
            .or_else(|| self.runs.why_not(&name))
            .or_else(|| self.types.why_not_static_behind(reference, ty))
    }

    /// Leaves the parameter as it is. Its `mut` now matters where it is bound
    /// again, and there it is reported.
    fn keep(&mut self, typed: &PatType, is_mutable: bool) {
        let allow = is_mutable.then(|| quote!(#[allow(unused_mut)]));
        self.params.inputs.push(quote!(#allow #typed));
    }

    /// Takes a parameter apart in the body: its pattern leaves something where
    /// it was, which is to be dropped there, too.
    ///
    /// Input: `(a, _): (A, B)`
    ///
    /// Output: `arg_0: (A, B)` in the signature (for rustdoc, what it was), and
    /// `let arg_0 = arg_0; let (a, _) = arg_0;` in the body
    fn take_apart_inside(&mut self, typed: &PatType, pattern: &Pattern) {
        let PatType { attrs, pat, ty, .. } = typed;
        let whole = format_ident!(
            "arg_{}",
            self.params.inputs.len(),
            span = Span::mixed_site()
        );
        self.params.inputs.push(quote! {
            #[cfg(doc)] #typed,
            #(#attrs)* #[cfg(not(doc))] #whole: #ty
        });
        let mutability = pattern.has_ref_mut.then(|| quote!(mut));
        self.params.rebindings.push(quote! {
            #(#attrs)* #[cfg(not(doc))] let #mutability #whole = #whole;
            #(#attrs)* #[cfg(not(doc))] let #pat = #whole;
        });
        let is_seen = |ident: &PatIdent| self.why_not(&ident.ident, ty).is_none();
        let is_seen = pattern.idents.iter().any(is_seen);
        if is_seen && !pattern.has_reference && !is_conditional(attrs) {
            let view = &pattern.view;
            self.params.views.push(quote! {
                #[cfg(not(doc))] #[allow(unused_variables)] let #view = &#whole;
            });
        }
    }
}

fn is_conditional(attrs: &[Attribute]) -> bool {
    attrs
        .iter()
        .any(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
}

fn strip_parens(pat: &Pat) -> &Pat {
    match pat {
        Pat::Paren(paren) => strip_parens(&paren.pat),
        other => other,
    }
}

/// A pattern that is more than a name.
struct Pattern {
    idents: Vec<PatIdent>,
    /// Whether all of a value is bound, by value.
    moves_everything: bool,
    has_reference: bool,
    has_ref_mut: bool,
    /// The pattern as it matches a reference to the value.
    view: Pat,
}

impl Pattern {
    fn of(pat: &Pat) -> Self {
        let mut view = pat.clone();
        View.visit_pat_mut(&mut view);
        let mut pattern = Self {
            idents: Vec::new(),
            moves_everything: true,
            has_reference: false,
            has_ref_mut: false,
            view,
        };
        pattern.visit_pat(pat);
        pattern
    }
}

impl<'ast> Visit<'ast> for Pattern {
    fn visit_pat_ident(&mut self, ident: &'ast PatIdent) {
        self.idents.push(ident.clone());
        self.moves_everything &= ident.by_ref.is_none() && ident.subpat.is_none();
        self.has_ref_mut |= ident.by_ref.is_some() && ident.mutability.is_some();
        visit::visit_pat_ident(self, ident);
    }

    fn visit_pat_reference(&mut self, pat: &'ast PatReference) {
        self.has_reference = true;
        visit::visit_pat_reference(self, pat);
    }

    fn visit_pat_wild(&mut self, _: &'ast PatWild) {
        self.moves_everything = false;
    }

    fn visit_pat_rest(&mut self, _: &'ast PatRest) {
        self.moves_everything = false;
    }

    fn visit_pat_struct(&mut self, pat: &'ast syn::PatStruct) {
        self.moves_everything &= pat.rest.is_none();
        visit::visit_pat_struct(self, pat);
    }
}

/// Takes `mut` and `ref` off, which a pattern that matches a reference must not
/// have.
struct View;

impl VisitMut for View {
    fn visit_pat_ident_mut(&mut self, ident: &mut PatIdent) {
        ident.by_ref = None;
        ident.mutability = None;
        visit_mut::visit_pat_ident_mut(self, ident);
    }
}
