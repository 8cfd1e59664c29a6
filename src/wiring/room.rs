//! Where the values of a call stand with what they dereference to.

use crate::event::erased::Local;

/// Room for the values of a call and what they dereference to.
#[expect(
    clippy::large_enum_variant,
    reason = "it is on the stack, so that few take no allocation"
)]
#[derive(Default)]
pub(crate) enum Room<'a> {
    #[default]
    None,
    Few([Local<'a>; 8]),
    Many(Vec<Local<'a>>),
}

impl<'a> Room<'a> {
    #[cold]
    pub(super) fn make(&mut self, count: usize) -> &mut [Local<'a>] {
        let few = [Local::nothing(); 8];
        *self = if count <= few.len() {
            Self::Few(few)
        } else {
            Self::Many(vec![Local::nothing(); count])
        };
        match self {
            Self::None => &mut [],
            Self::Few(few) => &mut few[..count],
            Self::Many(many) => many,
        }
    }
}
