//! The functions in a source file, and the attribute before each.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{LineColumn, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, ImplItemFn, Item, ItemFn, ItemMod, ReturnType, Signature, TraitItemFn, Type,
    Visibility,
};

pub type Error = Box<dyn std::error::Error>;

/// In the line of the function, so that lines stay what they were.
const ATTRIBUTE: &str = "#[::side_effects::has_side_effects(\"x\")] ";

/// A source file as it was published.
pub struct Source {
    pub path: PathBuf,
    text: String,
    /// What may be annotated, in the order in which it stands there.
    functions: Vec<Function>,
}

struct Function {
    name: String,
    start: LineColumn,
    refused: bool,
}

impl Source {
    /// All files of a folder, in order, but for those that hold tests only.
    pub fn all(folder: &Path) -> Result<Vec<Self>, Error> {
        let mut sources = Vec::new();
        let mut tests = Vec::new();
        for path in files(folder)? {
            let text = fs::read_to_string(&path)?;
            let file = parse(&path, &text)?;
            let found = Finder::of(&file);
            tests.extend(found.tests.iter().flat_map(|name| module(&path, name)));
            let functions = found.functions.into_iter().map(|found| Function {
                name: found.name,
                start: found.start,
                refused: false,
            });
            sources.push(Self {
                functions: functions.collect(),
                path,
                text,
            });
        }
        sources.retain(|source| !tests.iter().any(|tests| source.path.starts_with(tests)));
        Ok(sources)
    }

    pub fn annotated(&self) -> usize {
        self.functions.iter().filter(|f| !f.refused).count()
    }

    pub fn functions(&self) -> usize {
        self.functions.len()
    }

    /// Writes the file with the attribute before all functions that have not
    /// refused it. Returns where these are now.
    pub fn write(&self) -> Result<Vec<Place>, Error> {
        let mut lines: Vec<String> = self.text.split_inclusive('\n').map(str::to_owned).collect();
        for function in self.functions.iter().rev().filter(|f| !f.refused) {
            let LineColumn { line, column } = function.start;
            let line = &mut lines[line - 1];
            let at = (line.char_indices().nth(column)).map_or(line.len(), |(at, _)| at);
            line.insert_str(at, ATTRIBUTE);
        }
        let text = lines.concat();
        fs::write(&self.path, &text)?;
        let file = parse(&self.path, &text)?;
        let functions = Finder::of(&file).functions.into_iter().enumerate();
        let places = functions.filter(|(index, _)| !self.functions[*index].refused);
        let place = |(index, function): (usize, Found)| Place {
            path: self.path.clone(),
            index,
            from: function.outer,
            to: function.end,
        };
        Ok(places.map(place).collect())
    }

    /// Takes the attribute off the function at `index`. Returns its name.
    pub fn refuse(&mut self, index: usize) -> &str {
        let function = &mut self.functions[index];
        function.refused = true;
        &function.name
    }
}

/// Where an annotated function is.
pub struct Place {
    pub path: PathBuf,
    pub index: usize,
    from: LineColumn,
    to: LineColumn,
}

impl Place {
    pub fn contains(&self, path: &Path, at: LineColumn) -> bool {
        self.path == path && self.from <= at && at < self.to
    }

    /// Whether it stands in `other`.
    pub fn is_inside(&self, other: &Self) -> bool {
        other.contains(&self.path, self.from)
    }
}

fn parse(path: &Path, text: &str) -> Result<syn::File, Error> {
    syn::parse_file(text).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Where a module of a file may be.
fn module(file: &Path, name: &str) -> [PathBuf; 4] {
    let beside = file.parent().unwrap_or(Path::new("")).join(name);
    let below = file.with_extension("").join(name);
    [
        beside.with_extension("rs"),
        below.with_extension("rs"),
        beside,
        below,
    ]
}

/// A function that an honest user could annotate.
struct Found {
    name: String,
    /// Where its attributes begin.
    outer: LineColumn,
    /// Where the new attribute goes.
    start: LineColumn,
    end: LineColumn,
}

#[derive(Default)]
struct Finder {
    functions: Vec<Found>,
    /// Modules in other files that are compiled for tests only.
    tests: Vec<String>,
}

impl Finder {
    fn of(file: &syn::File) -> Self {
        let mut finder = Self::default();
        finder.visit_file(file);
        // One that stands in another comes behind it, and its end before.
        finder.functions.sort_by_key(|function| function.start);
        finder
    }

    fn add(&mut self, attrs: &[Attribute], start: Span, sig: &Signature, body: &Block) {
        let never =
            matches!(&sig.output, ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)));
        if sig.constness.is_some() || never || sig.variadic.is_some() {
            return;
        }
        let first = attrs.first().map_or(start, Spanned::span);
        self.functions.push(Found {
            name: sig.ident.to_string(),
            outer: first.start(),
            start: start.start(),
            end: body.brace_token.span.close().end(),
        });
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast Item) {
        let attrs = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attrs) {
            visit::visit_item(self, item);
        } else if let Item::Mod(ItemMod {
            ident,
            content: None,
            ..
        }) = item
        {
            self.tests.push(ident.to_string());
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let start = start(&item.vis, &item.sig);
        self.add(&item.attrs, start, &item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if is_test(&item.attrs) {
            return;
        }
        let start = start(&item.vis, &item.sig);
        self.add(&item.attrs, start, &item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let (Some(body), false) = (&item.default, is_test(&item.attrs)) {
            let start = start(&Visibility::Inherited, &item.sig);
            self.add(&item.attrs, start, &item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

fn start(vis: &Visibility, sig: &Signature) -> Span {
    match vis {
        Visibility::Inherited => sig.span(),
        vis => vis.span(),
    }
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`.
fn is_test(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let last = attr.path().segments.last();
        let is_cfg = || {
            let condition = attr.parse_args::<syn::Path>();
            attr.path().is_ident("cfg") && condition.is_ok_and(|path| path.is_ident("test"))
        };
        last.is_some_and(|last| last.ident == "test") || is_cfg()
    })
}
