//! Patterns as parameters.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Pat, PatIdent, PatReference, PatRest, PatStruct, PatWild};

/// A pattern that is more than a name.
pub(crate) struct Pattern {
    pub(crate) idents: Vec<PatIdent>,
    /// Whether all of a value is bound, by value.
    pub(crate) moves_everything: bool,
    pub(crate) has_reference: bool,
    pub(crate) has_ref_mut: bool,
    /// The pattern as it matches a reference to the value.
    pub(crate) view: Pat,
}

impl Pattern {
    pub(crate) fn of(pat: &Pat) -> Self {
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
        let is_plain =
            ident.by_ref.is_none() && ident.mutability.is_none() && ident.subpat.is_none();
        if is_plain && is_constant(&ident.ident) {
            self.moves_everything = false;
            return;
        }
        if !self.idents.iter().any(|other| other.ident == ident.ident) {
            self.idents.push(ident.clone());
        }
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

    fn visit_pat_struct(&mut self, pat: &'ast PatStruct) {
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

/// Whether a name in a pattern is that of a constant or a unit struct, going by
/// its case: `PhantomData`. (`N` and `Matrix_A` are names that people give to
/// variables.)
pub(crate) fn is_constant(ident: &Ident) -> bool {
    let name = ident.to_string();
    name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase) && !name.contains('_')
}

pub(crate) fn strip_parens(pat: &Pat) -> &Pat {
    match pat {
        Pat::Paren(paren) => strip_parens(&paren.pat),
        other => other,
    }
}
