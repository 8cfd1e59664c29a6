//! What the `Self` of a method borrows cannot be seen.

use side_effects::has_side_effects;

struct View<'a>(&'a str);

impl View<'_> {
    #[has_side_effects("receiver_that_borrows")]
    fn show(&self) {
        println!("{}", self.0);
    }
}

struct Pair<T>(T, T);

impl<T> Pair<T> {
    #[has_side_effects("receiver_that_borrows")]
    fn swap(self) -> (T, T) {
        (self.1, self.0)
    }
}

fn main() {}
