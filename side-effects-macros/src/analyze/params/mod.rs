//! What a function's parameters offer to handlers, and how they get into its
//! body.

mod patterns;
mod reference;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{
    Attribute, FnArg, Meta, Pat, PatIdent, PatType, Receiver, ReceiverKind, Type, parse_quote,
};

pub(crate) use self::reference::Reference;
use crate::analyze::mutable_borrows::MutableBorrows;
use crate::analyze::observed::Observed;
use crate::analyze::type_params::TypeParams;
use crate::analyze::types::{is_opaque, strip};
use crate::analyze::why::Why;
use crate::read::args::Selection;
use crate::read::errors::mixed_at;
use crate::read::function::{Changed, Function};
use crate::read::pattern::{Pattern, is_constant, strip_parens};

/// One name that handlers can bind to.
pub(crate) struct Arg {
    pub(crate) name: String,
    /// Its type without the outer `&`, where the tokens tell.
    pub(crate) ty: Option<Type>,
    /// What it is taken from, where a pattern binds it before the body runs.
    pub(crate) taken: Option<Taken>,
    /// The names in its type that may be those of type parameters.
    pub(crate) doubtful: Vec<Ident>,
    pub(crate) capture: Capture,
}

/// How a pattern binds a name: what the compiler needs to find out its type.
pub(crate) struct Taken {
    /// `State(db): State<Pool>`
    pub(crate) from: TokenStream,
    /// A reference to what is bound: `&db`
    pub(crate) reference: Reference,
}

/// How a handler gets to see an argument.
pub(crate) enum Capture {
    /// Through this reference, after the body.
    Reference(Reference),
    /// Through this variable, after the body, which has had a copy.
    Copy(Ident),
    /// As a clone that is made, through this reference, before the body. Where
    /// a pattern has bound it, it may be a reference itself.
    Clone {
        reference: Reference,
        by_pattern: bool,
    },
    Nothing(Why),
}

/// The parameters of an origin.
#[derive(Default)]
pub(crate) struct Params {
    /// What stands in the signature instead of some of them, by position.
    pub(crate) changed: Changed,
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
        function: &Function,
        is_method: bool,
        output: Option<&Type>,
        observed: &Observed<'_>,
        selection: &Selection,
    ) -> Self {
        let sig = &function.sig;
        let mut reader = Reader {
            types: TypeParams::of(sig),
            borrows: MutableBorrows::of(sig, output),
            is_method,
            observed,
            selection,
            params: Self::default(),
            position: 0,
            plain: Vec::new(),
        };
        for (position, input) in sig.inputs.iter().enumerate() {
            reader.position = position;
            match input {
                FnArg::Receiver(receiver) => reader.receiver(receiver),
                FnArg::Typed(typed) => reader.typed(typed, function.wholes.get(&position)),
            }
        }
        reader.bind_plain_again();
        reader.params
    }
}

struct Reader<'a> {
    types: TypeParams,
    borrows: MutableBorrows,
    is_method: bool,
    observed: &'a Observed<'a>,
    selection: &'a Selection,
    params: Params,
    /// That of the parameter which is read.
    position: usize,
    /// What is to be bound again.
    plain: Vec<Plain>,
}

/// What is bound again with others, in one `let`.
enum Plain {
    /// A name without a leading `_`, with the value that it has.
    Name(Ident),
    /// A pattern, and its value.
    Other(TokenStream, TokenStream),
}

impl Plain {
    fn pattern(&self) -> TokenStream {
        match self {
            Self::Name(name) => name.to_token_stream(),
            Self::Other(pattern, _) => pattern.clone(),
        }
    }

    fn value(&self) -> TokenStream {
        match self {
            Self::Name(name) => name.to_token_stream(),
            Self::Other(_, value) => value.clone(),
        }
    }
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
        let is_mutable = reference.is_some_and(|reference| reference.mutability.is_some());
        let is_absent = match self.observed.why_not("self") {
            // No other `self` can hide a reference that was used before.
            Some(Why::UsedBefore) if reference.is_some() => None,
            why => why,
        };
        // That of the type is known for sure where it is not about `Self`.
        let of_type = self.types.why_not_static_behind(reference, behind);
        let why = if is_absent.is_some() {
            is_absent
        } else if self.selection.skips("this") {
            Some(Why::Skipped)
        } else if of_type == Some(Why::Borrows) {
            of_type
        } else if is_mutable && self.borrows.outlive(mutable.flatten().as_ref(), true) {
            Some(Why::Returned)
        } else if is_mutable && self.observed.moves_self() {
            Some(Why::MovedByBody)
        } else if self.selection.captures("this") {
            None
        } else {
            Some(Why::NotByItself)
        };
        let capture = match (why, reference) {
            (Some(why), _) => Capture::Nothing(why),
            (None, Some(_)) => {
                if is_mutable && matches!(self.observed, Observed::Block { .. }) {
                    let hoisted = Ident::new("hoisted_self", Span::mixed_site());
                    (self.params.hoists).push(quote!(let #hoisted = &mut *#this_token;));
                    self.params.renamed_self = Some(hoisted);
                }
                Capture::Reference(Reference::through(&this_token, mixed_at(span)))
            }
            (None, None) => Capture::Clone {
                reference: Reference::to(&this_token, mixed_at(span)),
                by_pattern: false,
            },
        };
        // One that is not looked at any more. Up to edition 2018, a closure would
        // borrow the reference itself, and what it refers to could not be returned.
        let is_given_away =
            is_mutable && why.is_some() && matches!(self.observed, Observed::Body(_));
        if reference.is_none() && is_absent.is_none() || is_given_away {
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
        self.params.args.push(Arg {
            name: "this".into(),
            ty: None,
            taken: None,
            doubtful: Vec::new(),
            capture,
        });
    }

    fn typed(&mut self, typed: &PatType, whole: Option<&Ident>) {
        let args = match strip_parens(&typed.pat) {
            Pat::Ident(name) if is_name(name) => match self.observed.pattern(&name.ident) {
                Some(pat) => self.taken_apart_later(typed, name, &Pattern::of(&pat)),
                None => vec![self.name(typed, name)],
            },
            pat => self.pattern(typed, pat, whole),
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
            Capture::Reference(Reference::through(ident, mixed_at(ident.span())))
        } else if reference.is_some() {
            Capture::Reference(Reference::itself(ident))
        } else if is_primitive(ty) {
            Capture::Copy(ident.clone())
        } else {
            Capture::Clone {
                reference: Reference::to(ident, mixed_at(ident.span())),
                by_pattern: false,
            }
        };
        let value = match (&capture, self.observed) {
            (Capture::Reference(_), Observed::Body(_)) if is_mutable => Some(quote!(&mut *#ident)),
            (Capture::Reference(_), Observed::Block { .. }) if is_mutable => {
                let hoisted = format_ident!("hoisted_{}", ident, span = Span::mixed_site());
                (self.params.hoists).push(quote!(let #hoisted = &mut *#ident;));
                Some(quote!(#hoisted))
            }
            _ => None,
        };
        if self.observed.why_not(&ident.to_string()).is_none() {
            let mutability = &name.mutability;
            let is_plain = typed.attrs.is_empty() && mutability.is_none() && value.is_none();
            if is_plain && !ident.to_string().starts_with('_') {
                self.plain.push(Plain::Name(ident.clone()));
            } else {
                let value = value.unwrap_or_else(|| quote!(#ident));
                self.bind_again(&typed.attrs, &quote!(#mutability #ident), &value);
            }
        }
        self.keep(typed, name.mutability.is_some());
        Arg {
            name: ident.unraw().to_string(),
            ty: Some(ty).filter(|ty| !is_opaque(ty)).cloned(),
            taken: None,
            doubtful: self.doubtful(ident, &typed.ty),
            capture,
        }
    }

    /// Binds a parameter again, in what runs. Those without attributes share one
    /// `let`, which compiles faster.
    fn bind_again(&mut self, attrs: &[Attribute], pat: &TokenStream, value: &TokenStream) {
        if attrs.is_empty() {
            self.plain.push(Plain::Other(pat.clone(), value.clone()));
        } else {
            self.bind_plain_again();
            self.push_let(attrs, pat, value);
        }
    }

    fn bind_plain_again(&mut self) {
        let plain = std::mem::take(&mut self.plain);
        let names: Option<Vec<_>> = (plain.iter())
            .map(|plain| match plain {
                Plain::Name(name) => Some(name),
                Plain::Other(..) => None,
            })
            .collect();
        // Each lint that is allowed costs the compiler as much as ten paths: only Clippy
        // is to allow it.
        let again = match names.as_deref() {
            Some([]) => return,
            Some([name]) => quote_spanned! {Span::mixed_site()=>
                #[cfg_attr(clippy, allow(clippy::shadow_same))]
                let #name = #name;
            },
            Some(names) => quote_spanned! {Span::mixed_site()=>
                #[cfg_attr(clippy, allow(clippy::shadow_reuse))]
                let (#(#names),*) = (#(#names),*);
            },
            None => {
                let patterns = plain.iter().map(Plain::pattern);
                let values = plain.iter().map(Plain::value);
                let (pattern, value) = match &plain[..] {
                    [_] => (quote!(#(#patterns)*), quote!(#(#values)*)),
                    _ => (quote!((#(#patterns),*)), quote!((#(#values),*))),
                };
                return self.push_let(&[], &pattern, &value);
            }
        };
        self.params.rebindings.push(again);
    }

    fn push_let(&mut self, attrs: &[Attribute], pat: &TokenStream, value: &TokenStream) {
        // That this looks odd is no fault of the user's.
        self.params.rebindings.push(quote! {
            #(#attrs)*
            #[allow(
                clippy::no_effect_underscore_binding,
                clippy::shadow_reuse,
                clippy::shadow_same,
                clippy::used_underscore_binding
            )]
            let #pat = #value;
        });
    }

    fn why_not(&self, ident: &Ident, ty: &Type) -> Option<Why> {
        self.why_not_in(ident, ident, ty)
    }

    /// The same for what is bound in the parameter `whole`.
    fn why_not_in(&self, whole: &Ident, ident: &Ident, ty: &Type) -> Option<Why> {
        let name = ident.unraw().to_string();
        let (reference, ty) = strip(ty);
        let of_type = || self.types.why_not_static_behind(reference, ty);
        let is_overruled = |why: &Why| why.can_be_overruled() && self.selection.captures(&name);
        (self.selection.skips(&name).then_some(Why::Skipped))
            .or_else(|| self.observed.why_not(&whole.to_string()))
            .or_else(|| of_type().filter(|why| !is_overruled(why)))
    }

    /// The names in its type that may be those of type parameters.
    fn doubtful(&self, ident: &Ident, ty: &Type) -> Vec<Ident> {
        if self.is_method && !self.selection.captures(&ident.unraw().to_string()) {
            self.types.doubtful(ty)
        } else {
            Vec::new()
        }
    }

    /// Leaves the parameter as it is. Its `mut` now matters where it is bound
    /// again, and there it is reported.
    fn keep(&mut self, typed: &PatType, is_mutable: bool) {
        let PatType { attrs, pat, ty, .. } = typed;
        if !is_mutable && attrs.is_empty() {
            return;
        }
        let allow = is_mutable.then(|| quote!(#[allow(unused_mut)]));
        let attrs = without_expectations(attrs);
        let input = quote!(#allow #(#attrs)* #pat: #ty);
        self.params.changed.insert(self.position, input);
    }
}

/// The attributes of a parameter for where nothing is reported any more: what
/// they expect is reported where the parameter is bound again.
fn without_expectations(attrs: &[Attribute]) -> Vec<Attribute> {
    let mut attrs = attrs.to_vec();
    for attr in &mut attrs {
        if let (true, Meta::List(list)) = (attr.path().is_ident("expect"), &mut attr.meta) {
            list.path = parse_quote!(allow);
        }
    }
    attrs
}

/// Whether a type is `Copy`, going by its name.
fn is_primitive(ty: &Type) -> bool {
    const PRIMITIVES: [&str; 16] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
        "u32", "u64", "u128", "usize",
    ];
    match ty {
        Type::Path(path) => (path.path.get_ident())
            .is_some_and(|ident| PRIMITIVES.contains(&ident.to_string().as_str())),
        _ => false,
    }
}

fn is_conditional(attrs: &[Attribute]) -> bool {
    attrs
        .iter()
        .any(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
}

/// Whether a pattern is but a name.
fn is_name(pat: &PatIdent) -> bool {
    pat.by_ref.is_none() && pat.subpat.is_none() && !is_constant(&pat.ident)
}
