use std::future::Future;
use std::pin::Pin;

use side_effects::has_side_effects;

#[has_side_effects("label")]
async fn at_the_end(name: &str) -> usize {
    let name = name.to_uppercase();
    name
}

#[has_side_effects("label")]
async fn in_a_return(name: &str) -> Result<usize, String> {
    if name.is_empty() {
        return Err(5);
    }
    Ok(name.len())
}

#[has_side_effects("label")]
async fn in_the_middle(name: &str) {
    let length: u8 = name.len();
    println!("{length}");
}

// Not a `String`: what that can be made from depends on the features.
struct Error;

#[has_side_effects("label")]
async fn at_a_question_mark(name: &str) -> Result<u8, Error> {
    let number = name.parse::<u8>()?;
    Ok(number)
}

#[has_side_effects("label")]
fn boxed(name: String) -> Pin<Box<dyn Future<Output = usize> + Send>> {
    Box::pin(async move { name })
}

fn main() {}
