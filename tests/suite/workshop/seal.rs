//! Lists and manifests that match the files in a clip's folder, as an attacker would write them to hide a
//! change.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Writes the digests of the present files into `files.b3`, and the manifest with its digest.
pub(crate) fn seal(clip: &Path, manifest: &Value) {
    let list = fs::read_to_string(clip.join("files.b3")).unwrap();
    let line = |line: &str| {
        let (_, name) = line.split_once("  ").unwrap();
        let bytes = fs::read(clip.join(name)).unwrap_or_default();
        format!("{}  {name}\n", blake3::hash(&bytes).to_hex())
    };
    let list: String = list.lines().map(line).collect();
    fs::write(clip.join("files.b3"), &list).unwrap();
    let mut manifest = manifest.clone();
    manifest["files_digest"] = blake3::hash(list.as_bytes()).to_hex().as_str().into();
    write_manifest(clip, &manifest);
}

/// Writes a manifest with the correct digest.
pub(crate) fn write_manifest(clip: &Path, manifest: &Value) {
    let mut manifest = manifest.clone();
    manifest.as_object_mut().unwrap().shift_remove("manifest_digest");
    let text = serde_json::to_string_pretty(&manifest).unwrap();
    let body = format!("{},\n", text.strip_suffix("\n}").unwrap());
    let digest = blake3::hash(body.as_bytes()).to_hex();
    fs::write(clip.join("clip.json"), format!("{body}  \"manifest_digest\": \"{digest}\"\n}}\n")).unwrap();
}

/// Writes a line into the journal which says that a frame's file has these bytes, as a render would.
pub(crate) fn forge_line(clip: &Path, frame: usize, bytes: &[u8]) {
    let journal = clip.join("frames.journal");
    let mut text = String::new();
    for line in fs::read_to_string(&journal).unwrap().lines() {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        if words[0] == format!("{frame:06}") {
            words.pop();
            let [.., file, length] = words.as_mut_slice() else { panic!("{line}") };
            *file = blake3::hash(bytes).to_hex().to_string();
            *length = bytes.len().to_string();
            let forged = words.join(" ");
            let check = blake3::hash(format!("halfminute journal 2 {forged}").as_bytes()).to_hex();
            words = vec![forged, check[..16].to_owned()];
        }
        text += &(words.join(" ") + "\n");
    }
    fs::write(journal, text).unwrap();
}
