//! The clips of a page, each with a unique id.

use std::collections::HashSet;

use super::clip::Clip;

/// A clip on the page, with its id.
#[derive(Debug)]
pub(super) struct Placed<'a> {
    /// Clip shown in this section.
    pub(super) clip: &'a Clip,
    /// Id of the clip's section; the id of its heading is the same with `-title` appended.
    pub(super) id: String,
}

impl<'a> Placed<'a> {
    /// Places all clips, in their order.
    pub(super) fn all(clips: &'a [Clip]) -> Vec<Self> {
        let ids = ids(clips.iter().map(|clip| clip.manifest.clip.as_str()));
        clips.iter().zip(ids).map(|(clip, id)| Self { clip, id }).collect()
    }

    /// True if the clip names anchors or assets of a course that it covers.
    pub(super) fn covers(&self) -> bool {
        let course = &self.clip.manifest.course;
        !course.anchors.is_empty() || !course.assets.is_empty()
    }
}

/// Converts names to ids, which contain no blanks. A number is appended if the id or that of its heading is
/// taken: by a copy of the clip, by a name that differs only in blanks, or by one that ends in `-title`.
fn ids<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let mut taken = HashSet::new();
    let mut free = |id: &String| {
        let heading = format!("{id}-title");
        let free = !taken.contains(id) && !taken.contains(&heading);
        if free {
            taken.extend([id.clone(), heading]);
        }
        free
    };
    let id = |name: &str| {
        let first = format!("clip-{}", name.chars().map(plain).collect::<String>());
        let more = (2_u64..).map(|number| format!("{first}-{number}"));
        std::iter::once(first.clone()).chain(more).find(&mut free).unwrap_or_default()
    };
    names.map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn no_two_elements_have_one_id() {
        let ids = ids(["a", "a", "a title", "a-title", "b c", "b-c", "a-2"].into_iter());
        assert_eq!(ids[..2], ["clip-a", "clip-a-2"]);
        let all: Vec<String> = ids.iter().flat_map(|id| [id.clone(), format!("{id}-title")]).collect();
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len(), "{ids:?}");
        assert!(all.iter().all(|id| !id.contains(' ')));
    }
}
