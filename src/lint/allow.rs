//! The edit that allows a finding: a suppression comment in the language of its place.
//!
//! Where a comment may stand, only the grammar knows: not inside a string, not between the lines of a shell command. So a place is proposed and then tried, with
//! all findings of a file at once: it counts when the finding is gone because of the comment.

use std::collections::HashMap;

use super::idle::is_about_suppressions;
use super::{Linted, Linter, once};
use crate::finding::{Edit, Finding, Fix};
use crate::source::{Language, SourceFile, Span};
use crate::usage::Project;

/// How comments begin. `None` where there is no comment of that kind.
struct Comments {
    /// On a line of their own.
    above: Option<&'static str>,
    /// Behind something.
    behind: Option<&'static str>,
}

/// The one table of comments by language.
fn comments(file: &SourceFile) -> Comments {
    let both = |mark| Comments { above: Some(mark), behind: Some(mark) };
    let own_lines = |mark| Comments { above: Some(mark), behind: None };
    match file.language() {
        // most readers of plain JSON know no comments
        Language::Json if extension(file.path()) == "json" => Comments { above: None, behind: None },
        Language::Rust | Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Json => both("//"),
        Language::Lua => both("--"),
        Language::Python
        | Language::Shell
        | Language::Yaml
        | Language::Dotenv
        | Language::Toml
        | Language::Makefile => both("#"),
        Language::Ini => both(";"),
        // what stands behind a value belongs to it
        Language::Properties | Language::Dockerfile | Language::RedisConf | Language::Procfile | Language::Systemd => {
            own_lines("#")
        }
    }
}

fn extension(path: &str) -> String {
    path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
}

/// How many lines up a comment may stand from what it is about: a statement may start far above its token.
const LINES_UP: u32 = 6;

/// For each of `findings`, the edit that allows it; `None` where no comment does.
pub(crate) fn offers(file: &SourceFile, findings: &[Finding], linter: &Linter) -> Vec<Option<Fix>> {
    let mut offers: Vec<Option<Fix>> = vec![None; findings.len()];
    let mut open: Vec<usize> =
        (0..findings.len()).filter(|&index| !is_about_suppressions(&findings[index].rule)).collect();
    for place in Place::all() {
        if open.is_empty() {
            break;
        }
        let proposed: Vec<(usize, Edit)> =
            open.iter().filter_map(|&index| Some((index, edit(file, &findings[index], place)?))).collect();
        let held = try_out(file, findings, &proposed, linter);
        for ((index, edit), holds) in proposed.into_iter().zip(held) {
            if holds {
                let title = format!("allow `{}` here", findings[index].rule);
                offers[index] = Some(Fix { title, edits: vec![edit], is_safe: false });
            }
        }
        open.retain(|&index| offers[index].is_none());
    }
    offers
}

/// Where a comment may stand, seen from the finding's first line.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// On its own line so many lines further up than directly above.
    Above(u32),
    /// At the end of the line.
    Behind,
}

impl Place {
    /// The best place first.
    fn all() -> impl Iterator<Item = Place> {
        [Place::Above(0), Place::Behind].into_iter().chain((1..=LINES_UP).map(Place::Above))
    }
}

fn edit(file: &SourceFile, finding: &Finding, place: Place) -> Option<Edit> {
    let comments = comments(file);
    let line = file.lines().line(finding.span.start);
    let directive = |mark: &str| format!("{mark} redlint: allow({})", finding.rule);
    let span = |line: u32| file.lines().line_span(line, file.text().len());
    match place {
        Place::Above(up) => {
            let line = line.checked_sub(up).filter(|&line| line > 0)?;
            let text = file.slice(span(line));
            let content = text.trim_start_matches('\u{feff}');
            let indent = &content[..content.len() - content.trim_start_matches([' ', '\t']).len()];
            // a `#!` stays first
            if line == 1 && content.starts_with("#!") {
                return None;
            }
            let start = span(line).start as usize + (text.len() - content.len());
            let end_of_line = if text.ends_with("\r\n") { "\r\n" } else { "\n" };
            let text = format!("{indent}{}{end_of_line}", directive(comments.above?));
            Some(Edit { span: Span::new(start, start), text })
        }
        Place::Behind => {
            let text = file.slice(span(line));
            let end = span(line).start as usize + text.trim_end().len();
            Some(Edit { span: Span::new(end, end), text: format!("  {}", directive(comments.behind?)) })
        }
    }
}

/// Which of the edits do what they should, all made at once.
fn try_out(file: &SourceFile, findings: &[Finding], edits: &[(usize, Edit)], linter: &Linter) -> Vec<bool> {
    let mut order: Vec<usize> = (0..edits.len()).collect();
    order.sort_by_key(|&at| edits[at].1.span);
    let mut text = String::with_capacity(file.text().len() + edits.len() * 64);
    let mut copied = 0;
    // where each insertion stands, and how much text there is more behind it
    let mut shifts: Vec<(u32, u32)> = Vec::with_capacity(edits.len());
    let mut last: Option<&Edit> = None;
    let mut added = 0;
    for at in order {
        let edit = &edits[at].1;
        // the same comment holds for both
        if last == Some(edit) {
            continue;
        }
        last = Some(edit);
        text.push_str(&file.text()[copied..edit.span.start as usize]);
        text.push_str(&edit.text);
        copied = edit.span.start as usize;
        added += u32::try_from(edit.text.len()).unwrap_or(0);
        shifts.push((edit.span.start, added));
    }
    text.push_str(&file.text()[copied..]);
    let moved = |offset: u32| {
        let behind = shifts.partition_point(|&(at, _)| at <= offset);
        offset + behind.checked_sub(1).and_then(|index| shifts.get(index)).map_or(0, |&(_, added)| added)
    };
    let changed = SourceFile::new(file.path(), text, file.language());
    let linted = once(&changed, linter, &Project::default()).linted;
    let allowed = allowed(&linted);
    edits
        .iter()
        .map(|(index, _)| {
            let finding = &findings[*index];
            allowed.get(&(moved(finding.span.start), &*finding.rule)) == Some(&&*finding.message)
        })
        .collect()
}

/// The findings that comments took away: start and rule, and what they say.
fn allowed(linted: &Linted) -> HashMap<(u32, &str), &str> {
    let findings = linted.suppressed.iter().map(|suppressed| &suppressed.finding);
    findings.map(|finding| ((finding.span.start, &*finding.rule), &*finding.message)).collect()
}

// redlint: allow-file(hardcoded-port, hardcoded-password, literal-port) the tests hold what is looked for
#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::lint::lint;

    /// The text of `path` with the first finding allowed.
    #[track_caller]
    fn check(path: &str, text: &str, expected: Option<&str>) {
        let linter = Linter::new(&Config::default()).unwrap();
        let file = SourceFile::new(path, text, Language::detect(path, "").unwrap());
        let linted = lint(&file, &linter);
        assert!(!linted.findings.is_empty(), "nothing is found in {text}");
        let offers = offers(&file, &linted.findings, &linter);
        let shown = offers.into_iter().next().flatten().map(|fix| {
            let edit = fix.edits.into_iter().next().unwrap();
            let mut text = text.to_owned();
            text.replace_range(edit.span.range(), &edit.text);
            text
        });
        assert_eq!(shown.as_deref(), expected, "{text}");
    }

    #[test]
    fn on_its_own_line_in_the_languages_own_way() {
        check(
            "a.py",
            "import redis\ndef f(r: redis.Redis):\n    return r.keys('*')\n",
            Some("import redis\ndef f(r: redis.Redis):\n    # redlint: allow(keys-command)\n    return r.keys('*')\n"),
        );
        check(
            "a.rs",
            "fn f(con: &mut redis::Connection) {\r\n\tredis::cmd(\"KEYS\").arg(\"*\").exec(con);\r\n}\r\n",
            Some(
                "fn f(con: &mut redis::Connection) {\r\n\t// redlint: allow(keys-command)\r\n\tredis::cmd(\"KEYS\").arg(\"*\").exec(con);\r\n}\r\n",
            ),
        );
        check(
            "a.env",
            "REDIS_URL=redis://:${P}@h:6379/0",
            Some("# redlint: allow(hardcoded-port)\nREDIS_URL=redis://:${P}@h:6379/0"),
        );
    }

    #[test]
    fn never_inside_a_text_or_between_the_lines_of_a_command() {
        check(
            "a.sh",
            "redis-cli -p $PORT -a \"$P\" \\\n  KEYS '*'\n",
            Some("redis-cli -p $PORT -a \"$P\" \\\n  KEYS '*'  # redlint: allow(keys-command)\n"),
        );
        check("a.json", "{\"REDIS_URL\": \"redis://:secret@h:6381\"}", None);
    }

    #[test]
    fn several_in_one_line() {
        let linter = Linter::new(&Config::default()).unwrap();
        let file = SourceFile::new("a.sh", "redis-cli -p 6379 KEYS '*'; redis-cli -p 6379 KEYS 'x'\n", Language::Shell);
        let linted = lint(&file, &linter);
        assert!(linted.findings.len() > 2);
        assert!(offers(&file, &linted.findings, &linter).iter().all(Option::is_some));
    }
}
