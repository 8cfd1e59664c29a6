//! Whether what `skip(…)` and `capture(…)` name is there, and can be captured.

use std::collections::HashSet;

use proc_macro2::Ident;
use syn::Type;
use syn::ext::IdentExt;

use crate::analyze::observed::Observed;
use crate::analyze::params::{Capture, Params};
use crate::analyze::result::{Returned, Success};
use crate::analyze::type_params::is_method;
use crate::analyze::why::Why;
use crate::read::args::{Selection, is_called};
use crate::read::errors::Errors;
use crate::read::function::Function;

/// Finds the mistakes in the selection for a function that comes to `output`.
pub(crate) fn check(
    selection: &Selection,
    function: &Function,
    output: Option<&Type>,
    observed: &Observed<'_>,
    errors: &mut Errors,
) {
    let Selection { skip, capture, .. } = selection;
    if skip.is_empty() && capture.is_empty() {
        return;
    }
    let is_method = is_method(&function.sig);
    let params = Params::of(function, is_method, output, observed, selection);
    let returned = Returned::of(&function.sig, is_method, output, selection);
    let why_not = |name: &Ident| {
        if name == "return_value" {
            let is_seen = !matches!(returned.success, Success::None);
            return Some(returned.why_not_whole.filter(|_| !is_seen));
        }
        let arg = (params.args.iter()).find(|arg| is_called(name, &arg.name))?;
        Some(match arg.capture {
            Capture::Nothing(why) => Some(why),
            Capture::Reference(_) | Capture::Copy(_) | Capture::Clone { .. } => None,
        })
    };
    for (names, verb) in [(skip, "skip"), (capture, "capture")] {
        let mut seen = HashSet::new();
        for name in names {
            let Some(why) = why_not(name) else {
                let message = format!("there is no parameter `{name}` to {verb}: there is ");
                errors.at(name, message + &known(&params));
                continue;
            };
            if !seen.insert(name.unraw()) {
                let message = format!("`{name}` is in `{verb}(…)` twice: once is enough");
                errors.at(name, message);
            } else if let (Some(why), "capture") = (why, verb) {
                errors.at(name, refusal(name, why));
            }
        }
    }
}

fn refusal(name: &Ident, why: Why) -> String {
    match why {
        Why::Skipped => format!("`{name}` is in `skip(…)`, too: take it out of one of the two"),
        why => format!("`{name}` cannot be captured: it {}", why.reason()),
    }
}

fn known(params: &Params) -> String {
    let names = params.args.iter().map(|arg| match arg.name.as_str() {
        "this" => "`self`".to_owned(),
        name => format!("`{name}`"),
    });
    let names: Vec<_> = names.chain(["`return_value`".to_owned()]).collect();
    names.join(", ")
}
