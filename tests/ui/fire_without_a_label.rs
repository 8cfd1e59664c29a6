use side_effects::fire;

fn main() {
    fire!();
    let user = 7;
    fire!(; return_value = &user);
}
