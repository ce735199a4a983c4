//! The texts in a video's file: the beats as chapters, and their captions.

use super::captions::{Cue, JOINER, cues};
use super::outline::Outline;
use halfminute_basics::escape::plain;
use halfminute_basics::time::Time;

use super::VideoFormat;
use super::fault::VideoFault;

/// The text tracks of a format.
pub struct TextTracks {
    /// Form in which a track holds the text of a caption.
    pub(super) caption: fn(&Cue) -> String,
    /// Resolution of the times of chapters and captions.
    pub(super) resolution: Time,
    /// True if the joiners that protect captions from being taken for markup may be lost.
    pub(super) may_lose_joiners: bool,
}

/// A text with its start and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed {
    /// Instant when the text appears.
    pub start: Time,
    /// Instant when the text disappears (exclusive).
    pub end: Time,
    /// Text, in the form that the file holds.
    pub text: String,
}

/// The texts of a file; each list is ordered by time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Titles of the beats.
    pub chapters: Vec<Timed>,
    /// Captions of the beats that have one.
    pub captions: Vec<Timed>,
}

impl Texts {
    /// The expected texts of a video of the clip; empty for formats without text tracks.
    pub fn planned(format: VideoFormat, clip: &Outline) -> Self {
        format.tracks.as_ref().map_or_else(Self::default, |tracks| Self::of_clip(tracks, clip))
    }

    /// The texts of a clip in the form of these tracks.
    pub(super) fn of_clip(tracks: &TextTracks, clip: &Outline) -> Self {
        let chapter = |beat: &crate::Beat| Timed {
            start: clip.at(beat.first),
            end: clip.at(beat.end),
            text: plain(&beat.title).into_owned(),
        };
        let caption = |cue: Cue| Timed { start: cue.start, end: cue.end, text: (tracks.caption)(&cue) };
        let captions = cues(clip).into_iter().map(caption).collect();
        Self { chapters: clip.beats.iter().map(chapter).collect(), captions }
    }

    /// Compares the texts that were found in a file with the plan.
    pub fn compare(&self, format: VideoFormat, found: &Self) -> Result<(), VideoFault> {
        let grain = format.tracks.as_ref().map_or(Time::ZERO, |tracks| tracks.resolution);
        compare("chapter", &self.chapters, &found.chapters, grain)?;
        // A file that another program wrote is compared without joiners, which protect texts from being taken
        // for markup.
        let bare = |texts: &[Timed]| -> Vec<Timed> {
            texts
                .iter()
                .map(|timed| Timed { text: timed.text.replace(JOINER, ""), ..timed.clone() })
                .collect()
        };
        if format.tracks.as_ref().is_some_and(|tracks| tracks.may_lose_joiners) {
            return compare("caption", &bare(&self.captions), &bare(&found.captions), grain);
        }
        compare("caption", &self.captions, &found.captions, grain)
    }
}

/// Finds the first difference of two lists of texts, whose times may differ by `grain`.
fn compare(what: &str, planned: &[Timed], found: &[Timed], grain: Time) -> Result<(), VideoFault> {
    let near = |a: Time, b: Time| (a.flicks() - b.flicks()).abs() <= grain.flicks();
    let alike = |(planned, found): (&Timed, &Timed)| {
        planned.text == found.text && near(planned.start, found.start) && near(planned.end, found.end)
    };
    let at = planned.iter().zip(found).take_while(|pair| alike(*pair)).count();
    let say = |texts: &[Timed]| {
        let say = |timed: &Timed| format!("`{}` from {} s to {} s", timed.text, timed.start, timed.end);
        texts.get(at).map_or("missing".to_owned(), say)
    };
    if at == planned.len() && at == found.len() {
        return Ok(());
    }
    Err(VideoFault { what: format!("{what} {}", at + 1), found: say(found), planned: say(planned) })
}

#[cfg(test)]
mod tests {
    use super::{Timed, compare};
    use halfminute_basics::time::Time;

    fn timed(text: &str, start: i64, end: i64) -> Timed {
        Timed { start: Time::from_millis(start), end: Time::from_millis(end), text: text.to_owned() }
    }

    #[test]
    fn the_first_difference_is_named() {
        let planned = [timed("a", 0, 1000), timed("b", 1000, 2000)];
        let fault = |found: &[Timed]| compare("chapter", &planned, found, Time::from_millis(1)).unwrap_err();
        assert_eq!(compare("chapter", &planned, &planned, Time::ZERO), Ok(()));
        let near = [timed("a", 0, 1001), timed("b", 1001, 2000)];
        assert_eq!(compare("chapter", &planned, &near, Time::from_millis(1)), Ok(()));
        let missing = "its chapter 2 is missing, not `b` from 1.0 s to 2.0 s";
        assert_eq!(fault(&planned[..1]).to_string(), missing);
        let more = [&planned[..], &[timed("c", 2000, 3000)]].concat();
        assert_eq!(fault(&more).to_string(), "its chapter 3 is `c` from 2.0 s to 3.0 s, not missing");
        let other = [timed("a", 0, 1002), timed("b", 1000, 2000)];
        assert_eq!(fault(&other).what, "chapter 1");
        let other = [timed("a", 0, 1000), timed("b ", 1000, 2000)];
        assert_eq!(fault(&other).what, "chapter 2");
    }
}
