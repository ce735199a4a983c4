//! Paths and addresses of a particular machine or person.

use super::shapes::is_word;

/// Last parts of tensor expressions such as `a@b.weight`, in languages whose `@` multiplies.
const MEMBERS: [&str; 6] = ["weight", "grad", "data", "values", "mT", "bias"];

/// An e-mail address such as `somebody@example.org`. A matrix product such as `q@k.transpose(1, 2)` does not
/// count, and neither does the address `git@…` for fetching with Git.
pub(super) fn email(text: &str) -> Option<&str> {
    let mut at = 0;
    text.split(|c: char| c.is_whitespace() || "<>()[],;:\"'`".contains(c)).find(|word| {
        let after = text[at + word.len()..].chars().next();
        at += word.len() + after.map_or(0, char::len_utf8);
        word.split_once('@').is_some_and(|(name, host)| {
            let host = host.trim_end_matches('.');
            let end = host.rsplit('.').next().unwrap_or_default();
            !name.is_empty()
                && name != "git"
                && host.contains('.')
                && end.len() >= 2
                && end.chars().all(|c| c.is_ascii_alphabetic())
                && after != Some('(')
                && !MEMBERS.contains(&end)
        })
    })
}

/// An IP address of a private network. 127.0.0.1 does not count, because it is the same on every machine.
pub(super) fn private_ip(text: &str) -> Option<&str> {
    let mut at = 0;
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find(|word| {
        let before = &text[..at];
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        if word.len() > LONGEST_IP || word.matches('.').count() != 3 {
            return false;
        }
        let parts: Vec<u8> = word.split('.').filter_map(|part| part.parse().ok()).collect();
        // A version number may look like an address.
        let name = before.trim_end().as_bytes();
        let name = &name[name.len().saturating_sub(VERSION.len())..];
        let version = name.eq_ignore_ascii_case(VERSION.as_bytes())
            || before.ends_with(|c: char| c.is_alphanumeric() || "=-_".contains(c));
        !version && matches!(parts[..], [10, _, _, _] | [192, 168, _, _] | [172, 16..=31, _, _])
    })
}

const VERSION: &str = "version";
/// Length of `255.255.255.255` in characters.
const LONGEST_IP: usize = 15;

/// A path on a particular machine: in one of [`ROOTS`], on a drive, on a server, or in a home directory.
pub(super) fn local_path(text: &str) -> Option<&str> {
    let mut at = 0;
    let words = text.split(|c: char| c.is_whitespace() || "\"'`(),;<>|[]{}".contains(c));
    words
        .map(|word| {
            let before = text[..at].chars().next_back();
            at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
            (before, word.trim_end_matches(['.', ':', '?', '!', '*']))
        })
        .find(|(before, word)| {
            // In `(a - b)/var` the slash divides.
            let divides = before.is_some_and(|c| ")]}".contains(c));
            let drive = word.as_bytes();
            let on_drive =
                drive.len() > 3 && drive[0].is_ascii_alphabetic() && matches!(&drive[1..3], b":\\" | b":/");
            rooted(word, divides)
                || (on_drive && !word[1..].starts_with("://"))
                || on_server(word)
                || HOMES.iter().any(|home| word.starts_with(home))
                || word.contains("file://")
        })
        .map(|(_, word)| word)
}

/// A home directory of a named person, such as `/home/jane/notes` or `C:\\Users\\jane`.
pub(super) fn home_of_a_person(text: &str) -> Option<&str> {
    let words = text.split(|c: char| c.is_whitespace() || "\"'`(),;<>|[]{}=".contains(c));
    words.map(|word| word.trim_end_matches(['.', ':', '?', '!'])).find(|word| {
        FOLDERS_OF_HOMES.iter().any(|folder| {
            let Some((before, rest)) = word.split_once(folder) else { return false };
            let name = &rest[..rest.find(['/', '\\', ':']).unwrap_or(rest.len())];
            let at_root = before.is_empty() || before.ends_with([':', '@']) || before == "file://";
            let is_name = name.starts_with(|c: char| c.is_alphabetic());
            at_root && is_name && !ANYBODY.contains(&name.to_ascii_lowercase().as_str())
        })
    })
}

/// True if the domain of an e-mail address is reserved for examples (RFC 2606).
pub(super) fn is_reserved(email: &str) -> bool {
    let host = email.rsplit('@').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let ends = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    ["example.com", "example.net", "example.org", "example", "invalid", "test", "localhost"]
        .iter()
        .any(|name| ends(name))
}

const FOLDERS_OF_HOMES: [&str; 4] = ["/home/", "/Users/", "\\Users\\", "\\\\Users\\\\"];

/// Account names that do not identify a person.
const ANYBODY: [&str; 12] =
    ["alice", "app", "bob", "me", "name", "public", "runner", "shared", "ubuntu", "user", "username", "you"];

/// True if a word contains one of [`ROOTS`] that is not part of a longer path or name.
fn rooted(word: &str, divides: bool) -> bool {
    word.match_indices('/').any(|(at, _)| {
        let before = &word[..at];
        let inside = before.ends_with(|c: char| is_word(c) || ".-/*~!".contains(c));
        let name = &word[at + 1..];
        let name = &name[..name.find(|c: char| !(is_word(c) || "-.".contains(c))).unwrap_or(name.len())];
        !(inside || divides && at == 0) && ROOTS.contains(&name)
    })
}

/// True for `\\server\share`, as it is or with doubled backslashes in an escaped text.
fn on_server(word: &str) -> bool {
    [("\\\\\\\\", "\\\\"), ("\\\\", "\\")].iter().any(|(open, between)| {
        let Some((server, share)) = word.strip_prefix(open).and_then(|rest| rest.split_once(between)) else {
            return false;
        };
        let is_name = |name: &str| name.starts_with(|c: char| c.is_ascii_alphanumeric());
        is_name(server) && is_name(share) && !server.contains('\\')
    })
}

const HOMES: [&str; 4] = ["~/", "$HOME/", "%USERPROFILE%", "%HOMEPATH%"];

const ROOTS: [&str; 21] = [
    "tmp",
    "home",
    "Users",
    "root",
    "mnt",
    "media",
    "private",
    "var",
    "opt",
    "workspace",
    "workspaces",
    "work",
    "srv",
    "data",
    "etc",
    "usr",
    "scratch",
    "content",
    "kaggle",
    "Volumes",
    "Applications",
];
