//! Reads the rights of a folder or file as Windows writes them down (SDDL), and says who else may do what.

/// The system, which backs up and looks for viruses.
const SYSTEM: &str = "SY";
/// Administrators may take everything anyway. What an administrator makes may belong to all of them.
const ADMINISTRATORS: &str = "BA";

/// Whoever owns it, and who makes something in it: nobody by themselves.
const PLACEHOLDERS: [&str; 2] = ["OW", "CO"];

/// What changes what is there, or who may.
const WRITING: u32 = 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;

/// Rights by their two letters. Others than these give everything, as far as we know.
const LETTERS: [(&str, u32); 21] = [
    ("CC", 0x1),
    ("DC", 0x2),
    ("LC", 0x4),
    ("SW", 0x8),
    ("RP", 0x10),
    ("WP", 0x20),
    ("DT", 0x40),
    ("LO", 0x80),
    ("CR", 0x100),
    ("SD", 0x1_0000),
    ("RC", 0x2_0000),
    ("WD", 0x4_0000),
    ("WO", 0x8_0000),
    ("GA", 0x1000_0000),
    ("GX", 0x2000_0000),
    ("GW", 0x4000_0000),
    ("GR", 0x8000_0000),
    ("FA", 0x1f_01ff),
    ("FR", 0x12_0089),
    ("FW", 0x12_0116),
    ("FX", 0x12_00a0),
];

/// Who else has to do with a folder or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// It is somebody else's.
    Own,
    Write,
    Read,
    Nothing,
}

/// The rights of what is for this user alone: theirs and the system's, taken over from nowhere, and passed on to what is
/// made in a folder. `user` as Windows writes the user down.
pub fn private(user: &str) -> String {
    format!("D:P(A;OICI;FA;;;{user})(A;OICI;FA;;;{SYSTEM})")
}

/// What others may do with something, by its description with owner and rights.
pub fn others(description: &str, user: &str) -> Others {
    let owner = description.strip_prefix("O:").map_or("", |rest| &rest[..end_of_owner(rest)]);
    if ![user, SYSTEM, ADMINISTRATORS].contains(&owner) {
        return Others::Own;
    }
    // Without a list of rights everybody has all of them.
    let Some(list) = rights(description) else { return Others::Write };
    let strangers = entries(list).filter(|entry| entry.is_given_to_others(user));
    let given = strangers.fold(0, |given, entry| given | entry.mask);
    // Administrators are trusted, but nothing is theirs to read by accident.
    let administrators = entries(list).any(|entry| entry.allows && entry.who == ADMINISTRATORS);
    match given {
        mask if mask & WRITING != 0 => Others::Write,
        0 if !administrators => Others::Nothing,
        _ => Others::Read,
    }
}

fn end_of_owner(text: &str) -> usize {
    ["G:", "D:", "S:"].iter().filter_map(|next| text.find(next)).min().unwrap_or(text.len())
}

fn rights(description: &str) -> Option<&str> {
    let list = &description[description.find("D:")? + 2..];
    let is_null = list.split('(').next().is_some_and(|flags| flags.contains("NO_ACCESS_CONTROL"));
    (!is_null).then_some(list)
}

struct Entry<'a> {
    allows: bool,
    mask: u32,
    who: &'a str,
}

impl Entry<'_> {
    fn is_given_to_others(&self, user: &str) -> bool {
        let known = [user, SYSTEM, ADMINISTRATORS].contains(&self.who) || PLACEHOLDERS.contains(&self.who);
        self.allows && !known
    }
}

/// The entries of a list, which ends where the list of audits begins. Those with a condition hold parentheses.
fn entries(list: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let start = rest.find('(')?;
        // Flags stand before the first; a new list has its letter there.
        if rest[..start].contains("S:") {
            return None;
        }
        let mut depth = 0_u32;
        let end = rest[start..].find(|mark| {
            depth = match mark {
                '(' => depth + 1,
                ')' => depth - 1,
                _ => depth,
            };
            depth == 0
        });
        let end = start + end?;
        let entry = &rest[start + 1..end];
        rest = &rest[end + 1..];
        Some(read(entry))
    })
}

/// `type;flags;rights;object;inherited object;who` and perhaps a condition. What is cut short gives everybody everything.
fn read(entry: &str) -> Entry<'_> {
    let parts: Vec<&str> = entry.splitn(7, ';').collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    let denies = ["D", "OD", "XD"].contains(&part(0));
    Entry { allows: !denies, mask: mask(part(2)), who: part(5) }
}

fn mask(rights: &str) -> u32 {
    if let Some(number) = rights.strip_prefix("0x") {
        return u32::from_str_radix(number, 16).unwrap_or(u32::MAX);
    }
    if let Ok(number) = rights.parse() {
        return number;
    }
    let letters = rights.as_bytes().chunks(2);
    let known = letters.map(|pair| LETTERS.iter().find(|(name, _)| name.as_bytes() == pair));
    known.fold(0, |mask, right| mask | right.map_or(u32::MAX, |(_, right)| *right))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: &str = "S-1-5-21-1-2-3-1001";

    fn told(owner: &str, list: &str) -> Others {
        others(&format!("O:{owner}G:S-1-5-21-1-2-3-513{list}"), ME)
    }

    #[test]
    fn what_is_made_private_is_private() {
        assert_eq!(told(ME, &private(ME)), Others::Nothing);
        assert_eq!(told("LA", "D:P(A;OICI;FA;;;SY)"), Others::Own, "the user is somebody else");
        assert_eq!(others(&format!("O:LA{}", private("LA")), "LA"), Others::Nothing);
    }

    #[test]
    fn others_are_found_by_what_they_may() {
        let mine = format!("(A;OICI;FA;;;{ME})");
        let cases = [
            // The profile's own folder, another disk, the disk of the system, and folders that were shared.
            (format!("D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA){mine}"), Others::Read),
            (format!("D:AI{mine}(A;OICIID;0x1301bf;;;AU)(A;OICIID;0x1200a9;;;BU)"), Others::Write),
            (format!("D:AI{mine}(A;OICIID;0x1200a9;;;BU)"), Others::Read),
            (format!("D:P{mine}(A;OICI;FRFX;;;WD)"), Others::Read),
            (format!("D:P{mine}(A;OICIIO;FW;;;S-1-5-21-1-2-3-1002)"), Others::Write),
            (format!("D:P{mine}(A;;WD;;;BU)"), Others::Write),
            (format!("D:P{mine}(A;OICIIO;GA;;;CO)(A;;FA;;;OW)"), Others::Nothing),
            (format!("D:P(D;;FA;;;WD){mine}"), Others::Nothing),
            (format!("D:P(XA;;FA;;;WD;(@User.Title==\"a;)\" && (1==1))){mine}"), Others::Write),
            (format!("D:P{mine}(A;;??;;;BU)"), Others::Write),
            (format!("D:P{mine}S:AI(AU;SAFA;FA;;;WD)"), Others::Nothing),
            ("D:P".to_owned(), Others::Nothing),
            ("D:NO_ACCESS_CONTROL".to_owned(), Others::Write),
            (String::new(), Others::Write),
        ];
        for (list, expected) in cases {
            assert_eq!(told(ME, &list), expected, "{list}");
            assert_eq!(told("S-1-5-21-1-2-3-1002", &list), Others::Own, "{list}");
        }
        assert_eq!(told("BA", &private(ME)), Others::Nothing, "made by an administrator");
    }
}
