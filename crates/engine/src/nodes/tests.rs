use std::fs;
use std::path::Path;

use super::{COMMON, KINDS, List, PART_COMMON};

#[test]
fn every_file_with_a_kind_stands_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nodes");
    let declaration = concat!("const KIND", ": Kind");
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && fs::read_to_string(&path).unwrap().contains(declaration) {
            files.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let mut kinds = KINDS.map(|kind| kind.name).to_vec();
    kinds.sort_unstable();
    files.sort_unstable();
    assert_eq!(files, kinds, "a kind has the name of its file, and one line in `KINDS`");
}

/// Calls `visit` for every list of parts, with the name of its kind.
fn lists(mut visit: impl FnMut(&'static str, &'static List)) {
    for kind in KINDS {
        let mut list = kind.list;
        while let Some(inner) = list {
            visit(kind.name, inner);
            list = inner.list;
        }
    }
}

#[test]
fn fields_have_a_description_and_names_of_their_own() {
    let own = KINDS.iter().map(|kind| (kind.name, kind.all_fields().collect::<Vec<_>>()));
    let mut tables: Vec<_> = own.collect();
    lists(|kind, list| tables.push((kind, list.all_fields().collect())));
    for (kind, fields) in tables {
        let mut names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        assert!(fields.iter().all(|field| !field.doc.is_empty()), "{kind}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), fields.len(), "two fields of `{kind}` have one name");
    }
}

#[test]
fn common_fields_are_the_same_everywhere() {
    let same = |own: &super::Field, all: &[super::Field]| {
        all.iter().any(|field| (field.name, field.doc, field.takes) == (own.name, own.doc, own.takes))
    };
    for kind in KINDS {
        assert!(kind.common.iter().all(|field| same(field, &COMMON)), "{}", kind.name);
    }
    lists(|kind, list| assert!(list.common.iter().all(|field| same(field, &PART_COMMON)), "{kind}"));
}
