//! Redis versions.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A Redis version of one to three numbers: `8`, `7.4`, `8.0.3`. Missing numbers count as zero when two versions are compared.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    parts: [u32; 3],
    /// How many of them were written.
    given: u8,
}

/// A text that is no [`Version`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a version; expected one to three numbers with dots between, such as \"7.4\"")]
pub struct VersionError {
    text: String,
}

impl Version {
    /// The version `major.minor`.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { parts: [major, minor, 0], given: 2 }
    }

    /// Whether a server of this version has what came with `since`. A version without a patch number stands for all its patches: 8.6 includes what came
    /// with 8.6.2, since the server may well have it.
    pub fn includes(self, since: Version) -> bool {
        let given = usize::from(self.given);
        since.parts[..given] <= self.parts[..given]
    }
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let error = || VersionError { text: text.to_owned() };
        let mut version = Self { parts: [0; 3], given: 0 };
        for part in text.split('.') {
            // `u32::from_str` would also take a sign.
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(error());
            }
            let place = version.parts.get_mut(usize::from(version.given)).ok_or_else(error)?;
            *place = part.parse().map_err(|_| error())?;
            version.given += 1;
        }
        Ok(version)
    }
}

impl TryFrom<String> for Version {
    type Error = VersionError;

    fn try_from(text: String) -> Result<Self, VersionError> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Version {
    /// As it was written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.parts;
        match self.given {
            0 | 1 => write!(f, "{major}"),
            2 => write!(f, "{major}.{minor}"),
            _ => write!(f, "{major}.{minor}.{patch}"),
        }
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts.cmp(&other.parts)
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts.hash(state);
    }
}

/// Since when something exists: a release of Redis, or one of the module that it belongs to (written `m2.4`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Since {
    /// A release of Redis.
    Redis(Version),
    /// A release of the module, which has its own numbers.
    Module(Version),
}

impl Since {
    /// The release of Redis; `None` for a module's.
    pub fn redis(self) -> Option<Version> {
        match self {
            Since::Redis(version) => Some(version),
            Since::Module(_) => None,
        }
    }
}

impl FromStr for Since {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        match text.strip_prefix('m') {
            Some(version) => version.parse().map(Since::Module),
            None => text.parse().map(Since::Redis),
        }
    }
}

impl TryFrom<String> for Since {
    type Error = VersionError;

    fn try_from(text: String) -> Result<Self, VersionError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect(text)
    }

    #[test]
    fn versions_compare_number_by_number() {
        let sorted = [
            "1.0.1", "2.6.12", "3.2.10", "6.0", "6.0.6", "6.2", "7", "7.4", "7.10", "8.0", "8.0.3", "8.8", "8.10",
            "10.0",
        ];
        for pair in sorted.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert_eq!(version("7"), version("7.0.0"));
        assert_eq!(version("8.0"), Version::new(8, 0));
    }

    #[test]
    fn a_version_without_patch_stands_for_all_its_patches() {
        for (server, since, expected) in [
            ("7.4", "7.4", true),
            ("7.4", "8.0", false),
            ("7.4", "7.4.2", true),
            ("7.4.1", "7.4.2", false),
            ("8", "8.10", true),
            ("8.10", "8.8", true),
            ("8.8", "8.10", false),
            ("6.0", "6.0.6", true),
        ] {
            assert_eq!(version(server).includes(version(since)), expected, "{server} {since}");
        }
    }

    #[test]
    fn only_numbers_with_dots_are_versions() {
        for text in
            ["", ".", "7.", ".4", "7..4", "7.4.1.2", "v7.4", "7.4-alpine", "+7.4", " 7.4", "latest", "99999999999"]
        {
            assert!(text.parse::<Version>().is_err(), "{text:?}");
        }
        for text in ["7", "7.4", "8.0.3", "8.10"] {
            assert_eq!(version(text).to_string(), text);
        }
    }

    #[test]
    fn a_module_has_its_own_numbers() {
        assert_eq!("m2.4.3".parse(), Ok(Since::Module(version("2.4.3"))));
        assert_eq!("8.10".parse(), Ok(Since::Redis(version("8.10"))));
        assert!("m".parse::<Since>().is_err());
    }
}
