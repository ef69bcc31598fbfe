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
    /// How the tag's version compares with others.
    versions: Vec<(Compared, Version)>,
}

/// How the version of a tag compares with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compared {
    Other,
    Below,
    Above,
}

impl ImageMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawImageMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let asked = [
            (Compared::Other, &raw.version_not),
            (Compared::Below, &raw.version_below),
            (Compared::Above, &raw.version_above),
        ];
        let mut versions = Vec::new();
        for (compared, text) in asked.into_iter().filter_map(|(compared, text)| Some((compared, text.as_deref()?))) {
            let resolved = resolve_one(text, values, errors);
            match resolved.parse() {
                Ok(version) => versions.push((compared, version)),
                Err(_) if resolved.is_empty() => {}
                Err(_) => errors.push(RuleError::Version { text: text.to_owned() }),
            }
        }
        let mut text = |raw: &Option<_>| raw.as_ref().map(|raw| TextMatch::compile(raw, values, errors));
        let (family, repository) = (text(&raw.family), text(&raw.repository));
        let tag = raw.tag.as_ref().map(|tag| Wanted::compile(tag, values, errors));
        Self { family, repository, tag, versions }
    }

    /// What there is to say of the image, if it is one of those asked for.
    pub(crate) fn find(&self, image: &Image) -> Option<Found> {
        let is_wanted = self.family.as_ref().is_none_or(|text| text.holds(Known::Text(&image.family)))
            && self.repository.as_ref().is_none_or(|text| text.holds(Known::Text(&image.repository)))
            && self.tag.as_ref().is_none_or(|tag| tag.holds(&image.tag))
            && self.versions.iter().all(|(compared, version)| compared.holds(&image.tag, *version));
        is_wanted.then(|| {
            let name = match &image.tag {
                Given::Literal(tag, _) => format!("{}:{tag}", image.repository),
                _ => image.repository.clone(),
            };
            let found = match &image.tag {
                Given::Literal(tag, span) => Found::default().part("tag", tag, *span),
                _ => Found::default(),
            };
            found
                .with("image", name)
                .with("family", image.family.as_str())
                .with("repository", image.repository.as_str())
                .with("version", version_phrase(&image.tag))
                .with("tag-suffix", suffix(&image.tag))
        })
    }
}

/// The numbers that a tag starts with: `7`, `4` of `v7.4-alpine`; none for `latest`.
fn numbers(tag: &str) -> Vec<u32> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tag.len());
    tag[..end].split('.').map_while(|part| part.parse().ok()).collect()
}

/// The variant that a tag names besides the version, with its hyphen: `-alpine` of `8.0-alpine3.20` and of `alpine`. `latest` and a release's own mark
/// (`rc1`) are none.
fn suffix(tag: &Given) -> String {
    let tag = tag.literal().unwrap_or_default();
    let rest = if numbers(tag).is_empty() { tag } else { tag.split_once('-').map_or("", |(_, rest)| rest) };
    let first = rest.split('-').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_variant = first.len() > 2
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && !matches!(first, "latest" | "stable" | "edge" | "unstable");
    if is_variant { format!("-{first}") } else { String::new() }
}

impl Compared {
    /// Whether the version that the tag says is certainly so. One that says less (`7` where `7.4` is wanted) may be the same.
    fn holds(self, tag: &Given, wanted: Version) -> bool {
        let have = match tag {
            Given::Absent => Vec::new(),
            Given::Literal(tag, _) => numbers(tag),
            Given::Dynamic | Given::Inapplicable => return false,
        };
        // no number is the latest version
        if have.is_empty() {
            return self != Compared::Below;
        }
        let wanted = numbers(&wanted.to_string());
        let first = have.iter().zip(&wanted).map(|(have, wanted)| have.cmp(wanted)).find(|order| order.is_ne());
        match (self, first) {
            (_, None) => false,
            (Compared::Other, Some(_)) => true,
            (Compared::Below, Some(order)) => order.is_lt(),
            (Compared::Above, Some(order)) => order.is_gt(),
        }
    }
}

/// What the tag says of the version.
fn version_phrase(tag: &Given) -> String {
    let numbers = tag.literal().map(numbers).unwrap_or_default();
    if numbers.is_empty() {
        return "whichever Redis is newest".to_owned();
    }
    let shown: Vec<String> = numbers.iter().take(2).map(u32::to_string).collect();
    format!("Redis {}", shown.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_variants() {
        for (tag, expected) in [
            ("8.0-alpine", "-alpine"),
            ("8.0.1-alpine3.20", "-alpine"),
            ("alpine", "-alpine"),
            ("bookworm", "-bookworm"),
            ("latest", ""),
            ("8", ""),
            ("8.2-bookworm", "-bookworm"),
            ("8.0-rc1", ""),
            ("8.0-rc1-alpine", ""),
            ("7.2.0-v10", ""),
        ] {
            assert_eq!(suffix(&Given::Literal(tag.to_owned(), None)), expected, "{tag}");
        }
        assert_eq!(suffix(&Given::Absent), "");
    }

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
            assert_eq!(Compared::Other.holds(&Given::Literal(tag.to_owned(), None), wanted), expected, "{tag}");
        }
        assert!(Compared::Other.holds(&Given::Absent, wanted));
        assert!(!Compared::Other.holds(&Given::Dynamic, wanted));
    }

    #[test]
    fn versions_are_older_or_newer() {
        let wanted = Version::new(7, 2);
        for (tag, below, above) in [
            ("6.2-alpine", true, false),
            ("7.0", true, false),
            ("7", false, false),
            ("7.2.5", false, false),
            ("7.10", false, true),
            ("8", false, true),
            ("latest", false, true),
        ] {
            let tag = Given::Literal(tag.to_owned(), None);
            let found = [Compared::Below, Compared::Above].map(|compared| compared.holds(&tag, wanted));
            assert_eq!(found, [below, above], "{tag:?}");
        }
    }
}
