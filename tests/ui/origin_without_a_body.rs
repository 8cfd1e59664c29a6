use side_effects::has_side_effects;

trait Accounts {
    #[has_side_effects("origin_without_a_body")]
    fn rename(&self, name: &str) -> usize;
}

impl Accounts for () {
    fn rename(&self, name: &str) -> usize {
        name.len()
    }
}

unsafe extern "C" {
    #[has_side_effects("origin_without_a_body")]
    fn exit(code: i32);
}

fn main() {
    ().rename("Ada");
}
