use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::verbs;

#[test]
fn every_file_is_a_verb_of_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/scene/verbs");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.is_file()).map(|path| path.file_stem().unwrap().to_owned());
    let files: BTreeSet<_> = files.filter(|name| name != "mod" && name != "tests").collect();
    assert_eq!(files, verbs().map(|verb| verb.name.into()).collect());
}
