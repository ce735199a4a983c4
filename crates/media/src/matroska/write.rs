//! Writing of chapters to a Matroska file without anything else, which `ffmpeg` reads.
//!
//! The program's own format for chapters, `ffmetadata`, cannot hold a title that ends in a back-slash.

use halfminute_basics::time::Time;

use super::super::texts::Timed;
use super::id;

/// Formats a file with these chapters.
pub(crate) fn chapters(chapters: &[Timed]) -> Vec<u8> {
    let chapter = |(chapter, number): (&Timed, u64)| {
        let display = [element(id::STRING, chapter.text.as_bytes()), element(id::LANGUAGE, b"und")].concat();
        let parts = [
            unsigned(id::CHAPTER_UID, number),
            unsigned(id::CHAPTER_START, nanoseconds(chapter.start)),
            unsigned(id::CHAPTER_END, nanoseconds(chapter.end)),
            element(id::DISPLAY, &display),
        ];
        element(id::CHAPTER, &parts.concat())
    };
    let edition: Vec<u8> = chapters.iter().zip(1..).flat_map(chapter).collect();
    let segment = [
        element(id::INFO, &unsigned(id::TIMESTAMP_SCALE, MILLISECOND)),
        element(id::CHAPTERS, &element(id::EDITION, &edition)),
        // Without a cluster, the program looks for one after the end.
        element(id::CLUSTER, &unsigned(id::TIMESTAMP, 0)),
    ];
    [element(id::HEADER, &element(id::DOC_TYPE, b"matroska")), element(id::SEGMENT, &segment.concat())]
        .concat()
}

/// Length of a tick, in nanoseconds.
const MILLISECOND: u64 = 1_000_000;

/// A time in nanoseconds, rounded to the nearest.
fn nanoseconds(time: Time) -> u64 {
    let flicks = i128::from(time.flicks()) * 1_000_000_000 + i128::from(Time::PER_SECOND / 2);
    u64::try_from(flicks / i128::from(Time::PER_SECOND)).unwrap_or(0)
}

/// An element: its id, its size in eight bytes, and its data.
fn element(id: u64, inside: &[u8]) -> Vec<u8> {
    let id = id.to_be_bytes();
    let start = id.iter().position(|byte| *byte != 0).unwrap_or(0);
    // A size of eight bytes is marked by its seven leading zero bits and a one.
    let size = (1 << 56 | inside.len() as u64).to_be_bytes();
    [&id[start..], &size, inside].concat()
}

fn unsigned(id: u64, number: u64) -> Vec<u8> {
    element(id, &number.to_be_bytes())
}
