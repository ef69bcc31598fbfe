//! Suppression comments, from the outside.

use crate::support::Tree;

#[test]
fn suppressions_that_do_nothing_are_reported() {
    let tree = Tree::new(&[(
        "a.py",
        "x = 1  # redlint: allow(unused-suppression, keys-comand) why\n# redlint: allow nothing\nprint('redlint: allow(x)')\n",
    )]);
    tree.check(
        &[],
        &[
            "a.py:1:45: warning[unknown-rule] there is no rule `keys-comand`",
            "a.py:2:3: warning[unused-suppression] this suppression is not understood, so it suppresses nothing",
        ],
    );
}

#[test]
fn a_suppression_may_itself_be_suppressed() {
    let tree = Tree::new(&[(
        "a.py",
        "# redlint: allow-file(unknown-rule) rules of another version\n# redlint: allow(keys-comand)\n",
    )]);
    tree.check(&[], &[]);
}
