//! The content of folders, to compare before and after.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    Folder,
    File(Vec<u8>),
    Link(PathBuf),
    Special,
}

/// All entries in a folder and below it, as they are: no link is followed, no pipe opened.
pub(crate) fn things(root: &Path) -> BTreeMap<PathBuf, Thing> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = path.symlink_metadata().unwrap().file_type();
            let thing = if kind.is_symlink() {
                Thing::Link(fs::read_link(&path).unwrap())
            } else if kind.is_dir() {
                folders.push(path.clone());
                Thing::Folder
            } else if kind.is_file() {
                Thing::File(fs::read(&path).unwrap())
            } else {
                Thing::Special
            };
            found.insert(path.strip_prefix(root).unwrap().to_owned(), thing);
        }
    }
    found
}

/// Asserts that nothing in a folder was created, changed or removed; names what was.
#[track_caller]
pub(crate) fn assert_untouched(before: &BTreeMap<PathBuf, Thing>, root: &Path, context: &str) {
    let after = things(root);
    let names = before.keys().chain(after.keys());
    let mut changed: Vec<_> = names.filter(|name| before.get(*name) != after.get(*name)).collect();
    changed.dedup();
    assert!(changed.is_empty(), "{context}: changed, created or removed: {changed:?}");
}

/// All files in a folder and below it, and their bytes.
pub(crate) fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let file = |(path, thing)| match thing {
        Thing::File(bytes) => Some((path, bytes)),
        Thing::Folder | Thing::Link(_) | Thing::Special => None,
    };
    things(root).into_iter().filter_map(file).collect()
}
