//! How arguments are written in a language (`arguments` in `rules/languages/`).

use crate::analysis::{ArgumentStyle, Passing};
use crate::finding::Edit;
use crate::lower::model::invert::Wanted;
use crate::source::{SourceFile, Span};

/// Writes arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speller<'a> {
    pub(super) style: &'a ArgumentStyle,
}

/// What a parameter, or a key in it, must be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Keys inside the parameter; none for the parameter itself.
    pub(super) keys: &'a [String],
    pub(super) wanted: &'a Wanted,
}

impl Speller<'_> {
    /// A word of a command as an argument; in a list all are texts.
    pub(super) fn word(self, word: &str, in_list: bool, quote: Option<char>) -> Option<String> {
        let is_number = word.parse::<u32>().is_ok();
        let is_plain = !word.chars().any(|c| c.is_control() || matches!(c, '"' | '\'' | '`' | '\\'));
        let quote = quote.or(self.style.quote)?;
        is_plain.then(|| if is_number && !in_list { word.to_owned() } else { format!("{quote}{word}{quote}") })
    }

    /// The parameter `name` as a further argument; `is_next` tells whether it is the next positional one.
    pub(super) fn argument(self, name: &str, is_next: bool, entries: &[Entry<'_>]) -> Option<String> {
        let value = self.value(entries, 0)?;
        match self.style.passing {
            Passing::Keyword => Some(format!("{name}={value}")),
            Passing::Trailing => is_next.then_some(value),
            Passing::Closed => None,
        }
    }

    /// The edit that puts further keys into the record at `span`.
    pub(super) fn into_record(self, file: &SourceFile, span: Span, entries: &[Entry<'_>]) -> Option<Edit> {
        let written = file.slice(span);
        let inside = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))?;
        // where a comment ends, nobody has told
        if ["//", "/*"].iter().any(|mark| inside.contains(mark)) {
            return None;
        }
        let fields = self.fields(entries, 0)?;
        let kept = inside.trim_end().trim_end_matches(',').trim_end();
        let at = span.start as usize + 1 + kept.len();
        let text = if kept.trim().is_empty() { format!(" {fields} ") } else { format!(", {fields}") };
        Some(Edit { span: Span::new(at, at), text })
    }

    /// The value of entries whose first `depth` keys are behind us.
    fn value(self, entries: &[Entry<'_>], depth: usize) -> Option<String> {
        match entries {
            [Entry { keys, wanted }] if keys.len() == depth => match wanted {
                Wanted::Word(word) => self.word(word, false, None),
                Wanted::True => self.style.truth.first().cloned(),
                Wanted::False => self.style.truth.get(1).cloned(),
            },
            _ => Some(format!("{{ {} }}", self.fields(entries, depth)?)),
        }
    }

    fn fields(self, entries: &[Entry<'_>], depth: usize) -> Option<String> {
        if !self.style.records || entries.is_empty() {
            return None;
        }
        let mut fields: Vec<(&str, Vec<Entry<'_>>)> = Vec::new();
        for entry in entries {
            let key = entry.keys.get(depth)?;
            match fields.iter_mut().find(|(known, _)| known == key) {
                Some((_, inside)) => inside.push(*entry),
                None => fields.push((key, vec![*entry])),
            }
        }
        let fields: Option<Vec<String>> = fields
            .into_iter()
            .map(|(key, inside)| Some(format!("{key}: {}", self.value(&inside, depth + 1)?)))
            .collect();
        Some(fields?.join(", "))
    }
}
