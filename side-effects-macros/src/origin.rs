//! `#[has_side_effects]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{ExprPath, GenericParam, ReturnType, Signature, Type, TypePath, parse_quote};

use crate::args::{OnError, OriginArgs};
use crate::borrows::{TypeParams, Why, is_opaque, ok_type, strip, without_impl_trait};
use crate::errors::Errors;
use crate::facts::facts;
use crate::function::{Body, Function};
use crate::params::{Arg, Capture, Params};
use crate::probe::Probes;

/// Input:
///
/// ```text
/// #[has_side_effects("rename")]
/// fn rename(user: &User, name: String) -> Result<Profile, Error> { body }
/// ```
///
/// Output, with `p` for `::side_effects::__private`:
///
/// ```text
/// fn rename(user: &User, name: String) -> Result<Profile, Error> {
///     use p::by_type::*;
///     #[p::linkme::distributed_slice(p::SIDE_EFFECTS_ORIGINS)]
///     static ENTRY: &p::OriginEntry = &ORIGIN;
///     static ORIGIN: p::OriginEntry = p::OriginEntry::new(facts, flow, &["user", "name"], offers);
///     static SITE: p::Site = p::Site::new(&ORIGIN);
///
///     let armed = if SITE.is_idle() { None } else {
///         let armed = SITE.arm();
///         let clones = (if armed.wants(1) { name.clone() } else { None },);
///         Some((armed, clones))
///     };
///     let result = p::call(|| -> Result<Profile, Error> {
///         let user = user;
///         let name = name;
///         { body }
///     });
///     if armed.is_some() || p::attention() {
///         let (armed, clones) = armed.unwrap_or_else(|| (SITE.unarmed(), (None,)));
///         if let Ok(true) = armed.passes(OnError::Log, || result.is_success()) {
///             let _ = armed.fire(OnError::Log, p::Values { args, whole, ok });
///         }
///     }
///     result
/// }
/// ```
pub(crate) fn try_expand(args: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let args = errors.take(OriginArgs::parse(args));
    let function = errors.take(Function::under("has_side_effects", item));
    if let Some(function) = &function {
        check_shape(function, &mut errors);
        if let Some(args) = &args {
            check_skip(args, function, &mut errors);
        }
    }
    errors.finish()?;
    let (Some(args), Some(function)) = (args, function) else {
        unreachable!("what is missing is an error");
    };
    let Some(body) = &function.body else {
        unreachable!("a function without a body is an error");
    };
    Ok(Origin::new(&args, &function, body).expand())
}

fn check_shape(function: &Function, errors: &mut Errors) {
    let sig = &function.sig;
    if let Some(constness) = &sig.constness {
        errors.at(
            constness,
            "a `const fn` cannot have side effects: they cannot run at compile time. Annotate the \
             function that calls it",
        );
    }
    if let Some(asyncness) = &sig.asyncness {
        errors.at(
            asyncness,
            "an `async fn` cannot have side effects yet. Annotate the function that it calls to do \
             its work",
        );
    }
    if let ReturnType::Type(_, ty) = &sig.output {
        if let Type::Never(never) = &**ty {
            errors.at(
                never,
                "side effects fire after a function has returned, and this one never does",
            );
        }
    }
    if let Some(variadic) = &sig.variadic {
        errors.at(variadic, "a variadic function cannot have side effects");
    }
    if function.body.is_none() {
        errors.at(
            sig,
            "a trait method without a body cannot have side effects: annotate the methods of its \
             impls, or the default one",
        );
    }
}

fn check_skip(args: &OriginArgs, function: &Function, errors: &mut Errors) {
    let params = Params::of(function, &TokenStream::new(), &[]);
    let names: Vec<_> = params.args.iter().map(|arg| arg.name.as_str()).collect();
    for skip in &args.skip {
        let name = skip.unraw().to_string();
        let name = if name == "self" { "this" } else { &name };
        if name != "return_value" && !names.contains(&name) {
            let names: Vec<_> = names
                .iter()
                .map(|name| format!("`{}`", if *name == "this" { "self" } else { name }))
                .chain(["`return_value`".to_owned()])
                .collect();
            errors.at(
                skip,
                format!(
                    "there is no parameter `{skip}` to skip: there is {}",
                    names.join(", ")
                ),
            );
        }
    }
}

struct Origin<'a> {
    args: &'a OriginArgs,
    function: &'a Function,
    body: &'a Body,
    params: Params,
    output: Type,
    private: TokenStream,
}

impl<'a> Origin<'a> {
    fn new(args: &'a OriginArgs, function: &'a Function, body: &'a Body) -> Self {
        Self {
            args,
            function,
            body,
            params: Params::of(function, &body.statements, &args.skip),
            output: match &function.sig.output {
                ReturnType::Default => parse_quote!(()),
                ReturnType::Type(_, ty) => (**ty).clone(),
            },
            private: args.krate.private(),
        }
    }

    fn probes(&self) -> Probes<'_> {
        Probes {
            private: &self.private,
        }
    }

    fn expand(&self) -> TokenStream {
        let private = &self.private;
        let import = self.probes().import();
        let statics = self.statics();
        let armed = self.armed();
        let call = self.call();
        let fire = self.fire();
        let statements = quote_spanned! {Span::mixed_site()=>
            #import
            #statics
            #[allow(clippy::used_underscore_binding)]
            let armed = #armed;
            let result = #call;
            if armed.is_some() || #private::attention() {
                #fire
            }
            result
        };
        self.function
            .with(&self.params.inputs, self.body, &statements)
    }

    /// The origin as the linker sees it, and what is kept for it.
    fn statics(&self) -> TokenStream {
        let private = &self.private;
        let facts = facts(private, &self.args.label, self.function);
        let names = self.params.args.iter().map(|arg| &arg.name);
        let offers = if self.is_known_without_a_call() {
            let offers = self.offers(|arg| match &arg.ty {
                Some(ty) => self.probes().of_type(ty),
                None => unreachable!("the types are known"),
            });
            quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(|| #offers.to_owned()))
        } else {
            quote!(::core::option::Option::None)
        };
        quote_spanned! {Span::mixed_site()=>
            #[#private::linkme::distributed_slice(#private::SIDE_EFFECTS_ORIGINS)]
            #[linkme(crate = #private::linkme)]
            static __SIDE_EFFECTS_ENTRY: &#private::OriginEntry = &__SIDE_EFFECTS_ORIGIN;
            static __SIDE_EFFECTS_ORIGIN: #private::OriginEntry = #private::OriginEntry::new(
                #facts,
                #private::Flow::Sync,
                &[#(#names),*],
                #offers,
            );
            static __SIDE_EFFECTS_SITE: #private::Site =
                #private::Site::new(&__SIDE_EFFECTS_ORIGIN);
        }
    }

    /// What the origin offers, by a probe for each argument that can be seen.
    fn offers(&self, probe: impl Fn(&Arg) -> TokenStream) -> TokenStream {
        let private = &self.private;
        let probes = self.probes();
        let args = self.params.args.iter().map(|arg| match &arg.capture {
            Capture::Nothing(why) => nothing(private, *why),
            Capture::Reference(_) => {
                let facts = probes.facts(&probe(arg));
                quote!(#private::Offer::Value(#facts))
            }
            Capture::Clone { by_pattern, .. } => {
                let probe = probe(arg);
                let seen = if *by_pattern {
                    probes.of_referent(&probe)
                } else {
                    probe.clone()
                };
                let facts = probes.facts(&seen);
                quote!((&&#probe).offer(#facts))
            }
        });
        let whole = match self.why_not_whole() {
            Some(why) => nothing(private, why),
            None => {
                let facts = probes.facts(&probes.of_type(strip(&self.output).1));
                quote!(#private::Offer::Value(#facts))
            }
        };
        let ok = match self.success() {
            Success::None => quote!(::core::option::Option::None),
            Success::ByType => {
                let result = probes.of_type(&self.output);
                let success = probes.of_referent(&quote!((&&#result).success()));
                let facts = probes.facts(&success);
                quote!(::core::option::Option::Some(#facts))
            }
            Success::Written(ty) => {
                let facts = probes.facts(&probes.of_type(ty));
                quote!(::core::option::Option::Some(#facts))
            }
        };
        quote_spanned!(Span::mixed_site()=> #private::Offers::new([#(#args),*], #whole, #ok))
    }

    /// Why handlers cannot see the return value as a whole.
    fn why_not_whole(&self) -> Option<Why> {
        if self.args.skip.iter().any(|skip| skip == "return_value") {
            Some(Why::Skipped)
        } else if is_opaque(&self.output) {
            Some(Why::Opaque)
        } else {
            let (reference, ty) = strip(&self.output);
            TypeParams::of(&self.function.sig).why_not_static_behind(reference, ty)
        }
    }

    fn success(&self) -> Success<'_> {
        let (reference, ty) = strip(&self.output);
        match self.why_not_whole() {
            None if reference.is_none() => Success::ByType,
            Some(Why::Borrows | Why::Generic) if reference.is_none() => {
                let Some(ok) = ok_type(ty) else {
                    return Success::None;
                };
                let (reference, ok) = strip(ok);
                let types = TypeParams::of(&self.function.sig);
                match types.why_not_static_behind(reference, ok) {
                    None => Success::Written(ok),
                    Some(_) => Success::None,
                }
            }
            _ => Success::None,
        }
    }

    /// What prepares for the event, before the body: it keeps the arguments
    /// that handlers want and that the body is free to consume.
    fn armed(&self) -> TokenStream {
        let private = &self.private;
        let probes = self.probes();
        let views = &self.params.views;
        let arm = if self.is_known_without_a_call() {
            quote!(arm())
        } else {
            let offers = self.offers(|arg| match &arg.capture {
                Capture::Reference(reference) | Capture::Clone { reference, .. } => {
                    probes.of(reference)
                }
                Capture::Nothing(_) => unreachable!("there is nothing to look at"),
            });
            quote!(arm_with(|| #offers))
        };
        let clones = self.clones().map(|(position, reference)| {
            quote_spanned! {Span::mixed_site()=>
                if armed.wants(#position) {
                    let value = #reference;
                    (&&#private::Probe::of(value)).copied(value)
                } else {
                    ::core::option::Option::None
                }
            }
        });
        quote_spanned! {Span::mixed_site()=>
            if __SIDE_EFFECTS_SITE.is_idle() {
                ::core::option::Option::None
            } else {
                #(#views)*
                let armed = __SIDE_EFFECTS_SITE.#arm;
                let clones = (#(#clones,)*);
                ::core::option::Option::Some((armed, clones))
            }
        }
    }

    /// The arguments that are cloned: their positions, and references to them.
    fn clones(&self) -> impl Iterator<Item = (usize, &TokenStream)> {
        let args = self.params.args.iter().enumerate();
        args.filter_map(|(position, arg)| match &arg.capture {
            Capture::Clone { reference, .. } => Some((position, reference)),
            Capture::Reference(_) | Capture::Nothing(_) => None,
        })
    }

    /// The body, in a closure that owns the parameters, so that they are
    /// dropped at its end.
    fn call(&self) -> TokenStream {
        let private = &self.private;
        let output = without_impl_trait(self.output.clone());
        let rebindings = &self.params.rebindings;
        let statements = &self.body.statements;
        // The body keeps a block of its own: up to edition 2021, the
        // temporaries of a tail expression live longer than the variables of
        // its block, which the parameters must not be. The label says that
        // its braces are no mistake of the user's.
        let brace = self.body.brace;
        let opening = Span::mixed_site().located_at(brace.span.open());
        let mut block = quote_spanned!(opening=> 'body:);
        brace.surround(&mut block, |block| block.extend(statements.clone()));
        quote_spanned! {Span::mixed_site()=>
            #private::call(|| -> #output {
                #(#rebindings)*
                #block
            })
        }
    }

    fn fire(&self) -> TokenStream {
        let private = &self.private;
        let on_error = match self.args.on_error {
            OnError::Log => quote!(#private::OnError::Log),
            OnError::Abort => quote!(#private::OnError::Abort),
        };
        let predicate = match &self.args.run_on_exit {
            Some(predicate) => quote_spanned! {Span::mixed_site()=>
                #private::holds(&result, #predicate)
            },
            None => quote_spanned! {Span::mixed_site()=>
                (&&&&&#private::Probe::of(&result)).is_success(&result)
            },
        };
        let end = match self.args.on_error {
            OnError::Log => quote_spanned!(Span::mixed_site()=> let _ = fired;),
            OnError::Abort => {
                let error = Ident::new("error", Span::mixed_site());
                let output = &self.output;
                let abort = quote_spanned!(output.span()=> #private::Abort::abort);
                quote_spanned! {Span::mixed_site()=>
                    if let ::core::result::Result::Err(#error) = fired {
                        return #abort(#error);
                    }
                }
            }
        };
        let nones = self.clones().map(|_| quote!(::core::option::Option::None));
        let values = self.values();
        quote_spanned! {Span::mixed_site()=>
            let (armed, clones) = match armed {
                ::core::option::Option::Some(armed) => armed,
                ::core::option::Option::None => (__SIDE_EFFECTS_SITE.unarmed(), (#(#nones,)*)),
            };
            #[allow(clippy::used_underscore_binding)]
            let fired = match armed.passes(#on_error, || #predicate) {
                ::core::result::Result::Ok(true) => armed.fire(#on_error, #values),
                ::core::result::Result::Ok(false) => ::core::result::Result::Ok(()),
                ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
            };
            #end
        }
    }

    /// What was captured, as the body left it.
    fn values(&self) -> TokenStream {
        let private = &self.private;
        let probes = self.probes();
        let mut clones = 0..;
        let value = Ident::new("value", Span::mixed_site());
        let args = self.params.args.iter().map(|arg| match &arg.capture {
            Capture::Nothing(_) => quote!(::core::option::Option::None),
            Capture::Reference(reference) => {
                let erased = probes.erase(reference);
                quote!(::core::option::Option::Some(#erased))
            }
            Capture::Clone { by_pattern, .. } => {
                let clone = syn::Index::from(clones.next().unwrap_or_default());
                let erased = if *by_pattern {
                    probes.erase_referent(&quote!(#value))
                } else {
                    probes.erase(&quote!(#value))
                };
                quote_spanned!(Span::mixed_site()=> clones.#clone.as_ref().map(|#value| #erased))
            }
        });
        let args = quote!(&[#(#args),*]);
        let result = Ident::new("result", Span::mixed_site());
        let whole = match self.why_not_whole() {
            Some(_) => quote!(::core::option::Option::None),
            None => {
                let reference = match strip(&self.output) {
                    (Some(_), _) => quote!(&*#result),
                    (None, _) => quote!(&#result),
                };
                let erased = probes.erase(&reference);
                quote!(::core::option::Option::Some(#erased))
            }
        };
        let ok = match self.success() {
            Success::None => quote!(::core::option::Option::None),
            Success::ByType | Success::Written(_) => {
                let erased = probes.erase_referent(&quote!(#value));
                quote_spanned! {Span::mixed_site()=>
                    (&&#private::Probe::of(&#result)).ok(&#result).map(|#value| #erased)
                }
            }
        };
        quote_spanned! {Span::mixed_site()=>
            #private::Values { args: #args, whole: #whole, ok: #ok }
        }
    }

    /// Whether the tokens alone say of what types everything is, in a place
    /// that knows neither `Self` nor generic parameters.
    fn is_known_without_a_call(&self) -> bool {
        let sig = &self.function.sig;
        let args = &self.params.args;
        let is_unknown =
            |arg: &Arg| arg.ty.is_none() && !matches!(arg.capture, Capture::Nothing(_));
        let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
        !sig.generics.params.iter().any(is_generic)
            && !args.iter().any(is_unknown)
            && !is_in_an_impl(sig, &self.body.statements)
    }
}

fn nothing(private: &TokenStream, why: Why) -> TokenStream {
    let why = Ident::new(&format!("{why:?}"), Span::mixed_site());
    quote!(#private::Offer::Nothing(#private::Why::#why))
}

/// Where the `Ok` value comes from.
enum Success<'a> {
    /// There is none that can be seen.
    None,
    /// The compiler knows whether the return type is a `Result`.
    ByType,
    /// The return type borrows, but not the `Ok` value, whose type this is.
    Written(&'a Type),
}

/// Whether a function without a receiver is an associated function all the
/// same, of a generic type perhaps. One cannot know: this goes by `Self`, by
/// `impl Trait`, and by names that type parameters have, such as `T` and `DB`.
fn is_in_an_impl(sig: &Signature, body: &TokenStream) -> bool {
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
    let mut finder = Finder(sig.receiver().is_some() || mentions_self_type(body.clone()));
    finder.visit_signature(sig);
    finder.0
}

fn is_like_a_parameter(ident: &Ident) -> bool {
    !ident.to_string().contains(char::is_lowercase)
}

fn mentions_self_type(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => mentions_self_type(group.stream()),
        proc_macro2::TokenTree::Ident(ident) => ident == "Self",
        _ => false,
    })
}
