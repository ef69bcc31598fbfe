//! Container images of servers.

use super::Found;
use crate::command::Version;
use crate::rules::compile::RuleError;
use crate::rules::raw_match::RawImageMatch;
use crate::rules::text_match::{Known, TextMatch, Wanted, resolve_one};
use crate::rules::values::Values;
use crate::usage::{Given, Image};

/// What is asked of an image.
#[derive(Debug)]
pub(crate) struct ImageMatch {
    family: Option<TextMatch>,
    repository: Option<TextMatch>,
    tag: Option<Wanted>,
    version_not: Option<Version>,
}

impl ImageMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawImageMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let version_not = raw.version_not.as_deref().and_then(|text| {
            let resolved = resolve_one(text, values, errors);
            let version = resolved.parse().ok();
            if version.is_none() && !resolved.is_empty() {
                errors.push(RuleError::Version { text: text.to_owned() });
            }
            version
        });
        let mut text = |raw: &Option<_>| raw.as_ref().map(|raw| TextMatch::compile(raw, values, errors));
        let (family, repository) = (text(&raw.family), text(&raw.repository));
        let tag = raw.tag.as_ref().map(|tag| Wanted::compile(tag, values, errors));
        Self { family, repository, tag, version_not }
    }

    /// What there is to say of the image, if it is one of those asked for.
    pub(crate) fn find(&self, image: &Image) -> Option<Found> {
        let is_wanted = self.family.as_ref().is_none_or(|text| text.holds(Known::Text(&image.family)))
            && self.repository.as_ref().is_none_or(|text| text.holds(Known::Text(&image.repository)))
            && self.tag.as_ref().is_none_or(|tag| tag.holds(&image.tag))
            && self.version_not.as_ref().is_none_or(|version| is_other(&image.tag, *version));
        is_wanted.then(|| {
            let name = match &image.tag {
                Given::Literal(tag, _) => format!("{}:{tag}", image.repository),
                _ => image.repository.clone(),
            };
            Found::default()
                .with("image", name)
                .with("family", image.family.as_str())
                .with("repository", image.repository.as_str())
                .with("version", version_phrase(&image.tag))
        })
    }
}

/// The numbers that a tag starts with: `7`, `4` of `v7.4-alpine`; none for `latest`.
fn numbers(tag: &str) -> Vec<u32> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tag.len());
    tag[..end].split('.').map_while(|part| part.parse().ok()).collect()
}

/// Whether the tag certainly stands for another version. One that says less (`7` where `7.4` is wanted) may be it.
fn is_other(tag: &Given, wanted: Version) -> bool {
    match tag {
        Given::Absent => true,
        Given::Literal(tag, _) => {
            let have = numbers(tag);
            let wanted = numbers(&wanted.to_string());
            have.is_empty() || have.iter().zip(&wanted).any(|(have, wanted)| have != wanted)
        }
        Given::Dynamic | Given::Inapplicable => false,
    }
}

/// What the tag says of the version.
fn version_phrase(tag: &Given) -> String {
    let numbers = tag.literal().map(numbers).unwrap_or_default();
    if numbers.is_empty() {
        return "whatever Redis is the latest".to_owned();
    }
    let shown: Vec<String> = numbers.iter().take(2).map(u32::to_string).collect();
    format!("Redis {}", shown.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_versions() {
        let wanted = Version::new(7, 4);
        for (tag, expected) in [
            ("7.4", false),
            ("7.4-alpine", false),
            ("7.4.2-bookworm", false),
            ("7.4.0-v1", false),
            ("v7.4", false),
            ("7", false),
            ("7-alpine", false),
            ("7.2", true),
            ("8", true),
            ("8.0-alpine", true),
            ("6", true),
            ("7.40", true),
            ("latest", true),
            ("alpine", true),
            ("bookworm", true),
        ] {
            assert_eq!(is_other(&Given::Literal(tag.to_owned(), None), wanted), expected, "{tag}");
        }
        assert!(is_other(&Given::Absent, wanted));
        assert!(!is_other(&Given::Dynamic, wanted));
    }
}
