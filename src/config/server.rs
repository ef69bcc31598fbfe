//! What is wrong with `conventions.server`: names that the server hardly knows, and values that it refuses.

use crate::checked_yaml::{Origin, Part};
use crate::command::CommandTable;
use crate::problem::{Problem, nearest};

use super::Conventions;

/// All mistakes. A name that is not in the table is one only when it is almost that of a directive: the table does not have all of them.
pub(super) fn mistakes(conventions: &Conventions, origin: &Origin) -> Vec<Problem> {
    let table = CommandTable::get();
    let mut problems = Vec::new();
    for (name, value) in &conventions.server {
        let path = ["conventions", "server", name];
        let Some(directive) = table.directive(name) else {
            let known = table.directives().map(|directive| directive.name.as_str());
            if let Some(near) = nearest(name, known) {
                let (message, help) = (format!("unknown setting `{name}`"), format!("did you mean `{near}`?"));
                problems.push(origin.problem(origin.span(&path, Part::Key), message, &help));
            }
            continue;
        };
        if let Some((value, expected)) = value.as_ref().and_then(|value| Some((value, directive.refuses(&value.0)?))) {
            let message = format!("`{}` is no value of `{name}`", value.0);
            problems.push(origin.problem(origin.span(&path, Part::Value), message, &format!("write {expected}")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::problem::Problem;

    fn said(problem: &Problem) -> String {
        format!("{} ({})", problem.message, problem.help.as_deref().unwrap_or_default())
    }

    #[track_caller]
    fn check(server: &str, expected: &[&str]) {
        let text = format!("conventions:\n  server: {{{server}}}\n");
        let problems = Config::load("redlint.yaml", &text).err().unwrap_or_default();
        let all: Vec<String> = problems.iter().map(said).collect();
        assert_eq!(all, expected, "{server}");
    }

    #[test]
    fn settings_are_checked_as_far_as_the_table_goes() {
        check("maxmemory: 512mb, appendonly: no, maxclients: 200, maxmemory-policy: noeviction, port: 7000", &[]);
        // the table does not have every directive, and null takes one away
        check("some-modules-setting: 3, maxclients: null, requirepass: anything", &[]);
        check("maxclient: 3", &["unknown setting `maxclient` (did you mean `maxclients`?)"]);
        check("maxmemory: lots", &["`lots` is no value of `maxmemory` (write an amount of memory such as `256mb`)"]);
        check("appendonly: maybe", &["`maybe` is no value of `appendonly` (write `yes` or `no`)"]);
        check("maxclients: many", &["`many` is no value of `maxclients` (write a whole number)"]);
        check("port: 99999", &["`99999` is no value of `port` (write a whole number of at most 65535)"]);
    }

    #[test]
    fn one_of_several_values_is_told() {
        let text = "conventions: {server: {maxmemory-policy: lru}}";
        let problems = Config::load("redlint.yaml", text).unwrap_err();
        let said = said(&problems[0]);
        assert!(said.starts_with("`lru` is no value of `maxmemory-policy` (write one of `"), "{said}");
        assert!(said.contains("`allkeys-lru`"), "{said}");
    }
}
