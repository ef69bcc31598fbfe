//! Taking a suppression away again.

use super::suppress::MARK;
use crate::finding::Edit;
use crate::source::{SourceFile, Span};

/// The edit that takes `rule` (where it is named) out of the suppression in `comment`: out of the list, or with the whole comment, or with the whole line,
/// when nothing else is in there. `None` when it cannot be told what belongs to what.
pub(crate) fn edit(file: &SourceFile, comment: Span, rule: Span) -> Option<Edit> {
    let text = file.text();
    let line = file.lines().line(rule.start);
    let line = file.lines().line_span(line, text.len());
    let before = text.get(line.start.max(comment.start) as usize..rule.start as usize)?;
    let after = text.get(rule.end as usize..line.end.min(comment.end) as usize)?;
    let open = before.rfind('(')?;
    let close = after.find(')')?;
    let (others_before, others_after) = (&before[open + 1..], &after[..close]);
    if let Some(rest) = others_after.trim_start().strip_prefix(',') {
        // up to the next name
        let gap = others_after.len() - rest.trim_start().len();
        return Some(remove(rule.start as usize, rule.end as usize + gap));
    }
    if let Some(comma) = others_before.rfind(',') {
        return Some(remove(rule.start as usize - (others_before.len() - comma), rule.end as usize));
    }
    let mark = before.rfind(MARK)?;
    // in the comment of a comment, `# noqa  # redlint: …`, only the last one goes
    let (opening, is_block) = opening(before[..mark].trim_end())?;
    let start = line.start.max(comment.start) as usize + opening;
    let is_one_line = line.start <= comment.start && comment.end <= line.end;
    if !is_one_line || is_block && start != comment.start as usize {
        return None;
    }
    let end = start + text.get(start..comment.end as usize)?.trim_end_matches(['\r', '\n']).len();
    let reason = rule.end as usize + close + 1;
    let mark = text.get(start..comment.end as usize)?;
    let mark = if mark.starts_with("//") || mark.starts_with("--") { mark.get(..2)? } else { mark.get(..1)? };
    let next = if is_block { None } else { next_comment(text.get(reason..end)?, mark) };
    let end = next.map_or(end, |next| reason + next);
    let in_front = text.get(line.start as usize..start)?;
    let behind = text.get(end..line.end as usize)?;
    let indent = in_front.trim_start_matches('\u{feff}');
    if behind.trim().is_empty() && indent.trim().is_empty() {
        // its own line, up to the mark of byte order
        return Some(remove(start - indent.len(), line.end as usize));
    }
    let blanks = in_front.len() - in_front.trim_end_matches([' ', '\t']).len();
    // code goes on behind it, or stands before it
    if behind.trim().is_empty() {
        return Some(remove(start - blanks, end));
    }
    let gap = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    Some(remove(start, end + gap))
}

/// Where the mark begins that `head` ends with, which opens a comment, and whether it is closed by another one.
fn opening(head: &str) -> Option<(usize, bool)> {
    if let Some(block) = head.strip_suffix("<!--") {
        return Some((block.len(), true));
    }
    let last = head.chars().next_back().filter(|c| matches!(c, '#' | '/' | '-' | ';' | '%' | '*'))?;
    let before = head.trim_end_matches(last);
    match last {
        '*' => before.strip_suffix('/').map(|before| (before.len(), true)),
        '/' | '-' if head.len() - before.len() < 2 => None,
        _ => Some((before.len(), false)),
    }
}

/// Where in what follows a suppression another comment begins that `mark` opens: `redlint: allow(rule) reason  # noqa: E501`. `#12` is a number.
fn next_comment(behind: &str, mark: &str) -> Option<usize> {
    let is_comment = |at: &usize| {
        behind[..*at].ends_with([' ', '\t']) && !behind[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit())
    };
    behind.match_indices(mark).map(|(at, _)| at).find(is_comment)
}

fn remove(start: usize, end: usize) -> Edit {
    Edit { span: Span::new(start, end), text: String::new() }
}

// redlint: allow-file(unknown-rule, unused-suppression) the tests hold what is looked for
#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Language;

    /// The comment stands between `«` and `»`, the rule is `r`.
    #[track_caller]
    fn check(marked: &str, expected: Option<&str>) {
        let start = marked.find('«').unwrap();
        let end = marked.find('»').unwrap() - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let rule = start
            + text[start..]
                .match_indices('r')
                .map(|(at, _)| at)
                .find(|at| {
                    let is_end = |byte: Option<&u8>| byte.is_some_and(|byte| b"(), ".contains(byte));
                    is_end(text.as_bytes().get(start + at - 1)) && is_end(text.as_bytes().get(start + at + 1))
                })
                .unwrap();
        let file = SourceFile::new("a", text.as_str(), Language::Python);
        let shown = edit(&file, Span::new(start, end), Span::new(rule, rule + 1)).map(|edit| {
            let mut text = text.clone();
            text.replace_range(edit.span.range(), &edit.text);
            text
        });
        assert_eq!(shown.as_deref(), expected, "{marked}");
    }

    #[test]
    fn a_rule_leaves_the_list() {
        check("x «# redlint: allow(r, s) why»\n", Some("x # redlint: allow(s) why\n"));
        check("x «# redlint: allow(s, r) why»\n", Some("x # redlint: allow(s) why\n"));
        check("x «# redlint: allow(q,r ,s)»\n", Some("x # redlint: allow(q,s)\n"));
    }

    #[test]
    fn the_last_rule_takes_the_comment_with_it() {
        check("x  «# redlint: allow(r) why»\ny", Some("x\ny"));
        check("a\r\n  «// redlint: allow(r) why»\r\nb", Some("a\r\nb"));
        check("\u{feff}«# redlint: allow-file(r)»\nb", Some("\u{feff}b"));
        check("x «# noqa: E501  # redlint: allow(r)»\n", Some("x # noqa: E501\n"));
        check("x «# redlint: allow(r)  # noqa: E501»\n", Some("x # noqa: E501\n"));
        check("x «# redlint: allow(r) why  # noqa»\n", Some("x # noqa\n"));
        check("«# redlint: allow(r) # noqa»\ny", Some("# noqa\ny"));
        check("x «// redlint: allow(r) for a/b // eslint-disable-line»\n", Some("x // eslint-disable-line\n"));
        check("x «// redlint: allow(r) see http://x // y»\n", Some("x // y\n"));
        check("x «# redlint: allow(r) see #12 ; a // b -- c»\n", Some("x\n"));
        check("«/* redlint: allow(r) */» call()\n", Some("call()\n"));
        check("f(«/* redlint: allow(r) */» x)\n", Some("f(x)\n"));
        check("«-- redlint: allow(r)»", Some(""));
        check("«//! redlint: allow(r)»\nx", None);
        check("«##  redlint: allow(r)»\nx", Some("x"));
    }

    #[test]
    fn other_words_of_a_comment_stay() {
        check("«/*\n * redlint: allow(r)\n * other\n */»\n", None);
        check("x «/* said redlint: allow(r) */»\n", None);
    }
}
