//! Which of the four create dialects a gateway speaks.

/// A create dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// 1.0 to 1.4: flat, few fields.
    V1Early,
    /// 1.5 to 1.8: flat `snake_case`.
    V1,
    /// 2.0: flat camelCase.
    V2Flat,
    /// 2.1 and later: nested events.
    V2,
}

impl Generation {
    /// The dialect of a version; the newest when the version is not known.
    #[must_use]
    pub fn of(version: Option<&str>) -> Self {
        match numbers(version) {
            (0, ..) | (1, 0..=4, _) => Self::V1Early,
            (1, ..) => Self::V1,
            (2, 0, _) => Self::V2Flat,
            _ => Self::V2,
        }
    }

    /// Version 1 of any age.
    #[must_use]
    pub fn is_v1(self) -> bool {
        matches!(self, Self::V1Early | Self::V1)
    }
}

/// Major, minor and patch; what cannot be read counts as the newest known.
#[must_use]
pub fn numbers(version: Option<&str>) -> (u32, u32, u32) {
    let mut parts = version.unwrap_or_default().trim_start_matches('v').split(['.', '-']).map(str::parse::<u32>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor)), patch) => (major, minor, patch.and_then(Result::ok).unwrap_or(0)),
        _ => (2, 3, 7),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_choose_the_dialect() {
        for (version, generation) in [
            ("1.0.5", Generation::V1Early),
            ("1.1.0", Generation::V1Early),
            ("1.4.8", Generation::V1Early),
            ("1.5.0", Generation::V1),
            ("1.8.2", Generation::V1),
            ("2.0.10", Generation::V2Flat),
            ("2.1.1", Generation::V2),
            ("2.3.7", Generation::V2),
            ("2.4.0-rc2", Generation::V2),
            ("next", Generation::V2),
        ] {
            assert_eq!(Generation::of(Some(version)), generation, "{version}");
        }
        assert_eq!(Generation::of(None), Generation::V2);
    }
}
