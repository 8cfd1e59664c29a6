use side_effects::fire;

fn main() {
    let (a, return_value) = (1, 2);
    fire!("fire_return_value_misplaced", return_value = &a);
    fire!("fire_return_value_misplaced", a, return_value);
    fire!("fire_return_value_misplaced"; a);
    fire!("fire_return_value_misplaced"; a = 1);
    fire!("fire_return_value_misplaced"; return_value = &a, a);
    fire!("fire_return_value_misplaced", a; return_value; a);
    fire!("fire_return_value_misplaced" a);
}
