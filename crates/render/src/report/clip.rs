//! Contents of the page for one clip: its manifest, its faults, and the files beside it that a reviewer sees.

use std::io;
use std::path::{Component, Path};

use crate::{Digest, Manifest, Verified, Video};
use halfminute_files as files;
use halfminute_media::Format;
use halfminute_media::format::WebElement;

/// The size, in bytes, above which a file is linked to instead of embedded in the page.
const LARGEST: usize = 32 << 20;

/// A rendered clip with the files that the page shows.
#[derive(Debug)]
pub struct Clip {
    /// Name of the clip's folder, without its path.
    pub folder: String,
    /// Manifest from the clip's folder.
    pub manifest: Manifest,
    /// Video that browsers play (MP4 or WebM), if one was made.
    pub video: Option<Media>,
    /// Captions of the clip, as a WebVTT file.
    pub captions: Option<Media>,
    /// Picture shown if there is no video, or before it plays: an animation, the poster, or the last frame of a
    /// clip that was rendered in part.
    pub picture: Option<Media>,
    /// Contact sheet, with one tile per beat.
    pub contact_sheet: Option<Media>,
    /// Number of frames on disk that have the digests in the manifest.
    pub frames_found: usize,
    /// Faults of the clip's files: the name of the file, and a sentence.
    pub faults: Vec<(String, String)>,
}

/// A clip that could not be read, so that nothing can be shown of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Name of the clip's folder.
    pub clip: String,
    /// Reason why nothing can be shown.
    pub message: String,
}

/// A file that the page embeds or links to.
#[derive(Debug)]
pub struct Media {
    /// MIME type, such as `video/mp4`.
    pub kind: &'static str,
    /// Address of the file, relative to the page.
    pub address: String,
    /// Contents of the file, unless it is too large for the page.
    pub bytes: Option<Vec<u8>>,
}

impl Failed {
    /// A failure for the clip in `folder`; `message` says why nothing can be shown.
    #[must_use]
    pub fn new(folder: &Path, message: String) -> Self {
        let clip = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { clip, message }
    }
}

impl Clip {
    /// Reads the clip in `folder` for a page in the folder `page`; `verified` is the result of verifying the
    /// clip. Only files that the manifest vouches for are read; nothing else gets into the page.
    ///
    /// # Errors
    /// There is no manifest (the message says why), or a file cannot be read.
    pub fn read(folder: &Path, verified: Verified, page: &Path) -> Result<Self, Failed> {
        let faults = verified.discrepancies.iter().map(|found| (found.file.clone(), found.to_string()));
        let faults: Vec<_> = faults.collect();
        let Some(manifest) = verified.manifest else {
            let message = faults.into_iter().map(|(_, fault)| fault).collect::<Vec<_>>().join("; ");
            return Err(Failed::new(folder, message));
        };
        let media = |name: &String, kind| {
            let digest = verified.whole.get(name);
            digest.map(|digest| Media::read(&folder.join(name), digest, page, kind)).transpose()
        };
        let find = |element: WebElement| {
            let web = |video: &Video| Format::named(&video.format)?.web.filter(|web| web.element == element);
            let videos = manifest.videos.iter().filter_map(|video| Some((video, web(video)?)));
            let found = videos.min_by_key(|(_, web)| web.rank);
            found.map(|(video, web)| media(&video.file, web.media_type)).transpose().map(Option::flatten)
        };
        let sidecar = |ending: &str, kind| {
            let name = manifest.sidecars.iter().find(|name| name.ends_with(ending));
            name.map(|name| media(name, kind)).transpose().map(Option::flatten)
        };
        let read = || -> io::Result<Self> {
            let video = find(WebElement::Player)?;
            let animation = find(WebElement::Picture)?;
            let last = format!("frames/frame_{:06}.png", manifest.last_frame);
            let picture = match animation.filter(|_| video.is_none()) {
                None => sidecar("poster.png", "image/png")?,
                animation => animation,
            };
            let picture = if picture.is_none() { media(&last, "image/png")? } else { picture };
            Ok(Self {
                folder: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                video,
                captions: sidecar(".vtt", "text/vtt")?,
                picture,
                contact_sheet: sidecar("contact-sheet.png", "image/png")?,
                frames_found: verified.whole.keys().filter(|name| name.starts_with("frames/")).count(),
                faults: faults.clone(),
                manifest: manifest.clone(),
            })
        };
        read().map_err(|error| Failed::new(folder, format!("cannot be read: {error}")))
    }

    /// True if only some frames were drawn.
    pub(super) fn is_partial(&self) -> bool {
        self.manifest.rendered.is_some()
    }
}

impl Media {
    /// Reads a file that was verified; it must still have this digest.
    fn read(path: &Path, digest: &Digest, page: &Path, kind: &'static str) -> io::Result<Self> {
        let bytes = Some(files::read(path, LARGEST)?).filter(|bytes| bytes.len() <= LARGEST);
        if bytes.as_ref().is_some_and(|bytes| blake3::hash(bytes) != *digest) {
            return Err(io::Error::other(format!("`{}` has just been changed", path.display())));
        }
        Ok(Self { kind, address: address(path, page)?, bytes })
    }
}

/// The relative address of a file for a page in the folder `page`.
fn address(file: &Path, page: &Path) -> io::Result<String> {
    let real = |path: &Path| if path == Path::new("") { Path::new(".") } else { path }.canonicalize();
    let (file, page) = (real(file)?, real(page)?);
    let (to, from): (Vec<_>, Vec<_>) = (file.components().collect(), page.components().collect());
    let shared = to.iter().zip(&from).take_while(|(to, from)| to == from).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| match part {
        Component::Normal(name) => encoded(&name.to_string_lossy()),
        other => other.as_os_str().to_string_lossy().into_owned(),
    });
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// A name as a percent-encoded part of an address (RFC 3986, 2.3).
fn encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::address;

    #[test]
    fn an_address_leads_from_the_page_to_the_file() {
        let place = tempfile::tempdir().unwrap();
        let clip = place.path().join("o/my clip");
        fs::create_dir_all(&clip).unwrap();
        fs::create_dir(place.path().join("x")).unwrap();
        let file = clip.join("a%.mp4");
        fs::write(&file, "").unwrap();
        let from = |page: &str| address(&file, &place.path().join(page)).unwrap();
        assert_eq!(from("o"), "my%20clip/a%25.mp4");
        assert_eq!(from("o/my clip"), "a%25.mp4");
        assert_eq!(from("x"), "../o/my%20clip/a%25.mp4");
    }
}
