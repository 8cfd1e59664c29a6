//! Labels that nothing fires.

use crate::event::suggest::did_you_mean;
use crate::wiring::registry::{LabelEntry, registry};

/// What to do about a label that nothing fires.
pub(crate) fn hint(label: &str) -> String {
    let labels = registry().all();
    let fired = labels.iter().filter(|other| !other.origins().is_empty());
    did_you_mean(label, fired.map(LabelEntry::label)).unwrap_or_else(|| {
        format!(
            "write `#[has_side_effects(\"{}\")]` on the function that should fire it; if it is \
             in a crate that nothing else refers to, `side_effects::link!` that crate",
            label.escape_debug()
        )
    })
}
