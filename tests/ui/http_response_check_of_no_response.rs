use side_effects::{has_side_effects, http_response_check};

struct Page;

#[has_side_effects("label", run_on_exit = http_response_check)]
fn page() -> Page {
    Page
}

#[has_side_effects("label", run_on_exit = http_response_check)]
fn page_or_not() -> Result<Page, ()> {
    Ok(Page)
}

fn main() {}
