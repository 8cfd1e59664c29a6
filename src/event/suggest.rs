//! "Did you mean …?"

/// Those of `candidates` that `word` may be a slip of, the nearest first.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let wanted = letters(word);
    let mut near: Vec<_> = candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            let letters = letters(candidate);
            let distance = distance(&wanted, &letters);
            let allowed = wanted.len().max(letters.len()) / 3;
            (distance <= allowed).then_some((distance, candidate))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    // Beside a very near one, nobody means one that is not.
    let least = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance <= 2 * least);
    near.truncate(3);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// "did you mean `a`, `b` or `c`?", if there is anything near.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let near = nearest(word, candidates);
    let quoted: Vec<_> = near.iter().map(|near| format!("`{near}`")).collect();
    let (last, others) = quoted.split_last()?;
    Some(if others.is_empty() {
        format!("did you mean {last}?")
    } else {
        format!("did you mean {} or {last}?", others.join(", "))
    })
}

/// The words as a list: `a`, `b`, `c`.
pub(crate) fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// What tells one label from another: not case, nor how words are separated.
fn letters(word: &str) -> Vec<char> {
    let separated = |c: char| if "-. :/".contains(c) { '_' } else { c };
    word.chars()
        .map(separated)
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many letters have to be added, removed, replaced or swapped with their
/// neighbour to make `a` into `b`: the optimal string alignment distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = last[j] + usize::from(a[i] != b[j]);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                let swapped: &Vec<usize> = &before_last;
                least = least.min(swapped[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: &str, b: &str) -> usize {
        distance(&letters(a), &letters(b))
    }

    #[test]
    fn a_distance_counts_slips_of_the_pen() {
        assert_eq!(between("", "abc"), 3);
        assert_eq!(between("abc", ""), 3);
        assert_eq!(between("user", "user"), 0);
        assert_eq!(between("usr", "user"), 1);
        assert_eq!(between("usser", "user"), 1);
        assert_eq!(between("uzer", "user"), 1);
        assert_eq!(between("uesr", "user"), 1);
        assert_eq!(between("kitten", "sitting"), 3);
        assert_eq!(between("größe", "grösse"), 2);
    }

    #[test]
    fn the_nearest_come_first_and_the_far_do_not_come() {
        let labels = ["user_created", "user_create", "order_placed", "created"];
        assert_eq!(
            nearest("user_creatd", labels),
            ["user_create", "user_created"]
        );
        assert_eq!(nearest("refund", labels), [""; 0]);
    }

    #[test]
    fn a_much_nearer_one_stands_alone() {
        let labels = ["ac_sample", "cd_sample", "cde_sample"];
        assert_eq!(nearest("ab_sample", labels), ["ac_sample", "cd_sample"]);
        assert_eq!(nearest("xy_sample", labels[2..].to_vec()), ["cde_sample"]);
    }

    #[test]
    fn a_word_is_not_near_itself() {
        assert_eq!(nearest("user", ["user", "users"]), ["users"]);
    }

    #[test]
    fn case_and_separators_make_no_difference() {
        assert_eq!(nearest("UserCreated", ["usercreated"]), ["usercreated"]);
        assert_eq!(nearest("user-created", ["user_created"]), ["user_created"]);
        assert_eq!(nearest("user::created", ["user.created"]), ["user.created"]);
    }

    #[test]
    fn a_question_lists_what_is_near() {
        assert_eq!(did_you_mean("zzz", ["abc"]), None);
        assert_eq!(did_you_mean("abd", ["abc"]).unwrap(), "did you mean `abc`?");
        assert_eq!(
            did_you_mean("abd", ["abc", "abe", "abf"]).unwrap(),
            "did you mean `abc`, `abe` or `abf`?"
        );
    }
}
