use side_effects::hold_blocking;

struct Reply;

fn main() {
    hold_blocking(|| Reply);
}
