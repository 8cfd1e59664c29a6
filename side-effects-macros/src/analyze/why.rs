//! Why handlers cannot see a value.

/// Why handlers cannot see a value; the names of the core crate's `Why`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Borrows,
    Generic,
    MovedByBody,
    NotByItself,
    NotInFuture,
    Opaque,
    Returned,
    Skipped,
    UsedBefore,
}

impl Why {
    /// Whether `capture(…)` can overrule it: the user may know more of a type
    /// than its tokens say.
    pub(crate) fn can_be_overruled(self) -> bool {
        matches!(self, Self::NotByItself | Self::Generic)
    }

    /// Completes "cannot be captured: it …".
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Borrows => {
                "borrows something that is not `'static` (behind its outer `&`). Take it out of \
                 `capture(…)`, or let it own what it borrows"
            }
            Self::MovedByBody => {
                "may be moved by the body, which uses `self` as a whole. Write `&mut *self` there"
            }
            Self::NotInFuture => {
                "is not used in the `async` block that the function returns. Take it out of \
                 `capture(…)`, or use it there"
            }
            Self::Opaque => {
                "is an `impl Trait` whose type cannot be named. Take it out of `capture(…)`, or \
                 name the type"
            }
            Self::Returned => {
                "may still be mutably borrowed when the function has returned. Take it out of \
                 `capture(…)`, or return something that does not borrow"
            }
            Self::UsedBefore => {
                "is used before the `async` block that the function returns. Take it out of \
                 `capture(…)`, or use it in the block only"
            }
            Self::Generic | Self::NotByItself => "may not be `'static`",
            Self::Skipped => "is skipped",
        }
    }
}
