//! A small course to start from: one add-on with a deck of five slides, a clip, a lab and a document.

/// A file of the new course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFile {
    /// Path below the course's folder, with `/` between its parts.
    pub path: String,
    /// The whole text of the file.
    pub text: String,
}

/// Paths and texts; `{name}` stands for the name of the course, which is also that of its clip.
const FILES: [(&str, &str); 4] = [
    ("course/programme.toml", include_str!("start/programme.toml")),
    ("course/decks/addon-a.md", include_str!("start/deck.md")),
    ("course/labs/LAB-01.md", include_str!("start/lab.md")),
    ("course/documents/overview.md", include_str!("start/overview.md")),
];

/// Lines of `[clip]` that give the clip its place in the course, before the cast of the scene.
const PLACE: &str =
    "\naddon   = \"A\"                    # the clip's place in the course\nanchors = [\"LAB-01\"]\n\n[node]";

/// The files of a new course.
///
/// `name` has to be a plain name of a clip, and `scene` is the text of the clip's scene, in which a blank line
/// and `[node]` follow `[clip]`.
#[must_use]
pub fn start(name: &str, scene: &str) -> Vec<StartFile> {
    let files = FILES.into_iter().map(|(path, text)| (path, text.replace("{name}", name)));
    let scene = ("scenes/{name}.toml", scene.replacen("\n\n[node]", PLACE, 1));
    let file = |(path, text): (&str, String)| StartFile { path: path.replace("{name}", name), text };
    files.chain([scene]).map(file).collect()
}
