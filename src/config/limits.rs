//! Which files are too much to read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Limits; a file beyond one is skipped, and that is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// The largest file that is read, as bytes or with a unit (`2MB`).
    pub file_size: ByteSize,
    /// The longest line of a file that is read; longer ones are minified or generated.
    pub line_length: ByteSize,
}

impl Default for Limits {
    fn default() -> Self {
        // Hand-written files stay far below both: the largest of some thousand public repositories have 1.5 MB, and lines of more than 50 kB
        // are bundles, source maps and data.
        Self { file_size: ByteSize(2 << 20), line_length: ByteSize(50 << 10) }
    }
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct ByteSize(pub u64);

/// A size as it is written.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Written {
    Bytes(u64),
    Text(#[schemars(extend("pattern" = "(?i)^[0-9]{1,12} ?([kmg]i?)?b?$", "examples" = ["2MB"]))] String),
}

impl JsonSchema for ByteSize {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByteSize".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

impl TryFrom<Written> for ByteSize {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Bytes(bytes) => Ok(ByteSize(bytes)),
            Written::Text(text) => text.parse(),
        }
    }
}

impl std::str::FromStr for ByteSize {
    type Err = String;

    /// Reads `500`, `512 KB`, `2MB`, `1 GiB`; all units are powers of 1024.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" | "kib" => 1 << 10,
            "m" | "mb" | "mib" => 1 << 20,
            "g" | "gb" | "gib" => 1 << 30,
            _ => return Err(format!("`{text}` is not a size such as 500000, 512KB or 2MB")),
        };
        let number: u64 = number.parse().map_err(|_| format!("`{text}` is not a size such as 500000, 512KB or 2MB"))?;
        number.checked_mul(factor).map(ByteSize).ok_or_else(|| format!("`{text}` is too large"))
    }
}

impl std::fmt::Display for ByteSize {
    /// With the largest unit that divides it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            size if size >= 1 << 20 && size % (1 << 20) == 0 => write!(f, "{} MB", size >> 20),
            size if size >= 1 << 10 && size % (1 << 10) == 0 => write!(f, "{} KB", size >> 10),
            size => write!(f, "{size} bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        let size = |text: &str| text.parse::<ByteSize>().map(|size| size.0).ok();
        assert_eq!(size("500"), Some(500));
        assert_eq!(size("2 MB"), Some(2 << 20));
        assert_eq!(size("3kib"), Some(3 << 10));
        assert_eq!(size("MB"), None);
        assert_eq!(size("2 parsecs"), None);
        assert_eq!(size("99999999999g"), None);
        assert_eq!(
            serde_yaml::from_str::<Limits>("{file-size: 7, line-length: 1K}").unwrap(),
            Limits { file_size: ByteSize(7), line_length: ByteSize(1024) }
        );
    }
}
