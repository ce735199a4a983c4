//! A clip's video or picture, and its list of chapters.

use maud::{Markup, html};

use super::clip::Clip;
use super::html::{clock, source};

/// The video, or a picture if there is none.
pub(super) fn player(clip: &Clip) -> Markup {
    let picture = clip.picture.as_ref().map(source);
    let (title, lang) = (&clip.manifest.title, &clip.manifest.lang);
    html! {
        @if let Some(video) = &clip.video {
            video controls preload="metadata" poster=[picture] aria-label=(title) lang=(lang) {
                source src=(source(video)) type=(video.kind);
                @if let Some(captions) = &clip.captions {
                    track kind="captions" srclang=(lang) label="Captions" src=(source(captions));
                }
            }
        } @else if let Some(picture) = picture {
            img.poster src=(picture) alt={ "A picture of " (title) };
        } @else {
            p.soft.poster { "There is no video and no picture to show." }
        }
    }
}

/// The beats: buttons that seek in the video, or a list if there is no video.
pub(super) fn chapters(clip: &Clip) -> Markup {
    html! {
        ol.chapters lang=(clip.manifest.lang) {
            @for beat in &clip.manifest.beats {
                @let says = html! {
                    time { (clock(beat.start)) }
                    span { (beat.title) }
                    small { (beat.caption) }
                    @for picture in &beat.pictures {
                        small.alt { span.soft lang="en" { "Picture: " } (picture) }
                    }
                };
                li {
                    @if clip.video.is_some() {
                        button type="button" data-start=(beat.start) { (says) }
                    } @else {
                        div.chapter { (says) }
                    }
                }
            }
        }
    }
}
